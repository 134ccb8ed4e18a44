"""CSL JSON: what Zotero exports, what Crossref and doi.org answer, what Pandoc reads.

The variables are those of CSL 1.0.2 ("CSL-JSON Schema" and the specification's appendix on variables), and the further
ones of Crossref's "works". CSL calls an article in a journal "article-journal"; its "article" is a preprint or working
paper, and its "review" a review of a work, not of studies.

What CSL has no variable for is written into `custom`, the place that its schema leaves to programs, under "alongside".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, cast

from alongside.records.assembly import assembled, page_range
from alongside.records.json_entries import JsonEntry, json_entries, starts_as_json
from alongside.records.json_values import JsonObject, leaves, parsed, strings, take, take_objects, take_strings
from alongside.records.record import CONTENT, Broken, Record
from alongside.records.source import Source

__all__ = ["looks_like", "read", "write"]

LISTS = ("message.items", "items", "references")
"""Where services put their items: Crossref's answers, Zotero's and Pandoc's wrappers."""

KNOWN_BY = re.compile(
    r'"(?:issued|container-title|DOI|citation-key|title-short)"\s*:'
    r'|"author"\s*:\s*\[\s*\{[^{}]{0,200}?"(?:family|literal|given)"\s*:',
    re.ASCII,
)
OTHERS = re.compile(r'"(?:paperId|externalIds|external_ids|lens_id)"\s*:')
"""Names of Semantic Scholar and Lens, whose entries hold a DOI as well."""

TYPED = re.compile(r'"(?:type|title|id)"\s*:', re.ASCII)
OF_CSL = re.compile(
    r'"type"\s*:\s*"(?:article(?:-journal|-magazine|-newspaper)?|paper-conference|chapter|book|thesis|report|webpage'
    r'|dataset|document|manuscript|speech|post(?:-weblog)?|entry(?:-dictionary|-encyclopedia)?|review(?:-book)?)"'
)
"""Types that only CSL calls so."""

ONE = {
    "original_title": "original-title", "volume": "volume", "issue": "issue", "doi": "DOI", "pmid": "PMID",
    "pmcid": "PMCID", "issn": "ISSN", "language": "language", "database": "source", "urls": "URL",
}  # fmt: skip  # a table, read across
"""Our fields that one variable holds."""

NAMES = {**ONE, "title": "title", "journal": "container-title", "journal_abbreviation": "container-title-short",
         "year": "issued", "pages": "page", "type": ""}  # fmt: skip  # a table, read across

OWN_TYPES = {
    "article": "preprint", "review": "other", "review-book": "other", "speech": "conference paper", "entry": "chapter",
    "entry-dictionary": "chapter", "entry-encyclopedia": "chapter", "post": "webpage", "post-weblog": "webpage",
    "manuscript": "other", "document": "other", "periodical": "other", "edited-book": "book", "peer-review": "comment",
    "reference-entry": "chapter", "book-section": "chapter", "standard": "report", "report-component": "report",
}  # fmt: skip  # a table, read across
"""Types that mean something else in CSL, or have no word in `alongside.records.types`."""

WRITTEN_TYPES = {
    "article": "article-journal", "review": "article-journal", "protocol": "article-journal",
    "letter": "article-journal", "editorial": "article-journal", "comment": "article-journal",
    "erratum": "article-journal", "retraction": "article-journal", "conference paper": "paper-conference",
    "conference abstract": "paper-conference", "book": "book", "chapter": "chapter", "thesis": "thesis",
    "report": "report", "preprint": "article", "news": "article-newspaper", "dataset": "dataset", "webpage": "webpage",
}  # fmt: skip  # a table, read across
PLAIN_TYPES = frozenset({"article", "conference paper", "book", "chapter", "thesis", "report", "preprint", "news",
                         "dataset", "webpage"})  # fmt: skip  # a table, read across
"""Types that the CSL type says by itself; the others are written in `genre` as well."""

TEXTS = frozenset({
    "annote", "archive", "archive-place", "archive_location", "authority", "call-number", "citation-key",
    "citation-label", "collection-title", "dimensions", "edition", "event-place", "event-title", "genre", "ISBN",
    "jurisdiction", "medium", "note", "number", "number-of-pages", "number-of-volumes", "original-publisher",
    "original-publisher-place", "part-title", "publisher", "publisher-place", "references", "reviewed-title", "scale",
    "section", "status", "title-short", "version", "volume-title", "year-suffix", "id", "type",
})  # fmt: skip  # a table, read across
"""Variables that hold one text and that a record keeps in `extra`."""

