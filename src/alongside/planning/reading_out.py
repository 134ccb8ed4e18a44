"""What an outlook says: a page's figures, the budget by year, a tornado, and draws for the worth of knowing more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from alongside.errors import InputError, UsageError
from alongside.planning.choosing import CostPerOutcome, cost_per_outcome
from alongside.planning.draws import Draws, Floats, draws
from alongside.planning.outlook import Outlook, outlook_at, rerun
from alongside.planning.plan import Plan
from alongside.planning.sensitivity import Bar, Turn, tornado, turning_point

__all__ = [
    "FIGURES",
    "Range",
    "Summary",
    "Year",
    "benefit_draws",
    "budget_impact",
    "gains_after_trial",
    "plan_tornado",
    "plan_turn",
    "summary",
]

NOTHING = "nothing"
"""Name of the option to go on as now, against which a plan is held: no effect, no cost."""


@dataclass(frozen=True, slots=True)
class Range:
    """Mean and quantiles of draws, at the level asked for."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Year:
    """One calendar year of a plan: undiscounted, as a budget has it."""

    year: int
    reached: Range
    cash: Range
    volunteer: Range


@dataclass(frozen=True, slots=True)
class Summary:
    """A plan in figures. Costs are discounted; `_with_time` values unpaid hours, its twin does not.

    `chance_worth_it` and `net_benefit` are None where the plan states no threshold. `cost_per_person` is None where
    nobody is reached in a draw.
    """

    reached: Range
    effect_per_person: Range
    chance_of_benefit: float
    total_cost: Range
    total_cost_with_time: Range
    cost_per_person: Range | None
    cost_per_person_with_time: Range | None
    per_outcome: CostPerOutcome
    per_outcome_with_time: CostPerOutcome
    net_benefit: Range | None
    net_benefit_with_time: Range | None
    chance_worth_it: float | None
    chance_worth_it_with_time: float | None
    limited: Mapping[str, float]
    not_run: float


def _range(values: Floats, level: float) -> Range:
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return Range(float(values.mean()), float(low), float(high))


def summary(view: Outlook, *, level: float = 0.95) -> Summary:
    """The figures of a plan, volunteer time both ways. Raises `InputError` for a level outside 0 to 1."""
    if not 0 < level < 1:
        raise InputError(f"level: expected a share between 0 and 1, found {level:g}")
    paid, valued = (view.total_cost(volunteer_time=flag) for flag in (False, True))
    reached = view.reached.sum(axis=1)
    each = [_range(cost / reached, level) if reached.min() > 0 else None for cost in (paid, valued)]
    benefit, chance = zip(*(_worth(view, cost, level) for cost in (paid, valued)), strict=True)
    per_person = view.inputs["effect"]
    return Summary(
        reached=_range(reached, level),
        effect_per_person=_range(per_person, level),
        chance_of_benefit=float((per_person > 0).mean()),
        total_cost=_range(paid, level),
        total_cost_with_time=_range(valued, level),
        cost_per_person=each[0],
        cost_per_person_with_time=each[1],
        per_outcome=cost_per_outcome(paid, view.total_effect, level=level),
        per_outcome_with_time=cost_per_outcome(valued, view.total_effect, level=level),
        net_benefit=benefit[0],
        net_benefit_with_time=benefit[1],
        chance_worth_it=chance[0],
        chance_worth_it_with_time=chance[1],
        limited=view.limited,
        not_run=view.not_run,
    )


def _worth(view: Outlook, cost: Floats, level: float) -> tuple[Range | None, float | None]:
    if view.plan.threshold is None:
        return None, None
    net = view.plan.threshold * view.total_effect - cost
    return _range(net, level), float((net > 0).mean())


def budget_impact(view: Outlook, *, level: float = 0.95) -> list[Year]:
    """Each year's people, payments and worth of unpaid hours, undiscounted (Sullivan 2014, Value Health 17:5)."""
    return [
        Year(
            view.plan.start_year + index,
            *(_range(values[:, index], level) for values in (view.reached, view.cash, view.volunteer)),
        )
        for index in range(view.plan.years)
    ]


