"""Attempts to import a file: begun, ended, or cut off; for the page that tells a person what became of each file."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from alongside.project.find.tables import FileState, ImportAttempt
from alongside.project.log.chain import moment_to_text
from alongside.project.log.sessions import Session

__all__ = ["Attempt", "AttemptEnd", "begin", "end", "latest", "not_read"]

PROCESS = uuid.uuid4().hex
"""Tells this process from one that had the same number before it."""

MOST_LINES = 1000
"""Notes and unreadable entries that are kept of a file; all are counted."""

MOST_TEXT = 5_000_000
"""Characters of unreadable entries that are kept of a file."""


@dataclass(frozen=True, slots=True)
class AttemptEnd:
    """How an attempt ended.

    Parameters
    ----------
    outcome : "imported", "known" (the same file was here), "refused" (some of it could not be read, and a person had
        not said to go on) or "failed" (none of it could be read, or it could not be written: `error`).
    notes : what was put right, a line each.
    broken : line, reason and text of each entry that could not be read.
    """

    outcome: str
    format: str = ""
    encoding: str = ""
    records: int = 0
    error: str = ""
    notes: Sequence[str] = ()
    broken: Sequence[tuple[int, str, str]] = ()


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt. `outcome` is as in `AttemptEnd`, or "running", or "cut off" where its process ended before it did.

    `is_here` says whether the file is in the project now, `broken` has line and reason, `rest` whether there is text.
    """

    number: int
    name: str
    sha256: str
    started_at: str
    outcome: str
    is_here: bool
    format: str
    encoding: str
    records: int
    error: str
    notes: tuple[str, ...]
    broken: tuple[tuple[int, str], ...]
    rest: bool


def begin(session: Session, name: str, sha256: str, size: int, at: datetime) -> int:
    """Keep that a file is about to be imported."""
    row = ImportAttempt.objects.using(session.alias).create(
        project_id=session.project_id,
        name=name,
        sha256=sha256,
        size=size,
        started_at=moment_to_text(at),
        process=f"{os.getpid()} {PROCESS}",
    )
    return int(row.pk)


def end(session: Session, number: int, ended: AttemptEnd, at: datetime) -> None:
    """Keep how it went."""
    rest, size = [], 0
    for _, _, text in ended.broken:
        size += len(text) + 2
        if size > MOST_TEXT:
            break
        rest.append(text)
    ImportAttempt.objects.using(session.alias).filter(project_id=session.project_id, id=number).update(
        finished_at=moment_to_text(at),
        outcome=ended.outcome,
        format=ended.format,
        encoding=ended.encoding,
        records=ended.records,
        error=ended.error[:2000],
        rest="\n\n".join(rest),
        notes=json.dumps(list(ended.notes)[:MOST_LINES], ensure_ascii=False),
        broken=json.dumps([[line, reason] for line, reason, _ in ended.broken[:MOST_LINES]], ensure_ascii=False),
    )


def latest(session: Session, limit: int) -> list[Attempt]:
    """The latest attempts, newest first."""
    rows = list(
        ImportAttempt.objects.using(session.alias).filter(project_id=session.project_id).order_by("-id")[:limit]
    )
    holding = set(
        FileState.objects.using(session.alias)
        .filter(project_id=session.project_id, sha256__in=[row.sha256 for row in rows])
        .values_list("sha256", flat=True)
    )
    return [
        Attempt(
            row.pk,
            row.name,
            row.sha256,
            row.started_at,
            row.outcome or _state(row.process),
            row.sha256 in holding,
            row.format,
            row.encoding,
            row.records,
            row.error,
            tuple(json.loads(row.notes)),
            tuple((line, reason) for line, reason in json.loads(row.broken)),
            bool(row.rest),
        )
        for row in rows
    ]


def _state(process: str) -> str:
    """Whether the process that began an attempt still runs."""
    number, _, token = process.partition(" ")
    if token == PROCESS:
        return "running"
    if int(number) == os.getpid():
        return "cut off"
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return "cut off"
    except PermissionError:
        return "running"
    return "running"


def not_read(session: Session, number: int) -> tuple[str, str] | None:
    """The name of an attempt's file, and what could not be read of it."""
    rows = ImportAttempt.objects.using(session.alias).filter(project_id=session.project_id, id=number)
    return rows.values_list("name", "rest").first()
