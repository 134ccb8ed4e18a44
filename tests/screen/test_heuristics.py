"""Beside the rule with a guarantee: what heuristics say of a project, and what an hour of drawing could show."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from alongside.evidence import Author
from alongside.project import Project
from alongside.screening import Draw, estimate_recall
from alongside.workflow.screen import deciding
from alongside.workflow.screen.desk import ScreeningDesk
from alongside.workflow.screen.heuristics import course_of, heuristics_of, recall_after_an_hour
from alongside.workflow.screen.progress import Pace, draws_of, progress_of
from screened import AT, is_relevant


def read_on(desk: ScreeningDesk, author: Author, count: int) -> list[bool]:
    """Read so many records and answer rightly; gives the answers."""
    answers = []
    for number in range(count):
        [following] = desk.upcoming(1)
        answers.append(is_relevant(desk.project, following.record))
        moment = AT + timedelta(minutes=len(desk.project.screen.reading_order()) + number)
        desk.decide(
            following.record,
            "include" if answers[-1] else "exclude",
            author=author,
            at=moment,
            was_drawn=following.drawn,
        )
        desk.learner.wait()
    return answers


def test_nothing_is_said_before_the_first_relevant_record(project: Project) -> None:
    assert heuristics_of(ScreeningDesk(project)) == ()


def test_the_course_is_what_was_read_in_its_order_and_a_step_back_takes_its_record_out(
    project: Project, ada: Author
) -> None:
    desk = ScreeningDesk(project)
    answers = read_on(desk, ada, 30)
    assert course_of(desk, project.overview.index()).tolist() == answers
    deciding.take_back_last(project, author=ada, at=AT + timedelta(days=1), uuid=None, of="")
    assert course_of(desk, project.overview.index()).tolist() == answers[:-1]


def test_fifty_in_a_row_is_said_at_the_fiftieth_and_not_before(project: Project, ada: Author) -> None:
    desk = ScreeningDesk(project)
    since = read_on(desk, ada, 69)[::-1].index(True)
    read_on(desk, ada, 49 - since)
    assert {heuristic.rule: heuristic.says_stop for heuristic in heuristics_of(desk)}["consecutive:50"] is False
    assert read_on(desk, ada, 1) == [False]
    says = {heuristic.rule: heuristic.says_stop for heuristic in heuristics_of(desk)}
    assert (says["consecutive:50"], says["consecutive:200"]) == (True, False)
    assert list(says) == ["consecutive:50", "consecutive:200", "knee", "ranked:0.95:0.05"]


def test_an_hour_of_draws_in_vain_is_worth_what_the_interval_says_then(project: Project, ada: Author) -> None:
    desk = ScreeningDesk(project)
    read_on(desk, ada, 45)
    progress = replace(progress_of(desk, "Ada"), pace=Pace(40, 0.0))
    draws = draws_of(project, progress.found)
    after = recall_after_an_hour(progress, draws)
    assert len(draws) == 2
    unread, relevant = progress.unread, progress.found
    later = [*draws, *(Draw(relevant, left, False) for left in range(unread, unread - 40, -1))]
    assert after == estimate_recall(later, relevant, unread - 40).recall_low
    assert progress.estimate is not None
    assert after > progress.estimate.recall_low
    assert recall_after_an_hour(replace(progress, pace=None), draws) is None


@pytest.mark.parametrize("per_hour", [75, 10_000])
def test_an_hour_that_reads_all_leaves_nothing_open(project: Project, ada: Author, per_hour: int) -> None:
    desk = ScreeningDesk(project)
    read_on(desk, ada, 45)
    progress = replace(progress_of(desk, "Ada"), pace=Pace(per_hour, 0.0))
    assert progress.unread == 75
    assert np.isclose(recall_after_an_hour(progress, draws_of(project, progress.found)) or 0, 1.0)
