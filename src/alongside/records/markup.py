"""Entries of an XML file, one after another, each taken out of the text and parsed by itself.

Why not `iterparse` over the whole file: it ends at the first fault, loses the raw text, and counts lines only to 65,535
(libxml2 keeps 16 bits). Here a scan finds where an entry starts and ends; lxml then parses that piece alone, so a fault
costs one entry, a declaration of entities never reaches the parser, and memory holds one entry.

Vocabulary. The *root* is the element around all entries. An *entry* is the element of one report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.entities import html5

from lxml import etree

from alongside.records.blocks import likely_encoding, text_blocks
from alongside.records.record import Broken
from alongside.records.source import Source

__all__ = ["Entry", "Piece", "left_over", "parsed_entries", "pieces", "take", "take_text", "take_texts", "text_of"]

LONGEST = 10_000_000
"""Characters of an entry. A full text with its tables stays under a tenth of this; a longer one has lost its end."""

MOST_TAGS = 200_000
"""Tags of an entry: a tree of more would take over 100 MB."""

KEPT = 10_000
"""Characters of an entry without an end that are kept to show it."""

TAIL = 400
"""Characters of the file's end in which the end of the root is looked for, comments after it included."""

LONGEST_NAME = 300
"""Characters of the name of an element, and of the "<" before it, that may be cut by the end of a block."""

LONGEST_TAG = 64 * 1024
"""Characters of a start tag with its attributes that are waited for."""

NAMESPACE = re.compile(r"""\sxmlns:([A-Za-z_][\w.-]*)\s*=\s*("[^"<&]*"|'[^'<&]*')""")
ROOT = re.compile(r"<([A-Za-z_][\w.:-]*)")

COMMON_NAMESPACES = {
    "xlink": '"http://www.w3.org/1999/xlink"',
    "mml": '"http://www.w3.org/1998/Math/MathML"',
    "xsi": '"http://www.w3.org/2001/XMLSchema-instance"',
    "ali": '"http://www.niso.org/schemas/ali/1.0/"',
}
"""Prefixes that an entry may use and that its root declares in a DTD or not at all."""

FORBIDDEN = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""Characters that XML 1.0 does not allow (section 2.2)."""

REFERENCE = re.compile(r"&(?:#(?:x([0-9A-Fa-f]{1,6})|(\d{1,7}));|([A-Za-z][A-Za-z0-9]{1,31});)?")
LONE_LESS = re.compile(r"<(?![A-Za-z_/!?])")
FIVE = frozenset({"amp", "lt", "gt", "quot", "apos"})


@dataclass(frozen=True, slots=True)
class Piece:
    """The text of one entry, and where it starts; `fault` says why it has no end."""

    line: int
    text: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its element, its line and its text in the file."""

    element: etree._Element
    line: int
    raw: str


def parsed_entries(
    source: Source, names: Iterable[str], *, until: str = "", open_end: bool = False
) -> Iterator[Entry | Broken]:
    """Entry after entry; `Broken` for one without an end, or that lxml cannot parse even when it is mended.

    Parameters
    ----------
    names : what the element of an entry is called, without a prefix. Entries do not stand inside one another.
    until : an element after which nothing of the entry is needed or kept ("front" of an article).
    open_end : the tool is known to leave the end of the root out.

    Raises
    ------
    ReadError : for a source that cannot be read.

    >>> from pathlib import Path
    >>> text = b"<all>\\n<one>R&D <b>works</b></one>\\n<one>cut<one/>\\n</all>"
    >>> [type(entry).__name__ for entry in parsed_entries(Source(Path("a.xml"), data=text), ["one"])]
    ['Entry', 'Broken', 'Entry']
    """
    namespaces = dict(COMMON_NAMESPACES)
    for prefix, address in NAMESPACE.findall(source.head_text):
        namespaces.setdefault(prefix, address)
    wrapper = "<e " + " ".join(f"xmlns:{prefix}={address}" for prefix, address in namespaces.items()) + ">"
    for piece in pieces(source, names, until=until, open_end=open_end):
        yield Broken(piece.line, piece.fault, piece.text) if piece.fault else _parsed(source, piece, wrapper)


