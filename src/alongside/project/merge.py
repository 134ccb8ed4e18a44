"""Taking another file's log: every chain is checked before anything is written, and then rows are only added.

What holds afterwards is a function of the set of rows (`state`), so that merging in either order gives the same state
and merging twice changes nothing. Where two people decided differently, both rows stand as a disagreement to settle.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from alongside.errors import AlongsideError, InputError, ProjectError
from alongside.project import log, models
from alongside.project.chain import FIRST, Row, moment_to_text
from alongside.project.kinds import check
from alongside.project.log import Place
from alongside.project.projections import refresh
from alongside.project.records_store import copy_files

__all__ = ["MergeReport", "merge_log", "merge_project", "rows_of_lines"]


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What a merge brought."""

    rows_added: int
    rows_known: int
    records_added: int
    disagreements: int


def merge_project(source: Place, target: Place) -> MergeReport:
    """Another project's rows, files and records."""
    with transaction.atomic(using=target.alias):
        records = copy_files(source, target)
        added, known = _add(target, (Row(*values) for values in log.rows(source).order_by("id").iterator(2000)))
    return _report(target, added, known, records)


def merge_log(path: Path, target: Place) -> MergeReport:
    """Rows of a log as JSON Lines."""
    with transaction.atomic(using=target.alias):
        added, known = _add(target, rows_of_lines(path))
    return _report(target, added, known, 0)


def rows_of_lines(path: Path) -> Iterator[Row]:
    """The rows of a JSON Lines log. Raises `InputError` with the line for whatever is none."""
    try:
        with path.open(encoding="utf-8") as stream:
            for number, line in enumerate(stream, 1):
                if not line.strip():
                    continue
                try:
                    yield Row.from_json(json.loads(line))
                except (KeyError, TypeError, ValueError, AlongsideError) as error:
                    raise InputError(f"expected a row of a log ({error})", path=path, row=number) from None
    except UnicodeDecodeError:
        raise InputError("expected a log as JSON Lines in UTF-8", path=path) from None
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", path=path) from None


def _report(target: Place, added: int, known: int, records: int) -> MergeReport:
    open_ones = models.Disagreement.objects.using(target.alias).filter(project_id=target.project_id).count()
    return MergeReport(added, known, records, open_ones)


def _add(target: Place, foreign: Iterable[Row]) -> tuple[int, int]:
    """Check all rows, then add those that are new. Gives how many were added and how many were known."""
    by_writer: dict[str, list[Row]] = defaultdict(list)
    for row in foreign:
        by_writer[row.writer].append(row)
    fresh: list[Row] = []
    known = 0
    for writer, rows in by_writer.items():
        rows.sort(key=lambda row: row.seq)
        ours = {row.seq: row.digest for row in (Row(*v) for v in log.rows(target, writer__uuid=writer))}
        new = _checked(rows, ours)
        known += len(rows) - len(new)
        fresh += new
    _refuse_known_uuids(target, fresh)
    writers = _writers(target, by_writer, fresh)
    for some in log.chunks(sorted(fresh, key=lambda row: (row.at, row.uuid)), 2000):
        log.insert_rows(target, writers, some)
    for subjects in log.chunks({row.subject for row in fresh}, 2000):
        refresh(target.alias, target.project_id, log.rows_of_subjects(target, subjects))
    return len(fresh), known


def _checked(rows: list[Row], ours: dict[int, str]) -> list[Row]:
    """The new rows of one writer, whose chain is whole and goes on from what we have of it."""
    previous, expected = FIRST, 1
    new = []
    for row in rows:
        if row.seq != expected or row.previous != previous or row.digest != row.computed_digest():
            raise ProjectError(
                f"the other log is not as it was written: row {row.uuid} (number {row.seq} of its writer) does not "
                "follow from the one before; nothing was merged"
            )
        if row.seq not in ours:
            check(row.subject, row.kind, row.schema, json.loads(row.value))
            new.append(row)
        elif ours[row.seq] != row.digest:
            raise ProjectError(
                f"row {row.uuid} is number {row.seq} of its writer, and here that number is another row; "
                "nothing was merged"
            )
        previous, expected = row.digest, expected + 1
    return new


def _refuse_known_uuids(target: Place, fresh: list[Row]) -> None:
    """A uuid names one row; a second row of that name can only be forged."""
    for some in log.chunks(row.uuid for row in fresh):
        held = models.LogRow.objects.using(target.alias).filter(project_id=target.project_id, uuid__in=some).first()
        if held is not None:
            raise ProjectError(f"row {held.uuid} is here with other words already; nothing was merged")


def _writers(target: Place, by_writer: dict[str, list[Row]], fresh: list[Row]) -> dict[str, int]:
    """The writers' rows, made where they are new, their heads moved to the last row that comes in."""
    heads = {row.writer: row for row in sorted(fresh, key=lambda row: row.seq)}
    found: dict[str, int] = {}
    for writer in by_writer:
        if writer not in heads:
            continue
        head = heads[writer]
        defaults: dict[str, Any] = {"started_at": moment_to_text(datetime.now(UTC)), "name": "merged"}
        held, _ = models.Writer.objects.using(target.alias).get_or_create(
            project_id=target.project_id, uuid=writer, defaults=defaults
        )
        held.last_seq, held.last_digest = head.seq, head.digest
        held.save(using=target.alias, update_fields=["last_seq", "last_digest"])
        found[writer] = held.id
    return found
