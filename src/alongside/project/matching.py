"""What the search for duplicates asks of a project: outlines of records, records by number, and what was settled.

A record's outline is stored when it was compared with everything before it, in the transaction that also writes what
was found. So a later file is compared with what is here without comparing the old again, and a record whose comparison
was cut off is compared when the search is run the next time.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from alongside.evidence import Author
from alongside.project import log, models
from alongside.project.decisions import NewDecision
from alongside.project.log import Place
from alongside.project.queries import imported
from alongside.project.records_store import StoredRecord, stored

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from alongside.deduplication.outlines import Outlines

__all__ = [
    "Settled", "SuggestedPair", "forget_keys", "group_of", "numbered_records", "numbers_of", "pairs_known",
    "pairs_waiting", "patterns_waiting", "settled_about", "stored_outlines", "unmatched", "write_matched",
]  # fmt: skip

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Settled:
    """What holds about some records: `root` gives for each duplicate the record it repeats, `apart` and `together` are
    pairs on which a person decided."""

    root: dict[str, str]
    apart: frozenset[tuple[str, str]]
    together: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Merged:
    """A record that repeats another, with the words that say why, and who said so."""

    record: StoredRecord
    kept: StoredRecord
    why: str
    by: str


@dataclass(frozen=True, slots=True)
class SuggestedPair:
    """Two records that may be one report, as a page shows them."""

    pair: str
    first: StoredRecord
    second: StoredRecord
    probability: float
    why: str
    pattern: str


def stored_outlines(place: Place) -> tuple[NDArray[np.int64], Outlines]:
    """Numbers and outlines of the records that were compared, in order; only of imports that hold."""
    import numpy as np

    from alongside.deduplication.outlines import OUTLINES_VERSION, outlines_from_bytes

    rows = (
        models.RecordKeys.objects.using(place.alias)
        .filter(project_id=place.project_id, version=OUTLINES_VERSION, record__in=imported(place))
        .order_by("record_id")
        .values_list("record_id", "keys")
    )
    numbers, kept = [], []
    for number, some in rows.iterator(20_000):
        numbers.append(number)
        kept.append(bytes(some))
    return np.array(numbers, dtype=np.int64), outlines_from_bytes(b"".join(kept))


def unmatched(place: Place) -> list[int]:
    """Numbers of the records that were not compared yet, in the order of import."""
    from alongside.deduplication.outlines import OUTLINES_VERSION

    done = models.RecordKeys.objects.using(place.alias).filter(project_id=place.project_id, version=OUTLINES_VERSION)
    return list(imported(place).exclude(id__in=done.values("record_id")).order_by("id").values_list("id", flat=True))


def numbered_records(place: Place, numbers: Iterable[int]) -> Iterator[tuple[int, StoredRecord]]:
    """Records by number, in the order of their numbers, without what was decided about them."""
    files = models.ImportedFile.objects.using(place.alias).filter(project_id=place.project_id)
    names = dict(files.values_list("id", "name"))
    for some in log.chunks(sorted(numbers), CHUNK):
        for row in models.Record.objects.using(place.alias).filter(id__in=some).order_by("id"):
            yield row.pk, stored(row, names[row.file_id])


def numbers_of(place: Place, records: Iterable[str]) -> list[int]:
    """The numbers of some records whose import holds, in order."""
    found: list[int] = []
    for some in log.chunks(sorted(set(records)), CHUNK):
        found += imported(place).filter(uuid__in=some).values_list("id", flat=True)
    return sorted(found)


def group_of(place: Place, records: Iterable[str]) -> set[str]:
    """Some records with every record of their groups."""
    wanted = set(records)
    states = models.RecordState.objects.using(place.alias).filter(project_id=place.project_id).exclude(duplicate_of="")
    roots = set(wanted)
    for some in log.chunks(sorted(wanted), CHUNK):
        roots.update(states.filter(record__in=some).values_list("duplicate_of", flat=True))
    found = set(roots)
    for some in log.chunks(sorted(roots), CHUNK):
        found.update(states.filter(duplicate_of__in=some).values_list("record", flat=True))
    return found


def settled_about(place: Place, records: Iterable[str]) -> Settled:
    """What was settled among some records."""
    wanted = sorted(set(records))
    states = models.RecordState.objects.using(place.alias).filter(project_id=place.project_id).exclude(duplicate_of="")
    pairs = models.PairState.objects.using(place.alias).filter(project_id=place.project_id).exclude(verdict="")
    root: dict[str, str] = {}
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for some in log.chunks(wanted, CHUNK):
        root |= dict(states.filter(record__in=some).values_list("record", "duplicate_of"))
        for first, second, verdict in pairs.filter(Q(first__in=some) | Q(second__in=some)).values_list(
            "first", "second", "verdict"
        ):
            found["together" if verdict == "same" else "apart"].add((first, second))
    return Settled(root, frozenset(found["apart"]), frozenset(found["together"]))


def write_matched(
    place: Place,
    numbers: NDArray[np.int64],
    outlines: Outlines,
    decisions: Iterable[NewDecision],
    author: Author,
    at: datetime,
) -> bool:
    """Keep the outlines of records that were compared, and what was found, in one transaction.

    Gives False, and writes nothing, where another comparison was quicker and had some of these records: two that run
    at once share those that were new when the first of them began.
    """
    from alongside.deduplication.outlines import OUTLINES_VERSION, outlines_to_bytes

    with transaction.atomic(using=place.alias):
        models.Project.objects.using(place.alias).select_for_update().get(pk=place.project_id)
        using = models.RecordKeys.objects.using(place.alias)
        for some in log.chunks(numbers.tolist(), CHUNK):
            if using.filter(project_id=place.project_id, version=OUTLINES_VERSION, record_id__in=some).exists():
                return False
            using.filter(project_id=place.project_id, record_id__in=some).delete()  # of an older version
        for some in log.chunks(zip(numbers.tolist(), outlines_to_bytes(outlines), strict=True), 2000):
            using.bulk_create(
                models.RecordKeys(project_id=place.project_id, record_id=number, version=OUTLINES_VERSION, keys=kept)
                for number, kept in some
            )
        log.append(place, decisions, author, at)
    return True


def merged(place: Place, page: int, size: int) -> tuple[list[Merged], int]:
    """Records that repeat another, the latest merges first; a page of them, and how many there are."""
    rows = models.RecordState.objects.using(place.alias).filter(project_id=place.project_id).exclude(duplicate_of="")
    rows = rows.filter(record__in=imported(place).values("uuid"))
    shown = list(rows.order_by("-at", "record")[(page - 1) * size : page * size])
    uuids = {uuid for row in shown for uuid in (row.record, row.duplicate_of)}
    records = imported(place).filter(uuid__in=uuids).select_related("file")
    found = {row.uuid: stored(row, row.file.name) for row in records}
    heads = {uuid for row in shown for uuid in json.loads(row.decided_by)}
    wrote = models.LogRow.objects.using(place.alias).filter(
        project_id=place.project_id, uuid__in=heads, kind="record.duplicate_of"
    )
    by = {row.subject.partition(":")[2]: _who(row) for row in wrote}
    return [
        Merged(found[row.record], found[row.duplicate_of], row.duplicate_why, by.get(row.record, ""))
        for row in shown
        if row.record in found and row.duplicate_of in found
    ], rows.count()


def _who(row: models.LogRow) -> str:
    return row.author_name if row.author_kind == "person" else f"{row.author_name} {row.author_version} (machine)"


def forget_keys(place: Place) -> None:
    """Let everything be compared again."""
    models.RecordKeys.objects.using(place.alias).filter(project_id=place.project_id).delete()


def _waiting(place: Place) -> QuerySet[models.PairState]:
    """Pairs that nobody decided on, whose two records still stand for themselves."""
    pairs = models.PairState.objects.using(place.alias).filter(project_id=place.project_id, verdict="")
    doubled = models.RecordState.objects.using(place.alias).filter(project_id=place.project_id).exclude(duplicate_of="")
    gone = doubled.values("record")
    return pairs.exclude(first__in=gone).exclude(second__in=gone)


def patterns_waiting(place: Place) -> dict[str, int]:
    """How many pairs wait for a person, by what keeps them from being merged."""
    return dict(_waiting(place).values_list("pattern").annotate(n=Count("id")).order_by("-n"))


def pairs_known(place: Place) -> set[str]:
    """Every pair about which anything was said."""
    rows = models.PairState.objects.using(place.alias).filter(project_id=place.project_id)
    return set(rows.values_list("pair", flat=True))


def pairs_waiting(place: Place, pattern: str = "", limit: int = 1) -> list[SuggestedPair]:
    """Pairs that wait for a person, the most probable first; of one pattern where it is named."""
    waiting = _waiting(place).order_by("-probability", "pair")
    rows = list((waiting.filter(pattern=pattern) if pattern else waiting)[:limit])
    uuids = {uuid for row in rows for uuid in (row.first, row.second)}
    records = imported(place).filter(uuid__in=uuids).select_related("file")
    found = {row.uuid: stored(row, row.file.name) for row in records}
    return [
        SuggestedPair(row.pair, found[row.first], found[row.second], row.probability or 0.0, row.why, row.pattern)
        for row in rows
        if row.first in found and row.second in found
    ]
