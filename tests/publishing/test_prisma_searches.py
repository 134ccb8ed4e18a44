"""The table of searches says what is known of each source, and what nobody recorded."""

from __future__ import annotations

import pytest

from alongside.project import FileCounts, FlowCounts, Status
from alongside.publishing.prisma import flow_of, searches_of
from alongside.publishing.prisma.searches import cells, searches_text, with_runs
from alongside.publishing.prisma.sources import kind_of, named_sources


def a_file(number: int = 1, name: str = "export.ris", **changes: object) -> FileCounts:
    values: dict[str, object] = {
        "sha256": f"{number:064x}",
        "name": name,
        "format": "ris",
        "imported_at": "2026-06-01T08:00:00.000000Z",
        "records": 10,
        "searched": {},
        "databases": {"": 10},
        "duplicates": 0,
        "alone": 10,
        "statuses": {Status.TO_SCREEN: 10},
        "reasons": {},
    }
    return FileCounts(**(values | changes))


@pytest.mark.parametrize(
    "name",
    [
        "ClinicalTrials.gov",
        "clinicaltrials_gov_export.csv",
        "WHO ICTRP",
        "ICTRP-Results.xml",
        "ISRCTN registry",
        "EU Clinical Trials Information System",
        "ANZCTR",
    ],
)
def test_a_register_is_told_by_its_name(name: str) -> None:
    assert kind_of(name) == "register"


@pytest.mark.parametrize(
    "name",
    [
        "CENTRAL",
        "Cochrane Central Register of Controlled Trials",
        "Embase",
        "Scopus",
        "PsycINFO",
        "function.ris",
        "Clinical Psychology Review",
    ],
)
def test_a_database_is_not_taken_for_a_register(name: str) -> None:
    assert kind_of(name) == "database"


def test_sources_are_named_by_a_person_else_by_the_records_else_by_the_file() -> None:
    files = [
        a_file(1, searched={"database": "Embase"}, databases={}),
        a_file(2, databases={"MEDLINE": 7, "ClinicalTrials.gov": 2, "": 1}),
        a_file(3, name="third.csv", searched={"source": "register"}),
    ]
    assert named_sources(files) == {
        "database": {"Embase": 10, "MEDLINE": 7, "export.ris": 1},
        "register": {"third.csv": 10, "ClinicalTrials.gov": 2},
    }


def test_files_of_other_methods_have_a_column_of_their_own() -> None:
    flow = flow_of(_counts(a_file(1), a_file(2, searched={"source": "citations", "database": "OpenAlex"})))
    assert flow.main.identified == 10
    assert flow.other is not None
    assert flow.other.sources == {"citations": {"OpenAlex": 10}}


def test_a_reason_with_two_keys_of_one_name_is_counted_once_with_both() -> None:
    file = a_file(1, statuses={Status.INELIGIBLE: 10}, reasons={"design": 4, "Other design": 5, "": 1})
    main_way = flow_of(_counts(file), {"design": "Other design"}).main
    assert main_way.reasons == {"Other design": 9, "No reason recorded": 1}
    assert main_way.adds_up


def _counts(*files: FileCounts) -> FlowCounts:
    return FlowCounts(files, 0)


def test_what_nobody_recorded_is_said() -> None:
    [search] = searches_of([a_file()])
    assert search.missing == ("source", "date searched", "search strategy")
    assert cells(search) == (
        "not recorded",
        "Database",
        "not recorded",
        "not recorded (imported 2026-06-01)",
        "not recorded",
        "not recorded",
        "10",
        "export.ris",
    )


def test_what_a_person_recorded_is_shown_with_the_lines_of_the_strategy() -> None:
    stated = {
        "database": "Embase",
        "platform": "Ovid",
        "searched_on": "2026-05-31",
        "query": "1. peer*.ti\n2. trial.pt",
        "limits": "none",
        "note": "checked by a librarian",
    }
    [search] = searches_of([a_file(searched=stated)])
    assert search.missing == ()
    text = searches_text([search])
    assert "Search strategy  1. peer*.ti\n                    2. trial.pt" in text
    assert "checked by a librarian" in text


def test_a_search_that_alongside_ran_takes_the_place_of_its_files() -> None:
    run = {
        "database": "PubMed",
        "platform": "E-utilities",
        "query": "peer support",
        "limits": {"from": 2020},
        "at": "2026-05-31T10:00:00Z",
        "count": 12,
        "retrieved": 10,
        "files": [f"{1:064x}"],
        "name": "weekly",
    }
    search_a, search_b = searches_of([a_file(1, name="pubmed.xml"), a_file(2)], [run])
    assert (search_a.source, search_a.searched_on, search_a.files, search_a.file) == (
        "PubMed",
        "2026-05-31",
        ("pubmed.xml",),
        "",
    )
    assert cells(search_a)[5:7] == ("from: 2020", "10 of 12")
    assert search_b.file == f"{2:064x}"


def test_a_run_that_found_nothing_new_is_a_row_too_and_what_the_service_said_is_its_note() -> None:
    run = {
        "database": "ClinicalTrials.gov",
        "query": "peer",
        "at": "2026-05-31T10:00:00Z",
        "count": 0,
        "retrieved": 0,
        "files": [],
        "notes": ["no such term: peerr"],
    }
    [search] = searches_of([], [run])
    assert (search.kind, search.records, search.note, search.missing) == ("register", 0, "no such term: peerr", ())
    assert cells(search)[-1] == "none kept"


def test_the_file_of_a_run_is_named_by_its_database_in_the_diagram() -> None:
    run = {"database": "ClinicalTrials.gov", "query": "peer", "files": [f"{1:064x}"]}
    flow = flow_of(with_runs(_counts(a_file(1, name="answers.jsonl"), a_file(2)), [run]))
    assert flow.main.sources == {"database": {"export.ris": 10}, "register": {"ClinicalTrials.gov": 10}}
