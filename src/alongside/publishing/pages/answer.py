"""The answer: the question, one breath, one row an outcome, people like ours, what it is, how we know."""

from __future__ import annotations

from typing import Any

from alongside.publishing.links import Links
from alongside.publishing.pages.rows import AnswerRow, answer_row
from alongside.publishing.pages.what import form_map
from alongside.publishing.review import Review
from alongside.publishing.wording import direction_of
from alongside.words.numbers import count

__all__ = ["breath", "context"]

ENOUGH = 3
"""Trials from which an outcome has a row of its own: below, there is a mean but no range for a new programme."""


def context(review: Review, links: Links) -> dict[str, Any]:
    """The values of `answer.html`."""
    rows = [answer_row(review.main[outcome], review, links) for outcome in review.leading]
    pooled = [row for row in rows if row.answer.estimate and row.answer.estimate.k >= ENOUGH]
    few = [row for row in rows if row.answer.estimate and row.answer.estimate.k < ENOUGH]
    empty = [row for row in rows if row.answer.estimate is None]
    return {
        "page": "answer",
        "breath": breath(pooled, few),
        "rows": pooled,
        "few": few,
        "empty": empty,
        "trials": count(len(review.trials)),
        "people": count(review.participants),
        "waiting": len(review.waiting),
        "parts": people_choices(review, links),
        "map": form_map(review, links),
        "facts": review.facts.get("review_2015", ()),
    }


def breath(pooled: list[AnswerRow], few: list[AnswerRow]) -> list[str]:
    """At most three sentences; the last one says what is not known."""
    helped = [row for row in pooled if _direction(row) == "better"]
    harmed = [row for row in pooled if _direction(row) == "worse"]
    unclear = [row for row in pooled if _direction(row) == "unclear"]
    sentences = []
    if helped:
        by_word: dict[str, list[AnswerRow]] = {"probably helps": [], "may help": []}
        for row in helped:
            sure = row.certainty is not None and row.certainty.level in ("moderate", "high")
            by_word["probably helps" if sure else "may help"].append(row)
        said = [f"{word} people {_join([r.outcome.plain for r in rows])}" for word, rows in by_word.items() if rows]
        sentences.append(f"On average, peer support {'; it '.join(said)}.")
    else:
        sentences.append("No outcome has an average that is surely better than without peer support.")
    if harmed:
        sentences.append(f"It may do harm to {_join([row.label.lower() for row in harmed])}.")
    unknown = []
    if unclear:
        unknown.append(
            f"for {_join([row.label[0].lower() + row.label[1:] for row in unclear[:4]])} the trials cannot yet tell"
        )
    if few:
        unknown.append(f"{len(few)} more outcomes have one or two trials each")
    unknown.append("which form of support suits whom is mostly unknown")
    last = "; ".join(unknown)
    sentences.append(f"{last[0].upper()}{last[1:]}.")
    return sentences


def people_choices(review: Review, links: Links) -> list[dict[str, Any]]:
    """The groups, forms and settings for which there is any answer, each with its page and number of trials."""
    choices = []
    for name in ("population", "form", "setting", "supporter"):
        dimension = review.codebook.dimension(name)
        options = []
        for code in dimension.codes:
            k = len([study for study in review.trials if code.id in study.codes_of(name)])
            if k:
                options.append({"label": code.label, "k": k, "url": links.part(name, code.id), "id": code.id})
        choices.append({"id": name, "label": dimension.label, "question": dimension.question, "options": options})
    return choices


def _direction(row: AnswerRow) -> str:
    assert row.answer.estimate is not None
    return direction_of(row.answer.estimate, row.outcome)


def _join(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
