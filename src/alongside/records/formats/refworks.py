"""RefWorks' tagged format: two letters, a blank, the value ("T1 Peer support"); an entry begins with its type (RT).

The tags are those of "RefWorks Tagged Format" (ProQuest, RefWorks' help).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from alongside.records.assembly import page_range
from alongside.records.identifiers import registrations_in
from alongside.records.record import Broken, Record
from alongside.records.source import Source
from alongside.records.tagged import Layout, TaggedEntry, record_of_tags, tagged_entries

__all__ = ["looks_like", "read"]

LAYOUT = Layout(
    start=re.compile(r"RT (?=\S)"),
    field=re.compile(r"([A-Z][A-Z0-9])(?: (.*)|$)"),
    more=re.compile(r"\s*"),
    passed=re.compile(r"\s*|<\d+>\s*|(?:Export Date|RefWorks|Number of references).*"),
)

PLACES = {
    "title": ("T1",),
    "original_title": ("OT", "TT"),
    "year": ("YR", "FD"),
    "journal": ("JF", "T2", "JO"),
    "journal_abbreviation": ("JO",),
    "volume": ("VO",),
    "issue": ("IS",),
    "issn": ("SN",),
    "doi": ("DO",),
    "accession": ("AN", "ID"),
    "abstract": ("AB",),
    "language": ("LA",),
    "urls": ("UL", "LK"),
    "database": ("DB", "DS"),
}


def looks_like(source: Source) -> bool:
    """Whether the first bytes have the type of an entry, and a title or an author."""
    text = source.head_text
    return re.search(r"(?m)^RT [A-Z][A-Za-z]", text) is not None and re.search(r"(?m)^(?:T1|A1) \S", text) is not None


def read(source: Source) -> Iterator[Record | Broken]:
    """Entry after entry.

    >>> from pathlib import Path
    >>> text = b"RT Journal Article\\nA1 Ash,Ann\\nT1 Calls\\nYR 2009\\nSP 1\\nOP 9\\n"
    >>> [entry] = read(Source(Path("export.txt"), data=text))
    >>> entry.title, entry.authors, entry.pages, entry.type
    ('Calls', ('Ash, Ann',), '1–9', 'article')
    """
    for entry in tagged_entries(source, LAYOUT):
        yield entry if isinstance(entry, Broken) else _record(source, entry)


def _record(source: Source, entry: TaggedEntry) -> Record:
    values = entry.values
    content: dict[str, list[str]] = {"type": values.get("RT", [])}
    content["authors"] = [re.sub(r",(?=\S)", ", ", name) for name in values.get("A1", ())]
    content["keywords"] = [word.strip() for value in values.get("K1", ()) for word in value.split(";") if word.strip()]
    if "SP" in values:
        content["pages"] = [page_range(values["SP"][0], values.get("OP", [""])[0])]
    notes = [text for tag in ("NO", "U1", "U2", "CN") for text in values.get(tag, ())]
    content["registrations"] = list(registrations_in(*notes))
    pmids = (re.search(r"PMID\D{0,3}(\d{1,8})\b", text, re.ASCII) for text in notes)
    content["pmid"] = [match.group(1) for match in pmids if match][:1]
    return record_of_tags(source, entry, PLACES, content, ["A1", "K1", "SP", "OP", "ER"])
