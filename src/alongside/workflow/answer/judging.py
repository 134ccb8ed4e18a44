"""A person judges: risk of bias of a trial's result, a reason of an outcome, its sentence, its baselines.

Each is one decision that names what it is about, and can be taken back. What cannot be is refused before it is written.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from datetime import datetime

from alongside.certainty import (
    BIAS_LEVELS,
    DOMAINS,
    UP,
    Baseline,
    ScaleUnit,
    most_steps,
)
from alongside.errors import NotHereError, UsageError
from alongside.evidence import Answer, Author, Decision
from alongside.project import Project
from alongside.project.answer.judging import baselines_chosen, bias_judged, certainty_judged, statement_written
from alongside.project.log.decisions import NewDecision
from alongside.publishing.review import Review
from alongside.publishing.wording import summarise

__all__ = ["choose_baselines", "judge_bias", "judge_reason", "write_statement"]


def judge_bias(
    project: Project, review: Review, outcome: str, study: str, level: str, reason: str, *, author: Author, at: datetime
) -> Decision:
    """Risk of bias of a trial's result for an outcome: low, some concerns or high, and why.

    Raises
    ------
    NotHereError : an outcome or a trial that the answer does not have, naming the nearest.
    UsageError : a level that is none, no reason, or an author who is no person.
    """
    answer = _answer(review, outcome)
    studies = [weighted.effect.study for weighted in answer.estimate.studies] if answer.estimate else []
    others = {
        weighted.effect.study
        for part in review.answers
        if part.outcome == outcome and part.estimate is not None
        for weighted in part.estimate.studies
    }
    if study not in others:
        near = difflib.get_close_matches(study, [*studies, *sorted(others)], n=1)
        suffix = f"; did you mean {near[0]!r}?" if near else ""
        raise NotHereError(f"no result of a trial {study!r} stands in {outcome!r}{suffix}")
    level = level.strip().replace("-", " ").replace("_", " ")
    chosen = next((level_known for level_known in BIAS_LEVELS if level_known == level), None)
    if chosen is None:
        raise UsageError(f"risk of bias {level!r}: expected one of {', '.join(BIAS_LEVELS)}")
    return _append(project, bias_judged(study, outcome, chosen, _reason(reason)), author, at)


def judge_reason(
    project: Project,
    review: Review,
    outcome: str,
    domain: str,
    steps: int,
    reason: str,
    *,
    author: Author,
    at: datetime,
) -> Decision:
    """How many steps one of GRADE's eight reasons costs, or gives, in an outcome, and why. Raises as `judge_bias`."""
    _answer(review, outcome)
    domain = domain.strip().replace("-", "_").replace(" ", "_")
    if domain not in DOMAINS:
        raise UsageError(f"reason {domain!r}: expected one of {', '.join(DOMAINS)}")
    if not 0 <= steps <= most_steps(domain):
        direction = "up" if domain in UP else "down"
        raise UsageError(f"{domain}: expected 0 to {most_steps(domain)} steps {direction}, found {steps}")
    return _append(project, certainty_judged(outcome, domain, steps, _reason(reason)), author, at)


def write_statement(
    project: Project, review: Review, outcome: str, text: str, *, author: Author, at: datetime, why: str = ""
) -> Decision:
    """The plain sentence of an outcome in a person's words; the sentence that the numbers give is kept beside it."""
    answer = _answer(review, outcome)
    words = " ".join(text.split())
    if not words:
        raise UsageError("sentence: expected at least one word; to go back to the automatic one, take yours back")
    if len(words) > 1000:
        raise UsageError(f"sentence: expected at most 1000 characters, found {len(words)}")
    follows = summarise(answer, review.outcomes[outcome], review.certainty(answer), review.contrasts).claim
    return _append(project, statement_written(outcome, words, follows, why=why), author, at)


def choose_baselines(
    project: Project,
    review: Review,
    outcome: str,
    risks: Sequence[Baseline],
    scale: ScaleUnit | None = None,
    *,
    author: Author,
    at: datetime,
    why: str = "",
) -> Decision:
    """The risks without support in which findings are told (0 to 1), and the points of a scale with their SD."""
    _answer(review, outcome)
    for risk in risks:
        if not 0 < risk.risk < 1:
            percent = f"{100 * risk.risk:g} %"
            raise UsageError(f"risk without support: expected more than 0 and less than 100 %, found {percent}")
        if not risk.label.strip():
            raise UsageError("risk without support: expected a name for whom it is")
    if scale is not None and not (scale.sd > 0 and scale.instrument.strip()):
        raise UsageError("scale: expected an instrument's name and a standard deviation above 0")
    if not risks and scale is None:
        raise UsageError("expected a risk without support or a scale; nothing was changed")
    return _append(project, baselines_chosen(outcome, risks, scale, why=why), author, at)


def _answer(review: Review, outcome: str) -> Answer:
    if outcome not in review.main:
        near = difflib.get_close_matches(outcome, list(review.main), n=1)
        raise NotHereError(f"no answer for an outcome {outcome!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
    answer = review.main[outcome]
    if answer.estimate is None:
        raise UsageError(f"{outcome} has no figure to be sure of: {answer.refused}")
    return answer


def _reason(text: str) -> str:
    words = " ".join(text.split())[:2000]
    if not words:
        raise UsageError("expected a reason: a judgement without one cannot be checked")
    return words


def _append(project: Project, decision: NewDecision, author: Author, at: datetime) -> Decision:
    if author.kind != "person":
        raise UsageError("certainty is judged by a person; a program may propose it, and is shown as a proposal")
    return project.append([decision], author=author, at=at)[0]
