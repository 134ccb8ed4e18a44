"""How much of an effect is left a year later, from trials that measured it at two times.

Vocabulary: a *pair* is one trial's effect at an early and at a late time, by one instrument; what is *kept* is the
share k of an effect that is there one year later, taken to be the same each year (exponential decay).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alongside.errors import InputError
from alongside.planning.assumptions import Assumption

__all__ = ["FEWEST_PAIRS", "TwoTimes", "effect_kept"]

FEWEST_PAIRS = 4
"""Below it the t distribution of the interval has two degrees of freedom or fewer, and its interval is the whole range:
of 3 trials whose shares spread by a fifth it is 0 to 1."""

STEPS = 400
"""Of the grid on which the interval's ends are bracketed, before each is solved."""

Floats = NDArray[np.float64]
Function = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class TwoTimes:
    """A trial's effect at two times, on the model's scale; `years` between them, variances of each."""

    study: str
    early: float
    late: float
    early_variance: float
    late_variance: float
    years: float


def effect_kept(pairs: Sequence[TwoTimes], *, level: float = 0.95) -> Assumption:
    """The share of an effect that is kept for a year, with its interval, as a plan's assumption.

    k solves sum w (late - k^years early) = 0 with w = 1 / (early + late variance). Its interval holds every k from 0 to
    1 that a t test of these differences does not refuse: Fieller's (1954, J R Stat Soc B 16:175) where all pairs are a
    year apart. The spread between trials is in it, so no correlation of a trial's two effects is needed. A k beyond 0
    or 1 is taken as 0 or 1: a plan never counts on an effect that grows after support has ended.

    >>> trials = [TwoTimes(f"t{n}", early, early / 2, 0.01, 0.01, 1.0) for n, early in enumerate((0.4, 0.5, 0.6, 0.5))]
    >>> effect_kept(trials).value
    0.5

    Raises
    ------
    InputError : fewer than `FEWEST_PAIRS` trials, a pair that is not two times, or an early effect that cannot be told
        from none, of which no share can be taken.
    """
    _check(pairs)
    early, late = (np.array([getattr(pair, name) for pair in pairs]) for name in ("early", "late"))
    years = np.array([pair.years for pair in pairs])
    weights = 1 / np.array([pair.early_variance + pair.late_variance for pair in pairs])
    # The direction in which the early effects point counts as up; which one it is makes no difference to a share.
    sign = math.copysign(1.0, float(weights @ early))
    early, late = sign * early, sign * late
    from scipy import stats

    limit = float(stats.t.ppf((1 + level) / 2, len(pairs) - 1))
    if _t(weights * early) <= limit:
        raise InputError("effect kept: the effect at the earlier time cannot be told from none, nor what is left of it")

    def difference(share: float) -> Floats:
        return np.asarray(weights * (late - share**years * early), dtype=np.float64)

    value = _solved(lambda share: float(difference(share).sum()), 0.0, 1.0)
    low, high = _interval(lambda share: abs(_t(difference(share))) - limit, value)
    names = ", ".join(pair.study for pair in pairs)
    source = f"what was left at the later of two times in {len(pairs)} trials, the same share lost each year: {names}"
    value, low, high = (float(f"{end:.4g}") for end in (value, low, high))
    if not low < high:
        return Assumption(value, unit="share", source=source)
    return Assumption(value, low, high, "pert", "share", source)


def _check(pairs: Sequence[TwoTimes]) -> None:
    if len(pairs) < FEWEST_PAIRS:
        raise InputError(
            f"effect kept: expected {FEWEST_PAIRS} trials or more that measured at two times, found {len(pairs)}"
        )
    for pair in pairs:
        figures = (pair.early, pair.late, pair.early_variance, pair.late_variance, pair.years)
        if not all(map(math.isfinite, figures)) or min(figures[2:]) <= 0:
            raise InputError(
                f"effect kept: {pair.study}: expected two effects with variances above 0, the later one after"
            )


def _t(values: Floats) -> float:
    """Student's t of a mean against 0; without any spread it is 0 for a mean of 0, else infinite."""
    mean, spread = float(values.mean()), float(values.std(ddof=1)) / math.sqrt(len(values))
    # Equal figures differ in their last digits.
    if spread <= 1e-12 * float(np.abs(values).max(initial=0.0)):
        return 0.0 if abs(mean) <= 1e-9 else math.copysign(math.inf, mean)
    return mean / spread


def _solved(function: Function, low: float, high: float) -> float:
    """Where the function is 0 between two ends; the end that is nearer to it where it has one sign."""
    from scipy.optimize import brentq

    at_low, at_high = function(low), function(high)
    if at_low * at_high > 0:
        return low if abs(at_low) < abs(at_high) else high
    return float(brentq(function, low, high, xtol=1e-12))


def _interval(outside: Function, value: float) -> tuple[float, float]:
    """The least and the greatest share that is not outside, by a grid and then exactly; the value itself is inside."""
    grid = np.unique([*np.linspace(0, 1, STEPS + 1), value]).tolist()
    inside = [index for index, share in enumerate(grid) if outside(share) <= 0]
    if not inside:
        return value, value
    lowest, last = inside[0], inside[-1]
    low = grid[0] if lowest == 0 else _crossing(outside, grid[lowest - 1], grid[lowest])
    high = grid[-1] if last == len(grid) - 1 else _crossing(outside, grid[last], grid[last + 1])
    return low, high


def _crossing(outside: Function, low: float, high: float) -> float:
    if not all(map(math.isfinite, (outside(low), outside(high)))):
        return low if outside(low) <= 0 else high
    return _solved(outside, low, high)
