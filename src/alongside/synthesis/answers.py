"""From contrasts to answers: one for each outcome, and one for each part of it that a person may ask for.

The main answer compares peer support with nothing or usual care. Other comparators answer another question and get
answers of their own ("by comparator"), never mixed in. Parts by form, supporter and population take the main answer's
trials that carry the code; a trial with two forms stands in both parts, so parts are not independent of each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from scipy import special

from alongside.evidence import Answer, Contrast, EffectSize, Estimate, Outcome, Study, Weighted
from alongside.synthesis.all_results import Refused, estimate_of_all, gives_several
from alongside.synthesis.linear import Floats
from alongside.synthesis.pooling import Pooled, pool
from alongside.synthesis.prediction_interval import prediction_interval
from alongside.synthesis.recoveries import Recoveries
from alongside.synthesis.refused import why_no_answer
from alongside.synthesis.selection import Rule, Selection, select, select_all

__all__ = [
    "MAIN_COMPARATOR",
    "PARTS",
    "answer_all",
    "answer_for",
    "answers_of_outcome",
    "estimate_of",
    "pooled_by_rule",
]

NOTHING_BETWEEN = 1e-6
"""Q for each trial below which trials print one and the same effect: the factor of Hartung and Knapp would be 0."""

MAIN_COMPARATOR = "nothing_or_usual"

PARTS = ("form", "supporter", "population", "setting")
"""Dimensions of the codebook by which a main answer is divided."""

ENOUGH_TO_DIVIDE = 3
"""Below three trials a division shows single trials, which the answer shows already."""


def answer_all(
    contrasts: Sequence[Contrast], outcomes: Iterable[Outcome], studies: Mapping[str, Study], rule: Rule
) -> tuple[Answer, ...]:
    """Every answer that the contrasts can give, outcome by outcome; see `answers_of_outcome`."""
    recoveries = Recoveries(rule.icc)
    return tuple(
        answer
        for outcome in outcomes
        for answer in answers_of_outcome(
            [contrast for contrast in contrasts if contrast.outcome == outcome.id], outcome, studies, rule, recoveries
        )
    )


def answers_of_outcome(
    contrasts: Sequence[Contrast],
    outcome: Outcome,
    studies: Mapping[str, Study],
    rule: Rule,
    recoveries: Recoveries | None = None,
) -> tuple[Answer, ...]:
    """The main answer of one outcome, its parts, and answers for other comparators; () without contrasts.

    They rest on nothing but the arguments, of `studies` on the codes of those that the contrasts are of.
    """
    if not contrasts:
        return ()
    recoveries = recoveries or Recoveries(rule.icc)
    main = answer_for(contrasts, outcome, rule, recoveries=recoveries)
    answers = [main]
    if main.estimate is not None and main.estimate.k >= ENOUGH_TO_DIVIDE:
        answers += _parts(main, contrasts, outcome, studies, rule, recoveries)
    for comparator in sorted({contrast.comparator_class for contrast in contrasts} - {MAIN_COMPARATOR}):
        answer = answer_for(contrasts, outcome, rule, comparator=comparator, recoveries=recoveries)
        if answer.estimate is not None:
            answers.append(answer)
    return tuple(answers)


def answer_for(
    contrasts: Sequence[Contrast],
    outcome: Outcome,
    rule: Rule,
    *,
    comparator: str = MAIN_COMPARATOR,
    studies: frozenset[str] | None = None,
    by: Mapping[str, str] | None = None,
    recoveries: Recoveries | None = None,
) -> Answer:
    """One answer: the studies' effects by the rule, pooled, or the reason why there is nothing to show.

    `studies` restricts to some trials; `by` names the restriction ({"form": "telephone"}).
    """
    by = dict(by or {})
    if comparator != MAIN_COMPARATOR:
        by["comparator"] = comparator
    mine = [c for c in contrasts if c.comparator_class == comparator and (studies is None or c.study in studies)]
    selection, estimate = pooled_by_rule(mine, outcome, rule, recoveries)
    left_out = list(selection.left_out)
    if not by:
        others = [c for c in contrasts if c.comparator_class != comparator and c.use == "main"]
        left_out += [(c.id, f"another comparator ({c.comparator}): shown apart") for c in others]
    elsewhere = {c.comparator_class for c in contrasts if c.use == "main"} - {comparator}
    refused = "" if selection.effects else why_no_answer(mine, dict(left_out), others=elsewhere)
    return Answer(
        id="--".join([outcome.id, *(f"{key}-{value.replace('_', '-')}" for key, value in sorted(by.items()))]),
        outcome=outcome.id,
        by=by,
        estimate=estimate,
        refused=refused,
        left_out=tuple(left_out),
        rule=" ".join(rule.sentences()),
    )


def _parts(
    main: Answer,
    contrasts: Sequence[Contrast],
    outcome: Outcome,
    studies: Mapping[str, Study],
    rule: Rule,
    recoveries: Recoveries,
) -> list[Answer]:
    assert main.estimate is not None
    pooled = [weighted.effect.study for weighted in main.estimate.studies]
    parts = []
    for dimension in PARTS:
        codes = sorted({code for study in pooled if study in studies for code in studies[study].codes_of(dimension)})
        for code in codes:
            members = frozenset(s for s in pooled if s in studies and code in studies[s].codes_of(dimension))
            part = {dimension: code}
            parts.append(answer_for(contrasts, outcome, rule, studies=members, by=part, recoveries=recoveries))
    return parts


def pooled_by_rule(
    contrasts: Sequence[Contrast], outcome: Outcome, rule: Rule, recoveries: Recoveries | None = None
) -> tuple[Selection, Estimate | None]:
    """What entered and what it gives: all results together where rule and numbers allow it, else one a trial."""
    refused = ""
    if rule.several == "all":
        everything = select_all(contrasts, outcome, rule, recoveries)
        if gives_several(everything.effects):
            estimate = estimate_of_all(everything.effects, outcome, rule)
            if not isinstance(estimate, Refused):
                return everything, estimate
            refused = estimate.reason
    selection = select(contrasts, outcome, rule, recoveries)
    if not selection.effects:
        return selection, None
    return selection, replace(estimate_of(selection.effects, outcome, rule), one_a_trial=refused)


def estimate_of(effects: Sequence[EffectSize], outcome: Outcome, rule: Rule) -> Estimate:
    """The effects as one estimate. One trial is shown as it is; nothing is pooled, and tau², I² and Q do not exist.

    From three trials on there is a prediction interval (`prediction_of`). Two are pooled, but cannot say how much
    programmes differ.
    """
    yi = np.array([effect.yi for effect in effects])
    vi = np.array([effect.vi for effect in effects])
    people = [effect.n for effect in effects if effect.n is not None]
    participants, uncounted = (round(sum(people)) if people else None), len(effects) - len(people)
    if len(effects) == 1:
        se = float(np.sqrt(vi[0]))
        half = -float(special.ndtri((1 - rule.level) / 2)) * se
        return Estimate(
            outcome.measure,
            1,
            participants,
            float(yi[0]),
            se,
            float(yi[0]) - half,
            float(yi[0]) + half,
            None,
            None,
            None,
            None,
            None,
            None,
            float(2 * special.ndtr(-abs(yi[0]) / se)),
            "one trial",
            "z",
            (Weighted(effects[0], 1.0),),
            uncounted,
        )
    test = rule.test_for(len(effects))
    pooled = pool(yi, vi, method=rule.method, test=test, level=rule.level)
    if test == "knha" and (pooled.q or 0.0) <= NOTHING_BETWEEN * len(
        effects
    ):  # all trials print one effect, to rounding
        test = "adhoc"
        pooled = pool(yi, vi, method=rule.method, test=test, level=rule.level)
    weights = np.asarray(pooled.weights) / np.sum(pooled.weights)
    prediction = prediction_of(pooled, yi, vi)
    return Estimate(
        outcome.measure,
        pooled.k,
        participants,
        pooled.beta,
        pooled.se,
        pooled.ci_lb,
        pooled.ci_ub,
        *prediction,
        pooled.tau2,
        pooled.i2,
        pooled.q,
        pooled.q_p,
        pooled.p,
        rule.method,
        test,
        tuple(Weighted(effect, float(weight)) for effect, weight in zip(effects, weights, strict=True)),
        uncounted,
    )


def prediction_of(pooled: Pooled, yi: Floats, vi: Floats) -> tuple[float | None, float | None]:
    """What a new programme may find (`prediction_interval`); (None, None) below three trials and under equal effects.

    It is never narrower than the interval of the mean: what may lie anywhere in that may do so for a new programme.
    """
    if pooled.k < 3 or pooled.pi_lb is None:
        return None, None
    low, high = prediction_interval(yi, vi, level=pooled.level)
    return min(low, pooled.ci_lb), max(high, pooled.ci_ub)
