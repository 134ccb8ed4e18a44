"""Plans as a person's decisions: kept, listed, reopened with the same digest, and held against the evidence of
today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alongside.errors import AlongsideError, NotHereError, ProjectError
from alongside.evidence import Author, Decision
from alongside.planning import Plan, PlanAnswer, Range, plan_from_json
from alongside.project import Project
from alongside.project.log.chain import moment_from_text
from alongside.project.plan.kinds import PLAN_KEPT, plan_kept

__all__ = ["KeptPlan", "Moved", "keep", "kept_plans", "moved", "reopen"]


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """A plan as it was kept: with what was expected then (None and why, where that was refused), by whom and when."""

    plan: Plan
    effect: Range | None
    refused: str
    trials: tuple[str, ...]
    by: str
    at: datetime
    uuid: str
    figures: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Moved:
    """How today's evidence differs from that on which a plan was kept. `came` and `left` are ids of trials; `figures`
    are those of `FIGURES` that were kept and are others now: name, before, now."""

    before: Range | None
    now: Range | None
    came: tuple[str, ...]
    left: tuple[str, ...]
    figures: tuple[tuple[str, float | None, float | None], ...] = ()

    @property
    def stayed(self) -> bool:
        """Whether nothing moved."""
        return self.before == self.now and not self.came and not self.left and not self.figures


def keep(project: Project, answer: PlanAnswer, *, author: Author, at: datetime, why: str = "") -> Decision:
    """Keep a plan under its id, with what it rests on. Kept again, the evidence of now stands beside it."""
    plan, effect = answer.plan, _effect(answer)
    triple = None if effect is None else (effect.mean, effect.low, effect.high)
    decision = plan_kept(
        plan.plan_id,
        plan.title,
        plan.to_json(),
        triple,
        answer.expected.refused,
        answer.expected.studies,
        figures=figures_of(answer),
        why=why,
    )
    return project.append([decision], author=author, at=at)[0]


def kept_plans(project: Project) -> list[KeptPlan]:
    """All plans that are kept, the last one first. One that this version cannot read is left out here, and named by
    `reopen`."""
    plans = []
    for state in project.standing(PLAN_KEPT):
        try:
            plans.append(_kept(state.value, state.row))
        except AlongsideError:
            continue
    return sorted(plans, key=lambda plan: plan.at, reverse=True)


def reopen(project: Project, plan_id: str) -> KeptPlan:
    """The plan of that id, exactly as it was kept.

    Raises `NotHereError` where there is none, `ProjectError` for one whose text is not the plan that its id names.
    """
    for state in project.standing(PLAN_KEPT):
        if state.row.subject == f"plan:{plan_id}":
            return _kept(state.value, state.row)
    raise NotHereError(f"{project.name} keeps no plan {plan_id[:60]}")


def moved(plan: KeptPlan, answer: PlanAnswer) -> Moved:
    """What moved between the day on which a plan was kept and the evidence behind `answer`."""
    then, now = set(plan.trials), set(answer.expected.studies)
    today = figures_of(answer)
    others = tuple(
        (name, before, today[name])
        for name, before in ((name, plan.figures[name]) for name in FIGURES if name in plan.figures)
        if before != today[name]
    )
    return Moved(plan.effect, _effect(answer), tuple(sorted(now - then)), tuple(sorted(then - now)), others)


FIGURES = ("chance_of_benefit", "cost_of_one", "chance_worth_it", "worth_of_knowing")
"""Beside the effect, the figures of a plan that follow from the evidence: the chance that it helps at all, the price of
one unit, the chance that it is worth its price, and what it would be worth to know everything."""


def figures_of(answer: PlanAnswer) -> dict[str, float | None]:
    """`FIGURES` of a plan, None where it has none."""
    if not answer.has_effect:
        return dict.fromkeys(FIGURES)
    figures = answer.figures
    values = (
        figures.chance_of_benefit,
        figures.per_outcome.ratio,
        figures.chance_worth_it,
        answer.worth_of_all,
    )
    return dict(zip(FIGURES, values, strict=True))


def _effect(answer: PlanAnswer) -> Range | None:
    return answer.figures.effect_per_person if answer.has_effect else None


def _kept(value: Mapping[str, Any], row: Any) -> KeptPlan:
    name = row.subject.removeprefix("plan:")
    plan = plan_from_json(value["plan"])
    if plan.plan_id != name:
        raise ProjectError(f"plan {name}: what is kept under this id is the plan {plan.plan_id}; it is not opened")
    effect = None if value["effect"] is None else Range(**value["effect"])
    return KeptPlan(
        plan,
        effect,
        value["refused"],
        tuple(value["trials"]),
        row.author_name,
        moment_from_text(row.at),
        row.uuid,
        value["figures"],
    )
