"""Each reason for a step down is reached by itself, and named; what nobody holds costs nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from alongside.certainty import Held, imprecision, information_share, is_automatic, suggest, what_matters
from alongside.evidence import Certainty, EffectSize, Estimate, Outcome, SmallestThatMatters, Weighted

BLOOD = Outcome(
    "hba1c", "Blood sugar", "clinical", "MD", False, "%", smallest_that_matters=SmallestThatMatters(0.5, "x")
)
SURE = Estimate("MD", 8, 2400, -0.8, 0.1, -1.0, -0.6, -1.2, -0.4, 0.01, 10.0, 7.5, 0.4, 0.001, "REML", "knha")
"""Eight trials that agree on an effect that is larger than what matters."""


def reasons(estimate: Estimate, outcome: Outcome = BLOOD) -> str:
    return " ".join(suggest(estimate, outcome).reasons)


def test_trials_that_agree_step_down_only_for_bias_that_nobody_judged() -> None:
    certainty = suggest(SURE, BLOOD, Held("several sources", other_domain=0.0))
    assert (certainty.level, len(certainty.reasons)) == ("moderate", 1)
    assert "risk of bias" in certainty.reasons[0]


def test_trials_that_differ_more_than_chance_explains_are_inconsistent() -> None:
    assert "differ more than chance" in reasons(replace(SURE, i2=80.0))
    assert suggest(replace(SURE, i2=80.0), BLOOD).level == "low"


def test_a_new_programme_that_may_harm_although_the_mean_helps_is_inconsistent() -> None:
    assert "differ more than chance" in reasons(replace(SURE, pi_low=-1.9, pi_high=0.3, q_p=0.04))


def test_a_range_that_is_wide_because_trials_are_few_is_no_inconsistency() -> None:
    assert "differ more than chance" not in reasons(replace(SURE, pi_low=-1.9, pi_high=0.3, q_p=0.4))


def test_an_interval_that_holds_both_a_benefit_and_a_harm_that_matter_costs_two_steps() -> None:
    estimate = replace(SURE, beta=0.0, ci_low=-0.9, ci_high=0.9, pi_low=None, pi_high=None)
    assert "both a benefit and a harm that matter" in reasons(estimate)
    assert imprecision(estimate, BLOOD).steps == 2


def test_a_precise_null_of_24_000_people_is_not_imprecise() -> None:
    scale = Outcome("d", "Depression", "d", "SMD", False)
    null = replace(SURE, measure="SMD", k=4, participants=24000, beta=0.0, se=0.0128, ci_low=-0.04, ci_high=0.04)
    null = replace(null, pi_low=-0.05, pi_high=0.05)
    assert imprecision(null, scale).steps == 0
    assert suggest(null, scale).level == "moderate"


@pytest.mark.parametrize(
    ("beta", "low", "high", "se", "steps"),
    [
        (-0.8, -1.0, -0.6, 0.1, 0),  # excludes no effect, information size 100 of 31.4 reached
        (-0.1, -0.3, 0.1, 0.1, 0),  # includes no effect, excludes everything that matters
        (-0.3, -0.7, 0.1, 0.17, 1),  # includes no effect and a benefit that matters
        (0.3, -0.1, 0.7, 0.17, 1),  # includes no effect and a harm that matters
        (-0.3, -0.55, -0.05, 0.1, 1),  # a trivial mean whose interval reaches what matters
        (-0.9, -1.7, -0.1, 0.4, 1),  # excludes no effect, but information 6.25 of 31.4
        (-0.45, -0.99, 0.49, 0.4, 2),  # includes no effect and a benefit, with a fifth of the information size
        (0.0, -0.6, 0.6, 0.3, 2),  # both a benefit and a harm that matter
    ],
)
def test_imprecision_is_judged_by_what_matters_and_by_the_information_size(
    beta: float, low: float, high: float, se: float, steps: int
) -> None:
    assert imprecision(replace(SURE, beta=beta, ci_low=low, ci_high=high, se=se), BLOOD).steps == steps


def test_the_information_size_is_that_of_one_trial_with_80_per_cent_power() -> None:
    # Two arms of 393 find 0.2 SD with 80 % power (2 × 7.849 / 0.04 = 392.4): vi = 2 / 393.
    trial = Weighted(EffectSize("a/1", "a", "SMD", 0.2, 2 / 393, 786), 1.0)
    assert information_share(replace(SURE, studies=(trial,)), 0.2) == pytest.approx(1.0, abs=0.002)


def test_people_that_no_table_prints_are_at_least_and_cost_no_step() -> None:
    unmeasured = replace(BLOOD, smallest_that_matters=None)
    counted = replace(SURE, participants=109)
    assert imprecision(counted, unmeasured).steps == 1
    assert imprecision(replace(counted, uncounted=1), unmeasured).steps == 0
    assert "at least 109 people" in reasons(replace(counted, uncounted=1, beta=0.0, ci_low=-0.9, ci_high=0.9))
    assert "is not printed" in reasons(replace(counted, participants=None, beta=0.0, ci_low=-0.9, ci_high=0.9))


def test_what_matters_is_what_was_stated_or_the_rule_of_thumb_of_the_measure() -> None:
    stated = what_matters(BLOOD)
    assert stated is not None
    assert (stated.value, stated.stated) == (0.5, True)
    thumb = what_matters(Outcome("r", "R", "d", "RR", False))
    assert thumb is not None
    assert (round(thumb.value, 4), thumb.stated) == (0.2231, False)  # ln 1.25
    assert what_matters(replace(BLOOD, smallest_that_matters=None)) is None


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (Held("not systematic", other_domain=0.0), "does not come from a systematic search"),
        (Held("one source", other_domain=0.0), "only one source was searched"),
        (Held("several sources", unusable_trials=4, other_domain=0.0), "4 trials have results that cannot be used"),
        (Held("several sources", 0, 0.02, True, 0.0), "smaller trials find more"),
        (Held("several sources", other_domain=0.6), "Indirectness: 60 % of the weight"),
    ],
)
def test_each_datum_that_the_project_holds_costs_a_step(facts: Held, words: str) -> None:
    certainty = suggest(SURE, BLOOD, facts)
    assert certainty.level == "low"
    assert words in " ".join(certainty.reasons)


@pytest.mark.parametrize(
    "facts",
    [
        Held("several sources", unusable_trials=3, other_domain=0.4),  # 3 of 11 trials, less than a third
        Held("several sources", 0, 0.02, False, 0.0),  # smaller trials find less
        Held("several sources", 0, 0.2, True, 0.0),
    ],
)
def test_data_under_their_bound_cost_nothing(facts: Held) -> None:
    assert suggest(SURE, BLOOD, facts).level == "moderate"


def test_what_the_project_does_not_hold_is_named_as_not_judged_and_costs_nothing() -> None:
    certainty = suggest(SURE, BLOOD)
    assert certainty.level == "moderate"
    assert certainty.reasons[-1].startswith("Not judged, because the project holds no data on it: indirectness")


def test_a_proposal_is_marked_as_automatic_and_a_judgement_is_not() -> None:
    assert is_automatic(suggest(SURE, BLOOD))
    assert "automatic" in suggest(SURE, BLOOD).by
    assert not is_automatic(Certainty("high", (), by="Ada Lovelace"))


def test_one_trial_is_a_reason_of_its_own() -> None:
    assert "only one trial" in reasons(replace(SURE, k=1))
