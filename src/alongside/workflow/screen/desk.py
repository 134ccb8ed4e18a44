"""The desk at which a person screens: what comes next, and what a press of a key writes."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from alongside import __version__
from alongside.errors import UsageError
from alongside.evidence import Author, Decision
from alongside.project import NewDecision, Project
from alongside.project.overview.index import Index, Mask
from alongside.project.screen.kinds import drawn
from alongside.project.screen.status import Status
from alongside.screening import RELEVANT, Reason, explain
from alongside.workflow.screen.deciding import decide
from alongside.workflow.screen.learner import Learner, decisions_of
from alongside.workflow.screen.sampling import EXPLORE, DrawnOrder, Sample, read_mask, sample_of

__all__ = ["Next", "ScreeningDesk"]

DRAWER = Author("machine", "Alongside's drawn order", version=__version__, parameters={})


@dataclass(frozen=True, slots=True)
class Next:
    """A record to read: its id, and whether it comes because it was drawn."""

    record: str
    drawn: bool


class ScreeningDesk:
    """Screening in one project; threads may share it."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.learner = Learner(project)
        self._lock = threading.Lock()
        self._order: DrawnOrder | None = None

    def drawn_order(self, index: Index) -> NDArray[np.int64]:
        """The drawn order of all imported records."""
        with self._lock:
            if self._order is None:
                self._order = DrawnOrder(self.project.uuid)
            return self._order.of(index.imported)

    def upcoming(self, count: int, after: Sequence[str] = (), query: str = "") -> list[Next]:
        """The records that come next.

        Ranked ones, each twentieth drawn; all drawn once the sample has begun; in a search only ranked ones, as what is
        drawn there says nothing of the rest. While the first ranking is made they come in the order of import.

        Parameters
        ----------
        after : records that are before the person already, in their order; what comes follows them.
        query : a question about the records, in the language of the search; "" for all.

        Raises `UsageError` for a question that cannot be understood.
        """
        self.learner.stir()
        index = self.project.overview.index()
        waiting = index.with_status(Status.TO_SCREEN)
        on_screen = [index.imported.position[record] for record in after if record in index.imported.position]
        waiting[on_screen] = False
        sample = sample_of(self.project, index)
        if query:
            view = self.project.overview.view(query)
            waiting &= np.isin(index.imported.numbers, view.numbers)
        elif sample is not None and (waiting & sample.frame).any():
            order = self._drawn(index, waiting & sample.frame)
            return [Next(index.imported.uuids[position], True) for position in order[:count].tolist()]
        read = int(np.count_nonzero(read_mask(index))) + len(on_screen)
        explored = bool(query) or sample is not None
        return self._mixed(index, waiting, count, None if explored else read)

    def _mixed(self, index: Index, waiting: Mask, count: int, read: int | None) -> list[Next]:
        ranked = self._ranked(index, waiting)[: count + 1].tolist()
        draws = self._drawn(index, waiting)[: count + 1].tolist() if read is not None else []
        coming: list[Next] = []
        taken: set[int] = set()
        while len(coming) < count:
            is_draw = read is not None and (read + len(coming)) % EXPLORE == EXPLORE - 1
            position = next((candidate for candidate in (draws if is_draw else ranked) if candidate not in taken), None)
            if position is None:
                break
            taken.add(position)
            coming.append(Next(index.imported.uuids[position], is_draw))
        return coming

    def _ranked(self, index: Index, waiting: Mask) -> NDArray[np.int64]:
        standing = self.learner.standing()
        if standing is None or standing.uuids is not index.imported.uuids:
            return np.flatnonzero(waiting)
        order = standing.ranking.order
        rest = waiting.copy()
        rest[order] = False
        return np.concatenate([order[waiting[order]], np.flatnonzero(rest)])

    def _drawn(self, index: Index, waiting: Mask) -> NDArray[np.int64]:
        order = self.drawn_order(index)
        chosen: NDArray[np.int64] = order[waiting[order]]
        return chosen

    def decide(
        self,
        record: str,
        verdict: str,
        *,
        author: Author,
        at: datetime,
        reason: str = "",
        uuid: str | None = None,
        was_drawn: bool = False,
    ) -> Decision:
        """Write a verdict, with the draw where the record came because it was drawn; ranks again where that is due.

        A draw is written only where it is one: where no unread record stands before this one in the drawn order.
        """
        draw = self._draw(record) if was_drawn else None
        decision = decide(
            self.project,
            record,
            verdict,
            author=author,
            at=at,
            reason=reason,
            uuid=uuid,
            beside=[draw] if draw else [],
        )
        self.learner.stir()
        return decision

    def _draw(self, record: str) -> NewDecision | None:
        index = self.project.overview.index()
        waiting = index.with_status(Status.TO_SCREEN)
        sample: Sample | None = sample_of(self.project, index)
        if sample is not None:
            waiting &= sample.frame
        order = self._drawn(index, waiting)
        if not len(order) or index.imported.uuids[int(order[0])] != record:
            return None
        relevant_count = int(np.count_nonzero((decisions_of(index) == RELEVANT) & ~index.set_aside))
        row = drawn(record, relevant_count, len(order))
        return NewDecision(row.subject, row.kind, row.value, author=DRAWER)

    def reason_for(self, record: str) -> Reason | None:
        """Why a record stands where it does; None while nothing was learnt."""
        standing = self.learner.standing()
        position = self.project.overview.index().imported.position.get(record)
        if standing is None or position is None or position >= len(standing.uuids):
            return None
        if standing.uuids[position] != record:
            return None
        try:
            return explain(standing.features, standing.ranking, standing.decisions, position, 3)
        except UsageError:  # the order was drawn
            return None

    def title_at(self, position: int) -> str:
        """The title of the record at a position of the ranking's arrays; "" where it is no longer here."""
        standing = self.learner.standing()
        if standing is None or position >= len(standing.uuids):
            return ""
        stored = self.project.overview.record(standing.uuids[position])
        return stored.record.title if stored else ""
