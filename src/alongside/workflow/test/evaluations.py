"""Where each evaluation stands: read from the log in one go, without a secret and without an arm."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from alongside.errors import AlongsideError, NotHereError
from alongside.evaluation.plan import AnalysisPlan, plan_of
from alongside.evaluation.protocol import Protocol, protocol_of
from alongside.project import Project
from alongside.project.test.kinds import (
    DESIGNED,
    DEVIATED,
    ENVELOPES_PRINTED,
    EVALUATION_JOINED,
    EVALUATION_OPENED,
    LIST_SEALED,
    PLAN_LOCKED,
    TABLE_WAS_LOADED,
)

__all__ = ["Evaluation", "Locked", "Opened", "evaluation_named", "evaluations"]

LOGGER = logging.getLogger("alongside.test")


@dataclass(frozen=True, slots=True)
class Locked:
    """The plan as it was locked first; a lock is never taken back once a table was loaded."""

    plan: AnalysisPlan
    digest: str
    when: str
    by: str
    seal: str


@dataclass(frozen=True, slots=True)
class Opened:
    """The button was pressed: when, by whom, with which numbers (`report`), and the seed that was sealed until then."""

    when: str
    by: str
    report: Mapping[str, Any]
    seed: str
    allocated: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One evaluation. `tables` are those that were loaded: name to the decision's value."""

    protocol: Protocol
    version: int
    locked: Locked | None
    allocated: int
    envelopes: int
    tables: Mapping[str, Mapping[str, Any]]
    deviations: tuple[str, ...]
    opened: Opened | None
    study: str

    @property
    def id(self) -> str:
        """Its id."""
        return self.protocol.id

    @property
    def name(self) -> str:
        """Its title, or its id where it has none yet."""
        return self.protocol.title or self.protocol.id

    @property
    def stage(self) -> str:
        """How far it has come."""
        if self.opened:
            return "joined the evidence" if self.study else "analysed"
        if not self.locked:
            return "being designed"
        return "outcomes loaded" if "outcomes" in self.tables else "plan locked"


def evaluations(project: Project) -> list[Evaluation]:
    """Every evaluation, by id. One of a merged log that cannot be read costs itself, and is said in the log file."""
    all_evaluations = []
    for name, value in sorted(_latest(project, DESIGNED).items()):
        try:
            all_evaluations.append(_evaluation(project, name, value))
        except AlongsideError as error:
            LOGGER.warning("the evaluation %s cannot be read (%s) and is left out", name, error)
    return all_evaluations


def evaluation_named(project: Project, evaluation: str) -> Evaluation:
    """One evaluation. Raises `NotHereError` where there is none."""
    designed = _latest(project, DESIGNED)
    if evaluation not in designed:
        there = f"there are {', '.join(sorted(designed))}" if designed else "`alongside test design FILE` begins one"
        raise NotHereError(f"no evaluation {evaluation!r} in this project; {there}")
    return _evaluation(project, evaluation, designed[evaluation])


def _latest(project: Project, kind: str) -> dict[str, Mapping[str, Any]]:
    return {name: next(iter(slots.values())) for name, slots in project.test.holding(kind).items()}


def _evaluation(project: Project, name: str, designed: Mapping[str, Any]) -> Evaluation:
    slots = {kind: project.test.holding(kind).get(name, {}) for kind in (TABLE_WAS_LOADED, DEVIATED, EVALUATION_JOINED)}
    joined = next(iter(slots[EVALUATION_JOINED].values()), {})
    deviations = sorted(slots[DEVIATED].values(), key=lambda value: int(value["number"]))
    printed = project.test.ever(name, ENVELOPES_PRINTED)
    return Evaluation(
        protocol_of(designed),
        len(project.test.ever(name, DESIGNED)),
        _locked(project, name),
        len(project.test.drawn(name)),
        max((int(row.value["each"]) for row in printed), default=0),
        {value["table"]: value for value in slots[TABLE_WAS_LOADED].values()},
        tuple(str(value["what"]) for value in deviations),
        _opened(project, name),
        str(joined.get("study", "")),
    )


def _locked(project: Project, name: str) -> Locked | None:
    rows = project.test.ever(name, PLAN_LOCKED)
    seals = project.test.ever(name, LIST_SEALED)
    if not rows or not seals:
        return None
    row = rows[0]
    plan = plan_of(row.value["plan"])
    return Locked(plan, row.value["digest"], row.at.isoformat(), row.author.name, seals[0].value["seal"])


def _opened(project: Project, name: str) -> Opened | None:
    rows = project.test.ever(name, EVALUATION_OPENED)
    if not rows:
        return None
    value = rows[-1].value
    report = json.loads(value["report"])
    return Opened(rows[-1].at.isoformat(), rows[-1].author.name, report, value["seed"], value["allocated"])
