"""Entries of formats in which a line is a tag and its value: MEDLINE, EndNote tagged, Web of Science, Cochrane.

RIS has a reader of its own: its dialects differ in more than tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from alongside.records.assembly import assembled
from alongside.records.record import Broken, Record
from alongside.records.source import Source

__all__ = ["Layout", "TaggedEntry", "record_of_tags", "starts_as_ris", "tagged_entries"]

LONGEST = 10_000_000
"""Characters of an entry before it is given up."""

KEPT = 1000
"""Characters of a broken entry that are kept to show it."""


RIS_START = re.compile(r"(?m)^[ \t]{0,3}TY[ \t]{1,2}-[ \t]+[A-Z]{2,8}\s*$")


def starts_as_ris(text: str) -> bool:
    """Whether a text has the line that only entries of RIS start with, whatever headings stand before it.

    >>> starts_as_ris("Record #1 of 2\\nProvider: EBSCOhost\\n\\nTY  - JOUR\\nTI  - Calls")
    True
    """
    return RIS_START.search(text) is not None


@dataclass(frozen=True, slots=True)
class Layout:
    """How a format writes an entry.

    Parameters
    ----------
    start : the line with which an entry starts.
    field : a line with a tag and a value; groups 1 and 2.
    more : what stands before the text of a line that goes on with the field above.
    lists : tags whose further lines are further values; for others they are more of the same text.
    end : the line with which an entry must end, where the format has one.
    passed : lines between entries that say nothing of an entry.
    """

    start: re.Pattern[str]
    field: re.Pattern[str]
    more: re.Pattern[str]
    lists: frozenset[str] = frozenset()
    end: re.Pattern[str] | None = None
    passed: re.Pattern[str] = re.compile(r"\s*")


@dataclass(slots=True)
class TaggedEntry:
    """An entry: its line, the lines of it, and its fields in their order."""

    line: int
    lines: list[str]
    fields: list[tuple[str, str]]
    ended: bool = False

    @property
    def raw(self) -> str:
        """Its text in the file."""
        return "\n".join(self.lines).rstrip()

    @property
    def values(self) -> dict[str, list[str]]:
        """Its values by tag; empty ones are left out."""
        values_by_tag: dict[str, list[str]] = {}
        for tag, value in self.fields:
            if value:
                values_by_tag.setdefault(tag, []).append(value)
        return values_by_tag


def tagged_entries(source: Source, layout: Layout) -> Iterator[TaggedEntry | Broken]:
    """Entry after entry; `Broken` for lines that belong to none, and for an entry without the end that it must have.

    Raises `ReadError` for a source that cannot be read.
    """
    entry: TaggedEntry | None = None
    size = number = 0
    for number, line in enumerate(source.lines(), 1):
        if layout.start.match(line):
            if entry:
                yield from _done(source, layout, entry, "the next one begins")
            entry, size = TaggedEntry(number, [], []), 0
        elif entry is None or entry.ended:
            if not layout.passed.fullmatch(line):
                yield Broken(number, "expected the start of an entry", line[:KEPT])
            continue
        entry.lines.append(line)
        size += len(line)
        if size > LONGEST:
            yield Broken(entry.line, f"expected the end of this entry within {LONGEST} characters", entry.raw[:KEPT])
            entry = None
        elif layout.end is not None and layout.end.fullmatch(line):
            entry.ended = True
        elif match := layout.field.match(line):
            entry.fields.append((match.group(1), (match.group(2) or "").strip()))
        elif entry.fields and (text := layout.more.sub("", line, count=1).strip()):
            _go_on(layout, entry.fields, text)
    if entry:
        yield from _done(source, layout, entry, f"the file ends, after line {number}")


def _go_on(layout: Layout, fields: list[tuple[str, str]], text: str) -> None:
    tag, so_far = fields[-1]
    if tag in layout.lists:
        fields.append((tag, text))
    else:
        fields[-1] = (tag, f"{so_far} {text}".strip())


def _done(source: Source, layout: Layout, entry: TaggedEntry, then: str) -> Iterator[TaggedEntry | Broken]:
    if layout.end is None or entry.ended:
        yield entry
    elif then.startswith("the file"):
        yield Broken(entry.line, f"expected the end of this entry (ER) before {then}", entry.raw)
    else:
        source.note(entry.line, f"this entry has no end (ER) before {then}; it was read as it is")
        yield entry


def record_of_tags(
    source: Source,
    entry: TaggedEntry,
    places: Mapping[str, Sequence[str]],
    content: Mapping[str, Sequence[str]],
    used: Sequence[str] = (),
) -> Record:
    """The record of an entry.

    Parameters
    ----------
    places : the tags in which a field may stand, best first: it is read from the first that is there.
    content : fields that the format's own reader worked out; they go before `places`.
    used : tags that went into `content` wholly. All other tags that were not read stay in `extra`.
    """
    values = entry.values
    taken: dict[str, Sequence[str]] = dict(content)
    names: dict[str, str] = {"type": ""}
    gone = set(used)
    for field, tags in places.items():
        if field in taken:
            names.setdefault(field, tags[0])
            continue
        tag = next((tag for tag in tags if tag in values), None)
        if tag is not None:
            taken[field] = values[tag]
            names[field] = tag
            if field != "type":  # the source's own words stay
                gone.add(tag)
    extra = {tag: texts for tag, texts in values.items() if tag not in gone}
    filled = {field: texts for field, texts in taken.items() if texts}
    return assembled(source, entry.line, entry.raw, filled, extra, names, clean=True)
