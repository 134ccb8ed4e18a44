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

__all__ = ["Draw", "RecallEstimate", "estimate_recall"]


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


def estimate_recall(draws: Sequence[Draw], found: int, unread: int, confidence: float = 0.95) -> RecallEstimate:
    """Estimate from exploration draws, in the order in which they were made.

    The estimate is the mean of F + U y, each draw weighted by 1 / U, which is known before the draw: the fewer are
    unread, the less a draw varies. The bet q is the share of relevant draws so far, after half a relevant draw in one
    (Krichevsky and Trofimov 1981). Without draws the interval is all that is possible, and the estimate what was found.

    Raises `UsageError` for counts that cannot be.

    >>> estimate = estimate_recall([Draw(40, 500 - at, False) for at in range(200)], found=40, unread=300)
    >>> estimate.total, estimate.total_low, estimate.total_high
    (40.0, 40, 51)
    """
    if found < 0 or unread < 0 or not 0 < confidence < 1:
        raise UsageError("expected counts of records, and a confidence between 0 and 1")
    if any(draw.unread < 1 or draw.found_before + draw.relevant > found for draw in draws):
        raise UsageError("expected draws from unread records that found no more than was found in all")
    totals = np.arange(found, found + unread + 1)
    log_wealth = np.zeros(len(totals))
    highest = np.zeros(len(totals))
    relevant = 0
    weighted, weights = 0.0, 0.0
    for number, draw in enumerate(draws):
        q = (relevant + 0.5) / (number + 1.0)
        mu = (totals - draw.found_before) / draw.unread
        chance = mu if draw.relevant else 1.0 - mu
        with np.errstate(divide="ignore"):
            log_wealth += np.log(q if draw.relevant else 1.0 - q) - np.log(np.clip(chance, 0.0, 1.0))
        np.maximum(highest, log_wealth, out=highest)
        relevant += draw.relevant
        weighted += (draw.found_before + draw.unread * draw.relevant) / draw.unread
        weights += 1.0 / draw.unread
    inside = totals[highest < -np.log(1.0 - confidence)]
    total = float(np.clip(weighted / weights, found, found + unread)) if draws else float(found)
    # Where every total was refuted, which happens with a chance of at most 1 − confidence, the least refuted stands.
    low, high = (int(inside[0]), int(inside[-1])) if len(inside) else (int(totals[np.argmin(highest)]),) * 2

    def recall(of: float) -> float:
        return found / of if of else 1.0

    return RecallEstimate(
        found, unread, total, low, high, recall(total), recall(high), recall(low), confidence, len(draws)
    )
