"""`project.test`: what holds about evaluations, and the one act that draws and commits.

A list of allocations is read from the rows of the log themselves, never from what holds of them: an undo takes no draw
back, because a draw that somebody saw cannot be unseen.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alongside.evidence import Author, Decision
from alongside.project.log import reading as rows_of_log
from alongside.project.log.appending import append, lock
from alongside.project.log.chain import Row
from alongside.project.log.decisions import NewDecision
from alongside.project.log.facets import Facet, reading, writing
from alongside.project.log.tables import State
from alongside.project.test.kinds import UNIT_ALLOCATED

__all__ = ["Drawn", "TestFacet"]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One row of a list, as the log has it: nothing of it can be read without the key."""

    number: int
    mark: str
    position: int
    sealed: str
    envelope: bool
    at: str


class TestFacet(Facet):
    """What *test* asks of a project."""

    __test__ = False  # pytest takes classes of this name for its own

    @reading
    def holding(self, kind: str) -> dict[str, dict[tuple[str, ...], Mapping[str, Any]]]:
        """What holds of a kind: evaluation to the slot's key to the value."""
        session = self._session
        rows = State.objects.using(session.alias).filter(project_id=session.project_id, kind=kind)
        values: dict[str, dict[tuple[str, ...], Mapping[str, Any]]] = {}
        for row in sorted(rows, key=lambda state: (state.subject, state.key)):
            values.setdefault(row.subject.partition(":")[2], {})[tuple(json.loads(row.key))] = json.loads(row.value)
        return values

    @reading
    def ever(self, evaluation: str, kind: str) -> list[Decision]:
        """Every row of a kind about an evaluation, oldest first, also those that were taken back."""
        session = self._session
        rows = rows_of_log.rows(session, subject=f"evaluation:{evaluation}", kind=kind).order_by("id")
        return [rows_of_log.decision_of(session, Row(*values)) for values in rows]

    @reading
    def drawn(self, evaluation: str, since: int = 0) -> list[Drawn]:
        """The rows of a list in the order in which they were committed, those after row `since` of the log."""
        return self._drawn(evaluation, since)

    @writing
    def commit(
        self,
        evaluation: str,
        since: int,
        choose: Callable[[list[Drawn]], Sequence[NewDecision]],
        *,
        author: Author,
        at: datetime,
    ) -> list[Decision]:
        """Decide and commit in one act: nobody else appends between what `choose` reads and what it gives.

        `choose` is handed the rows of the list after row `since` of the log; whatever it raises leaves all as it was.
        """
        from django.db import transaction

        session = self._session
        with transaction.atomic(using=session.alias):
            lock(session)
            written = append(session, choose(self._drawn(evaluation, since)), author, at)
        return [row.decision() for row in written]

    def _drawn(self, evaluation: str, since: int) -> list[Drawn]:
        rows = rows_of_log.rows(
            self._session, kind=UNIT_ALLOCATED, subject__startswith=f"allocation:{evaluation}/", id__gt=since
        ).order_by("id")
        drawn = []
        for row in (Row(*values) for values in rows):
            value = json.loads(row.value)
            envelope = bool(value.get("envelope", False))
            mark = row.subject.rpartition("/")[2]
            drawn.append(Drawn(row.id, mark, value["position"], value["sealed"], envelope, row.at))
        return drawn
