"""Merging another file into a project, with what a careful person would do around it.

A log of another review is refused, a backup is written first, and what would take another author's place is disputed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from alongside import __version__
from alongside.errors import ProjectError
from alongside.evidence import Author
from alongside.project.file.connections import is_open
from alongside.project.file.making import copy_file
from alongside.project.log.appending import append
from alongside.project.log.disputes import disagreements
from alongside.project.log.merge import (
    MergeReport,
    contested,
    merge_log,
    merge_project,
    rows_of_lines,
    shares_rows,
)
from alongside.project.log.opening import open_session
from alongside.project.log.reading import rows
from alongside.project.log.sessions import Session

__all__ = ["merge_path"]

MERGE = Author("machine", "Alongside's merge", __version__)


def merge_path(target: Session, path: Path, *, another_review: bool = False, at: datetime) -> MergeReport:
    """Take another project's rows and records, or a log as JSON Lines.

    Parameters
    ----------
    another_review : take the log also where it shares no row with the project, and is of another review then.

    Raises
    ------
    ProjectError : where the other log is not as it was written, or shares no row with this one (unless
        `another_review`).
    UsageError : for a row that is not as this version would write it. Nothing is merged then.
    """
    is_log = False
    if path.is_file() and not is_open(path):  # what SQLite has open here is a project, and is read by SQLite only
        with path.open("rb") as stream:
            is_log = stream.read(1) == b"{"
    if is_log:
        foreign = list(rows_of_lines(path))
        _refuse_another_review(target, path, (row.uuid for row in foreign), another_review)
        with target.writing():
            _back_up(target)
            report = merge_log(path, target)
    else:
        source = open_session(path, target.register, read_only=True)
        try:
            uuids = rows(source).order_by("id").values_list("uuid", flat=True)
            _refuse_another_review(target, path, uuids.iterator(2000), another_review)
            with target.writing():
                _back_up(target)
                report = merge_project(source, target)
        finally:
            source.close()
    with target.writing():
        append(target, contested(target, report.added), MERGE, at)
        return replace(report, disagreements=len(disagreements(target)))


def _refuse_another_review(target: Session, path: Path, uuids: Iterable[str], another_review: bool) -> None:
    with target.reading():
        if another_review or shares_rows(target, uuids):
            return
    raise ProjectError(
        f"{path}: shares no decision with this project, so it is of another review; nothing was merged "
        "(--another-review takes it all the same)"
    )


def _back_up(target: Session) -> None:
    if target.path is not None:
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
        stem = target.path.name.removesuffix(".alongside")
        copy_file(target.path, target.path.with_name(f"{stem}.before-merge-{moment}.alongside"))
