"""People like ours, asked: what a described programme may expect in each outcome, or why nothing can be said."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from alongside.evidence import Estimate, Outcome
from alongside.publishing.figures.axis import plot_axis
from alongside.publishing.figures.rows import answer_picture
from alongside.publishing.likeness import FIELDS, Expected, People, Predictor, choices, predictor_of
from alongside.publishing.likeness.describing import DIMENSIONS
from alongside.publishing.links import Links
from alongside.publishing.pages.rows import answer_row
from alongside.publishing.review import Review
from alongside.publishing.wording import MEASURE_NAMES, benefit
from alongside.synthesis.prediction import Prediction
from alongside.words.numbers import digits_for, interval, number, percent, shown

__all__ = [
    "context",
    "expected_row",
    "facet_values",
    "form_values",
    "nearest_first",
    "outcomes_with_figures",
    "reading",
]

TRIALS_FOR_ALL = 3
"""Outcomes with fewer trials are left out where no outcome was chosen: nothing is predicted from fewer than three."""


def context(predictor: Predictor, links: Links, people: People, outcome: str = "") -> dict[str, Any]:
    """The values of `expect.html`; without an outcome, every outcome that has three trials, the nearest first."""
    review = predictor.review
    names = [outcome] if outcome else outcomes_with_figures(review)
    expected = [predictor.expected(name, people) for name in names]
    rows = [expected_row(item, review, links) for item in nearest_first(expected)]
    refused = [_refused(item, predictor, links) for item in expected if item.prediction is None]
    return {
        "page": "people",
        "people": people,
        "words": people.words(review),
        "rows": rows,
        "refused": refused,
        "check": _checked(predictor, expected[0]) if outcome and rows else "",
        "outcome": review.outcomes[outcome] if outcome else None,
        **form_values(review, links, people, outcome),
    }


def nearest_first(expected: Sequence[Expected]) -> list[Expected]:
    """Those with a prediction: first the outcomes that somebody measured in what is most like what was described."""
    predicted = [(item, item.prediction) for item in expected if item.prediction is not None]
    return [item for item, prediction in sorted(predicted, key=lambda pair: round(pair[1].distance, 6))]


def form_values(review: Review, links: Links, people: People | None = None, outcome: str = "") -> dict[str, Any]:
    """What the form needs; `expect_at` is "" on a site of files, which can serve no form."""
    people = people or People()
    options = choices(review)
    chosen = {"condition": (people.condition,), "setting": (people.setting,), "form": people.forms}
    chosen |= {"supporter": (people.supporter,)}
    fields = [
        {
            "name": name,
            "label": label,
            "several": name == "form",
            "options": [{"choice": choice, "chosen": choice.id in chosen[name]} for choice in options[name]],
        }
        for name, label in FIELDS.items()
        if name != "country"
    ]
    return {
        "expect_at": links.expect(),
        "fields": fields,
        "country": people.country,
        "countries": [choice.label for choice in options["country"]],
        "outcomes": [
            {"id": name, "label": review.outcomes[name].label, "chosen": name == outcome}
            for name in outcomes_with_figures(review)
        ],
    }


def facet_values(review: Review, links: Links, dimension: str, code: str) -> dict[str, Any]:
    """For the page of one group, form, place or supporter: what a new programme of the kind may expect in each outcome
    that any of its trials measured, and how many outcomes refuse."""
    people = _people_of(dimension, code)
    members = {study.id for study in review.trials if code in study.codes_of(dimension)}
    predictor = predictor_of(review)
    expected = [
        predictor.expected(name, people)
        for name in outcomes_with_figures(review)
        if members & {weighted.effect.study for weighted in _estimate(review, name).studies}
    ]
    return {
        "expected": [expected_row(item, review, links) for item in nearest_first(expected)],
        "unexpected": [
            {"label": item.outcome.label, "url": links.outcome(item.outcome.id), "reason": item.refused}
            for item in expected
            if item.prediction is None
        ],
        **form_values(review, links, people),
    }


def _people_of(dimension: str, code: str) -> People:
    """People of whom one thing is known."""
    field = next(field for field, named in DIMENSIONS.items() if named == dimension)
    context = {name: code if name == field else "" for name in ("condition", "setting", "supporter")}
    return People(
        condition=context["condition"],
        setting=context["setting"],
        supporter=context["supporter"],
        forms=(code,) if field == "form" else (),
    )


def _estimate(review: Review, outcome: str) -> Estimate:
    estimate = review.main[outcome].estimate
    assert estimate is not None
    return estimate


def outcomes_with_figures(review: Review) -> list[str]:
    """Outcomes of which a prediction can be asked with hope of an answer, the leading ones first."""
    estimates = {name: review.main[name].estimate for name in review.leading}
    return [name for name, estimate in estimates.items() if estimate is not None and estimate.k >= TRIALS_FOR_ALL]


def expected_row(expected: Expected, review: Review, links: Links) -> dict[str, Any]:
    """One prediction in words, figures and a picture, with what it rests on."""
    prediction, outcome = expected.prediction, expected.outcome
    assert prediction is not None
    limits = (prediction.pi_lb, prediction.pi_ub)
    digits = 2 if outcome.is_ratio or outcome.measure == "SMD" else digits_for(*limits)
    axis = plot_axis([*limits, prediction.mean, 0.0], outcome)
    main = answer_row(review.main[outcome.id], review, links)
    return {
        "id": outcome.id,
        "label": outcome.label,
        "url": links.outcome(outcome.id),
        "measure": MEASURE_NAMES[outcome.measure],
        "unit": outcome.unit,
        "mean": number(shown(prediction.mean, outcome), digits),
        "interval": _interval(prediction.pi_lb, prediction.pi_ub, outcome, digits),
        "average": _interval(prediction.ci_lb, prediction.ci_ub, outcome, digits),
        "reading": reading(prediction.pi_lb, prediction.pi_ub, outcome),
        "frequency": _frequency((prediction.mean, *limits), outcome),
        "picture": answer_picture(_as_estimate(prediction, outcome, len(expected.trials.effects)), outcome, axis),
        "effective": number(prediction.effective, 1),
        "trials": len(expected.trials.effects),
        "without_form": expected.trials.without_form,
        "distance": percent(prediction.distance) if prediction.distance else "",
        "nearest": [
            {
                "label": near.study,
                "url": links.study(expected.trials.studies[near.study]),
                "distance": percent(near.distance),
                "share": percent(near.share),
                "differs": ", ".join(near.differs) or "nothing that is described here",
            }
            for near in prediction.nearest
        ],
        "basis": prediction.basis,
        "certainty": main.certainty,
        "by_whom": main.by_whom,
        "people": expected.people.words(review),
    }


def _as_estimate(prediction: Prediction, outcome: Outcome, k: int) -> Estimate:
    """What the picture of an answer draws: the mean, the average's interval, and that for a new programme."""
    return Estimate(
        measure=outcome.measure,
        k=k,
        participants=None,
        beta=prediction.mean,
        se=prediction.sd,
        ci_low=prediction.ci_lb,
        ci_high=prediction.ci_ub,
        pi_low=prediction.pi_lb,
        pi_high=prediction.pi_ub,
        tau2=None,
        i2=None,
        q=None,
        q_p=None,
        p=math.nan,
        method="hierarchical",
        test="",
    )


