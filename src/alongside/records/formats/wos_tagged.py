"""Web of Science's plain text and its export to desktop programs (.ciw): two letters, a blank, the value.

The tags are those of "Web of Science Core Collection Field Tags" (Clarivate). Names are read in full (AF) where they
are there. The DOI of a book (D2) is not that of its chapter and stays in `extra`.
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
    start=re.compile(r"PT (?=\S)"),
    field=re.compile(r"([A-Z][A-Z0-9])(?: (.*)|$)"),
    more=re.compile(r" {1,3}"),
    lists=frozenset({"AU", "AF", "BA", "BF", "BE", "GP", "CA", "CR", "C1", "C3"}),
    end=re.compile(r"ER\s*"),
    passed=re.compile(r"\s*|(?:FN|VR) .*|EF\s*"),
)

PLACES = {
    "title": ("TI",),
    "original_title": ("FT",),
    "authors": ("AF", "AU", "BF", "BA"),
    "year": ("PY", "EY", "PD"),
    "journal": ("SO",),
    "journal_abbreviation": ("JI", "J9"),
    "volume": ("VL",),
    "issue": ("IS",),
    "doi": ("DI",),
    "pmid": ("PM",),
    "accession": ("UT",),
    "abstract": ("AB",),
    "language": ("LA",),
    "urls": ("UR", "DL"),
}


def looks_like(source: Source) -> bool:
    """Whether the first lines are those of such a file, or of an entry of one."""
    text = source.head_text
    if re.match(r"\s*FN .*\n\s*VR \d", text):
        return True
    return re.search(r"(?m)^PT [A-Z]\s*$", text) is not None and re.search(r"(?m)^(?:AU|TI|SO) \S", text) is not None


def read(source: Source) -> Iterator[Record | Broken]:
    """Entry after entry. `Broken` is the last entry of a file that ends in the middle of it.

    >>> from pathlib import Path
    >>> text = b"FN Web\\nVR 1.0\\nPT J\\nAU Ash, A\\n   Birch, B\\nTI Peer\\n   support\\nBP 1\\nEP 9\\nER\\n\\nEF"
    >>> [entry] = read(Source(Path("savedrecs.txt"), data=text))
    >>> entry.title, entry.authors, entry.pages
    ('Peer support', ('Ash, A', 'Birch, B'), '1–9')
    """
    for entry in tagged_entries(source, LAYOUT):
        yield entry if isinstance(entry, Broken) else _record(source, entry)


def _record(source: Source, entry: TaggedEntry) -> Record:
    values = entry.values
    content: dict[str, list[str]] = {}
    used = []
    kinds = [word.strip() for value in values.get("DT", ()) for word in value.split(";")]
    content["type"] = values.get("PT", []) + kinds
    content["keywords"] = [word.strip() for value in values.get("DE", ()) for word in value.split(";") if word.strip()]
    content["issn"] = values.get("SN", []) + values.get("EI", [])
    content["registrations"] = list(registrations_in(*values.get("CT", ()), *values.get("CN", ())))
    if "BP" in values:
        content["pages"] = [page_range(values["BP"][0], values.get("EP", [""])[0])]
        used = ["BP", "EP"]
    elif "PS" in values:  # Zoological Record
        content["pages"] = [page_range(page) for page in values["PS"]]
        used = ["PS"]
    elif "AR" in values:
        content["pages"] = values["AR"]
        used = ["AR"]
    return record_of_tags(source, entry, PLACES, content, [*used, "DE", "SN", "EI"])
