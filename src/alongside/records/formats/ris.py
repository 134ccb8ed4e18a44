"""RIS, in the dialects that databases and reference managers write.

The tags are those of the format's description (Research Information Systems, 2001, and its wider form of 2011); where
tools differ, several tags serve one field, in order. What tools do beyond it is read as they mean it: headings and
counters between entries, fields after the end of an entry (Ovid), lists of keywords one a line (EndNote, Rayyan), text
broken over lines and pages, tags in small letters, a blank too few.

Why not rispy: it reads a whole file at once, forgets the line of an entry and stops at the first line that it does not
expect, while a reviewer needs the place of a fault, the raw text, and files larger than memory.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import IO

from alongside.records.assembly import assembled, page_range
from alongside.records.identifiers import normalise_doi, normalise_pmcid, registrations_in
from alongside.records.record import Broken, Record
from alongside.records.source import Source
from alongside.records.types import type_of

__all__ = ["looks_like", "read", "write"]

START = re.compile(r"\n[ \t]{0,3}(?:TY|(ty))[ \t]{1,2}-[ \t]*\S")
"""Where an entry starts: a line with TY and the type, and the end of the line before it, which is found at once."""

LINE = re.compile(r"[ \t]{0,3}([A-Z][A-Z0-9])(?:[ \t]{2}-|[ \t]-(?=[ \t]|$))[ \t]*(.*)")
"""A tag, two blanks, a hyphen, a blank, the value. Many tools leave one of the blanks out."""

SMALL_LINE = re.compile(r"[ \t]{0,3}([A-Za-z][A-Za-z0-9])(?:[ \t]{2}-|[ \t]-(?=[ \t]|$))[ \t]*(.*)")
"""The same in an entry that starts with "ty"."""

END = re.compile(r"[ \t]{0,3}(?:ER|er)(?:[ \t]{2}-.*|[ \t]-[ \t]*)")
"""The end of an entry. With one blank only, nothing may follow: "ER - positive people" is a line of an abstract."""

ENDS = ("ER", "er")

LONG_TAGS = {"PMID": "PM", "PMCID": "C2", "DOI": "DO", "ISSN": "SN"}
LONG_LINE = re.compile(rf"[ \t]{{0,3}}({'|'.join(LONG_TAGS)})[ \t]{{0,2}}-[ \t]+(\S.*)")
"""Tags of more than two letters that tools borrow from MEDLINE, and what they mean."""

HARD_BLANKS = re.compile(r"(?m)^([ \xa0\t]{0,3}[A-Z][A-Z0-9])[ \xa0]{1,2}-[ \xa0]?")
"""A tag with blanks around its hyphen that do not break, as text from a web page has them."""

DASHES = re.compile(r"(?m)^([ \xa0\t]{0,3}[A-Z][A-Z0-9])[ \xa0]{1,2}[–—](?:[ \xa0]|$)")
DASHED = ("TY  –", "TY –", "TY  —", "TY —", "TY\xa0\xa0–", "TY\xa0–", "TY \xa0–", "TY\xa0 –")
"""Word processors make a dash of the hyphen after a tag."""

ABOUT_ONE = frozenset({"TI", "T1", "AB", "N2", "PY", "Y1", "SP", "JF", "JO", "T2", "VL", "DO", "DB"})
"""Tags of which an entry has one: a second after its end belongs to the entry that follows."""

LEAST_FIELDS = 3
"""Fields from which lines without a type are an entry that lost it."""

FIELD = re.compile(r"\n([A-Z][A-Z0-9])  - ([^\n]+)")
"""A line that is just as the format says."""

UNTIDY = (" \n", "\t", "-  ")
"""Blanks where the format has none: a text without them needs no line of it to be stripped."""

FIELDS: dict[str, tuple[str, ...]] = {
    "title": ("TI", "T1", "CT", "ST"),
    "original_title": ("OP", "TT"),
    "authors": ("AU", "A1"),
    "year": ("PY", "Y1", "DA"),
    "journal": ("JF", "T2", "JO", "BT", "C3"),
    "journal_abbreviation": ("JA", "J2", "JI", "J9", "J1"),
    "volume": ("VL",),
    "issue": ("IS", "CP"),
    "abstract": ("AB", "N2"),
    "keywords": ("KW", "DE"),
    "language": ("LA",),
    "urls": ("UR", "LK", "L2", "L1"),
    "database": ("DB",),
    "accession": ("AN", "UT", "U2"),
    "issn": ("SN",),
    "doi": ("DO",),
    "pmid": ("PM",),
}
"""Where a field may stand, best first: it is read from the first of its tags, the others stay in `extra`."""

ELSEWHERE = ("M3", "L3", "UR", "LK", "U2", "N1", "C1", "C2", "M2", "AN", "ID", "CN", "L2")
"""Where tools put numbers that have a tag of their own, or should have one."""

EARLY_ACCESS = re.compile(r"(?:[A-Z]{3}(?:-[A-Z]{3})? (?:\d{1,2} )?)((?:19|20)\d\d)")
"""C6 of Web of Science, the month in which an article appeared that has no issue yet: "JUL 2022"."""

SAID_PMID = re.compile(r"(?:PMID\D{0,3}|pubmed(?:\.ncbi\.nlm\.nih\.gov)?/)(\d{1,8})\b", re.IGNORECASE | re.ASCII)

REGISTERED = frozenset({"CN", "N1", "C1", "C2", "U2", "AN", "ID", "UR"})
WRITTEN = {
    "title": "TI",
    "original_title": "OP",
    "authors": "AU",
    "year": "PY",
    "journal": "T2",
    "journal_abbreviation": "J2",
    "volume": "VL",
    "issue": "IS",
    "issn": "SN",
    "doi": "DO",
    "pmid": "PM",
    "pmcid": "C2",
    "registrations": "CN",
    "accession": "AN",
    "abstract": "AB",
    "keywords": "KW",
    "language": "LA",
    "urls": "UR",
    "database": "DB",
}
"""The tag in which a field is written: that of its choices which most programs read."""

WRITTEN_TYPES = {
    "article": "JOUR",
    "review": "JOUR",
    "protocol": "JOUR",
    "letter": "JOUR",
    "editorial": "JOUR",
    "comment": "JOUR",
    "erratum": "JOUR",
    "retraction": "JOUR",
    "conference paper": "CPAPER",
    "conference abstract": "CPAPER",
    "book": "BOOK",
    "chapter": "CHAP",
    "thesis": "THES",
    "report": "RPRT",
    "preprint": "UNPB",
    "news": "NEWS",
    "dataset": "DATA",
    "webpage": "ELEC",
}
"""What TY says of a type; GEN of those that are not here. M3 says what TY cannot."""

TAG = re.compile(r"[A-Z][A-Z0-9]")
OURS = frozenset(
    {tag for tags in FIELDS.values() for tag in tags} | {"TY", "ER", "SP", "EP", "C7", "M3", "PT", "C2", "CN"}
)
"""Tags that say something of a record; what another format calls so is written as a note."""

KEYWORDS = frozenset({"KW", "DE"})

LONGEST = 10_000_000
"""Characters of an entry before it is given up. The longest real ones, with thousands of authors, have some 200,000."""


def looks_like(source: Source) -> bool:
    """Whether the first bytes start an entry, or have entries that end as those of RIS and lost their type."""
    text = "\n" + _tidied(source.head_text)
    return START.search(text) is not None or _without_types(text)


def _tidied(text: str) -> str:
    if any(sign in text for sign in DASHED):
        text = DASHES.sub(r"\1  - ", text)
    return HARD_BLANKS.sub(r"\1  - ", text) if "\xa0" in text else text


def _without_types(text: str) -> bool:
    """Whether a text has entries of RIS from which the type was left out."""
    ends = re.search(r"\n[ \t]{0,3}ER  -[ \t]*(?:\n|$)", text) is not None
    return ends and START.search(text) is None and re.search(r"\n[ \t]{0,3}(?:TI|T1|AU|A1)  - \S", text) is not None


def read(source: Source) -> Iterator[Record | Broken]:
    """Entry after entry.

    `Broken` is the last entry of a file that ends in the middle of it, and what belongs to no entry. An entry that
    lacks only its end before the next begins is read, and noted.

    >>> from pathlib import Path
    >>> text = b"TY  - JOUR|TI  - Calls|  that help|PY  - 2009///|ER  - |".replace(b"|", b"\\r")
    >>> [entry] = read(Source(Path("export.ris"), data=text))
    >>> entry.title, entry.year, entry.line
    ('Calls that help', 2009, 1)
    """
    held, line = "", 1
    reader = _Pieces(source)
    for _, block in source.blocks():
        text = f"{held}\n{_tidied(block)}"
        untidy = any(sign in text for sign in UNTIDY)
        starts = [found.start() for found in START.finditer(text)]
        for start, end in pairwise([0, *starts] if starts[:1] != [0] else starts):
            yield from reader.piece(text[start + 1 : end], line, untidy=untidy, last=False)
            line += text.count("\n", start, end)
        held = text[starts[-1] :] if starts else text
        if len(held) > LONGEST:
            yield from reader.piece(held[1:LONGEST], line, untidy=True, last=False)
            yield Broken(line, f"expected the end of this entry (ER) within {LONGEST} characters", held[1:1000])
            line += held.count("\n")
            held = ""
    yield from reader.piece(held[1:], line, untidy=True, last=True)


_Line = tuple[int, str]
"""The number of a line, and its text."""


class _Pieces:
    """Takes apart what stands from one start of an entry (TY) up to the next.

    Some programs write a few fields before the type. They are met after the end of the entry before, and `ahead` keeps
    them for the entry that follows.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.ahead: list[_Line] = []
        self.types_come_later = False

    def piece(self, text: str, line: int, *, untidy: bool, last: bool) -> Iterator[Record | Broken]:
        """The entries in the text of one piece, which starts on `line`."""
        text = text.rstrip()
        # Most entries are just what the format says and are taken apart at once. Any sign of something else in them (a
        # line without a tag, blanks where none belong) sends them the slower way.
        if text.startswith("TY  - ") and text.endswith("\nER  -") and not self.ahead:
            body = "\n" + text[:-6]
            pairs = FIELD.findall(body)
            # Most files end each entry with a blank, so an untidy block is asked again entry by entry.
            if len(pairs) == body.count("\n") and not (untidy and any(sign in text for sign in UNTIDY)):
                yield _record(self.source, _grouped(pairs), line, text)
                return
        yield from self._any_piece(text.split("\n"), line, last=last)

    def _any_piece(self, lines: list[str], line: int, *, last: bool) -> Iterator[Record | Broken]:
        """The same for all dialects, line by line."""
        start = START.match("\n" + lines[0])
        pattern = SMALL_LINE if start and start.group(1) else LINE
        ahead, self.ahead = self.ahead, []
        if start is None:
            yield from self._without_start(lines, line, pattern, last=last)
            return
        fields = [pair for _, text in ahead if (pair := _field(pattern, text))]
        fields.append(("TY", lines[0][start.end() - 2 :].strip()))
        end = next((at for at, text in enumerate(lines) if text.lstrip()[:2] in ENDS and END.fullmatch(text)), None)
        body = lines[1:] if end is None else lines[1:end]
        _take(fields, body, pattern)
        stray = [] if end is None else [(line + at, text) for at, text in enumerate(lines[end + 1 :], end + 1)]
        late, further = self._parted(stray, fields, pattern) if stray else ([], [])
        fields += [pair for _, text in late if (pair := _field(pattern, text))]
        until = len(lines) if end is None else end + 1
        raw = "\n".join((*(text for _, text in ahead), *lines[:until], *(text for _, text in late))).rstrip()
        first = ahead[0][0] if ahead else line
        if end is None:
            if last:
                reason = f"the file ends in the middle of this entry, after line {line + len(lines) - 1}"
                yield Broken(first, reason, raw)
                return
            self.source.note(line, "this entry has no end (ER) before the next one begins; it was read as it is")
        yield _record(self.source, _grouped(pair for pair in fields if pair[1]), first, raw)
        if further:
            yield from self._loose(further, pattern, last=last)

    def _without_start(
        self, lines: list[str], line: int, pattern: re.Pattern[str], *, last: bool
    ) -> Iterator[Record | Broken]:
        """What stands before the first type of a file."""
        loose = [(line + at, text) for at, text in enumerate(lines)]
        if not last and any(_field(pattern, text) for _, text in loose):
            self.types_come_later = True
        yield from self._loose(loose, pattern, last=last)

    def _parted(
        self, stray: list[_Line], fields: list[tuple[str, str]], pattern: re.Pattern[str]
    ) -> tuple[list[_Line], list[_Line]]:
        """Lines after the end of an entry: those that are its own (Ovid writes a few there), and the others."""
        if any(END.fullmatch(text) for _, text in stray) or self.types_come_later:
            return [], stray
        there = {tag for tag, value in fields if value}
        tags = {pair[0] for _, text in stray if (pair := _field(pattern, text))}
        if tags & there & ABOUT_ONE:
            return [], stray
        return [(at, text) for at, text in stray if _field(pattern, text)], []

    def _loose(self, loose: list[_Line], pattern: re.Pattern[str], *, last: bool) -> Iterator[Record | Broken]:
        """Entries without a type, up to each end; what comes after the last end waits for the type that follows."""
        waiting: list[_Line] = []
        for number, text in loose:
            if END.fullmatch(text):
                yield self._untyped(waiting, number, text, pattern)
                waiting = []
            elif text.strip() and (waiting or _field(pattern, text)):
                waiting.append((number, text))
        if last:
            yield from (
                Broken(number, f"the field {text.strip()[:2]} is in no entry", text)
                for number, text in waiting
                if _field(pattern, text)
            )
        else:
            self.ahead = waiting

    def _untyped(self, lines: list[_Line], number: int, end: str, pattern: re.Pattern[str]) -> Record | Broken:
        """The entry in some lines that have no type."""
        fields: list[tuple[str, str]] = []
        _take(fields, [text for _, text in lines], pattern)
        start = lines[0][0] if lines else number
        raw = "\n".join([*(text for _, text in lines), end])
        if len(fields) < LEAST_FIELDS or not {"TI", "T1", "AB", "DO"} & {tag for tag, _ in fields}:
            return Broken(start, "an entry ends here that never began (TY)", raw)
        self.source.note(start, "this entry has no type (TY); it was read up to its end (ER)")
        return _record(self.source, _grouped(pair for pair in fields if pair[1]), start, raw)


