"""How far the screening is: found, probably in all, whether one may stop, and what one more hour would buy.

*Found* counts records that were included, and those of which somebody was unsure: they may be relevant until that is
settled. A *draw* of the sample is a record of the frame in the drawn order, without a gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, pairwise
from statistics import median
from typing import Any

import numpy as np

from alongside.project import Project
from alongside.project.overview.index import Index
from alongside.project.screen.status import Status
from alongside.screening import RELEVANT, UNREAD, Boundary, Draw, RecallEstimate, estimate_recall, silence
from alongside.workflow.screen.desk import ScreeningDesk
from alongside.workflow.screen.learner import decisions_of
from alongside.workflow.screen.planning import Plan, plan_of
from alongside.workflow.screen.sampling import Sample, sample_of

__all__ = ["Pace", "SampleProgress", "ScreeningProgress", "draws_of", "progress_of"]

RECENT = 100
"""Decisions that pace and yield are told from."""

PAUSE = 300.0
"""Seconds beyond which the time between two decisions is a pause and tells nothing of the pace."""

FEWEST = 10
"""Gaps between decisions from which a pace can be told."""

HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Pace:
    """What one more hour would buy: records read in it, and relevant ones among as many as the last were."""

    per_hour: int
    finds: float


@dataclass(frozen=True, slots=True)
class SampleProgress:
    """The random sample: how many records it was drawn from, draws so far with relevant ones among them, and the draw
    from which on the boundary allows to stop with those."""

    size: int
    draws: int
    relevant: int
    allowed_at: int

    @property
    def left(self) -> int:
        return max(0, self.allowed_at - self.draws)


@dataclass(frozen=True, slots=True)
class ScreeningProgress:
    """Where a screening by title and abstract stands.

    Parameters
    ----------
    records, read, found, unsure, unread : records to be screened in all, and how they stand; `found` includes `unsure`.
    since_found : records read since the last relevant one, as far as they are known.
    wait : how many in a row without a relevant one the rule waits for before it draws.
    sample : None before it begins.
    sample_now : draws that a sample which began now would need, if none of them is relevant.
    estimate : None without draws.
    pace : None while it cannot be told.
    may_stop : whether the guarantee holds now: at the end of the sample, or where everything was read.
    learnt_from : decisions behind the ranking that stands; None while there is none.
    """

    plan: Plan
    records: int
    read: int
    found: int
    unsure: int
    unread: int
    since_found: int
    wait: int
    sample: SampleProgress | None
    sample_now: int
    estimate: RecallEstimate | None
    pace: Pace | None
    may_stop: bool
    learnt_from: int | None

    @property
    def left(self) -> int:
        """Records to read until the guarantee holds, if no further one is relevant."""
        return self.sample.left if self.sample is not None else self.sample_now

    @property
    def hours_left(self) -> float | None:
        """How long those take; None where the pace is not known."""
        return self.left / self.pace.per_hour if self.pace is not None and self.pace.per_hour else None

    def document(self) -> dict[str, Any]:
        """The same as plain values, for JSON."""
        estimate, sample, pace = self.estimate, self.sample, self.pace
        return {
            "question": self.plan.question,
            "target": self.plan.target,
            "confidence": round(1 - self.plan.risk, 12),
            "records": self.records,
            "read": self.read,
            "found": self.found,
            "unsure": self.unsure,
            "unread": self.unread,
            "sample": {"size": sample.size, "draws": sample.draws, "relevant": sample.relevant, "left": sample.left}
            if sample
            else None,
            "draws_needed_now": self.sample_now,
            "total": [estimate.total, estimate.total_low, estimate.total_high] if estimate else None,
            "recall": [estimate.recall, estimate.recall_low, estimate.recall_high] if estimate else None,
            "records_per_hour": pace.per_hour if pace else None,
            "found_per_hour": pace.finds if pace else None,
            "may_stop": self.may_stop,
        }


def progress_of(desk: ScreeningDesk, person: str = "") -> ScreeningProgress:
    """Count and estimate; `person` is whose pace is told."""
    project = desk.project
    index = project.overview.index()
    plan = plan_of(project)
    verdicts = decisions_of(index)
    stands = ~index.set_aside
    read = int(np.count_nonzero(stands & (verdicts != UNREAD)))
    relevant = int(np.count_nonzero(stands & (verdicts == RELEVANT)))
    unread = int(np.count_nonzero(index.with_status(Status.TO_SCREEN)))
    sample = sample_of(project, index)
    drawing = sample_progress(desk, index, sample, plan) if sample else None
    boundary = Boundary(unread, relevant, plan.target, plan.risk)
    acts = tuple(islice(project.screen.acts(person), RECENT)) if person else ()
    hits = [act.verdict != "exclude" for act in acts]
    standing = desk.learner.standing()
    draws = draws_of(project, relevant)
    return ScreeningProgress(
        plan=plan,
        records=read + unread,
        read=read,
        found=relevant,
        unsure=int(np.count_nonzero(index.with_status(Status.UNSURE))),
        unread=unread,
        since_found=hits.index(True) if True in hits else len(hits),
        wait=silence(max(read + unread, 1), boundary),
        sample=drawing,
        sample_now=min(boundary.allowed_at(0), unread),
        estimate=estimate_recall(draws, relevant, unread, 1 - plan.risk) if draws else None,
        pace=_pace([act.at for act in acts], hits, unread),
        may_stop=read > 0 and (unread == 0 or (drawing is not None and drawing.left == 0)),
        learnt_from=standing.decided if standing else None,
    )


def sample_progress(desk: ScreeningDesk, index: Index, sample: Sample, plan: Plan) -> SampleProgress:
    """How far the sample is, from the verdicts on the first records of the drawn order."""
    order = desk.drawn_order(index)
    verdicts = decisions_of(index)[order[sample.frame[order]]]
    gaps = np.flatnonzero(verdicts == UNREAD)
    draws = int(gaps[0]) if len(gaps) else len(verdicts)
    relevant = int(np.count_nonzero(verdicts[:draws] == RELEVANT))
    boundary = Boundary(sample.size, sample.found_before, plan.target, plan.risk)
    return SampleProgress(sample.size, draws, relevant, min(boundary.allowed_at(relevant), sample.size))


def draws_of(project: Project, relevant_count: int) -> list[Draw]:
    """The draws whose decisions still hold; later corrections of others may make a draw's count too large."""
    index = project.overview.index()
    verdicts = decisions_of(index)
    draws = []
    for draw in project.screen.draws():
        position = index.imported.position.get(draw.record)
        if position is None or verdicts[position] == UNREAD or not draw.unread:
            continue
        relevant = bool(verdicts[position] == RELEVANT)
        if draw.found_before + relevant <= relevant_count:
            draws.append(Draw(draw.found_before, draw.unread, relevant))
    return draws


def _pace(moments: Sequence[datetime], hits: Sequence[bool], unread: int) -> Pace | None:
    """From the time between a person's last decisions, newest first, pauses left out."""
    gaps = [(later - earlier).total_seconds() for later, earlier in pairwise(moments)]
    working = [gap for gap in gaps if 0 < gap <= PAUSE]
    if len(working) < FEWEST:
        return None
    per_hour = round(HOUR / max(median(working), 1.0))
    return Pace(per_hour, min(per_hour, unread) * sum(hits) / len(hits))
