"""A trial's table analysed by its plan, as one document; without a plan everything in it is exploratory."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from alongside.errors import InputError
from alongside.evaluation.allocation import redrawing, redrawing_clusters
from alongside.evaluation.analysis import TrialData
from alongside.evaluation.analysis.redrawing import Redraw
from alongside.evaluation.flow import flow, harms
from alongside.evaluation.plan import AnalysisPlan, Estimand, LockedPlan, check_plan, digest
from alongside.evaluation.report import Report, report
from alongside.tables import Table
from alongside.workflow.tools.allocations import arms_of, procedure_of
from alongside.workflow.tools.trial_table import columns_of, read_events, read_outcomes, read_plan

__all__ = ["lock_document", "plain", "report_object", "trial_document", "unplanned"]


def lock_document(plan_path: Path) -> dict[str, Any]:
    """The plan's digest: whoever writes it down (in a register, in an e-mail) has locked the plan."""
    plan = read_plan(plan_path)
    check_plan(plan)
    return {"plan": dataclasses.asdict(plan), "digest": digest(plan)}


def unplanned(**fields: Any) -> AnalysisPlan:
    """What a person asks for on the command line, without a plan."""
    estimand = Estimand(*["not said: no plan was locked"] * 5)
    return AnalysisPlan(question="not said: no plan was locked", estimand=estimand, **fields)


def trial_document(
    data_path: Path,
    plan: AnalysisPlan,
    *,
    locked: str | None,
    events_path: Path | None = None,
    extra: Sequence[str] = (),
    planned: bool = True,
) -> dict[str, Any]:
    """The report's numbers.

    Parameters
    ----------
    plan, locked : the plan and the digest that it was locked with; None is a plan that was not locked, whose table is
        not opened.
    planned : False for an analysis without a plan, of which everything is exploratory.

    Raises `InputError` for a table opened before its plan is locked, a plan changed after, and all that is wrong in it.
    """
    locked_plan = None if locked is None else LockedPlan(plan, locked, "the day of that digest", "")
    if locked_plan is None:
        raise InputError("the analysis plan is not locked; lock it before a table of outcomes is opened")
    if digest(plan) != locked:
        raise InputError(f"the plan is not the one that was locked: its digest is {digest(plan)}, not {locked}")
    data, visits, table = read_outcomes(data_path, plan)
    redraw = _redraw(plan, data, table) if plan.allocation else None
    try:
        document = report_object(report(locked_plan, plan, data, visits=visits, redraw=redraw, extra=tuple(extra)))
    except InputError as error:
        named = columns_of(plan)
        column = named.get(error.column or "", error.column)
        raise InputError(error.expected, path=data_path, row=error.row, column=column) from error
    if not planned:
        document["digest"] = None
        for line in document["analyses"]:
            line["status"] = "exploratory"
    if events_path is not None:
        events = read_events(events_path)
        try:
            document["flow"] = plain(flow(events))
            document["harms"] = [plain(row) for row in harms(events)]
        except InputError as error:
            raise InputError(error.expected, path=events_path, row=error.row, column=error.column) from error
    return document


def _redraw(plan: AnalysisPlan, data: TrialData, table: Table) -> Redraw:
    """The plan's procedure, ready to be drawn again for the people in the order of the table."""
    if plan.allocation.get("method") == "clusters":
        strata = dict(zip(data.cluster, data.stratum or ("",) * data.n, strict=True))
        return redrawing_clusters(arms_of(str(plan.allocation["arms"])), strata, data.cluster, data.support)
    factors = tuple(plan.allocation.get("factors", ()))
    people = set(data.person)
    rows = [row for row in table.rows if row.text("person") in people]
    levels = {name: sorted({row.text(name) for row in rows}) for name in factors}
    procedure = procedure_of(plan.allocation, strata=sorted(set(data.stratum)), levels=levels)
    if factors:
        # The order of the table is the order of the draws: minimisation depends on who came before.
        traits = [{name: row.text(name) for name in factors} for row in rows]
    else:
        traits = [{"stratum": stratum} for stratum in data.stratum] or [{}] * data.n
    return redrawing(procedure, traits, data.support)


def report_object(result: Report) -> dict[str, Any]:
    return {
        "question": result.plan.question,
        "design": result.plan.design,
        "estimand": dataclasses.asdict(result.plan.estimand),
        "digest": result.digest,
        "arms": [plain(arm) for arm in result.arms],
        "analyses": [
            {
                "analysis": line.analysis,
                "status": line.status,
                "results": [plain(item) for item in line.results],
                "problem": line.problem,
            }
            for line in result.lines
        ],
    }


def plain(value: object) -> object:
    """A result as JSON has it: what is not a finite number is null."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {item.name: plain(getattr(value, item.name)) for item in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    number = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(number, float) and not math.isfinite(number) else number
