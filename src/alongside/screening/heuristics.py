"""Heuristics for stopping: what each says at any moment of reading, and where it would have ended a whole course.

*Course*: which of the records that were read were relevant, in the order of reading. A heuristic draws nothing, so it
bounds no chance of having missed more than was wanted.
- `consecutive:N`: N irrelevant records in a row, after a relevant one;
- `share:S`: a share S of the records was read;
- `knee`: the curve's slope before its knee is so many times that after it (Cormack and Grossman 2016, "knee method");
- `ranked:R`: Callaghan and Müller-Hansen's test (2020) with records in ranked order taken for random ones.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from alongside.errors import UsageError
from alongside.screening.boundary import Boundary
from alongside.screening.rules import Rule

__all__ = ["end_of_course", "says_stop"]

MOST_IN_WINDOW = 10
"""Windows with more relevant records than this are not tested by `ranked`: they are long, and others pass sooner."""

FEWEST_READ = 10
"""Records from which on a curve is looked at for a knee."""


def says_stop(rule: Rule, course: NDArray[np.bool_], unread: int) -> bool:
    """Whether a heuristic says, at this moment, that reading may stop. Where nothing is unread each says so.

    Parameters
    ----------
    course : s, which of the records read so far were relevant, in the order of reading.
    unread : records that are left.

    Raises `UsageError` for a rule with a stated risk, which a course alone cannot answer.

    >>> says_stop(Rule("consecutive", 3), np.array([1, 0, 0, 0], dtype=bool), unread=9)
    True
    """
    if rule.guaranteed:
        raise UsageError("a rule with a stated risk looks at records that were drawn; a course alone cannot answer it")
    if not unread:
        return True
    if rule.kind == "share":
        return len(course) >= math.ceil(rule.value * (len(course) + unread))
    if rule.kind == "knee":
        return _is_past_knee(np.cumsum(course).astype(float))
    places = np.flatnonzero(course) + 1
    if not len(places):
        return False
    if rule.kind == "consecutive":
        return bool(len(course) - places[-1] >= rule.value)
    return _ranked_now(rule, places, len(course), len(course) + unread)


def end_of_course(rule: Rule, relevant: NDArray[np.bool_]) -> int:
    """How many records are read until a heuristic first says stop; all n where it never does.

    Parameters
    ----------
    relevant : n, in reading order.

    >>> end_of_course(Rule("share", 0.25), np.zeros(9, dtype=bool))
    3
    """
    if rule.kind == "ranked":
        return _ranked(rule, relevant)
    if rule.kind == "knee":
        return _knee(relevant)
    if rule.kind == "consecutive":
        return _in_a_row(relevant, int(rule.value))
    return math.ceil(rule.value * len(relevant))


def _in_a_row(relevant: NDArray[np.bool_], wanted: int) -> int:
    """How much is read until so many irrelevant ones in a row follow a relevant one; all where they never do."""
    places = np.flatnonzero(relevant)
    if not len(places):
        return len(relevant)
    gaps = np.diff(places, append=len(relevant)) - 1
    long = np.flatnonzero(gaps >= wanted)
    return int(places[long[0]] + 1 + wanted) if len(long) else len(relevant)


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


def _ranked_now(rule: Rule, places: NDArray[np.int64], read: int, records: int) -> bool:
    """The same test for the windows that end with the last record read."""
    found = len(places)
    for before in range(max(1, found - MOST_IN_WINDOW), found + 1):
        start = int(places[before - 1])
        if read - start >= Boundary(records - start, before, rule.value, rule.risk).single_look(found - before):
            return True
    return False


def _knee(relevant: NDArray[np.bool_]) -> int:
    """The first record at which the curve is past its knee."""
    curve = np.cumsum(relevant).astype(float)
    for s in range(FEWEST_READ, len(relevant) + 1):
        if _is_past_knee(curve[:s]):
            return s
    return len(relevant)


def _is_past_knee(curve: NDArray[np.float64]) -> bool:
    """Whether a curve of relevant records found is past its knee.

    At record s with r found, let i be where the curve is farthest above the line from the origin to (s, r). Reading
    stops where the ratio of slopes before and after i, (r_i / i) / ((1 + r − r_i) / (s − i)), is at least 156 −
    min(r, 150).
    """
    s = len(curve)
    if s < FEWEST_READ:
        return False
    r = curve[-1]
    i = int(np.argmax(curve - r / s * np.arange(1, s + 1))) + 1
    return bool(i < s and curve[i - 1] / i * (s - i) / (1 + r - curve[i - 1]) >= 156 - min(r, 150))
