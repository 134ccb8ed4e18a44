"""Answers that one result of each trial entered: mean, error, intervals, I², Q and weights.

- knha: Hartung & Knapp 2001, Stat Med 20:3875. adhoc: the same with a factor of at least 1 (Knapp & Hartung 2003, Stat
  Med 22:2693).
- I²: Higgins & Thompson 2002, Stat Med 21:1539, from tau² and the typical variance; from Q under EE.
"""

from __future__ import annotations

import math

import numpy as np

from pooled_again.estimators import ESTIMATORS, mean_at, typical_denominator
from pooled_again.intervals import interval, predicted_again
from pooled_again.tables import CannotPoolError, Floats, Row, need

TESTS = ("z", "t", "knha", "adhoc", "CR2")


def pooled_again(answer: Row, entered: list[Row]) -> tuple[dict[str, float | None], Floats, float]:
    """Figures on the scale of the model by name, the weights, and the natural size of tau² (a typical variance)."""
    yi = np.array([need(row, "yi") for row in entered])
    vi = np.array([need(row, "vi") for row in entered])
    k, method, test, level = yi.size, answer["method"], answer["test"], need(answer, "level")
    if test not in TESTS:
        raise CannotPoolError(f"answer {answer['id']}: test {test!r} is not known here; known are {', '.join(TESTS)}")
    if k == 1:
        se = math.sqrt(float(vi[0]))
        figures: dict[str, float | None] = {"k": 1, "beta": float(yi[0]), "se": se}
        figures |= dict.fromkeys(("tau2", "i2", "q", "pi_low", "pi_high"))
        return figures | interval(float(yi[0]), se, None, level), np.ones(1), float(vi[0])
    if method not in ESTIMATORS:
        names = ", ".join(ESTIMATORS)
        raise CannotPoolError(f"answer {answer['id']}: method {method!r} is not known here; known are {names}")
    tau2 = ESTIMATORS[method](yi, vi)
    mean, weights, spread = mean_at(tau2, yi, vi)
    q = mean_at(0.0, yi, vi)[2]
    df = None if test == "z" else k - 1
    factor = {"knha": spread / (k - 1), "adhoc": max(1.0, spread / (k - 1))}.get(test, 1.0)
    se = math.sqrt(factor / float(weights.sum()))
    typical = (k - 1) / typical_denominator(1 / vi)
    figures = {"k": k, "beta": mean, "se": se, "tau2": tau2, "q": q}
    if method in ("EE", "FE"):
        figures["i2"] = max(0.0, 100 * (q - (k - 1)) / q) if q > 0 else 0.0
    else:
        figures["i2"] = 100 * tau2 / (tau2 + typical)
    figures |= interval(mean, se, df, level)
    if k >= 3 and method not in ("EE", "FE"):
        figures |= predicted_again(yi, vi, level, figures)
    else:
        figures |= {
            "pi_low": None,
            "pi_high": None,
        }  # two studies, or one effect of all, cannot say how programmes differ
    return figures, weights / weights.sum(), typical