def _field(pattern: re.Pattern[str], text: str) -> tuple[str, str] | None:
    """Tag and value of a line; None for a line that has no tag."""
    if (matched := pattern.fullmatch(text)) and matched.group(1).upper() != "ER":
        return matched.group(1).upper(), matched.group(2).strip()
    if "-" in text[:12] and (matched := LONG_LINE.fullmatch(text)):
        return LONG_TAGS[matched.group(1)], matched.group(2).strip()
    return None


def _take(fields: list[tuple[str, str]], lines: Iterable[str], pattern: re.Pattern[str]) -> None:
    """Put the fields of some lines behind those that are there."""
    for text in lines:
        matched = pattern.fullmatch(text)
        if matched is not None:
            tag, value = matched.groups()
            if tag not in ("ER", "er"):
                fields.append((tag.upper(), value.strip()))
                continue
        if matched is None and (pair := _field(pattern, text)):
            fields.append(pair)
        elif fields and text.strip():
            _continue(fields, text.strip())


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    fields: defaultdict[str, list[str]] = defaultdict(list)
    for tag, value in pairs:
        fields[tag].append(value)
    fields.default_factory = None
    return fields


def _continue(found: list[tuple[str, str]], text: str) -> None:
    tag, so_far = found[-1]
    if tag in KEYWORDS and so_far:
        found.append((tag, text))  # EndNote and Rayyan write a keyword a line
    else:
        found[-1] = (tag, f"{so_far} {text}".strip())


