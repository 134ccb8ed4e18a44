"""A plan is a person's decision: kept, reopened with the same digest, held against today's evidence, taken back."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pytest

from alongside.errors import InputError, NotHereError, ProjectError
from alongside.evidence import Author
from alongside.planning import PlanAnswer
from alongside.project import Project
from alongside.project.plan.kinds import plan_kept
from alongside.project.register import REGISTER
from alongside.project.understand.kinds import eligible
from alongside.workflow.answer import ReviewKeeper
from alongside.workflow.plan import DeskKeeper, describe, keep, kept_plans, moved, reopen

ADA = Author("person", "Ada")
DAY = datetime(2026, 11, 2, tzinfo=UTC)


class Room:
    """A project with its desk, as the server has them."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._reviews, self._desks = ReviewKeeper(project), DeskKeeper(project)

    def answer(self) -> PlanAnswer:
        desk = self._desks.desk(self._reviews.review())
        described = describe({"outcome": "hba1c", "condition": "diabetes"}, ["telephone"], start_year=2027)
        return desk.answer(desk.plan_of(described))


def test_a_plan_is_reopened_with_the_same_digest(project: Project) -> None:
    answer = Room(project).answer()
    keep(project, answer, author=ADA, at=DAY)
    stored = reopen(project, answer.plan.plan_id)
    assert stored.plan.digest == answer.plan.digest
    assert (stored.by, stored.at) == ("Ada", DAY)
    assert stored.trials == answer.expected.studies
    assert moved(stored, answer).stayed


def test_where_the_evidence_has_grown_it_says_what_moved_and_the_plan_is_the_same(project: Project) -> None:
    room = Room(project)
    without = eligible("dale-2009", "no", why="for this test")
    (row,) = project.append([without], author=ADA, at=DAY)
    before = room.answer()
    keep(project, before, author=ADA, at=DAY)
    project.undo(row.uuid, author=ADA, at=DAY)
    stored = reopen(project, before.plan.plan_id)
    now = room.answer()
    move = moved(stored, now)
    assert move.came == ("dale-2009",)
    assert move.left == ()
    assert move.before == before.figures.effect_per_person
    assert move.now == now.figures.effect_per_person
    assert move.before != move.now
    assert stored.plan.digest == before.plan.digest


def test_a_refusal_is_kept_as_one(project: Project) -> None:
    room = Room(project)
    answer = room.answer()
    desk = DeskKeeper(project).desk(ReviewKeeper(project).review())
    refused = desk.answer(desk.plan_of(describe({"outcome": "loneliness"}, ["group"], start_year=2027)))
    keep(project, refused, author=ADA, at=DAY)
    keep(project, answer, author=ADA, at=DAY.replace(day=3))
    last, earliest = kept_plans(project)
    assert last.effect is not None
    assert earliest.effect is None
    assert "no trial of this outcome has group" in earliest.refused


def test_a_plan_that_was_taken_back_is_kept_no_more(project: Project) -> None:
    answer = Room(project).answer()
    decision = keep(project, answer, author=ADA, at=DAY)
    project.undo(decision.uuid, author=ADA, at=DAY)
    assert kept_plans(project) == []
    with pytest.raises(NotHereError, match="keeps no plan"):
        reopen(project, answer.plan.plan_id)


def test_a_plan_under_anothers_id_is_not_opened(project: Project) -> None:
    plan = Room(project).answer().plan
    project.append([plan_kept("0" * 12, "x", plan.to_json(), None, "", ())], author=ADA, at=DAY)
    with pytest.raises(ProjectError, match="what is kept under this id is the plan"):
        reopen(project, "0" * 12)


def test_a_plan_that_nobody_can_read_hides_no_other(project: Project) -> None:
    keep(project, Room(project).answer(), author=ADA, at=DAY)
    project.append([plan_kept("0" * 12, "x", "{}", None, "", ())], author=ADA, at=DAY)
    assert len(kept_plans(project)) == 1
    with pytest.raises(InputError, match="plan: expected a JSON object of version 1"):
        reopen(project, "0" * 12)


def test_keeping_a_plan_works_no_answer_out_again(project: Project) -> None:
    reviews, desks = ReviewKeeper(project), DeskKeeper(project)
    current = desks.desk(reviews.review())
    answer = current.answer(current.plan_of(describe({"outcome": "hba1c"}, ["telephone"], start_year=2027)))
    keep(project, answer, author=ADA, at=DAY)
    assert desks.desk(reviews.review()) is current


def test_a_plan_says_which_of_its_figures_moved_and_by_which_trial(project: Project) -> None:
    room = Room(project)
    (row,) = project.append([eligible("dale-2009", "no", why="for this test")], author=ADA, at=DAY)
    before = room.answer()
    keep(project, before, author=ADA, at=DAY)
    stored = reopen(project, before.plan.plan_id)
    assert moved(stored, room.answer()).figures == ()
    project.undo(row.uuid, author=ADA, at=DAY)
    now = room.answer()
    move = moved(stored, now)
    assert move.came == ("dale-2009",)
    figures = {name: (was, is_now) for name, was, is_now in move.figures}
    assert figures["chance_of_benefit"] == (before.figures.chance_of_benefit, now.figures.chance_of_benefit)
    assert figures["cost_of_one"] == (before.figures.per_outcome.ratio, now.figures.per_outcome.ratio)
    # Nobody said what a unit is worth, so these figures were none and are none.
    assert not {"chance_worth_it", "worth_of_knowing"} & set(figures)


def test_a_plan_of_the_shape_before_says_of_its_figures_nothing(project: Project) -> None:
    answer = Room(project).answer()
    decision = keep(project, answer, author=ADA, at=DAY)
    old = {name: part for name, part in decision.value.items() if name != "figures"}
    assert REGISTER.kinds["plan.kept"].upgraded(1, old) == {**old, "figures": {}}
    stored = dataclasses.replace(reopen(project, answer.plan.plan_id), figures={})
    assert moved(stored, answer).stayed
