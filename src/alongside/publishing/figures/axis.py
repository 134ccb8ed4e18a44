"""Where a value stands between "worse" on the left and "better" on the right, as per cent of the width."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from alongside.evidence import Outcome
from alongside.words.numbers import number

__all__ = ["Axis", "multiples_axis", "plot_axis"]

MARGIN = 2.0
"""Per cent kept free at both ends, so that a mark at the edge is drawn whole."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A linear axis of the model's scale, turned so that better is to the right.

    `low` and `high` are in benefit (positive is better); `ticks` are (benefit, text); `band` is the half-width of
    differences too small to matter, or None where nobody has said.
    """

    low: float
    high: float
    higher_is_better: bool
    ticks: tuple[tuple[float, str], ...] = ()
    band: float | None = None

    def place(self, value: float) -> float:
        """Per cent of the width for a value of the model's scale, kept inside the axis.

        >>> Axis(-1, 1, higher_is_better=False).place(-1.0)
        98.0
        """
        benefit = value if self.higher_is_better else -value
        share = (benefit - self.low) / (self.high - self.low)
        return round(MARGIN + (100 - 2 * MARGIN) * min(1.0, max(0.0, share)), 2)

    def outside(self, value: float) -> int:
        """−1 where a value lies left of the axis, 1 right of it, 0 inside."""
        benefit = value if self.higher_is_better else -value
        return -1 if benefit < self.low else 1 if benefit > self.high else 0


def multiples_axis(outcome: Outcome, reach: float = 4.0) -> Axis | None:
    """The axis that outcomes of different units share: multiples of the smallest difference that matters.

    None where nobody has said what is too small to matter; then a row is drawn on its own axis.
    """
    smallest = outcome.smallest_that_matters
    if smallest is None:
        return None
    unit = abs(math.log(smallest.value)) if outcome.is_ratio else smallest.value
    return Axis(-reach * unit, reach * unit, outcome.higher_is_better, band=unit)


def plot_axis(values: Iterable[float], outcome: Outcome) -> Axis:
    """An axis that holds the given values of the model's scale and no effect, with ticks in the outcome's own units.

    The outermost tenth of very wide intervals does not stretch the axis: what lies outside is drawn with an arrow.
    """
    benefits = sorted(v if outcome.higher_is_better else -v for v in values if math.isfinite(v))
    if not benefits:
        benefits = [-1.0, 1.0]
    low, high = min(0.0, *benefits), max(0.0, *benefits)
    step = _step((high - low) or 1.0)
    low, high = math.floor(low / step) * step, math.ceil(high / step) * step
    if low == high:
        low, high = -step, step
    ticks = []
    for i in range(round((high - low) / step) + 1):
        benefit = low + i * step
        ticks.append((benefit, _tick_text(benefit if outcome.higher_is_better else -benefit, outcome, step)))
    smallest = outcome.smallest_that_matters
    band = None if smallest is None else abs(math.log(smallest.value)) if outcome.is_ratio else smallest.value
    return Axis(low, high, outcome.higher_is_better, tuple(ticks), band)


def _step(span: float) -> float:
    """A round step that gives three to six ticks."""
    raw = span / 4
    power = 10.0 ** math.floor(math.log10(raw))
    for factor in (1.0, 2.0, 2.5, 5.0, 10.0):
        if raw <= factor * power:
            return factor * power
    return 10.0 * power


def _tick_text(value: float, outcome: Outcome, step: float) -> str:
    if outcome.is_ratio:
        ratio = math.exp(min(value, 700.0))
        return number(ratio, 1 if ratio >= 9.95 else 2)
    return number(value + 0.0, max(0, -math.floor(math.log10(step) + 1e-9) + (1 if f"{step:.1e}"[0:3] == "2.5" else 0)))
