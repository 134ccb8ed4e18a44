"""RIS, in the dialects that databases and reference managers write.

The tags are those of the format's description (Research Information Systems, 2001, and its wider form of 2011); where
tools differ, several tags serve one field, in order. What tools do beyond it is read as they mean it: headings and
counters between entries, fields after the end of an entry (Ovid), lists of keywords one a line (EndNote, Rayyan), text
broken over lines and pages, tags in small letters, a blank too few. Here a file is cut into entries and lines;
`ris_fields` makes a record of the fields of one, `ris_writing` writes them.

Why not rispy: it reads a whole file at once, forgets the line of an entry and stops at the first line that it does not
expect, while a reviewer needs the place of a fault, the raw text, and files larger than memory.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from alongside.records.formats.ris_fields import record_of
from alongside.records.formats.ris_writing import write
from alongside.records.record import Broken, Record
from alongside.records.source import Source
from alongside.words.plurals import many

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

KEYWORDS = frozenset({"KW", "DE"})

HEADING = 300
"""Characters between two entries up to which lines without a tag are a heading or a counter (EBSCOhost's have some
100), and from which they are something else that was put into the file, and have to be named."""

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
    remainder, line = "", 1
    reader = _Pieces(source)
    for _, block in source.blocks():
        text = f"{remainder}\n{_tidied(block)}"
        untidy = any(sign in text for sign in UNTIDY)
        starts = [start.start() for start in START.finditer(text)]
        for start, end in pairwise([0, *starts] if starts[:1] != [0] else starts):
            yield from reader.piece(text[start + 1 : end], line, untidy=untidy, last=False)
            line += text.count("\n", start, end)
        remainder = text[starts[-1] :] if starts else text
        if len(remainder) > LONGEST:
            yield from reader.piece(remainder[1:LONGEST], line, untidy=True, last=False)
            yield Broken(line, f"expected the end of this entry (ER) within {LONGEST} characters", remainder[1:1000])
            line += remainder.count("\n")
            remainder = ""
    yield from reader.piece(remainder[1:], line, untidy=True, last=True)


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
                yield record_of(self.source, _grouped(pairs), line, text)
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
        end = next(
            (number for number, text in enumerate(lines) if text.lstrip()[:2] in ENDS and END.fullmatch(text)), None
        )
        body = lines[1:] if end is None else lines[1:end]
        _take(fields, body, pattern)
        stray = [] if end is None else [(line + offset, text) for offset, text in enumerate(lines[end + 1 :], end + 1)]
        late, further = self._parted(stray, fields, pattern) if stray else ([], [])
        fields += [pair for _, text in late if (pair := _field(pattern, text))]
        if not further:
            self._name_unread([pair for pair in stray if pair not in late])
        until = len(lines) if end is None else end + 1
        raw = "\n".join((*(text for _, text in ahead), *lines[:until], *(text for _, text in late))).rstrip()
        first_line = ahead[0][0] if ahead else line
        if end is None:
            if last:
                reason = f"the file ends in the middle of this entry, after line {line + len(lines) - 1}"
                yield Broken(first_line, reason, raw)
                return
            self.source.note(line, "this entry has no end (ER) before the next one begins; it was read as it is")
        yield record_of(self.source, _grouped(pair for pair in fields if pair[1]), first_line, raw)
        if further:
            yield from self._loose(further, pattern, last=last)

    def _without_start(
        self, lines: list[str], line: int, pattern: re.Pattern[str], *, last: bool
    ) -> Iterator[Record | Broken]:
        """What stands before the first type of a file."""
        loose = [(line + offset, text) for offset, text in enumerate(lines)]
        if not last and any(_field(pattern, text) for _, text in loose):
            self.types_come_later = True
        yield from self._loose(loose, pattern, last=last)

    def _parted(
        self, stray: list[_Line], fields: list[tuple[str, str]], pattern: re.Pattern[str]
    ) -> tuple[list[_Line], list[_Line]]:
        """Lines after the end of an entry: those that are its own (Ovid writes a few there), and the others."""
        if any(END.fullmatch(text) for _, text in stray) or self.types_come_later:
            return [], stray
        filled = {tag for tag, value in fields if value}
        tags = {pair[0] for _, text in stray if (pair := _field(pattern, text))}
        if tags & filled & ABOUT_ONE:
            return [], stray
        return [(line, text) for line, text in stray if _field(pattern, text)], []

    def _loose(self, loose: list[_Line], pattern: re.Pattern[str], *, last: bool) -> Iterator[Record | Broken]:
        """Entries without a type, up to each end; what comes after the last end waits for the type that follows."""
        waiting: list[_Line] = []
        unread: list[_Line] = []
        for number, text in loose:
            if END.fullmatch(text):
                yield self._untyped(waiting, number, text, pattern)
                waiting = []
            elif text.strip() and (waiting or _field(pattern, text)):
                waiting.append((number, text))
            else:
                unread.append((number, text))
        self._name_unread(unread)
        if last:
            yield from (
                Broken(number, f"the field {text.strip()[:2]} is in no entry", text)
                for number, text in waiting
                if _field(pattern, text)
            )
        else:
            self.ahead = waiting

    def _name_unread(self, lines: list[_Line]) -> None:
        """Note lines that are in no entry, where they are more than a heading."""
        written = [(number, text.strip()) for number, text in lines if text.strip()]
        # Ovid writes long links after the end of an entry; they count as nothing.
        words = (word for _, text in written for word in text.split() if "://" not in word)
        if sum(map(len, words)) > HEADING:
            number, text = written[0]
            counted = f"{many(len(written), 'line')} from here on"
            self.source.note(number, f"in no entry, and not read: {counted}, the first: {text[:60]}")

    def _untyped(self, lines: list[_Line], number: int, end: str, pattern: re.Pattern[str]) -> Record | Broken:
        """The entry in some lines that have no type."""
        fields: list[tuple[str, str]] = []
        _take(fields, [text for _, text in lines], pattern)
        start = lines[0][0] if lines else number
        raw = "\n".join([*(text for _, text in lines), end])
        if len(fields) < LEAST_FIELDS or not {"TI", "T1", "AB", "DO"} & {tag for tag, _ in fields}:
            return Broken(start, "an entry ends here that never began (TY)", raw)
        self.source.note(start, "this entry has no type (TY); it was read up to its end (ER)")
        return record_of(self.source, _grouped(pair for pair in fields if pair[1]), start, raw)


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


def _continue(fields: list[tuple[str, str]], text: str) -> None:
    tag, so_far = fields[-1]
    if tag in KEYWORDS and so_far:
        fields.append((tag, text))  # EndNote and Rayyan write a keyword a line
    else:
        fields[-1] = (tag, f"{so_far} {text}".strip())
