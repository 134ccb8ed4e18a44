"""When the rule with a guarantee lets reading stop, worked out exactly for any number of looks.

*Frame*: the M records that were unread when sampling began; K of them are relevant, and nobody knows K. *Draw*: a
record of the frame read in an order that was drawn, without putting back. *Found before*: R relevant records that
were found before sampling began. *Target*: the recall r that is to be reached. After t draws with x relevant ones
recall is (R + x) / (R + K), so that stopping is an error where K > (R + x) / r − R.

The rule allows to stop with x found at the draws t₀ < t₁ < t₂ < … and at none before. For each x let K(x) be the
least K for which stopping with x is an error: the null hypothesis of Callaghan and Müller-Hansen (2020). They test it
after each draw at level α, as if there were that one look. Here t(x) is the least t for which

    P(stopped with 0, or with 1, …, or with x | K(x)) ≤ α,

a sum over all looks up to that one, so that the chance of ever stopping too soon is at most α whatever K is:
- One more relevant record in the frame never makes a count smaller, so the chance of stopping with at most x falls
  with K; of all K for which stopping with at most x, and no further x, is an error, K(x) is therefore the worst.
- Stopping with a larger x than that is no error for this K.
The chances are exact. Given that reading stopped with i at draw tᵢ, the other draws are a sample from what is left, so

    P(stop with x) = h(x; M, K, t(x)) − Σ P(stop with i) h(x − i; M − t(i), K − i, t(x) − t(i)),

summed over i < x, with h the hypergeometric probability: the chance of x at draw t(x), less the ways in which reading
would have stopped before.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from alongside.errors import UsageError

__all__ = ["Boundary"]

ROUNDING = 1e-12
"""What a chance may be above the risk by: sums of probabilities are off by 1e-14, and 5 in 100 shall be 0.05."""

TABLE = 4096
"""Logarithms of factorials come in tables of multiples of this, so that frames of like size share one."""


@lru_cache(maxsize=8)
def _log_factorials(tables: int) -> NDArray[np.float64]:
    from scipy.special import gammaln

    logarithms: NDArray[np.float64] = gammaln(np.arange(tables * TABLE + 2, dtype=np.float64) + 1)
    return logarithms


class Boundary:
    """The draws at which reading may stop, for one frame; worked out as far as it is asked for.

    Parameters
    ----------
    frame : M, records that are unread when sampling begins.
    before : R, relevant records that were found before.
    target : r, the recall to be reached, above 0 and at most 1.
    risk : α, the chance of stopping below it, above 0 and below 1.

    Raises `UsageError` for numbers that are none of these.

    >>> rule = Boundary(frame=1000, before=100, target=0.95, risk=0.05)
    >>> rule.allowed_at(0), rule.allowed_at(1), rule.may_stop(392, 0), rule.may_stop(393, 0)
    (393, 559, False, True)
    """

    def __init__(self, frame: int, before: int, target: float, risk: float) -> None:
        if frame < 0 or before < 0:
            raise UsageError("expected counts of records; one is below zero")
        if not 0 < target <= 1 or not 0 < risk < 1:
            raise UsageError(f"expected a target in (0, 1] and a risk in (0, 1); they are {target} and {risk}")
        self.frame, self.before, self.target, self.risk = frame, before, target, risk
        self._recall = Fraction(str(target))
        self._log_factorial = _log_factorials(frame // TABLE + 1)
        self._allowed: list[int] = []

    def allowed_at(self, x: int) -> int:
        """The draw from which on reading may stop with x relevant ones drawn; `frame` where all have to be read."""
        while len(self._allowed) <= x:
            self._allowed.append(self._next())
        return self._allowed[x]

    def may_stop(self, draws: int, x: int) -> bool:
        """Whether reading may stop after so many draws, x of them relevant."""
        return draws >= min(self.allowed_at(x), self.frame)

    def single_look(self, x: int) -> int:
        """Callaghan and Müller-Hansen's test (2020): the least t with P(X ≤ x | K(x)) < α, as if looked at once."""
        relevant, counts = self.null(x), np.arange(x + 1)
        low, high = x, self.frame
        if relevant > self.frame:
            return x
        size, null = np.full(x + 1, self.frame), np.full(x + 1, relevant)
        while low < high:
            middle = (low + high) // 2
            if self._hypergeometric(counts, size, null, np.full(x + 1, middle)).sum() < self.risk:
                high = middle
            else:
                low = middle + 1
        return low

    def null(self, x: int) -> int:
        """K(x): the least number of relevant records in the frame for which stopping with x would be an error."""
        return int((self.before + x) / self._recall) - self.before + 1

    def _next(self) -> int:
        """The next stop by bisection; its chance falls with t."""
        x = len(self._allowed)
        relevant = self.null(x)
        low = self._allowed[-1] if self._allowed else 0
        if relevant > self.frame:
            return max(low, x)  # the frame holds too few for an error
        stops = self._stop_chances(relevant)
        spare = self.risk - float(stops.sum())
        low, high = max(low, x), self.frame
        while low < high:
            middle = (low + high) // 2
            if self._chance(x, middle, relevant, stops) <= spare + ROUNDING:
                high = middle
            else:
                low = middle + 1
        return low

    def _stop_chances(self, relevant: int) -> NDArray[np.float64]:
        """The chances of having stopped with 0, 1, … up to where the stops are known."""
        stops = np.zeros(0)
        for x, draws in enumerate(self._allowed):
            stops = np.append(stops, max(0.0, self._chance(x, draws, relevant, stops)))
        return stops

    def _chance(self, x: int, draws: int, relevant: int, stops: NDArray[np.float64]) -> float:
        """The chance of stopping with x at a draw, given those of stopping before."""
        before = np.arange(len(stops))
        at = np.array(self._allowed[: len(stops)], dtype=np.int64)
        sooner = self._hypergeometric(x - before, self.frame - at, relevant - before, draws - at)
        chance = self._hypergeometric(np.array([x]), np.array([self.frame]), np.array([relevant]), np.array([draws]))
        return float(chance[0] - stops @ sooner)

    def _hypergeometric(
        self, x: NDArray[np.int64], size: NDArray[np.int64], relevant: NDArray[np.int64], draws: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """The chance of x relevant among so many draws from a frame of that size."""
        possible = (x >= 0) & (x <= relevant) & (x <= draws) & (draws - x <= size - relevant) & (relevant <= size)

        def choose(n: NDArray[np.int64], k: NDArray[np.int64]) -> NDArray[np.float64]:
            n, k = np.where(possible, n, 0), np.where(possible, k, 0)
            logs = self._log_factorial
            chosen: NDArray[np.float64] = logs[n] - logs[k] - logs[n - k]
            return chosen

        log = choose(relevant, x) + choose(size - relevant, draws - x) - choose(size, draws)
        return np.where(possible, np.exp(log), 0.0)
