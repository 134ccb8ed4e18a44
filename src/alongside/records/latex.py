"""Text as BibTeX has it, and as people read it: accents, signs, commands around words, braces that protect.

Not a reader of LaTeX: commands that are not known stay as they are, and so does mathematics. The accents and signs are
those of "LaTeX: A Document Preparation System" (Lamport 1994), tables 3.1 and 3.2.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["from_latex", "to_latex"]

ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331",
}  # fmt: skip  # a table, read across
"""Accents and the combining signs of Unicode."""

SIGNS = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł",
    "i": "i", "j": "j", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ",
    "textendash": "–", "textemdash": "—", "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“",
    "textquotedblright": "”", "textbackslash": "\\",
    "textbraceleft": "{", "textbraceright": "}", "textasciitilde": "~", "textasciicircum": "^", "textdegree": "°",
    "textregistered": "®", "texttrademark": "™", "copyright": "©", "pounds": "£", "euro": "€", "texteuro": "€",
    "S": "§", "P": "¶", "dag": "†", "ddag": "‡", "ldots": "…", "dots": "…", "textellipsis": "…", "textmu": "µ",
    "textbar": "|", "textless": "<", "textgreater": ">", "textunderscore": "_", "textquotesingle": "'",
    "textquotedbl": '"', "textdollar": "$", "textbullet": "•", "textperiodcentered": "·", "textsection": "§",
    "textparagraph": "¶", "textexclamdown": "¡", "textquestiondown": "¿", "guillemotleft": "«", "guillemotright": "»",
    "textonehalf": "½", "textonequarter": "¼", "textthreequarters": "¾", "textpm": "±", "texttimes": "×",
    "LaTeX": "LaTeX", "TeX": "TeX", "textcelsius": "°C", "celsius": "°C", "textquotesinglbase": "‚",
    "textquotedblbase": "„", "guilsinglleft": "‹", "guilsinglright": "›", "slash": "/", "textasteriskcentered": "*",
    "textonesuperior": "¹", "texttwosuperior": "²", "textthreesuperior": "³", "alpha": "α", "beta": "β", "gamma": "γ",
    "delta": "δ", "kappa": "κ", "mu": "μ", "omega": "ω", "textalpha": "α", "textbeta": "β", "textgamma": "γ",
    "leq": "≤", "geq": "≥", "le": "≤", "ge": "≥", "pm": "±", "times": "×",
}  # fmt: skip  # a table, read across

AROUND = frozenset({
    "emph", "textit", "textbf", "textsc", "texttt", "textrm", "textsf", "textup", "textsl", "mbox", "url", "path",
    "href", "textsuperscript", "textsubscript", "uppercase", "MakeUppercase", "underline", "text", "nolinkurl",
    "mkbibemph", "mkbibitalic", "mkbibbold", "ensuremath", "mathrm", "mathit", "textnormal", "lowercase", "natexlab",
    "mkbibparens", "mkbibbrackets", "textmd", "MakeLowercase", "textls", "hbox", "foreignlanguage", "protect",
    "noopsort",
})  # fmt: skip  # a table, read across
"""Commands whose text is what stands in their braces."""

SWITCHES = frozenset({"em", "it", "bf", "sc", "tt", "rm", "sf", "sl", "bfseries", "itshape", "normalfont", "relax"})

QUOTED = re.compile(r"\\(?:enquote|mkbibquote)\*?\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
"""A quotation (the package csquotes)."""

SMALL_MATHEMATICS = re.compile(
    r"\$\s*(?:\\(?:mathrm|text)\s*)?[_^]\s*(?:\{\s*([A-Za-z0-9+-]{1,4})\s*\}|([A-Za-z0-9]))\s*\$"
)
"""A subscript or superscript alone, as chemists write it: CO$_2$."""

SIGN_ALONE = re.compile(r"\$\s*(\\[A-Za-z]+|[<>=±])\s*\$")
"""One sign in mathematics: $\\beta$, $<$."""

TOKEN = re.compile(
    r"""
      \$[^$]*\$                                              # mathematics stays
    | \\(?P<accent>[`'^"~=.])\s*(?:\{\s*\\?(?P<a1>[^\W\d_]?)\s*\}|\\?(?P<a2>[^\W\d_]))
    | \\(?P<worded>[uvHcdbrk])(?:\s*\{\s*\\?(?P<b1>[^\W\d_]?)\s*\}|\s+\\?(?P<b2>[^\W\d_]))
    | \\(?P<command>[A-Za-z]+)\s*(?:\{\})?
    | \\(?P<sign>[^A-Za-z\s])
    | \\(?P<blank>\s)
    | (?P<dashes>-{2,3})
    | (?P<quotes>``|'')
    | (?P<tie>~)
    | (?P<brace>[{}]+)
    """,
    re.VERBOSE,
)

INNER_ACCENT = re.compile(
    r"""(?P<outer>\\(?:[`'^"~=.]\s*|[uvHcdbrk]\s*)\{\s*)\{?(?P<inner>\\(?:[`'^"~=.]\s*|[uvHcdbrk]\s+|[uvHcdbrk](?=\{))(?:\{\s*\\?[A-Za-z]\s*\}|\\?[A-Za-z]))\}?(?=\s*\})"""
)
"""An accent upon an accented letter, as Vietnamese has it."""

ESCAPED = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip  # a table, read across
SPECIAL = re.compile(r"[\\{}$&%#_~^]|-(?=-)|`(?=`)|'(?=')")


def from_latex(text: str) -> str:
    r"""The text as people read it.

    >>> from_latex(r"{Peer} support in {K\"o}ln: {\'E}tude, 10--12, R\&D {\textquoteright}s $x^2$")
    'Peer support in Köln: Étude, 10–12, R&D ’s $x^2$'
    >>> from_latex(r"Nguy{\~{\^e}}n, O{\textquotesingle}Neil")
    "Nguyễn, O'Neil"
    """
    if not any(sign in text for sign in "\\{}~`'-$"):
        return text
    if "quote" in text:
        text = QUOTED.sub(r"“\1”", text)
    if "$" in text:
        text = SMALL_MATHEMATICS.sub(lambda part: part[1] or part[2], text)
        text = SIGN_ALONE.sub(lambda part: SIGNS.get(part[1][1:], part[0]) if part[1][0] == "\\" else part[1], text)
    text = INNER_ACCENT.sub(lambda accents: accents["outer"] + TOKEN.sub(_read, accents["inner"]), text)
    return TOKEN.sub(_read, text)


def _read(match: re.Match[str]) -> str:
    kind = match.lastgroup
    if match["accent"] or match["worded"]:
        letter = match["a1"] or match["a2"] or match["b1"] or match["b2"] or ""
        mark = ACCENTS[match["accent"] or match["worded"]]
        return unicodedata.normalize("NFC", letter + mark) if letter else ""
    if kind == "command":
        name = match["command"]
        if name in SIGNS:
            return SIGNS[name]
        if name in AROUND or name in SWITCHES:
            return ""
        # Of a command that is not known its text stays, set apart from the word before it.
        return f"{match.group().removesuffix('{}').rstrip()} " if match.group().endswith("{}") else match.group()
    if kind == "sign":
        # "\\\\" ends a line; "\-" allows a hyphen; the others are the sign itself.
        return {"\\": " ", "-": "", "/": "", ",": " "}.get(match["sign"], match["sign"])
    if kind == "dashes":
        return "–" if len(match.group()) == 2 else "—"
    if kind == "quotes":
        return "“" if match.group() == "``" else "”"
    if kind in ("tie", "blank"):
        return " "
    return "" if kind == "brace" else match.group()


def to_latex(text: str) -> str:
    r"""The text with every sign that BibTeX would take for something else written so that it is itself.

    Braces become commands, because BibTeX counts them also where a backslash stands before them.

    >>> to_latex("100% of peers -- R&D"), from_latex(to_latex("{R&D} -- ``a_b``"))
    ('100\\% of peers -{}- R\\&D', '{R&D} -- ``a_b``')
    """
    return SPECIAL.sub(lambda match: ESCAPED.get(match.group(), match.group() + "{}"), text)
