"""Ovid's text for reading: "<1>", then a label on a line of its own, and under it its text, set in.

It has no public description; labels and their meaning are those of files that Ovid writes ("Citation" and "Complete
reference", with labels). Short labels of two letters are those of its field codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from alongside.records.assembly import page_range
from alongside.records.identifiers import registrations_in
from alongside.records.record import Broken, Record
from alongside.records.source import Source
from alongside.records.tagged import TaggedEntry, record_of_tags

__all__ = ["looks_like", "read"]

START = re.compile(r"<\d{1,6}>\s*")
LABEL = re.compile(r"([A-Z][A-Za-z/&() -]{1,48}?)[ \t]*")
VALUE = re.compile(r"[ \t]+(\S.*?)[ \t]*")
LONGEST = 10_000_000
"""Characters of an entry before it is given up."""

PLACES = {
    "title": ("Title", "TI"),
    "original_title": ("Original Title", "Vernacular Title"),
    "year": ("Year of Publication", "Date of Publication", "YR", "DP"),
    "journal": ("Journal Name", "Full Source", "Publication Name"),
    "issn": ("ISSN", "ISSN Print", "IS"),
    "doi": ("Digital Object Identifier", "DOI", "DO"),
    "pmid": ("PMID", "Medline PMID"),
    "accession": ("Accession Number", "Unique Identifier", "UI", "AN"),
    "abstract": ("Abstract", "AB"),
    "language": ("Language", "LG", "LA"),
    "type": ("Publication Type", "Document Type", "PT"),
    "database": ("Database", "DB"),
}

AUTHORS = ("Authors", "Author", "Authors Full Name", "Author Name", "AU")
KEYWORDS = (
    "MeSH Subject Headings",
    "Subject Headings",
    "Keyword Heading",
    "Author Keywords",
    "Key Concepts",
    "KW",
    "SH",
)

SOURCE = re.compile(
    r"(?P<journal>.+?)\.\s+(?P<volume>[A-Za-z]?\d{1,5})(?:\((?P<issue>[^()]{1,30})\))?"
    r"(?:\s*\([^()]*\))?\s*[:,]\s*(?:pp?\.?\s*)?(?P<pages>[A-Za-z]{0,3}\d[\w.-]*)"
)
"""Ovid's line of where a report is printed: "Journal of Peer Work. 12(3):101-109, January 2020."."""


def looks_like(source: Source) -> bool:
    """Whether the first line of text numbers an entry, and a label with its text set in follows."""
    text = source.head_text.lstrip("\n\t \ufeff")
    return re.match(r"(?:.*\n){0,12}?<1>\s*\n[A-Z][A-Za-z/&() -]{1,48}[ \t]*\n[ \t]+\S", text) is not None


def read(source: Source) -> Iterator[Record | Broken]:
    """Entry after entry.

    >>> from pathlib import Path
    >>> text = b"<1>\\nAuthor\\n  Ash, Ann; Birch, Ben.\\nTitle\\n  Calls.\\nSource\\n"
    >>> text += b"  J Peer Work. 12(3):1-9, May 2020.\\n"
    >>> [entry] = read(Source(Path("citation.txt"), data=text))
    >>> entry.title, entry.authors, entry.journal, entry.volume, entry.pages, entry.year
    ('Calls.', ('Ash, Ann', 'Birch, Ben'), 'J Peer Work', '12', '1–9', 2020)
    """
    entry: TaggedEntry | None = None
    size = 0
    for number, line in enumerate(source.lines(), 1):
        if START.fullmatch(line):
            if entry:
                yield _record(source, entry)
            entry, size = TaggedEntry(number, [], []), 0
        elif entry is None:
            continue  # what stands above the first entry tells of the search
        entry.lines.append(line)
        size += len(line)
        if size > LONGEST:
            yield Broken(entry.line, f"expected the end of this entry within {LONGEST} characters", entry.raw[:1000])
            entry = None
        elif (value := VALUE.fullmatch(line)) and entry.fields:
            tag, text = entry.fields[-1]
            entry.fields[-1] = (tag, f"{text} {value.group(1)}".strip())
        elif label := LABEL.fullmatch(line):
            entry.fields.append((label.group(1), ""))
    if entry:
        yield _record(source, entry)


def _record(source: Source, entry: TaggedEntry) -> Record:
    values = entry.values
    content: dict[str, list[str]] = {}
    used = []
    for tag in AUTHORS:
        if tag in values and "authors" not in content:
            names = [name.strip().rstrip(".") for text in values[tag] for name in text.split(";")]
            content["authors"] = [re.sub(r"(?<=,)(?=\S)", " ", name) for name in names if name]
            used.append(tag)
    words = [word.strip().rstrip(".") for tag in KEYWORDS for text in values.get(tag, ()) for word in text.split(";")]
    content["keywords"] = [word for word in words if word]
    used += [tag for tag in KEYWORDS if tag in values]
    printed = " ".join(values.get("Source", []) + values.get("SO", []))
    if (matched := SOURCE.match(printed)) and "Journal Name" not in values:
        content["journal"] = [matched["journal"]]
        content["volume"] = [matched["volume"]]
        content["issue"] = [matched["issue"]] if matched["issue"] else []
        content["pages"] = [page_range(matched["pages"].rstrip(".,"))]
    if printed and not any(tag in values for tag in PLACES["year"]):
        content["year"] = [printed.rsplit(",", 1)[-1].strip(" .")]
    for tag in PLACES["accession"]:
        if tag in values and "accession" not in content:
            content["accession"] = [values[tag][0].rstrip(".")]
            used.append(tag)
    content["registrations"] = list(registrations_in(*(text for texts in values.values() for text in texts)))
    return record_of_tags(source, entry, PLACES, content, used)
