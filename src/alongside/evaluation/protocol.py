"""What a service says of its evaluation before it begins: the answers to a short form, as one frozen value.

From it follow the analysis plan (`planned`), the sample size's assumptions (`assumed`) and, item by item, the document
of SPIRIT 2025 (`spirit`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from alongside.errors import InputError, UsageError
from alongside.evaluation.plan import AnalysisPlan, Estimand
from alongside.evaluation.samplesize import Assumptions

__all__ = ["CLUSTER_DESIGNS", "NESTED_DESIGNS", "NOT_TO_RANDOMISE", "Protocol", "assumed", "planned", "protocol_of"]

NESTED_DESIGNS = frozenset({"partially-nested", "waiting-list"})
CLUSTER_DESIGNS = frozenset({"cluster"})

NOT_TO_RANDOMISE = {
    "known": "The answer is known well enough already: look at the living answer before you ask people for their time.",
    "withheld": "Somebody would be kept from support that they have now, or need at once.",
    "few": "The people who could take part are far fewer than the sample size says.",
    "unsettled": "The support still changes from week to week: there is nothing yet that a trial could be about.",
    "mixed": "People in both arms meet and would share the support; then randomise groups or places, or do not.",
    "safety": "Nobody is there to act when somebody in either arm is in danger.",
}
"""When not to randomise: a person says of each that it does not hold here, or why the trial goes on all the same."""

SMALLEST, LARGEST = 1e-6, 1e9
"""Of a difference or spread: beyond them squares of their ratio have no digits left."""

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


@dataclass(frozen=True, slots=True)
class Protocol:
    """The form's answers; "" and None are what nobody has said yet.

    Parameters
    ----------
    id, title, question : "calls-2027" (small letters, digits and hyphens), and what is asked in a sentence.
    who, where : who can take part, and where.
    support, support_words, comparison, comparison_words : the two arms' names, and what is done in each.
    form : of the support, as the codebook calls it: telephone, group, online_forum, training, …
    design : individual, partially-nested, waiting-list or cluster.
    not_randomised : for each of `NOT_TO_RANDOMISE` that holds, why the trial goes on all the same.
    population, intercurrent_events, summary : of the estimand (ICH E9(R1)); its treatment and variable follow from the
        arms and the outcome.
    instrument, outcome_id, outcome, kind, low, high, higher_is_better, weeks : the primary outcome: its instrument, the
        review's outcome that it belongs to, its column, and when it is measured.
    covariates : columns that were measured before, as the outcome's own baseline.
    visits : columns of the outcome at every visit, the last one being `outcome`.
    second : further outcomes, in words.
    harms : what is looked for, how, and who acts.
    difference, sd, icc, group_size, retained, power, sources : what the sample size rests on.
    method : of the allocation: "blocks" within `strata`, () for none; "clusters", all of them together within
        `strata`; or "minimisation" over `factors` (name to its
        levels) by a `distance`, the preferred arm drawn with `probability`. The ratio of support to comparison is
        `ratio_support` to `ratio_comparison`.
    analyses : beside the primary one.
    largest_shift : of the tipping point.
    plan : the id of the kept plan that it began from, "" for none.
    items : SPIRIT 2025's items that the form does not ask for, by their number ("3b").
    """

    id: str
    title: str = ""
    question: str = ""
    who: str = ""
    where: str = ""
    support: str = "support"
    support_words: str = ""
    comparison: str = "waiting list"
    comparison_words: str = ""
    form: str = ""
    design: str = "partially-nested"
    not_randomised: Mapping[str, str] = field(default_factory=dict)
    population: str = ""
    intercurrent_events: str = ""
    summary: str = ""
    instrument: str = ""
    outcome_id: str = ""
    outcome: str = "outcome"
    kind: str = "mean"
    low: float | None = None
    high: float | None = None
    higher_is_better: bool = False
    weeks: float | None = None
    covariates: tuple[str, ...] = ()
    visits: tuple[str, ...] = ()
    second: str = ""
    harms: str = ""
    difference: float | None = None
    sd: float | None = None
    icc: float = 0.05
    group_size: float = 8.0
    retained: float = 0.85
    power: float = 0.8
    sources: str = ""
    ratio_support: int = 1
    ratio_comparison: int = 1
    strata: tuple[str, ...] = ()
    method: str = "blocks"
    factors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    distance: str = "range"
    probability: float = 0.8
    analyses: tuple[str, ...] = ()
    largest_shift: float = 0.0
    plan: str = ""
    items: Mapping[str, str] = field(default_factory=dict)

    @property
    def unit(self) -> str:
        """What is drawn to an arm."""
        return "cluster" if self.design in CLUSTER_DESIGNS else "person"

    @property
    def variable(self) -> str:
        """The estimand's variable, in words."""
        when = f" at {self.weeks:g} weeks" if self.weeks is not None else ""
        return f"{self.instrument}{when}" if self.instrument else ""


