"""What the search for duplicates asks of a project: outlines of records, records by number, and what was settled.

A record's outline is stored when it was compared with everything before it, in the transaction that also writes what
came of it. So a later file is compared with what is here without comparing the old again, and a record whose comparison
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
from alongside.project.find import tables
from alongside.project.find.kinds import DUPLICATE_OF
from alongside.project.find.records import StoredRecord, imported, stored
from alongside.project.find.tables import DuplicateState, ImportedFile, PairState, RecordKeys
from alongside.project.log.appending import append, lock
from alongside.project.log.decisions import NewDecision
from alongside.project.log.facets import Facet, reading, writing
from alongside.project.log.reading import chunks
from alongside.project.log.tables import LogRow

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from alongside.deduplication.outlines import Outlines

__all__ = ["Duplicates", "Merged", "Settled", "SuggestedPair"]


@dataclass(frozen=True, slots=True)
class Settled:
    """What holds about some records: `root` gives for each duplicate the record it repeats, `apart` and `together` are
    pairs on which a person decided."""

    root: dict[str, str]
    apart: frozenset[tuple[str, str]]
    together: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Merged:
    """A record that repeats another, with the words that say why, and whose words they are."""

    record: StoredRecord
    repeated: StoredRecord
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


class Duplicates(Facet):
    """`project.find.duplicates`."""

    # Comparing ------------------------------------------------------------------------------------------------------

    @reading
    def outlines(self) -> tuple[NDArray[np.int64], Outlines]:
        """Numbers and outlines of the records that were compared, in order; only of imports that hold."""
        import numpy as np

        from alongside.deduplication.outlines import OUTLINES_VERSION, outlines_from_bytes

        rows = (
            self._keys()
            .filter(version=OUTLINES_VERSION, record__in=imported(self._session))
            .order_by("record_id")
            .values_list("record_id", "keys")
        )
        numbers, packed = [], []
        for number, outline in rows.iterator(20_000):
            numbers.append(number)
            packed.append(bytes(outline))
        return np.array(numbers, dtype=np.int64), outlines_from_bytes(b"".join(packed))

    @reading
    def unmatched(self) -> list[int]:
        """Numbers of the records that were not compared yet, in the order of import."""
        from alongside.deduplication.outlines import OUTLINES_VERSION

        compared = self._keys().filter(version=OUTLINES_VERSION).values("record_id")
        return list(imported(self._session).exclude(id__in=compared).order_by("id").values_list("id", flat=True))

    @reading
    def numbered_records(self, numbers: Iterable[int]) -> Iterator[tuple[int, StoredRecord]]:
        """Records by number, in the order of their numbers, without what was decided about them."""
        session = self._session
        files = ImportedFile.objects.using(session.alias).filter(project_id=session.project_id)
        names = dict(files.values_list("id", "name"))
        for batch in chunks(sorted(numbers)):
            for row in tables.Record.objects.using(session.alias).filter(id__in=batch).order_by("id"):
                yield row.pk, stored(row, names[row.file_id])

    @reading
    def numbers_of(self, records: Iterable[str]) -> list[int]:
        """The numbers of some records whose import holds, in order."""
        numbers: list[int] = []
        for batch in chunks(sorted(set(records))):
            numbers += imported(self._session).filter(uuid__in=batch).values_list("id", flat=True)
        return sorted(numbers)

    @writing
    def write_matched(
        self,
        numbers: NDArray[np.int64],
        outlines: Outlines,
        decisions: Iterable[NewDecision],
        *,
        author: Author,
        at: datetime,
    ) -> bool:
        """Keep the outlines of records that were compared, and the decisions that came of it, in one transaction.

        Gives False, and writes nothing, where another comparison was quicker and had some of these records: two that
        run at once share those that were new when the first of them began.
        """
        from alongside.deduplication.outlines import OUTLINES_VERSION, outlines_to_bytes

        session = self._session
        with transaction.atomic(using=session.alias):
            lock(session)
            for batch in chunks(numbers.tolist()):
                rows = self._keys().filter(record_id__in=batch)
                if rows.filter(version=OUTLINES_VERSION).exists():
                    return False
                rows.delete()  # of an older version
            for pairs in chunks(zip(numbers.tolist(), outlines_to_bytes(outlines), strict=True), 2000):
                RecordKeys.objects.using(session.alias).bulk_create(
                    RecordKeys(project_id=session.project_id, record_id=number, version=OUTLINES_VERSION, keys=packed)
                    for number, packed in pairs
                )
            append(session, decisions, author, at)
        return True

    @writing
    def forget_keys(self) -> None:
        """Let everything be compared again."""
        self._keys().delete()

    # What holds -----------------------------------------------------------------------------------------------------

    @reading
    def group_of(self, records: Iterable[str]) -> set[str]:
        """Some records with every record of their groups."""
        wanted = set(records)
        roots = set(wanted)
        for batch in chunks(sorted(wanted)):
            roots.update(self._states().filter(record__in=batch).values_list("duplicate_of", flat=True))
        group = set(roots)
        for batch in chunks(sorted(roots)):
            group.update(self._states().filter(duplicate_of__in=batch).values_list("record", flat=True))
        return group

    @reading
    def settled_about(self, records: Iterable[str]) -> Settled:
        """What was settled among some records."""
        pairs = self._pairs().exclude(verdict="")
        root: dict[str, str] = {}
        decided: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for batch in chunks(sorted(set(records))):
            root |= dict(self._states().filter(record__in=batch).values_list("record", "duplicate_of"))
            rows = pairs.filter(Q(first__in=batch) | Q(second__in=batch))
            for record, partner, verdict in rows.values_list("first", "second", "verdict"):
                decided["together" if verdict == "same" else "apart"].add((record, partner))
        return Settled(root, frozenset(decided["apart"]), frozenset(decided["together"]))

    @reading
    def all(self) -> dict[str, str]:
        """What is marked as a duplicate, and of which record."""
        return dict(self._states().values_list("record", "duplicate_of"))

    @reading
    def merged(self, page: int, size: int) -> tuple[list[Merged], int]:
        """Records that repeat another, the latest merges first: a page of them, and how many there are."""
        session = self._session
        rows = self._states().filter(record__in=imported(session).values("uuid"))
        shown = list(rows.order_by("-at", "record")[(page - 1) * size : page * size])
        records = self._stored({uuid for row in shown for uuid in (row.record, row.duplicate_of)})
        heads = {uuid for row in shown for uuid in json.loads(row.decided_by)}
        log = LogRow.objects.using(session.alias).filter(project_id=session.project_id, uuid__in=heads)
        by = {row.subject.partition(":")[2]: _author_of(row) for row in log.filter(kind=DUPLICATE_OF)}
        merged = [
            Merged(records[row.record], records[row.duplicate_of], row.why, by.get(row.record, ""))
            for row in shown
            if row.record in records and row.duplicate_of in records
        ]
        return merged, rows.count()

    @reading
    def patterns_waiting(self) -> dict[str, int]:
        """How many pairs wait for a person, by what keeps them from being merged."""
        return dict(self._waiting().values_list("pattern").annotate(n=Count("id")).order_by("-n"))

    @reading
    def pairs_known(self) -> set[str]:
        """Every pair about which anything was decided, suggestions included."""
        return set(self._pairs().values_list("pair", flat=True))

    @reading
    def waiting(self, pattern: str = "", limit: int = 1) -> list[SuggestedPair]:
        """Pairs that wait for a person, the most probable first; of one pattern where it is named."""
        waiting = self._waiting().order_by("-probability", "pair")
        rows = list((waiting.filter(pattern=pattern) if pattern else waiting)[:limit])
        records = self._stored({uuid for row in rows for uuid in (row.first, row.second)})
        return [
            SuggestedPair(
                row.pair, records[row.first], records[row.second], row.probability or 0.0, row.why, row.pattern
            )
            for row in rows
            if row.first in records and row.second in records
        ]

    def _keys(self) -> QuerySet[RecordKeys]:
        session = self._session
        return RecordKeys.objects.using(session.alias).filter(project_id=session.project_id)

    def _states(self) -> QuerySet[DuplicateState]:
        session = self._session
        return DuplicateState.objects.using(session.alias).filter(project_id=session.project_id)

    def _pairs(self) -> QuerySet[PairState]:
        session = self._session
        return PairState.objects.using(session.alias).filter(project_id=session.project_id)

    def _waiting(self) -> QuerySet[PairState]:
        """Pairs that nobody decided on, whose two records still stand for themselves."""
        set_aside = self._states().values("record")
        return self._pairs().filter(verdict="").exclude(first__in=set_aside).exclude(second__in=set_aside)

    def _stored(self, uuids: set[str]) -> dict[str, StoredRecord]:
        stored_records: dict[str, StoredRecord] = {}
        for batch in chunks(sorted(uuids)):
            rows = imported(self._session).filter(uuid__in=batch).select_related("file")
            stored_records |= {row.uuid: stored(row, row.file.name) for row in rows}
        return stored_records


def _author_of(row: LogRow) -> str:
    return row.author_name if row.author_kind == "person" else f"{row.author_name} {row.author_version} (machine)"
