"""RIS, in the dialects that databases and reference managers write.

Why not rispy: it reads a whole file at once, forgets the line of an entry and stops at the first line that it does not
expect, while a reviewer needs the place of a fault, the raw text, and files larger than memory. The tags are those of
the format's description by Research Information Systems; where tools differ, several tags serve one field in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from alongside.records.identifiers import normalise_doi, normalise_issn, normalise_pmid, year_of
from alongside.records.record import Broken, Record
from alongside.records.repair import repaired
from alongside.records.source import Source
from alongside.records.types import type_of

__all__ = ["looks_like", "read"]

LINE = re.compile(r"^\s{0,3}([A-Z][A-Z0-9])\s{1,2}-(?: (.*)|)$")
"""A tag, one or two blanks, a hyphen, a blank, the value. Some tools leave one of the blanks out."""

START = re.compile(r"^\s{0,3}TY\s{1,2}- ?\S", re.MULTILINE)

FIELDS = {
    "title": ("TI", "T1", "CT", "BT"),
    "authors": ("AU", "A1"),
    "journal": ("JO", "JF", "T2", "JA", "J2"),
    "volume": ("VL",),
    "issue": ("IS", "CP"),
    "abstract": ("AB", "N2"),
    "keywords": ("KW", "DE"),
    "language": ("LA",),
    "urls": ("UR", "L1", "L2", "LK"),
    "database": ("DB",),
    "year": ("PY", "Y1", "DA"),
}
"""Where a field may stand, best first. Authors, keywords and addresses are lists, of the first tag that is there."""

LISTS = frozenset({"authors", "keywords", "urls"})
USED = {tag for tags in FIELDS.values() for tag in tags} | {"TY", "ER", "SP", "EP", "DO"}
LONGEST_ENTRY = 100_000  # lines; more are no entry but a file of another kind


def looks_like(source: Source) -> bool:
    """Whether the first bytes have a line that starts an entry."""
    return START.search(source.head_text) is not None


def read(source: Source) -> Iterator[Record | Broken]:
    """Entry after entry. An entry that does not end, or ends before it began, is `Broken`, with its line and raw text.

    >>> from pathlib import Path
    >>> text = b"TY  - JOUR|TI  - Calls|  that help|PY  - 2009///|ER  - |".replace(b"|", b"\\r")
    >>> [entry] = read(Source(Path("export.ris"), data=text))
    >>> entry.title, entry.year, entry.line
    ('Calls that help', 2009, 1)
    """
    entry: list[tuple[str, str]] = []
    raw: list[str] = []
    start = number = 0
    ended = False  # the entry had its ER; some databases (Ovid) write a few of its fields after that
    for number, text in enumerate(source.lines(), 1):
        line = text.strip("\x0c")
        found = LINE.match(line)
        tag, value = (found.group(1), (found.group(2) or "").strip()) if found else ("", "")
        if tag == "TY":
            if entry:
                yield _finished(
                    source, entry, start, raw, ended, "this entry has no end (ER) before the next one begins"
                )
            entry, raw, start, ended = [("TY", value)], [line], number, False
        elif not entry:
            if tag:
                where = "an entry ends here that never began (TY)" if tag == "ER" else f"the field {tag} is in no entry"
                yield Broken(number, where, line)
            # Other lines before an entry are counters and headings of the database.
        elif tag == "ER":
            raw.append(line)
            ended = True
        elif found:
            raw.append(line)
            entry.append((tag, value))
        elif line.strip() and not ended:
            raw.append(line)
            last, so_far = entry[-1]
            entry[-1] = (last, f"{so_far} {line.strip()}".strip())
        if len(raw) > LONGEST_ENTRY:
            yield Broken(start, f"this entry has no end within {LONGEST_ENTRY} lines")
            return
    if entry:
        yield _finished(
            source, entry, start, raw, ended, f"the file ends in the middle of this entry, after line {number}"
        )


def _finished(
    source: Source, entry: list[tuple[str, str]], line: int, raw: list[str], ended: bool, otherwise: str
) -> Record | Broken:
    text = "\n".join(raw)
    return _record(source, entry, line, text) if ended else Broken(line, otherwise, text)


def _record(source: Source, entry: list[tuple[str, str]], line: int, raw: str) -> Record:
    fields: dict[str, list[str]] = {}
    for tag, value in entry:
        if value:
            fields.setdefault(tag, []).append(value)
    clean, touched = repaired(fields)
    taken: dict[str, str] = {}
    for name, tags in FIELDS.items():
        chosen = next((tag for tag in tags if clean.get(tag)), "")
        if chosen:
            taken[name] = chosen

    def one(name: str) -> str:
        return clean[taken[name]][0] if name in taken else ""

    def many(name: str) -> tuple[str, ...]:
        return clean[taken[name]] if name in taken else ()

    keywords = [word.strip() for value in many("keywords") for word in value.split(";") if word.strip()]
    pages = "–".join(part for part in (_first(clean, "SP"), _first(clean, "EP")) if part)
    used = {"TY", "SP", "EP", "DO", *taken.values()}
    extra = {tag: values for tag, values in clean.items() if tag not in used}
    # A single-valued tag that came twice keeps its further values.
    extra |= {t: clean[t][1:] for n, t in taken.items() if n not in LISTS and len(clean[t]) > 1}
    if touched:
        source.note(line, f"damaged text was repaired in {', '.join(touched)}")
    return Record(
        title=one("title"),
        authors=many("authors"),
        year=next((year for tag in FIELDS["year"] for v in clean.get(tag, ()) if (year := year_of(v))), None),
        journal=one("journal"),
        volume=one("volume"),
        issue=one("issue"),
        pages=pages,
        doi=_doi(clean),
        pmid=_pmid(clean),
        abstract=one("abstract"),
        keywords=tuple(keywords),
        language=one("language"),
        issn=normalise_issn(_first(clean, "SN")),
        accession=_first(clean, "AN"),
        type=type_of(_first(clean, "TY"), *clean.get("M3", ())),
        urls=many("urls"),
        database=one("database"),
        extra=extra,
        file=source.name,
        line=line,
        raw=raw,
    )


def _first(fields: dict[str, tuple[str, ...]], tag: str) -> str:
    return fields.get(tag, ("",))[0]


def _doi(fields: dict[str, tuple[str, ...]]) -> str:
    """DO, or a DOI in the fields where tools put it: M3, L3, an address, a note."""
    for tag in ("DO", "M3", "L3", "UR", "LK", "N1"):
        for value in fields.get(tag, ()):
            doi = normalise_doi(value)
            if doi:
                return doi
    return ""


def _pmid(fields: dict[str, tuple[str, ...]]) -> str:
    """A PubMed id that says so; an accession number alone only where the database is PubMed."""
    for tag in ("PM", "U2", "N1", "C2", "M2", "AN", "UR", "ID"):
        for value in fields.get(tag, ()):
            said = re.search(r"(?:PMID\D{0,3}|pubmed(?:\.ncbi\.nlm\.nih\.gov)?/)(\d{1,8})\b", value, re.IGNORECASE)
            if said or (tag == "PM" and value.isdigit()):
                return normalise_pmid(said.group(1) if said else value)
    source = " ".join((*fields.get("DB", ()), *fields.get("DP", ()))).casefold()
    number = _first(fields, "AN")
    return normalise_pmid(number) if number.isdigit() and ("pubmed" in source or "nlm" in source) else ""
