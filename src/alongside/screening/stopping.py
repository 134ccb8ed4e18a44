"""Rules for stopping: one with a guarantee, and heuristics that are labelled as such.

A rule looks at a *course*: which records were read, in which order, and which of them were relevant. The guarantee
needs a random sample of what is left, so its rule first waits for the ranking to fall silent (`silence`), then draws
(`sampling`), and stops where `boundary` allows it. The start may depend on all that was seen: given any start, what
is left is one frame, and the bound holds for every frame.

Heuristics say nothing about the chance of having missed more than was wanted. They are:
- `consecutive:N`: N irrelevant records in a row;
- `share:S`: a share S of the records was read;
- `knee`: the curve's slope before its knee is so many times that after it (Cormack and Grossman 2016);
- `ranked:R`: Callaghan and Müller-Hansen's test (2020) with records in ranked order taken for random ones, at every
  record.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from alongside.errors import UsageError
from alongside.screening.boundary import Boundary

__all__ = ["Rule", "Stop", "rule_of", "silence", "simulate_stop"]

Kind = Literal["recall", "ranked", "consecutive", "share", "knee"]

FORMS = "recall:TARGET[:RISK], ranked:TARGET[:RISK], consecutive:N, share:S or knee"

SILENCE = 0.05
WORTH = 0.3
"""How long the ranking has to be silent before sampling begins: of a dozen pairs tried, the one that read least on all
sets of the benchmark together. They move the start only; the guarantee holds whatever they are."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule and its figures.

    Parameters
    ----------
    kind : which rule.
    value : target recall, number in a row, or share; 0 for `knee`.
    risk : α, for rules with a target.
    """

    kind: Kind
    value: float = 0.0
    risk: float = 0.05

    @property
    def guaranteed(self) -> bool:
        """Whether the rule bounds the chance of stopping below its target; all others are heuristics."""
        return self.kind == "recall"


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a rule stopped: records read and relevant ones among them; `drawn` of them were drawn at random."""

    read: int
    found: int
    drawn: int = 0


def rule_of(text: str) -> Rule:
    """A rule from its text.

    Raises `UsageError` for a text of another form.

    >>> rule_of("recall:0.95"), rule_of("consecutive:50").guaranteed
    (Rule(kind='recall', value=0.95, risk=0.05), False)
    """
    name, *figures = text.split(":")
    try:
        numbers = [float(figure) for figure in figures]
    except ValueError:
        numbers = [math.nan]
    one = len(numbers) == 1
    if name in ("recall", "ranked") and len(numbers) in (1, 2) and 0 < numbers[0] <= 1 and 0 < numbers[-1] <= 1:
        risk = numbers[1] if len(numbers) == 2 else 0.05
        if risk < 1:
            return Rule("recall" if name == "recall" else "ranked", numbers[0], risk)
    if name == "consecutive" and one and numbers[0] >= 1 and numbers[0].is_integer():
        return Rule("consecutive", numbers[0])
    if name == "share" and one and 0 < numbers[0] <= 1:
        return Rule("share", numbers[0])
    if name == "knee" and not numbers:
        return Rule("knee")
    raise UsageError(f"no stopping rule {text!r}; expected {FORMS}")


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
    if rule.kind == "ranked":
        read = _ranked(rule, relevant)
    elif rule.kind == "knee":
        read = _knee(relevant)
    elif rule.kind == "consecutive":
        read = _in_a_row(relevant, int(rule.value))
    else:
        read = math.ceil(rule.value * len(relevant))
    return Stop(read, int(relevant[:read].sum()))


def _in_a_row(relevant: NDArray[np.bool_], wanted: int) -> int:
    """How much is read until so many irrelevant ones in a row follow a relevant one; all where they never do."""
    places = np.flatnonzero(relevant)
    if not len(places):
        return len(relevant)
    gaps = np.diff(places, append=len(relevant)) - 1
    long = np.flatnonzero(gaps >= wanted)
    return int(places[long[0]] + 1 + wanted) if len(long) else len(relevant)


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


MOST_IN_WINDOW = 10
"""Windows with more relevant records than this are not tested by `ranked`: they are long, and others pass sooner."""


def _ranked(rule: Rule, relevant: NDArray[np.bool_]) -> int:
    """The first record at which the test is below the risk for some window of records that ends there.

    A window that starts right after a relevant record is the longest of those with as many found before it, so the
    others need no test.
    """
    n = len(relevant)
    places = np.append(np.flatnonzero(relevant) + 1, n + 1)
    stop = n
    for before in range(1, len(places)):
        start = int(places[before - 1])
        boundary = Boundary(n - start, before, rule.value, rule.risk)
        for x, following in enumerate(places[before : before + MOST_IN_WINDOW + 1].tolist()):
            read = max(start + boundary.single_look(x), int(places[before + x - 1]))
            if read < following:
                stop = min(stop, read)
                break
    return stop


def _knee(relevant: NDArray[np.bool_]) -> int:
    """Cormack and Grossman (2016), "knee method".

    At record s with r found, let i be where the curve is farthest above the line from the origin to (s, r). Reading
    stops where the ratio of slopes before and after i, (r_i / i) / ((1 + r − r_i) / (s − i)), is at least 156 −
    min(r, 150).
    """
    curve = np.cumsum(relevant).astype(float)
    for s in range(10, len(relevant) + 1):
        r = curve[s - 1]
        reads = np.arange(1, s + 1)
        i = int(np.argmax(curve[:s] - r / s * reads)) + 1
        if i < s and curve[i - 1] / i * (s - i) / (1 + r - curve[i - 1]) >= 156 - min(r, 150):
            return s
    return len(relevant)
