"""Files of records into the project: each whole or not at all, and what was put right or could not be read is said."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from alongside.errors import AlongsideError, InputError, NotHereError, UsageError
from alongside.evidence import Author, Decision
from alongside.project import AttemptEnd, Project, import_key
from alongside.project.find.kinds import FILE_IMPORTED
from alongside.project.log.own import undone
from alongside.records import Broken, Record, Source, detect_format, read_source
from alongside.workflow.find.duplicates import find_duplicates

__all__ = ["FileReport", "ImportedReport", "import_file", "import_files", "take_back_import"]

LOGGER = logging.getLogger("alongside.find")

STEP = 500
"""Records between two words on how far the reading is."""

Moved = Callable[[float, int], None]
"""Told how much of a file was read (0 to 1), and how many records."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file.

    Parameters
    ----------
    outcome : "imported", "known" (the same file was here: nothing changed), "refused" (some of it could not be read).
    notes : what was put right on the way, a line each.
    broken : the entries that could not be read, with line, reason and text.
    """

    name: str
    outcome: str
    format: str
    encoding: str
    records: int
    notes: tuple[str, ...] = ()
    broken: tuple[Broken, ...] = ()

    @property
    def known(self) -> bool:
        return self.outcome == "known"

    def lines(self) -> tuple[str, ...]:
        """What could not be read, in one line each."""
        return tuple(f"{self.name}, line {entry.line}: {entry.reason}" for entry in self.broken)


@dataclass(frozen=True, slots=True)
class ImportedReport:
    """What an import did."""

    files: tuple[FileReport, ...]
    duplicates: int
    asked: int

    @property
    def records(self) -> int:
        return sum(file.records for file in self.files if file.outcome == "imported")


class _NotAllReadError(Exception):
    """Some entries could not be read, so that none are kept."""


def import_files(
    project: Project,
    paths: Sequence[Path],
    *,
    author: Author,
    at: datetime,
    keep_going: bool = False,
    columns: Mapping[str, str] | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> ImportedReport:
    """Read all files first; only when every one could be read (or `keep_going`) is anything written.

    Raises
    ------
    InputError : at the first record that cannot be read. Nothing has been written then.
    """
    for path in paths:
        if not path.exists():
            raise InputError("there is no such file", path=path)
    if not keep_going:
        for path in paths:
            progress(f"reading {path.name}")
            _check(path, columns)
    reports = []
    for path in paths:
        progress(f"importing {path.name}")
        reports.append(import_file(project, path, author=author, at=at, keep_going=keep_going, columns=columns))
    found = find_duplicates(project, at=at, progress=progress)
    return ImportedReport(tuple(reports), found.duplicates, found.asked)


def import_file(
    project: Project,
    path: Path,
    name: str = "",
    *,
    author: Author,
    at: datetime,
    keep_going: bool = False,
    columns: Mapping[str, str] | None = None,
    moved: Moved = lambda _part, _records: None,
) -> FileReport:
    """Import one file in one transaction; duplicates are not looked for.

    Where an entry cannot be read and `keep_going` is not set, nothing is kept, and the report says what to mend.

    Parameters
    ----------
    name : what the file is called, where `path` is a copy of it.
    columns : for a table whose header says nothing known: our field to its column.

    Raises
    ------
    ReadError : for a file that is no file of records. Nothing has been written then.
    UsageError : for a file that is here with other columns; that import is to be taken back first.
    ProjectError : where the project cannot be written (a disk that is full). Nothing has been written then either.
    """
    name = name or path.name
    sha256, size = _digest(path), path.stat().st_size
    attempt = project.find.imports.begin(name, import_key(sha256, columns), size, at)
    broken: list[Broken] = []
    try:
        _refuse_other_columns(project, name, sha256, columns)
        source = Source(path, name, columns=dict(columns) if columns else None)
        known = detect_format(source)
        entries = _counted(read_source(source, known), source, broken, moved, keep_going=keep_going)
        try:
            kept = project.find.imports.keep(
                name, sha256, size, known.name, entries, author=author, at=at, columns=columns
            )
        except _NotAllReadError:
            report = _report(source, "refused", known.name, 0, broken)
        else:
            report = _report(source, "known" if kept.is_known else "imported", known.name, kept.records, broken)
    except AlongsideError as error:
        LOGGER.warning("%s could not be imported: %s", name, error)
        project.find.imports.end(attempt, AttemptEnd("failed", error=str(error).replace(str(path), name)), at)
        raise
    ended = AttemptEnd(
        report.outcome,
        report.format,
        report.encoding,
        report.records,
        "",
        report.notes,
        [(entry.line, entry.reason, entry.raw) for entry in report.broken],
    )
    project.find.imports.end(attempt, ended, at)
    LOGGER.info("%s: %s, %s, %d records, %d not read", name, report.outcome, report.format, report.records, len(broken))
    return report


def _refuse_other_columns(project: Project, name: str, sha256: str, columns: Mapping[str, str] | None) -> None:
    """The same bytes with other columns would be the same reports twice."""
    for state in project.standing(FILE_IMPORTED):
        if state.value["sha256"] == sha256 and state.value.get("columns", {}) != dict(columns or {}):
            raise UsageError(f"{name}: is here already, read with other columns; take that import back first")


def take_back_import(project: Project, key: str, *, author: Author, at: datetime, why: str = "") -> list[Decision]:
    """Take the import of a file back: its records count no more, and what was decided about them stays in the history.

    Raises `UsageError` where no such import stands.
    """
    subject = f"file:{key}"
    heads = [row for state in project.state(subject) if state.kind == FILE_IMPORTED for row in state.heads]
    if not heads:
        raise NotHereError(f"no import {key!r} stands in this project")
    decisions = [undone(subject, row.uuid, why=why) for row in heads]
    return project.append(decisions, author=author, at=at)


def _report(source: Source, outcome: str, format_: str, records: int, broken: Sequence[Broken]) -> FileReport:
    notes = [str(note) for note in source.notes]
    if source.further_notes:
        notes.append(f"{source.further_notes} further places were put right")
    return FileReport(source.name, outcome, format_, source.encoding, records, tuple(notes), tuple(broken))


def _counted(
    entries: Iterator[Record | Broken], source: Source, broken: list[Broken], moved: Moved, *, keep_going: bool
) -> Iterator[Record]:
    records = 0
    for entry in entries:
        if isinstance(entry, Broken):
            broken.append(entry)
            continue
        records += 1
        if records % STEP == 0:
            moved(source.part_read, records)
        yield entry
    moved(1.0, records)
    if broken and not keep_going:
        raise _NotAllReadError


def _check(path: Path, columns: Mapping[str, str] | None) -> None:
    source = Source(path, columns=dict(columns) if columns else None)
    for entry in read_source(source):
        if isinstance(entry, Broken):
            raise source.error(f"{entry.reason}; nothing was imported", entry.line)


def _digest(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
