"""Full text: criteria, reasons, the diagram; a study out of an included report."""

from __future__ import annotations

import pytest

from alongside.errors import UsageError
from alongside.evidence import Author
from alongside.project import Project
from alongside.workflow.find.prisma import prisma_of
from alongside.workflow.screen.deciding import take_back_last
from alongside.workflow.screen.desk import ScreeningDesk
from alongside.workflow.screen.reports import assess, criteria_of, make_study, reports_to_read, reports_waiting
from screened import AT


@pytest.fixture
def sought(project: Project, ada: Author) -> list[str]:
    """Three records that were included by title and abstract."""
    desk = ScreeningDesk(project)
    records = [following.record for following in desk.upcoming(3)]
    for record in records:
        desk.decide(record, "include", author=ada, at=AT)
    return records


def test_the_first_criterion_that_is_not_met_is_the_reason_in_the_diagram(
    project: Project, ada: Author, sought: list[str]
) -> None:
    report_a, report_b, report_c = sought
    assert reports_to_read(project) == 3
    judged = {"people": "yes", "design": "no", "other": "no", "support": "unclear"}
    assess(project, report_a, "exclude", judged, author=ada, at=AT)
    assess(project, report_b, "exclude", {"people": "no"}, author=ada, at=AT)
    assess(project, report_c, "include", {"people": "yes"}, author=ada, at=AT)
    flow = prisma_of(project).flow
    assert dict(flow.main.reasons) == {"Other design": 1, "Other people": 1}
    assert flow.main.included == 1
    assert reports_to_read(project) == 0
    assert criteria_of(project, report_a, ada) == judged
    assert criteria_of(project, report_a, Author("person", "Bo")) == {}


def test_an_exclusion_needs_a_reason_and_an_inclusion_has_none(
    project: Project, ada: Author, sought: list[str]
) -> None:
    with pytest.raises(UsageError, match="say which criterion excludes it"):
        assess(project, sought[0], "exclude", {"people": "unclear"}, author=ada, at=AT)
    with pytest.raises(UsageError, match="cannot be included"):
        assess(project, sought[0], "include", {"people": "no"}, author=ada, at=AT)
    with pytest.raises(UsageError, match="of the plan"):
        assess(project, sought[0], "include", {"weather": "no"}, author=ada, at=AT)
    assert [waiting.total for waiting in reports_waiting(project)] == [3]


def test_a_verdict_with_its_criteria_is_one_act_and_is_taken_back_as_one(
    project: Project, ada: Author, sought: list[str]
) -> None:
    assess(project, sought[0], "exclude", {"people": "no", "design": "yes"}, author=ada, at=AT.replace(hour=12))
    act = take_back_last(project, author=ada, at=AT)
    assert act is not None
    assert (act.stage, len(act.uuids)) == ("full_text", 3)
    assert criteria_of(project, sought[0], ada) == {}
    assert [waiting.total for waiting in reports_waiting(project)] == [3]  # included by its title, as before


def test_an_included_report_becomes_a_study_and_a_second_one_joins_it(
    project: Project, ada: Author, sought: list[str]
) -> None:
    with pytest.raises(UsageError, match="included at full text"):
        make_study(project, sought[0], author=ada, at=AT)
    for record in sought:
        assess(project, record, "include", {}, author=ada, at=AT)
    study, _ = make_study(project, sought[0], author=ada, at=AT, label="Ash 2020")
    assert study == "ash-2020"
    assert project.screen.studies_of(sought[0]) == ("ash-2020",)
    with pytest.raises(UsageError, match="already"):
        make_study(project, sought[0], author=ada, at=AT)
    make_study(project, sought[1], author=ada, at=AT, study="ash-2020")
    described = project.understand.study("ash-2020")
    assert described is not None
    assert [report.id for report in described.reports] == sought[:2]
    assert make_study(project, sought[2], author=ada, at=AT, label="Ash 2020")[0] == "ash-2020-2"
    assert reports_waiting(project) == []
    assert project.verify().ok
