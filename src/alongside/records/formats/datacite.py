"""DataCite's JSON: works of its service ("data" with "attributes") and files of a repository (Zenodo, Figshare, Dryad).

The names are those of the DataCite Metadata Schema 4.5 as its service writes them in JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from alongside.records.assembly import assembled
from alongside.records.json_entries import JsonEntry, json_entries, starts_as_json
from alongside.records.json_values import JsonObject, leaves, objects, strings, take, take_strings
from alongside.records.record import Broken, Record
from alongside.records.rich_text import unmarked
from alongside.records.source import Source

__all__ = ["looks_like", "read"]

KNOWN_BY = re.compile(r'"(?:resourceTypeGeneral|schemaVersion"\s*:\s*"https?://datacite\.org)')

NAMES = {
    "title": "titles",
    "year": "publicationYear",
    "doi": "doi",
    "abstract": "descriptions",
    "type": "",
    "language": "language",
    "urls": "url",
}


def looks_like(source: Source) -> bool:
    """Whether the first bytes are JSON with a type or a version of DataCite's schema."""
    return starts_as_json(source) and KNOWN_BY.search(source.head_text) is not None


def read(source: Source) -> Iterator[Record | Broken]:
    """Work after work.

    >>> from pathlib import Path
    >>> text = b'{"doi": "10.1234/A", "types": {"resourceTypeGeneral": "Text"}, "titles": [{"title": "Calls"}],'
    >>> text += b' "creators": [{"name": "Ash, Ann"}], "publicationYear": 2020, "publisher": "Zenodo"}'
    >>> [entry] = read(Source(Path("work.json"), data=text))
    >>> entry.title, entry.authors, entry.year, entry.doi
    ('Calls', ('Ash, Ann',), 2020, '10.1234/a')
    """
    for entry in json_entries(source, ["data"]):
        yield entry if isinstance(entry, Broken) else _record(source, entry)


def _record(source: Source, entry: JsonEntry) -> Record:
    work = entry.value
    if isinstance(attributes := work.get("attributes"), dict):
        work = attributes
    titles = objects(take(work, "titles"))
    translated = [text for title in titles if title.get("titleType") for text in strings(title.get("title"))]
    plain = [unmarked(text) for title in titles if not title.get("titleType") for text in strings(title.get("title"))]
    container = work.pop("container", None)
    journal: JsonObject = container if isinstance(container, dict) else {}
    first_page, last = ("".join(strings(journal.get(name))[:1]) for name in ("firstPage", "lastPage"))
    described = objects(take(work, "descriptions"))
    abstracts = [
        unmarked(text)
        for description in described
        if description.get("descriptionType") in ("Abstract", None)
        for text in strings(description.get("description"))
    ]
    types = work.get("types")
    kinds = [
        text
        for name in ("resourceTypeGeneral", "resourceType", "ris", "bibtex", "citeproc")
        for text in strings(types.get(name) if isinstance(types, dict) else None)
    ]
    issued = [
        text
        for date in objects(work.get("dates"))
        if date.get("dateType") == "Issued"
        for text in strings(date.get("date"))
    ]
    content = {
        "title": plain or translated,
        "original_title": translated if plain else [],
        "authors": [name for person in objects(take(work, "creators")) if (name := _name(person))],
        "year": take_strings(work, "publicationYear") + issued[:1],
        "journal": strings(journal.get("title")) or _publisher(work),
        "volume": strings(journal.get("volume")),
        "issue": strings(journal.get("issue")),
        "pages": [f"{first_page}–{last}" if first_page and last and first_page != last else first_page]
        if first_page
        else [],
        "doi": take_strings(work, "doi") or take_strings(work, "id"),
        "abstract": abstracts[:1],
        "keywords": [text for subject in objects(take(work, "subjects")) for text in strings(subject.get("subject"))],
        "language": take_strings(work, "language"),
        "type": kinds,
        "urls": take_strings(work, "url"),
        "database": ["DataCite"],
    }
    for name in ("xml", "citations", "references", "relatedIdentifiers", "viewsOverTime", "downloadsOverTime"):
        work.pop(name, None)
    extra = leaves(work)
    return assembled(source, entry.line, entry.raw, {k: v for k, v in content.items() if v}, extra, NAMES)


def _name(person: JsonObject) -> str:
    family, given_name = ("".join(strings(person.get(name))[:1]) for name in ("familyName", "givenName"))
    return f"{family}, {given_name}" if family and given_name else "".join(strings(person.get("name"))[:1]) or family


def _publisher(work: JsonObject) -> list[str]:
    publisher = work.get("publisher")
    return strings(publisher.get("name")) if isinstance(publisher, dict) else strings(publisher)
