"""A first suggestion of certainty, from the numbers alone.

Randomised trials start at *high* (GRADE guidelines 1, Guyatt 2011, J Clin Epidemiol 64:383). The rule steps down for

- risk of bias that nobody has judged yet: one step, always, because trials of peer support cannot hide from people what
  they were offered, and most outcomes are people's own reports (GRADE guidelines 4, Guyatt 2011, 64:407);
- inconsistency: one step where a new programme may do harm as well as good although the mean's interval excludes no
  effect, or where more than half of the spread between trials is real (I² > 50 %; GRADE guidelines 7, Guyatt 2011,
  64:1294; the bound is the Cochrane Handbook's "may represent substantial heterogeneity", 10.10.2);
- imprecision: one step where the interval includes no effect, one more where it also reaches past the smallest
  difference that matters on both sides, or where fewer than 400 people were studied (GRADE guidelines 6, Guyatt
  2011, 64:1283: the rule of thumb for continuous outcomes).
"""

from __future__ import annotations

import math

from alongside.evidence import Certainty, Estimate, Outcome

__all__ = ["LEVELS", "suggest"]

LEVELS = ("very low", "low", "moderate", "high")
"""GRADE's four steps, from the lowest."""

FEW_PEOPLE = 400
"""GRADE guidelines 6: below this total, a continuous outcome is imprecise whatever its interval."""

REAL_SPREAD = 50.0
"""I² in per cent past which heterogeneity may be substantial (Cochrane Handbook 10.10.2)."""

SUGGESTED_BY = "Alongside's rule, version 1"


def suggest(estimate: Estimate, outcome: Outcome) -> Certainty:
    """The level that the numbers suggest, with a reason in plain words for every step down.

    >>> outcome = Outcome("hba1c", "Blood sugar", "clinical", "MD", False, "%")
    >>> one = Estimate("MD", 1, 60, -0.4, 0.3, -1.0, 0.2, None, None, None, None, None, None, 0.18, "EE", "z")
    >>> suggest(one, outcome).level
    'very low'
    """
    reasons = ["Nobody has judged the trials' risk of bias yet (one step down)."]
    steps = 1
    if _inconsistent(estimate):
        reasons.append("The trials differ more than chance explains (one step down).")
        steps += 1
    down = _imprecision(estimate, outcome)
    if down:
        people = f"{estimate.participants:,}" if estimate.participants is not None else "an unknown number of"
        why = {1: "The interval is wide", 2: "The interval is very wide"}[down]
        reasons.append(f"{why} ({people} people in {_trials(estimate.k)}; {_steps(down)} down).")
        steps += down
    if estimate.k == 1:
        reasons.append("There is only one trial (one step down).")
        steps += 1
    return Certainty(LEVELS[max(0, 3 - steps)], tuple(reasons), by=SUGGESTED_BY)


def _inconsistent(estimate: Estimate) -> bool:
    excludes_no_effect = estimate.ci_low > 0 or estimate.ci_high < 0
    crosses = estimate.pi_low is not None and estimate.pi_high is not None and estimate.pi_low < 0 < estimate.pi_high
    return (crosses and excludes_no_effect) or (estimate.i2 is not None and estimate.i2 > REAL_SPREAD)


def _imprecision(estimate: Estimate, outcome: Outcome) -> int:
    bound = smallest_on_model_scale(outcome)
    down = int(estimate.ci_low <= 0 <= estimate.ci_high)
    both_sides = bound is not None and estimate.ci_low < -bound and estimate.ci_high > bound
    few = estimate.participants is None or estimate.participants < FEW_PEOPLE
    return min(2, down + int(both_sides or few))


def smallest_on_model_scale(outcome: Outcome) -> float | None:
    """The smallest difference that matters, as a logarithm for ratios."""
    smallest = outcome.smallest_that_matters
    if smallest is None:
        return None
    return abs(math.log(smallest.value)) if outcome.is_ratio else smallest.value


def _trials(k: int) -> str:
    return "one trial" if k == 1 else f"{k} trials"


def _steps(n: int) -> str:
    return "one step" if n == 1 else f"{n} steps"
