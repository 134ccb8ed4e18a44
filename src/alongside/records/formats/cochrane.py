"""The Cochrane Library's plain text export, from CENTRAL and the reviews: "Record #1 of 12", then "TI: Peer support".

It has no public description; tags and their meaning are those of files that the library exports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from alongside.records.assembly import page_range
from alongside.records.identifiers import registrations_in
from alongside.records.record import Broken, Record
from alongside.records.source import Source
from alongside.records.tagged import Layout, TaggedEntry, record_of_tags, starts_as_ris, tagged_entries

__all__ = ["looks_like", "read"]

START = r"Record #\d{1,9} of \d{1,9}\s*"

LAYOUT = Layout(
    start=re.compile(START + r"$"),
    field=re.compile(r"([A-Z][A-Z0-9]{1,3}): ?(.*)"),
    more=re.compile(r"\s*"),
    passed=re.compile(r"\s*|Search Name:.*|Date Run:.*|Last Saved:.*|Comment:.*|ID\s+Search.*|#\d+\s.*"),
)

PLACES = {
    "title": ("TI",),
    "authors": ("AU",),
    "year": ("YR",),
    "journal": ("SO",),
    "volume": ("VL",),
    "issue": ("NO",),
    "doi": ("DOI",),
    "issn": ("SN",),
    "accession": ("ID",),
    "abstract": ("AB",),
    "language": ("LA",),
    "urls": ("US", "UR"),
    "type": ("PT",),
}


def looks_like(source: Source) -> bool:
    """Whether an entry is announced in the first bytes."""
    text = source.head_text
    return re.search(rf"(?m)^{START}$", text) is not None and not starts_as_ris(text)


def read(source: Source) -> Iterator[Record | Broken]:
    """Entry after entry. What the file announces and what it holds is compared, and a difference noted.

    >>> from pathlib import Path
    >>> text = b"Record #1 of 1\\nID: CN-0123\\nAU: Ash A\\nAU: Birch B\\nTI: Calls\\nYR: 2009\\nPM: PUBMED 19597169\\n"
    >>> [entry] = read(Source(Path("citation-export.txt"), data=text))
    >>> entry.title, entry.authors, entry.pmid, entry.accession
    ('Calls', ('Ash A', 'Birch B'), '19597169', 'CN-0123')
    """
    announced = re.search(r"(?m)^Record #\d{1,9} of (\d{1,9})\s*$", source.head_text)
    count = 0
    for entry in tagged_entries(source, LAYOUT):
        count += 1
        yield entry if isinstance(entry, Broken) else _record(source, entry)
    if announced and count < int(announced.group(1)):
        source.note(0, f"announces {announced.group(1)} entries and holds {count}: it may have been cut")


def _record(source: Source, entry: TaggedEntry) -> Record:
    values = entry.values
    texts = [text for tag in ("CC", "XR", "US", "SO", "TI") for text in values.get(tag, ())]
    content: dict[str, list[str]] = {
        "pages": [page_range(value) for value in values.get("PG", ())],
        "keywords": [word.strip() for value in values.get("KY", ()) for word in value.split(";") if word.strip()],
        "pmid": [value for value in values.get("PM", ()) if "PUBMED" in value.upper() or value.strip().isdigit()],
        "registrations": list(registrations_in(*texts)),
    }
    return record_of_tags(source, entry, PLACES, content, ["PG", "KY"] + (["PM"] if content["pmid"] else []))
