"""Crossref: the works of its REST API's answers.

The fields are those of "REST API JSON format" (Crossref). Abstracts are JATS and are read as plain text. The list of
references stays in `raw`: it says what the work cites and nothing of the work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from alongside.records.assembly import assembled, page_range
from alongside.records.identifiers import registrations_in
from alongside.records.json_entries import JsonEntry, json_entries, starts_as_json
from alongside.records.json_values import JsonObject, leaves, objects, strings, take, take_objects, take_strings
from alongside.records.record import Broken, Record
from alongside.records.rich_text import unmarked
from alongside.records.source import Source

__all__ = ["looks_like", "read"]

KNOWN_BY = re.compile(r'"message-type"\s*:\s*"work(?:-list)?"')

NAMES = {
    "title": "title",
    "year": "published",
    "doi": "DOI",
    "journal": "container-title",
    "volume": "volume",
    "journal_abbreviation": "short-container-title",
    "issue": "issue",
    "pages": "page",
    "issn": "ISSN",
    "language": "language",
    "type": "type",
    "abstract": "abstract",
    "original_title": "original-title",
}

DATES = ("published", "published-print", "published-online", "issued")

OWN_TYPES = {"peer-review": "comment", "book-section": "chapter", "reference-entry": "chapter", "edited-book": "book"}
"""Types that no other source has."""


def looks_like(source: Source) -> bool:
    """Whether the first bytes say that they are Crossref's answer about works."""
    return starts_as_json(source) and KNOWN_BY.search(source.head_text) is not None


def read(source: Source) -> Iterator[Record | Broken]:
    """Work after work.

    Raises `ReadError` for a source that cannot be read.

    >>> from pathlib import Path
    >>> text = b'{"status": "ok", "message-type": "work-list", "message": {"total-results": 1, "items": ['
    >>> text += b'{"DOI": "10.1234/A", "title": ["Calls"], "published": {"date-parts": [[2009, 2]]}}]}}'
    >>> [entry] = read(Source(Path("answer.json"), data=text))
    >>> entry.title, entry.year, entry.doi
    ('Calls', 2009, '10.1234/a')
    """
    for entry in json_entries(source, ["message.items"]):
        if isinstance(entry, Broken):
            yield entry
        elif isinstance(message := entry.value.get("message"), dict):  # the answer about one work
            yield _record(source, replace(entry, value=message))
        elif not {"DOI", "title"} & entry.value.keys():
            yield Broken(entry.line, "expected a work with a DOI or title", entry.raw)
        else:
            yield _record(source, entry)


def _record(source: Source, entry: JsonEntry) -> Record:
    item = entry.value
    titles = [unmarked(text) for text in take_strings(item, "title")]
    subtitles = [unmarked(text) for text in take_strings(item, "subtitle")]
    if titles and subtitles and subtitles[0].casefold() not in titles[0].casefold():
        titles[0] = ": ".join([titles[0].rstrip(":"), subtitles[0]])
    abstracts = [unmarked(text) for text in take_strings(item, "abstract")]
    trials = [text for trial in take_objects(item, "clinical-trial-number") for text in strings(list(trial.values()))]
    types = take_strings(item, "type")
    dates = [date for name in DATES for date in _date(item, name)]
    content = {
        "title": titles,
        "original_title": [unmarked(text) for text in take_strings(item, "original-title")],
        "authors": _people(item, "author"),
        "year": dates[:1],
        "journal": [unmarked(text) for text in take_strings(item, "container-title")],
        "journal_abbreviation": take_strings(item, "short-container-title"),
        "volume": take_strings(item, "volume"),
        "issue": take_strings(item, "issue"),
        "pages": [page_range(text) for text in take_strings(item, "page")] or take_strings(item, "article-number"),
        "issn": take_strings(item, "ISSN"),
        "doi": take_strings(item, "DOI"),
        "abstract": abstracts,
        "registrations": list(registrations_in(*trials, *abstracts)),
        "keywords": take_strings(item, "subject"),
        "language": take_strings(item, "language"),
        "type": [OWN_TYPES.get(word, word) for word in types],
        "urls": take_strings(item, "URL"),
        "database": ["Crossref"],
    }
    extra: dict[str, list[str]] = {"type": types} if types else {}
    for name in ("editor", "translator", "chair"):
        if people := _people(item, name):
            extra[name] = people
    take(item, "reference")
    for name, values in leaves(item).items():
        extra.setdefault(name, []).extend(values)
    return assembled(source, entry.line, entry.raw, content, extra, NAMES)


def _people(item: JsonObject, name: str) -> list[str]:
    """People as "Family, Given", and bodies as they are."""
    names = []
    for person in objects(take(item, name)):
        family, given_name, suffix, body = (
            " ".join(strings(person.get(part))) for part in ("family", "given", "suffix", "name")
        )
        given_name = " ".join(part for part in (given_name, suffix) if part)
        names.append(", ".join(part for part in (family, given_name) if part) or body)
    return [text for text in names if text]


def _date(item: JsonObject, name: str) -> list[str]:
    """A date as "2009-2-14"; none where nothing is said."""
    date_parts = take(item, name, "date-parts")
    first_date = date_parts[0] if isinstance(date_parts, list) and date_parts else date_parts
    text = "-".join(strings(first_date))
    if isinstance(rest := item.get(name), dict) and not rest:
        del item[name]
    return [text] if text else []
