"""Taking another project's log: every chain is checked before anything is written, and then rows are only added.

What holds afterwards is a function of the set of rows (`state`), so that merging in either order gives the same state
and merging twice changes nothing. Where two people decided differently, both rows stand as a disagreement to settle.

Rows of a kind or shape that this version does not know are taken as they are: their chain says that they were written
so, and a newer version can read them. They are counted in the report.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from alongside.errors import AlongsideError, InputError, ProjectError
from alongside.project.log.appending import insert_rows, lock
from alongside.project.log.chain import FIRST, Row, moment_to_text
from alongside.project.log.decisions import NewDecision
from alongside.project.log.foreign import check_foreign
from alongside.project.log.kinds import is_readable
from alongside.project.log.own import disputed
from alongside.project.log.projecting import refresh
from alongside.project.log.reading import chunks, rows, rows_of_subjects
from alongside.project.log.sessions import Session
from alongside.project.log.state import states
from alongside.project.log.tables import Disagreement, LogRow, Writer

__all__ = ["MergeReport", "contested", "merge_log", "merge_project", "rows_of_lines", "shares_rows"]


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What a merge brought. `unreadable` counts the rows that only a newer version can read, by kind; `added` are the
    uuids of the new rows."""

    rows_added: int
    rows_known: int
    records_added: int
    disagreements: int
    unreadable: dict[str, int] = field(default_factory=dict)
    added: tuple[str, ...] = ()


def shares_rows(target: Session, uuids: Iterable[str]) -> bool:
    """Whether any of these rows, of another log, is here: two logs that share none are of two reviews."""
    log = LogRow.objects.using(target.alias).filter(project_id=target.project_id)
    return any(log.filter(uuid__in=batch).exists() for batch in chunks(uuids))


def contested(target: Session, uuids: Iterable[str]) -> list[NewDecision]:
    """Rows that came by a merge and would take the place of another author's: each is disputed, so that both stand.

    Only who decided supersedes a decision without a word. A person settles the others, or takes the dispute back.
    """
    disputes = []
    kinds = target.register.kinds
    added = set(uuids)
    subjects = {subject for batch in chunks(sorted(added)) for subject in _subjects(target, batch)}
    for subjects_at_once in chunks(sorted(subjects)):
        for subject, about in rows_of_subjects(target, subjects_at_once).items():
            before = states(kinds, (row for row in about if row.uuid not in added))
            holding = {head.uuid: head for state in before for head in state.heads}
            for row in about:
                over = [holding[of] for of in json.loads(row.supersedes) if row.uuid in added and of in holding]
                author = (row.author_kind, row.author_name)
                if any((head.author_kind, head.author_name) != author for head in over):
                    disputes.append(disputed(subject, row.uuid))
    return disputes


def _subjects(target: Session, uuids: Iterable[str]) -> set[str]:
    return set(rows(target, uuid__in=list(uuids)).values_list("subject", flat=True))


def merge_project(source: Session, target: Session) -> MergeReport:
    """Another project's rows, and what its verbs keep beside the log."""
    with transaction.atomic(using=target.alias):
        lock(target)
        records = sum(room.copy_primary(source, target) for room in target.register.rooms)
        fresh, count_known = _add(target, (Row(*values) for values in rows(source).order_by("id").iterator(2000)))
    return _report(target, fresh, count_known, records)


def merge_log(path: Path, target: Session) -> MergeReport:
    """Rows of a log as JSON Lines."""
    foreign = list(rows_of_lines(path))
    with transaction.atomic(using=target.alias):
        lock(target)
        fresh, count_known = _add(target, foreign)
    return _report(target, fresh, count_known, 0)


def rows_of_lines(path: Path) -> Iterator[Row]:
    """The rows of a JSON Lines log. Raises `InputError` with the line for whatever is none."""
    try:
        with path.open(encoding="utf-8") as stream:
            for number, line in enumerate(stream, 1):
                if not line.strip():
                    continue
                try:
                    yield Row.from_json(json.loads(line))
                except (KeyError, TypeError, ValueError, RecursionError, AlongsideError) as error:
                    raise InputError(f"expected a row of a log ({error})", path=path, row=number) from None
    except UnicodeDecodeError:
        raise InputError("expected a log as JSON Lines in UTF-8", path=path) from None
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", path=path) from None


