"""How many records stand where: the counts from which the flow of the review is drawn, asked of the tables."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import connections
from django.db.models import Count, F, Func, Q, QuerySet, TextField, Value

from alongside.project import models
from alongside.project.groups import Groups, file_of, groups_of, set_aside
from alongside.project.log import Place, chunks
from alongside.project.queries import imported
from alongside.project.records_store import RecordPage, with_state

__all__ = ["FileCounts", "FlowCounts", "flow_counts", "records_at"]


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
    stations : records that stand, by station (`stations.STATIONS`); they add up to `records - duplicates`.
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
    stations: Mapping[str, int]
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class FlowCounts:
    """Every file whose import holds, in the order of import, and how many studies the included reports are of: reports
    that a person linked are of one study.
    """

    files: tuple[FileCounts, ...]
    studies: int


def flow_counts(place: Place) -> FlowCounts:
    """Count, from the tables as they are now."""
    held = models.FileState.objects.using(place.alias).filter(project_id=place.project_id)
    searched = {row.sha256: json.loads(row.searched or "{}") for row in held}
    files = models.ImportedFile.objects.using(place.alias).filter(
        project_id=place.project_id, sha256__in=list(searched)
    )
    by_id = {row.pk: row for row in files.order_by("id")}
    groups = groups_of(place, by_id)
    stations, reasons = _stations(place, by_id, groups)
    unnamed = [number for number, row in by_id.items() if not searched[row.sha256].get("database")]
    databases = _databases(place, unnamed)
    set_aside = Counter(groups.file[record] for record in groups.standing)
    shared = _shared(groups)
    found = []
    for number, row in by_id.items():
        standing = row.records - set_aside[number]
        here = dict(stations[number])
        here["to_screen"] = standing - sum(n for name, n in here.items() if name != "to_screen")
        found.append(
            FileCounts(
                row.sha256, row.name, row.format, row.imported_at, row.records, searched[row.sha256],
                databases.get(number, {}), set_aside[number], standing - shared[number],
                {name: n for name, n in here.items() if n}, reasons[number],
            )
        )  # fmt: skip
    return FlowCounts(tuple(found), _studies(place, by_id, groups))


def _shared(groups: Groups) -> Counter[int]:
    """Reports that another file has too, by the file of the record that stands."""
    elsewhere = {of for record, of in groups.standing.items() if groups.file[record] != groups.file[of]}
    return Counter(groups.file[of] for of in elsewhere)


def _standing_states(place: Place, groups: Groups) -> Iterable[QuerySet[models.RecordState]]:
    states = models.RecordState.objects.using(place.alias).filter(project_id=place.project_id)
    yield states.filter(duplicate_of="")
    for some in chunks(sorted(groups.promoted)):
        yield states.filter(record__in=some)


def _stations(
    place: Place, held: Iterable[int], groups: Groups
) -> tuple[dict[int, Counter[str]], dict[int, Counter[str]]]:
    files = set(held)
    stations: dict[int, Counter[str]] = defaultdict(Counter)
    reasons: dict[int, Counter[str]] = defaultdict(Counter)
    for states in _standing_states(place, groups):
        asked = states.exclude(station="to_screen").annotate(file=file_of(place, "record"))
        for number, station, n in asked.values_list("file", "station").annotate(n=Count("id")).order_by():
            if number in files:
                stations[number][station] += n
        asked = asked.filter(station="ineligible")
        for number, reason, n in asked.values_list("file", "reason").annotate(n=Count("id")).order_by():
            if number in files:
                reasons[number][reason] += n
    return stations, reasons


class _Named(Func):
    """The field `database` of a record's `extra`, which is JSON in a column of text."""

    output_field = TextField()


def _databases(place: Place, files: list[int]) -> dict[int, dict[str, int]]:
    if connections[place.alias].vendor == "postgresql":
        named = _Named(F("extra"), template="(%(expressions)s)::jsonb ->> 'database'")
    else:
        named = _Named(F("extra"), Value("$.database"), function="json_extract")
    rows = models.Record.objects.using(place.alias).filter(project_id=place.project_id, file_id__in=files)
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for number, name, n in (
        rows.annotate(named=named).values_list("file_id", "named").annotate(n=Count("id")).order_by()
    ):
        found[number][name or ""] = n
    return found


def _studies(place: Place, held: Iterable[int], groups: Groups) -> int:
    files = set(held)
    included: set[str] = set()
    for states in _standing_states(place, groups):
        asked = states.filter(station="included").annotate(file=file_of(place, "record"))
        included.update(record for record, number in asked.values_list("record", "file") if number in files)
    pairs = models.PairState.objects.using(place.alias).filter(project_id=place.project_id, verdict="linked")
    parent = {record: record for record in included}

    def root(record: str) -> str:
        record = groups.standing.get(record, record)
        while parent.setdefault(record, record) != record:
            record = parent[record]
        return record

    for first, second in pairs.order_by("pair").values_list("first", "second"):
        parent[root(first)] = root(second)
    return len({root(record) for record in included})


def records_at(place: Place, stations: Collection[str], files: Iterable[str], *, page: int, size: int) -> RecordPage:
    """The records behind a number of the flow, a page at a time, in the order of import.

    Parameters
    ----------
    stations : `stations.STATIONS`, "duplicate" for records that are set aside, "" for all.
    files : SHA-256 of the files that are counted.
    """
    rows = imported(place).filter(file__sha256__in=list(files))
    states = models.RecordState.objects.using(place.alias).filter(project_id=place.project_id)
    aside = set_aside(place)
    wanted = Q()
    if "" not in stations:
        wanted = Q(pk__in=[])
        if "duplicate" in stations:
            wanted |= Q(uuid__in=aside.values("record"))
        if known := set(stations) - {"duplicate", "to_screen"}:
            at = states.filter(station__in=known)
            wanted |= Q(uuid__in=at.values("record")) & ~Q(uuid__in=aside.values("record"))
        if "to_screen" in stations:
            decided = states.exclude(station="to_screen")
            wanted |= ~Q(uuid__in=decided.values("record")) & ~Q(uuid__in=aside.values("record"))
    found = rows.filter(wanted)
    start = (max(1, page) - 1) * size
    shown = found.order_by("file_id", "position").select_related("file")[start : start + size]
    return RecordPage(found.count(), tuple(with_state(place, list(shown))))
