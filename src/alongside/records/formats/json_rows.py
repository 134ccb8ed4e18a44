"""JSON of other makers: objects whose names are those that tables use (Lens, Semantic Scholar, programs of one's own).

An object is read like a row of a table whose columns are the paths in it ("source.title"), by the names of `columns`.
What Lens and Semantic Scholar write as lists of numbers with their kind is put under its kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from alongside.records.assembly import assembled, page_range
from alongside.records.columns import known_columns, plain_name
from alongside.records.identifiers import registrations_in
from alongside.records.json_entries import JsonEntry, json_entries, starts_as_json
from alongside.records.json_values import Json, JsonObject, leaves, objects, strings
from alongside.records.record import Broken, Record
from alongside.records.rich_text import unmarked
from alongside.records.source import Source

__all__ = ["looks_like", "read"]

LISTS = (
    "data",
    "results",
    "items",
    "records",
    "references",
    "hits.hits",
    "response.docs",
    "articles",
    "papers",
    "publications",
)
"""Where such files put their entries."""

TITLED = re.compile(r'"(?:title|display_name|article_title|titles)"\s*:\s*(?:"|\[)', re.IGNORECASE)
BESIDE = re.compile(
    r'"(?:authors?|creators?|year|year_published|publication_?year|pubYear|doi|DOI|abstract|journal|externalIds|external_ids)"'
    r"\s*:"
)

FURTHER = {"source title": "journal", "year published": "year", "publicationdateyear": "year", "venue": "journal"}
"""Paths that a table would call otherwise."""

LEFT_IN_RAW = ("references", "citations", "tldr", "embedding", "fields_of_study", "patent_citations", "s2FieldsOfStudy")

NUMBERS = frozenset({"doi", "pmid", "pmcid", "magid", "openalex"})


def looks_like(source: Source) -> bool:
    """Whether the first bytes are JSON with a title, and beside it what a report has."""
    text = source.head_text
    return starts_as_json(source) and TITLED.search(text) is not None and BESIDE.search(text) is not None


def read(source: Source) -> Iterator[Record | Broken]:
    """Object after object; `Broken` for one without a title, DOI or abstract.

    >>> from pathlib import Path
    >>> text = b'{"data": [{"title": "Calls", "year": 2020, "authors": [{"name": "Ann Ash"}], '
    >>> text += b'"externalIds": {"DOI": "10.1234/a"}}]}'
    >>> [entry] = read(Source(Path("papers.json"), data=text))
    >>> entry.title, entry.year, entry.authors, entry.doi
    ('Calls', 2020, ('Ann Ash',), '10.1234/a')
    """
    for entry in json_entries(source, LISTS):
        if isinstance(entry, Broken):
            yield entry
            continue
        value = entry.value.get("_source", entry.value)
        yield _record(source, entry, value if isinstance(value, dict) else entry.value)


def _record(source: Source, entry: JsonEntry, item: JsonObject) -> Record | Broken:
    names = ", ".join(list(item)[:8]) or "none"
    item = {name: value for name, value in item.items() if name not in LEFT_IN_RAW}
    authors = _people(item)
    item |= _numbers(item)
    fields = leaves(item)
    columns = known_columns(fields)
    columns |= {field: path for path in fields if (field := FURTHER.get(plain_name(path))) and field not in columns}
    if not {"title", "doi", "abstract"} & columns.keys():
        return Broken(entry.line, f"expected an object with a title, doi or abstract; there are {names}", entry.raw)
    content = {
        field: [unmarked(text) for text in fields.pop(path)] for field, path in columns.items() if path in fields
    }
    if authors:
        content["authors"] = authors
        fields = {path: texts for path, texts in fields.items() if not path.startswith(("authors", "author."))}
    if "registrations" in content:
        content["registrations"] = list(registrations_in(*content["registrations"]))
    first_page, last = (fields.pop(name, [""])[0] for name in ("start_page", "end_page"))
    if first_page and "pages" not in content:
        content["pages"] = [page_range(first_page, last)]
    content["pages"] = [page_range(" ".join(page.split())) for page in content.get("pages", ())]
    return assembled(
        source, entry.line, entry.raw, {k: v for k, v in content.items() if v}, fields, {**columns, "type": ""}
    )


def _people(item: JsonObject) -> list[str]:
    """Names of authors: texts, or objects with a name or its parts."""
    people: Json = next((item.pop(name) for name in ("authors", "author", "creators") if item.get(name)), None)
    names = [text for value in (people if isinstance(people, list) else [people]) for text in strings(value)]
    for person in objects(people):
        parts = {name: "".join(strings(value)[:1]) for name, value in person.items()}
        family = next(
            (parts[name] for name in ("last_name", "family", "lastName", "familyName", "last") if parts.get(name)), ""
        )
        given_name = next(
            (
                parts[name]
                for name in ("first_name", "given", "firstName", "givenName", "first", "initials")
                if parts.get(name)
            ),
            "",
        )
        whole = next(
            (parts[name] for name in ("name", "display_name", "full_name", "fullName", "author") if parts.get(name)), ""
        )
        names.append(", ".join(part for part in (family, given_name) if part) or whole)
    if len(names) == 1 and ";" in names[0]:
        names = [name.strip() for name in names[0].split(";")]
    return [name for name in names if name]


def _numbers(item: JsonObject) -> JsonObject:
    """Numbers that stand in a list with their kind, or under a name of their own, by their kind."""
    numbers: JsonObject = {}
    for name in ("external_ids", "externalIds", "ids"):
        entries = item.get(name)
        for number in objects(entries) if isinstance(entries, list) else ():
            kind = "".join(strings(number.get("type"))[:1]).casefold()
            if kind in NUMBERS and kind not in item:
                numbers[kind] = number.get("value")
    return numbers
