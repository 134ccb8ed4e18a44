"""A plan on what the trials predict: refused where they cannot bear it, and what one more trial would be worth."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from alongside.errors import InputError
from alongside.planning import (
    Assumption,
    CostLine,
    Outlook,
    Plan,
    effect_draws,
    gains_after_trial,
    outlook,
    summary,
    worth_of_choosing,
)
from alongside.synthesis.prediction import Hierarchy, Profile, Refused, TrialEffect, after_one_more, fit, predict

CALLS = Profile(frozenset({"calls"}))


def fixed(value: float) -> Assumption:
    return Assumption(value, source="worked by hand")


@pytest.fixture(scope="module")
def model() -> Hierarchy:
    effects = [-0.1, 0.1, 0.15, 0.2, 0.3, 0.45, 0.05, 0.25]
    return fit(
        [TrialEffect(str(index), effect, 0.03, CALLS.components) for index, effect in enumerate(effects)], factors=()
    )


PLAN = Plan(
    title="calls",
    components=("calls",),
    outcome="loneliness",
    people_a_year=fixed(100),
    uptake=Assumption(0.5, 0.3, 0.6, "pert", source="invented"),
    dropout=fixed(0.2),
    supporters=20,
    people_per_supporter=fixed(4),
    supporters_leaving=fixed(0.2),
    hours_per_person=fixed(6),
    hour_value=fixed(10),
    costs=(CostLine("calls", fixed(90), "person", "GBP", 2024),),
    currency="GBP",
    price_year=2024,
    start_year=2027,
    end_year=2027,
    threshold=500,
)


@pytest.fixture(scope="module")
def view(model: Hierarchy) -> Outlook:
    return outlook(PLAN, effect_draws(predict(model, CALLS, seed=1, draws=2000)), seed=1)


def test_a_plan_has_the_spread_of_a_new_service_and_not_of_the_mean(model: Hierarchy, view: Outlook) -> None:
    prediction = predict(model, CALLS, seed=1, draws=2000)
    spread = summary(view).effect_per_person
    assert spread.low == pytest.approx(prediction.pi_lb, abs=0.05)
    assert spread.high == pytest.approx(prediction.pi_ub, abs=0.05)
    assert spread.high - spread.low > prediction.ci_ub - prediction.ci_lb


def test_a_profile_outside_the_trials_is_refused_in_one_line(model: Hierarchy) -> None:
    with pytest.raises(Refused) as caught:
        predict(model, Profile(frozenset({"groups", "training", "forum"})), seed=1)
    assert isinstance(caught.value, InputError)
    assert "\n" not in str(caught.value)


def test_a_larger_trial_is_worth_more(model: Hierarchy, view: Outlook) -> None:
    worth = []
    for variance in (1.0, 0.05, 0.005):
        after = after_one_more(model, CALLS, variance, CALLS, seed=1, draws=4000)
        worth.append(worth_of_choosing(gains_after_trial(view, after.mean, volunteer_time=False)).value)
    assert 0 <= worth[0] < worth[1] < worth[2]


def test_a_trial_that_could_change_nothing_is_worth_nothing(model: Hierarchy, view: Outlook) -> None:
    after = after_one_more(model, CALLS, 0.05, CALLS, seed=1)
    rich = outlook(replace(PLAN, threshold=1e9), np.full(10, 0.2), seed=1)
    assert worth_of_choosing(gains_after_trial(rich, np.abs(after.mean), volunteer_time=True)).value == 0
    assert gains_after_trial(view, after.mean, volunteer_time=True).shape == (1000, 2)


def test_net_benefit_after_a_trial_is_what_a_pencil_gives() -> None:
    plain = replace(PLAN, uptake=fixed(0.5))
    gains = gains_after_trial(outlook(plain, [0.1, 0.3], seed=1), [0.0, 0.4], volunteer_time=True)
    assert gains.tolist() == [[0, -50 * 150], [0, 50 * 0.4 * 500 - 50 * 150]]


def test_means_that_are_not_finite_are_refused(view: Outlook) -> None:
    with pytest.raises(InputError, match="means: expected a finite vector of at least 2"):
        gains_after_trial(view, [0.1, np.nan], volunteer_time=False)


def test_the_page_on_planning_runs_as_it_stands() -> None:
    page = Path(__file__).parents[2] / "docs" / "how-to" / "plan-from-python.md"
    names: dict[str, Any] = {}
    for block in re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        exec(block, names)  # the page's own words
    assert names["figures"].reached.mean > 100
    assert 0 < names["figures"].chance_worth_it_with_time < names["figures"].chance_worth_it < 1
    assert 0 < names["trial"].value < names["worth"]["effect"]
