"""The variance between studies (tau²), by each method that the tables may name.

DL: DerSimonian & Laird 1986, Control Clin Trials 7:177. ML and REML: the maximum of the (restricted) likelihood, looked
for on a grid and then between two points of it where the derivative changes its sign (Viechtbauer 2005, J Educ Behav
Stat 30:261). PM: Paule & Mandel 1982, J Res Natl Bur Stand 87:377. EE: tau² is 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from scipy import optimize

from pooled_again.tables import Floats


def mean_at(tau2: float, yi: Floats, vi: Floats) -> tuple[float, Floats, float]:
    """Mean, weights and the weighted sum of squares at one tau²."""
    weights = 1 / (vi + tau2)
    mean = float(weights @ yi / weights.sum())
    return mean, weights, float(weights @ (yi - mean) ** 2)


def log_likelihood(tau2: float, yi: Floats, vi: Floats, restricted: bool) -> float:
    """But for a constant."""
    _, weights, q = mean_at(tau2, yi, vi)
    value = 0.5 * float(np.log(weights).sum()) - 0.5 * q
    return value - 0.5 * math.log(float(weights.sum())) if restricted else value


def slope(tau2: float, yi: Floats, vi: Floats, restricted: bool) -> float:
    """Derivative of the log likelihood by tau²."""
    mean, weights, _ = mean_at(tau2, yi, vi)
    value = float(weights**2 @ (yi - mean) ** 2) - float(weights.sum())
    if restricted:
        value += float((weights**2).sum() / weights.sum())
    return 0.5 * value


def likelihood_tau2(yi: Floats, vi: Floats, restricted: bool) -> float:
    top = 10 * float(np.ptp(yi)) ** 2 + 10 * float(vi.max())
    grid = [0.0, *np.geomspace(1e-9 * float(vi.min()), top, 600).tolist()]
    slopes = [slope(tau2, yi, vi, restricted) for tau2 in grid]
    maxima = [0.0] if slopes[0] <= 0 else []
    for left, right, at_left, at_right in zip(grid, grid[1:], slopes, slopes[1:], strict=False):
        if at_left > 0 >= at_right:
            maxima.append(root(lambda tau2: slope(tau2, yi, vi, restricted), left, right))
    return max(maxima, key=lambda tau2: log_likelihood(tau2, yi, vi, restricted))


def root(function: Callable[[float], float], low: float, high: float) -> float:
    return float(optimize.brentq(function, low, high, xtol=1e-300, rtol=4 * np.finfo(float).eps, maxiter=500))


def paule_mandel_tau2(yi: Floats, vi: Floats) -> float:
    def excess(tau2: float) -> float:
        return mean_at(tau2, yi, vi)[2] - (yi.size - 1)

    if excess(0.0) <= 0:
        return 0.0
    return root(excess, 0.0, 10 * float(np.ptp(yi)) ** 2 + 10 * float(vi.max()))


def dersimonian_laird_tau2(yi: Floats, vi: Floats) -> float:
    _, weights, q = mean_at(0.0, yi, vi)
    return max(0.0, (q - (yi.size - 1)) / typical_denominator(weights))


def equal_effects_tau2(_yi: Floats, _vi: Floats) -> float:
    return 0.0


def typical_denominator(weights: Floats) -> float:
    return float(weights.sum() - (weights**2).sum() / weights.sum())


ESTIMATORS: dict[str, Callable[[Floats, Floats], float]] = {
    "EE": equal_effects_tau2,
    "FE": equal_effects_tau2,
    "DL": dersimonian_laird_tau2,
    "PM": paule_mandel_tau2,
    "REML": lambda yi, vi: likelihood_tau2(yi, vi, True),
    "ML": lambda yi, vi: likelihood_tau2(yi, vi, False),
}
