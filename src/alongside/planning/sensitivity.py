"""How much a result depends on each assumption (tornado), and what would have to be true for it to turn."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from alongside.errors import InputError, UsageError

__all__ = ["Bar", "Turn", "tornado", "turning_point"]

Result = Callable[[Mapping[str, float]], float]


@dataclass(frozen=True, slots=True)
class Bar:
    """The result with one assumption at its low and at its high end, all else as it is."""

    name: str
    low: float
    high: float
    at_low: float
    at_high: float

    @property
    def width(self) -> float:
        return abs(self.at_high - self.at_low)


def tornado(result: Result, base: Mapping[str, float], ranges: Mapping[str, tuple[float, float]]) -> list[Bar]:
    """One-way sensitivity: each assumption moved over its range alone, the widest bar first.

    Parameters
    ----------
    result : from all assumptions by name to the figure.
    base : their values.
    ranges : low and high of those to move.

    Raises `UsageError` for a range of an unknown assumption, `InputError` for one that is not in order.

    >>> bars = tornado(lambda x: x["a"] + 10 * x["b"], {"a": 1, "b": 1}, {"a": (0, 2), "b": (0, 2)})
    >>> [(bar.name, bar.at_low, bar.at_high) for bar in bars]
    [('b', 1, 21), ('a', 10, 12)]
    """
    bars = []
    for name, (low, high) in ranges.items():
        _check(name, base, low, high)
        bars.append(Bar(name, low, high, result({**base, name: low}), result({**base, name: high})))
    return sorted(bars, key=lambda bar: -bar.width)


@dataclass(frozen=True, slots=True)
class Turn:
    """Where the result is zero: the assumption's value there, or None and why in words."""

    name: str
    value: float | None
    note: str


def turning_point(result: Result, base: Mapping[str, float], name: str, low: float, high: float) -> Turn:
    """What one assumption would have to be for the result to be zero, all else as it is.

    `result` is taken as continuous between `low` and `high`; where it has the same sign at both ends, no value turns it
    or more than one does, and none is given.

    >>> turning_point(lambda x: 30 * x["effect"] - 12, {"effect": 1}, "effect", 0, 2).value
    0.4
    """
    from scipy.optimize import brentq

    _check(name, base, low, high)

    def along(value: float) -> float:
        return result({**base, name: value})

    ends = along(low), along(high)
    if not all(math.isfinite(end) for end in ends):
        raise InputError(f"{name}: expected a finite result at both ends of its range, found {ends[0]} and {ends[1]}")
    if ends[0] * ends[1] > 0:
        sign = "above" if ends[0] > 0 else "below"
        return Turn(name, None, f"from {low:g} to {high:g} of {name} the result stays {sign} zero at both ends")
    return Turn(name, float(brentq(along, low, high, xtol=1e-12, rtol=1e-14)), "")


def _check(name: str, base: Mapping[str, float], low: float, high: float) -> None:
    if name not in base:
        raise UsageError(f"no assumption {name!r}; there are {', '.join(base)}")
    if not (math.isfinite(low) and math.isfinite(high)) or low > high:
        raise InputError(f"{name}: expected a range from low to high, found {low:g} to {high:g}")
