"""Which of the encodings before Unicode a text is in, told by what it says when it is read in each.

Every byte means something in nearly every old encoding, so the bytes alone say little. What says much is the text: in
the right encoding its letters are those of one language and stand as letters do (no capital in the midst of a word, no
sign of currency between two letters), and of an East Asian language the commonest characters come up at once. Each
encoding is asked with the alphabets that it was made for, and the best is taken; a rival that is nearly as good is
named, so that a person can say which it is.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["CHOICES", "Guess", "guess_encoding", "named_encoding"]

WESTERN = (
    "àâæçéèêëîïôœùûüÿ",
    "äöüßé",
    "áéíñóúüç",
    "áàâãçéêíóôõúü",
    "àèéìòùí",
    "åäöéü",
    "æøåéö",
    "áéíóúýðþæö",
    "àçèéíïòóúü",
    "éèëïöüêáó",
)
"""Letters beyond ASCII of French, German, Spanish, Portuguese, Italian, Swedish, Danish, Icelandic, Catalan, Dutch."""

CENTRAL = ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "čćđšž", "ăâîşţ", "äöüß", "áéíóúý", "ëç")
"""Polish, Czech, Slovak, Hungarian, Croatian and Slovene, Romanian, German, what all share, Albanian."""

BALTIC = ("ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž")
"""Lithuanian, Latvian, Estonian."""

TURKISH = ("çğıiöşüâîû",)

GREEK = "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏ"
CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяёАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЁіїєґІЇЄҐўЎ"
HEBREW = "אבגדהוזחטיךכלםמןנסעףפץצקרשת"
ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءآأإؤئپچژگکی"
THAI = "".join(map(chr, (*range(0x0E01, 0x0E3B), *range(0x0E40, 0x0E4F))))
THAI_MARKS = frozenset(map(chr, (0x0E31, *range(0x0E34, 0x0E3B), *range(0x0E47, 0x0E4F))))
"""Signs that stand above or under a letter, and so never begin a word."""

HANZI = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得"
    "经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事"
    "平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题"
    "研究患者影响效果治疗护理病医院支持同伴糖尿血糖压教育社区健康生活质量评价干预老年慢观察分析临床应用对照随机组试验方法目的结论王李张刘陈"
    "的一是不了人我在有他這為之大來以個中上們到說國和地也子時道出而要於就下得可你年生自會那後能對著事其裡所去行過家十用發天如然作方成"
    "者多日都三小軍二無同麼經法當起與好看學進種將還分此心前面又定見只主沒公從研究患者影響效果治療護理病醫院支持同儕糖尿血糖壓教育社區健康品質評價介入"
)
KANJI = frozenset(
    "日一国人年大十二本中長出三時行見月後前生五間上東四今金九入学高円子外八六下来気小七山話女北午百書先名川千水半男西電校語土木聞食車何南万毎白天母火右読友左休父雨研究患者効果病糖尿支援同士仲間護看療生活質教育自己管理影響評価会高齢血圧田中村太郎"
)
HANGUL = frozenset(
    "이다의는에을가한고지하로자사를기어대은도서리인시나정수과일그제여들적해전보주상부만스공장성동라구조와연아세안원비당환선유신무시간지효병당뇨동료김박최철민영"
)


@dataclass(frozen=True, slots=True)
class _Script:
    """What is expected of a text in one encoding.

    Parameters
    ----------
    languages : for alphabets that stand among ASCII letters, the further letters of each language.
    common, letters : for other scripts, the letters that make up most of a text, and all.
    wide : the encoding in which the commoner half of East Asian characters has lead bytes in a range, and that range.
    """

    languages: tuple[frozenset[str], ...] = ()
    common: frozenset[str] = frozenset()
    letters: frozenset[str] = frozenset()
    wide: tuple[str, int, int] | None = None


def _latin(languages: tuple[str, ...]) -> _Script:
    return _Script(tuple(frozenset(letters + letters.upper()) for letters in languages))


def _script(common: str, letters: str) -> _Script:
    return _Script((), frozenset(common), frozenset(letters))


GREEK_SCRIPT = _script("αοιετσνρκςυμπληάίόήέ", GREEK)
CYRILLIC_SCRIPT = _script("оеаинтсрвлкмдпуяОЕАИНТСРВЛКМДПУЯ", CYRILLIC)

SCRIPTS: Mapping[str, _Script] = {
    "cp1252": _latin(WESTERN),
    "cp1254": _latin(TURKISH),
    "cp1250": _latin(CENTRAL),
    "iso8859-2": _latin(CENTRAL),
    "cp1257": _latin(BALTIC),
    "mac_roman": _latin(WESTERN),
    "cp1253": GREEK_SCRIPT,
    "iso8859-7": GREEK_SCRIPT,
    "cp1251": CYRILLIC_SCRIPT,
    "koi8-r": CYRILLIC_SCRIPT,
    "iso8859-5": CYRILLIC_SCRIPT,
    "mac_cyrillic": CYRILLIC_SCRIPT,
    "cp866": CYRILLIC_SCRIPT,
    "cp1255": _script("יוהלאתרבמנםש", HEBREW),
    "cp1256": _script("اليمونترةبعد", ARABIC),
    "cp874": _script("านรอกเงมยลวดทสตะ", THAI),
    "gb18030": _Script(common=HANZI, wide=("gb2312", 0xB0, 0xD7)),
    "big5": _Script(common=HANZI, wide=("big5", 0xA4, 0xC6)),
    "cp932": _Script(common=KANJI, wide=("euc_jp", 0xB0, 0xCF)),
    "euc_jp": _Script(common=KANJI, wide=("euc_jp", 0xB0, 0xCF)),
    "cp949": _Script(common=HANGUL, wide=("euc_kr", 0xB0, 0xC8)),
}
"""Encodings in the order in which they are asked: of two that are as good, the first. Windows' forms of ISO 8859 hold
the others' letters, but for Central Europe's and Greek's, whose places differ."""

