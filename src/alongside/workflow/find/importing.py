"""Files of records into the project: each whole or not at all, and what was put right or could not be read is said."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from alongside.errors import AlongsideError, InputError, NotHereError, UsageError
from alongside.evidence import Author, Decision
from alongside.project import AttemptEnd, Project, import_key
from alongside.project.find.kinds import FILE_IMPORTED
from alongside.project.log.own import undone
from alongside.tables import refuse_no_file, shown
from alongside.workflow.find.duplicates import find_duplicates
from alongside.workflow.find.reading import Cancelled, FileRead, FileReport, Moved, Wishes

__all__ = ["FileReport", "ImportedReport", "import_file", "import_files", "take_back_import"]

LOGGER = logging.getLogger("alongside.find")


@dataclass(frozen=True, slots=True)
class ImportedReport:
    """What an import did."""

    files: tuple[FileReport, ...]
    duplicates: int
    asked: int

    @property
    def records(self) -> int:
        return sum(file.records for file in self.files if file.outcome == "imported")


def import_files(
    project: Project,
    paths: Sequence[Path],
    *,
    author: Author,
    at: datetime,
    keep_going: bool = False,
    columns: Mapping[str, str] | None = None,
    anyway: bool = False,
    encoding: str = "",
    progress: Callable[[str], None] = lambda _: None,
) -> ImportedReport:
    """Read all files first; only when every one could be read (or `keep_going`) is anything written.

    Raises
    ------
    InputError : at the first record that cannot be read, and at a file of which no record has a title (unless
        `anyway`). Nothing has been written then.
    """
    wishes = Wishes(keep_going, anyway, encoding, columns)
    for path in paths:
        if not path.exists():
            raise InputError("there is no such file", path=shown(path))
    reports = []
    with ExitStack() as stack:
        files = []
        for path in paths:
            progress(f"reading {shown(path.name)}")
            file = stack.enter_context(FileRead(path, "", wishes))
            if file.broken and not keep_going:
                entry = file.broken[0]
                raise file.source.error(f"{entry.reason}; nothing was imported", entry.line)
            file.refuse(wishes)
            files.append(file)
        for file in files:
            progress(f"importing {file.source.name}")
            with _Attempt(project, file.source.path, file.source.name, wishes, at) as attempt:
                reports.append(attempt.keep(file, author))
    duplicates = find_duplicates(project, at=at, progress=progress)
    return ImportedReport(tuple(reports), duplicates.duplicates, duplicates.asked)


def import_file(
    project: Project,
    path: Path,
    name: str = "",
    *,
    author: Author,
    at: datetime,
    keep_going: bool = False,
    columns: Mapping[str, str] | None = None,
    anyway: bool = False,
    encoding: str = "",
    moved: Moved = lambda _part, _records: None,
    cancelled: Cancelled = lambda: False,
) -> FileReport:
    """Import one file in one transaction; duplicates are not looked for.

    It is read and checked to its end before the project is locked. Where an entry cannot be read and `keep_going` is
    not set, nothing is kept, and the report says what to mend.

    Parameters
    ----------
    name : what the file is called, where `path` is a copy of it.
    columns : for a table whose header says nothing known: our field to its column.
    anyway : import it also where no record has a title.
    encoding : that of its text, where a person named it.
    moved, cancelled : told how far the reading is; asked whether to stop.

    Raises
    ------
    ReadError : for a file that is no file of records, or of which no record has a title. Nothing has been written then.
    UsageError : for a file that is here with other columns (that import is to be taken back first), for an encoding
        that is none, and where it was cancelled.
    ProjectError : where the project cannot be written (a disk that is full). Nothing has been written then either.
    """
    wishes = Wishes(keep_going, anyway, encoding, columns)
    with (
        _Attempt(project, path, shown(name or path.name), wishes, at) as attempt,
        FileRead(path, name, wishes, moved, cancelled) as file,
    ):
        if keep_going or not file.broken:
            file.refuse(wishes)
        return attempt.keep(file, author)


class _Attempt:
    """One attempt to bring in a file, kept from its beginning on, however it ends."""

    def __init__(self, project: Project, path: Path, name: str, wishes: Wishes, at: datetime) -> None:
        self.project, self.path, self.name, self.wishes, self.at = project, path, name, wishes, at
        self.sha256, self.size = _digest(path), path.stat().st_size

    def __enter__(self) -> _Attempt:
        key = import_key(self.sha256, self.wishes.columns)
        self.number = self.project.find.imports.begin(self.name, key, self.size, self.at)
        try:
            _refuse_other_columns(self.project, self.name, self.sha256, self.wishes.columns)
        except AlongsideError as error:
            self._failed(error)
            raise
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, AlongsideError):
            self._failed(error)

    def _failed(self, error: AlongsideError) -> None:
        LOGGER.warning("%s could not be imported: %s", self.name, error)
        text = str(error).replace(str(self.path), self.name)
        self.project.find.imports.end(self.number, AttemptEnd("failed", error=text), self.at)

    def keep(self, file: FileRead, author: Author) -> FileReport:
        """Write the records, and what became of the file."""
        if file.broken and not self.wishes.keep_going:
            report = file.report("refused", 0)
        else:
            imported = self.project.find.imports.keep(
                self.name,
                self.sha256,
                self.size,
                file.format.name,
                file.records(),
                author=author,
                at=self.at,
                columns=self.wishes.columns,
            )
            report = file.report("known" if imported.is_known else "imported", imported.records)
        ended = AttemptEnd(
            report.outcome,
            report.format,
            report.encoding,
            report.records,
            "",
            report.notes,
            [(entry.line, entry.reason, entry.raw) for entry in report.broken],
        )
        self.project.find.imports.end(self.number, ended, self.at)
        LOGGER.info(
            "%s: %s, %s, %d records, %d not read",
            self.name,
            report.outcome,
            report.format,
            report.records,
            len(report.broken),
        )
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


def _digest(path: Path) -> str:
    refuse_no_file(path)
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
