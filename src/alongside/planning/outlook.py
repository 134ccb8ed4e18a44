"""What a plan comes to, draw by draw and year by year: whom it reaches, what it costs, what it does.

Those reached in a year are the fewest of three: those who would start (people times uptake), those whom the supporters
can support, and those whom the budget pays for. Supporters count in parts, since they may do other work. A year whose
budget does not cover what is due before anybody is reached does not take place, and that is counted.

The effect is that of the trials on people offered support who could start it, drop-out in the trials included, so
that drop-out saves costs here and takes nothing from the effect a second time. Each quantity has a stream of chance of
its own, so that changing one assumption leaves the draws of the others as they are.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from alongside.errors import InputError
from alongside.planning.assumptions import sampled
from alongside.planning.costs import to_price_year
from alongside.planning.draws import Floats
from alongside.planning.plan import Plan

__all__ = ["LIMITS", "Outlook", "effect_draws", "outlook", "outlook_at", "rerun"]

LIMITS = ("uptake", "supporters", "budget")
"""What can keep the number of those reached where it is."""


class Predicted(Protocol):
    """A prediction: what is used of it are its draws of the effect in a new service."""

    @property
    def draws(self) -> Floats: ...


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """Draws by years, (draws, years), in the plan's currency and outcome, undiscounted.

    `reached` start and `stayed` do not drop out; `cash` is to be paid; `volunteer` is the worth of unpaid hours;
    `effect` the outcome gained. `limited` says in which share of draws and years each limit held, `not_run` in which
    share the budget did not cover what is due before anybody is reached. `inputs` has all drawn quantities by name,
    the effect for one person as "effect".
    """

    plan: Plan
    reached: Floats
    stayed: Floats
    cash: Floats
    volunteer: Floats
    effect: Floats
    limited: Mapping[str, float]
    not_run: float
    inputs: Mapping[str, Floats]

    def total_cost(self, *, volunteer_time: bool) -> Floats:
        """Discounted cost of all years, (draws,), unpaid hours valued or not."""
        amounts = self.cash + self.volunteer if volunteer_time else self.cash
        return np.asarray(amounts @ _discount(self.plan.years, self.plan.cost_rate), dtype=np.float64)

    @property
    def total_effect(self) -> Floats:
        """Discounted effect of all years, (draws,)."""
        return np.asarray(self.effect @ _discount(self.plan.years, self.plan.effect_rate), dtype=np.float64)


def effect_draws(prediction: Predicted, *, lower_is_better: bool = False) -> Floats:
    """Draws of a prediction's effect, turned so that more is better."""
    return np.asarray(-prediction.draws if lower_is_better else prediction.draws, dtype=np.float64)


def outlook(plan: Plan, effect: ArrayLike, *, seed: int) -> Outlook:
    """The plan with every assumption drawn, as often as there are draws of the effect.

    Parameters
    ----------
    effect : (draws,) of the effect on one person who starts, in the outcome's unit, more is better: predictive draws
        for a new service (`effect_draws`), not of the mean over trials.
    seed : of the draws of the assumptions.

    Raises `InputError` for an effect that is not a finite vector, and for a budget that at the assumptions' values does
    not cover the first year's costs before anybody is reached.
    """
    effects = np.asarray(effect, dtype=np.float64)
    if effects.ndim != 1 or len(effects) < 2:
        raise InputError(f"effect: expected a vector of at least 2 draws, found an array of shape {effects.shape}")
    if not np.isfinite(effects).all():
        row = int(np.argmin(np.isfinite(effects)))
        raise InputError(f"expected a finite number, found {effects[row]}", row=row + 1, column="effect")
    values = {
        name: sampled(assumption, np.random.default_rng([seed, zlib.crc32(name.encode())]), len(effects))
        for name, assumption in plan.assumptions.items()
    }
    _check_budget(plan)
    return _run(plan, values | {"effect": effects})


def outlook_at(plan: Plan, values: Mapping[str, float]) -> Outlook:
    """The plan at one value of each assumption and of "effect": one draw. What is left out is as in the plan."""
    base = {name: assumption.value for name, assumption in plan.assumptions.items()} | dict(values)
    return _run(plan, {name: np.array([float(value)]) for name, value in base.items()})


