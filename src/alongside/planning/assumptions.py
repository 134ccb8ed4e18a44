"""One uncertain input of a plan: its value, its range, in which unit, and where both come from.

The shapes: *fixed* has no range; *triangular* and *PERT* have `value` as their mode and `low` to `high` as their
bounds (PERT after Malcolm et al. 1959, Oper Res 7:646: a beta with shapes 1 + 4 (value − low)/(high − low) and
1 + 4 (high − value)/(high − low)); *uniform* the bounds alone; *gamma*, for costs, and *beta*, for shares, have `value`
as their mean and `low` to `high` as an interval of 95 %, so that the standard deviation is its width over 3.92 (Briggs,
Claxton and Sculpher 2006, chapter 4).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from alongside.errors import InputError, UsageError
from alongside.planning.draws import Floats

__all__ = ["SHAPES", "Assumption", "checked_amount", "checked_share", "sampled"]

SHAPES = ("fixed", "triangular", "pert", "uniform", "gamma", "beta")

WIDTH_IN_SD = 2 * 1.959964
"""Standard deviations in an interval of 95 % of a normal: so a range printed as such becomes a standard deviation."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """An input with its range and source. A fixed one leaves `low` and `high` out.

    Raises `InputError` for a value outside its range, a shape that the range does not bear, or no source;
    `UsageError` for a shape that there is not.

    >>> Assumption(0.5, 0.3, 0.6, shape="pert", source="52 % took it up (BECCA)").high
    0.6
    """

    value: float
    low: float | None = None
    high: float | None = None
    shape: str = "fixed"
    unit: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if self.shape not in SHAPES:
            raise UsageError(f"shape {self.shape!r}: expected one of {', '.join(SHAPES)}")
        if not self.source.strip():
            raise InputError(f"assumption of {self.value:g} {self.unit}".rstrip() + ": expected a source")
        if not math.isfinite(self.value):
            raise InputError(f"expected a finite value, found {self.value}")
        if self.shape == "fixed":
            if self.low is not None or self.high is not None:
                raise InputError("a range needs a shape: triangular, pert, uniform, gamma or beta")
            return
        if self.low is None or self.high is None or not (math.isfinite(self.low) and math.isfinite(self.high)):
            raise InputError(f"shape {self.shape}: expected a low and a high end of the range")
        if not self.low <= self.value <= self.high:
            raise InputError(f"expected {self.low:g} to {self.high:g} to hold the value, found {self.value:g}")
        if self.shape == "gamma" and (self.low < 0 or self.value <= 0):
            raise InputError(f"shape gamma: expected a value above 0 and a range from 0 up, found {self.value:g}")
        if self.shape == "beta":
            self._check_beta()

    def _check_beta(self) -> None:
        bottom, top = self.span
        if bottom < 0 or top > 1 or not 0 < self.value < 1:
            raise InputError(f"shape beta: expected a share between 0 and 1 and its range, found {self.value:g}")
        if ((top - bottom) / WIDTH_IN_SD) ** 2 >= self.value * (1 - self.value):
            raise InputError("shape beta: expected a range that a share of this value can have; it is too wide")

    @property
    def span(self) -> tuple[float, float]:
        """Low and high end; the value twice where it is fixed."""
        return (self.value if self.low is None else self.low), (self.value if self.high is None else self.high)


def sampled(assumption: Assumption, random: np.random.Generator, count: int) -> Floats:
    """`count` draws of an assumption.

    >>> sampled(Assumption(3, source="tariff"), np.random.default_rng(1), 2).tolist()
    [3.0, 3.0]
    """
    low, high = assumption.span
    value, width = assumption.value, high - low
    if assumption.shape == "fixed" or width == 0:
        return np.full(count, float(value))
    if assumption.shape == "triangular":
        return random.triangular(low, value, high, count)
    if assumption.shape == "uniform":
        return random.uniform(low, high, count)
    if assumption.shape == "pert":
        draws = random.beta(1 + 4 * (value - low) / width, 1 + 4 * (high - value) / width, count)
        return np.asarray(low + width * draws, dtype=np.float64)
    variance = (width / WIDTH_IN_SD) ** 2
    if assumption.shape == "gamma":
        return random.gamma(value**2 / variance, variance / value, count)
    size = value * (1 - value) / variance - 1
    return random.beta(value * size, (1 - value) * size, count)


def checked_amount(name: str, assumption: Assumption) -> None:
    """Refuse an amount that is, or may be, negative."""
    if assumption.span[0] < 0 or assumption.value < 0:
        raise InputError(
            f"{name}: expected an amount of at least 0, found {min(assumption.span[0], assumption.value):g}"
        )


def checked_share(name: str, assumption: Assumption) -> None:
    """Refuse a probability that is, or may be, outside 0 to 1."""
    low, high = assumption.span
    if low < 0 or high > 1:
        raise InputError(f"{name}: expected a probability from 0 to 1, found {high if high > 1 else low:g}")
