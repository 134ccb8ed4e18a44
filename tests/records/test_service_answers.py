"""Saved answers of OpenAlex, Europe PMC and Crossref are read like any file; the answers here are invented."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from alongside.records import Broken, Record, Source, detect_format, read_source

OPENALEX = {
    "id": "https://openalex.org/W4300000007",
    "doi": "https://doi.org/10.1234/invented.7",
    "title": "Telephone peer support for <i>new</i> mothers",
    "display_name": "Telephone peer support for <i>new</i> mothers",
    "publication_year": 2019,
    "publication_date": "2019-03-04",
    "ids": {
        "openalex": "https://openalex.org/W4300000007",
        "doi": "https://doi.org/10.1234/invented.7",
        "pmid": "https://pubmed.ncbi.nlm.nih.gov/31000007",
        "mag": "2900000007",
        "pmcid": "https://www.ncbi.nlm.nih.gov/pmc/articles/6500007",
    },
    "language": "en",
    "primary_location": {
        "is_oa": True,
        "landing_page_url": "https://doi.org/10.1234/invented.7",
        "source": {
            "id": "https://openalex.org/S1",
            "display_name": "Journal of Invented Trials",
            "issn_l": "2213-4220",
            "issn": ["2213-4220"],
            "type": "journal",
        },
    },
    "locations": [{"landing_page_url": "https://doi.org/10.1234/invented.7"}, {"landing_page_url": None}],
    "type": "article",
    "type_crossref": "journal-article",
    "authorships": [
        {"author_position": "first", "author": {"display_name": "Ada Ash"}, "raw_author_name": "Ash, A."},
        {"author_position": "last", "author": {"display_name": "Ben Birch"}, "raw_author_name": None},
    ],
    "cited_by_count": 12,
    "biblio": {"volume": "3", "issue": "2", "first_page": "101", "last_page": "109"},
    "is_retracted": False,
    "keywords": [{"id": "https://openalex.org/keywords/peer", "display_name": "Peer support", "score": 0.7}],
    "referenced_works": ["https://openalex.org/W1", "https://openalex.org/W2"],
    "abstract_inverted_index": {"Mothers": [0], "called": [1], "mothers": [2, 5], "(NCT01234567);": [3], "and": [4]},
    "counts_by_year": [{"year": 2020, "cited_by_count": 12}],
}

EUROPE_PMC = {
    "id": "31000007",
    "source": "MED",
    "pmid": "31000007",
    "pmcid": "PMC6500007",
    "doi": "10.1234/invented.7",
    "title": "Telephone peer support for <i>new</i> mothers.",
    "authorString": "Ash A, Birch B, The Group.",
    "authorList": {
        "author": [
            {
                "fullName": "Ash A",
                "firstName": "Ada",
                "lastName": "Ash",
                "initials": "A",
                "authorId": {"type": "ORCID", "value": "0000-0000-0000-0007"},
            },
            {"fullName": "Birch B", "lastName": "Birch", "initials": "B"},
            {"collectiveName": "The Group"},
        ]
    },
    "journalInfo": {
        "issue": "2",
        "volume": "3",
        "journalIssueId": 2800007,
        "dateOfPublication": "2019 Mar",
        "yearOfPublication": 2019,
        "journal": {
            "title": "Journal of Invented Trials",
            "medlineAbbreviation": "J Invent Trials",
            "ISOAbbreviation": "J Invent Trials",
            "issn": "2213-4220",
            "nlmid": "100000007",
        },
    },
    "pubYear": "2019",
    "pageInfo": "101-109",
    "abstractText": "<h4>Aim</h4>To see whether calls help, P<0.05. <h4>Trial registration</h4>NCT01234567.",
    "language": "eng",
    "pubTypeList": {"pubType": ["Randomized Controlled Trial", "Journal Article"]},
    "keywordList": {"keyword": ["Peer support"]},
    "meshHeadingList": {
        "meshHeading": [
            {
                "majorTopic_YN": "N",
                "descriptorName": "Depression",
                "meshQualifierList": {
                    "meshQualifier": [{"abbreviation": "TH", "qualifierName": "therapy", "majorTopic_YN": "Y"}]
                },
            },
            {"majorTopic_YN": "N", "descriptorName": "Humans"},
        ]
    },
    "fullTextUrlList": {
        "fullTextUrl": [
            {"availability": "Open access", "site": "Europe_PMC", "url": "https://europepmc.org/articles/PMC6500007"}
        ]
    },
    "isOpenAccess": "Y",
    "citedByCount": 12,
    "firstIndexDate": "2019-03-09",
}

CROSSREF = {
    "DOI": "10.1234/invented.7",
    "type": "journal-article",
    "publisher": "Invented Press",
    "title": ["Telephone peer support for <i>new</i> mothers"],
    "subtitle": ["A randomised trial"],
    "author": [
        {"given": "Ada", "family": "Ash", "suffix": "Jr", "sequence": "first", "affiliation": []},
        {"name": "The Group", "sequence": "additional"},
    ],
    "container-title": ["Journal of Invented Trials"],
    "short-container-title": ["J Invent Trials"],
    "volume": "3",
    "issue": "2",
    "page": "101-109",
    "ISSN": ["2213-4220"],
    "issn-type": [{"value": "2213-4220", "type": "print"}],
    "published": {"date-parts": [[2019, 3]]},
    "issued": {"date-parts": [[2019, 3]]},
    "created": {"date-parts": [[2019, 3, 1]], "date-time": "2019-03-01T00:00:00Z", "timestamp": 1551398400000},
    "abstract": "<jats:title>Aim</jats:title><jats:p>To see whether calls help, P&lt;0.05.</jats:p>",
    "clinical-trial-number": [
        {"clinical-trial-number": "NCT01234567", "registry": "10.18810/clinical-trials-gov", "type": "results"}
    ],
    "language": "en",
    "URL": "https://doi.org/10.1234/invented.7",
    "reference": [{"key": "1", "DOI": "10.9999/cited.work"}],
    "is-referenced-by-count": 12,
    "score": 20.5,
}

ANSWERS: dict[str, dict[str, object]] = {
    "openalex": {"meta": {"count": 1, "db_response_time_ms": 9, "next_cursor": None}, "results": [OPENALEX]},
    "europepmc": {"version": "6.9", "hitCount": 1, "resultList": {"result": [EUROPE_PMC]}},
    "crossref": {"status": "ok", "message-type": "work-list", "message": {"total-results": 1, "items": [CROSSREF]}},
}


def read(*answers: object) -> tuple[str, list[Record | Broken]]:
    data = "\n".join(json.dumps(answer) for answer in answers).encode()
    source = Source(Path("answer.json"), data=data)
    return detect_format(source).name, list(read_source(source))


@pytest.mark.parametrize("service", ANSWERS)
def test_a_saved_answer_is_known_and_read(service: str) -> None:
    format_name, [entry] = read(ANSWERS[service])
    assert format_name == service
    assert isinstance(entry, Record)
    assert entry.title.rstrip(".").startswith("Telephone peer support for new mothers")
    assert (entry.year, entry.volume, entry.issue, entry.pages) == (2019, "3", "2", "101–109")
    assert (entry.journal, entry.issn, entry.doi) == ("Journal of Invented Trials", "2213-4220", "10.1234/invented.7")
    assert entry.registrations == ("NCT01234567",)
    assert entry.type == "article"
    assert json.loads(entry.raw)["title"], "the entry is kept as the service wrote it"


def test_an_abstract_of_openalex_is_put_together_from_its_index() -> None:
    _, [entry] = read(ANSWERS["openalex"])
    assert isinstance(entry, Record)
    assert entry.abstract == "Mothers called mothers (NCT01234567); and mothers"
    assert entry.authors == ("Ash, A.", "Ben Birch")
    assert (entry.accession, entry.pmid, entry.pmcid) == ("W4300000007", "31000007", "PMC6500007")
    assert entry.extra["cited_by_count"] == ("12",)
    assert not [name for name in entry.extra if "reference" in name]


def test_europe_pmc_names_people_headings_and_sections() -> None:
    _, [entry] = read(ANSWERS["europepmc"])
    assert isinstance(entry, Record)
    assert entry.authors == ("Ash, Ada", "Birch, B", "The Group")
    assert entry.keywords == ("Peer support", "Depression/therapy", "Humans")
    assert entry.abstract == "Aim: To see whether calls help, P<0.05. Trial registration: NCT01234567."
    assert entry.accession == "MED/31000007"
    assert entry.extra["authorList.author.authorId.value"] == ("0000-0000-0000-0007",)


def test_crossref_parts_title_and_subtitle_and_marks_its_abstracts() -> None:
    _, [entry] = read(ANSWERS["crossref"])
    assert isinstance(entry, Record)
    assert entry.title == "Telephone peer support for new mothers: A randomised trial"
    assert entry.authors == ("Ash, Ada Jr", "The Group")
    assert entry.abstract == "Aim: To see whether calls help, P<0.05."
    assert "cited" not in json.dumps(dict(entry.extra.items()))


@pytest.mark.parametrize("service", ANSWERS)
def test_the_pages_of_a_search_are_read_as_one_file(service: str) -> None:
    format_name, entries = read(ANSWERS[service], ANSWERS[service], ANSWERS[service])
    assert format_name == service
    assert [type(entry) for entry in entries] == [Record] * 3
    assert [entry.line for entry in entries] == [1, 2, 3]


@pytest.mark.parametrize("service", ANSWERS)
def test_an_entry_that_says_nothing_is_broken_and_costs_no_other(service: str) -> None:
    text = json.dumps(ANSWERS[service])
    for item in (OPENALEX, EUROPE_PMC, CROSSREF):
        text = text.replace(json.dumps(item), f'{{"strange": 1}}, {json.dumps(item)}')
    source = Source(Path("answer.json"), data=text.encode())
    entries = list(read_source(source))
    assert [type(entry) for entry in entries] == [Broken, Record]
