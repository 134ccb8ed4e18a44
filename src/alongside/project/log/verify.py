"""Whether a project is as it was written: every digest, every chain, what verbs keep beside the log, and the tables
made from it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from django.db import DatabaseError

from alongside.errors import ProjectError, UsageError
from alongside.project.file.failures import DamagedProject, one_line
from alongside.project.file.looking import read_only_connection
from alongside.project.log.chain import FIRST, Row
from alongside.project.log.opening import open_session
from alongside.project.log.projecting import digest_of_log, digest_of_tables, is_of_this_register
from alongside.project.log.reading import rows, unreadable
from alongside.project.log.rooms import Fault, Register
from alongside.project.log.sessions import Session
from alongside.project.log.tables import Writer

__all__ = ["Verification", "verify", "verify_file"]


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked. `first_bad` is the number of the first row that is not as it was written, `reason` says why.
    `unreadable` counts rows that only a newer version can read, by kind: they are whole, and left out of the tables.
    """

    ok: bool
    rows: int
    first_bad: int | None
    first_bad_uuid: str | None
    reason: str
    projections_match: bool
    unreadable: dict[str, int] = field(default_factory=dict)


def verify_file(path_or_url: str | Path, register: Register) -> Verification:
    """The verification of a file or a database. A damaged file is a finding; one that is none of ours an error."""
    try:
        session = open_session(path_or_url, register, read_only=True)
    except DamagedProject as error:
        return Verification(False, 0, None, None, str(error), False)
    try:
        return verify(session)
    except DamagedProject as error:
        return Verification(False, 0, None, None, str(error), False)
    finally:
        session.close()


def verify(session: Session) -> Verification:
    """Recompute everything that can be recomputed."""
    try:
        log = list(_rows(session))
        faults = list(_faults_of_rows(log)) + list(_faults_of_heads(session, log))
    except (DatabaseError, sqlite3.DatabaseError, ProjectError) as error:
        return Verification(False, 0, None, None, f"the log cannot be read ({one_line(error)})", False)
    if session.path is not None:
        faults += _faults_of_sqlite(session.path)
    if not faults:
        faults += [fault for room in session.register.rooms for fault in room.primary_faults(session)]
    match = False
    if all(fault.row is None for fault in faults):
        try:
            match = _tables_follow(session, log)
        except (DatabaseError, ValueError, KeyError) as error:
            faults.append(Fault(None, None, f"the tables cannot be read ({one_line(error)})"))
    if faults:
        earliest = min(faults, key=lambda fault: (fault.row is None, fault.row or 0))
        return Verification(False, len(log), earliest.row, earliest.uuid, earliest.reason, match)
    reason = "" if match else "the tables do not follow from the log; `alongside project rebuild` makes them again"
    return Verification(match, len(log), None, None, reason, match, unreadable(session))


def _tables_follow(session: Session, log: Iterable[Row]) -> bool:
    """Whether the tables are what the log gives. Those that a version with other kinds made are no fault: they are made
    again when the project is opened for writing.
    """
    if not is_of_this_register(session):
        return True
    ordered = sorted(log, key=lambda row: (row.subject, row.id))
    return digest_of_log(session.register, ordered) == digest_of_tables(session)


def _rows(session: Session) -> Iterator[Row]:
    """All rows as they stand. From SQLite they are read with bytes that are no text any more kept as they are."""
    if session.path is None:
        yield from (Row(*values) for values in rows(session).order_by("id").iterator(2000))
        return
    columns = (
        "r.uuid, w.uuid, r.seq, r.subject, r.kind, r.schema, r.value, r.author_kind, r.author_name, r.author_version, "
        "r.parameters, r.at, r.why, r.anchors, r.supersedes, r.previous, r.digest, r.id"
    )
    with closing(read_only_connection(session.path)) as connection:
        connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
        query = f"SELECT {columns} FROM project_logrow r LEFT JOIN project_writer w ON w.id = r.writer_id "  # noqa: S608
        for values in connection.execute(query + "WHERE r.project_id = ? ORDER BY r.id", [session.project_id]):
            yield Row(*values)


def _faults_of_rows(rows: Iterable[Row]) -> Iterator[Fault]:
    """Rows whose digest is not that of their words, or that do not follow from the one before."""
    by_writer: dict[object, list[Row]] = {}
    for row in rows:
        by_writer.setdefault(row.writer, []).append(row)
        if _digest(row) != row.digest:
            yield Fault(row.id, _text(row.uuid), "its words are not those that its digest was made of")
    for chain in by_writer.values():
        previous, expected = FIRST, 1
        for row in sorted(chain, key=lambda row: (isinstance(row.seq, int), _number_in_chain(row))):
            if row.seq != expected:
                yield Fault(row.id, _text(row.uuid), f"row number {expected} of its writer is missing before it")
                break
            if row.previous != previous:
                yield Fault(row.id, _text(row.uuid), "it does not follow from the row before it")
                break
            previous, expected = row.digest, expected + 1


def _number_in_chain(row: Row) -> int:
    return row.seq if isinstance(row.seq, int) else 0  # a damaged column may hold something else


def _digest(row: Row) -> str:
    try:
        return row.computed_digest()
    except (TypeError, ValueError, UsageError):
        return ""  # a column that holds something of another type


def _text(uuid: object) -> str | None:
    return uuid.encode("utf-8", "replace").decode() if isinstance(uuid, str) else None


def _faults_of_heads(session: Session, rows: Iterable[Row]) -> Iterator[Fault]:
    """A writer whose last row is not the one that it left: the end of its chain was cut off."""
    last: dict[str, Row] = {}
    for row in rows:
        if isinstance(row.seq, int) and (row.writer not in last or row.seq > last[row.writer].seq):
            last[row.writer] = row
    for writer in Writer.objects.using(session.alias).filter(project_id=session.project_id):
        end = last.get(writer.uuid)
        reached = (0, FIRST) if end is None else (end.seq, end.digest)
        if reached != (writer.last_seq, writer.last_digest):
            why = "rows that its writer wrote after it are missing"
            yield Fault(None, None, why) if end is None else Fault(end.id, _text(end.uuid), why)


def _faults_of_sqlite(path: Path) -> list[Fault]:
    """What SQLite itself finds wrong with its pages and indexes."""
    try:
        with closing(read_only_connection(path)) as connection:
            connection.text_factory = lambda data: data.decode("utf-8", "replace")
            messages = [str(line[0]) for line in connection.execute("PRAGMA quick_check(3)")]
    except sqlite3.DatabaseError as error:
        return [Fault(None, None, f"the file is damaged ({one_line(error)})")]
    return [] if messages == ["ok"] else [Fault(None, None, f"the file is damaged ({messages[0]})")]
