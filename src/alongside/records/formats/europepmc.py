"""Europe PMC: the results of its search in JSON, as `resultType=core` gives them.

The fields are those of "Europe PMC RESTful Web Service", the core result. Marks of HTML in titles and abstracts are
left out; the list of references is none of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from alongside.records.assembly import assembled, page_range
from alongside.records.identifiers import registrations_in
from alongside.records.json_entries import JsonEntry, json_entries, starts_as_json
from alongside.records.json_values import Json, JsonObject, leaves, objects, strings, take, take_objects, take_strings
from alongside.records.record import Broken, Record
from alongside.records.rich_text import unmarked
from alongside.records.source import Source

__all__ = ["looks_like", "read"]

KNOWN_BY = re.compile(r'"resultList"\s*:\s*\{|"hitCount"\s*:|"authorString"\s*:')

NAMES = {
    "title": "title",
    "year": "pubYear",
    "doi": "doi",
    "pmid": "pmid",
    "pmcid": "pmcid",
    "abstract": "abstractText",
    "journal": "journalInfo.journal.title",
    "journal_abbreviation": "journalInfo.journal.medlineAbbreviation",
    "volume": "journalInfo.volume",
    "issue": "journalInfo.issue",
    "pages": "pageInfo",
    "language": "language",
    "issn": "journalInfo.journal.issn",
    "type": "pubTypeList.pubType",
    "accession": "id",
}

SOURCES = {"PPR": "preprint", "PAT": "other", "ETH": "thesis", "HIR": "report"}
"""Sources whose entries are all of one kind, where the entry itself does not say (Europe PMC, "Data sources")."""


def looks_like(source: Source) -> bool:
    """Whether the first bytes are JSON with names that only Europe PMC has."""
    return starts_as_json(source) and KNOWN_BY.search(source.head_text) is not None


def read(source: Source) -> Iterator[Record | Broken]:
    """Result after result.

    Raises `ReadError` for a source that cannot be read.

    >>> from pathlib import Path
    >>> text = b'{"hitCount": 1, "resultList": {"result": [{"id": "7", "source": "MED", "title": "<i>Calls</i>.", '
    >>> text += b'"journalInfo": {"volume": "3", "yearOfPublication": 2009}}]}}'
    >>> [entry] = read(Source(Path("answer.json"), data=text))
    >>> entry.title, entry.year, entry.volume, entry.accession
    ('Calls.', 2009, '3', 'MED/7')
    """
    for entry in json_entries(source, ["resultList.result"]):
        if isinstance(entry, Broken):
            yield entry
        elif not {"id", "title", "pmid", "doi"} & entry.value.keys():
            yield Broken(entry.line, "expected a result with an id, title, pmid or doi", entry.raw)
        else:
            yield _record(source, entry)


def _record(source: Source, entry: JsonEntry) -> Record:
    item = entry.value
    abstracts = [unmarked(text) for text in take_strings(item, "abstractText")]
    types = take_strings(item, "pubTypeList", "pubType") + take_strings(item, "pubType")
    sources = strings(item.get("source"))
    number = take_strings(item, "id")
    books = take_strings(item, "bookOrReportDetails", "comprisingTitle")
    content = {
        "title": [unmarked(text) for text in take_strings(item, "title")],
        "authors": _authors(item),
        "year": [
            *take_strings(item, "journalInfo", "yearOfPublication"),
            *take_strings(item, "pubYear"),
            *take_strings(item, "bookOrReportDetails", "yearOfPublication"),
        ],
        "journal": [*take_strings(item, "journalInfo", "journal", "title"), *books],
        "journal_abbreviation": [
            text
            for name in ("medlineAbbreviation", "isoabbreviation", "ISOAbbreviation")
            for text in take_strings(item, "journalInfo", "journal", name)
        ],
        "issn": [text for name in ("issn", "essn") for text in take_strings(item, "journalInfo", "journal", name)],
        "volume": take_strings(item, "journalInfo", "volume"),
        "issue": take_strings(item, "journalInfo", "issue"),
        "pages": [page_range(text) for text in take_strings(item, "pageInfo")],
        "doi": take_strings(item, "doi"),
        "pmid": take_strings(item, "pmid"),
        "pmcid": take_strings(item, "pmcid"),
        "accession": ["/".join([*sources, *number])] if number else [],
        "abstract": abstracts,
        "registrations": list(registrations_in(*abstracts)),
        "keywords": [*take_strings(item, "keywordList", "keyword"), *_headings(item)],
        "language": take_strings(item, "language"),
        "type": types or [SOURCES[word] for word in sources if word in SOURCES],
        "urls": _addresses(item),
        "database": ["Europe PMC"],
    }
    content["journal_abbreviation"] = list(dict.fromkeys(content["journal_abbreviation"]))
    return assembled(source, entry.line, entry.raw, content, leaves(item), NAMES)


def _authors(item: JsonObject) -> list[str]:
    """Every author as "Family, Given"; where there is no list, the line of authors, taken apart at its commas."""
    listed = objects(take(item, "authorList", "author"))
    line = take_strings(item, "authorString")
    names = []
    for person in listed:
        name_parts = {name: " ".join(take_strings(person, name)) for name in ("lastName", "firstName", "initials")}
        whole = " ".join(take_strings(person, "fullName") + take_strings(person, "collectiveName"))
        given_name = name_parts["firstName"] or name_parts["initials"]
        names.append(", ".join(part for part in (name_parts["lastName"], given_name) if part) or whole)
    if listed:
        rest: list[Json] = [person for person in listed if person]
        if rest:
            item["authorList.author"] = rest
        return [name for name in names if name]
    return [name.strip() for text in line for name in text.rstrip(".").split(", ") if name.strip()]


def _headings(item: JsonObject) -> list[str]:
    """Medical subject headings, each with its qualifiers ("Asthma/therapy")."""
    headings = []
    for heading in objects(take(item, "meshHeadingList", "meshHeading")):
        qualifiers = [
            text
            for qualifier in objects(take(heading, "meshQualifierList", "meshQualifier"))
            for text in strings(qualifier.get("qualifierName"))
        ]
        headings.append("/".join([*strings(heading.get("descriptorName")), *qualifiers]))
    return [text for text in headings if text]


def _addresses(item: JsonObject) -> list[str]:
    return [
        text for address in take_objects(item, "fullTextUrlList", "fullTextUrl") for text in strings(address.get("url"))
    ]
