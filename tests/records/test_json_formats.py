"""JSON: CSL, ClinicalTrials.gov, EPPI-Reviewer."""

from __future__ import annotations

import json
from pathlib import Path

from alongside.records import Broken, Record, Source, detect_format, format_named
from alongside.records.json_entries import JsonEntry, json_entries


def read(format_: str, text: str) -> list[Record | Broken]:
    source = Source(Path("export.json"), data=text.encode())
    assert detect_format(source).name == format_
    return list(format_named(format_).read(source))


def only(format_: str, value: object) -> Record:
    [entry] = read(format_, json.dumps(value))
    assert isinstance(entry, Record)
    return entry


ITEM = {
    "id": "ash2009",
    "type": "article-journal",
    "title": "Peer <i>support</i>",
    "container-title": "Journal of peers",
    "author": [
        {"family": "Ash", "given": "Ann"},
        {"literal": "The Peers Group"},
        {"family": "Berg", "non-dropping-particle": "van den", "given": "C.", "suffix": "Jr."},
    ],
    "issued": {"date-parts": [[2009, 2, 14]]},
    "DOI": "10.1234/A",
    "page": "101-9",
    "volume": 3,
    "ISSN": "2213-4220",
    "note": "PMID: 19597169\nread twice",
    "keyword": "peers, self care",
    "publisher": "A Press",
}


def test_an_item_of_csl_is_read() -> None:
    record = only("csl-json", [ITEM])
    assert (record.title, record.journal, record.type) == ("Peer support", "Journal of peers", "article")
    assert record.authors == ("Ash, Ann", "The Peers Group", "van den Berg, C. Jr.")
    assert (record.year, record.doi, record.pmid) == (2009, "10.1234/a", "19597169")
    assert (record.pages, record.volume, record.keywords) == ("101–9", "3", ("peers", "self care"))
    assert record.extra["publisher"] == ("A Press",)
    assert record.extra["note"] == ("PMID: 19597169\nread twice",)


def test_an_answer_of_crossref_is_read() -> None:
    item = {
        "title": ["Peer support"],
        "subtitle": ["A trial"],
        "type": "journal-article",
        "DOI": "10.1234/a",
        "container-title": ["Journal of peers"],
        "short-container-title": ["J Peers"],
        "subject": ["Nursing"],
        "published": {"date-parts": [[2009]]},
        "abstract": "<jats:p>Calls help.</jats:p>",
    }
    record = only("csl-json", {"status": "ok", "message": {"total-results": 1, "items": [item]}})
    assert (record.title, record.journal_abbreviation, record.abstract) == (
        "Peer support: A trial",
        "J Peers",
        "Calls help.",
    )


def test_values_of_the_wrong_kind_are_kept_and_never_crash() -> None:
    record = only("csl-json", [{"type": ["book"], "title": {"x": 1}, "author": "Ash", "issued": 2009, "DOI": None}])
    assert (record.type, record.authors, record.year) == ("book", ("Ash",), 2009)
    assert record.extra["title.x"] == ("1",)


def test_one_broken_item_costs_one_item_and_has_its_line() -> None:
    intact, broken, last = read(
        "csl-json",
        '[{"type": "book", "title": "A"},\n{"type": "book", "title": nonsense},\n{"type": "book", "title": "C"}]',
    )
    assert isinstance(broken, Broken)
    assert broken.line == 2
    assert isinstance(intact, Record)
    assert isinstance(last, Record)
    assert last.title == "C"


def test_a_file_that_was_cut_says_so() -> None:
    *_, broken = read("csl-json", json.dumps([ITEM, ITEM])[:-40])
    assert isinstance(broken, Broken)
    assert "ends in the middle" in broken.reason


STUDY = {
    "protocolSection": {
        "identificationModule": {
            "nctId": "NCT01234567",
            "briefTitle": "Calls",
            "officialTitle": "A Trial of Calls",
            "orgStudyIdInfo": {"id": "X1"},
            "secondaryIdInfos": [{"id": "ISRCTN12345678"}],
        },
        "statusModule": {"startDateStruct": {"date": "2009-02"}, "overallStatus": "COMPLETED"},
        "sponsorCollaboratorsModule": {"leadSponsor": {"name": "A University"}},
        "descriptionModule": {"briefSummary": "We call people."},
        "conditionsModule": {"conditions": ["Pain"], "keywords": ["peers"]},
        "armsInterventionsModule": {"interventions": [{"type": "BEHAVIORAL", "name": "Calls by peers"}]},
    },
    "resultsSection": {"bulky": "x"},
}


def test_a_study_of_clinicaltrials_gov_is_a_registration() -> None:
    for value in ({"studies": [STUDY], "nextPageToken": "x"}, [STUDY], STUDY):
        record = only("clinicaltrials", value)
        assert (record.title, record.year, record.type) == ("Calls", 2009, "registration")
        assert record.registrations == ("NCT01234567", "ISRCTN12345678")
        assert (record.abstract, record.authors) == ("We call people.", ("A University",))
        assert record.keywords == ("Pain", "peers", "Calls by peers")
        assert record.extra["officialTitle"] == ("A Trial of Calls",)


def test_references_of_eppi_reviewer_keep_their_codes() -> None:
    reference = {
        "ItemId": 7,
        "Title": "Calls",
        "ParentTitle": "Journal of peers",
        "Authors": "Ash A ; Birch B ;",
        "Year": "2009",
        "Pages": "101-109",
        "DOI": "https://doi.org/10.1234/a",
        "Abstract": "Calls help.",
        "TypeName": "Journal, Article",
        "Codes": [
            {"AttributeId": 1, "AttributeName": "INCLUDE on title", "AdditionalText": ""},
            {"AttributeId": 2, "AttributeName": "Setting", "AdditionalText": "by phone"},
        ],
    }
    record = only("eppi", {"CodeSets": [{"SetName": "Screen"}], "References": [reference]})
    assert (record.title, record.journal, record.authors) == ("Calls", "Journal of peers", ("Ash A", "Birch B"))
    assert (record.year, record.doi, record.pages) == (2009, "10.1234/a", "101–109")
    assert record.extra["Code INCLUDE on title"] == ("yes",)
    assert record.extra["Code Setting"] == ("by phone",)


def test_a_list_is_known_by_its_whole_path_and_a_huge_name_on_the_way_costs_nothing() -> None:
    name = "n" * 50_000
    text = '{"other": {"studies": [{"a": 1}]}, "' + name + '": ' + "[" * 50 + "{" * 40 + '"studies": [{"a": 2}]'
    source = Source(Path("export.json"), data=(text + "}" * 40 + "]" * 50 + ', "studies": [{"a": 3}]}').encode())
    values = [entry.value for entry in json_entries(source, ["studies"]) if isinstance(entry, JsonEntry)]
    assert values == [{"a": "3"}]
