"""Tables of what holds now, made from the log alone: dropped and made again they come out the same.

`project_rows` is the one function in which states become table rows: a room's own tables by its `Projection`s, every
other kind in `State`, and what is disputed in `Disagreement`. `refresh` does it for the subjects of an append,
`rebuild` for all, `digest_of_log` and `digest_of_tables` say whether the tables are what the log gives.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.db import models as orm
from django.db import transaction

from alongside.project.log.chain import Row, canonical
from alongside.project.log.own import TITLED
from alongside.project.log.reading import chunks, rows
from alongside.project.log.rooms import Register
from alongside.project.log.sessions import Session
from alongside.project.log.state import SlotState, states
from alongside.project.log.tables import Disagreement, Project, State

__all__ = [
    "digest_of_log",
    "digest_of_tables",
    "dump_of_log",
    "dump_of_tables",
    "is_of_this_register",
    "project_rows",
    "projected",
    "rebuild",
    "refresh",
]

TableRow = tuple[type[orm.Model], dict[str, Any]]

ROWS_AT_ONCE = 2000
"""Table rows in one statement's batch: bounds the memory of a rebuild, whatever the log's size."""


def projected(holding: Sequence[SlotState]) -> dict[str, Any]:
    """The columns of `tables.Projected` for a row that shows these states."""
    return {
        "at": max(state.row.at for state in holding),
        "decided_by": canonical([uuid for state in holding for uuid in state.decided_by]),
        "disputed": any(state.disputed for state in holding),
    }


def _tables(register: Register) -> list[tuple[type[orm.Model], str, str]]:
    """Every projected table, its column that names the subject, and the prefix of the subjects that it shows."""
    of_rooms = [(projection.table, projection.column, projection.subject) for projection in register.projections]
    return [*of_rooms, (State, "subject", ""), (Disagreement, "subject", "")]


def project_rows(register: Register, subject: str, about: Iterable[Row]) -> list[TableRow]:
    """The table rows that one subject's log rows give: (table, its columns)."""
    holding = states(register.kinds, about)
    if not holding:
        return []
    by_kind: dict[str, list[SlotState]] = defaultdict(list)
    for state in holding:
        by_kind[state.kind].append(state)
    name = subject.partition(":")[2]
    table_rows: list[TableRow] = []
    shown: set[str] = set()
    for projection in register.projections:
        if not subject.startswith(projection.subject) or not projection.kinds & by_kind.keys():
            continue
        shown |= projection.kinds
        for columns in projection.rows(name, by_kind):
            table_rows.append((projection.table, {projection.column: name, **columns}))
    table_rows += [(State, _state_columns(state)) for state in holding if state.kind not in shown]
    table_rows += [(Disagreement, _disagreement_columns(state)) for state in holding if state.disputed]
    return table_rows


def _state_columns(state: SlotState) -> dict[str, Any]:
    return {
        "kind": state.kind,
        "subject": state.row.subject,
        "key": canonical(state.slot[1:]),
        "value": canonical(state.value),
        "anchors": state.row.anchors,
        **projected([state]),
    }


def _disagreement_columns(state: SlotState) -> dict[str, Any]:
    return {
        "subject": state.row.subject,
        "kind": state.kind,
        "key": canonical(state.slot[1:]) if len(state.slot) > 1 else "",
        "at": state.row.at,
        "heads": canonical(state.decided_by),
    }


def _insert(session: Session, table_rows: Iterable[TableRow]) -> None:
    by_table: dict[type[orm.Model], list[orm.Model]] = defaultdict(list)
    for table, columns in table_rows:
        by_table[table].append(table(project_id=session.project_id, **columns))
    for table, ready in by_table.items():
        table._default_manager.using(session.alias).bulk_create(ready)


def _show_title(session: Session) -> None:
    """`Project.title` repeats the log's title, for lists of projects."""
    states_of_title = State.objects.using(session.alias).filter(project_id=session.project_id, kind=TITLED)
    row = states_of_title.first()
    title = json.loads(row.value)["title"] if row else ""
    Project.objects.using(session.alias).filter(id=session.project_id).update(title=title)


def refresh(session: Session, about: Mapping[str, Sequence[Row]]) -> None:
    """Make the table rows of some subjects again. `about` holds all log rows of each; run inside a transaction."""
    for table, column, prefix in _tables(session.register):
        names = [
            subject if column == "subject" else subject.partition(":")[2]
            for subject in about
            if subject.startswith(prefix)
        ]
        for batch in chunks(names):
            mine = {"project_id": session.project_id, f"{column}__in": batch}
            table._default_manager.using(session.alias).filter(**mine).delete()
    register = session.register
    _insert(session, (row for subject, rows in about.items() for row in project_rows(register, subject, rows)))
    if "project" in about:
        _show_title(session)


def _from_log(register: Register, rows_by_subject: Iterable[Row]) -> Iterator[TableRow]:
    for subject, about in groupby(rows_by_subject, key=lambda row: row.subject):
        yield from project_rows(register, subject, about)


def _by_subject(session: Session) -> Iterator[Row]:
    return (Row(*values) for values in rows(session).order_by("subject", "id").iterator(2000))


def rebuild(session: Session) -> int:
    """Drop this project's projections and make them again; gives the number of table rows."""
    count = 0
    with transaction.atomic(using=session.alias):
        for table, _, _ in _tables(session.register):
            table._default_manager.using(session.alias).filter(project_id=session.project_id).delete()
        for batch in chunks(_from_log(session.register, _by_subject(session)), ROWS_AT_ONCE):
            _insert(session, batch)
            count += len(batch)
        _show_title(session)
        mine = Project.objects.using(session.alias).filter(id=session.project_id)
        mine.update(projected_by=session.register.fingerprint)
    return count


def is_of_this_register(session: Session) -> bool:
    """Whether the projections were made by the kinds that this session knows."""
    row = Project.objects.using(session.alias).get(id=session.project_id)
    return row.projected_by == session.register.fingerprint


def _columns(table: type[orm.Model]) -> list[str]:
    return [field.attname for field in table._meta.concrete_fields if field.attname not in ("id", "project_id")]


def dump_of_tables(session: Session) -> Iterator[str]:
    """Every row of every projection as canonical JSON, without what differs between two files: ids."""
    for table, _, _ in _tables(session.register):
        mine = table._default_manager.using(session.alias).filter(project_id=session.project_id)
        for row in mine.values(*_columns(table)).iterator():
            yield canonical([table.__name__, row])


def dump_of_log(register: Register, rows_by_subject: Iterable[Row]) -> Iterator[str]:
    """The same, worked out from the log."""
    for table, columns in _from_log(register, rows_by_subject):
        yield canonical([table.__name__, columns])


def _digest(lines: Iterable[str]) -> str:
    # A sum of digests does not depend on the order of the rows, which two engines sort differently.
    total, count = 0, 0
    for line in lines:
        total += int.from_bytes(hashlib.sha256(line.encode("utf-8", "surrogateescape")).digest(), "big")
        count += 1
    return f"{count}:{total % 2**256:064x}"


def digest_of_tables(session: Session) -> str:
    """A digest over all projections as they stand in the tables. Two files with the same set of rows have the same."""
    return _digest(dump_of_tables(session))


def digest_of_log(register: Register, rows_by_subject: Iterable[Row]) -> str:
    """What `digest_of_tables` has to be."""
    return _digest(dump_of_log(register, rows_by_subject))