CHOICES: Mapping[str, str] = {
    "utf-8": "Unicode (UTF-8)",
    "utf-16": "Unicode (UTF-16)",
    "cp1252": "Western European",
    "mac_roman": "Western, Mac",
    "cp1250": "Central European (Windows)",
    "iso8859-2": "Central European (ISO)",
    "cp1254": "Turkish",
    "cp1257": "Baltic",
    "cp1253": "Greek (Windows)",
    "iso8859-7": "Greek (ISO)",
    "cp1251": "Cyrillic (Windows)",
    "koi8-r": "Cyrillic (KOI8)",
    "iso8859-5": "Cyrillic (ISO)",
    "mac_cyrillic": "Cyrillic, Mac",
    "cp866": "Cyrillic (DOS)",
    "cp1255": "Hebrew",
    "cp1256": "Arabic",
    "cp874": "Thai",
    "gb18030": "Chinese (GBK)",
    "big5": "Chinese (Big5)",
    "cp932": "Japanese (Shift-JIS)",
    "euc_jp": "Japanese (EUC)",
    "cp949": "Korean (EUC-KR)",
}
"""Encodings that a person can name, and what they are called."""

LOOKED_AT = 12_000
"""Bytes of lines beyond ASCII that are looked at."""

TYPOGRAPHIC = frozenset("–—‘’‚“”„•…‹›«»°±×µ®™©§¡¿·\u00a0\u00ad€£²³¹½¼¾ªº（），。、：；！？「」『』《》・ー　～％－")
"""Signs that print in any language; they say little for an encoding, and nothing against it."""

WORD = re.compile(r"\S+")

WEAK = 0.05
"""How much better than Western European another encoding has to be: most files are Western."""

DOUBT = 0.06
"""A rival that is nearer than this is named."""

MANY = 100
"""Characters beyond ASCII from which the difference between two encodings is ever surer."""

FEW = 12
"""Characters beyond ASCII below which a guess is said to rest on little."""


@dataclass(frozen=True, slots=True)
class Guess:
    """An encoding, how well its text reads (1 at best), and the rival that reads nearly as well otherwise, if any."""

    encoding: str
    score: float
    rival: str = ""
    signs: int = 0

    @property
    def is_sure(self) -> bool:
        """Whether no other encoding reads nearly as well, and enough is there to tell."""
        return not self.rival and self.signs >= FEW


def named_encoding(name: str) -> str:
    """The encoding that a person named, by any name that it is known by; "" where it is none of text.

    >>> named_encoding("Windows-1250"), named_encoding("gbk"), named_encoding("zip")
    ('cp1250', 'gb18030', '')
    """
    try:
        codec = codecs.lookup(name.strip()).name
    except (LookupError, UnicodeError):
        return ""
    same = {
        "gbk": "gb18030",
        "gb2312": "gb18030",
        "shift_jis": "cp932",
        "euc_kr": "cp949",
        "iso8859-1": "cp1252",
        "iso8859-9": "cp1254",
        "utf-8-sig": "utf-8-sig",
        "mac-roman": "mac_roman",
        "mac-cyrillic": "mac_cyrillic",
        "utf-16-le": "utf-16-le",
        "utf-16-be": "utf-16-be",
        "utf-32": "utf-32",
        "ascii": "utf-8",
    }
    if codec in same:
        return same[codec]
    return next((choice for choice in CHOICES if codecs.lookup(choice).name == codec), "")