@dataclass(frozen=True, slots=True)
class _Layout:
    """What the tags of an entry hold; the entries of a file share a few layouts."""

    names: Mapping[str, str]
    """The tag from which a field is read."""
    elsewhere: tuple[str, ...]
    """The tags that may hold numbers which have no tag here."""
    rest: tuple[str, ...]


@lru_cache(maxsize=1024)
def _layout(tags: tuple[str, ...]) -> _Layout:
    there = frozenset(tags)
    names = {field: tag for field, choices in FIELDS.items() if (tag := next((t for t in choices if t in there), ""))}
    elsewhere = tuple(tag for tag in ELSEWHERE if tag in there)
    taken = {*names.values(), "SP", "EP"}
    return _Layout(names | {"type": ""}, elsewhere, tuple(tag for tag in tags if tag not in taken))


def _record(source: Source, fields: dict[str, list[str]], line: int, raw: str) -> Record:
    layout = _layout(tuple(fields))
    content = {field: fields[tag] for field, tag in layout.names.items() if tag}
    if "A1" in fields and "AU" in fields:
        content["authors"] = _people(fields)
    if "keywords" in content and ";" in raw:
        words = [word.strip() for value in content["keywords"] for word in value.split(";")]
        content["keywords"] = [word for word in words if word]
    if "SP" in fields or "EP" in fields:
        firsts, lasts = fields.get("SP", [""]), fields.get("EP", [""])
        content["pages"] = [page_range(firsts[0], lasts[0]), *firsts[1:], *lasts[1:]]
    elif "C7" in fields:  # the number of an article that has no pages
        content["pages"] = fields["C7"]
    if words := fields.get("TY", []) + fields.get("M3", []) + fields.get("PT", []):
        content["type"] = words
    if "year" not in content and (early := EARLY_ACCESS.fullmatch(fields.get("C6", [""])[0])):
        content["year"] = [early.group(1)]
    for tag in layout.elsewhere:
        for value in fields[tag]:
            _look_into(tag, value, content)
    # An accession number alone is a PubMed id only where the database is PubMed.
    if "pmid" not in content and (number := fields.get("AN")) and number[0].isdigit():
        origin = " ".join(fields.get("DB", []) + fields.get("DP", [])).casefold()
        if "pubmed" in origin or "nlm" in origin:
            content["pmid"] = number[:1]
    extra = {tag: fields[tag] for tag in layout.rest}
    if "A1" in fields and "AU" in fields:
        extra.pop("A1")
    for tag, field in (("C2", "pmcid"), ("CN", "registrations")):
        if tag in extra and extra[tag] == content.get(field):  # nothing stands there but the number
            del extra[tag]
    return assembled(source, line, raw, content, extra, layout.names, clean=True)


