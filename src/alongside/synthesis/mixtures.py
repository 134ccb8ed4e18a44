"""Marginal distributions: mixtures of normals, and a density on a grid; mode, moments, shortest and central
intervals.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

from alongside.synthesis.linear import Floats

__all__ = ["Marginal", "Mixture", "marginal", "mixture_marginal"]


@dataclass(frozen=True, slots=True)
class Marginal:
    """One unknown: its most likely value, median, mean, standard deviation, and two intervals.

    mean and sd are None where the distribution has none, because its tail is too heavy.
    """

    mode: float
    median: float
    mean: float | None
    sd: float | None
    ci_shortest: tuple[float, float]
    ci_central: tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Mixture:
    """Normals of `mean` and `variance`, shape (n,), with probabilities `mass`."""

    mass: Floats
    mean: Floats
    variance: Floats

    def cdf(self, x: Floats) -> Floats:
        """P(X ≤ x)."""
        result: Floats = special.ndtr((x[:, None] - self.mean) / np.sqrt(self.variance)) @ self.mass
        return result

    def upper(self, x: Floats) -> Floats:
        """P(X > x), with its digits far out in the tail."""
        result: Floats = special.ndtr((self.mean - x[:, None]) / np.sqrt(self.variance)) @ self.mass
        return result

    def density(self, x: Floats) -> Floats:
        """The density."""
        z = (x[:, None] - self.mean) / np.sqrt(self.variance)
        result: Floats = np.exp(-0.5 * z**2) @ (self.mass / np.sqrt(2 * np.pi * self.variance))
        return result


def mixture_marginal(mixture: Mixture, level: float, moments: tuple[bool, bool] = (True, True)) -> Marginal:
    """The marginal of a mixture; `moments` says whether mean and sd exist."""
    keep = (mixture.mass > 1e-17) & (mixture.variance > 0)
    slim = Mixture(mixture.mass[keep], mixture.mean[keep], mixture.variance[keep])
    mean = float(slim.mass @ slim.mean)
    variance = float(slim.mass @ (slim.variance + (slim.mean - mean) ** 2))

    def at(share: float) -> float:
        return _quantile(lambda x: float(slim.cdf(np.array([x]))[0]), share, mean, math.sqrt(variance))

    def density(x: float) -> float:
        return float(slim.density(np.array([x]))[0])

    central = at((1 - level) / 2), at((1 + level) / 2)
    mode = _peak(density, *central)
    shortest = _shortest(at, density, level)
    return Marginal(
        mode, at(0.5), mean if moments[0] else None, math.sqrt(variance) if moments[1] else None, shortest, central
    )


def marginal(
    x: Floats, mass: Floats, log_density: Callable[[Floats], Floats], level: float, moments: tuple[bool, bool]
) -> Marginal:
    """The marginal of a positive unknown with masses on a grid and its normalised log density."""
    from scipy.interpolate import CubicSpline

    mean = float(mass @ x)
    sd = math.sqrt(float(mass @ (x - mean) ** 2))
    # The trapezoid masses summed with half a mass at their own point are the distribution function there, to the order
    # of the rule's own error; a spline of the densities in the grid's variable makes it exact between.
    spline = CubicSpline(np.arange(x.size, dtype=np.float64), mass).antiderivative()
    places = np.arange(x.size, dtype=np.float64)
    to_x = CubicSpline(places, np.log(x))
    total = float(spline(places[-1]))

    def at(share: float) -> float:
        quantile = _quantile(
            lambda s: float(spline(s)) / total,
            share,
            float(places[np.searchsorted(np.cumsum(mass), share).clip(0, x.size - 1)]),
            2.0,
            (0.0, float(places[-1])),
        )
        return float(np.exp(to_x(quantile)))

    def density(value: float) -> float:
        return float(np.exp(log_density(np.array([value]))[0]))

    central = at((1 - level) / 2), at((1 + level) / 2)
    top = _peak(density, 0.0, central[1])
    start = density(1e-12 * sd)
    if start >= density(at(level)):  # the density may be highest at 0, and the shortest interval begin there
        best = at(level)
        inner = _shortest(at, density, level)
        shortest = inner if inner[1] - inner[0] < best - 1e-12 and inner[0] > 0 else (0.0, best)
    else:
        shortest = _shortest(at, density, level)
    mode = 0.0 if start >= density(top) else top
    return Marginal(mode, at(0.5), mean if moments[0] else None, sd if moments[1] else None, shortest, central)


def _quantile(
    cdf: Callable[[float], float], share: float, start: float, width: float, ends: tuple[float, float] | None = None
) -> float:
    from scipy.optimize import brentq

    low, high = start - width, start + width
    if ends is not None:
        low, high = max(low, ends[0]), min(high, ends[1])
    while cdf(low) > share and (ends is None or low > ends[0]):
        width *= 2
        low = start - width if ends is None else max(start - width, ends[0])
    while cdf(high) < share and (ends is None or high < ends[1]):
        width *= 2
        high = start + width if ends is None else min(start + width, ends[1])
    return float(brentq(lambda x: cdf(x) - share, low, high, xtol=1e-14 * max(1.0, abs(start)), rtol=1e-14))


def _peak(density: Callable[[float], float], low: float, high: float) -> float:
    """The highest point between: a look over a grid, then a search around its best."""
    from scipy.optimize import minimize_scalar

    grid = np.linspace(low, high, 101)
    values = [density(x) for x in grid]
    best = int(np.argmax(values))
    ends = grid[max(best - 1, 0)], grid[min(best + 1, 100)]
    search = minimize_scalar(
        lambda x: -density(x), bounds=ends, method="bounded", options={"xatol": 1e-10 * (high - low)}
    )
    return float(search.x)


def _shortest(
    quantile_at: Callable[[float], float], density: Callable[[float], float], level: float
) -> tuple[float, float]:
    """The shortest interval that holds `level`: its ends have the same density."""
    from scipy.optimize import brentq

    def gap(lower: float) -> float:
        return density(quantile_at(lower)) - density(quantile_at(lower + level))

    least = 1e-9 * (1 - level)
    if gap(least) >= 0:
        return quantile_at(least), quantile_at(least + level)
    most = 1 - level - least
    share = most if gap(most) <= 0 else float(brentq(gap, least, most, xtol=1e-13))
    return quantile_at(share), quantile_at(share + level)