def guess_encoding(head: bytes) -> Guess:
    """The old encoding that some bytes are most likely in.

    >>> guess_encoding("Wsparcie rówieśnicze osób z cukrzycą".encode("cp1250")).encoding
    'cp1250'
    >>> guess_encoding("Müller, José: naïve café".encode("cp1252")).encoding
    'cp1252'
    """
    sample = _beyond_ascii(head)
    scores: dict[str, tuple[float, int, str]] = {}
    for encoding, script in SCRIPTS.items():
        text = sample.decode(encoding, errors="replace")
        score, signs = _score(text, script)
        scores[encoding] = (score + (WEAK if encoding == "cp1252" else 0.0), signs, text)
    best = max(scores, key=lambda encoding: scores[encoding][0])
    score, signs, text = scores[best]
    if score <= 0 and best != "cp1252":
        best, (score, signs, text) = "cp1252", scores["cp1252"]
    near = score - DOUBT * min(1.0, MANY / max(1, signs)) ** 0.5
    rivals = [
        name for name, (theirs, _, reading) in scores.items() if name != best and theirs > near and reading != text
    ]
    return Guess(best, score, max(rivals, key=lambda name: scores[name][0], default=""), signs)


def _beyond_ascii(head: bytes) -> bytes:
    """The lines that hold other bytes than ASCII's, up to a bound."""
    lines: list[bytes] = []
    size = 0
    for line in head.replace(b"\r", b"\n").split(b"\n"):
        if not line.isascii():
            lines.append(line[:2000])
            size += len(lines[-1])
            if size > LOOKED_AT:
                break
    return b"\n".join(lines)


def _score(text: str, script: _Script) -> tuple[float, int]:
    """How well a text reads, from -1 to 1 a sign beyond ASCII, and how many such signs it has."""
    if script.wide:
        values = [_wide_sign(sign, script, script.wide) for sign in text if not sign.isascii()]
        return (sum(values) / len(values) if values else 0.0), len(values)
    total, signs = 0.0, 0
    for word, times in Counter(WORD.findall(text)).items():  # a word that stands often is looked at once
        if not word.isascii():
            values = _word(word, script)
            total, signs = total + times * sum(values), signs + times * len(values)
    return (total / signs if signs else 0.0), signs


def _wide_sign(sign: str, script: _Script, wide: tuple[str, int, int]) -> float:
    """What a sign of an East Asian text says: kana, a common character, a rare one, one that no text holds."""
    code = ord(sign)
    if sign in script.common or (script.common is KANJI and 0x3041 <= code <= 0x30FE):
        return 1.0
    if sign in TYPOGRAPHIC:
        return 0.1
    if script.common is HANGUL and not 0xAC00 <= code <= 0xD7A3:
        return -0.6
    encoding, low, high = wide
    try:
        lead = sign.encode(encoding)[0]
    except UnicodeEncodeError:
        return -0.8
    return 0.6 if low <= lead <= high else -0.3


def _word(word: str, script: _Script) -> list[float]:
    """What each sign beyond ASCII of a word says, blanks around it included as its neighbours."""
    strange = [sign for sign in word if not sign.isascii() and sign.isalpha()]
    share = 1.0
    if script.languages and strange:
        share = max(sum(sign in letters for sign in strange) for letters in script.languages) / len(strange)
    signs = f" {word} "
    return [
        _narrow_sign(signs[index - 1], sign, signs[index + 1], script, share)
        for index, sign in enumerate(signs)
        if not sign.isascii()
    ]


def _narrow_sign(before: str, sign: str, after: str, script: _Script, share: float) -> float:
    """What a sign of an alphabet says, by what it is and by what stands on either side of it."""
    if sign == "\ufffd" or (not sign.isprintable() and sign not in "\u00a0\u00ad"):
        return -1.0
    if sign in THAI_MARKS:
        return 0.5 if before in script.letters and before not in THAI_MARKS else -0.8
    if not sign.isalpha():
        return _mark(before, sign, after)
    if sign.isupper() and before.islower():
        return -0.8
    if sign.islower() and before.isupper() and after.isupper():
        return -0.6
    strangers = sum(not near.isascii() and near.isalpha() for near in (before, after))
    if script.languages:  # such letters stand singly among those of ASCII
        return share - 0.45 * strangers
    if (before.isascii() and before.isalpha()) or (after.isascii() and after.isalpha()):
        return -0.8
    value = 1.0 if sign in script.common else 0.55 if sign in script.letters else -0.4
    return value if strangers else value - 0.5


def _mark(before: str, sign: str, after: str) -> float:
    """What a sign that is no letter says: the typographer's stand where they do in print, others nowhere."""
    inside = before.isalpha() and after.isalpha()
    if sign in "’\u00ad":
        return 1.0 if before.isalpha() else 0.2
    if sign in "“‘«¿¡„‚":
        return 1.0 if not before.isalnum() and after.isalpha() else -0.8
    if sign in "”»…":
        return 1.0 if not after.isalnum() and not before.isspace() else -0.8 if inside else 0.2
    if sign in "–—":
        return 0.2 if inside else 1.0
    if inside:
        return -1.0
    return 0.2 if sign in TYPOGRAPHIC else -0.5
