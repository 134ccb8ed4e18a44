"""The fields of one RIS entry as a record: which tag holds what, and where tools put numbers that have no tag."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from alongside.records.assembly import assembled, page_range
from alongside.records.identifiers import normalise_doi, normalise_pmcid, registrations_in
from alongside.records.record import Record
from alongside.records.source import Source

__all__ = ["FIELDS", "record_of"]

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
    present = frozenset(tags)
    names = {field: tag for field, choices in FIELDS.items() if (tag := next((t for t in choices if t in present), ""))}
    elsewhere = tuple(tag for tag in ELSEWHERE if tag in present)
    taken = {*names.values(), "SP", "EP"}
    return _Layout(names | {"type": ""}, elsewhere, tuple(tag for tag in tags if tag not in taken))


def record_of(source: Source, fields: dict[str, list[str]], line: int, raw: str) -> Record:
    """The record of an entry: its values by tag, the line where it starts, and its text."""
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
        if ("pmid" in small or "pubmed" in small) and (pmid := SAID_PMID.search(value)):
            content["pmid"] = [pmid.group(1)]
    if "PMC" in value and "pmcid" not in content and (pmcid := normalise_pmcid(value)):
        content["pmcid"] = [pmcid]
    if tag in REGISTERED and (numbers := registrations_in(value)):
        content["registrations"] = [*content.get("registrations", ()), *numbers]
