"""Brent's zero finder, step for step as his book has it, for reproducing where another program stopped.

To find a root to the last digit any bracketing method will do (`heterogeneity.root`). But a program that stops its
search early prints the point at which it stopped, and that point depends on every step before it. So the steps are
written out here: inverse quadratic interpolation or a secant, accepted only where it stays well inside the bracket and
shrinks faster than the step before last; a bisection otherwise (Brent 1973, Algorithms for Minimization without
Derivatives, 4.2).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

__all__ = ["zero"]

EPSILON = float(np.finfo(np.float64).eps)


def zero(function: Callable[[float], float], low: float, high: float, tolerance: float) -> float:
    """A point within `tolerance` of where `function` changes its sign between `low` and `high`.

    >>> round(zero(lambda x: x * x - 2, 0.0, 2.0, 1e-12), 9)
    1.414213562
    """
    last, best = low, high  # the iterate before, and the best so far
    at_last, at_best = function(last), function(best)
    opposite, at_other = last, at_last  # the end of the bracket on the other side of the root
    while True:
        step_before = best - last
        if abs(at_other) < abs(at_best):
            last, best, opposite = best, opposite, best
            at_last, at_best, at_other = at_best, at_other, at_best
        smallest = 2 * EPSILON * abs(best) + tolerance / 2
        half = (opposite - best) / 2
        if abs(half) <= smallest or at_best == 0:
            return best
        step = half
        if abs(step_before) >= smallest and abs(at_last) > abs(at_best):
            step = _interpolated(last, best, opposite, at_last, at_best, at_other, step_before, smallest) or half
        if abs(step) < smallest:
            step = smallest if step > 0 else -smallest
        last, at_last = best, at_best
        best += step
        at_best = function(best)
        if (at_best > 0) == (at_other > 0) and at_best != 0:
            opposite, at_other = last, at_last


def _interpolated(
    last: float,
    best: float,
    opposite: float,
    at_last: float,
    at_best: float,
    at_other: float,
    before: float,
    least: float,
) -> float | None:
    """The step by secant (two points) or inverse quadratic interpolation (three); None where it cannot be trusted."""
    width = opposite - best
    ratio = at_best / at_last
    if last == opposite:
        numerator, denominator = width * ratio, 1 - ratio
    else:
        q, r = at_last / at_other, at_best / at_other
        numerator = ratio * (width * q * (q - r) - (best - last) * (r - 1))
        denominator = (q - 1) * (r - 1) * (ratio - 1)
    numerator, denominator = (numerator, -denominator) if numerator > 0 else (-numerator, denominator)
    inside = numerator < 0.75 * width * denominator - abs(least * denominator) / 2
    shrinks = numerator < abs(before * denominator / 2)
    return numerator / denominator if inside and shrinks else None