def pieces(source: Source, names: Iterable[str], *, until: str = "", open_end: bool = False) -> Iterator[Piece]:
    """The text of entry after entry; parameters as `parsed_entries`."""
    scan = _Scan(frozenset(names), until)
    for block in text_blocks(source, likely_encoding(source)):
        yield from scan.fed(block)
    yield from scan.fed("", final=True)
    last = scan.line + scan.held.count("\n")
    if scan.inside and scan.enough:
        source.note(last, "the file ends in the middle of an entry; what is read of it stood before that")
        yield Piece(scan.start, scan.enough)
    elif scan.inside:
        fault = f"the file ends in the middle of this entry, after line {last}"
        yield Piece(scan.start, scan.held[:KEPT], fault)
    elif scan.root and not _ends(scan.root, scan.tail + scan.held):
        fault = f"the file ends before {scan.root} does; expected </{scan.root}>, entries may be missing"
        if open_end:
            source.note(last, fault)
        else:
            yield Piece(last, (scan.tail + scan.held)[-TAIL:], fault)


def _ends(root: str, text: str) -> bool:
    """Whether the end of the root is in a text; its name can be as long as a file, and is no pattern."""
    return any(rest.lstrip().startswith(">") for rest in text.split(f"</{root}")[1:])


class _Scan:
    """How far the scan is. `held` is the text from `line` on that is not done with."""

    def __init__(self, names: frozenset[str], until: str) -> None:
        self._names, self._until = names, until
        words = sorted(names | ({until} if until else set()), key=len, reverse=True)
        alternatives = "|".join(re.escape(word) for word in words)
        self._token = re.compile(rf"<!--|<!\[CDATA\[|<(/?)((?:[A-Za-z_][\w.-]*:)?({alternatives}))(?=[\s/>])([^<>]*>)?")
        self.held, self.line = "", 1
        self.inside = ""  # name of the entry that is open, with its prefix
        self.start = 0  # its line
        self.enough = ""  # what is kept of it, where the rest is not needed
        self.root = self.tail = ""
        self._looked = 0  # how much of `held` was searched
        self._hidden = ""  # the end of the comment or CDATA section that is open

    def fed(self, block: str, *, final: bool = False) -> Iterator[Piece]:
        """The entries that end in this block."""
        self.held += block
        buffer, done, position = self.held, 0, self._looked
        while True:
            if self._hidden:
                end = buffer.find(self._hidden, position)
                if end < 0:
                    position = max(position, len(buffer) - len(self._hidden))
                    break
                position, self._hidden = end + len(self._hidden), ""
            token = self._token.search(buffer, position)
            if token is None:
                # The last characters may be the start of a tag.
                last = buffer.rfind("<", max(position, len(buffer) - LONGEST_NAME))
                position = max(position, last if last >= 0 else len(buffer))
                break
            if token.group(3) is None:
                self._hidden = "-->" if token.group() == "<!--" else "]]>"
                position = token.end()
                continue
            closing, full, name, rest = token.groups()
            if (
                rest is None
                and not final
                and len(buffer) - token.start() < LONGEST_TAG
                and "<" not in buffer[token.end() :]
            ):
                position = token.start()
                break
            position = token.end()
            if name in self._names and not closing:
                if self.inside:
                    fault = "" if self.enough else f"expected </{self.inside}> before the next entry begins"
                    text = self.enough or buffer[done : min(token.start(), done + KEPT)]
                    yield Piece(self.start, text, fault)
                    self.inside = self.enough = ""
                self._pass(buffer, done, token.start())
                done, self.start = token.start(), self.line
                if (rest or "").endswith("/>"):
                    yield Piece(self.start, buffer[done:position])
                    self._pass(buffer, done, position)
                    done = position
                else:
                    self.inside = full
            elif closing and full == self.inside:
                yield Piece(self.start, self.enough or buffer[done:position])
                self.inside = self.enough = ""
                self._pass(buffer, done, position)
                done = position
            elif closing and name == self._until and self.inside and not self.enough:
                self.enough = f"{buffer[done:position]}</{self.inside}>"
        if self.inside and not self.enough and len(buffer) - done > LONGEST:
            fault = f"expected </{self.inside}> within {LONGEST // 1_000_000} million characters"
            yield Piece(self.start, buffer[done : done + KEPT], fault)
            self.inside = self._hidden = ""
        if self.enough or not self.inside:
            self._pass(buffer, done, position)
            done = position
        self.held, self._looked = buffer[done:], position - done

    def _pass(self, text: str, start: int, end: int) -> None:
        """Leave text behind: its lines are counted, and what stood outside of entries is looked at for the root."""
        self.line += text.count("\n", start, end)
        if not self.inside:
            if not self.root and (match := ROOT.search(text, start, end)):
                self.root = match.group(1)
            self.tail = (self.tail + text[max(start, end - TAIL) : end])[-TAIL:]


