"""Tables of an evaluation taken in: after the plan is locked, checked against the list, sealed in the vault.

No table names an arm: arms are joined from the list when the analysis is opened. So whoever measures, types and loads
outcomes need not know, and cannot read, who is in which arm.
"""

from __future__ import annotations

import dataclasses
import tempfile
from datetime import datetime
from pathlib import Path

from alongside.errors import InputError, UsageError
from alongside.evaluation.analysis.data import check_people, check_values
from alongside.evaluation.delivery import Contact, groups_of
from alongside.evaluation.plan import AnalysisPlan
from alongside.evidence import Author
from alongside.project import NewDecision, Project
from alongside.project.test.facet import Drawn
from alongside.project.test.kinds import table_loaded
from alongside.project.test.shapes import TABLES
from alongside.tables import Row, Table, read_table
from alongside.workflow.test.allocating import Allocation, AllocationService, refuse_opened
from alongside.workflow.test.evaluations import Evaluation, evaluation_named
from alongside.workflow.test.vault import Vault
from alongside.workflow.tools.trial_table import check_date, check_row, events_of

__all__ = ["contacts_of", "load_table", "needed_of_outcomes", "table_from"]

ARM_COLUMNS = ("arm", "group", "received", "supporter")
"""Columns of outcomes that would say who is in which arm: people without support have no supporter."""


def load_table(
    project: Project, vault: Vault, evaluation: str, table: str, path: Path, *, author: Author, at: datetime
) -> int:
    """Take a table in; gives its rows. A table of the same name takes the place of the one before.

    Raises
    ------
    InputError : whatever is wrong in it, with row and column; UsageError : a plan that is not locked, an analysis that
        is opened.
    """
    current = evaluation_named(project, evaluation)
    if table not in TABLES:
        raise UsageError(f"expected a table of {', '.join(TABLES)}; found {table!r}")
    if current.locked is None:
        raise InputError("the analysis plan is not locked; lock it before a table is loaded", path=path.name)
    service = AllocationService(project, vault, evaluation)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"expected a table that can be read: {error.strerror}", path=path) from None
    read = table_from(content, path.name)
    check_table(read, table, current, service.rows())
    locked = current.locked.digest

    def choose(_drawn: list[Drawn]) -> list[NewDecision]:
        refuse_opened(project, evaluation)
        digest = vault.keep(evaluation, table, content)
        return [
            table_loaded(
                evaluation,
                table,
                name=path.name,
                sha256=digest,
                rows=len(read.rows),
                columns=read.columns,
                plan=locked,
            )
        ]

    project.test.commit(evaluation, 0, choose, author=author, at=at)
    return len(read.rows)


