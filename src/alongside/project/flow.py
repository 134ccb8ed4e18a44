"""How many records stand where: the counts from which the flow of the review is drawn, asked of the tables.

Vocabulary. A *group* is a record with all that repeat it, directly or through others, whether or not they are of an
import that holds. One record of each group *stands* for the report, all others of it are set aside. What stands is the
record that the others repeat; where that one is not here (its file's import was taken back), or where two merged logs
let records repeat each other in a circle, the group's first record stands, so that no report is lost.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import Count, F, Func, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.expressions import RawSQL

from alongside.project import models
from alongside.project.log import Place, chunks
from alongside.project.queries import imported
from alongside.project.records_store import RecordPage, with_state

__all__ = ["FileCounts", "FlowCounts", "flow_counts", "records_at", "standing_of"]


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
    that a person linked are of one study. `promoted` are records that stand although they are marked as repeating
    another.
    """

    files: tuple[FileCounts, ...]
    studies: int
    promoted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Groups:
    """`standing` gives for each record that is set aside the one that stands for it; `file` the files of both."""

    standing: Mapping[str, str]
    promoted: frozenset[str]
    file: Mapping[str, int]


def flow_counts(place: Place) -> FlowCounts:
    """Count, from the tables as they are now."""
    held = models.FileState.objects.using(place.alias).filter(project_id=place.project_id)
    searched = {row.sha256: json.loads(row.searched or "{}") for row in held}
    files = models.ImportedFile.objects.using(place.alias).filter(
        project_id=place.project_id, sha256__in=list(searched)
    )
    by_id = {row.pk: row for row in files.order_by("id")}
    groups = _groups(place, by_id)
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
    return FlowCounts(tuple(found), _studies(place, by_id, groups), groups.promoted)


def standing_of(repeats: Mapping[str, str], here: Mapping[str, Any]) -> dict[str, str]:
    """For each record that is set aside, the one that stands for it.

    Parameters
    ----------
    repeats : what each duplicate repeats, also records that are not here.
    here : the records that are here, each with what orders them.

    >>> standing_of({"a": "b", "b": "c"}, {"a": 1, "b": 2, "c": 3})
    {'a': 'c', 'b': 'c'}
    >>> standing_of({"a": "gone", "b": "gone"}, {"a": 1, "b": 2})
    {'b': 'a'}
    >>> standing_of({"a": "b", "b": "a"}, {"a": 1, "b": 2})
    {'b': 'a'}
    """
    end: dict[str, str] = {}
    for record in repeats:
        way: dict[str, None] = {}
        at = record
        while at not in end and at not in way and at in repeats:
            way[at] = None
            at = repeats[at]
        if at in way:  # a circle: all of it has one end, and so has what led to it
            round_ = list(way)[list(way).index(at) :]
            last = min(round_)
        else:
            last = end.get(at, at)
        end |= dict.fromkeys(way, last)
    groups: dict[str, list[str]] = defaultdict(list)
    for record, last in end.items():
        if record in here:
            groups[last].append(record)
    standing: dict[str, str] = {}
    for last, members in groups.items():
        stands = last if last in here and last not in repeats else min(members, key=lambda one: here[one])
        standing |= {member: stands for member in members if member != stands}
    return standing


def _file_of(place: Place, record: str) -> Subquery:
    rows = models.Record.objects.using(place.alias).filter(project_id=place.project_id, uuid=OuterRef(record))
    return Subquery(rows.values("file_id")[:1])


def _groups(place: Place, held: Iterable[int]) -> _Groups:
    states = models.RecordState.objects.using(place.alias).filter(project_id=place.project_id).exclude(duplicate_of="")
    states = states.annotate(file=_file_of(place, "record"), kept=_file_of(place, "duplicate_of"))
    files = set(held)
    repeats: dict[str, str] = {}
    file: dict[str, int] = {}
    for record, of, number, kept in states.values_list("record", "duplicate_of", "file", "kept").iterator(20_000):
        repeats[record] = of
        file |= {one: at for one, at in ((record, number), (of, kept)) if at in files}
    # Only where a group's root is not here does the order of its members matter, and those are few.
    odd = [record for record, of in repeats.items() if record in file and (of not in file or of in repeats)]
    order = _positions(place, odd)
    here = {record: (at, order.get(record, -1), record) for record, at in file.items()}
    standing = standing_of(repeats, here)
    promoted = frozenset(record for record in repeats if record in here and record not in standing)
    return _Groups(standing, promoted, file)


def _positions(place: Place, records: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in chunks(records):
        found |= dict(imported(place).filter(uuid__in=some).values_list("uuid", "position"))
    return found


def _shared(groups: _Groups) -> Counter[int]:
    """Reports that another file has too, by the file of the record that stands."""
    elsewhere = {of for record, of in groups.standing.items() if groups.file[record] != groups.file[of]}
    return Counter(groups.file[of] for of in elsewhere)


def _standing_states(place: Place, groups: _Groups) -> Iterable[QuerySet[models.RecordState]]:
    states = models.RecordState.objects.using(place.alias).filter(project_id=place.project_id)
    yield states.filter(duplicate_of="")
    for some in chunks(sorted(groups.promoted)):
        yield states.filter(record__in=some)


def _stations(
    place: Place, held: Iterable[int], groups: _Groups
) -> tuple[dict[int, Counter[str]], dict[int, Counter[str]]]:
    files = set(held)
    stations: dict[int, Counter[str]] = defaultdict(Counter)
    reasons: dict[int, Counter[str]] = defaultdict(Counter)
    for states in _standing_states(place, groups):
        asked = states.exclude(station="to_screen").annotate(file=_file_of(place, "record"))
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


def _studies(place: Place, held: Iterable[int], groups: _Groups) -> int:
    files = set(held)
    included: set[str] = set()
    for states in _standing_states(place, groups):
        asked = states.filter(station="included").annotate(file=_file_of(place, "record"))
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


def records_at(
    place: Place, stations: Collection[str], files: Iterable[str], promoted: frozenset[str], *, page: int, size: int
) -> RecordPage:
    """The records behind a number of the flow, a page at a time, in the order of import.

    Parameters
    ----------
    stations : `stations.STATIONS`, "duplicate" for records that are set aside, "" for all.
    files : SHA-256 of the files that are counted.
    promoted : as `FlowCounts` has it.
    """
    rows = imported(place).filter(file__sha256__in=list(files))
    states = models.RecordState.objects.using(place.alias).filter(project_id=place.project_id)
    aside = states.exclude(duplicate_of="").exclude(record__in=_listed(place, promoted))
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


def _listed(place: Place, records: Iterable[str]) -> RawSQL:
    """Records as one parameter: as a list they could be more than a statement takes."""
    postgres = connections[place.alias].vendor == "postgresql"
    many = "SELECT jsonb_array_elements_text(%s::jsonb)" if postgres else "SELECT value FROM json_each(%s)"
    return RawSQL(many, [json.dumps(sorted(records))])  # noqa: S611 - fixed text, the records are a parameter
