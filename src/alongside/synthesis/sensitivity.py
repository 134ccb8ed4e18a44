"""Does the answer hold? The same trials, pooled otherwise: each a line that changes nobody's numbers.

One result a trial; other correlations, where all results enter; without each trial in turn; without trials at high risk
of bias; other estimators (Cochrane Handbook 10.14).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from alongside.errors import NotConverged
from alongside.evidence import Contrast, EffectSize, Estimate, Outcome
from alongside.synthesis.all_results import Refused, estimate_of_all
from alongside.synthesis.answers import estimate_of
from alongside.synthesis.recoveries import Recoveries
from alongside.synthesis.selection import Rule, select, select_all

__all__ = ["OTHER_ESTIMATORS", "OTHER_RHOS", "Sensitivity", "Varied", "sensitivity"]

OTHER_RHOS = (0.4, 0.8)
"""Below and above the 0.6 of the rule: a range as Pustejovsky & Tipton 2022 (Prev Sci 23:425) look at."""

OTHER_ESTIMATORS = ("DL", "PM", "EE")


@dataclass(frozen=True, slots=True)
class Varied:
    """One variation: what was varied ("0.4", "DL", the id of the trial left out), and what it gives or why nothing."""

    what: str
    estimate: Estimate | None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The lines of one answer. `low_risk` is None where nobody has judged the trials' risk of bias."""

    one_a_trial: Varied
    rhos: tuple[Varied, ...]
    without_each: tuple[Varied, ...]
    low_risk: Varied | None
    estimators: tuple[Varied, ...]


def sensitivity(
    contrasts: Sequence[Contrast],
    outcome: Outcome,
    rule: Rule,
    *,
    together: bool,
    high_risk: frozenset[str] | None = None,
    recoveries: Recoveries | None = None,
) -> Sensitivity:
    """Every line for the contrasts of one answer.

    Parameters
    ----------
    contrasts : of the comparator of the answer. together : whether all results of a trial entered it.
    high_risk : trials judged to be at high risk of bias; None where none was judged.
    """
    recoveries = recoveries or Recoveries(rule.icc)
    single = select(contrasts, outcome, rule, recoveries).effects
    entered = select_all(contrasts, outcome, rule, recoveries).effects if together else single
    studies = list(dict.fromkeys(effect.study for effect in entered))

    def without(dropped: frozenset[str], what: str) -> Varied:
        rest = [effect for effect in entered if effect.study not in dropped]
        return _all(what, rest, outcome, rule) if together else _one(what, rest, outcome, rule)

    return Sensitivity(
        one_a_trial=_one("", single, outcome, rule),
        rhos=tuple(_all(f"{rho:g}", entered, outcome, replace(rule, rho=rho)) for rho in OTHER_RHOS)
        if together
        else (),
        without_each=tuple(without(frozenset({study}), study) for study in studies),
        low_risk=None if high_risk is None else without(high_risk, f"{len(high_risk & set(studies))}"),
        estimators=tuple(
            _one(method, single, outcome, replace(rule, method=method, test="z" if method == "EE" else rule.test))
            for method in OTHER_ESTIMATORS
            if method != rule.method
        ),
    )


def _all(what: str, effects: Sequence[EffectSize], outcome: Outcome, rule: Rule) -> Varied:
    estimate = estimate_of_all(effects, outcome, rule)
    if isinstance(estimate, Refused):
        return Varied(what, None, estimate.reason)
    return Varied(what, estimate)


def _one(what: str, effects: Sequence[EffectSize], outcome: Outcome, rule: Rule) -> Varied:
    if not effects:
        return Varied(what, None, "No trial is left.")
    try:
        return Varied(what, estimate_of(effects, outcome, rule))
    except NotConverged as error:
        return Varied(what, None, f"It cannot be fitted ({error}).")
