"""Where a review stands, in numbers: for home and the terminal, and the few that every page's frame shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from django.db.models import Count

from alongside.project.log.reading import log_size
from alongside.project.log.sessions import Session
from alongside.project.log.tables import Disagreement, Project, State
from alongside.project.overview.index import Index
from alongside.project.screen.status import DISPUTED, Status
from alongside.project.understand.kinds import CONTRAST_EXTRACTED, OUTCOME_DEFINED, STUDY_DESCRIBED

__all__ = ["Frame", "ProjectCounts", "counts_of", "title_of"]


@dataclass(frozen=True, slots=True)
class ProjectCounts:
    """Where a review stands. `records` counts the entries of every import that holds, duplicates included; `to_screen`
    those that stand for a report, were not removed, and have no decision yet.
    """

    files: int
    records: int
    duplicates: int
    to_screen: int
    included: int
    excluded: int
    maybe: int
    studies: int
    studies_to_ask: int
    contrasts: int
    outcomes: int
    disagreements: int
    log_rows: int


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page shows around its content: the title, and what waits for a person."""

    title: str
    files: int
    records: int
    duplicates: int
    to_screen: int
    studies_to_ask: int


def title_of(session: Session) -> str:
    """The title as the log has it."""
    return Project.objects.using(session.alias).get(id=session.project_id).title


def counts_of(session: Session, index: Index, studies_to_ask: int) -> ProjectCounts:
    """Count, from the index and from the tables."""
    states = State.objects.using(session.alias).filter(project_id=session.project_id)
    by_kind: Counter[str] = Counter(dict(states.values_list("kind").annotate(n=Count("id")).order_by()))
    disagreements = Disagreement.objects.using(session.alias).filter(project_id=session.project_id)

    disputed = index.with_status(*DISPUTED)

    def standing(verdict: str) -> int:
        return int(np.count_nonzero(index.with_verdict(verdict) & ~index.set_aside & ~disputed))

    return ProjectCounts(
        files=len(index.imported.files),
        records=len(index.imported.numbers),
        duplicates=int(np.count_nonzero(index.set_aside)),
        to_screen=int(np.count_nonzero(index.with_status(Status.TO_SCREEN))),
        included=standing("include"),
        excluded=standing("exclude"),
        maybe=standing("maybe"),
        studies=by_kind[STUDY_DESCRIBED],
        studies_to_ask=studies_to_ask,
        contrasts=by_kind[CONTRAST_EXTRACTED],
        outcomes=by_kind[OUTCOME_DEFINED],
        disagreements=disagreements.count(),
        log_rows=log_size(session),
    )
