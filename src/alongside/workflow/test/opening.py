"""The button: the arms are joined to the outcomes, the planned analysis is run, and what it gave is written down.

Either all of it happens or nothing: an analysis that cannot be done leaves the list sealed.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alongside.errors import InputError, UsageError
from alongside.evaluation.allocation import ClustersTogether, PermutedBlocks, Procedure, redrawing, redrawing_clusters
from alongside.evaluation.analysis import TrialData
from alongside.evaluation.analysis.redrawing import Redraw
from alongside.evaluation.delivery import Contact, delivered, groups_of
from alongside.evaluation.flow import Event, flow, harms
from alongside.evaluation.plan import AnalysisPlan, LockedPlan, digest
from alongside.evaluation.protocol import planned
from alongside.evaluation.report import report
from alongside.evidence import Author
from alongside.project import NewDecision, Project
from alongside.project.test.facet import Drawn
from alongside.project.test.kinds import opened
from alongside.tables import Row, Table
from alongside.workflow.test.allocating import Allocation, AllocationService, refuse_opened
from alongside.workflow.test.checking import check_list
from alongside.workflow.test.evaluations import Evaluation, evaluation_named
from alongside.workflow.test.loading import contacts_of, table_from
from alongside.workflow.test.vault import Vault
from alongside.workflow.tools.trial_analysis import plain, report_object
from alongside.workflow.tools.trial_table import columns_of, events_of, outcomes_of

__all__ = ["analysed", "open_analysis"]

ENVELOPES = "envelopes\n"
"""Before a stratum's name; no stratum's own name can begin so."""


def open_analysis(
    project: Project, vault: Vault, evaluation: str, *, author: Author, at: datetime, why: str = ""
) -> Mapping[str, Any]:
    """Press the button: gives the report's document, which is in the log from then on.

    Raises
    ------
    UsageError : no locked plan, no outcomes, an analysis that is opened already.
    InputError : a plan changed after it was locked, a list that the procedure did not draw, all that can be wrong with
        the outcomes (an arm with one person, all missing in one arm, a stratum with nobody).
    """
    refuse_opened(project, evaluation)
    current = evaluation_named(project, evaluation)
    if current.locked is None:
        raise UsageError(f"the plan of {evaluation!r} is not locked, and no outcomes are loaded")
    if "outcomes" not in current.tables:
        raise UsageError("no outcomes are loaded; load them before the analysis is opened")
    service = AllocationService(project, vault, evaluation)
    check_list(service, vault, current)
    rows = service.rows()
    document = _analysed(current, vault, service, rows, ())
    value = {
        "plan": current.locked.digest,
        "seed": vault.key(evaluation, "draws").hex(),
        "allocated": len(rows),
        "list": _list_digest(rows),
        "tables": {name: loaded["sha256"] for name, loaded in current.tables.items()},
        "report": json.dumps(document, sort_keys=True, ensure_ascii=False),
    }

    def choose(drawn: list[Drawn]) -> list[NewDecision]:
        refuse_opened(project, evaluation)
        if len(drawn) != len(rows):
            raise UsageError("somebody was allocated while the analysis ran; nothing was opened, try again")
        return [opened(evaluation, value, why=why)]

    project.test.commit(evaluation, 0, choose, author=author, at=at)
    return document


def analysed(project: Project, vault: Vault, evaluation: str, extra: Sequence[str]) -> Mapping[str, Any]:
    """Further analyses of an evaluation that is opened, called exploratory; nothing is written.

    Raises `UsageError` where it is not opened: nobody tries analyses out on sealed arms.
    """
    current = evaluation_named(project, evaluation)
    if current.opened is None:
        raise UsageError("the analysis is not opened; exploratory analyses come after the planned one")
    service = AllocationService(project, vault, evaluation)
    return _analysed(current, vault, service, service.rows(), extra)


def _list_digest(rows: Sequence[Allocation]) -> str:
    """What the list was when it was opened: whoever is shown the list later can hold it against this."""
    listed = [
        [row.person, row.stratum, row.arm, row.position, row.when, row.envelope, *([row.traits] if row.levels else ())]
        for row in rows
    ]
    text = json.dumps(listed, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _analysed(
    current: Evaluation, vault: Vault, service: AllocationService, rows: Sequence[Allocation], extra: Sequence[str]
) -> dict[str, Any]:
    locked = current.locked
    assert locked is not None
    dated = LockedPlan(locked.plan, locked.digest, locked.when[:10], locked.by)
    plan = planned(current.protocol)
    if digest(plan) != locked.digest:
        raise InputError(f"the analysis plan was changed after it was locked on {dated.when}; go back to that one")
    tables = {
        name: table_from(vault.table(current.id, name, loaded["sha256"]), loaded["name"])
        for name, loaded in current.tables.items()
    }
    arm_of = {row.person: row.arm for row in rows}
    joined, absent = _joined(tables["outcomes"], tables.get("delivery"), plan, rows)
    try:
        data, visits = outcomes_of(joined, plan)
        redraw = _redraw(service, data, joined, rows, plan) if "randomisation" in (*plan.analyses, *extra) else None
        document = report_object(report(dated, plan, data, visits=visits, redraw=redraw, extra=tuple(extra)))
    except InputError as error:
        column = columns_of(plan).get(error.column or "", error.column)
        expected = error.expected
        if error.column == "group" and "delivery" not in tables:
            expected += "; load a table of delivery with person and group"
        raise InputError(expected, path=joined.path, row=error.row or None, column=column) from error
    document["without_a_row"] = absent
    document["baseline"] = _baseline(data)
    document["recruited"] = [min(row.when for row in rows), max(row.when for row in rows)]
    document["envelopes"] = sum(row.envelope > 0 for row in rows)
    contacts = contacts_of(tables["delivery"]) if "delivery" in tables else None
    events = _events(tables.get("events"), rows, data if not plan.cluster else None)
    document["flow"] = plain(flow([*events, *_reached(contacts or (), events, plan.support)]))
    document["harms"] = [plain(harm) for harm in harms(events)] if "events" in tables else None
    document["delivery"] = None if contacts is None else plain(delivered(contacts, arm_of, plan.support))
    return document


def _joined(
    outcomes: Table, delivery: Table | None, plan: AnalysisPlan, rows: Sequence[Allocation]
) -> tuple[Table, int]:
    """Outcomes with arm, stratum, group and whether the support was taken up, in the order of the list.

    Everybody who was allocated is in it; gives also how many had no row of outcomes. In a trial of clusters nobody
    knows who a cluster's further people would be, so there are only those of the table.
    """
    unit = "cluster" if plan.cluster else "person"
    contacts = contacts_of(delivery) if delivery is not None else []
    groups = groups_of(contacts)
    reached = {contact.person for contact in contacts if contact.date}
    by_unit: dict[str, list[Row]] = {}
    for row in outcomes.rows:
        by_unit.setdefault(row.text(unit), []).append(row)
    joined = []
    for allocation in rows:
        empty = [] if plan.cluster else [Row(outcomes.path, 0, {"person": allocation.person})]
        for row in by_unit.get(allocation.person, empty):
            support = allocation.arm == plan.support
            derived = {
                **dict(allocation.levels),
                "arm": allocation.arm,
                "stratum": allocation.stratum,
                "group": groups.get(allocation.person, "") if support else "",
                "received": str(int(support and row.text("person") in reached)),
            }
            joined.append(dataclasses.replace(row, values={**row.values, **derived}))
    factors = tuple(dict(rows[0].levels)) if rows else ()
    columns = tuple(dict.fromkeys((*outcomes.columns, *factors, "arm", "stratum", "group", "received")))
    absent = sum(not by_unit.get(allocation.person) for allocation in rows)
    return dataclasses.replace(outcomes, columns=columns, rows=tuple(joined)), absent


def _reached(contacts: Sequence[Contact], events: Sequence[Event], support: str) -> list[Event]:
    """Who received the support by the table of its delivery: a contact with a date, of whom the events say nothing."""
    drawn = {event.person for event in events if event.kind == "randomised" and event.arm == support}
    said = {event.person for event in events if event.kind in ("received", "not-received")}
    reached = {contact.person for contact in contacts if contact.date} & drawn - said
    return [Event(person, "received", "") for person in sorted(reached)]


def _redraw(
    service: AllocationService, data: TrialData, joined: Table, rows: Sequence[Allocation], plan: AnalysisPlan
) -> Redraw:
    """The procedure, to be drawn again for the same people or clusters in the same order."""
    unit = "cluster" if plan.cluster else "person"
    if isinstance(service.procedure, ClustersTogether):
        of_people = {row.text("person"): row.text(unit) for row in joined.rows}
        strata = {row.person: row.stratum for row in rows}
        people_of = [of_people[person] for person in data.person]
        return redrawing_clusters(service.procedure.arms, strata, people_of, plan.support)
    draw_units = redrawing(_with_envelopes(service.procedure, rows), [_redrawn(row) for row in rows], plan.support)
    index_of = {row.person: index for index, row in enumerate(rows)}
    people = set(data.person)
    chosen = np.array([index_of[row.text(unit)] for row in joined.rows if row.text("person") in people])

    def redraw(random: np.random.Generator, draws: int) -> NDArray[np.bool_]:
        return draw_units(random, draws)[:, chosen]

    return redraw


def _redrawn(row: Allocation) -> dict[str, str]:
    """A row's traits; envelopes have a sequence of their own, so each stratum's are a stratum of their own."""
    return {"stratum": ENVELOPES + row.stratum} if row.envelope else row.traits


def _with_envelopes(procedure: Procedure, rows: Sequence[Allocation]) -> Procedure:
    of_envelopes = sorted({ENVELOPES + row.stratum for row in rows if row.envelope})
    if not of_envelopes or not isinstance(procedure, PermutedBlocks):
        return procedure
    return dataclasses.replace(procedure, strata=(*procedure.strata, *of_envelopes))


def _baseline(data: TrialData) -> list[dict[str, Any]]:
    """Means and standard deviations before the start, by arm (CONSORT 2025, item 25); no test: arms are drawn."""
    lines = []
    for name, values in data.covariates.items():
        for arm, flag in ((data.support, 1.0), (data.comparison, 0.0)):
            of_arm = values[data.treated == flag]
            lines.append({"measure": name, "arm": arm, "mean": float(of_arm.mean()), "sd": float(of_arm.std(ddof=1))})
    return lines


def _events(table: Table | None, rows: Sequence[Allocation], data: TrialData | None) -> list[Event]:
    """The events of the table, with those that the list and the outcomes know: randomised, and analysed."""
    events = [Event(row.person, "randomised", row.when, arm=row.arm) for row in rows]
    written = events_of(table) if table is not None else []
    events += [event for event in written if event.kind != "randomised"]
    analysed_already = {event.person for event in written if event.kind == "analysed"}
    if data is not None:
        seen = [person for person, observed in zip(data.person, data.observed, strict=True) if observed]
        events += [Event(person, "analysed", "") for person in seen if person not in analysed_already]
    return events