def _people(fields: Mapping[str, list[str]]) -> list[str]:
    """Authors of an entry with both tags: some tools write the first author as A1, some write all of them twice."""
    before, after = sorted(("A1", "AU"), key=list(fields).index)
    families = {name.partition(",")[0].casefold() for name in fields[before]}
    further = [name for name in fields[after] if name.partition(",")[0].casefold() not in families]
    return [*fields[before], *further]


def _look_into(tag: str, value: str, content: dict[str, list[str]]) -> None:
    """DOI, PubMed id, PMCID and numbers of registers where tools put them: a note, an address, M3, C2."""
    if "10." in value and (doi := normalise_doi(value)) and not any(map(normalise_doi, content.get("doi", ()))):
        content["doi"] = [*content.get("doi", ()), doi]
    if "pmid" not in content:
        small = value.casefold()
        if ("pmid" in small or "pubmed" in small) and (said := SAID_PMID.search(value)):
            content["pmid"] = [said.group(1)]
    if "PMC" in value and "pmcid" not in content and (pmcid := normalise_pmcid(value)):
        content["pmcid"] = [pmcid]
    if tag in REGISTERED and (numbers := registrations_in(value)):
        content["registrations"] = [*content.get("registrations", ()), *numbers]


def write(records: Iterable[Record], stream: IO[bytes]) -> int:
    """Write entry after entry; gives how many. What has no tag of its own becomes a note (N1): "name: value".

    >>> import io
    >>> stream = io.BytesIO()
    >>> write([Record(title="Calls", authors=("Ash, A.",), type="letter", pages="1–9")], stream)
    1
    >>> print(stream.getvalue().decode().strip())
    TY  - JOUR
    M3  - letter
    TI  - Calls
    AU  - Ash, A.
    SP  - 1
    EP  - 9
    ER  -
    """
    count = 0
    for record in records:
        count += 1
        lines = [f"{tag}  - {text}".rstrip() for tag, value in _written(record) if (text := " ".join(value.split()))]
        stream.write(("\n".join([*lines, "ER  - ", ""]) + "\n").encode("utf-8", "replace"))
    return count


def _written(record: Record) -> Iterator[tuple[str, str]]:
    extra = dict(record.extra)
    kind, words = extra.pop("TY", ("",))[0], extra.get("M3", ())
    if not kind or type_of(kind, *words, *extra.get("PT", ())) != record.type:  # not the words of a RIS file
        kind = WRITTEN_TYPES.get(record.type, "GEN")
        words = (*words, record.type) if type_of(kind, *words) != record.type else words
    extra.pop("M3", None)
    yield "TY", kind
    yield from (("M3", word) for word in words)
    for field, tag in WRITTEN.items():
        value = getattr(record, field)
        yield from (
            (tag, one) for one in (value if isinstance(value, tuple) else ["" if value is None else str(value)])
        )
    first, _, last = record.pages.partition("–")
    yield from (("SP", first), ("EP", last))
    for name, values in extra.items():
        own = TAG.fullmatch(name) is not None and (name not in OURS or name == "PT")
        yield from ((name, value) if own else ("N1", f"{name}: {value}") for value in values)
