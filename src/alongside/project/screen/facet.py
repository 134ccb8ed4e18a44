"""`project.screen`: a person's latest acts, draws, and what holds about the screening as a whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alongside.project.log.chain import Row, moment_from_text
from alongside.project.log.facets import Facet, reading
from alongside.project.log.reading import rows, rows_of_subjects
from alongside.project.log.state import live
from alongside.project.log.tables import State
from alongside.project.screen.kinds import CRITERION_ASSESSED, RECORD_DRAWN, RECORD_TAGGED, REPORTED_BY, SCREENED

__all__ = ["DrawnRecord", "ScreenFacet", "ScreeningAct"]

AT_ONCE = 50
"""Decisions that are looked at in one go while those that hold are sought."""

ONE_ACT = (SCREENED, CRITERION_ASSESSED, RECORD_DRAWN)
"""Kinds whose rows of one moment about one record are one act: they are taken back together."""


@dataclass(frozen=True, slots=True)
class ScreeningAct:
    """What one press of a key wrote: the record, the stage, the verdict, and the rows, the first first."""

    record: str
    stage: str
    verdict: str
    at: datetime
    uuids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DrawnRecord:
    """A record that was read because it was drawn, with what was known before."""

    record: str
    found_before: int
    unread: int


class ScreenFacet(Facet):
    """What *screen* asks of a project."""

    @reading
    def state(self, kind: str, subject: str = "screening") -> Mapping[str, Any] | None:
        """What holds of one kind about one subject; None where nothing does."""
        row = self._states(kind).filter(subject=subject).values_list("value", flat=True).first()
        return json.loads(row) if row else None

    @reading
    def draws(self) -> tuple[DrawnRecord, ...]:
        """Records that were drawn, in the order of reading."""
        values = self._states(RECORD_DRAWN).order_by("at", "id").values_list("subject", "value")
        drawn = ((subject.partition(":")[2], json.loads(value)) for subject, value in values)
        return tuple(DrawnRecord(record, value["found_before"], value["unread"]) for record, value in drawn)

    @reading
    def reading_order(self) -> tuple[str, ...]:
        """Records that a person decided on in screening, in the order of their first decision in the log."""
        decided = rows(self._session, kind=SCREENED, author_kind="person").order_by("id")
        subjects = decided.values_list("subject", flat=True).iterator(5000)
        return tuple(dict.fromkeys(subject.partition(":")[2] for subject in subjects))

    @reading
    def tags(self) -> dict[str, tuple[str, ...]]:
        """The tags of each record that has one, by its id."""
        values = self._states(RECORD_TAGGED).order_by("id").values_list("subject", "value")
        tagged = ((subject.partition(":")[2], tuple(json.loads(value)["tags"])) for subject, value in values)
        return {record: tags for record, tags in tagged if tags}

    @reading
    def studies_of(self, record: str) -> tuple[str, ...]:
        """The ids of the studies that a record reports."""
        key = json.dumps([record], separators=(",", ":"))
        subjects = self._states(REPORTED_BY).filter(key=key).order_by("id").values_list("subject", flat=True)
        return tuple(subject.partition(":")[2] for subject in subjects)

    @reading
    def acts(self, author: str) -> Iterator[ScreeningAct]:
        """A person's verdicts that were not taken back, newest first."""
        before = None
        while True:
            where: dict[str, Any] = {"kind": SCREENED, "author_kind": "person", "author_name": author}
            where |= {"id__lt": before} if before is not None else {}
            batch = [Row(*values) for values in rows(self._session, **where).order_by("-id")[:AT_ONCE]]
            by_subject = rows_of_subjects(self._session, {row.subject for row in batch})
            for row in batch:
                of_subject = by_subject[row.subject]
                holding = live(of_subject)
                if row.uuid in holding:
                    yield _act(row, [row_of_subject for row_of_subject in of_subject if row_of_subject.uuid in holding])
            if len(batch) < AT_ONCE:
                return
            before = batch[-1].id

    def _states(self, kind: str) -> Any:
        return State.objects.using(self._session.alias).filter(project_id=self._session.project_id, kind=kind)


def _act(row: Row, of_subject: list[Row]) -> ScreeningAct:
    together = [act.uuid for act in of_subject if act.at == row.at and act.kind in ONE_ACT]
    value = json.loads(row.value)
    record = row.subject.partition(":")[2]
    return ScreeningAct(record, value["stage"], value["verdict"], moment_from_text(row.at), tuple(together))
