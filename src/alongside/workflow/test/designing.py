"""An evaluation designed, and its plan locked: from then on neither changes."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from alongside.errors import UsageError
from alongside.evaluation.allocation import ClustersTogether, Minimisation, Procedure, seal
from alongside.evaluation.answers import check_answers
from alongside.evaluation.plan import AnalysisPlan, check_plan, digest
from alongside.evaluation.protocol import Protocol, planned, protocol_of
from alongside.evidence import Author
from alongside.project import NewDecision, Project
from alongside.project.test.facet import Drawn
from alongside.project.test.kinds import PLAN_LOCKED, designed, deviated, list_sealed, plan_locked
from alongside.workflow.test.evaluations import Evaluation, evaluation_named, evaluations
from alongside.workflow.test.vault import Vault
from alongside.workflow.tools.allocations import arms_of, procedure_of

__all__ = ["design", "deviate", "lock_plan", "procedure_planned"]

DRAWN = ("blocks", "minimisation", "clusters")
"""Methods that a project draws by: the first two one unit at a time, clusters also all in one act."""

MOST_FACTORS = 6
"""More cannot be asked of everybody at the door, and with few people nothing is balanced over so many."""

LONGEST_LEVEL = 40
"""Characters of a factor's or level's name: all of a person's then fit into one sealed row."""

TAKEN = frozenset({"person", "cluster", "arm", "stratum", "group", "received", "measured", "randomised"})

AFTER_THE_LOCK = frozenset({"title", "items", "sources", "not_randomised", "plan"})
"""What may still be written after the plan is locked: words about the trial, nothing that decides its result."""


def design(project: Project, document: Mapping[str, Any], *, author: Author, at: datetime, why: str = "") -> Protocol:
    """Keep what the evaluation is to be; unfinished answers are kept too.

    Raises `InputError` for a field that is none and an answer that cannot be meant; `UsageError` for a change of what
    the locked plan rests on.
    """
    protocol = protocol_of(document)
    before = {evaluation.id: evaluation for evaluation in evaluations(project)}.get(protocol.id)
    if before is not None and before.locked:
        _check_unchanged(before, protocol)
    else:
        check_answers(protocol)
    if before is None or before.protocol != protocol:
        project.append([designed(protocol.id, _plain(protocol), why=why)], author=author, at=at)
    return protocol


def _check_unchanged(before: Evaluation, protocol: Protocol) -> None:
    for item in dataclasses.fields(Protocol):
        if item.name in AFTER_THE_LOCK or getattr(before.protocol, item.name) == getattr(protocol, item.name):
            continue
        assert before.locked is not None
        raise UsageError(
            f"the plan was locked on {before.locked.when[:10]}, so {item.name.replace('_', ' ')!r} stays as it is; "
            "write what you did otherwise down as a deviation"
        )


def procedure_planned(plan: AnalysisPlan) -> Procedure | ClustersTogether:
    """The procedure that draws: permuted blocks whose sizes are drawn as well, minimisation, or clusters together.

    Raises `UsageError` for one that cannot be drawn.
    """
    method = plan.allocation.get("method", "blocks")
    if method not in DRAWN:
        raise UsageError(f"expected an allocation by {', '.join(DRAWN)}; found {method!r}")
    if method == "clusters":
        if not plan.cluster:
            raise UsageError("people are drawn one by one as they come; only clusters are drawn together")
        return ClustersTogether(arms_of(str(plan.allocation["arms"])), tuple(plan.allocation["strata"]) or ("",))
    procedure = procedure_of(plan.allocation)
    if isinstance(procedure, Minimisation):
        check_factors(procedure.factors, {*TAKEN, plan.outcome, *plan.covariates, *plan.visits})
    return procedure


def check_factors(factors: Mapping[str, tuple[str, ...]], taken: Collection[str]) -> None:
    """Factors that can be asked of everybody, and that fit into a sealed row."""
    if len(factors) > MOST_FACTORS:
        raise UsageError(f"expected at most {MOST_FACTORS} factors, found {len(factors)}")
    for name, levels in factors.items():
        for text in (name, *levels):
            if not text.strip() or len(text) > LONGEST_LEVEL or not text.isprintable():
                raise UsageError(
                    f"factors and levels have names of at most {LONGEST_LEVEL} letters that can be seen, found {text!r}"
                )
        if name in taken:
            raise UsageError(f"a factor cannot be called {name!r}, which is another column of the table of outcomes")
        if len(levels) < 2:
            raise UsageError(f"the factor {name!r} has one level only; people are balanced over two or more")


def strata_said(procedure: Procedure | ClustersTogether) -> list[str]:
    """What the list is balanced over, as the log says it: the strata, or each factor with its levels."""
    if isinstance(procedure, Minimisation):
        return [f"{name}: {', '.join(levels)}" for name, levels in procedure.factors.items()]
    return [stratum for stratum in procedure.strata if stratum]


def lock_plan(project: Project, vault: Vault, evaluation: str, *, author: Author, at: datetime) -> str:
    """Lock the plan by its digest and seal the list, in one step; gives the digest.

    Raises `UsageError` for a plan that cannot be carried out, and for one that is locked already.
    """
    current = evaluation_named(project, evaluation)
    if current.locked:
        raise UsageError(f"the plan of {evaluation!r} is locked already, since {current.locked.when[:10]}")
    protocol = current.protocol
    plan = planned(protocol)
    check_plan(plan)
    procedure = procedure_planned(plan)
    vault.new_secret(evaluation)
    decisions = [
        plan_locked(evaluation, digest(plan), _plain(plan)),
        list_sealed(
            evaluation,
            seal(procedure, vault.key(evaluation, "draws")),
            method=protocol.method,
            unit=protocol.unit,
            strata=strata_said(procedure),
        ),
    ]

    def choose(_drawn: list[Drawn]) -> list[NewDecision]:
        if project.test.ever(evaluation, PLAN_LOCKED):
            raise UsageError(f"the plan of {evaluation!r} was locked by somebody else just now")
        return decisions

    project.test.commit(evaluation, 0, choose, author=author, at=at)
    return digest(plan)


def deviate(project: Project, evaluation: str, what: str, *, author: Author, at: datetime, why: str = "") -> None:
    """Write down what was done otherwise than planned, and why. Raises `UsageError` without words."""
    current = evaluation_named(project, evaluation)
    if not what.strip():
        raise UsageError("say what was done otherwise than planned")
    if not current.locked:
        raise UsageError("there is no locked plan yet to deviate from; change the design itself")
    number = len(current.deviations) + 1
    project.append([deviated(evaluation, number, what.strip(), why=why)], author=author, at=at)


def _plain(thing: Any) -> dict[str, Any]:
    """A frozen type as JSON has it."""
    return {name: _as_json(value) for name, value in dataclasses.asdict(thing).items()}


def _as_json(value: object) -> object:
    if isinstance(value, list | tuple):
        return [_as_json(item) for item in value]
    return {name: _as_json(item) for name, item in value.items()} if isinstance(value, Mapping) else value