MARKUP = re.compile(r"</?(?:i|b|em|strong|sub|sup|scp|jats:[a-z-]+|span(?: (?:style|class)=\"[^\"<>]*\")?)\s*/?>")
"""The rich text of CSL titles and the JATS of Crossref's abstracts."""

NUMBERED = re.compile(r"alongside-\d+")
"""What we write as `id`, which CSL asks for, where a record has none."""

NOTED = re.compile(r"^\s*(PMID|PMCID|DOI)\s*:\s*(\S+)\s*$", re.MULTILINE)
"""Lines of Zotero's field Extra that are numbers (Zotero's documentation, "Citing fields from Extra")."""


def looks_like(source: Source) -> bool:
    """Whether the first bytes are JSON with names that CSL has."""
    text = source.head_text
    if not starts_as_json(source) or OTHERS.search(text):
        return False
    return OF_CSL.search(text) is not None or (TYPED.search(text) is not None and KNOWN_BY.search(text) is not None)


def read(source: Source) -> Iterator[Record | Broken]:
    """Item after item of a list, of Crossref's answer, or one an object or line.

    Raises `ReadError` for a source that cannot be read.

    >>> from pathlib import Path
    >>> text = b'[{"id": "a", "type": "article-journal", "title": "Calls", "issued": {"date-parts": [[2009, 2]]}}]'
    >>> [entry] = read(Source(Path("export.json"), data=text))
    >>> entry.title, entry.year, entry.type, entry.extra["id"], entry.extra["issued"]
    ('Calls', 2009, 'article', ('a',), ('2009-2',))
    """
    for entry in json_entries(source, LISTS):
        if isinstance(entry, Broken):
            yield entry
        elif not {"title", "type", "id", "DOI", "container-title"} & entry.value.keys():
            reason = (
                f"expected an item with a title, type or id; there are {', '.join(list(entry.value)[:8]) or 'none'}"
            )
            yield Broken(entry.line, reason, entry.raw)
        else:
            yield _record(source, entry)


def _record(source: Source, entry: JsonEntry) -> Record:
    item = entry.value
    # The same program's words on what CSL could not hold; taken first, so that they are in no other place.
    custom = take(item, "custom", "alongside")
    if item.get("custom") == {}:
        del item["custom"]
    content: dict[str, list[str]] = {field: take_strings(item, name) for field, name in ONE.items()}
    content["title"] = [_unmarked(text) for text in take_strings(item, "title")]
    subtitles = [_unmarked(text) for text in take_strings(item, "subtitle")]
    if content["title"] and subtitles:  # Crossref alone parts them
        content["title"][0] = ": ".join([content["title"][0], *subtitles])
    content["journal"] = [_unmarked(text) for text in take_strings(item, "container-title")]
    content["journal_abbreviation"] = [
        text
        for name in ("container-title-short", "short-container-title", "journalAbbreviation")
        for text in take_strings(item, name)
    ]
    content["abstract"] = [" ".join(_unmarked(text).split(" ")) for text in take_strings(item, "abstract")]
    content["authors"] = _names(item, "author")
    content["pages"] = [page_range(page) for page in take_strings(item, "page")] or take_strings(item, "article-number")
    content["keywords"] = [
        word.strip() for text in take_strings(item, "keyword") for word in re.split(r";" if ";" in text else r",", text)
    ] + take_strings(item, "subject")
    content["issn"] = [number for text in content["issn"] for number in re.split(r"[,;\s]+", text)]
    dates = [
        date for name in ("issued", "published", "published-print", "published-online") if (date := _date(item, name))
    ]
    content["year"] = dates[:1]
    for name, number in NOTED.findall("\n".join(strings(item.get("note")))):
        field = name.lower()
        if not content[field]:
            content[field] = [number]
    types, genre = take_strings(item, "type"), strings(item.get("genre"))
    content["type"] = [OWN_TYPES.get(word, word) for word in types] + genre
    extra: dict[str, list[str]] = {"type": types} if types else {}
    for name in ("editor", "translator", "container-author", "collection-editor", "director", "interviewer"):
        if people := _names(item, name):
            extra[name] = people
    for name in ("accessed", "event-date", "original-date", "submitted", "available-date"):
        if date := _date(item, name):
            extra[name] = [date]
    if NUMBERED.fullmatch("".join(strings(item.get("id")))):
        del item["id"]
    for name, values in leaves(item).items():
        extra.setdefault(name, []).extend(values)
    if isinstance(custom, dict):
        content |= {field: strings(custom[field]) for field in CONTENT if field in custom}
        extra_fields = custom.get("extra")
        extra = (
            {name: strings(values) for name, values in extra_fields.items()}
            if isinstance(extra_fields, dict)
            else extra
        )
    return assembled(source, entry.line, entry.raw, content, extra, NAMES)


