"""Whether a file is as it was written: every digest, every chain, every record, and the tables made from the log."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import DatabaseError

from alongside.errors import ProjectError, UsageError
from alongside.project import log, models
from alongside.project.chain import FIRST, Row
from alongside.project.failures import DamagedProject, one_line
from alongside.project.files import open_project, read_only_connection
from alongside.project.log import Place
from alongside.project.projections import digest_of_log, digest_of_tables
from alongside.project.records_store import record_digest

if TYPE_CHECKING:
    from alongside.project.handle import Project

__all__ = ["Verification", "verify", "verify_file"]


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found. `first_bad` is the number of the first row that is not as it was written, `reason` says why."""

    ok: bool
    rows: int
    first_bad: int | None
    first_bad_uuid: str | None
    reason: str
    projections_match: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was written. `row` is the number in the log, None where it is elsewhere."""

    row: int | None
    uuid: str | None
    reason: str


def verify_file(path_or_url: str | Path) -> Verification:
    """The verification of a file or a database. A damaged file is a finding; one that is none of ours an error."""
    try:
        with open_project(path_or_url, read_only=True) as project:
            return verify(project)
    except DamagedProject as error:
        return Verification(False, 0, None, None, str(error), False)


def verify(project: Project) -> Verification:
    """Recompute everything that can be recomputed."""
    place = project._place
    try:
        rows = list(_rows(project))
        faults = list(_faults_of_rows(rows)) + list(_faults_of_heads(place, rows))
    except (DatabaseError, sqlite3.DatabaseError, ProjectError) as error:
        return Verification(False, 0, None, None, f"the log cannot be read ({one_line(error)})", False)
    if project.path is not None:
        faults += _faults_of_sqlite(project.path)
    if not faults:
        faults += _faults_of_records(place)
    match = False
    if all(fault.row is None for fault in faults):
        try:
            ordered = sorted(rows, key=lambda row: (row.subject, row.id))
            match = digest_of_log(ordered) == digest_of_tables(place.alias, place.project_id)
        except (DatabaseError, ValueError, KeyError) as error:
            faults.append(Fault(None, None, f"the tables cannot be read ({one_line(error)})"))
    if faults:
        first = min(faults, key=lambda fault: (fault.row is None, fault.row or 0))
        return Verification(False, len(rows), first.row, first.uuid, first.reason, match)
    reason = "" if match else "the tables do not follow from the log; `alongside project rebuild` makes them again"
    return Verification(match, len(rows), None, None, reason, match)


def _rows(project: Project) -> Iterator[Row]:
    """All rows as they stand. From SQLite they are read with bytes that are no text any more kept as they are."""
    place = project._place
    if project.path is None:
        yield from (Row(*values) for values in log.rows(place).order_by("id").iterator(2000))
        return
    columns = (
        "r.uuid, w.uuid, r.seq, r.subject, r.kind, r.schema, r.value, r.author_kind, r.author_name, r.author_version, "
        "r.parameters, r.at, r.why, r.anchors, r.supersedes, r.previous, r.digest, r.id"
    )
    with closing(read_only_connection(project.path)) as connection:
        connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
        query = f"SELECT {columns} FROM project_logrow r LEFT JOIN project_writer w ON w.id = r.writer_id "  # noqa: S608
        for values in connection.execute(query + "WHERE r.project_id = ? ORDER BY r.id", [place.project_id]):
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
        for row in sorted(
            chain, key=lambda row: (isinstance(row.seq, int), row.seq if isinstance(row.seq, int) else 0)
        ):
            if row.seq != expected:
                yield Fault(row.id, _text(row.uuid), f"row number {expected} of its writer is missing before it")
                break
            if row.previous != previous:
                yield Fault(row.id, _text(row.uuid), "it does not follow from the row before it")
                break
            previous, expected = row.digest, expected + 1


def _place_in_chain(row: Row) -> int:
    return row.seq if isinstance(row.seq, int) else 0  # a damaged column may hold something else


def _digest(row: Row) -> str:
    try:
        return row.computed_digest()
    except (TypeError, ValueError, UsageError):
        return ""  # a column that holds something of another type


def _text(uuid: object) -> str | None:
    return uuid.encode("utf-8", "replace").decode() if isinstance(uuid, str) else None


def _faults_of_heads(place: Place, rows: Iterable[Row]) -> Iterator[Fault]:
    """A writer whose last row is not the one that it left: the end of its chain was cut off."""
    last: dict[str, Row] = {}
    for row in rows:
        if isinstance(row.seq, int) and (row.writer not in last or row.seq > last[row.writer].seq):
            last[row.writer] = row
    for writer in models.Writer.objects.using(place.alias).filter(project_id=place.project_id):
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
            said = [str(line[0]) for line in connection.execute("PRAGMA quick_check(3)")]
    except sqlite3.DatabaseError as error:
        return [Fault(None, None, f"the file is damaged ({one_line(error)})")]
    return [] if said == ["ok"] else [Fault(None, None, f"the file is damaged ({said[0]})")]


def _faults_of_records(place: Place) -> list[Fault]:
    """Imported records that are not as they were read."""
    found = []
    imports = {
        (row.subject, _value(row, "records_digest"))
        for row in (Row(*values) for values in log.rows(place, kind="file.imported"))
    }
    for file in models.ImportedFile.objects.using(place.alias).filter(project_id=place.project_id):
        combined = hashlib.sha256()
        rows = models.Record.objects.using(place.alias).filter(project_id=place.project_id, file_id=file.id)
        for record in rows.order_by("position").iterator(2000):
            digest = record_digest(record)
            if digest != record.digest:
                found.append(Fault(None, None, f"record {record.uuid} of {file.name} is not as it was imported"))
                break
            combined.update(digest.encode())
        else:
            decided = (f"file:{file.sha256}", file.records_digest) in imports
            if combined.hexdigest() != file.records_digest or not decided:
                found.append(Fault(None, None, f"the records of {file.name} are not those that were imported"))
    return found


def _value(row: Row, name: str) -> str:
    return str(row.decision().value.get(name, ""))
