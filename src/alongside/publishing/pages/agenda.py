"""The research agenda: the open questions of the review, ranked by what a trial of each would be worth."""

from __future__ import annotations

import threading
from typing import Any

from alongside.planning import STANDARD, Question, agenda, questions_of, trials_of
from alongside.publishing.links import Links
from alongside.publishing.plan.words import amount
from alongside.publishing.review import Review
from alongside.publishing.sentences import infinitive
from alongside.publishing.wording import plain_of
from alongside.words.labels import lowered
from alongside.words.numbers import count, percent

__all__ = ["agenda_of", "context", "document"]

CURRENCY = "GBP"

_lock = threading.Lock()
_last: list[tuple[object, tuple[Question, ...], int]] = []
"""The agenda of the answers that were asked about last; it takes a second, and a decision about a record changes
nothing."""


def agenda_of(review: Review) -> tuple[tuple[Question, ...], int]:
    """The agenda, and how many questions were looked at."""
    with _lock:
        if not _last or _last[0][0] is not review.answers:
            forms = [code.id for code in review.codebook.dimension("form").codes]
            questions = [
                question
                for name, answer in review.main.items()
                if answer.estimate is not None
                for question in questions_of(
                    review.outcomes[name], answer.estimate, trials_of(answer.estimate, review.studies), forms
                )
            ]
            _last[:] = [(review.answers, agenda(questions), len(questions))]
        return _last[0][1], _last[0][2]


def context(review: Review, links: Links) -> dict[str, Any]:
    """The values of `agenda.html`."""
    ranked, looked_at = agenda_of(review)
    rows = [
        {
            "place": rank,
            "question": _question(question, review),
            "url": links.outcome(question.outcome),
            "outcome": review.outcomes[question.outcome].label,
            "form_url": links.part("form", question.form) if question.k_form else "",
            "form": review.codebook.code("form", question.form).label,
            "why": _why(question, review),
            "size": f"{count(question.best.n)} people",
            "worth": amount(question.best.population_worth, CURRENCY),
            "price": amount(question.best.cost, CURRENCY),
            "net": amount(question.best.net, CURRENCY),
        }
        for rank, question in enumerate(ranked, 1)
    ]
    setting = STANDARD
    return {
        "page": "agenda",
        "rows": rows,
        "looked_at": count(looked_at),
        "unranked": [review.outcomes[name].label for name in review.leading if name not in _asked(review)],
        "people": count(setting.people_a_year),
        "years": f"{setting.horizon:g}",
        "rate": percent(setting.rate, 1),
        "each": amount(setting.cost_per_person, CURRENCY),
        "fixed": amount(setting.design.fixed_cost, CURRENCY),
        "participant": amount(setting.design.cost_per_participant, CURRENCY),
        "delay": f"{setting.design.delay:g}",
        "sizes": ", ".join(count(size) for size in setting.sizes),
    }


def document(review: Review) -> list[dict[str, Any]]:
    """The agenda as plain values, for JSON."""
    return [
        {
            "rank": rank,
            "outcome": question.outcome,
            "form": question.form,
            "question": _question(question, review),
            "why": _why(question, review),
            "trials": question.k,
            "trials_of_this_form": question.k_form,
            "chance_it_matters": question.chance_it_matters,
            "people": question.best.n,
            "worth": question.best.population_worth,
            "price": question.best.cost,
            "net": question.best.net,
            "currency": CURRENCY,
        }
        for rank, question in enumerate(agenda_of(review)[0], 1)
    ]


def _asked(review: Review) -> set[str]:
    return {question.outcome for question in agenda_of(review)[0]}


def _question(question: Question, review: Review) -> str:
    form = review.codebook.code("form", question.form).label
    outcome = review.outcomes[question.outcome]
    alike = sum(plain_of(each) == plain_of(outcome) for each in review.outcomes.values()) > 1
    which = f" ({lowered(outcome.label)})" if alike else ""
    return f"{form}: does it help people {infinitive(plain_of(outcome))}{which}, enough to matter?"


def _why(question: Question, review: Review) -> str:
    chance = f"it is {percent(question.chance_it_matters)} likely that it helps enough to matter on average"
    if question.k_form == 0:
        text = f"No trial has tried this form for it. From {question.k} trials of other forms, {chance}."
        if question.alike:
            labels = ", ".join(lowered(review.codebook.code("form", form).label) for form in question.alike)
            text += f" The same holds for what nobody has tried either: {labels}."
        return text
    return f"{question.k_form} of {question.k} trials tried this form, and they leave it open: {chance}."
