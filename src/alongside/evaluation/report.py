"""The numbers of a trial's report: every planned analysis of one table of outcomes, in the plan's order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from alongside.errors import AlongsideError, UsageError
from alongside.evaluation.analysis import (
    Effect,
    RandomisationTest,
    RepeatedEffects,
    TippingPoint,
    TrialData,
    cluster_level_difference,
    complier_effect,
    gee_difference,
    imputed_effect,
    marginal_effects,
    mean_difference,
    randomisation_test,
    repeated_effects,
    tipping_point,
)
from alongside.evaluation.analysis.data import Numbers
from alongside.evaluation.analysis.imputation import Analysis
from alongside.evaluation.analysis.models import prepared_difference
from alongside.evaluation.analysis.redrawing import Redraw
from alongside.evaluation.plan import AnalysisPlan, LockedPlan, check_plan, status

__all__ = ["ArmSummary", "Line", "Report", "report"]

Result = Effect | RandomisationTest | TippingPoint | RepeatedEffects


@dataclass(frozen=True, slots=True)
class ArmSummary:
    """People, outcomes, and the outcome's mean and standard deviation in one arm; of yes/no the events."""

    arm: str
    people: int
    outcomes: int
    mean: float
    sd: float
    events: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """One analysis: its name, "planned" or "exploratory", and its results; or why it could not be done."""

    analysis: str
    status: str
    results: tuple[Result, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """All of it. The first line is the primary analysis."""

    plan: AnalysisPlan
    digest: str
    arms: tuple[ArmSummary, ArmSummary]
    lines: tuple[Line, ...]

    @property
    def primary(self) -> Effect:
        """The effect that answers the question."""
        effect = self.lines[0].results[0]
        assert isinstance(effect, Effect)
        return effect


def report(
    locked: LockedPlan | None,
    plan: AnalysisPlan,
    data: TrialData,
    *,
    visits: Mapping[str, Numbers] | None = None,
    redraw: Redraw | None = None,
    extra: tuple[str, ...] = (),
) -> Report:
    """Carry the plan out.

    Parameters
    ----------
    locked, plan : the plan as it was locked, and as it is now.
    visits : outcomes of each visit, for repeated measures.
    redraw : draws the procedure again, for the randomisation test.
    extra : analyses outside the plan; they are called exploratory.

    Raises
    ------
    InputError : no plan is locked, or another; or the primary analysis cannot be done. What else cannot be done is a
        line with its reason, so that nothing that was planned goes missing.
    """
    status(locked, plan, "primary")
    assert locked is not None
    check_plan(plan)
    analyses = dict.fromkeys(("primary", *plan.analyses, *extra))
    lines = []
    for name in analyses:
        try:
            results = _results(name, plan, data, visits or {}, redraw)
        except AlongsideError as error:
            if name == "primary":
                raise
            lines.append(Line(name, status(locked, plan, name), (), str(error)))
            continue
        lines.append(Line(name, status(locked, plan, name), results))
    arms = _summary(data, data.support, 1.0), _summary(data, data.comparison, 0.0)
    return Report(plan, locked.digest, arms, tuple(lines))


def _summary(data: TrialData, arm: str, flag: float) -> ArmSummary:
    values = data.outcome[data.treated == flag]
    seen = values[~np.isnan(values)]
    events = int(seen.sum()) if data.kind == "binary" else None
    return ArmSummary(arm, len(values), len(seen), float(seen.mean()), float(seen.std(ddof=1)), events)


def _prepared(plan: AnalysisPlan) -> Analysis:
    """The analysis that is made of each imputed copy."""
    if plan.kind == "mean":
        return lambda data: prepared_difference(data, plan.design, level=plan.level, method=plan.method)
    return lambda data: lambda outcome: marginal_effects(data.with_outcome(outcome), level=plan.level)[0]


def _results(
    name: str, plan: AnalysisPlan, data: TrialData, visits: Mapping[str, Numbers], redraw: Redraw | None
) -> tuple[Result, ...]:
    primary = _prepared(plan)
    if name == "primary":
        if plan.kind == "mean":
            return (mean_difference(data, plan.design, level=plan.level, method=plan.method),)
        return marginal_effects(data, level=plan.level)
    if name == "cluster-level":
        return (cluster_level_difference(data, level=plan.level),)
    if name == "gee":
        return (gee_difference(data, level=plan.level),)
    if name == "imputed":
        return (imputed_effect(data, primary, m=plan.imputations, seed=plan.seed),)
    if name == "tipping-point":
        if plan.largest_shift <= 0:
            raise UsageError("a tipping point needs the largest shift to look at")
        alpha = 1 - plan.level
        return (
            tipping_point(data, primary, m=plan.imputations, seed=plan.seed, largest=plan.largest_shift, alpha=alpha),
        )
    if name == "randomisation":
        if redraw is None:
            raise UsageError("a randomisation test needs the procedure that drew the arms")
        return (randomisation_test(data, redraw, draws=plan.draws, seed=plan.seed),)
    if name == "compliers":
        return (complier_effect(data, level=plan.level),)
    if name == "repeated":
        return (repeated_effects(data, visits, level=plan.level, method=plan.method),)
    raise UsageError(f"there is no analysis {name!r}")
