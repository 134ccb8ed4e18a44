"""What pages are made of, worked out from the project: the evidence anew only where a row about it was appended, an
outcome's answers only where something changed that they rest on.
"""

from __future__ import annotations

import logging
import threading
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from alongside.certainty import Judgements
from alongside.errors import AlongsideError
from alongside.evidence import Answer, Code, Contrast, Decision, EffectSize, Outcome, Study
from alongside.packaged import LICENCE
from alongside.project import Project
from alongside.publishing.prisma import Flow
from alongside.publishing.review import Review
from alongside.synthesis.answers import answers_of_outcome
from alongside.synthesis.recoveries import Recoveries
from alongside.synthesis.recovery import Refusal
from alongside.synthesis.selection import Rule
from alongside.workflow.answer.packaged import facts, headline, is_packaged
from alongside.workflow.answer.rule import stored_rule
from alongside.workflow.find.prisma import prisma_of
from alongside.workflow.understand.loading import codebook

__all__ = ["ReviewKeeper", "review_of"]

LOGGER = logging.getLogger("alongside.answer")

EVIDENCE = ("study:", "arm:", "contrast:", "outcome:", "rule")
"""Subjects of decisions on which answers rest."""

RECORDS = ("record:", "file:", "pair:", "search:")
"""Subjects on which the flow of the records rests."""


@dataclass(frozen=True, slots=True)
class _Basis:
    """All that the answers of one outcome rest on."""

    outcome: Outcome
    contrasts: tuple[Contrast, ...]
    codes: tuple[tuple[str, tuple[Code, ...]], ...]
    rule: Rule


class ReviewKeeper:
    """The review of one project, brought up to its log when it is asked for; threads may share it."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._lock = threading.Lock()
        self._mark = -1
        self._review: Review | None = None
        self._answers: dict[str, tuple[_Basis, tuple[Answer, ...]]] = {}
        self._recoveries = Recoveries()

    def review(self) -> Review:
        """The review as of now."""
        with self._lock:
            changes = self._project.changes_since(self._mark)
            review = self._review
            if review is None or changes.touches(*EVIDENCE):
                review = self._with_evidence(review.flow if review else None)
            if self._review is None or changes.touches(*RECORDS):
                review = replace(review, flow=_flow(self._project))
            if self._review is None or changes.last != self._mark:
                updated, rows = self._project.last_decided()
                review = replace(review, title=self._project.title, updated=updated, version=rows)
            self._review, self._mark = review, changes.last
            return review

    def _with_evidence(self, flow: Flow | None) -> Review:
        project = self._project
        studies = {study.id: study for study in project.understand.studies()}
        outcomes = {outcome.id: outcome for outcome in project.understand.outcomes()}
        described_as_waiting = project.understand.described_as_waiting()
        contrasts = {
            contrast.id: _as_its_study_stands(contrast, studies, described_as_waiting)
            for contrast in project.understand.contrasts()
            if contrast.study in studies
        }
        stored = stored_rule(project)
        rule = stored.rule
        if self._recoveries.icc != rule.icc:
            self._recoveries = Recoveries(rule.icc)
        of_outcome: dict[str, list[Contrast]] = defaultdict(list)
        for contrast in contrasts.values():
            of_outcome[contrast.outcome].append(contrast)
        answers = [
            answer
            for outcome in outcomes.values()
            for answer in self._answers_of(outcome, of_outcome[outcome.id], studies, rule)
        ]
        packaged = is_packaged(outcomes)
        return Review(
            title="",
            updated=None,
            version=0,
            outcomes=outcomes,
            studies=studies,
            contrasts=contrasts,
            answers=tuple(answers),
            rule=rule,
            notes=stored.notes,
            codebook=codebook(),
            headline=headline(outcomes),
            decisions=_decisions(project),
            facts=facts() if packaged else {},
            flow=flow,
            effects=self._effects(contrasts, outcomes),
            licence=LICENCE if packaged else "",
            judgements=_judgements(project),
            arms=tuple(project.understand.arms()),
            tidier=project.understand.tidier(),
        )

    def _answers_of(
        self, outcome: Outcome, contrasts: Sequence[Contrast], studies: Mapping[str, Study], rule: Rule
    ) -> tuple[Answer, ...]:
        involved = dict.fromkeys(contrast.study for contrast in contrasts)
        basis = _Basis(outcome, tuple(contrasts), tuple((study, studies[study].codes) for study in involved), rule)
        before = self._answers.get(outcome.id)
        if before is not None and before[0] == basis:
            return before[1]
        try:
            answers = answers_of_outcome(contrasts, outcome, studies, rule, self._recoveries)
        except (AlongsideError, ArithmeticError, ValueError, np.linalg.LinAlgError) as error:
            # One outcome whose numbers no model stands costs that outcome, never the page.
            LOGGER.warning("the answers of %s cannot be worked out", outcome.id, exc_info=True)
            reason = str(error) if isinstance(error, AlongsideError) else type(error).__name__
            answers = (Answer(outcome.id, outcome.id, refused=f"This outcome cannot be worked out ({reason})."),)
        self._answers[outcome.id] = (basis, answers)
        return answers

    def _effects(
        self, contrasts: Mapping[str, Contrast], outcomes: Mapping[str, Outcome]
    ) -> dict[str, EffectSize | Refusal]:
        return {
            name: self._recoveries.of(contrast, outcomes[contrast.outcome])
            for name, contrast in contrasts.items()
            if contrast.outcome in outcomes
        }


def review_of(project: Project) -> Review:
    """Everything that pages need, worked out from the project as it stands."""
    return ReviewKeeper(project).review()


def _decisions(project: Project) -> dict[str, tuple[Decision, ...]]:
    """Decisions about the evidence by subject, oldest first."""
    by_subject: dict[str, list[Decision]] = defaultdict(list)
    for decision in project.decisions(about=EVIDENCE):
        by_subject[decision.subject].append(decision)
    return {subject: tuple(rows) for subject, rows in by_subject.items()}


def _judgements(project: Project) -> Judgements:
    """What people judged; of a trial that is another, under the study that stands for both."""
    judged = project.answer.judgements()
    roots = project.understand.joined() if judged.bias else {}
    if not roots:
        return judged
    # What was judged of the standing study itself comes last, so that it holds.
    entries = sorted(judged.bias.items(), key=lambda entry: entry[0][0] not in roots)
    return replace(judged, bias={(roots.get(study, study), outcome): of for (study, outcome), of in entries})


def _flow(project: Project) -> Flow | None:
    """The flow of the records; None where none were imported."""
    flow = prisma_of(project).flow
    return flow if flow.waiting or any(column.identified for column in flow.ways) else None


def _as_its_study_stands(
    contrast: Contrast, studies: Mapping[str, Study], described_as_waiting: Collection[str]
) -> Contrast:
    """A person's word on a study that waited frees or removes all its results; a result of another study that waits
    for a reason of its own goes on waiting.
    """
    verdict = studies[contrast.study].is_peer_support
    if verdict == "yes" and contrast.use == "ask" and contrast.study in described_as_waiting:
        return replace(contrast, use="main")
    if verdict == "ask" and contrast.use == "main":
        return replace(contrast, use="ask")
    if verdict == "no" and contrast.use != "apart":
        return replace(contrast, use="apart", use_why="found not to be about peer support")
    return contrast
