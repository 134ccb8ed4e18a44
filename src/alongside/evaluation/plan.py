"""The analysis plan as data: written before outcomes are seen, locked by its digest, and held to.

A plan that is locked cannot be changed without its digest showing it, and no table of outcomes is opened before the
lock. What was not planned may be done, and is called exploratory.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from alongside.errors import InputError, UsageError
from alongside.evaluation.analysis.data import KINDS
from alongside.evaluation.analysis.mixed import DEFAULT
from alongside.evaluation.samplesize import DESIGNS

__all__ = ["ANALYSES", "AnalysisPlan", "Estimand", "LockedPlan", "check_plan", "digest", "lock", "plan_of", "status"]

ANALYSES = ("primary", "cluster-level", "gee", "imputed", "tipping-point", "randomisation", "compliers", "repeated")
"""What can be planned. "primary" is the design's mixed model for a mean, marginal effects for yes/no and counts."""


ELSEWHERE = {
    "stepped-wedge": "a stepped wedge cannot be planned in a project by this version: alongside tools samplesize says "
    "how many clusters it needs, alongside tools allocate --method stepped-wedge draws its schedule, and "
    "alongside.evaluation.analysis.stepped_wedge_effect analyses it",
    "longitudinal": "a difference in slopes cannot be planned in a project by this version: alongside tools samplesize "
    "says how many people it needs, and alongside.evaluation.analysis.slope_difference analyses it",
}
"""Designs that the engine knows and a project's plan does not carry, each with the way that there is."""


@dataclass(frozen=True, slots=True)
class Estimand:
    """What is to be estimated, by the five attributes of ICH E9(R1)."""

    population: str
    treatment: str
    variable: str
    intercurrent_events: str
    summary: str


@dataclass(frozen=True, slots=True)
class AnalysisPlan:
    """Everything that decides how outcomes become an effect.

    outcome, kind, limits : the column, what it is, and the least and greatest value of the instrument.
    covariates, group, cluster, strata : columns, of which the last three may be "".
    visits : columns of repeated outcomes, in order.
    analyses : in `ANALYSES`, the primary one among them.
    allocation : the procedure, as the command line's allocation takes it; needed for the randomisation test.
    """

    question: str
    design: str
    support: str
    comparison: str
    outcome: str
    estimand: Estimand
    kind: str = "mean"
    limits: tuple[float, float] | None = None
    higher_is_better: bool = True
    covariates: tuple[str, ...] = ()
    group: str = ""
    cluster: str = ""
    strata: str = ""
    received: str = ""
    visits: tuple[str, ...] = ()
    analyses: tuple[str, ...] = ("primary",)
    method: str = DEFAULT
    level: float = 0.95
    imputations: int = 20
    largest_shift: float = 0.0
    draws: int = 999
    seed: int = 1
    allocation: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LockedPlan:
    """A plan, its digest, and when and by whom it was locked, as the caller's clock and name say."""

    plan: AnalysisPlan
    digest: str
    when: str
    who: str


def digest(plan: AnalysisPlan) -> str:
    """SHA-256 of the plan's content, the same however it was written down."""
    return hashlib.sha256(json.dumps(asdict(plan), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def lock(plan: AnalysisPlan, *, when: str, who: str) -> LockedPlan:
    """Lock a plan that can be carried out. Raises `UsageError` for one that cannot."""
    check_plan(plan)
    return LockedPlan(plan, digest(plan), when, who)


def check_plan(plan: AnalysisPlan) -> None:
    """Say what a plan lacks, in one line."""
    if plan.design in ELSEWHERE:
        raise UsageError(ELSEWHERE[plan.design])
    if plan.design not in DESIGNS:
        raise UsageError(
            f"expected a design of individual, cluster, partially-nested, waiting-list; found {plan.design!r}"
        )
    if plan.kind not in KINDS:
        raise UsageError(f"expected an outcome of kind {', '.join(KINDS)}; found {plan.kind!r}")
    unknown = [name for name in plan.analyses if name not in ANALYSES]
    if unknown or "primary" not in plan.analyses:
        raise UsageError(
            f"expected analyses of {', '.join(ANALYSES)}, the primary one among them; found {plan.analyses}"
        )
    for name in ("question", "outcome"):
        if not getattr(plan, name):
            raise UsageError(f"a plan says its {name}")
    for attribute, text in asdict(plan.estimand).items():
        if not text:
            raise UsageError(f"an estimand says its {attribute.replace('_', ' ')}")
    by_design: dict[str, tuple[str, ...]] = {
        "partially-nested": ("group",),
        "waiting-list": ("group",),
        "cluster": ("cluster",),
    }
    needed = by_design.get(plan.design, ())
    needed += ("received",) * ("compliers" in plan.analyses) + ("visits",) * ("repeated" in plan.analyses)
    needed += ("allocation",) * ("randomisation" in plan.analyses)
    needed += ("largest_shift",) * ("tipping-point" in plan.analyses)
    for name in needed:
        if not getattr(plan, name):
            raise UsageError(f"this plan needs {name!r}")


def status(locked: LockedPlan | None, plan: AnalysisPlan, analysis: str) -> str:
    """ "planned" or "exploratory", once the plan allows outcomes to be opened at all.

    Raises
    ------
    InputError : no plan is locked, or the plan is not the one that was.
    """
    if locked is None:
        raise InputError("the analysis plan is not locked; lock it before a table of outcomes is opened")
    if digest(plan) != locked.digest or digest(locked.plan) != locked.digest:
        raise InputError(f"the analysis plan was changed after it was locked on {locked.when}; go back to that one")
    return "planned" if analysis in locked.plan.analyses else "exploratory"


def plan_of(document: Mapping[str, Any]) -> AnalysisPlan:
    """A plan from a JSON object. Raises `InputError` that names a field that is missing, unknown or of another type."""
    names = {item.name for item in fields(AnalysisPlan)}
    for name in document:
        if name not in names:
            raise InputError(f"a plan has no field {name!r}; it has {', '.join(sorted(names))}")
    values = dict(document)
    for name in ("question", "design", "support", "comparison", "outcome", "estimand"):
        if name not in values:
            raise InputError(f"the plan lacks {name!r}")
    estimand = values["estimand"]
    attributes = [item.name for item in fields(Estimand)]
    if not isinstance(estimand, Mapping) or sorted(estimand) != sorted(attributes):
        raise InputError(f"expected an estimand with {', '.join(attributes)}")
    values["estimand"] = Estimand(**{name: str(estimand[name]) for name in attributes})
    for name in ("covariates", "visits", "analyses"):
        if name in values:
            values[name] = _texts(name, values[name])
    if values.get("limits") is not None:
        values["limits"] = _limits(values["limits"])
    return AnalysisPlan(**values)


def _texts(name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(text, str) for text in value):
        raise InputError(f"expected {name!r} to be a list of names, found {value!r}")
    return tuple(value)


def _limits(value: object) -> tuple[float, float]:
    if not isinstance(value, list | tuple) or len(value) != 2 or not value[0] < value[1]:
        raise InputError(f"expected the limits to be the least and the greatest value, found {value!r}")
    return float(value[0]), float(value[1])
