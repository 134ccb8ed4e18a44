"""The effect in those who take the support up when it is offered, and not otherwise.

Complier average causal effect (Angrist, Imbens and Rubin 1996): effect of the offer on the outcome over its effect on
take-up. The interval holds the effects that a test of the offer on (outcome − effect × take-up) does not refuse
(Anderson and Rubin 1949), so that it is honest where few take it up; groups and clusters are in that test.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from alongside.errors import InputError
from alongside.evaluation.analysis.data import TrialData
from alongside.evaluation.analysis.effects import Effect
from alongside.evaluation.analysis.marginal import gee_difference

__all__ = ["complier_effect"]

FARTHEST = 1e4
"""Standard errors from the estimate at which an interval is called without end."""


def complier_effect(data: TrialData, *, level: float = 0.95) -> Effect:
    """The effect in compliers; a mean, or a risk difference.

    Raises
    ------
    InputError : take-up is not known for everybody, or the same in both arms.
    """
    there = data.rows(data.observed)
    if there.received is None or np.isnan(there.received).any():
        raise InputError("expected for everybody whether the support was taken up", column="received")
    received = there.received

    def tested(effect: float) -> Effect:
        return gee_difference(there.with_outcome(there.outcome - effect * received), level=level, exchangeable=False)

    with_support, without = received[there.treated == 1], received[there.treated == 0]
    if with_support.mean() == without.mean():
        raise InputError(
            "as many took the support up in both arms, so nothing can be said of compliers", column="received"
        )
    # Both parts are linear in the outcome: two tests give the ratio exactly.
    offer = tested(0.0).estimate
    take_up = offer - tested(1.0).estimate
    estimate = offer / take_up
    at_estimate = tested(estimate)
    se = at_estimate.se / abs(take_up)
    ends = [_end(lambda value: tested(value).p, estimate, sign * se, 1 - level) for sign in (-1.0, 1.0)]
    measure = "risk difference" if data.kind == "binary" else at_estimate.measure
    open_ended = tuple("the interval has no end: too few took the support up" for end in ends if math.isinf(end))[:1]
    return Effect(
        f"{measure} in compliers",
        estimate,
        se,
        at_estimate.df,
        ends[0],
        ends[1],
        tested(0.0).p,
        level,
        at_estimate.n,
        f"instrumental variable, interval of Anderson and Rubin; {take_up:.1%} take up because they are offered",
        notes=(*data.notes, *open_ended),
    )


def _end(p_at: Callable[[float], float], estimate: float, step: float, alpha: float) -> float:
    """Where p falls to alpha, going from the estimate by steps that double."""
    from scipy import optimize

    distance = step
    while p_at(estimate + distance) > alpha:
        distance *= 2
        if abs(distance) > FARTHEST * abs(step):
            return math.copysign(math.inf, step)
    return float(optimize.brentq(lambda value: p_at(value) - alpha, estimate, estimate + distance, xtol=1e-10))
