"""The research agenda: which open question of a review is most worth a trial, of which size, and why.

A question is an outcome and a form of support: does this form help people in this, enough to matter? The decision that
hangs on it is whether to offer the form. It is worth offering where its effect reaches the smallest difference that
matters, so that benefit is counted in such differences, and one of them is taken to be worth what support for one
person costs. So questions about different outcomes can be set beside each other, and what a trial is worth is what it
spares of offering what does not help, and of not offering what does (EVSI). Its price is taken off (ENBS), for a stated
number of people, horizon, discount rate and delay, the same for every question.

Components borrow strength from each other, so a form that no trial has tried has a prior from those that were tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np

from alongside.certainty import what_matters
from alongside.evidence import Estimate, Outcome
from alongside.planning.expecting import SEED, prior_scale
from alongside.planning.information import worth_of_choosing
from alongside.planning.population import TRIAL, Design, NetWorth, enbs
from alongside.planning.trials import Trials, unit_variance
from alongside.synthesis.prediction import Hierarchy, Profile, after_one_more, fit

__all__ = ["STANDARD", "Question", "Setting", "agenda", "questions_of"]

FEWEST = 3
"""Trials of an outcome under which its questions are not ranked: two cannot say how services differ."""

RESULTS = 300
"""Results of the next trial that are looked at; the same for every question, so that chance does not rank them."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What is taken to be the same for every question: people a year whom the decision concerns, for how long it holds,
    a discount rate, what support for one person costs, what a trial costs and when it reports, and the sizes looked
    at."""

    people_a_year: float
    horizon: float
    rate: float
    cost_per_person: float
    design: Design
    sizes: tuple[int, ...]


STANDARD = Setting(10_000, 10, 0.035, 150, TRIAL, (200, 400, 800, 1600))
"""Of the public page, which states it. 150 a person lies between GBP 123 for a course for Bangladeshi adults and AUD
263.75 for telephone support of mothers with volunteers' time (both stand in the packaged costs);
3.5 % a year is the Treasury's rate (Green Book 2022, A6)."""


@dataclass(frozen=True, slots=True)
class Question:
    """One open question. `expected` and `spread` are mean and standard deviation of the average effect, more is better,
    in smallest differences that matter; `chance_it_matters` that it reaches one. `k` trials of the outcome can be used,
    `k_form` of them offer the form. `best` is the size with the most net worth; `alike` are further forms that no trial
    has tried either, of which the same holds."""

    outcome: str
    form: str
    k: int
    k_form: int
    expected: float
    spread: float
    chance_it_matters: float
    best: NetWorth
    alike: tuple[str, ...] = ()


def agenda(questions: Sequence[Question]) -> tuple[Question, ...]:
    """Of each outcome the question whose trial is most worth its price, the most worth first; none that is not worth
    it.

    Where forms are worth the same, as those that nobody tried are, the one that trials have tried leads.
    """
    best: dict[str, Question] = {}
    for question in questions:
        leading = best.get(question.outcome)
        if question.best.net > 0 and (leading is None or _rank(question) < _rank(leading)):
            best[question.outcome] = question
    return tuple(sorted(best.values(), key=_rank))


def _rank(question: Question) -> tuple[float, int, str]:
    return -question.best.net, -question.k_form, question.outcome


def questions_of(
    outcome: Outcome, estimate: Estimate, trials: Trials, forms: Sequence[str], setting: Setting = STANDARD
) -> list[Question]:
    """A question for each form of support; [] where fewer than three trials can be used, or where nobody has stated
    which difference matters in a unit of the outcome's own."""
    matters = what_matters(outcome)
    if matters is None or len(trials.effects) < FEWEST:
        return []
    model = fit(trials.effects, factors=(), prior_scale=prior_scale(outcome, estimate), seed=1)
    unit = matters.value * (1.0 if outcome.higher_is_better else -1.0)
    tried = {form for trial in trials.effects for form in trial.components}
    questions: list[Question] = []
    untried: Question | None = None
    for form in forms:
        # Forms that no trial has tried are alike to the model, so that one stands for all of them.
        if form not in tried and untried is not None:
            questions.append(replace(untried, form=form))
            continue
        questions.append(_question(outcome, model, form, unit, unit_variance(estimate), setting))
        untried = questions[-1] if form not in tried else untried
    untried_forms = tuple(form for form in forms if form not in tried)
    return [
        replace(question, alike=tuple(form for form in untried_forms if form != question.form))
        if question.k_form == 0
        else question
        for question in questions
    ]


def _question(
    outcome: Outcome, model: Hierarchy, form: str, unit: float, variance: float, setting: Setting
) -> Question:
    profile = Profile(frozenset({form}))
    # A trial that measures nothing leaves what is expected now.
    now = after_one_more(model, profile, 1e9, profile, results=[0.0])
    expected, spread = float(now.mean[0]) / unit, float(now.sd[0]) / abs(unit)
    values = []
    for n in setting.sizes:
        after = after_one_more(model, profile, variance / n, profile, seed=SEED, draws=RESULTS)
        gain = after.mean / unit - 1.0
        values.append(setting.cost_per_person * worth_of_choosing(np.column_stack([np.zeros_like(gain), gain])).value)
    rows = enbs(
        values, setting.sizes, setting.design, a_year=setting.people_a_year, horizon=setting.horizon, rate=setting.rate
    )
    return Question(
        outcome.id,
        form,
        len(model.trials),
        sum(form in trial.components for trial in model.trials),
        expected,
        spread,
        1 - NormalDist(expected, spread).cdf(1.0) if spread > 0 else float(expected >= 1),
        max(rows, key=lambda row: row.net),
    )
