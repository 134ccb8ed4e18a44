"""`project.overview`: records with their state, views, the flow, counts."""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from alongside.project.find.records import StoredRecord, imported, stored
from alongside.project.find.tables import DuplicateState, Record
from alongside.project.log.facets import Facet, reading
from alongside.project.log.reading import changes_since
from alongside.project.log.sessions import Session
from alongside.project.overview.counts import Frame, ProjectCounts, counts_of, title_of
from alongside.project.overview.flow import FlowCounts, flow_counts, mask_of
from alongside.project.overview.index import Index, IndexKeeper
from alongside.project.overview.views import RecordViews, View
from alongside.project.screen.status import DISPUTED, Status
from alongside.project.screen.tables import ScreeningState
from alongside.project.understand.facet import UnderstandFacet

__all__ = ["Overview", "RecordPage"]

AT_ONCE = 1000
"""Records in memory while all of a view are read."""


@dataclass(frozen=True, slots=True)
class RecordPage:
    """One page of records, and how many there are in all."""

    total: int
    records: tuple[StoredRecord, ...]


class Overview(Facet):
    """What several verbs say together."""

    def __init__(self, session: Session, understand: UnderstandFacet) -> None:
        super().__init__(session)
        self._keeper = IndexKeeper(session)
        self._views = RecordViews(session, self._keeper)
        self._understand = understand
        self._lock = threading.Lock()
        self._studies_to_ask: tuple[int, int] | None = None

    # Records --------------------------------------------------------------------------------------------------------

    @reading
    def index(self) -> Index:
        """Where each record is, as of now."""
        return self._keeper.index()

    @reading
    def view(self, query: str = "", sort: str = "") -> View:
        """The records that a question asks for, in an order; see `query_language` and `views`.

        Raises `UsageError` for a question that cannot be understood, saying where.
        """
        return self._views.view(query, sort)

    @reading
    def window(self, view: View, start: int = 0, size: int = 50) -> tuple[StoredRecord, ...]:
        """A slice of a view, from an index counted from 0."""
        return self._stored(view.numbers[max(0, start) : max(0, start) + size])

    @reading
    def records(self, view: View) -> Iterator[StoredRecord]:
        """All records of a view; memory holds a thousand."""
        for start in range(0, view.total, AT_ONCE):
            yield from self._stored(view.numbers[start : start + AT_ONCE])

    @reading
    def record(self, record: str) -> StoredRecord | None:
        """One record with its state, None where there is none."""
        row = imported(self._session).filter(uuid=record).select_related("file").first()
        return self._with_state([row])[0] if row else None

    @reading
    def words_of_records(self, index: Index) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Title, abstract and keywords of every imported record, in the order of the index."""
        rows = Record.objects.using(self._session.alias).filter(project_id=self._session.project_id)
        for file, _ in index.imported.files:
            columns = rows.filter(file_id=file).order_by("position").values_list("title", "abstract", "keywords")
            for title, abstract, keywords in columns.iterator(AT_ONCE):
                yield title, abstract, tuple(json.loads(keywords))

    @reading
    def records_named(self, records: Sequence[str]) -> tuple[StoredRecord, ...]:
        """Some records with their state, in the order named; those that are not there are left out."""
        index = self._keeper.index()
        positions = [index.imported.position[record] for record in records if record in index.imported.position]
        return self._stored(index.imported.numbers[positions])

    @reading
    def next_to_screen(self, after: str) -> str:
        """The record to read after this one; "" where all are decided."""
        return self._keeper.index().next_to_screen(after)

    @reading
    def records_behind(
        self, statuses: Collection[str], files: Iterable[str], *, page: int = 1, size: int = 50
    ) -> RecordPage:
        """The records behind a number of the flow, a page at a time; see `flow.mask_of`."""
        index = self._keeper.index()
        positions = np.flatnonzero(mask_of(index, statuses, files))
        start = (max(1, page) - 1) * size
        shown = index.imported.numbers[positions[start : start + size]]
        return RecordPage(len(positions), self._stored(shown))

    # Counts ---------------------------------------------------------------------------------------------------------

    @reading
    def frame(self) -> Frame:
        """What every page shows; costs next to nothing while nothing changes."""
        index = self._keeper.index()
        return Frame(
            title=title_of(self._session),
            files=len(index.imported.files),
            records=len(index.imported.numbers),
            duplicates=int(np.count_nonzero(index.set_aside)),
            to_screen=int(np.count_nonzero(index.with_status(Status.TO_SCREEN))),
            studies_to_ask=self._waiting_studies(),
        )

    @reading
    def counts(self) -> ProjectCounts:
        """Where the review stands."""
        return counts_of(self._session, self._keeper.index(), self._waiting_studies())

    @reading
    def flow(self) -> FlowCounts:
        """How many records of each file are where; see `flow`."""
        return flow_counts(self._session, self._keeper.index())

    def _waiting_studies(self) -> int:
        """Studies that wait for a person, counted again only where a row about a study was appended."""
        with self._lock:
            last, count = self._studies_to_ask or (-1, 0)
            changes = changes_since(self._session, last)
            if self._studies_to_ask is None or changes.touches("study:"):
                count = self._understand.waiting()
            self._studies_to_ask = (changes.last, count)
            return count

    def _stored(self, numbers: NDArray[np.int64]) -> tuple[StoredRecord, ...]:
        keys = numbers.tolist()
        rows = Record.objects.using(self._session.alias).select_related("file").in_bulk(keys)
        return tuple(self._with_state([rows[key] for key in keys if key in rows]))

    def _with_state(self, rows: list[Record]) -> list[StoredRecord]:
        """Records with what was decided about them."""
        session = self._session
        uuids = [row.uuid for row in rows]
        mine = {"project_id": session.project_id, "record__in": uuids}
        repeats = dict(DuplicateState.objects.using(session.alias).filter(**mine).values_list("record", "duplicate_of"))
        screened = {
            record: (verdict, reason, status in DISPUTED)
            for record, verdict, reason, status in ScreeningState.objects.using(session.alias)
            .filter(**mine)
            .values_list("record", "verdict", "reason", "status")
        }
        with_state = []
        for row in rows:
            verdict, reason, disputed = screened.get(row.uuid, ("", "", False))
            plain = replace(stored(row, row.file.name), duplicate_of=repeats.get(row.uuid, ""))
            with_state.append(replace(plain, verdict=verdict, reason=reason, disputed=disputed))
        return with_state
