"""MEDLINE's tagged format, as PubMed saves it (.nbib).

The tags are those of "MEDLINE/PubMed Data Element (Field) Descriptions" of the National Library of Medicine. Names of
authors are read in full (FAU) where they are there; the short ones (AU) then stay in `extra`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import IO

from alongside.records.assembly import page_range
from alongside.records.identifiers import registrations_in
from alongside.records.record import Broken, Record
from alongside.records.source import Source
from alongside.records.tagged import Layout, TaggedEntry, record_of_tags, starts_as_ris, tagged_entries

__all__ = ["looks_like", "read", "write"]

LAYOUT = Layout(
    start=re.compile(r"[ \t]{0,3}PMID ?-(?: |$)"),
    field=re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}-(?: (.*)|$)"),
    more=re.compile(r" {1,6}"),
    passed=re.compile(r"\s*|<?\d+[.>]?\s*"),
)

OWNED = Layout(
    start=re.compile(r"OWN {0,2}- "),
    field=LAYOUT.field,
    more=LAYOUT.more,
    passed=LAYOUT.passed,
)
"""Entries of other libraries that write this format (ERIC): they have no PubMed id and begin with their owner."""

DOI_ADDRESS = re.compile(r"https?://(?:dx\.)?doi\.org/10\.")
"""The address of a DOI, as ERIC writes it where PubMed writes "[doi]"."""

PLACES = {
    "title": ("TI", "BTI"),
    "original_title": ("TT",),
    "year": ("DP", "DEP"),
    "journal": ("JT",),
    "journal_abbreviation": ("TA",),
    "volume": ("VI",),
    "issue": ("IP",),
    "issn": ("IS", "ISSN"),
    "pmid": ("PMID",),
    "pmcid": ("PMC",),
    "accession": ("AN", "OID"),
    "abstract": ("AB",),
    "language": ("LA",),
    "type": ("PT",),
    "urls": ("UR", "URL"),
    "database": ("DB",),
}

WRITTEN = {
    "title": "TI",
    "original_title": "TT",
    "journal": "JT",
    "journal_abbreviation": "TA",
    "volume": "VI",
    "issue": "IP",
    "issn": "IS",
    "pmcid": "PMC",
    "accession": "AN",
    "abstract": "AB",
    "language": "LA",
    "type": "PT",
    "database": "DB",
}

TAG = re.compile(r"[A-Z][A-Z0-9]{1,3}")
OURS = frozenset(
    {tag for tags in PLACES.values() for tag in tags} | {"FAU", "CN", "LID", "AID", "PG", "SI", "OT", "MH"}
)
"""Tags that say something of a record; what another format calls so is written as a general note (GN)."""


def looks_like(source: Source) -> bool:
    """Whether the first bytes have a line that starts an entry, and further tags, and none that starts one of RIS."""
    text = source.head_text
    if re.search(r"(?m)^[A-Z]{2,4} {0,2}- ", text) is None:
        return False
    start = re.search(r"(?m)^PMID ?-(?: |$)", text)
    if start is None:
        return _owned(text) and not starts_as_ris(text)
    return not starts_as_ris(text[: start.start()])


def _owned(text: str) -> bool:
    """Whether entries have no PubMed id and begin with their owner."""
    if re.search(r"(?m)^PMID ?-(?: |$)", text):
        return False
    return (
        re.search(r"(?m)\A\s*OWN {0,2}- \S.*\n", text) is not None and re.search(r"(?m)^TI {0,2}- ", text) is not None
    )


def read(source: Source) -> Iterator[Record | Broken]:
    """Entry after entry. The format has no sign for the end of one, so a file that was cut is noted where it seems so.

    >>> from pathlib import Path
    >>> text = b"PMID- 19597169\\nTI  - Support by\\n      telephone\\nFAU - Ash, Ann\\nAU  - Ash A\\nDP  - 2009 Jan"
    >>> [entry] = read(Source(Path("pubmed.nbib"), data=text))
    >>> entry.title, entry.authors, entry.year, entry.extra["AU"]
    ('Support by telephone', ('Ash, Ann',), 2009, ('Ash A',))
    """
    has_source = last_has_source = False
    line = 0
    for entry in tagged_entries(source, OWNED if _owned(source.head_text) else LAYOUT):
        if isinstance(entry, Broken):
            yield entry
            continue
        last_has_source = any(tag == "SO" for tag, _ in entry.fields)
        has_source, line = has_source or last_has_source, entry.line
        yield _record(source, entry)
    if has_source and not last_has_source and not _owned(source.head_text):
        source.note(line, "the last entry lacks the field SO, with which the others end: the file may be cut")


def _record(source: Source, entry: TaggedEntry) -> Record:
    values = entry.values
    content: dict[str, list[str]] = {}
    names = "FAU" if "FAU" in values else "AU"
    content["authors"] = [value for tag, value in entry.fields if tag in (names, "CN") and value]
    numbers = values.get("LID", []) + values.get("AID", [])
    content["doi"] = [value for value in numbers if value.endswith("[doi]")]
    content["doi"] = content["doi"] or [value for value in numbers if DOI_ADDRESS.match(value)]
    content["pages"] = [page_range(value) for value in values.get("PG", ())] or _article_numbers(values)
    if "TI" in values and "JT" not in values and "BTI" in values:
        content["journal"] = values["BTI"]  # the book of a chapter
    content["issn"] = [re.sub(r"^[EP]?ISSN-", "", value) for value in values.get("IS", []) + values.get("ISSN", [])]
    if "DB" not in values and values.get("OWN", ["NLM"])[0] == "ERIC":
        content["database"] = ["ERIC"]
    content["urls"] = [value for value in numbers if value.startswith(("http://", "https://"))] + values.get("UR", [])
    content["urls"] += values.get("URL", [])
    content["registrations"] = list(registrations_in(*values.get("SI", ())))
    content["keywords"] = values.get("OT", []) + values.get("MH", [])
    used = [names, "CN", "PG", "OT", "MH", "UR", "URL", "IS", "ISSN"] + (["BTI"] if "journal" in content else [])
    for tag in ("LID", "AID"):
        if all(value.endswith("[doi]") or value in content["urls"] for value in values.get(tag, ())):
            used.append(tag)
    if content["registrations"] and all(registrations_in(value) for value in values.get("SI", ())):
        used.append("SI")
    return record_of_tags(source, entry, PLACES, content, used)


def _article_numbers(values: dict[str, list[str]]) -> list[str]:
    """The number of an article that has no pages, where the entry's own line of its source (SO) prints it as such."""
    printed = " ".join(values.get("SO", ()))
    numbers = [
        value.removesuffix("[pii]").strip()
        for tag in ("LID", "AID")
        for value in values.get(tag, ())
        if value.endswith("[pii]")
    ]
    return [number for number in numbers if f":{number}." in printed][:1]


