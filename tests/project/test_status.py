"""Where a record stands follows from what was decided about it, whatever came first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from alongside.errors import UsageError
from alongside.evidence import Author
from alongside.project import REGISTER, NewDecision, Project
from alongside.project.log.state import states
from alongside.project.screen.status import Status, status_of
from alongside.project.screen.tables import ScreeningState

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


def status(project: Project) -> str:
    row = ScreeningState.objects.using(project.alias).filter(project_id=project.id, record="r").first()
    return row.status if row else ""


@pytest.mark.parametrize("name", [status.value for status in Status])
def test_a_record_reaches_each_status(name: str, project: Project) -> None:
    for minute, decision in enumerate(CASES[name]):
        project.append([decision], at=AT + timedelta(minutes=minute))
    assert status(project) == name
    project.rebuild()
    assert status(project) == name


def test_an_exclusion_that_a_person_shares_with_a_machine_is_a_person_s(project: Project) -> None:
    project.append([screened("exclude", author=RANKER), screened("exclude")], at=AT)
    assert status(project) == "excluded"


def test_what_is_undone_moves_the_record_back(project: Project) -> None:
    project.append([screened("include")], at=AT)
    written = project.append([retrieved(False)], at=AT)
    project.undo(written[0].uuid, author=ADA, at=AT)
    assert status(project) == "to_retrieve"


def test_two_who_differ_on_whether_a_report_was_found_leave_it_to_be_sought(project: Project) -> None:
    project.append([screened("include"), retrieved(False)], at=AT)
    [no] = [row for row in project.state("record:r") if row.kind == "report.retrieval"]
    not_retrieved_after_all = NewDecision(
        "record:r", "report.retrieval", {"retrieved": True}, author=BEN, supersedes=()
    )
    project.append([not_retrieved_after_all], at=AT)
    states = {state.kind: [state] for state in project.state("record:r")}
    assert states["report.retrieval"][0].disputed
    assert no.value == {"retrieved": False}
    assert status_of(states) == status(project) == "to_retrieve"


def test_a_date_that_is_none_and_a_source_that_prisma_does_not_know_are_refused(project: Project) -> None:
    for value in ({"searched_on": "May 2026"}, {"source": "library"}, {"librarian": "Ada"}):
        with pytest.raises(UsageError):
            project.append([NewDecision("file:f", "file.searched", value)], author=ADA, at=AT)


def test_without_rows_a_record_has_the_first_status() -> None:
    assert status_of({state.kind: [state] for state in states(REGISTER.kinds, [])}) == "to_screen"
