"""A record out of what a reader of XML or JSON found: cleaned, repaired, in one form, and nothing of it lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from alongside.records.identifiers import normalise_doi, normalise_issn, normalise_pmcid, normalise_pmid, year_of
from alongside.records.record import Record
from alongside.records.repair import plain, repaired
from alongside.records.source import Source
from alongside.records.types import type_of

__all__ = ["assembled", "page_range"]

SINGLE = (
    "title", "original_title", "journal", "journal_abbreviation", "volume", "issue", "pages", "accession", "abstract",
    "language", "database",
)  # fmt: skip
LISTS = ("authors", "registrations", "keywords", "urls")
NORMAL = {"doi": normalise_doi, "pmid": normalise_pmid, "pmcid": normalise_pmcid, "issn": normalise_issn}


def assembled(
    source: Source,
    line: int,
    raw: str,
    content: Mapping[str, Iterable[str]],
    extra: Mapping[str, Iterable[str]],
    names: Mapping[str, str],
) -> Record:
    """The record of one entry.

    Parameters
    ----------
    content : the values of fields of `Record`, best first. For "type" the words of the source, for "year" its date. A
        field that holds one value keeps its further values in `extra`, and so does a number that is none.
    extra : what has no place in a record, under the source's own names.
    names : what the source calls a field, for values of it that go to `extra`.

    >>> from pathlib import Path
    >>> source = Source(Path("a.json"), data=b"{}")
    >>> record = assembled(source, 1, "", {"doi": ["no DOI", "10.1234/A"], "year": ["2009-02"]}, {}, {"doi": "DOI"})
    >>> record.doi, record.year, dict(record.extra)
    ('10.1234/a', 2009, {'DOI': ('no DOI',), 'year': ('2009-02',)})
    """
    given = {f"={name}": _cleaned(values) for name, values in content.items()}
    given |= {name: _cleaned(values) for name, values in extra.items()}
    clean, touched = repaired({name: values for name, values in given.items() if values})
    if touched:
        fields = ", ".join(name.removeprefix("=") for name in touched)
        source.note(line, f"damaged text was repaired in {fields}")
    found = {name[1:]: values for name, values in clean.items() if name.startswith("=")}
    rest = {name: list(values) for name, values in clean.items() if not name.startswith("=")}

    def keep(field: str, values: Iterable[str]) -> None:
        kept = rest.setdefault(names.get(field, field), [])
        kept.extend(value for value in values if value not in kept)
        if not kept:
            del rest[names.get(field, field)]

    single = {}
    for field in SINGLE:
        values = found.get(field, ())
        single[field] = values[0] if values else ""
        keep(field, (value for value in values[1:] if value != values[0]))
    numbers = {}
    for field, normal in NORMAL.items():
        numbers[field] = ""
        for value in found.get(field, ()):
            form = normal(value)
            numbers[field] = numbers[field] or form
            # Of a second number the source's own writing is kept, and so is text that says more than the number.
            if form != numbers[field] or not form:
                keep(field, [value])
    lists = {field: tuple(dict.fromkeys(found.get(field, ()))) for field in LISTS if field != "authors"}
    dates = found.get("year", ())
    year = next((year for date in dates if (year := year_of(date)) is not None), None)
    keep("year", (date for date in dates if date != str(year)))
    keep("type", found.get("type", ()))
    return Record(
        title=single["title"],
        original_title=single["original_title"],
        # Two people of one name are two authors.
        authors=found.get("authors", ()),
        year=year,
        journal=single["journal"],
        journal_abbreviation=single["journal_abbreviation"],
        volume=single["volume"],
        issue=single["issue"],
        pages=single["pages"],
        issn=numbers["issn"],
        doi=numbers["doi"],
        pmid=numbers["pmid"],
        pmcid=numbers["pmcid"],
        registrations=lists["registrations"],
        accession=single["accession"],
        abstract=single["abstract"],
        keywords=lists["keywords"],
        language=single["language"],
        type=_type(found.get("type", ())),
        urls=lists["urls"],
        database=single["database"],
        extra={name: tuple(values) for name, values in rest.items()},
        file=source.name,
        line=line,
        raw=raw,
    )


@lru_cache(maxsize=1024)
def _type(said: tuple[str, ...]) -> str:
    # A file says the same few things of its entries thousands of times.
    return type_of(*said)


def _cleaned(values: Iterable[str]) -> list[str]:
    return [text for value in values if (text := plain(value))]


def page_range(first: str, last: str = "") -> str:
    """Pages as a record has them: first and last joined by an en dash.

    >>> page_range("101-9"), page_range("e12", "e15"), page_range("12-1--12-9"), page_range("7", "7")
    ('101–9', 'e12–e15', '12-1–12-9', '7')
    """
    first, last = first.strip(), last.strip()
    if last and last != first:
        return f"{first}–{last}" if first else last
    parts = [part.strip() for part in first.split("--" if "--" in first else "-")]
    return "–".join(parts) if len(parts) == 2 and all(parts) else first