def _report(target: Session, fresh: list[Row], count_known: int, records: int) -> MergeReport:
    waiting = Disagreement.objects.using(target.alias).filter(project_id=target.project_id).count()
    kinds = target.register.kinds
    unreadable = Counter(row.kind for row in fresh if not is_readable(kinds, row.kind, row.schema))
    added = tuple(row.uuid for row in fresh)
    return MergeReport(len(fresh), count_known, records, waiting, dict(unreadable), added)


def _add(target: Session, foreign: Iterable[Row]) -> tuple[list[Row], int]:
    """Check all rows, then add those that are new. Gives those, and how many were known."""
    by_writer: dict[str, list[Row]] = defaultdict(list)
    for row in foreign:
        by_writer[row.writer].append(row)
    fresh: list[Row] = []
    count_known = 0
    for writer, theirs in by_writer.items():
        theirs.sort(key=lambda row: row.seq)
        ours = {row.seq: row.digest for row in (Row(*values) for values in rows(target, writer__uuid=writer))}
        new = _checked(target, theirs, ours)
        count_known += len(theirs) - len(new)
        fresh += new
    _refuse_known_uuids(target, fresh)
    writers = _writers(target, by_writer, fresh)
    for batch in chunks(sorted(fresh, key=lambda row: (row.at, row.uuid)), 2000):
        insert_rows(target, writers, batch)
    for subjects in chunks({row.subject for row in fresh}, 2000):
        refresh(target, rows_of_subjects(target, subjects))
    return fresh, count_known


def _checked(target: Session, theirs: list[Row], ours: dict[int, str]) -> list[Row]:
    """The new rows of one writer, whose chain is whole and goes on from what we have of it."""
    kinds = target.register.kinds
    previous, expected, now = FIRST, 1, datetime.now(UTC)
    new = []
    for row in theirs:
        if row.seq != expected or row.previous != previous or row.digest != row.computed_digest():
            raise ProjectError(
                f"the other log is not as it was written: row {row.uuid} (number {row.seq} of its writer) does not "
                "follow from the one before; nothing was merged"
            )
        if row.seq not in ours:
            check_foreign(kinds, row, now)
            new.append(row)
        elif ours[row.seq] != row.digest:
            raise ProjectError(
                f"row {row.uuid} is number {row.seq} of its writer, and here that number is another row; "
                "nothing was merged"
            )
        previous, expected = row.digest, expected + 1
    return new


def _refuse_known_uuids(target: Session, fresh: list[Row]) -> None:
    """A uuid names one row; a second row of that name can only be forged."""
    for uuids in chunks(row.uuid for row in fresh):
        ours = LogRow.objects.using(target.alias).filter(project_id=target.project_id, uuid__in=uuids).first()
        if ours is not None:
            raise ProjectError(f"row {ours.uuid} is here with other words already; nothing was merged")


def _writers(target: Session, by_writer: dict[str, list[Row]], fresh: list[Row]) -> dict[str, int]:
    """The writers' rows, made where they are new, their heads moved to the last row that comes in."""
    heads = {row.writer: row for row in sorted(fresh, key=lambda row: row.seq)}
    ids: dict[str, int] = {}
    for uuid in by_writer:
        if uuid not in heads:
            continue
        head = heads[uuid]
        defaults: dict[str, Any] = {"started_at": moment_to_text(datetime.now(UTC)), "name": "merged"}
        writer, _ = Writer.objects.using(target.alias).get_or_create(
            project_id=target.project_id, uuid=uuid, defaults=defaults
        )
        writer.last_seq, writer.last_digest = head.seq, head.digest
        writer.save(using=target.alias, update_fields=["last_seq", "last_digest"])
        ids[uuid] = writer.id
    return ids
