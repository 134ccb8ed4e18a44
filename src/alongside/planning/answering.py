"""A plan with all that can be said of it: whom it reaches, what it costs, what to expect, whether it is worth it, on
what that depends, and whether a trial first would be worth its price.

Whom it reaches and what it costs need no trial, so they are there also where the effect is refused; then all that
follows from an effect is None, and never a number."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from alongside.planning.choosing import acceptability
from alongside.planning.expecting import SEED, Expectation
from alongside.planning.information import evpi, evppi, worth_of_choosing
from alongside.planning.outlook import Outlook, outlook
from alongside.planning.plan import Plan
from alongside.planning.population import TRIAL
from alongside.planning.reading_out import (
    Range,
    Summary,
    Year,
    benefit_draws,
    budget_impact,
    gains_after_trial,
    plan_tornado,
    plan_turn,
    summary,
)
from alongside.planning.sensitivity import Bar, Turn

__all__ = ["SIZES", "PlanAnswer", "TrialWorth", "answer_plan"]

SIZES = (100, 200, 400, 800, 1600)
"""People in the next trial: from a pilot to what a national programme can recruit."""

CURVE_POINTS = 31


@dataclass(frozen=True, slots=True)
class TrialWorth:
    """One more trial of `n` people: worth for this plan, price, and how many plans like this one must decide by its
    result for it to pay (None where it could change no decision)."""

    n: int
    worth: float
    price: float

    @property
    def plans_to_pay(self) -> int | None:
        return math.ceil(self.price / self.worth) if self.worth > 0 else None


@dataclass(frozen=True, slots=True, eq=False)
class PlanAnswer:
    """All of it. `figures` has the reach and the costs always; what it says of effects holds where `expected` has a
    prediction. `curve` has, for each price of one unit, the chance that the plan is worth it, paid alone and with
    volunteer time. `bars` are of `bars_of`."""

    plan: Plan
    expected: Expectation
    view: Outlook
    figures: Summary
    years: tuple[Year, ...]
    bars: tuple[Bar, ...]
    bars_of: str
    curve: tuple[tuple[float, float, float], ...] = ()
    turn: Turn | None = None
    worth_of_all: float | None = None
    worth_of_effect: float | None = None
    trials: tuple[TrialWorth, ...] = ()

    @property
    def has_effect(self) -> bool:
        return self.expected.prediction is not None


def answer_plan(plan: Plan, expected: Expectation) -> PlanAnswer:
    """Everything that a page shows of a plan. The seed is fixed, so that the same plan on the same evidence is the same
    page.

    Raises `InputError` for a budget that does not cover the first year's costs before anybody is reached.
    """
    view = outlook(plan, expected.draws_for(plan), seed=SEED)
    figures = summary(view)
    years = tuple(budget_impact(view))
    if expected.prediction is None:
        bars = plan_tornado(plan, Range(0.0, 0.0, 0.0), "cost")
        return PlanAnswer(plan, expected, view, figures, years, _moving(bars), "cost")
    effect = figures.effect_per_person
    bars_of = "effect" if plan.threshold is None else "net benefit"
    bars = plan_tornado(plan, effect, bars_of)
    turn = worth_of_all = worth_of_effect = None
    trials: tuple[TrialWorth, ...] = ()
    if plan.threshold is not None:
        reach = max(abs(effect.low), abs(effect.high))
        turn = plan_turn(plan, effect, "effect", -2 * reach, 2 * reach)
        sample = benefit_draws(view, volunteer_time=False)
        worth_of_all = evpi(sample).value
        worth_of_effect = evppi(sample, "effect").value
        trials = tuple(_worth(plan, expected, view, n) for n in SIZES)
    return PlanAnswer(
        plan,
        expected,
        view,
        figures,
        years,
        _moving(bars),
        bars_of,
        _curve(view, figures),
        turn,
        worth_of_all,
        worth_of_effect,
        trials,
    )


def _moving(bars: list[Bar]) -> tuple[Bar, ...]:
    return tuple(bar for bar in bars if bar.width > 0)


def _worth(plan: Plan, expected: Expectation, view: Outlook, n: int) -> TrialWorth:
    gains = gains_after_trial(view, expected.means_after(plan, n), volunteer_time=False)
    return TrialWorth(n, worth_of_choosing(gains).value, TRIAL.fixed_cost + TRIAL.cost_per_participant * n)


def _curve(view: Outlook, figures: Summary) -> tuple[tuple[float, float, float], ...]:
    """Chance that the plan is worth it, over prices of one unit up to four times what one costs on average."""
    ratio = figures.per_outcome_with_time.ratio or figures.per_outcome.ratio
    if ratio is None:
        mean = abs(float(view.total_effect.mean()))
        ratio = figures.total_cost_with_time.mean / mean if mean > 0 else figures.total_cost_with_time.mean
    top = 4 * ratio if view.plan.threshold is None else max(4 * ratio, 1.5 * view.plan.threshold)
    prices = [top * step / (CURVE_POINTS - 1) for step in range(CURVE_POINTS)]
    chances = []
    for volunteer_time in (False, True):
        cost = view.total_cost(volunteer_time=volunteer_time)
        none = np.zeros_like(cost)
        result = acceptability(np.column_stack([none, cost]), np.column_stack([none, view.total_effect]), prices)
        chances.append(result.chance_best[:, 1])
    return tuple((price, float(paid), float(valued)) for price, paid, valued in zip(prices, *chances, strict=True))
