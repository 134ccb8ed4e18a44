"""Tables of outcomes and of events, read as the analysis takes them: every error names file, row and column."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alongside.errors import InputError
from alongside.evaluation.analysis import TrialData, trial_data
from alongside.evaluation.flow import EVENTS, Event
from alongside.evaluation.plan import AnalysisPlan, plan_of
from alongside.tables import Row, Table, read_table

__all__ = ["columns_of", "events_of", "needed_columns", "outcomes_of", "read_events", "read_outcomes", "read_plan"]


def read_plan(path: Path) -> AnalysisPlan:
    """A plan from a JSON file."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise InputError(f"expected JSON: {error.msg}", path=path, row=error.lineno) from None
    except UnicodeDecodeError:
        raise InputError("expected JSON in UTF-8", path=path) from None
    if not isinstance(document, dict):
        raise InputError("expected a JSON object, the plan's fields with their values", path=path)
    try:
        return plan_of(document)
    except InputError as error:
        raise InputError(error.expected, path=path) from error


def read_outcomes(path: Path, plan: AnalysisPlan) -> tuple[TrialData, dict[str, NDArray[np.float64]], Table]:
    """The data that the plan names, its visits, and the table.

    Columns: `person`, `arm`, the plan's own; where there are `randomised` and `measured` (ISO dates), an outcome may
    not be dated before randomisation.
    """
    table = read_table(path, required=("person", "arm", *needed_columns(plan)))
    return (*outcomes_of(table, plan), table)


def needed_columns(plan: AnalysisPlan) -> list[str]:
    """The columns that a plan names."""
    columns = [plan.outcome, *plan.covariates, *plan.visits]
    named = [name for name in (plan.group, plan.cluster, plan.strata, plan.received) if name]
    return list(dict.fromkeys([*columns, *named, *plan.allocation.get("factors", ())]))


def outcomes_of(table: Table, plan: AnalysisPlan) -> tuple[TrialData, dict[str, NDArray[np.float64]]]:
    """The same from a table that is read already."""
    path = table.path
    if not table.rows:
        raise InputError("expected at least one row under the header", path=path)
    for row in table.rows:
        check_row(row)
    try:
        data = trial_data(
            [row.text("person") for row in table.rows],
            [row.text("arm") for row in table.rows],
            _numbers(table, plan.outcome),
            support=plan.support,
            comparison=plan.comparison,
            kind=plan.kind,
            limits=plan.limits,
            covariates={**{name: _numbers(table, name) for name in plan.covariates}, **_levels(table, plan)},
            group=_texts(table, plan.group),
            cluster=_texts(table, plan.cluster),
            stratum=_texts(table, plan.strata),
            strata=plan.allocation.get("strata", ()) if plan.strata else (),
            received=_numbers(table, plan.received) if plan.received else None,
            lines=[row.line for row in table.rows],
        )
    except InputError as error:
        column = columns_of(plan).get(error.column or "", error.column)
        raise InputError(error.expected, path=path, row=error.row, column=column) from error
    people = set(data.person)
    listed = np.array([row.text("person") in people for row in table.rows])
    return data, {name: _numbers(table, name)[listed] for name in plan.visits}


def _levels(table: Table, plan: AnalysisPlan) -> dict[str, NDArray[np.float64]]:
    """Factors that the procedure minimised over, as columns of 0 and 1 for all levels but one.

    What the procedure balanced belongs into the model, or its p values are too large (Kahan and Morris 2012). A factor
    that the plan has as its stratum or as a covariate is there already.
    """
    factors = plan.allocation.get("factors", ())
    columns: dict[str, NDArray[np.float64]] = {}
    for name in factors:
        if name == plan.strata or name in plan.covariates:
            continue
        texts = [row.text(name) for row in table.rows]
        levels = list(factors[name]) if isinstance(factors, Mapping) else sorted(set(texts))
        for level in levels:
            if level not in texts:
                raise InputError(f"nobody has the level {level!r} of {name!r}", path=table.path, column=name)
        for level in sorted(levels)[1:]:
            columns[f"{name}: {level}"] = np.array([float(text == level) for text in texts])
    return columns


def columns_of(plan: AnalysisPlan) -> dict[str, str]:
    """The engine's words for columns to the plan's."""
    named = {
        "outcome": plan.outcome,
        "group": plan.group,
        "cluster": plan.cluster,
        "stratum": plan.strata,
        "received": plan.received,
    }
    return {word: column for word, column in named.items() if column}


def check_row(row: Row) -> None:
    """Who, to which arm, and not measured before randomisation."""
    for column in ("person", "arm"):
        if not row.text(column):
            raise InputError("expected a name, found an empty cell", path=row.path, row=row.line, column=column)
    randomised, measured = row.text("randomised"), row.text("measured")
    for column, date in (("randomised", randomised), ("measured", measured)):
        check_date(row, column, date)
    if randomised and measured and measured < randomised:
        raise InputError(
            f"measured on {measured}, before randomisation on {randomised}",
            path=row.path,
            row=row.line,
            column="measured",
        )


def check_date(row: Row, column: str, date: str) -> None:
    """A date as 2026-01-31, or none."""
    from datetime import date as calendar

    try:
        if date and calendar.fromisoformat(date).isoformat() != date:
            raise ValueError
    except ValueError:
        raise InputError(
            f"expected a date as 2026-01-31, found {date!r}", path=row.path, row=row.line, column=column
        ) from None


def read_events(path: Path) -> list[Event]:
    """Events: `person`, `event`, and perhaps `date`, `reason`, `arm`, `serious`."""
    return events_of(read_table(path, required=("person", "event")))


def events_of(table: Table) -> list[Event]:
    """The same from a table that is read already."""
    events = []
    for row in table.rows:
        check_date(row, "date", row.text("date"))
        if not row.text("person"):
            raise InputError("expected a name, found an empty cell", path=table.path, row=row.line, column="person")
        kind = row.choice("event", EVENTS)
        serious = bool(row.boolean("serious"))
        events.append(
            Event(row.text("person"), kind, row.text("date"), row.text("reason"), row.text("arm"), serious, row.line)
        )
    return events


def _numbers(table: Table, column: str) -> NDArray[np.float64]:
    values: list[Any] = [row.number(column) for row in table.rows]
    return np.array([np.nan if value is None else value for value in values])


def _texts(table: Table, column: str) -> Sequence[str]:
    return [row.text(column) for row in table.rows] if column else ()