def write(records: Iterable[Record], stream: IO[bytes]) -> int:
    """Write entry after entry; gives how many.

    >>> import io
    >>> stream = io.BytesIO()
    >>> write([Record(title="Calls", pmid="19597169", doi="10.1234/a", keywords=("Peers",))], stream)
    1
    >>> print(stream.getvalue().decode().strip())
    PMID- 19597169
    TI  - Calls
    LID - 10.1234/a [doi]
    OT  - Peers
    """
    count = 0
    for record in records:
        count += 1
        lines = [f"PMID- {record.pmid}".rstrip()]

        def put(tag: str, value: str, lines: list[str] = lines) -> None:
            if text := " ".join(value.split()):
                lines.append(f"{tag:<4}- {text}")

        for field, tag in WRITTEN.items():
            put(tag, getattr(record, field))
        put("DP", "" if record.year is None else str(record.year))
        put("PG", record.pages.replace("–", "-"))
        put("LID", f"{record.doi} [doi]" if record.doi else "")
        for tag, values in (
            ("FAU", record.authors),
            ("OT", record.keywords),
            ("SI", record.registrations),
            ("UR", record.urls),
        ):
            for value in values:
                put(tag, value)
        for name, values in record.extra.items():
            is_tag = TAG.fullmatch(name) is not None and name not in OURS
            for value in values:
                put(name if is_tag else "GN", value if is_tag else f"{name}: {value}")
        stream.write(("\n".join(lines) + "\n\n").encode("utf-8", "replace"))
    return count
