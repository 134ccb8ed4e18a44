"""Trials of ClinicalTrials.gov in JSON: one study, a list of them, or an answer of its service ("studies").

The names are those of the "Study Data Structure" of its API (version 2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from alongside.records.assembly import assembled
from alongside.records.identifiers import registrations_in
from alongside.records.json_entries import JsonEntry, json_entries, starts_as_json
from alongside.records.json_values import Json, JsonObject, leaves, objects, strings, take, take_strings
from alongside.records.record import Broken, Record
from alongside.records.source import Source

__all__ = ["looks_like", "read", "record_of"]

NAMES = {
    "title": "briefTitle",
    "year": "startDateStruct.date",
    "accession": "nctId",
    "keywords": "conditions",
    "type": "",
}

BULKY = ("resultsSection", "derivedSection", "documentSection", "annotationSection")
"""Sections that say nothing which a record has a place for; they stay in the text of the entry."""


def looks_like(source: Source) -> bool:
    """Whether the first bytes are JSON with the section that every study has."""
    return starts_as_json(source) and re.search(r'"protocolSection"\s*:', source.head_text) is not None


def read(source: Source) -> Iterator[Record | Broken]:
    """Study after study. The brief title is the title, the official one stays in `extra`.

    >>> from pathlib import Path
    >>> text = b'{"studies": [{"protocolSection": {"identificationModule": {"nctId": "NCT01234567",'
    >>> text += b' "briefTitle": "Calls"}}}]}'
    >>> [entry] = read(Source(Path("answer.json"), data=text))
    >>> entry.title, entry.registrations, entry.urls
    ('Calls', ('NCT01234567',), ('https://clinicaltrials.gov/study/NCT01234567',))
    """
    for entry in json_entries(source, ["studies"]):
        if isinstance(entry, Broken):
            yield entry
        elif "protocolSection" not in entry.value:
            yield Broken(entry.line, "expected a study with a protocolSection", entry.raw)
        else:
            yield record_of(source, entry)


def record_of(source: Source, entry: JsonEntry) -> Record:
    """The record of a study."""
    study = entry.value
    protocol = take(study, "protocolSection")
    top: JsonObject = protocol if isinstance(protocol, dict) else {}
    for name in BULKY:
        take(study, name)
    number = take_strings(top, "identificationModule", "nctId")
    others = [text for name in ("orgStudyIdInfo", "secondaryIdInfos") for text in _ids(top, name)]
    brief, official = (take_strings(top, "identificationModule", name) for name in ("briefTitle", "officialTitle"))
    words = [*take_strings(top, "conditionsModule", "conditions"), *take_strings(top, "conditionsModule", "keywords")]
    interventions = [
        text
        for item in objects(_at(top, "armsInterventionsModule", "interventions"))
        for text in strings(item.get("name"))
    ]
    people = [
        text
        for item in objects(_at(top, "contactsLocationsModule", "overallOfficials"))
        for text in strings(item.get("name"))
    ]
    sponsor = take_strings(top, "sponsorCollaboratorsModule", "leadSponsor", "name")
    dates = [
        *take_strings(top, "statusModule", "startDateStruct", "date"),
        *strings(_at(top, "statusModule", "studyFirstSubmitDate")),
    ]
    content = {
        "title": brief or official,
        "authors": people or sponsor,
        "year": dates[:1],
        "abstract": take_strings(top, "descriptionModule", "briefSummary"),
        "keywords": [*words, *interventions],
        "registrations": list(dict.fromkeys([*number, *registrations_in(*others)])),
        "accession": number,
        "urls": [f"https://clinicaltrials.gov/study/{text}" for text in number],
        "database": ["ClinicalTrials.gov"],
        "type": ["trial registration"],
    }
    extra: dict[str, list[str]] = {"officialTitle": official if brief else [], "leadSponsor": sponsor if people else []}
    for part in (top, study):
        for name, values in leaves(part).items():
            extra.setdefault(name, []).extend(values)
    filled = {field: values for field, values in content.items() if values}
    return assembled(source, entry.line, entry.raw, filled, extra, NAMES)


def _at(value: JsonObject, module: str, second: str) -> Json:
    below = value.get(module)
    return below.get(second) if isinstance(below, dict) else None


def _ids(top: JsonObject, name: str) -> list[str]:
    return [text for item in objects(_at(top, "identificationModule", name)) for text in strings(item.get("id"))]
