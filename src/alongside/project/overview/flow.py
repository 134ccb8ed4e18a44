"""How many records are where: the counts from which the flow of the review is drawn."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from django.db import connections
from django.db.models import Count, F, Func, TextField, Value

from alongside.project.find.tables import FileState, ImportedFile, PairState, Record
from alongside.project.log.reading import chunks
from alongside.project.log.sessions import Session
from alongside.project.overview.index import STATUSES, Index, Mask
from alongside.project.screen.status import Status
from alongside.project.screen.tables import ScreeningState

__all__ = ["DUPLICATE", "EVERY", "FileCounts", "FlowCounts", "flow_counts", "mask_of"]

DUPLICATE, EVERY = "duplicate", ""
"""What `mask_of` takes beside statuses: records that are set aside, and all."""


@dataclass(frozen=True, slots=True)
class FileCounts:
    """One imported file.

    Parameters
    ----------
    sha256, name, format, imported_at, records : what was imported, when (ISO 8601) and how many entries.
    searched : the value of `file.searched`, {} where nobody said where the file is from.
    databases : records by the database that each names itself, "" for none; {} where `searched` names the database.
    duplicates : records that are set aside, because another stands for their report.
    alone : reports that only this file has.
    statuses : records that stand, by status; they add up to `records - duplicates`.
    reasons : those excluded at full text, by reason, "" for none.
    """

    sha256: str
    name: str
    format: str
    imported_at: str
    records: int
    searched: Mapping[str, str]
    databases: Mapping[str, int]
    duplicates: int
    alone: int
    statuses: Mapping[Status, int]
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class FlowCounts:
    """Every file whose import holds, in the order of import, and how many studies the included reports are of: reports
    that a person linked are of one study.
    """

    files: tuple[FileCounts, ...]
    studies: int


def flow_counts(session: Session, index: Index) -> FlowCounts:
    """Count, from the index and from the tables."""
    imported = index.imported
    holding = FileState.objects.using(session.alias).filter(project_id=session.project_id)
    searched = {row.sha256: json.loads(row.searched or "{}") for row in holding}
    rows = ImportedFile.objects.using(session.alias).filter(project_id=session.project_id)
    file_rows = rows.in_bulk([number for number, _ in imported.files])
    unnamed = [number for number, key in imported.files if not searched.get(key, {}).get("database")]
    databases = _databases(session, unnamed)
    by_status = _by_status(index)
    set_aside = np.bincount(imported.file[index.set_aside], minlength=len(imported.files)).tolist()
    shared = _shared(index)
    reasons = _reasons(session, index)
    files = []
    for position, (number, key) in enumerate(imported.files):
        row = file_rows[number]
        files.append(
            FileCounts(
                sha256=key,
                name=row.name,
                format=row.format,
                imported_at=row.imported_at,
                records=row.records,
                searched=searched.get(key, {}),
                databases=databases.get(number, {}),
                duplicates=set_aside[position],
                alone=row.records - set_aside[position] - shared[position],
                statuses=by_status[position],
                reasons=reasons[position],
            )
        )
    return FlowCounts(tuple(files), _studies(session, index))


def _by_status(index: Index) -> list[dict[Status, int]]:
    """Records that stand, by file and status."""
    size = len(STATUSES)
    stands = ~index.set_aside
    codes = index.imported.file[stands] * size + index.status[stands]
    table = np.bincount(codes, minlength=len(index.imported.files) * size).reshape(-1, size)
    return [
        {status: count for status, count in zip(STATUSES, counts, strict=True) if count} for counts in table.tolist()
    ]


def _shared(index: Index) -> Counter[int]:
    """Reports that another file has too, by the file of the record that stands."""
    position, file = index.imported.position, index.imported.file.tolist()
    elsewhere = {
        standing for record, standing in index.standing.items() if file[position[record]] != file[position[standing]]
    }
    return Counter(file[position[record]] for record in elsewhere)


def _reasons(session: Session, index: Index) -> dict[int, dict[str, int]]:
    """Reasons of exclusion at full text, by file."""
    reasons: dict[int, Counter[str]] = defaultdict(Counter)
    positions = np.flatnonzero(index.with_status(Status.INELIGIBLE)).tolist()
    uuids = {index.imported.uuids[position]: position for position in positions}
    rows = ScreeningState.objects.using(session.alias).filter(project_id=session.project_id)
    for batch in chunks(uuids):
        for record, reason in rows.filter(record__in=batch).values_list("record", "reason"):
            reasons[int(index.imported.file[uuids[record]])][reason] += 1
    return defaultdict(dict, {file: dict(counted) for file, counted in reasons.items()})


class _Named(Func):
    """The field `database` of a record's `extra`, which is JSON in a column of text."""

    output_field = TextField()


def _databases(session: Session, files: list[int]) -> dict[int, dict[str, int]]:
    if connections[session.alias].vendor == "postgresql":
        named = _Named(F("extra"), template="(%(expressions)s)::jsonb ->> 'database'")
    else:
        named = _Named(F("extra"), Value("$.database"), function="json_extract")
    rows = Record.objects.using(session.alias).filter(project_id=session.project_id, file_id__in=files)
    counted = rows.annotate(named=named).values_list("file_id", "named").annotate(n=Count("id")).order_by()
    databases: dict[int, dict[str, int]] = defaultdict(dict)
    for number, name, count in counted:
        databases[number][name or ""] = count
    return databases


def _studies(session: Session, index: Index) -> int:
    included = {index.imported.uuids[position] for position in np.flatnonzero(index.with_status(Status.INCLUDED))}
    pairs = PairState.objects.using(session.alias).filter(project_id=session.project_id, verdict="linked")
    parent = {record: record for record in included}

    def root(record: str) -> str:
        record = index.standing.get(record, record)
        while parent.setdefault(record, record) != record:
            record = parent[record]
        return record

    for report, linked in pairs.order_by("pair").values_list("first", "second"):
        parent[root(report)] = root(linked)
    return len({root(record) for record in included})


def mask_of(index: Index, statuses: Collection[str], files: Iterable[str]) -> Mask:
    """The records behind a number of the flow.

    Parameters
    ----------
    statuses : values of `Status`, `DUPLICATE` for records that are set aside, `EVERY` for all.
    files : keys (SHA-256) of the files that are counted.
    """
    wanted = set(files)
    counted = [position for position, (_, key) in enumerate(index.imported.files) if key in wanted]
    in_files: Mask = np.isin(index.imported.file, counted)
    if EVERY in statuses:
        return in_files
    mask = index.with_status(*(status for status in STATUSES if status.value in statuses))
    if DUPLICATE in statuses:
        mask |= index.set_aside
    return mask & in_files