def reading(low: float, high: float, outcome: Outcome) -> str:
    """What the interval for a new programme leaves open, in words.

    >>> reading(-0.1, 0.6, Outcome("d", "D", "d", "SMD", True))
    'A programme like this may help, make no difference, or do harm.'
    """
    least, most = sorted((benefit(low, outcome), benefit(high, outcome)))
    if least > 0:
        return "A programme like this would be expected to help, by more or by less."
    if most < 0:
        return "A programme like this would be expected to do harm, by more or by less."
    return "A programme like this may help, make no difference, or do harm."


def _refused(expected: Expected, predictor: Predictor, links: Links) -> dict[str, Any]:
    wider = predictor.instead(expected)
    return {
        "label": expected.outcome.label,
        "url": links.outcome(expected.outcome.id),
        "reason": expected.refused,
        "instead": expected_row(wider, predictor.review, links) if wider is not None else None,
    }


def _checked(predictor: Predictor, expected: Expected) -> str:
    """How the model does on the trials themselves, and whether describing people helps; "" where too few can say."""
    check = predictor.checked(expected)
    if check is None:
        return ""
    trials = len(check.mean)
    inside = round(check.covered * trials)
    verdict = "predicts better" if check.helps else "does not predict better"
    return (
        f"Each of these {trials} trials predicted from the others: {inside} of {trials} lie inside their interval. "
        f"Knowing the form, the people and the place {verdict} than the plain average here."
    )


def _interval(low: float, high: float, outcome: Outcome, digits: int) -> str:
    limits = sorted((shown(low, outcome) or 0.0, shown(high, outcome) or 0.0))
    return interval(limits[0], limits[1], digits)


def _frequency(values: Sequence[float], outcome: Outcome) -> str:
    """Of 100 people, for a standardised difference: Cohen's U3, as the answer's own sentence has it."""
    if outcome.measure != "SMD":
        return ""
    shares = [50 * math.erfc(-benefit(value, outcome) / math.sqrt(2)) for value in values]
    low, high = sorted(round(share) for share in shares[1:])
    return (
        f"Of 100 people offered it, about {round(shares[0])} would do better than the middle person without it "
        f"({low} to {high}; 50 would mean no difference)."
    )