def table_from(content: bytes, name: str) -> Table:
    """A table from its bytes; messages call it by its name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_bytes(content)
        try:
            table = read_table(path)
        except InputError as error:
            raise InputError(error.expected, path=name, row=error.row, column=error.column) from None
    rows = tuple(dataclasses.replace(row, path=Path(name)) for row in table.rows)
    return dataclasses.replace(table, path=Path(name), rows=rows)


def check_table(table: Table, kind: str, evaluation: Evaluation, allocations: list[Allocation]) -> None:
    """What can be wrong in a table, said before it is taken in."""
    if not table.rows:
        raise InputError("expected at least one row under the header", path=table.path)
    assert evaluation.locked is not None
    try:
        if kind == "outcomes":
            check_outcomes(table, evaluation, allocations)
        elif kind == "delivery":
            check_known(table, "cluster" if evaluation.locked.plan.cluster else "person", allocations)
            groups_of(contacts_of(table))
        else:
            require(table, ("person", "event"))
            refuse_arms(table, ("arm",))
            events_of(table)
            check_known(table, "person", allocations, but=("assessed", "excluded"))
    except InputError as error:
        raise InputError(error.expected, path=table.path, row=error.row, column=error.column) from None


def check_outcomes(table: Table, evaluation: Evaluation, allocations: list[Allocation]) -> None:
    """Outcomes under their plan: columns, people, range, dates."""
    assert evaluation.locked is not None
    plan = evaluation.locked.plan
    unit = "cluster" if plan.cluster else "person"
    require(table, needed_of_outcomes(plan))
    refuse_arms(table, ARM_COLUMNS)
    by_name = check_known(table, unit, allocations)
    lines = [row.line for row in table.rows]
    check_people([row.text("person") for row in table.rows], lines)
    for row in table.rows:
        _check_dates(row, by_name[row.text(unit)])
        _check_traits(row, by_name[row.text(unit)])
    import numpy as np

    for column in dict.fromkeys((plan.outcome, *plan.visits)):
        numbers = [row.number(column) for row in table.rows]
        values = np.array([np.nan if number is None else number for number in numbers])
        try:
            check_values(values, plan.kind, plan.limits, lines)
        except InputError as error:
            raise InputError(error.expected, row=error.row, column=column) from None
    for column in plan.covariates:
        for row in table.rows:
            row.number(column)


def _check_dates(row: Row, allocation: Allocation) -> None:
    check_row(dataclasses.replace(row, values={**row.values, "arm": "sealed"}))
    measured = row.text("measured")
    if measured and measured < allocation.when:
        raise InputError(
            f"measured on {measured}, before randomisation on {allocation.when}", row=row.line, column="measured"
        )


def _check_traits(row: Row, allocation: Allocation) -> None:
    """A stratum or level that the table has as well is the one that the person was drawn with."""
    for name, level in allocation.traits.items():
        text = row.text(name)
        if text and text != level:
            raise InputError(
                f"{allocation.person!r} was allocated with {level!r}, the table has {text!r}; the analysis takes what "
                "the list has, so put it right or leave the column out",
                row=row.line,
                column=name,
            )


def needed_of_outcomes(plan: AnalysisPlan) -> list[str]:
    """Columns that a table of outcomes has; stratum, arm and group are joined from elsewhere."""
    names = ["person", *(("cluster",) if plan.cluster else ()), plan.outcome, *plan.covariates, *plan.visits]
    return list(dict.fromkeys(names))


def require(table: Table, columns: tuple[str, ...] | list[str]) -> None:
    """The columns are there."""
    missing = [name for name in columns if name not in table.columns]
    if missing:
        raise InputError(f"expected a column {missing[0]!r}; the table has {', '.join(table.columns)}", row=1)


def refuse_arms(table: Table, columns: tuple[str, ...]) -> None:
    """No column tells the arm."""
    telling = [name for name in columns if name in table.columns]
    if telling:
        raise InputError(
            "this column tells who is in which arm, which is joined from the sealed list when the analysis is opened; "
            "load the table without it",
            row=1,
            column=telling[0],
        )


def check_known(
    table: Table, unit: str, allocations: list[Allocation], *, but: tuple[str, ...] = ()
) -> dict[str, Allocation]:
    """Everybody in the table was allocated, but for those to whom only events of `but` happened."""
    require(table, ("person", unit))
    by_name = {row.person: row for row in allocations}
    for row in table.rows:
        name = row.text(unit)
        if not name:
            raise InputError("expected a name, found an empty cell", row=row.line, column=unit)
        if name not in by_name and row.text("event") not in but:
            raise InputError(f"{name!r} was not allocated", row=row.line, column=unit)
    return by_name


def contacts_of(table: Table) -> list[Contact]:
    """The rows of a delivery table: `person`, `group`, and perhaps `date`, `minutes`, `done`, `planned`."""
    require(table, ("person", "group"))
    contacts = []
    for row in table.rows:
        check_date(row, "date", row.text("date"))
        contacts.append(
            Contact(
                row.text("person"),
                row.text("group"),
                row.text("date"),
                row.number("minutes", minimum=0),
                row.integer("done", minimum=0),
                row.integer("planned", minimum=0),
                row.line,
            )
        )
    return contacts
