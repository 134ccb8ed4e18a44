"""Records in a table: CSV, TSV or semicolons, with the column names that databases and tools use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from alongside.errors import InputError
from alongside.records.identifiers import normalise_doi, normalise_pmid, year_of
from alongside.records.record import Record
from alongside.records.repair import repaired
from alongside.records.source import Source
from alongside.records.types import type_of
from alongside.tables import Row, iter_rows

__all__ = ["looks_like", "read"]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "article title", "primary title", "primary_title", "document title", "item title", "ti", "t1"),
    "authors": ("authors", "author", "author names", "author(s)", "first author", "authors list", "au"),
    "year": ("year", "publication year", "publication_year", "date", "publication date", "py", "pub year", "published"),
    "journal": ("journal", "source title", "journal/book", "publication title", "secondary_title", "source", "so",
                "journal title", "t2", "publication"),
    "volume": ("volume", "vl", "journal volume"),
    "issue": ("issue", "number", "is", "journal issue"),
    "pages": ("pages", "page", "page range"),
    "doi": ("doi", "item doi", "digital object identifier", "di", "article doi"),
    "pmid": ("pmid", "pubmed id", "pubmed_id", "medline pmid", "pm"),
    "abstract": ("abstract", "abstract note", "notes_abstract", "ab", "summary", "abstracts"),
    "keywords": ("keywords", "author keywords", "keyword", "de", "mesh", "index keywords", "manual tags"),
    "language": ("language", "la", "article language"),
    "type": ("type", "document type", "item type", "publication type", "type_of_reference", "dt", "content type"),
    "urls": ("url", "urls", "link", "links"),
    "database": ("database", "db", "source database"),
}  # fmt: skip
"""Names of columns, best first, in small letters."""

NEEDED = ("title", "doi", "pmid", "abstract")
"""One of these makes a table one of records."""


def looks_like(source: Source) -> bool:
    """Whether the first line has a column that records have."""
    first = source.head_text.lstrip().split("\n", 1)[0].casefold()
    names = {cell.strip().strip('"') for cell in re.split(r"[,;\t|]", first)}
    return any(names & set(COLUMNS[field]) for field in NEEDED)


def read(source: Source) -> Iterator[Record]:
    """Row after row.

    Raises
    ------
    InputError : for a table without a title, DOI, PubMed id or abstract, naming the columns that are there; and for
        whatever `alongside.tables` refuses.
    """
    places: dict[str, str] | None = None
    for row in iter_rows(source.path):
        if places is None:
            places = _places(tuple(row.values), source.path)
        yield _record(source, row, places)


def _places(columns: tuple[str, ...], path: Path) -> dict[str, str]:
    by_name = {column.casefold(): column for column in reversed(columns)}
    places = {
        field: next(by_name[name] for name in names if name in by_name)
        for field, names in COLUMNS.items()
        if any(name in by_name for name in names)
    }
    if not any(field in places for field in NEEDED):
        found = ", ".join(columns[:12])
        raise InputError(f"expected a column title, doi, pmid or abstract; there are {found}", path=path, row=1)
    return places


def _record(source: Source, row: Row, places: Mapping[str, str]) -> Record:
    taken = {field: [row.text(column)] for field, column in places.items()}
    used = set(places.values())
    rest = {name: [value] for name, value in row.values.items() if name not in used and value}
    clean, touched = repaired(taken)
    extra, touched_rest = repaired(rest)
    if touched or touched_rest:
        source.note(row.line, f"damaged text was repaired in {', '.join(touched + touched_rest)}")

    def one(field: str) -> str:
        return clean.get(field, ("",))[0]

    authors = [name.strip() for name in re.split(r";|\||\band\b(?=\s[A-Z])", one("authors")) if name.strip()]
    if len(authors) == 1 and authors[0].count(",") > 1:
        authors = [name.strip() for name in authors[0].split(",") if name.strip()]
    return Record(
        title=one("title"),
        authors=tuple(authors),
        year=year_of(one("year")),
        journal=one("journal"),
        volume=one("volume"),
        issue=one("issue"),
        pages=one("pages"),
        doi=normalise_doi(one("doi")) or normalise_doi(one("urls")),
        pmid=normalise_pmid(one("pmid")),
        abstract=one("abstract"),
        keywords=tuple(word.strip() for word in re.split(r"[;|]", one("keywords")) if word.strip()),
        language=one("language"),
        type=type_of(one("type")),
        urls=tuple(part for part in one("urls").split() if part),
        database=one("database"),
        extra=extra,
        file=source.name,
        line=row.line,
        raw="\t".join(f"{name}: {value}" for name, value in row.values.items() if value),
    )