def rerun(view: Outlook, **changed: Floats) -> Outlook:
    """The same draws with other values of the inputs that are named."""
    return _run(view.plan, {**view.inputs, **changed})


def _check_budget(plan: Plan) -> None:
    due = sum(
        line.amount.value * to_price_year(line, plan.currency, plan.price_year, plan.price_index)
        for line in plan.costs
        if line.per in ("start", "year")
    )
    if plan.budget is not None and due >= plan.budget:
        raise InputError(
            f"budget: expected more than the {due:,.0f} {plan.currency} that the first year costs before anybody is "
            f"reached, found {plan.budget:,.0f}"
        )


def _run(plan: Plan, values: Mapping[str, Floats]) -> Outlook:
    per = _costs_by_kind(plan, values)
    ratio, stays = values["people per supporter"], 1 - values["dropout"]
    demand = values["people a year"] * values["uptake"]
    capacity = plan.supporters * ratio
    running = per["person"] + stays * per["person who stays"]
    running = running + (per["supporter year"] + values["supporters leaving"] * per["new supporter"]) / ratio
    supporters = np.zeros_like(demand)
    reached, cash, limit, idle = [], [], [], []
    for year in range(plan.years):
        due = per["year"] + (per["start"] if year == 0 else 0.0)
        affordable = _affordable(plan.budget, due, running, per["new supporter"], ratio, supporters)
        limits = np.array([demand, capacity, affordable])
        number = limits.min(axis=0)
        growth = np.maximum(number / ratio - supporters, 0)
        supporters = np.maximum(number / ratio, 0)
        not_run = (number <= 0) & (demand > 0)
        reached.append(number)
        cash.append(np.where(not_run, 0.0, due + running * number + per["new supporter"] * growth))
        limit.append(limits.argmin(axis=0))
        idle.append(not_run)
    numbers = np.column_stack(reached)
    binding = np.asarray(limit)
    return Outlook(
        plan,
        numbers,
        numbers * stays[:, None],
        np.column_stack(cash),
        numbers * (values["hours per person"] * values["hour value"])[:, None],
        _effect_by_year(numbers, values),
        {name: float((binding == index).mean()) for index, name in enumerate(LIMITS)},
        float(np.mean(idle)),
        values,
    )


def _costs_by_kind(plan: Plan, values: Mapping[str, Floats]) -> dict[str, Floats]:
    none = np.zeros_like(values["uptake"])
    kinds = dict.fromkeys(("start", "year", "new supporter", "supporter year", "person", "person who stays"), none)
    for line in plan.costs:
        factor = to_price_year(line, plan.currency, plan.price_year, plan.price_index)
        kinds[line.per] = kinds[line.per] + factor * values[f"cost of {line.name}"]
    return kinds


def _affordable(
    budget: float | None, due: Floats, running: Floats, recruiting: Floats, ratio: Floats, supporters: Floats
) -> Floats:
    """How many a year's budget pays for: without new supporters if those of last year are enough, else with them."""
    if budget is None:
        return np.full_like(ratio, np.inf)
    left = np.maximum(budget - due, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        without = np.where(running > 0, left / running, np.where(left > 0, np.inf, 0.0))
        price = running + recruiting / ratio
        growing = np.where(price > 0, (left + recruiting * supporters) / price, np.where(left > 0, np.inf, 0.0))
    return np.asarray(np.where(without <= supporters * ratio, without, growing) * (left > 0), dtype=np.float64)


def _effect_by_year(reached: Floats, values: Mapping[str, Floats]) -> Floats:
    """Each year's effect, with what is still there of that on people of earlier years."""
    effect = reached * values["effect"][:, None]
    if "effect kept" in values:
        for year in range(1, effect.shape[1]):
            effect[:, year] += effect[:, year - 1] * values["effect kept"]
    return effect


def _discount(years: int, rate: float) -> Floats:
    """Weights of the years; the first is not discounted."""
    return np.asarray((1 + rate) ** -np.arange(years, dtype=np.float64), dtype=np.float64)