def _unmarked(text: str) -> str:
    return MARKUP.sub("", text)


def _names(item: JsonObject, name: str) -> list[str]:
    """People as "Family, Given", and bodies as they are."""
    names = take_strings(item, name)
    for person in take_objects(item, name):
        name_parts = {part: " ".join(strings(value)) for part, value in person.items()}
        family = " ".join(
            part
            for part in (
                name_parts.get("dropping-particle"),
                name_parts.get("non-dropping-particle"),
                name_parts.get("family"),
            )
            if part
        )
        given_name = " ".join(part for part in (name_parts.get("given"), name_parts.get("suffix")) if part)
        text = (
            ", ".join(part for part in (family, given_name) if part)
            or name_parts.get("literal")
            or name_parts.get("name")
            or ""
        )
        if text:
            names.append(text)
    return names


def _date(item: JsonObject, name: str) -> str:
    """A date or a span of two as text: "2009-2-14", "2009/2010", or what was written."""
    date = item.get(name)
    if isinstance(date, dict):
        listed = date.get("date-parts")
        parts = listed if isinstance(listed, list) else []
        # One date that is not in a list of dates is a common slip.
        dates = [strings(part) for part in (parts if any(isinstance(part, list) for part in parts) else [parts])]
        text = "/".join("-".join(date) for date in dates if date)
        text = text or next((word for key in ("raw", "literal") for word in strings(date.get(key))), "")
    else:
        text = " ".join(strings(date))
    if text:
        item.pop(name)
    return text


def write(records: Iterable[Record], stream: IO[bytes]) -> int:
    """Write a list of items, one a line; gives how many.

    >>> import io
    >>> stream = io.BytesIO()
    >>> write([Record(title="Calls", authors=("Ash, A.", "A Group"), year=2009, type="article")], stream)
    1
    >>> json.loads(stream.getvalue())[0]["author"]
    [{'family': 'Ash', 'given': 'A.'}, {'literal': 'A Group'}]
    """
    reader = Source(Path("written.json"), data=b"[]")
    count = 0
    stream.write(b"[")
    for count, record in enumerate(records, 1):
        item = _item(record, count)
        text = json.dumps(item, ensure_ascii=False)
        back = _record(reader, JsonEntry("", cast(JsonObject, parsed(text)), 1, ""))
        remainder: dict[str, object] = {
            name: value for name in CONTENT if (value := getattr(record, name)) != getattr(back, name)
        }
        read_back = {name: values for name, values in back.extra.items() if name in record.extra or name != "type"}
        if record.extra != read_back:
            remainder["extra"] = dict(record.extra)
        if remainder:
            text = json.dumps({**item, "custom": {"alongside": remainder}}, ensure_ascii=False)
        stream.write((",\n" if count > 1 else "\n").encode() + text.encode("utf-8", "replace"))
    stream.write(b"\n]\n")
    return count


def _item(record: Record, number: int) -> dict[str, object]:
    item: dict[str, object] = {"id": f"alongside-{number}", "type": WRITTEN_TYPES.get(record.type, "document")}
    if record.type and record.type not in PLAIN_TYPES:
        item["genre"] = record.type
    for name, values in record.extra.items():
        if name in TEXTS and len(values) == 1:
            item[name] = values[0]
    item["title"] = record.title
    item["author"] = [_person(name) for name in record.authors]
    item["container-title"] = record.journal
    item["container-title-short"] = record.journal_abbreviation
    item["page"] = record.pages.replace("–", "-")
    item["abstract"] = record.abstract
    item["keyword"] = "; ".join(record.keywords)
    item |= {name: getattr(record, field) for field, name in ONE.items() if field != "urls"}
    item["URL"] = record.urls[0] if record.urls else ""
    if record.year is not None:
        item["issued"] = {"date-parts": [[record.year]]}
    return {name: value for name, value in item.items() if value}


def _person(name: str) -> dict[str, str]:
    family, comma, given_name = name.partition(", ")
    return {"family": family, "given": given_name} if comma and family and given_name else {"literal": name}
