"""People like ours: the same rows, for the trials of one condition, form, setting or kind of supporter."""

from __future__ import annotations

from typing import Any

from alongside.publishing.links import Links
from alongside.publishing.pages import expect
from alongside.publishing.pages.answer import ENOUGH, breath, people_choices
from alongside.publishing.pages.rows import AnswerRow, answer_row
from alongside.publishing.review import Review
from alongside.synthesis.answers import answer_for
from alongside.words.plurals import many

__all__ = ["choices_context", "context"]


ASKED = {
    "population": ("Does it work for them?", "are of people like this"),
    "form": ("Does it work in this form?", "offered support in this form"),
    "setting": ("Does it work there?", "took place there"),
    "supporter": ("Does it work when they give it?", "had such supporters"),
}
"""What a page asks by what was chosen, and which trials it tells of."""


def choices_context(review: Review, links: Links) -> dict[str, Any]:
    """The values of `people.html` before anything is chosen."""
    return {
        "page": "people",
        "parts": people_choices(review, links),
        "chosen": None,
        **expect.form_values(review, links),
    }


def context(review: Review, links: Links, dimension: str, code: str) -> dict[str, Any]:
    """The values of `people.html` for one choice: every outcome of the trials that carry the code."""
    definition = review.codebook.code(dimension, code)
    studies = [study for study in review.trials if code in study.codes_of(dimension)]
    members = frozenset(study.id for study in studies)
    contrasts = [c for c in review.contrasts.values() if c.study in members]
    rows: list[AnswerRow] = []
    few: list[AnswerRow] = []
    for outcome_id in review.leading:
        mine = [c for c in contrasts if c.outcome == outcome_id]
        if not mine:
            continue
        answer = answer_for(mine, review.outcomes[outcome_id], review.rule, studies=members, by={dimension: code})
        if answer.estimate is not None:
            row = answer_row(answer, review, links)
            (rows if answer.estimate.k >= 2 else few).append(row)
    asked, which = ASKED[dimension]
    return {
        "page": "people",
        "breath": _breath(rows, few),
        "asked": asked,
        "which": f"{len(studies)} of {many(len(review.trials), 'trial')} {which}.",
        "parts": people_choices(review, links),
        "chosen": {
            "dimension": dimension,
            "id": code,
            "label": definition.label,
            "definition": _plain(definition.definition),
        },
        "rows": rows,
        "few": few,
        **expect.facet_values(review, links, dimension, code),
        "studies": [
            {"label": s.label, "url": links.study(s.id), "condition": s.condition}
            for s in sorted(studies, key=lambda study: study.label.casefold())
        ],
    }


def _plain(definition: str) -> str:
    """What a code means, without what follows for those who code: the part before the first semicolon."""
    meaning, _, rest = definition.partition(";")
    return f"{meaning}." if rest else definition


def _breath(rows: list[AnswerRow], few: list[AnswerRow]) -> list[str]:
    """The first paragraph, which says no average where no outcome has trials enough for one."""
    pooled = [row for row in rows if row.answer.estimate and row.answer.estimate.k >= ENOUGH]
    others = [row for row in (*rows, *few) if row not in pooled]
    if pooled:
        return breath(pooled, others, last="")
    if others:
        if len(others) == 1:
            return ["Too few trials to say: 1 outcome has one trial or two."]
        return [f"Too few trials to say: {len(others)} outcomes have one or two trials each."]
    return ["No trial of this kind can be used in an answer yet."]
