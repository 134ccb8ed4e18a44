"""What a person should look at in the results: what contradicts itself waits, what is unlikely is asked about.

Nothing is blocked and nothing is changed unasked. An answer is a decision: a result is used or kept apart with its
reason, a question is settled with "it is right".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from alongside.coding import COMPARATOR_CLASSES
from alongside.errors import NotHereError, UsageError
from alongside.evidence import Author, Contrast, Decision, EffectSize
from alongside.evidence.contrasts import NUMBERS, USES
from alongside.project import Project
from alongside.project.understand.kinds import confirmed
from alongside.project.understand.payloads import contrast_decision
from alongside.publishing.review import Review
from alongside.synthesis.contradictions import contradiction
from alongside.synthesis.plausibility import Question, questions_about
from alongside.synthesis.recovery import Refusal

__all__ = [
    "NUMBERS",
    "USES",
    "confirm",
    "decide_use",
    "no_numbers",
    "open_questions",
    "results_waiting",
    "waiting_for_a_person",
]


def waiting_for_a_person(contrasts: Iterable[Contrast]) -> list[Contrast]:
    """The results, those whose printed numbers contradict themselves set to wait with the sentence that says so."""
    return [
        replace(contrast, use="ask", use_why=reason)
        if contrast.use == "main" and (reason := contradiction(contrast))
        else contrast
        for contrast in contrasts
    ]


def results_waiting(review: Review) -> list[Contrast]:
    """Results that wait for a reason of their own: their study counts, they do not yet."""
    return [
        contrast
        for contrast in review.contrasts.values()
        if contrast.use == "ask" and review.studies[contrast.study].is_peer_support == "yes"
    ]


def no_numbers(review: Review, results: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Which of some results can enter no answer because their numbers give no effect: the ids by the reason."""
    reasons: dict[str, tuple[str, ...]] = {}
    for name in results:
        effect = review.effects.get(name)
        if isinstance(effect, Refusal):
            reasons[effect.reason] = (*reasons.get(effect.reason, ()), name)
    return reasons


def open_questions(review: Review, settled: Mapping[str, frozenset[str]]) -> list[Question]:
    """What is unlikely in the results that count, but for what a person called right (`settled`, codes by result)."""
    effects = {name: effect for name, effect in review.effects.items() if isinstance(effect, EffectSize)}
    standing = [
        contrast for contrast in review.contrasts.values() if review.studies[contrast.study].is_peer_support == "yes"
    ]
    return [
        question
        for question in questions_about(standing, effects, review.outcomes)
        if not all(question.code in settled.get(name, ()) for name in question.contrasts)
    ]


Word = TypeVar("Word", bound=str)


def _one_of(expected: str, text: str, allowed: Sequence[Word]) -> Word:
    for word in allowed:
        if word == text:
            return word
    raise UsageError(f"{expected} {', '.join(allowed)}; found {text!r}")


def decide_use(
    project: Project,
    contrast: str,
    use: str,
    *,
    author: Author,
    at: datetime,
    why: str = "",
    prefer: str = "",
    comparator_class: str = "",
) -> Decision:
    """Say whether a result counts: `use` is one of `USES`.

    `prefer`, one of `NUMBERS` or "", names which of its printed numbers serve where they contradict each other;
    `comparator_class` what its comparator was, where the words left a doubt.

    Raises
    ------
    NotHereError : for a result that is not in the project.
    UsageError : for one that is kept apart without a reason, and for a word that is none of those.
    """
    chosen = _one_of("expected", use, USES)
    numbers = _one_of("prefer: expected", prefer, NUMBERS) if prefer else None
    if comparator_class:
        _one_of("comparator: expected", comparator_class, COMPARATOR_CLASSES)
    named = {row.id: row for row in project.understand.contrasts()}.get(contrast)
    if named is None:
        raise NotHereError(f"no result {contrast!r} in this project")
    if use == "apart" and not why.strip():
        raise UsageError("a result that is kept apart needs its reason")
    changed = replace(
        named,
        use=chosen,
        use_why=why.strip(),
        prefer=numbers or named.prefer,
        comparator_class=comparator_class or named.comparator_class,
    )
    [row] = project.append([contrast_decision(changed, why=why)], author=author, at=at)
    return row


def confirm(
    project: Project, code: str, contrasts: Iterable[str], *, author: Author, at: datetime, why: str = ""
) -> list[Decision]:
    """A question is settled: these numbers are right. Raises `NotHereError` for a result that is not there."""
    contrasts_here = {contrast.id for contrast in project.understand.contrasts()}
    settled = project.understand.confirmed()
    decisions = []
    for name in contrasts:
        if name not in contrasts_here:
            raise NotHereError(f"no result {name!r} in this project")
        decisions.append(confirmed(name, sorted({*settled.get(name, ()), code}), why=why))
    return project.append(decisions, author=author, at=at)
