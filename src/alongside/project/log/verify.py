"""Whether a project is as it was written: every digest, every chain, what verbs keep beside the log, and the tables
made from it.
"""

from __future__ import annotations

import functools
import hashlib
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from django.db import DatabaseError

from alongside.errors import ProjectError, UsageError
from alongside.project.file.failures import DamagedProject, one_line
from alongside.project.file.looking import read_only_connection
from alongside.project.file.making import make_file
from alongside.project.file.migrating import migrate
from alongside.project.log.chain import FIRST, Row
from alongside.project.log.opening import open_session
from alongside.project.log.own import TITLED
from alongside.project.log.projecting import digest_of_log, digest_of_tables, is_of_this_register
from alongside.project.log.reading import rows, standing, unreadable
from alongside.project.log.rooms import Fault, Register
from alongside.project.log.sessions import Session
from alongside.project.log.tables import Project, Writer

__all__ = ["Verification", "log_digest", "log_digest_of", "verify", "verify_file"]


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked. `first_bad` is the number of the first row that is not as it was written, `reason` says why.
    `unreadable` counts rows that only a newer version can read, by kind: they are whole, and left out of the tables.
    `digest` is of all rows in the order in which they came here; kept elsewhere, it shows whether they were changed.
    """

    ok: bool
    rows: int
    first_bad: int | None
    first_bad_uuid: str | None
    reason: str
    projections_match: bool
    unreadable: dict[str, int] = field(default_factory=dict)
    digest: str = ""


def verify_file(path_or_url: str | Path, register: Register, against: str = "") -> Verification:
    """The verification of a file or a database. A damaged file is a finding; one that is none of ours an error."""
    try:
        session = open_session(path_or_url, register, read_only=True)
    except DamagedProject as error:
        return Verification(False, 0, None, None, str(error), False)
    try:
        return verify(session, against=against)
    except DamagedProject as error:
        return Verification(False, 0, None, None, str(error), False)
    finally:
        session.close()


def verify(session: Session, *, against: str = "") -> Verification:
    """Recompute everything that can be recomputed; see `Verification`."""
    try:
        log = list(_rows(session))
        faults = list(_faults_of_rows(log)) + list(_faults_of_heads(session, log))
    except (DatabaseError, sqlite3.DatabaseError, ProjectError) as error:
        return Verification(False, 0, None, None, f"the log cannot be read ({one_line(error)})", False)
    if session.path is not None:
        faults += _faults_of_sqlite(session.path)
    digest = log_digest(log)
    if against and not _is_digest_of(against, log):
        faults.append(Fault(None, None, f"its first rows do not give the digest {against}: they are not those of then"))
    if not faults:
        faults += [fault for room in session.register.rooms for fault in room.primary_faults(session)]
        faults += _faults_of_title(session)
        faults += _faults_of_parts(session.path) if session.path is not None else []
    match = False
    if all(fault.row is None for fault in faults):
        try:
            match = _tables_follow(session, log)
        except (DatabaseError, ValueError, KeyError) as error:
            faults.append(Fault(None, None, f"the tables cannot be read ({one_line(error)})"))
    if faults:
        earliest = min(faults, key=lambda fault: (fault.row is None, fault.row or 0))
        return Verification(False, len(log), earliest.row, earliest.uuid, earliest.reason, match, digest=digest)
    reason = "" if match else "the tables do not follow from the log; `alongside project rebuild` makes them again"
    return Verification(match, len(log), None, None, reason, match, unreadable(session), digest)


def log_digest(rows: Sequence[Row]) -> str:
    """How many rows there are, and a digest over theirs in the order in which they came into this file."""
    return f"{len(rows)}-{_chained(rows)}"


def log_digest_of(session: Session) -> str:
    """`log_digest` of the log as it stands."""
    return log_digest(list(_rows(session)))


def _chained(rows: Iterable[Row]) -> str:
    chained = hashlib.sha256()
    for row in rows:
        chained.update(str(row.digest).encode("utf-8", "replace"))
    return chained.hexdigest()[:40]


def _is_digest_of(against: str, log: Sequence[Row]) -> bool:
    """Whether the log began with the rows that gave this digest; it may have grown since."""
    number, _, digest = against.partition("-")
    return number.isascii() and number.isdigit() and int(number) <= len(log) and _chained(log[: int(number)]) == digest


def _faults_of_title(session: Session) -> list[Fault]:
    """The title of the project's own row, which lists show, is the log's."""
    titles = [state.value["title"] for state in standing(session, TITLED)]
    shown = Project.objects.using(session.alias).get(id=session.project_id).title
    return (
        [] if titles in ([shown], []) else [Fault(None, None, f"its title is not the log's, which says {titles[0]!r}")]
    )


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
        joined = "project_logrow r LEFT JOIN project_writer w ON w.id = r.writer_id"
        query = f"SELECT {columns} FROM {joined} "  # noqa: S608 - fixed text
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
            messages = [str(line[0]) for line in connection.execute("PRAGMA integrity_check(3)")]
    except sqlite3.DatabaseError as error:
        return [Fault(None, None, f"the file is damaged ({one_line(error)})")]
    return [] if messages == ["ok"] else [Fault(None, None, f"the file is damaged ({messages[0]})")]


def _faults_of_parts(path: Path) -> list[Fault]:
    """Indexes and triggers that are not as this version makes them."""
    with closing(read_only_connection(path)) as connection:
        missing = _missing_parts(connection)
    return [Fault(None, None, f"{part} is not as this version makes it") for part in missing]


def _missing_parts(connection: sqlite3.Connection) -> list[str]:
    """Tables, indexes and triggers that a new file has and this one has not, or has with other words."""
    statements = dict(connection.execute("SELECT name, coalesce(sql, '') FROM sqlite_master"))
    return [
        f"{name} of the file"
        for name, sql in parts_of_a_new_file().items()
        if _words(statements.get(name, "")) != _words(sql)
    ]


def _words(sql: str) -> str:
    return " ".join(sql.replace('"', " ").split())


@functools.cache
def parts_of_a_new_file() -> dict[str, str]:
    """Indexes and triggers as the migrations leave them, by name; made once, in a file that is thrown away.

    Tables are left out: SQLite writes down how each came to be, and an older file that was migrated says it otherwise.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "new.alongside"
        make_file(path, migrate)
        with closing(read_only_connection(path)) as connection:
            query = "SELECT name, coalesce(sql, '') FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql <> ''"
            return dict(connection.execute(query))
