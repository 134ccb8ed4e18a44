"""Which record stands for a report that several records are of.

Vocabulary. A *group* is a record with all that repeat it, directly or through others, whether or not they are of an
import that holds. One record of each group *stands* for the report, all others of it are *set aside*. What stands is
the record that the others repeat; where that one is not here (its file's import was taken back), or where two merged
logs let records repeat each other in a circle, the group's first record stands, so that no report is lost: it is
*promoted*.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import Exists, Max, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from alongside.project import models
from alongside.project.log import Place, chunks

__all__ = ["Groups", "file_of", "groups_of", "one_of", "promoted", "set_aside", "standing_of"]


@dataclass(frozen=True, slots=True)
class Groups:
    """`standing` gives for each record that is set aside the one that stands for it; `file` the files of both."""

    standing: Mapping[str, str]
    promoted: frozenset[str]
    file: Mapping[str, int]


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


def file_of(place: Place, record: str) -> Subquery:
    """The number of the file of the record that a column names, NULL for one that is not here."""
    rows = models.Record.objects.using(place.alias).filter(project_id=place.project_id, uuid=OuterRef(record))
    return Subquery(rows.values("file_id")[:1])


def groups_of(place: Place, held: Iterable[int]) -> Groups:
    """The groups of all records of some files, given by number in the order of import."""
    states = models.RecordState.objects.using(place.alias).filter(project_id=place.project_id).exclude(duplicate_of="")
    states = states.annotate(file=file_of(place, "record"), kept=file_of(place, "duplicate_of"))
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
    return Groups(standing, promoted, file)


def _positions(place: Place, records: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in chunks(records):
        rows = models.Record.objects.using(place.alias).filter(project_id=place.project_id, uuid__in=some)
        found |= dict(rows.values_list("uuid", "position"))
    return found


def one_of(place: Place, records: Iterable[str]) -> RawSQL:
    """Records as one parameter: as a list they could be more than a statement takes."""
    postgres = connections[place.alias].vendor == "postgresql"
    many = "SELECT jsonb_array_elements_text(%s::jsonb)" if postgres else "SELECT value FROM json_each(%s)"
    return RawSQL(many, [json.dumps(sorted(records))])  # noqa: S611 - fixed text, the records are a parameter


def set_aside(place: Place) -> QuerySet[models.RecordState]:
    """The states of records for whose report another record stands."""
    found = _repeating(place)
    raised = promoted(place)
    return found.exclude(record__in=one_of(place, raised)) if raised else found


def _repeating(place: Place) -> QuerySet[models.RecordState]:
    states = models.RecordState.objects.using(place.alias).filter(project_id=place.project_id)
    return states.exclude(duplicate_of="")


def promoted(place: Place) -> frozenset[str]:
    """Records that stand although they are marked as repeating another.

    Asked of every page, so it is kept until a row of the log comes that can change it.
    """
    mark = _mark(place)
    if place.promoted is None or place.promoted[0] != mark:
        place.promoted = (mark, _promoted(place))
    return place.promoted[1]


def _mark(place: Place) -> tuple[int, ...]:
    rows = models.LogRow.objects.using(place.alias).filter(project_id=place.project_id)
    kinds = ("record.duplicate_of", "file.imported", "undo")
    return tuple(rows.filter(kind=kind).aggregate(last=Max("id"))["last"] or 0 for kind in kinds)


def _promoted(place: Place) -> frozenset[str]:
    held = models.FileState.objects.using(place.alias).filter(project_id=place.project_id).values("sha256")
    files = models.ImportedFile.objects.using(place.alias).filter(project_id=place.project_id, sha256__in=held)
    numbers = list(files.order_by("id").values_list("id", flat=True))
    here = models.Record.objects.using(place.alias).filter(
        project_id=place.project_id, uuid=OuterRef("duplicate_of"), file_id__in=numbers
    )
    again = _repeating(place).filter(record=OuterRef("duplicate_of"))
    # Hardly ever is there one that repeats what is not here or repeats another itself; only then are groups worked out.
    if not _repeating(place).filter(~Exists(here) | Exists(again)).exists():
        return frozenset()
    return groups_of(place, numbers).promoted