def _parsed(source: Source, piece: Piece, wrapper: str) -> Entry | Broken:
    if piece.text.count("<") > MOST_TAGS:
        return Broken(piece.line, f"expected at most {MOST_TAGS} tags in an entry", piece.text[:KEPT])
    try:
        return Entry(_element(wrapper + piece.text + "</e>"), piece.line, piece.text)
    except etree.XMLSyntaxError as error:
        fault = error
    mended = LONE_LESS.sub("&lt;", REFERENCE.sub(_reference, FORBIDDEN.sub("", piece.text)))
    try:
        element = _element(wrapper + mended + "</e>")
    except etree.XMLSyntaxError:
        line = piece.line + max(0, (fault.lineno or 1) - 1)
        reason = (fault.msg or "").split("\n")[0].rsplit(", line ", 1)[0]
        return Broken(piece.line, f"expected well-formed XML; line {line}: {reason}", piece.text)
    source.note(piece.line, "signs that XML does not allow in this entry were read as text or left out")
    return Entry(element, piece.line, piece.text)


def _element(text: str) -> etree._Element:
    # huge_tree off: libxml2 itself bounds the depth (256) and the length of a text (10 MB).
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    element = etree.fromstring(text.encode("utf-8", "replace"), parser)[0]
    if element.tag.startswith("{"):
        # An entry that is in a namespace as a whole: its readers know the plain names.
        for part in element.iter(f"{element.tag.split('}')[0]}}}*"):
            part.tag = part.tag.split("}")[1]
    return element


def _reference(match: re.Match[str]) -> str:
    """A reference that XML does not know, as the character that HTML means by it, or as text."""
    hexadecimal, decimal, name = match.groups()
    if name:
        return match.group() if name in FIVE else html5.get(f"{name};", f"&amp;{name};").replace("<", "&lt;")
    if hexadecimal or decimal:
        code = int(hexadecimal, 16) if hexadecimal else int(decimal)
        allowed = code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
        return match.group() if allowed else ""
    return "&amp;"


def text_of(element: etree._Element | None) -> str:
    """All text in an element, markup left out, blanks made one; "" for None.

    >>> text_of(etree.fromstring("<t>Peer  <i>support</i>\\n works</t>"))
    'Peer support works'
    """
    return "" if element is None else " ".join("".join(element.itertext()).split())


def take(element: etree._Element, path: str) -> list[etree._Element]:
    """The elements at a path, taken out of the tree, so that what stays is what nobody understood."""
    elements: list[etree._Element] = element.findall(path)
    for part in elements:
        above = part.getparent()
        if above is not None:
            above.remove(part)
    return elements


def take_texts(element: etree._Element, path: str) -> list[str]:
    """The texts of the elements at a path, taken out of the tree; empty ones are left out.

    >>> tree = etree.fromstring("<t><a>1</a><a/><a>2</a><b>3</b></t>")
    >>> take_texts(tree, "a"), left_over(tree)
    (['1', '2'], {'b': ['3']})
    """
    return [text for part in take(element, path) if (text := text_of(part))]


def take_text(element: etree._Element, path: str) -> str:
    """The first text at a path, taken out of the tree with all the others; "" where there is none."""
    return next(iter(take_texts(element, path)), "")


def left_over(element: etree._Element, units: frozenset[str] = frozenset(), mark: str = "") -> dict[str, list[str]]:
    """The texts that were not taken, under the path of their element.

    Parameters
    ----------
    units : names of elements whose text is one value, their parts joined by blanks (a date, a grant).
    mark : the attribute that tells apart elements of one name; its value is put behind the name.

    >>> left_over(etree.fromstring("<t><d><y>2009</y><m>2</m></d><i k='pii'>7</i></t>"), frozenset({"d"}), "k")
    {'d': ['2009 2'], 'i pii': ['7']}
    """
    texts_by_path: dict[str, list[str]] = {}

    def visit(part: etree._Element, path: str) -> None:
        inner = [below for below in part if isinstance(below.tag, str)]
        direct_text = " ".join((part.text or "").split())
        # Words beside elements are a sentence with markup in it.
        mixed = direct_text or any((below.tail or "").strip() for below in inner)
        if not inner or mixed or part.tag in units:
            text = " ".join(" ".join(part.itertext()).split()) if part.tag in units else text_of(part)
            if text:
                texts_by_path.setdefault(path, []).append(text)
            return
        for below in inner:
            name = f"{below.tag} {below.get(mark)}" if mark and below.get(mark) else str(below.tag)
            visit(below, f"{path}/{name}" if path else name)

    visit(element, "")
    return texts_by_path
