"""The effect in those who take the support up when it is offered, and not otherwise.

Complier average causal effect (Angrist, Imbens and Rubin 1996): effect of the offer on the outcome over its effect on
take-up. The interval holds the effects that a test of the offer on (outcome − effect × take-up) does not refuse
(Anderson and Rubin 1949; with two estimates this is Fieller's 1954), so that it is honest where few take it up. Groups
and clusters are in that test, by the corrected sandwich.
"""

from __future__ import annotations

import math

import numpy as np

from alongside.errors import InputError
from alongside.evaluation.analysis.data import TrialData
from alongside.evaluation.analysis.effects import Effect
from alongside.evaluation.analysis.gee import gee
from alongside.evaluation.analysis.marginal import units_of
from alongside.evaluation.analysis.mixed import interval, labels

__all__ = ["complier_effect"]


def complier_effect(data: TrialData, *, level: float = 0.95) -> Effect:
    """The effect in compliers; a mean, a rate or a risk difference.

    An interval without end is infinite on both sides, and said: too few took the support up.

    Raises
    ------
    InputError : take-up is not known for everybody with an outcome, or the same in both arms.
    """
    complete = data.rows(data.observed)
    if complete.received is None or np.isnan(complete.received).any():
        raise InputError("expected for everybody whether the support was taken up", column="received")
    received = complete.received
    if received[complete.treated == 1].mean() == received[complete.treated == 0].mean():
        raise InputError("as many took support up in both arms, so nothing can be said of compliers", column="received")
    X, columns = complete.design()
    code = labels(units_of(complete))
    contrast = np.array([float(name == "arm") for name in columns])
    # Outcome and take-up are linear in the same weights, so two fits give every test of outcome − effect × take-up.
    fits = [gee(values, X, code, exchangeable=False) for values in (complete.outcome, received)]
    offer, take_up = (float(contrast @ fit.beta) for fit in fits)
    (of_outcome, df), (of_take_up, _) = (fit.parts_of(contrast) for fit in fits)
    if abs(take_up) < 1e-9:
        raise InputError("adjusted, as many took support up in both arms; nothing can be said", column="received")
    estimate = offer / take_up
    rest = of_outcome - estimate * of_take_up
    test = interval("t", offer, math.sqrt(float(of_outcome @ of_outcome)), df, level)
    quantile = (test.ci_high - offer) / test.se
    low, high = _interval(offer, take_up, of_outcome, of_take_up, quantile)
    measure = {"mean": "mean difference", "binary": "risk difference", "count": "rate difference"}[data.kind]
    without_end = ("the interval has no end: too few took the support up",) if math.isinf(low) else ()
    people = int(complete.treated.sum())
    return Effect(
        f"{measure} in compliers",
        estimate,
        math.sqrt(float(rest @ rest)) / abs(take_up),
        df,
        low,
        high,
        test.p,
        level,
        (people, complete.n - people),
        f"instrumental variable, interval of Anderson and Rubin; {take_up:.1%} take up because they are offered",
        notes=(*data.notes, *without_end),
    )


def _interval(
    offer: float, take_up: float, of_outcome: np.ndarray, of_take_up: np.ndarray, quantile: float
) -> tuple[float, float]:
    """Effects e with (offer − e take_up)² ≤ quantile² Σ(part_outcome − e part_take_up)²: the roots of a parabola."""
    square = take_up**2 - quantile**2 * float(of_take_up @ of_take_up)
    linear = offer * take_up - quantile**2 * float(of_outcome @ of_take_up)
    constant = offer**2 - quantile**2 * float(of_outcome @ of_outcome)
    if square <= 0:
        return -math.inf, math.inf
    spread = math.sqrt(max(linear**2 - square * constant, 0.0))
    return (linear - spread) / square, (linear + spread) / square