def protocol_of(document: Mapping[str, Any]) -> Protocol:
    """A protocol from a JSON object. Raises `InputError` that names a field that is unknown or of another type."""
    types = {item.name: str(item.type) for item in fields(Protocol)}
    values: dict[str, Any] = {}
    for name, value in document.items():
        if name not in types:
            raise InputError(f"a protocol has no field {name!r}; it has {', '.join(types)}")
        values[name] = _of_type(name, types[name], value)
    if not SLUG.fullmatch(str(values.get("id", ""))):
        raise InputError(f"expected an id of small letters, digits and hyphens, found {values.get('id', '')!r}")
    unknown = [name for name in values.get("not_randomised", {}) if name not in NOT_TO_RANDOMISE]
    if unknown:
        raise InputError(f"expected reasons of {', '.join(NOT_TO_RANDOMISE)}; found {unknown[0]!r}")
    return Protocol(**values)


def _of_type(name: str, declared: str, value: object) -> object:
    """The value, as its field has it."""
    if declared.startswith("tuple"):
        if not isinstance(value, list | tuple) or not all(isinstance(text, str) for text in value):
            raise InputError(f"expected {name!r} to be a list of names, found {value!r}")
        return tuple(value)
    if "tuple" in declared:
        if not isinstance(value, Mapping) or not all(isinstance(levels, list | tuple) for levels in value.values()):
            raise InputError(f"expected {name!r} to be lists of levels by name, found {value!r}")
        return {factor: _of_type(name, "tuple[str, ...]", levels) for factor, levels in value.items()}
    if declared.startswith("Mapping"):
        if not isinstance(value, Mapping) or not all(isinstance(text, str) for text in value.values()):
            raise InputError(f"expected {name!r} to be texts by name, found {value!r}")
        return dict(value)
    if declared == "bool":
        fits = isinstance(value, bool)
    elif declared == "int":
        fits = isinstance(value, int) and not isinstance(value, bool)
    elif declared.startswith("float"):
        fits = (value is None and "None" in declared) or (
            isinstance(value, int | float) and not isinstance(value, bool)
        )
    else:
        fits = isinstance(value, str)
    if not fits:
        raise InputError(f"expected {name!r} to be of type {declared}, found {value!r}")
    return value


def planned(protocol: Protocol) -> AnalysisPlan:
    """The analysis plan that the protocol asks for. `check_plan` says what it still lacks."""
    nested = protocol.design in NESTED_DESIGNS
    limits = None if protocol.low is None or protocol.high is None else (float(protocol.low), float(protocol.high))
    if limits and not limits[0] < limits[1]:
        raise UsageError(
            f"expected the least value of {protocol.instrument or 'the outcome'} below the greatest, found "
            f"{limits[0]:g} and {limits[1]:g}"
        )
    return AnalysisPlan(
        question=protocol.question,
        design=protocol.design,
        support=protocol.support,
        comparison=protocol.comparison,
        outcome=protocol.outcome,
        estimand=Estimand(
            protocol.population,
            f"{protocol.support}: {protocol.support_words}" if protocol.support_words else "",
            protocol.variable,
            protocol.intercurrent_events,
            protocol.summary,
        ),
        kind=protocol.kind,
        limits=limits,
        higher_is_better=protocol.higher_is_better,
        covariates=protocol.covariates,
        group="group" if nested else "",
        cluster="cluster" if protocol.unit == "cluster" else "",
        strata="stratum" if protocol.strata and protocol.method != "minimisation" else "",
        received="received" if "compliers" in protocol.analyses else "",
        visits=protocol.visits,
        analyses=("primary", *(name for name in protocol.analyses if name != "primary")),
        largest_shift=float(protocol.largest_shift),
        allocation=_allocation(protocol),
    )


def _allocation(protocol: Protocol) -> dict[str, Any]:
    """The procedure, as `AnalysisPlan.allocation` has it. What another method would need is no part of it."""
    split = f"{protocol.support}:{protocol.ratio_support},{protocol.comparison}:{protocol.ratio_comparison}"
    if protocol.method != "minimisation":
        return {"method": protocol.method, "arms": split, "strata": list(protocol.strata)}
    return {
        "method": protocol.method,
        "arms": split,
        "factors": {name: list(levels) for name, levels in protocol.factors.items()},
        "distance": protocol.distance,
        "probability": float(protocol.probability),
    }


def assumed(protocol: Protocol) -> Assumptions:
    """What the sample size rests on. Raises `UsageError` for a spread or difference that no instrument has."""
    for name, value in (("the standard deviation", protocol.sd), ("the difference", protocol.difference)):
        if value is not None and not SMALLEST <= abs(value) <= LARGEST:
            raise UsageError(f"{name} is a number of ordinary size and not 0, found {value:g}")
    if protocol.sd is not None and protocol.sd < 0:
        raise UsageError(f"the standard deviation is above 0, found {protocol.sd:g}")
    return Assumptions(
        design=protocol.design,
        difference=protocol.difference,
        sd=1.0 if protocol.sd is None else protocol.sd,
        icc=protocol.icc,
        cluster_size=protocol.group_size,
        ratio=protocol.ratio_comparison / protocol.ratio_support,
        retained=protocol.retained,
        power=protocol.power,
    )
