"""Estimators of tau², the variance of the true effects between studies, in a register that `pooling.pool` looks up.

Vocabulary. Weights are wᵢ = 1/(vᵢ + tau²); mu is the weighted mean; Q(tau²) = Σ wᵢ(yᵢ − mu)² is the generalised Q
statistic. P is the matrix W − W1(1'W1)⁻¹1'W of the literature; it is never made, because everything asked of it is a
sum over studies: tr P = Σw − Σw²/Σw, tr PP = Σw² − 2Σw³/Σw + (Σw²/Σw)², y'PPy = Σ w²(y − mu)². So k studies need
memory for k numbers.

A further estimator is one function under `@estimator(name)`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from alongside.synthesis.brent import zero

__all__ = ["ESTIMATORS", "Tau2", "Weighted", "estimator", "weigh"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tau2:
    """An estimate of tau² with its standard error; None where the model fixes tau²."""

    value: float
    se: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Weighted:
    """Sufficient sums at one tau²."""

    weights: Floats
    sum1: float  # Σw
    sum2: float  # Σw²
    sum3: float  # Σw³
    mu: float
    q: float  # Σ w(y − mu)²
    q2: float  # Σ w²(y − mu)² = y'PPy

    @property
    def ruled(self) -> bool:
        """Whether one study has nearly all the weight, so that differences of sums would keep no digit."""
        return self.sum1**2 - self.sum2 < RULED * self.sum1**2

    @property
    def trace_p(self) -> float:
        """tr P."""
        if self.ruled:
            return float(self.weights @ _others(self.weights)) / self.sum1
        return self.sum1 - self.sum2 / self.sum1

    @property
    def trace_pp(self) -> float:
        """tr PP."""
        if self.ruled:  # the same as sums of squares of P's entries, w(Σw − w)/Σw and −ww/Σw: no term is taken away
            squares = self.weights**2
            return float(squares @ _others(self.weights) ** 2 + squares @ _others(squares)) / self.sum1**2
        return self.sum2 - 2 * self.sum3 / self.sum1 + (self.sum2 / self.sum1) ** 2

    @property
    def score(self) -> float:
        """Twice the slope of the restricted log likelihood in tau²: y'PPy − tr P."""
        return self.q2 - self.trace_p

    @property
    def restricted(self) -> float:
        """The restricted log likelihood, without the terms that do not depend on tau²."""
        return 0.5 * (float(np.log(self.weights).sum()) - math.log(self.sum1) - self.q)


RULED = 1e-5
"""Where 1 − Σw²/(Σw)² is smaller, differences of the sums lose five digits and more: they are worked out otherwise."""


def _others(weights: Floats) -> Floats:
    """For each weight the sum of the others, exact to the last digits for the largest as well."""
    largest = int(np.argmax(weights))
    others: Floats = weights.sum() - weights
    others[largest] = weights[:largest].sum() + weights[largest + 1 :].sum()
    return others


def weigh(yi: Floats, vi: Floats, tau2: float) -> Weighted:
    """All sums at `tau2`.

    >>> weigh(np.array([0.0, 2.0]), np.array([1.0, 1.0]), 1.0).q
    1.0
    """
    weights = 1 / (vi + tau2)
    squares = weights * weights
    sum1 = float(weights.sum())
    largest = int(weights.argmax())
    if (
        weights[largest] > (1 - RULED) * sum1
    ):  # the distance of the mean from the study that rules it, in all its digits
        distances = yi - yi[largest]
        from_largest = float(weights @ distances) / sum1
        mu, squared = float(yi[largest]) + from_largest, (distances - from_largest) ** 2
    else:
        mu = float(weights @ yi) / sum1
        squared = (yi - mu) ** 2
    return Weighted(
        weights=weights,
        sum1=sum1,
        sum2=float(squares.sum()),
        sum3=float(squares @ weights),
        mu=mu,
        q=float(weights @ squared),
        q2=float(squares @ squared),
    )


Estimator = Callable[[Floats, Floats], Tau2]

ESTIMATORS: dict[str, Estimator] = {}
"""All estimators by name. Filled by `@estimator` while this module is imported, and never after."""


Entered = TypeVar("Entered", bound=Estimator)


def estimator(name: str) -> Callable[[Entered], Entered]:
    """Enter an estimator in the register. It takes `yi`, `vi` of shape (k,) with k ≥ 2."""

    def enter(function: Entered) -> Entered:
        ESTIMATORS[name] = function
        return function

    return enter


@estimator("EE")
def equal_effects(_yi: Floats, _vi: Floats) -> Tau2:
    """One true effect for all studies: tau² is 0 by the model, not by estimate."""
    return Tau2(0.0, None)


@estimator("DL")
def dersimonian_laird(yi: Floats, vi: Floats) -> Tau2:
    """The moment estimator (Q − (k − 1))/tr P, cut at 0 (DerSimonian & Laird 1986, Control Clin Trials 7:177).

    The standard error is that of Q under the random-effects model, divided by tr P (Biggerstaff & Tweedie 1997, Stat
    Med 16:753): Var Q = 2(k − 1) + 4 tau² tr P + 2 tau⁴ tr PP, both traces at tau² = 0.
    """
    at0 = weigh(yi, vi, 0.0)
    df = yi.size - 1
    tau2 = max(0.0, (at0.q - df) / at0.trace_p)
    variance = 2 * df + 4 * tau2 * at0.trace_p + 2 * tau2**2 * at0.trace_pp
    return Tau2(tau2, math.sqrt(variance) / at0.trace_p)


