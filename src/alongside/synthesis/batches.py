"""Many meta-analyses of k studies at once: simulations, bootstraps, deletions.

The arrays hold a study a row and an analysis a column, shape (k, n), so that every sum over studies runs along columns
that lie side by side in memory. They are worked through in blocks that fit the processor's cache, on as many threads
as are asked for; each column comes out as if it stood alone.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alongside.synthesis.heterogeneity import GRID_PER_DECADE

__all__ = ["Sums", "dersimonian_laird", "in_blocks", "reml", "sums_at"]

Floats = NDArray[np.float64]

BLOCK = 32_768
"""Numbers in one block: larger ones leave the second-level cache, smaller ones spend their time in calls, and two
threads then wait for one another (`benchmarks/bench_synthesis.py`)."""

STEPS = 60
"""Bisections that take any bracket below to the last digits; Newton's steps need about five."""


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Sums over studies at one tau² an analysis, each of shape (n,); names as in `heterogeneity.Weighted`."""

    sum1: Floats
    sum2: Floats
    mu: Floats
    q2: Floats

    @property
    def score(self) -> Floats:
        """Twice the slope of the restricted log likelihood."""
        slope: Floats = self.q2 - self.sum1 + self.sum2 / self.sum1
        return slope


def sums_at(yi: Floats, vi: Floats, tau2: Floats) -> Sums:
    """The sums of `yi`, `vi`, shape (k, n), at `tau2`, shape (n,)."""
    weights = 1 / (vi + tau2)
    sum1 = weights.sum(axis=0)
    mu = np.einsum("ij,ij->j", weights, yi) / sum1
    squares = weights * weights
    sum2 = squares.sum(axis=0)
    apart = yi - mu
    apart *= apart
    return Sums(sum1, sum2, mu, np.einsum("ij,ij->j", squares, apart))


def reml(yi: Floats, vi: Floats) -> Floats:
    """REML's tau² of each column, the highest of all maxima, as `heterogeneity` finds it."""
    spread = np.ptp(yi, axis=0)
    k, n = yi.shape
    start = sums_at(yi, vi, np.zeros(n)).score
    a = k * spread**2 / (k - 1)
    above = 0.5 * (a + np.sqrt(a * a + 4 * a * vi.max(axis=0)))
    flat = ~(spread**2 > 0)
    above = np.where(flat, 1.0, above)
    below = np.minimum(vi.min(axis=0) / 100, above / 2)
    points = 2 + int(np.ceil(GRID_PER_DECADE * np.log10(above / below).max()))
    ratio = (above / below) ** (1 / (points - 1))
    column, left, right = _brackets(yi, vi, start, below, ratio, points)
    alive = ~flat[column]
    column, left, right = column[alive], left[alive], right[alive]
    roots = _roots(yi[:, column], vi[:, column], left, right)
    best = np.zeros(n)
    best[column] = roots
    several = np.bincount(column, minlength=n) + (start <= 0) > 1
    for row in np.flatnonzero(several & ~flat):
        mine = [*roots[column == row], *([0.0] if start[row] <= 0 else [])]
        heights = [_height(yi[:, row], vi[:, row], float(t)) for t in mine]
        best[row] = mine[int(np.argmax(heights))]
    return best


def _brackets(
    yi: Floats, vi: Floats, start: Floats, below: Floats, ratio: Floats, points: int
) -> tuple[NDArray[np.intp], Floats, Floats]:
    """Columns and ends of all stretches of the grid over which the slope turns from above to below 0."""
    columns, lefts, rights = [], [], []
    left, slope, right = np.zeros_like(below), start, below.copy()
    for point in range(points + 1):  # one past the bound, where rounding hides the sign at it
        following = sums_at(yi, vi, right).score
        turning = np.flatnonzero((slope > 0) & (following <= 0))
        if turning.size:
            columns.append(turning)
            lefts.append(left[turning])
            rights.append(right[turning])
        left, slope, right = right, following, below * ratio ** (point + 1)
    if not columns:
        return np.empty(0, dtype=np.intp), np.empty(0), np.empty(0)
    return np.concatenate(columns), np.concatenate(lefts), np.concatenate(rights)


def _roots(yi: Floats, vi: Floats, left: Floats, right: Floats) -> Floats:
    """The zero of the slope in each bracket: Newton's steps, and a bisection where one would leave the bracket."""
    left, right = left.copy(), right.copy()
    tau2 = 0.5 * (left + right)
    for _ in range(STEPS):
        weights = 1 / (vi + tau2)
        sum1 = weights.sum(axis=0)
        mu = np.einsum("ij,ij->j", weights, yi) / sum1
        squares = weights * weights
        sum2 = squares.sum(axis=0)
        cubes = squares * weights
        apart = yi - mu
        once = np.einsum("ij,ij->j", squares, apart) / sum1
        slope = np.einsum("ij,ij->j", squares, apart**2) - sum1 + sum2 / sum1
        # Its derivative: tr PP − 2 y'PPPy, with y'PPPy = Σw³r² − (Σw²r)²/Σw.
        third = np.einsum("ij,ij->j", cubes, apart**2) - once**2 * sum1
        bend = sum2 - 2 * cubes.sum(axis=0) / sum1 + (sum2 / sum1) ** 2 - 2 * third
        left = np.where(slope > 0, tau2, left)
        right = np.where(slope > 0, right, tau2)
        with np.errstate(divide="ignore", invalid="ignore"):
            step = tau2 - slope / bend
        inside = (step >= left) & (step <= right)
        following = np.where(slope == 0, tau2, np.where(inside, step, 0.5 * (left + right)))
        settled = np.abs(following - tau2) <= 4 * np.finfo(np.float64).eps * tau2
        tau2 = following
        if settled.all():
            break
    return tau2


def _height(yi: Floats, vi: Floats, tau2: float) -> float:
    """The restricted log likelihood of one column, without its constant."""
    weights = 1 / (vi + tau2)
    mu = float(weights @ yi) / float(weights.sum())
    return 0.5 * float(np.log(weights).sum() - np.log(weights.sum()) - weights @ (yi - mu) ** 2)


def dersimonian_laird(yi: Floats, vi: Floats) -> Floats:
    """DL's tau² of each column."""
    at0 = sums_at(yi, vi, np.zeros(yi.shape[1]))
    q = np.einsum("ij,ij->j", 1 / vi, (yi - at0.mu) ** 2)
    values: Floats = np.maximum(0.0, (q - (yi.shape[0] - 1)) / (at0.sum1 - at0.sum2 / at0.sum1))
    return values


def in_blocks(function: Callable[[Floats, Floats], Floats], yi: Floats, vi: Floats, threads: int) -> Floats:
    """`function` of the columns of `yi`, `vi`, shape (k, n), block after block."""
    k, n = yi.shape
    wide = max(1, BLOCK // k)
    if n <= wide:
        return function(yi, vi)
    starts = range(0, n, wide)

    def block(start: int) -> Floats:
        part = slice(start, start + wide)
        return function(np.ascontiguousarray(yi[:, part]), np.ascontiguousarray(vi[:, part]))

    if threads == 1:
        return np.concatenate([block(start) for start in starts])
    with ThreadPoolExecutor(threads) as pool:
        return np.concatenate(list(pool.map(block, starts)))
