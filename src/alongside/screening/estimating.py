"""How many relevant records are left, and which recall that means, from records that were drawn at random.

*Exploration draw*: a record drawn with equal chances from all that are unread at that moment. Between two draws any
number may be read in the order of a ranking: a draw is described by what was found before it (F), how many were
unread (U), and whether it was relevant (y). With T relevant records in all, y is 1 with probability μ = (T − F) / U,
whatever was done before. So F + U y is an unbiased estimate of T (Horvitz and Thompson 1952), and for each T the
product over the draws of

    (q / μ)^y ((1 − q) / (1 − μ))^(1 − y)

is a martingale that starts at 1, for any q that was fixed before its draw: the wealth of who bets against T at fair
odds (Waudby-Smith and Ramdas 2020). It exceeds 1/α ever with probability of at most α (Ville 1939). All T whose
product stayed below 1/α are the interval. It holds at any moment of looking, and at all moments at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from alongside.errors import UsageError

__all__ = ["Bets", "Draw", "RecallEstimate", "estimate_recall"]


@dataclass(frozen=True, slots=True)
class Draw:
    """An exploration draw: what was found before it, how many records were unread, and whether it was relevant."""

    found_before: int
    unread: int
    relevant: bool


@dataclass(frozen=True, slots=True)
class RecallEstimate:
    """Relevant records in all and recall, with intervals that hold at any moment of looking.

    Parameters
    ----------
    found, unread : relevant records found so far, and records not yet read.
    total, total_low, total_high : the estimate and its interval; between `found` and `found + unread`.
    recall, recall_low, recall_high : `found` over those.
    confidence : of the intervals.
    draws : how many draws they rest on.
    """

    found: int
    unread: int
    total: float
    total_low: int
    total_high: int
    recall: float
    recall_low: float
    recall_high: float
    confidence: float
    draws: int


class Bets:
    """Bets against every number of relevant records that there may be in all, draw after draw.

    Parameters
    ----------
    most, least : totals that are bet against, both included.

    The bet q is the share of relevant draws so far, after half a relevant draw in one (Krichevsky and Trofimov 1981).

    >>> bets = Bets(100)
    >>> for unread in range(100, 40, -1):
    ...     bets.add(Draw(0, unread, False))
    >>> bets.refuted(20, 100, 0.95), bets.refuted(1, 100, 0.95)
    (True, False)
    """

    def __init__(self, most: int, least: int = 0) -> None:
        self.totals = np.arange(least, most + 1)
        self.highest = np.zeros(len(self.totals))
        self._log_wealth = np.zeros(len(self.totals))
        self._draws, self._relevant = 0, 0

    def add(self, draw: Draw) -> None:
        """One more draw; `highest` is the logarithm of the most that each total has lost so far."""
        q = (self._relevant + 0.5) / (self._draws + 1.0)
        mu = (self.totals - draw.found_before) / draw.unread
        chance = mu if draw.relevant else 1.0 - mu
        with np.errstate(divide="ignore"):
            self._log_wealth += np.log(q if draw.relevant else 1.0 - q) - np.log(np.clip(chance, 0.0, 1.0))
        np.maximum(self.highest, self._log_wealth, out=self.highest)
        self._draws, self._relevant = self._draws + 1, self._relevant + draw.relevant

    def refuted(self, low: int, high: int, confidence: float) -> bool:
        """Whether every total from `low` to `high` is; so where there is none between them."""
        among = self.highest[np.searchsorted(self.totals, low) : np.searchsorted(self.totals, high, side="right")]
        return bool((among >= -np.log(1.0 - confidence)).all())


def estimate_recall(draws: Sequence[Draw], found: int, unread: int, confidence: float = 0.95) -> RecallEstimate:
    """Estimate from exploration draws, in the order in which they were made.

    The estimate is the mean of F + U y, each draw weighted by 1 / U, which is known before the draw: the fewer are
    unread, the less a draw varies. The interval is what `Bets` leave standing. Without draws it is all that is
    possible, and the estimate is what was found.

    Raises `UsageError` for counts that cannot be.

    >>> estimate = estimate_recall([Draw(40, 500 - at, False) for at in range(200)], found=40, unread=300)
    >>> estimate.total, estimate.total_low, estimate.total_high
    (40.0, 40, 51)
    """
    if found < 0 or unread < 0 or not 0 < confidence < 1:
        raise UsageError("expected counts of records, and a confidence between 0 and 1")
    if any(draw.unread < 1 or draw.found_before + draw.relevant > found for draw in draws):
        raise UsageError("expected draws from unread records that found no more than was found in all")
    bets = Bets(found + unread, least=found)
    weighted, weights = 0.0, 0.0
    for draw in draws:
        bets.add(draw)
        weighted += (draw.found_before + draw.unread * draw.relevant) / draw.unread
        weights += 1.0 / draw.unread
    totals, highest = bets.totals, bets.highest
    inside = totals[highest < -np.log(1.0 - confidence)]
    total = float(np.clip(weighted / weights, found, found + unread)) if draws else float(found)
    # Where every total was refuted, which happens with a chance of at most 1 − confidence, the least refuted stands.
    low, high = (int(inside[0]), int(inside[-1])) if len(inside) else (int(totals[np.argmin(highest)]),) * 2

    def recall(of: float) -> float:
        return found / of if of else 1.0

    return RecallEstimate(
        found, unread, total, low, high, recall(total), recall(high), recall(low), confidence, len(draws)
    )
