"""EPPI-Reviewer's JSON: {"CodeSets": [...], "References": [...]}. Read are the references; codes stay with them.

It has no public description; the names are those of files that EPPI-Reviewer exports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from alongside.records.assembly import assembled, page_range
from alongside.records.identifiers import normalise_doi
from alongside.records.json_entries import JsonEntry, json_entries, starts_as_json
from alongside.records.json_values import leaves, objects, strings, take_strings
from alongside.records.record import Broken, Record
from alongside.records.source import Source

__all__ = ["looks_like", "read"]

PLACES = {
    "title": "Title",
    "year": "Year",
    "volume": "Volume",
    "issue": "Issue",
    "issn": "StandardNumber",
    "doi": "DOI",
    "abstract": "Abstract",
    "accession": "ItemId",
    "urls": "URL",
}

NAMES = {**PLACES, "journal": "ParentTitle", "pages": "Pages", "type": "", "authors": "Authors", "keywords": "Keywords"}


def looks_like(source: Source) -> bool:
    """Whether the first bytes are JSON with the list of references, or with a reference of it."""
    text = source.head_text
    return starts_as_json(source) and (
        re.search(r'"(?:References|CodeSets)"\s*:\s*\[', text) is not None
        or ('"ItemId"' in text and '"ParentTitle"' in text)
    )


def read(source: Source) -> Iterator[Record | Broken]:
    """Reference after reference.

    >>> from pathlib import Path
    >>> text = b'{"CodeSets": [], "References": [{"ItemId": 7, "Title": "Calls", "Authors": "Ash A ; Birch B ;"}]}'
    >>> [entry] = read(Source(Path("eppi.json"), data=text))
    >>> entry.title, entry.authors, entry.accession
    ('Calls', ('Ash A', 'Birch B'), '7')
    """
    for entry in json_entries(source, ["References"]):
        if isinstance(entry, Broken):
            yield entry
        elif not {"Title", "ItemId"} & entry.value.keys():
            yield Broken(entry.line, "expected a reference with a Title or ItemId", entry.raw)
        else:
            yield _record(source, entry)


def _record(source: Source, entry: JsonEntry) -> Record:
    item = entry.value
    content: dict[str, list[str]] = {field: take_strings(item, name) for field, name in PLACES.items()}
    parents = take_strings(item, "ParentTitle")
    content["journal"] = parents
    content["authors"] = [
        name.strip() for text in take_strings(item, "Authors") for name in text.split(";") if name.strip()
    ]
    content["keywords"] = [
        word.strip() for text in take_strings(item, "Keywords") for word in re.split(r"[;\r\n]+", text) if word.strip()
    ]
    content["pages"] = [page_range(text) for text in take_strings(item, "Pages")]
    content["type"] = strings(item.get("ItemType")) + strings(item.get("TypeName"))
    if not any(map(normalise_doi, content["doi"])):
        content["doi"] += [doi for url in content["urls"] if (doi := normalise_doi(url))]
    extra: dict[str, list[str]] = {}
    for code in objects(item.pop("Codes", None)):
        name = " ".join(strings(code.get("AttributeName")) or strings(code.get("AttributeId")))
        extra.setdefault(f"Code {name}".strip(), []).extend(strings(code.get("AdditionalText")) or ["yes"])
    for name, values in leaves(item).items():
        extra.setdefault(name, []).extend(values)
    filled = {field: values for field, values in content.items() if values}
    return assembled(source, entry.line, entry.raw, filled, extra, NAMES)
