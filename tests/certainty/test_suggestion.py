"""Each reason for a step down is reached by itself, and named."""

from __future__ import annotations

from dataclasses import replace

from alongside.certainty.suggestion import suggest
from alongside.evidence import Estimate, Outcome, SmallestThatMatters

BLOOD = Outcome(
    "hba1c", "Blood sugar", "clinical", "MD", False, "%", smallest_that_matters=SmallestThatMatters(0.5, "x")
)
SURE = Estimate("MD", 8, 2400, -0.8, 0.1, -1.0, -0.6, -1.2, -0.4, 0.01, 10.0, 7.5, 0.4, 0.001, "REML", "knha")
"""Eight trials that agree on an effect that is larger than what matters."""


def reasons(estimate: Estimate, outcome: Outcome = BLOOD) -> str:
    return " ".join(suggest(estimate, outcome).reasons)


def test_trials_that_agree_step_down_only_for_bias_that_nobody_judged() -> None:
    certainty = suggest(SURE, BLOOD)
    assert (certainty.level, len(certainty.reasons)) == ("moderate", 1)
    assert "risk of bias" in certainty.reasons[0]


def test_trials_that_differ_more_than_chance_explains_are_inconsistent() -> None:
    assert "differ more than chance" in reasons(replace(SURE, i2=80.0))
    assert suggest(replace(SURE, i2=80.0), BLOOD).level == "low"


def test_a_new_programme_that_may_harm_although_the_mean_helps_is_inconsistent() -> None:
    assert "differ more than chance" in reasons(replace(SURE, pi_low=-1.9, pi_high=0.3))


def test_an_interval_that_holds_no_effect_and_reaches_past_what_matters_on_both_sides_is_very_wide() -> None:
    estimate = replace(SURE, beta=0.0, ci_low=-0.9, ci_high=0.9, pi_low=None, pi_high=None)
    assert "very wide" in reasons(estimate)


def test_one_trial_is_a_reason_of_its_own() -> None:
    assert "only one trial" in reasons(replace(SURE, k=1))