def benefit_draws(view: Outlook, *, volunteer_time: bool) -> Draws:
    """Net benefit of the plan and of going on as now, with all inputs that vary as parameters: for EVPI, EVPPI, EVSI.

    Raises `UsageError` where the plan states no threshold.
    """
    cost = view.total_cost(volunteer_time=volunteer_time)
    net = _threshold(view.plan) * view.total_effect - cost
    varying = {name: values for name, values in view.inputs.items() if values.max() > values.min()}
    return draws(np.column_stack([np.zeros_like(net), net]), options=(NOTHING, view.plan.title), parameters=varying)


def gains_after_trial(view: Outlook, means: ArrayLike, *, volunteer_time: bool) -> Floats:
    """Expected net benefit of going on as now and of the plan, (results, 2), after each result of one more trial.

    `means` (results,) are the expected effects on the plan's people once the evidence has been pooled again with each
    equally likely result, as `alongside.synthesis.prediction.after_one_more` gives them (turned so that more is
    better). Net benefit is linear in the effect, which is independent of the other inputs, so that their means are
    enough. `worth_of_choosing` of it is the trial's EVSI. Costs stay as they are.

    Raises `InputError` for means that are not a finite vector, `UsageError` where the plan states no threshold.
    """
    expected = np.asarray(means, dtype=np.float64)
    if expected.ndim != 1 or len(expected) < 2 or not np.isfinite(expected).all():
        raise InputError(f"means: expected a finite vector of at least 2, found an array of shape {expected.shape}")
    of_one_unit = rerun(view, effect=np.ones(len(view.reached))).total_effect.mean()
    cost = view.total_cost(volunteer_time=volunteer_time).mean()
    net = _threshold(view.plan) * of_one_unit * expected - cost
    return np.column_stack([np.zeros_like(net), net])


def _threshold(plan: Plan) -> float:
    if plan.threshold is None:
        raise UsageError("net benefit needs a threshold: what one unit of the outcome is worth")
    return plan.threshold


FIGURES: Mapping[str, Callable[[Outlook], float]] = {
    "cost": lambda view: float(view.total_cost(volunteer_time=False)[0]),
    "cost with volunteer time": lambda view: float(view.total_cost(volunteer_time=True)[0]),
    "reached": lambda view: float(view.reached.sum()),
    "effect": lambda view: float(view.total_effect[0]),
    "net benefit": lambda view: (
        _threshold(view.plan) * float(view.total_effect[0]) - float(view.total_cost(volunteer_time=False)[0])
    ),
}
"""Figures of a plan at one value of each assumption."""


def plan_tornado(plan: Plan, effect: Range, figure: str = "net benefit") -> list[Bar]:
    """One-way sensitivity of a figure to every assumption with a range and to the effect; the widest first."""
    base, ranges = _base(plan, effect)
    return tornado(_figure(plan, figure), base, ranges)


def plan_turn(plan: Plan, effect: Range, name: str, low: float, high: float, figure: str = "net benefit") -> Turn:
    """What an assumption (or "effect") would have to be for a figure to be zero, all else as in the plan."""
    return turning_point(_figure(plan, figure), _base(plan, effect)[0], name, low, high)


def _base(plan: Plan, effect: Range) -> tuple[dict[str, float], dict[str, tuple[float, float]]]:
    base = {name: assumption.value for name, assumption in plan.assumptions.items()} | {"effect": effect.mean}
    ranges = {name: assumption.span for name, assumption in plan.assumptions.items() if assumption.shape != "fixed"}
    return base, ranges | {"effect": (effect.low, effect.high)}


def _figure(plan: Plan, figure: str) -> Callable[[Mapping[str, float]], float]:
    if figure not in FIGURES:
        raise UsageError(f"no figure {figure!r}; there are {', '.join(FIGURES)}")
    return lambda values: FIGURES[figure](outlook_at(plan, values))
