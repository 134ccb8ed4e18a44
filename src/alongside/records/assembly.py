"""A record out of what a reader found: cleaned, repaired, in one form, and nothing of it lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from alongside.records.identifiers import (
    normalise_doi,
    normalise_issn,
    normalise_pmcid,
    normalise_pmid,
    registrations_in,
    year_of,
)
from alongside.records.record import LISTS, Record
from alongside.records.repair import looks_damaged, mended, plain
from alongside.records.source import Source
from alongside.records.types import type_of

__all__ = ["assembled", "page_range"]

Found = Mapping[str, Sequence[str]]
"""Values by the name of a field, or by the source's own name."""

MISSING = frozenset(
    {
        "NA",
        "N/A",
        "n/a",
        "N.A.",
        "<NA>",
        "#N/A",
        "NaN",
        "nan",
        "NAN",
        "null",
        "NULL",
        "Null",
        "None",
        "none",
        "undefined",
        "[]",
        "-",
        "--",
        "–",
        "—",
        ".",
        "?",
        "[No title]",
        "[no title]",
        "[No title available]",
        "[No abstract available]",
        "No abstract available",
        "No abstract available.",
        "[No Abstract]",
        "[No abstract]",
    }
)
"""What programs write where there is nothing: R's NA, Excel's, JSON's, and the words of databases."""

NUMBERS: Mapping[str, Callable[[str], str]] = {
    "doi": normalise_doi,
    "pmid": normalise_pmid,
    "pmcid": normalise_pmcid,
    "issn": normalise_issn,
}


def assembled(
    source: Source, line: int, raw: str, content: Found, extra: Found, names: Mapping[str, str], *, clean: bool = False
) -> Record:
    """The record of one entry.

    Parameters
    ----------
    content : the values of fields of `Record`, best first. For "type" the words of the source, for "year" its date. A
        field that holds one value keeps its further values in `extra`, and so does a number that is none.
    extra : what has no place in a record, under the source's own names.
    names : what the source calls a field, for values of it that go to `extra`; "" where they need not.
    clean : whether all values stand in `raw` as they are, are not empty, have no blanks at their ends and come from
        `Source.blocks`: then one look at `raw` says whether anything needs repair.

    >>> from pathlib import Path
    >>> source = Source(Path("a.json"), data=b"{}")
    >>> record = assembled(source, 1, "", {"doi": ["no DOI", "10.1234/A"], "year": ["2009-02"]}, {}, {"doi": "DOI"})
    >>> record.doi, record.year, dict(record.extra)
    ('10.1234/a', 2009, {'DOI': ('no DOI',), 'year': ('2009-02',)})
    """
    if not clean or looks_damaged(raw):
        content, extra = _mended(source, line, content, extra, names)
    if (people := content.get("authors")) and people[0][-1:].isdigit():
        content = _without_numbers(content)
    fields: dict[str, Any] = {}
    rest = {name: tuple(values) for name, values in extra.items()}
    for field, values in content.items():
        if not values:
            continue
        year_text = values[0]
        if year_text in MISSING:
            better = _without_missing(source, content)
            return assembled(source, line, raw, better, extra, names, clean=True)
        if field in LISTS:
            # Two people of one name are two authors; an address or a keyword needs no second place.
            fields[field] = tuple(values) if field == "authors" else tuple(dict.fromkeys(values))
        elif field in NUMBERS:
            fields[field] = _number(field, values, rest, names)
        elif field == "year":
            fields[field] = year = next((parsed for date in values if (parsed := year_of(date)) is not None), None)
            if year_text != str(year) or len(values) > 1:
                _keep(rest, names.get(field, field), [date for date in values if date != str(year)])
        elif field == "type":
            fields[field] = _type(tuple(values))
            _keep(rest, names.get(field, field), values)
        else:
            fields[field] = year_text
            if len(values) > 1:
                _keep(rest, names.get(field, field), [value for value in values[1:] if value != year_text])
    if not fields.get("title") and fields.get("original_title"):
        fields["title"] = fields["original_title"]  # the report has no English title
    return Record(extra=rest, file=source.name, line=line, raw=raw, **fields)


def _without_missing(source: Source, content: Found) -> Found:
    """The values that say something; the others are counted."""
    better: dict[str, list[str]] = {}
    for field, values in content.items():
        if stated := [value for value in values if value not in MISSING]:
            better[field] = stated
        source.put_right["missing"] += len(values) - len(stated)
    return better


def _without_numbers(content: Found) -> Found:
    """Authors without the numbers of registers that CENTRAL writes in their place, which are registrations."""
    numbers = [number for name in content["authors"] if (number := " ".join(registrations_in(name)))]
    people = [name for name in content["authors"] if not registrations_in(name)]
    return (
        {**content, "authors": people, "registrations": [*content.get("registrations", ()), *numbers]}
        if numbers
        else content
    )


def _number(field: str, values: Sequence[str], rest: dict[str, tuple[str, ...]], names: Mapping[str, str]) -> str:
    """The first number of its kind. Of a second one the source's own writing is kept, and so is text that is none."""
    normal = ""
    for value in values:
        form = NUMBERS[field](value)
        normal = normal or form
        if form != normal or not form:
            _keep(rest, names.get(field, field), [value])
    return normal


def _keep(rest: dict[str, tuple[str, ...]], name: str, values: Iterable[str]) -> None:
    if name:
        values_before = rest.get(name, ())
        if further := tuple(value for value in values if value not in values_before):
            rest[name] = values_before + further


def _mended(source: Source, line: int, content: Found, extra: Found, names: Mapping[str, str]) -> tuple[Found, Found]:
    """The values that say something, cleaned and repaired; repairs are noted."""
    touched: dict[str, None] = {}

    def each(content: Found) -> Found:
        result: dict[str, list[str]] = {}
        for name, values in content.items():
            field = plain(name) or "?"
            for value in values:
                if text := plain(value):
                    if (better := mended(text)) != text:
                        touched[names.get(name) or field] = None
                    result.setdefault(field, []).append(better)
        return result

    better = each(content), each(extra)
    if touched:
        source.note(line, f"damaged text was repaired in {', '.join(touched)}")
    return better


@lru_cache(maxsize=1024)
def _type(texts: tuple[str, ...]) -> str:
    # A file says the same few things of its entries thousands of times.
    return type_of(*texts)


def page_range(start: str, last: str = "") -> str:
    """Pages as a record has them: first and last joined by an en dash.

    >>> page_range("101-9"), page_range("e12", "e15"), page_range("12-1--12-9"), page_range("7", "7")
    ('101–9', 'e12–e15', '12-1–12-9', '7')
    """
    start, last = start.strip(), last.strip()
    if last and last != start:
        return f"{start}–{last}" if start else last
    parts = [part.strip() for part in start.split("--" if "--" in start else "-")]
    return "–".join(parts) if len(parts) == 2 and all(parts) else start
