"""Is the interval narrow enough, judged by what matters and by how much was measured?

The rule for reviews of GRADE guidelines 6 (Guyatt 2011, J Clin Epidemiol 64:1283): an interval that excludes no effect
is precise once the *optimal information size* is reached; one that includes no effect is imprecise only where it fails
to exclude a benefit or a harm that matters. GRADE guidance 35 (Schünemann 2022, J Clin Epidemiol 150:225) adds that a
claim of a trivial effect is imprecise where the interval reaches what matters, and that far too little information may
cost two steps.

The information size is that of one trial with 80 % power at the 5 % level to find the difference that matters, m. The
variance of such a trial's estimate is (m / (z₀.₉₇₅ + z₀.₈))², on any scale; the trials together carry Σ 1/vᵢ.
"""

from __future__ import annotations

from dataclasses import dataclass

from alongside.certainty.what_matters import what_matters
from alongside.evidence import Estimate, Outcome
from alongside.words.numbers import count

__all__ = ["Imprecision", "imprecision", "information_share", "people_of"]

POWER_FACTOR = (1.959964 + 0.841621) ** 2
"""(z₀.₉₇₅ + z₀.₈)² = 7.849: two-sided 5 % and 80 % power, as in GRADE guidelines 6."""

FEW_PEOPLE = 400
"""GRADE guidelines 6: the rule of thumb for continuous outcomes, used where nobody has stated what matters."""

FAR_TOO_LITTLE = 0.3
"""GRADE guidance 35: below 30 % of the information size, two steps may be due."""


@dataclass(frozen=True, slots=True)
class Imprecision:
    """Steps down (0, 1 or 2) and the reason in plain words, "" where there is none."""

    steps: int
    reason: str = ""


def information_share(estimate: Estimate, smallest: float) -> float:
    """Information of the trials as a share of the optimal information size; 1 is just enough. `smallest` > 0.

    >>> estimate = Estimate("SMD", 4, 24000, 0, 0.0128, -0.04, 0.04, None, None, 0, 0, 1, 1, 1, "REML", "knha")
    >>> round(information_share(estimate, 0.2))
    31
    """
    sum_of_weights = sum(1 / weighted.effect.vi for weighted in estimate.studies if weighted.effect.vi > 0)
    information = sum_of_weights or (1 / estimate.se / estimate.se if estimate.se > 0 else float("inf"))
    return information * smallest * smallest / POWER_FACTOR  # a power would end with an error where this is infinite


def imprecision(estimate: Estimate, outcome: Outcome) -> Imprecision:
    """How imprecise an estimate is. People whom no table prints never cost a step: nobody has counted them."""
    low, high = sorted((estimate.ci_low, estimate.ci_high))
    holds_none = low <= 0 <= high
    matters = what_matters(outcome)
    if matters is None:
        counted = estimate.participants is not None and not estimate.uncounted
        few = counted and (estimate.participants or 0) < FEW_PEOPLE
        why = "includes no effect" if holds_none else f"rests on fewer than {FEW_PEOPLE} people"
        return _down(holds_none + few, why, estimate, " and nobody has stated which difference matters")
    smallest, share = matters.value, information_share(estimate, matters.value)
    reaches = (low <= -smallest) + (high >= smallest)
    if holds_none and reaches == 2:
        return _down(2, "includes both a benefit and a harm that matter", estimate)
    if holds_none and reaches == 1:
        steps = 2 if share < FAR_TOO_LITTLE else 1
        return _down(steps, "includes no effect as well as a difference that matters", estimate)
    if not holds_none and reaches and abs(estimate.beta) < smallest:
        return _down(1, "reaches a difference that matters, though the mean does not", estimate)
    if not holds_none and share < 1:
        return _down(
            1, "excludes no effect, but rests on less information than one trial that could be relied on", estimate
        )
    return Imprecision(0)


def people_of(estimate: Estimate) -> str:
    """How many people, in words; "at least" where a trial does not print how many it had.

    >>> people_of(Estimate("MD", 3, 109, 0, 1, -2, 2, None, None, 0, 0, 1, 1, 1, "REML", "knha", uncounted=1))
    'at least 109 people in 3 trials'
    """
    trials = "one trial" if estimate.k == 1 else f"{estimate.k} trials"
    if estimate.participants is None:
        return f"{trials}; the number of people is not printed"
    return f"{'at least ' if estimate.uncounted else ''}{count(estimate.participants)} people in {trials}"


def _down(steps: int, why: str, estimate: Estimate, remark: str = "") -> Imprecision:
    if not steps:
        return Imprecision(0)
    how_far = "one step" if steps == 1 else "two steps"
    return Imprecision(steps, f"Imprecision: the interval {why}{remark} ({people_of(estimate)}; {how_far} down).")
