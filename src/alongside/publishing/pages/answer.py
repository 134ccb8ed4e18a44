"""The answer: the question, one breath, one row an outcome, people like ours, what it is, how we know."""

from __future__ import annotations

from collections import Counter
from typing import Any

from alongside.publishing.links import Links
from alongside.publishing.pages import expect
from alongside.publishing.pages.about import search_sentence
from alongside.publishing.pages.certainty import judged_in_all
from alongside.publishing.pages.costs import costs_sentence, delivery_sentence
from alongside.publishing.pages.rows import AnswerRow, answer_row
from alongside.publishing.pages.what import form_map
from alongside.publishing.review import Review
from alongside.publishing.sentences import infinitive
from alongside.publishing.wording import cell_for, direction_of, plain_of, reaches_what_matters
from alongside.words.labels import lowered
from alongside.words.numbers import count

__all__ = ["ENOUGH", "breath", "context", "people_choices"]

ENOUGH = 3
"""Trials from which an outcome has a row of its own: below, there is a mean but no range for a new programme."""


NAMED = 4
"""Unclear outcomes that the first paragraph names, those that matter most first; the rest are counted."""


def context(review: Review, links: Links) -> dict[str, Any]:
    """The values of `answer.html`."""
    rows = [answer_row(review.main[outcome], review, links) for outcome in review.leading]
    pooled = [row for row in rows if row.answer.estimate and row.answer.estimate.k >= ENOUGH]
    few = [row for row in rows if row.answer.estimate and row.answer.estimate.k < ENOUGH]
    empty = [row for row in rows if row.answer.estimate is None]
    return {
        "page": "answer",
        "search": search_sentence(review),
        "breath": breath(pooled, few),
        "rows": pooled,
        "few": few,
        "empty": empty,
        "trials": count(len(review.trials)),
        "people": count(review.participants),
        "waiting": len(review.waiting),
        "parts": people_choices(review, links),
        "costs": costs_sentence(review),
        "delivery": delivery_sentence(review),
        "map": form_map(review, links),
        "facts": review.facts.get("review_2015", ()),
        "judged": judged_in_all(review),
        **expect.form_values(review, links),
    }


HELPS = {"high": "helps", "moderate": "probably helps", "low": "may help"}
NO_DIFFERENCE = {"high": "makes", "moderate": "probably makes", "low": "may make"}


FOR_WHOM = "which form of support suits whom is mostly unknown"
"""What the first paragraph of a whole answer ends in."""


def breath(pooled: list[AnswerRow], few: list[AnswerRow], last: str = FOR_WHOM) -> list[str]:
    """At most four sentences, by the cells of the rows' own sentences; the last one says what is not known, and ends
    in `last`.

    Very uncertain evidence, and a mean whose interval holds no difference, is never told as help: it is not known.
    """
    kinds = [(row, _told_as(row)) for row in pooled]
    helped, harmed, none, unclear = (
        [row for row, kind in kinds if kind == name] for name in ("help", "harm", "no difference", "unclear")
    )
    sentences = []
    if helped:
        told = [
            f"{words} people {_join([infinitive(plain) for plain in plains])}"
            for words, plains in _by_level(helped, HELPS)
        ]
        sentences.append(f"On average, peer support {'; it '.join(told)}.")
    else:
        sentences.append("No outcome has an average that is surely better than without peer support.")
    if none:
        told = [
            f"{words} little to no difference to whether people {_join(rows)}"
            for words, rows in _by_level(none, NO_DIFFERENCE)
        ]
        sentences.append(f"It {'; it '.join(told)}.")
    if harmed:
        told = [f"{words} it less likely that people {_join(rows)}" for words, rows in _by_level(harmed, NO_DIFFERENCE)]
        sentences.append(f"It {'; it '.join(told)}.")
    unknown = []
    if unclear:
        labels = [lowered(row.label) for row in unclear[:NAMED]]
        if (rest := len(unclear) - NAMED) > 0:
            labels.append(f"{rest} more outcome{'' if rest == 1 else 's'}")
        unknown.append(f"for {_join(labels)} the trials cannot yet tell")
    if few:
        unknown.append(f"{len(few)} others have" if len(few) > 1 else "1 other outcome has")
        unknown[-1] += " one or two trials each" if len(few) > 1 else " one trial or two"
    if told_last := "; ".join([*unknown, *([last] if last else [])]):
        sentences.append(f"{told_last[0].upper()}{told_last[1:]}.")
    return sentences


def _told_as(row: AnswerRow) -> str:
    estimate = row.answer.estimate
    assert estimate is not None
    cell, direction = cell_for(estimate, row.outcome), direction_of(estimate, row.outcome)
    if row.certainty is None or row.certainty.level == "very low":
        return "unclear"
    if cell.sign == "none":
        return "unclear" if reaches_what_matters(estimate, row.outcome) else "no difference"
    if direction == "unclear":
        return "unclear"
    return "help" if cell.sign == "benefit" else "harm"


def _by_level(rows: list[AnswerRow], words: dict[str, str]) -> list[tuple[str, list[str]]]:
    grouped = {
        level: [plain_of(row.outcome) for row in rows if row.certainty and row.certainty.level == level]
        for level in words
    }
    return [(words[level], plains) for level, plains in grouped.items() if plains]


def people_choices(review: Review, links: Links) -> list[dict[str, Any]]:
    """The groups, forms and settings for which there is any answer, each with its page and number of trials."""
    choices = []
    for name in ("population", "form", "setting", "supporter"):
        dimension = review.codebook.dimension(name)
        trials = Counter(code for study in review.trials for code in set(study.codes_of(name)))
        options = []
        for code in dimension.codes:
            k = trials[code.id]
            if k:
                options.append({"label": code.label, "k": k, "url": links.part(name, code.id), "id": code.id})
        choices.append({"id": name, "label": dimension.label, "question": dimension.question, "options": options})
    return choices


def _join(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
