"""Find: records into the project, duplicates marked, decisions kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from alongside.errors import InputError, UsageError
from alongside.evidence import Author, Decision
from alongside.project import NewDecision, Project
from alongside.records import Broken, Record, detect_format, read_records
from alongside.workflow.duplicates import find_duplicates

__all__ = ["REASONS", "ImportedReport", "decide", "import_files"]

REASONS = {"people": "Other people", "support": "Not peer support", "design": "Other design", "other": "Another reason"}
"""Reasons to exclude at title and abstract, in the order of their keys 1 to 4."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """What came from one file; `broken` says in one line each what could not be read."""

    name: str
    format: str
    records: int
    broken: tuple[str, ...] = ()
    known: bool = False


@dataclass(frozen=True, slots=True)
class ImportedReport:
    """What an import did."""

    files: tuple[FileReport, ...]
    duplicates: int
    asked: int

    @property
    def records(self) -> int:
        return sum(file.records for file in self.files if not file.known)


def import_files(
    project: Project, paths: Sequence[Path], *, author: Author, at: datetime, keep_going: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> ImportedReport:  # fmt: skip
    """Read all files first; only when every one could be read (or `keep_going`) is anything written.

    Raises
    ------
    InputError : at the first record that cannot be read, with what was good before it. Nothing has been written then.
    """
    for path in paths:
        if not path.exists():
            raise InputError("there is no such file", path=path)
    broken: dict[Path, list[str]] = {path: [] for path in paths}
    if not keep_going:
        for path in paths:
            progress(f"reading {path.name}")
            for _ in read_records(path):
                pass
    reports = []
    for path in paths:
        progress(f"importing {path.name}")
        file_format = detect_format(path).name
        records = _whole(path, broken[path], keep_going)
        report = project.import_file(
            path.name, _digest(path), path.stat().st_size, file_format, records, author=author, at=at
        )
        reports.append(FileReport(path.name, report.format, report.records, tuple(broken[path]), report.known))
    found = find_duplicates(project, at=at, progress=progress)
    return ImportedReport(tuple(reports), found.duplicates, found.asked)


def _whole(path: Path, broken: list[str], keep_going: bool) -> Iterable[Record]:
    for item in read_records(path, keep_going=keep_going):
        if isinstance(item, Broken):
            broken.append(f"{path.name}, line {item.line}: {item.reason}")
        else:
            yield item


def _digest(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def decide(
    project: Project, record: str, verdict: str, *, author: Author, at: datetime, reason: str = "", why: str = ""
) -> Decision:
    """Include, exclude or maybe, by title and abstract. `reason` is a key of `REASONS` or words of one's own."""
    if verdict not in ("include", "exclude", "maybe"):
        raise UsageError(f"{verdict!r} is no decision; expected include, exclude or maybe")
    if project.record(record) is None:
        raise UsageError(f"no record {record!r} in this project")
    value = {"stage": "title_abstract", "verdict": verdict} | ({"reason": reason} if reason else {})
    decision = NewDecision(f"record:{record}", "screening.decided", value, why=why)
    return project.append([decision], author=author, at=at)[0]
