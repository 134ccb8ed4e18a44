"""From the worth for one person to that for all whom a decision concerns, less what the study costs (ENBS)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from alongside.errors import InputError

__all__ = ["TRIAL", "Design", "NetWorth", "enbs", "population_size"]


def population_size(a_year: float, *, horizon: float, rate: float = 0.0, delay: float = 0.0) -> float:
    """People whom the decision concerns, those of later years discounted to today.

    `a_year` people come evenly over each year; the decision holds from `delay` to `horizon` years from now. With a
    yearly `rate`, a_year · ∫ (1 + rate)^−t dt over that time; a rate of zero is the limit, people times years.

    Raises `InputError` for a negative number of people, rate or delay, and a horizon that ends before the start.

    >>> population_size(100, horizon=10)
    1000.0
    >>> round(population_size(100, horizon=10, rate=0.035), 1)
    846.1
    """
    for name, value in (("people a year", a_year), ("discount rate", rate), ("delay", delay), ("horizon", horizon)):
        if not math.isfinite(value) or value < 0:
            raise InputError(f"{name}: expected a number of at least 0, found {value}")
    if horizon <= delay:
        raise InputError(f"horizon: expected an end after the start at {delay:g} years, found {horizon:g}")
    if rate == 0:
        return float(a_year * (horizon - delay))
    force = math.log1p(rate)
    return a_year * math.exp(-force * delay) * -math.expm1(-force * (horizon - delay)) / force


@dataclass(frozen=True, slots=True)
class Design:
    """What a study costs: once, and for each participant; and when it reports, in years from now."""

    fixed_cost: float
    cost_per_participant: float
    delay: float = 0.0


TRIAL = Design(fixed_cost=100_000, cost_per_participant=500, delay=3)
"""What the next trial costs and when it reports, in plans and in the agenda alike: a starting figure of ours, from no
publication, which the pages state."""


@dataclass(frozen=True, slots=True)
class NetWorth:
    """A study of one size: worth for all whom the decision concerns, cost, and what is left (ENBS)."""

    n: int
    population_worth: float
    cost: float
    net: float


def enbs(
    values: Sequence[float], sizes: Sequence[int], design: Design, *, a_year: float, horizon: float, rate: float = 0.0
) -> list[NetWorth]:
    """Expected net benefit of sampling: EVSI of each size times the people it helps, less the study's cost.

    A study is worth its price where `net` is above zero; the best size has the largest.

    >>> [row.net for row in enbs([0.5, 0.6], [100, 400], Design(50, 1, 2), a_year=100, horizon=10)]
    [250.0, 30.0]
    """
    for name, cost in (("fixed cost", design.fixed_cost), ("cost per participant", design.cost_per_participant)):
        if not math.isfinite(cost) or cost < 0:
            raise InputError(f"{name} of the study: expected an amount of at least 0, found {cost}")
    if len(values) != len(sizes):
        raise InputError(f"expected one value for each of {len(sizes)} sizes, found {len(values)}")
    people = population_size(a_year, horizon=horizon, rate=rate, delay=design.delay)
    costs = [design.fixed_cost + design.cost_per_participant * n for n in sizes]
    return [
        NetWorth(n, value * people, cost, value * people - cost)
        for n, value, cost in zip(sizes, values, costs, strict=True)
    ]
