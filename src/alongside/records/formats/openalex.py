"""OpenAlex: the works of its answers, and files of works, one a line, as its snapshot has them.

The fields are those of "Work object" (OpenAlex API documentation). An abstract comes as an index of its words with
their places and is put together again. Who is cited and who is related stays in `raw`: it says nothing of the work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from alongside.records.assembly import assembled, page_range
from alongside.records.identifiers import registrations_in
from alongside.records.json_entries import JsonEntry, json_entries, starts_as_json
from alongside.records.json_values import Json, JsonObject, leaves, objects, strings, take, take_strings
from alongside.records.record import Broken, Record
from alongside.records.rich_text import unmarked
from alongside.records.source import Source

__all__ = ["looks_like", "read"]

KNOWN_BY = re.compile(r'"id"\s*:\s*"https?://(?:api\.)?openalex\.org/(?:works/)?W\d+"')
EMPTY = re.compile(r'"meta"\s*:\s*\{[^{}]*"db_response_time_ms"')
"""An answer that found nothing has no work to be known by."""

NAMES = {
    "title": "title",
    "year": "publication_year",
    "doi": "doi",
    "pmid": "ids.pmid",
    "pmcid": "ids.pmcid",
    "journal": "primary_location.source.display_name",
    "volume": "biblio.volume",
    "issue": "biblio.issue",
    "pages": "biblio.pages",
    "issn": "primary_location.source.issn",
    "language": "language",
    "type": "type",
    "accession": "id",
}

LEFT_IN_RAW = (
    "referenced_works",
    "related_works",
    "abstract_inverted_index",
    "counts_by_year",
    "concepts",
    "authorships",
    "topics",
    "primary_topic",
    "locations",
    "primary_location",
    "best_oa_location",
    "sustainable_development_goals",
    "citation_normalized_percentile",
    "cited_by_percentile_year",
    "summary_stats",
    "apc_list",
    "apc_paid",
)
"""What OpenAlex works out itself, or what is taken from elsewhere in the work."""

LONGEST_PLACE = 7
"""Digits of a word's place; Python refuses to read a number of more than 4,300."""

MOST_WORDS = 100_000
"""Words of an abstract; an index that says more is no abstract."""


def looks_like(source: Source) -> bool:
    """Whether the first bytes are JSON with the address of a work, or an answer that found none."""
    text = source.head_text
    return starts_as_json(source) and (KNOWN_BY.search(text) or EMPTY.search(text)) is not None


def read(source: Source) -> Iterator[Record | Broken]:
    """Work after work.

    Raises `ReadError` for a source that cannot be read.

    >>> from pathlib import Path
    >>> text = b'{"results": [{"id": "https://openalex.org/W7", "title": "Calls", "publication_year": 2009, '
    >>> text += b'"abstract_inverted_index": {"Peers": [0], "helped": [1, 3], "and": [2]}}]}'
    >>> [entry] = read(Source(Path("answer.json"), data=text))
    >>> entry.accession, entry.year, entry.abstract
    ('W7', 2009, 'Peers helped and helped')
    """
    for entry in json_entries(source, ["results"]):
        if isinstance(entry, Broken):
            yield entry
        elif not {"id", "title", "display_name", "doi"} & entry.value.keys():
            yield Broken(entry.line, "expected a work with an id, title or doi", entry.raw)
        else:
            yield _record(source, entry)


def _record(source: Source, entry: JsonEntry) -> Record:
    work = entry.value
    abstract = abstract_of(work.get("abstract_inverted_index"))
    titles = [unmarked(text) for name in ("title", "display_name") for text in take_strings(work, name)]
    location = work.get("primary_location")
    journal: Json = location.get("source") if isinstance(location, dict) else None
    source_of_work: JsonObject = journal if isinstance(journal, dict) else {}
    first_page, last = (take_strings(work, "biblio", name) for name in ("first_page", "last_page"))
    addresses = [
        text
        for location_of_work in objects(work.get("locations"))
        for text in strings(location_of_work.get("landing_page_url"))
    ]
    content = {
        "title": list(dict.fromkeys(titles)),
        "authors": _authors(work.get("authorships")),
        "year": take_strings(work, "publication_year") or take_strings(work, "publication_date"),
        "journal": strings(source_of_work.get("display_name")),
        "issn": [*strings(source_of_work.get("issn_l")), *strings(source_of_work.get("issn"))],
        "volume": take_strings(work, "biblio", "volume"),
        "issue": take_strings(work, "biblio", "issue"),
        "pages": [page_range("".join(first_page[:1]), "".join(last[:1]))] if first_page or last else [],
        "doi": [*take_strings(work, "doi"), *take_strings(work, "ids", "doi")],
        "pmid": [text.rsplit("/", 1)[-1] for text in take_strings(work, "ids", "pmid")],
        "pmcid": [_pmcid(text) for text in take_strings(work, "ids", "pmcid")],
        "accession": [text.rsplit("/", 1)[-1] for text in take_strings(work, "id")],
        "abstract": [abstract] if abstract else [],
        "registrations": list(registrations_in(abstract)),
        "keywords": [
            text for keyword in objects(take(work, "keywords")) for text in strings(keyword.get("display_name"))
        ],
        "language": take_strings(work, "language"),
        "type": take_strings(work, "type_crossref") + take_strings(work, "type"),
        "urls": list(dict.fromkeys(addresses)),
        "database": ["OpenAlex"],
    }
    take(work, "ids", "openalex")
    for name in LEFT_IN_RAW:
        work.pop(name, None)
    return assembled(source, entry.line, entry.raw, content, leaves(work), NAMES)


def abstract_of(index: Json) -> str:
    """The words of an index at their places; "" where there is no index.

    >>> abstract_of({"support": ["1"], "Peer": ["0"], "works": ["2", "9"]})
    'Peer support works works'
    """
    if not isinstance(index, dict):
        return ""
    places = [
        (int(position), word)
        for word, positions in index.items()
        for position in strings(positions)
        if position.isdecimal() and len(position) < LONGEST_PLACE
    ]
    return unmarked(" ".join(word for _, word in sorted(places)[:MOST_WORDS]))


def _authors(authorships: Json) -> list[str]:
    """The names as they stand on the work, or as OpenAlex knows them."""
    names = []
    for authorship in objects(authorships):
        person = authorship.get("author")
        display_name = strings(person.get("display_name")) if isinstance(person, dict) else []
        names += (strings(authorship.get("raw_author_name")) or display_name)[:1]
    return [text for text in names if text]


def _pmcid(address: str) -> str:
    number = address.rstrip("/").rsplit("/", 1)[-1]
    return number if number.upper().startswith("PMC") else f"PMC{number}"
