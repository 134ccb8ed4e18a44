"""One outcome: the claim, the forest plot as a table, its parts, other comparators, published reviews, the way here."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from scipy import special

from alongside.evidence import Answer, Estimate, Outcome, Weighted
from alongside.publishing.figures.axis import Axis, plot_axis
from alongside.publishing.figures.rows import axis_picture, study_picture, total_picture
from alongside.publishing.figures.trust import Figure, figures_of, file_name
from alongside.publishing.links import Links
from alongside.publishing.pages import certainty, connected
from alongside.publishing.pages.as_code import VERSIONS, as_python, as_r
from alongside.publishing.pages.between import between_sentence
from alongside.publishing.pages.holds import strip
from alongside.publishing.pages.rows import AnswerRow, answer_row
from alongside.publishing.review import Review
from alongside.publishing.wording import MEASURE_NAMES, too_small
from alongside.synthesis.tau2_intervals import confint
from alongside.words.addresses import address_of
from alongside.words.numbers import count, estimate_digits, interval, number, p_value, percent, shown
from alongside.words.plurals import many

__all__ = ["Forest", "ForestRow", "context", "forest"]

PART_LABELS = {
    "form": "By form",
    "supporter": "By who gives support",
    "population": "By condition",
    "setting": "By place",
}


@dataclass(frozen=True, slots=True)
class ForestRow:
    """One trial of a forest plot, in words and as a picture."""

    study: str
    label: str
    url: str
    contrast_url: str
    people: str
    picture: str
    effect: str
    interval: str
    weight: str
    recovered: bool


@dataclass(frozen=True, slots=True)
class Forest:
    """A forest plot as a table: rows, the total, the axis under it."""

    rows: tuple[ForestRow, ...]
    axis: str
    total: str = ""
    total_effect: str = ""
    total_interval: str = ""
    prediction: str = ""


def forest(answer: Answer, review: Review, links: Links, axis: Axis | None = None) -> Forest:
    """The plot of an answer that has an estimate; trials in order of their year, then name."""
    estimate, outcome = answer.estimate, review.outcomes[answer.outcome]
    assert estimate is not None
    axis = axis or _axis(estimate, outcome)
    z = -float(special.ndtri((1 - review.rule.level) / 2))
    heaviest = max(weighted.weight for weighted in estimate.studies)

    def when(weighted: Weighted) -> tuple[int, str]:
        study = review.studies[weighted.effect.study]
        return (study.year or 9999, study.label)

    rows = []
    for weighted in sorted(estimate.studies, key=when):
        effect = weighted.effect
        half = z * effect.vi**0.5
        low, high = effect.yi - half, effect.yi + half
        study = review.studies[effect.study]
        digits = estimate_digits(estimate, outcome)
        rows.append(
            ForestRow(
                study.id,
                study.label,
                links.study(study.id),
                links.contrast(study.id, effect.results[0]),
                count(effect.n),
                study_picture(effect.yi, low, high, weighted.weight / heaviest, outcome, axis),
                number(shown(effect.yi, outcome), digits),
                _interval(low, high, outcome, digits),
                percent(weighted.weight),
                bool(effect.steps),
            )
        )
    if estimate.k == 1:
        return Forest(tuple(rows), axis_picture(axis))
    digits = estimate_digits(estimate, outcome)
    prediction = ""
    if estimate.pi_low is not None and estimate.pi_high is not None:
        prediction = _interval(estimate.pi_low, estimate.pi_high, outcome, digits)
    return Forest(
        tuple(rows),
        axis_picture(axis),
        total_picture(estimate, outcome, axis),
        number(shown(estimate.beta, outcome), digits),
        _interval(estimate.ci_low, estimate.ci_high, outcome, digits),
        prediction,
    )


def _axis(estimate: Estimate, outcome: Outcome) -> Axis:
    """Holds the mean, its intervals and the trials' estimates; a very wide trial goes off the edge with an arrow."""
    values = [estimate.ci_low, estimate.ci_high]
    values += [v for v in (estimate.pi_low, estimate.pi_high) if v is not None]
    widths = sorted(weighted.effect.vi**0.5 for weighted in estimate.studies)
    typical = widths[len(widths) // 2]
    for weighted in estimate.studies:
        reach = 1.96 * min(weighted.effect.vi**0.5, 2 * typical)
        values += [weighted.effect.yi - reach, weighted.effect.yi + reach]
    centre = estimate.beta
    bound = 6 * max(typical, estimate.se)
    return plot_axis([max(centre - bound, min(centre + bound, value)) for value in values], outcome)


def _interval(low: float, high: float, outcome: Outcome, digits: int) -> str:
    lower, upper = sorted((shown(low, outcome) or 0.0, shown(high, outcome) or 0.0))
    return interval(lower, upper, digits)


def context(review: Review, links: Links, outcome_id: str) -> dict[str, Any]:
    """The values of `outcome.html`."""
    outcome = review.outcomes[outcome_id]
    answer = review.main[outcome_id]
    row = answer_row(answer, review, links)
    others = [a for a in review.answers if a.outcome == outcome_id and "comparator" in a.by]
    return {
        "page": "outcome",
        "outcome": outcome,
        "row": row,
        "answer": answer,
        "measure": MEASURE_NAMES[outcome.measure],
        "forest": forest(answer, review, links) if answer.estimate else None,
        "heterogeneity": _heterogeneity(answer.estimate, outcome),
        "together": together_sentence(answer.estimate, review.rule.window, review.rule.weeks),
        "holds": strip(answer, review),
        "figures": [_figure(figure, outcome_id, links) for figure in figures_of(answer, review)],
        "parts": _parts(review, links, outcome_id),
        "others": [_other(a, review, links) for a in others],
        "left_out": _left_out(answer, review, links),
        "rule": review.rule.sentences(),
        "as_r": as_r(answer, review),
        "as_python": as_python(answer, review),
        "versions": VERSIONS,
        "published": review.facts.get(f"published:{outcome_id}", ()),
        "figure": links.file(f"figures/{address_of(outcome_id)}.svg") if row.pooled else "",
        "figure_png": links.file(f"figures/{address_of(outcome_id)}.png"),
        "csv": links.file("data/contrasts.csv"),
        "smallest": outcome.smallest_that_matters,
        "too_small": too_small(outcome),
        **certainty.values(review, links, answer),
        **connected.link_values(review, links, outcome_id),
    }


def _figure(figure: Figure, outcome_id: str, links: Links) -> dict[str, Any]:
    name = file_name(outcome_id, figure.name)
    return {
        "id": figure.name,
        "title": figure.title,
        "sentence": figure.sentence,
        "drawn": figure.chart is not None,
        "file": name,
        "svg": links.file(f"figures/{name}.svg"),
        "png": links.file(f"figures/{name}.png"),
        "csv": links.file(f"figures/{name}.csv"),
        "head": figure.head,
        "rows": figure.rows,
    }


def _parts(review: Review, links: Links, outcome_id: str) -> list[dict[str, Any]]:
    parts = []
    for dimension, heading in PART_LABELS.items():
        rows: list[AnswerRow] = []
        for answer in review.parts_of(outcome_id, dimension):
            label = review.codebook.code(dimension, answer.by[dimension]).label
            rows.append(answer_row(answer, review, links, label=label))
        if rows:
            tested = between_sentence(review.main[outcome_id], dimension, review)
            parts.append({"heading": heading, "rows": rows, "id": dimension, "between": tested})
    return parts


def _other(answer: Answer, review: Review, links: Links) -> dict[str, Any]:
    label = review.codebook.code("comparator", answer.by["comparator"]).label
    return {
        "label": label,
        "id": f"against-{answer.by['comparator'].replace('_', '-')}",
        "row": answer_row(answer, review, links, label=label),
        "forest": forest(answer, review, links),
    }


def _left_out(answer: Answer, review: Review, links: Links) -> list[dict[str, str]]:
    rows = []
    for contrast_id, reason in answer.left_out:
        contrast = review.contrasts[contrast_id]
        rows.append(
            {
                "study": review.studies[contrast.study].label,
                "url": links.contrast(contrast.study, contrast.id),
                "instrument": contrast.instrument,
                "weeks": ""
                if contrast.weeks is None
                else f"{contrast.weeks:g} week{'' if contrast.weeks == 1 else 's'}",
                "reason": reason if reason.endswith("?") else f"{reason.rstrip('.')}.",
            }
        )
    return rows


def together_sentence(estimate: Estimate | None, window: float, weeks: float) -> str:
    """How trials with several results enter: together, or why one of each; "" where none has several."""
    if estimate is None:
        return ""
    if estimate.one_a_trial:
        return f"{estimate.one_a_trial} So one result a trial enters, by the rule below."
    if estimate.together is None:
        return ""
    low, high = max(0.0, weeks - window), weeks + window
    return (
        f"All {len(estimate.together.results)} results of these {estimate.k} trials enter, each instrument and each "
        f"time from {low:g} to {high:g} weeks: results of one trial are taken to correlate by "
        f"{estimate.together.rho:g}, and the interval allows for that guess being wrong. "
        f"A square is the mean of its trial's results."
    )


def _heterogeneity(estimate: Estimate | None, outcome: Outcome) -> str:
    """The line that an analyst looks for."""
    if estimate is None or estimate.k < 2 or estimate.tau2 is None or estimate.q is None:
        return ""
    scale = " (on the log scale)" if outcome.is_ratio else ""
    together = estimate.together
    if together is None:
        model = f"Random effects by {estimate.method}, intervals by {_test_name(estimate)}; τ² = "
        df = estimate.k - 1
    else:
        model = (
            f"Correlated and hierarchical effects (CHE) by REML, interval by CR2 with {number(together.df, 1)} degrees "
            f"of freedom; τ² within trials {number(together.tau2_within, 4)}, between them "
        )
        df = len(together.results) - 1
    return (
        f"{model}{number(estimate.tau2, 4)}{scale}{_tau2_interval(estimate)}, "
        f"I² = {number(estimate.i2, 0)} %, Q = {number(estimate.q, 1)} on {many(df, 'degree of freedom')} "
        f"(p {_p(estimate.q_p)}); test of the mean p {_p(estimate.p)}."
    )


def _tau2_interval(estimate: Estimate) -> str:
    """The interval of τ² by its Q-profile (Viechtbauer 2007, Stat Med 26:37); it holds for one result a trial."""
    if estimate.together is not None or estimate.method in ("EE", "FE", "CE"):
        return ""
    yi, vi = zip(*((weighted.effect.yi, weighted.effect.vi) for weighted in estimate.studies), strict=True)
    limits = confint(yi, vi, type="QP", method=estimate.method)
    high = "no limit" if math.isinf(limits.tau2_ub) else number(limits.tau2_ub, 4)
    return f" (95 % interval by Q-profile {number(limits.tau2_lb, 4)} to {high})"


def _p(value: float | None) -> str:
    text = p_value(value)
    return text if text.startswith("<") else f"= {text}"


def _test_name(estimate: Estimate) -> str:
    return {
        "knha": "Hartung and Knapp",
        "adhoc": "Hartung and Knapp (never narrower than plain ones)",
        "z": "the normal distribution",
    }.get(estimate.test, estimate.test)