@estimator("PM")
def paule_mandel(yi: Floats, vi: Floats, *, search: tuple[float, float] | None = None) -> Tau2:
    """The tau² ≥ 0 at which Q(tau²) = k − 1; 0 where Q(0) is smaller (Paule & Mandel 1982, J Res NBS 87:377).

    Q falls in tau² everywhere, so that there is one root at most; it is found to the last digits of a double, unless
    `search` gives an upper bound and a tolerance at which to stop as another program does (`brent`).

    The standard error is that of the empirical Bayes estimator, which is the same number (Viechtbauer, López-López,
    Sánchez-Meca & Marín-Martínez 2015, Psychol Methods 20:360): √(2k²/(k − 1)) / Σw.
    """
    k = yi.size
    if weigh(yi, vi, 0.0).q <= k - 1:
        tau2 = 0.0
    elif search is not None:
        tau2 = zero(lambda t: weigh(yi, vi, t).q - (k - 1), 0.0, *search)
    else:
        # Q(tau²) < Σ(y − mu)²/tau² ≤ k·range²/tau², which is k − 1 at this bound.
        above = k * float(np.ptp(yi)) ** 2 / (k - 1)
        tau2 = root(lambda t: weigh(yi, vi, t).q - (k - 1), 0.0, above)
    return Tau2(tau2, math.sqrt(2 * k**2 / (k - 1)) / weigh(yi, vi, tau2).sum1)


@estimator("REML")
def restricted_maximum_likelihood(yi: Floats, vi: Floats) -> Tau2:
    """The tau² ≥ 0 with the greatest restricted likelihood (Viechtbauer 2005, J Educ Behav Stat 30:261).

    The likelihood can have several maxima where the variances differ by orders of magnitude. The slope is looked at all
    along its range, each maximum is found to the last digits of a double, and the highest is taken, 0 among them. The
    standard error is from the expected information: √(2/tr PP).
    """
    best = max(maxima(yi, vi), key=lambda tau2: weigh(yi, vi, tau2).restricted)
    return Tau2(best, math.sqrt(2 / weigh(yi, vi, best).trace_pp))


GRID_PER_DECADE = 8
"""Points a decade at which the slope is looked at. In log tau² the likelihood is made of terms that change over about a
decade (each study's 1/(v + tau²)), so that the slope hardly turns twice within an eighth of one."""


def maxima(yi: Floats, vi: Floats) -> list[float]:
    """All local maxima of the restricted likelihood on [0, ∞), from below."""
    k = yi.size
    start = weigh(yi, vi, 0.0).score
    roots = [0.0] if start <= 0 else []
    spread = float(np.ptp(yi))
    if spread**2 == 0:  # no spread, or one so small that its square is none
        return roots or [0.0]
    # Past this bound the slope is negative: y'PPy ≤ k·range²/tau⁴ and tr P ≥ (k − 1)/(vmax + tau²).
    a = k * spread**2 / (k - 1)
    above = 0.5 * (a + math.sqrt(a * a + 4 * a * float(vi.max())))
    below = min(float(vi.min()) / 100, above / 2)  # nearer to 0 no study's weight changes by more than 1 %
    points = 2 + math.ceil(GRID_PER_DECADE * math.log10(above / below))
    grid = np.geomspace(below, above, points)
    grid[-1] = above
    left, slope = 0.0, start
    for right, next_slope in zip(grid.tolist(), _slopes(yi, vi, grid), strict=True):
        if slope > 0 >= next_slope:
            roots.append(root(lambda t: weigh(yi, vi, t).score, left, right))
        left, slope = right, next_slope
    return roots


AT_ONCE = 100_000
"""Numbers that are worked through in one array: 0.8 MB, so that memory stays linear in k."""

UNSURE = 1e-9
"""A slope this small beside its two terms is worked out again one by one: rounding must not choose its sign."""


def _slopes(yi: Floats, vi: Floats, grid: Floats) -> list[float]:
    """The slope at each point of the grid; for few studies all at once, which is ten times faster."""
    if grid.size * yi.size > AT_ONCE:
        return [weigh(yi, vi, tau2).score for tau2 in grid.tolist()]
    weights = 1 / (vi + grid[:, None])
    squares = weights * weights
    sum1 = weights.sum(axis=1)
    q2 = (squares * (yi - (weights @ yi / sum1)[:, None]) ** 2).sum(axis=1)
    trace = sum1 - squares.sum(axis=1) / sum1
    slopes: list[float] = (q2 - trace).tolist()
    unsure = (np.abs(q2 - trace) < UNSURE * trace) | (trace < RULED * sum1)
    for index in np.flatnonzero(unsure).tolist():
        slopes[index] = weigh(yi, vi, float(grid[index])).score
    return slopes


def root(function: Callable[[float], float], low: float, high: float) -> float:
    """Where `function` changes its sign between `low` and `high`, to the last digits of a double (Brent 1973)."""
    while function(high) > 0:  # only where rounding hides the sign at a bound that is met exactly
        high *= 1 + 1e-9
    if function(high) == 0:
        return high
    if not function(low) >= 0:
        raise ValueError(f"the sign does not change between {low:g} and {high:g}")
    return zero(function, low, high, tolerance=1e-300)  # as fine as doubles are, down to the smallest
