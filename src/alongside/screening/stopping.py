"""Where a rule stops: the one with a guarantee worked out here, the heuristics in `heuristics`.

A rule looks at a *course*: which records were read, in which order, and which of them were relevant. The guarantee
needs a random sample of what is left, so its rule first waits for the ranking to fall silent (`silence`), then draws
(`sampling`), and stops where `boundary` allows it. The start may depend on all that was seen: given any start, what
is left is one frame, and the bound holds for every frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from alongside.screening.boundary import Boundary
from alongside.screening.estimating import Bets, Draw
from alongside.screening.heuristics import end_of_course
from alongside.screening.rules import Rule
from alongside.screening.sampling import EXPLORE

__all__ = ["Stop", "silence", "simulate_stop"]

SILENCE = 0.05
WORTH = 0.3
"""How long the ranking has to be silent before sampling begins: of a dozen pairs tried, the one that read least on all
sets of the benchmark together. They move the start only; the guarantee holds whatever they are."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a rule stopped: records read and relevant ones among them; `drawn` of them were drawn at random."""

    read: int
    found: int
    drawn: int = 0


def silence(records: int, boundary: Boundary) -> int:
    """How many irrelevant records in a row the rule with a guarantee waits for before it draws.

    A relevant record that the ranking finds before sampling begins saves the t₁ − t₀ draws that it would cost
    afterwards; a record read in vain moves the end by 1 − t₀ / M, as the frame shrinks by one. So the start is worth
    waiting for while the chance of a relevant record is above their quotient, and after s irrelevant ones in a row it
    is of the order of 1 / s: the rule waits for `WORTH` of that, and at least for the share `SILENCE` of all records.

    Parameters
    ----------
    records : n, to be screened in all.
    boundary : of the frame that sampling would begin with now.

    >>> silence(2000, Boundary(frame=1500, before=100, target=0.95, risk=0.05))
    124
    """
    wait = 0.0
    if boundary.frame:
        first, second = boundary.allowed_at(0), boundary.allowed_at(1)
        wait = WORTH * (second - first) / max(1 - first / boundary.frame, 1 / boundary.frame)
    return max(1, round(SILENCE * records), round(wait))


@lru_cache(maxsize=2048)
def _boundary(frame: int, before: int, target: float, risk: float) -> Boundary:
    """Simulations ask for the same few boundaries again and again."""
    return Boundary(frame, before, target, risk)


def simulate_stop(rule: Rule, relevant: NDArray[np.bool_], seed: int = 0) -> Stop:
    """Where a rule would have stopped on a reading order.

    Parameters
    ----------
    relevant : n, in reading order, priors excluded; the rule sees no more of it than it has read.
    seed : of the draws.

    >>> simulate_stop(Rule("consecutive", 3), np.array([1, 0, 1, 0, 0, 0, 1], dtype=bool))
    Stop(read=6, found=2, drawn=0)
    """
    if rule.kind == "recall":
        return _with_guarantee(rule, relevant, seed)
    if rule.kind == "estimate":
        return _by_estimate(rule, relevant, seed)
    read = end_of_course(rule, relevant)
    return Stop(read, int(relevant[:read].sum()))


def _with_guarantee(rule: Rule, relevant: NDArray[np.bool_], seed: int) -> Stop:
    """Ranked order until the silence, then a random order of the rest until the boundary."""
    n = len(relevant)
    start = _start(rule, relevant)
    before, rest = int(relevant[:start].sum()), relevant[start:]
    boundary = _boundary(len(rest), before, rule.value, rule.risk)
    drawn = rest[np.random.default_rng([seed, n]).permutation(len(rest))]
    places = np.append(np.flatnonzero(drawn) + 1, len(rest) + 1)
    for x, place in enumerate(places.tolist()):
        previous = int(places[x - 1]) if x else 0
        draws = max(previous, min(boundary.allowed_at(x), len(rest)))
        if draws < place:
            return Stop(start + draws, before + x, draws)
    raise AssertionError("reading ends at the latest with the last record")


def _start(rule: Rule, relevant: NDArray[np.bool_]) -> int:
    """How much is read in ranked order before sampling begins."""
    n = len(relevant)
    places = np.append(np.flatnonzero(relevant) + 1, n + 1)
    for before, (place, following) in enumerate(zip(places[:-1].tolist(), places[1:].tolist(), strict=True), 1):
        wait = silence(n, _boundary(int(n - place), before, rule.value, rule.risk))
        if place + wait < following:
            return int(place) + wait
    return n


def _by_estimate(rule: Rule, relevant: NDArray[np.bool_], seed: int) -> Stop:
    """Ranked order with each twentieth record drawn, until every total that would mean too low a recall is refuted.

    What is drawn is missing from the ranked order afterwards; that the ranking would have learnt from it is not
    simulated. The bound does not ask how the other records were chosen.
    """
    n = len(relevant)
    rng = np.random.default_rng([seed, n])
    bets = Bets(n)
    unread = np.ones(n, dtype=np.bool_)
    found, drawn, first = 0, 0, 0
    for read in range(n):
        if _all_refuted(bets, found, n - read, rule):
            return Stop(read, found, drawn)
        if read % EXPLORE == EXPLORE - 1:
            place = int(rng.choice(np.flatnonzero(unread)))
            bets.add(Draw(found, n - read, bool(relevant[place])))
            drawn += 1
        else:
            first += int(np.argmax(unread[first:]))
            place = first
        unread[place] = False
        found += int(relevant[place])
    return Stop(n, found, drawn)


def _all_refuted(bets: Bets, found: int, unread: int, rule: Rule) -> bool:
    """Whether no total of which `found` is less than the target is left; without anything found none is looked at."""
    least = int(found / Fraction(str(rule.value))) + 1
    return found > 0 and bets.refuted(least, found + unread, 1 - rule.risk)
