"""Where a record stands follows from what was decided about it, whatever came first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from alongside.errors import UsageError
from alongside.evidence import Author
from alongside.project import NewDecision, Project
from alongside.project.models import RecordState
from alongside.project.state import states
from alongside.project.stations import STATIONS, station_of

AT = datetime(2026, 1, 2, tzinfo=UTC)
ADA, BEN, RANKER = Author("person", "Ada"), Author("person", "Ben"), Author("machine", "ranker", version="1")


def screened(verdict: str, stage: str = "title_abstract", author: Author = ADA, reason: str = "") -> NewDecision:
    value = {"stage": stage, "verdict": verdict} | ({"reason": reason} if reason else {})
    return NewDecision("record:r", "screening.decided", value, author=author)


def retrieved(yes: bool, author: Author = ADA) -> NewDecision:
    return NewDecision("record:r", "report.retrieval", {"retrieved": yes}, author=author)


def removed(by: str) -> NewDecision:
    return NewDecision("record:r", "record.removed", {"by": by}, author=ADA)


CASES: dict[str, list[NewDecision]] = {
    "removed_by_automation": [removed("automation")],
    "removed": [screened("include"), removed("other")],
    "to_screen": [retrieved(True)],
    "excluded": [screened("exclude")],
    "excluded_by_automation": [screened("exclude", author=RANKER)],
    "unsure": [screened("maybe")],
    "screening_disputed": [screened("include"), screened("exclude", author=BEN)],
    "to_retrieve": [screened("include")],
    "not_retrieved": [screened("include"), retrieved(False)],
    "to_assess": [screened("include"), retrieved(True)],
    "assessment_unsure": [screened("include"), screened("maybe", "full_text")],
    "assessment_disputed": [screened("include", "full_text"), screened("exclude", "full_text", BEN, "design")],
    "ineligible": [screened("include"), retrieved(False), screened("exclude", "full_text", reason="design")],
    "included": [screened("exclude"), screened("include", "full_text")],
}


def station(project: Project) -> str:
    found = RecordState.objects.using(project.alias).filter(project_id=project.id, record="r").first()
    return found.station if found else ""


@pytest.mark.parametrize("name", STATIONS)
def test_a_record_reaches_each_station(name: str, project: Project) -> None:
    for minute, decision in enumerate(CASES[name]):
        project.append([decision], at=AT + timedelta(minutes=minute))
    assert station(project) == name
    project.rebuild()
    assert station(project) == name


def test_an_exclusion_that_a_person_shares_with_a_machine_is_a_person_s(project: Project) -> None:
    project.append([screened("exclude", author=RANKER), screened("exclude")], at=AT)
    assert station(project) == "excluded"


def test_what_is_undone_moves_the_record_back(project: Project) -> None:
    project.append([screened("include")], at=AT)
    written = project.append([retrieved(False)], at=AT)
    project.undo(written[0].uuid, author=ADA, at=AT)
    assert station(project) == "to_retrieve"


def test_two_who_differ_on_whether_a_report_was_found_leave_it_to_be_sought(project: Project) -> None:
    project.append([screened("include"), retrieved(False)], at=AT)
    [no] = [row for row in project.state("record:r") if row.kind == "report.retrieval"]
    other = NewDecision("record:r", "report.retrieval", {"retrieved": True}, author=BEN, supersedes=())
    project.append([other], at=AT)
    held = {state.kind: [state] for state in project.state("record:r")}
    assert held["report.retrieval"][0].disputed
    assert no.value == {"retrieved": False}
    assert station_of(held) == station(project) == "to_retrieve"


def test_a_date_that_is_none_and_a_source_that_prisma_does_not_know_are_refused(project: Project) -> None:
    for value in ({"searched_on": "May 2026"}, {"source": "library"}, {"librarian": "Ada"}):
        with pytest.raises(UsageError):
            project.append([NewDecision("file:f", "file.searched", value)], author=ADA, at=AT)


def test_no_rows_are_no_station_beyond_the_first() -> None:
    assert station_of({state.kind: [state] for state in states([])}) == "to_screen"
