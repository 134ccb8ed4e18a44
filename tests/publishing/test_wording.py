"""The words: the effect first, the uncertainty in the same sentence, and never more than the numbers bear."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from alongside.certainty import suggest
from alongside.evidence import Answer, Certainty, Contrast, Counts, EffectSize, Estimate, Outcome, Weighted
from alongside.publishing.figures.axis import Axis, plot_axis
from alongside.publishing.wording import benefit, direction_of, summarise
from alongside.words.numbers import digits_for, interval, number

DEPRESSION = Outcome("depression", "Depression", "depression", "SMD", False, plain="have fewer symptoms of depression")
WELLBEING = Outcome("wellbeing", "Wellbeing", "wellbeing", "SMD", True, plain="feel happier")
HOSPITAL = Outcome(
    "h", "Hospital", "hospital_use", "RR", False, plain="go into hospital less often", event="go into hospital"
)


def estimate(beta: float, low: float, high: float, k: int = 4, n: int = 900, **further: object) -> Estimate:
    values = {
        "pi_low": low - 0.1,
        "pi_high": high + 0.1,
        "tau2": 0.0,
        "i2": 0.0,
        "q": 1.0,
        "q_p": 0.5,
        "se": 0.1,
    } | further
    return Estimate("SMD", k, n, beta, ci_low=low, ci_high=high, p=0.01, method="REML", test="adhoc", **values)


def words(outcome: Outcome, pooled: Estimate, level: str = "moderate") -> str:
    answer = Answer(outcome.id, outcome.id, estimate=pooled)
    return summarise(answer, outcome, Certainty(level), {}).claim


def test_better_means_the_same_for_outcomes_of_either_direction() -> None:
    assert direction_of(estimate(-0.3, -0.5, -0.1), DEPRESSION) == "better"
    assert direction_of(estimate(0.3, 0.1, 0.5), WELLBEING) == "better"
    assert direction_of(estimate(0.3, 0.1, 0.5), DEPRESSION) == "worse"
    assert benefit(-0.3, DEPRESSION) == benefit(0.3, WELLBEING)


@pytest.mark.parametrize(
    ("level", "word"),
    [
        ("high", "helps"),
        ("moderate", "probably helps"),
        ("low", "may help"),
        ("very low", "may help people feel happier (a small effect), but the evidence is very uncertain"),
    ],
)
def test_the_words_follow_the_certainty(level: str, word: str) -> None:
    assert word in words(WELLBEING, estimate(0.3, 0.1, 0.5), level)


def test_an_interval_across_no_effect_is_never_told_without_saying_so() -> None:
    for level in ("high", "moderate", "low", "very low"):
        assert words(WELLBEING, estimate(0.25, -0.1, 0.6), level).endswith("No difference is not ruled out.")


@pytest.mark.parametrize("level", ["high", "moderate", "low", "very low"])
def test_an_estimate_that_leans_to_harm_is_never_worded_as_help(level: str) -> None:
    # w1: four trials of depression, all with more symptoms; the mean 0.14 is less than the 0.2 that matters.
    assert "help" not in words(DEPRESSION, estimate(0.14, -0.01, 0.29), level)
    assert "for the worse" in words(DEPRESSION, estimate(0.3, -0.05, 0.65), level)
    assert "help" not in words(DEPRESSION, estimate(0.3, -0.05, 0.65), level)


def test_a_mean_that_is_shown_as_what_matters_is_not_less_than_it() -> None:
    assert "a small effect" in words(WELLBEING, estimate(0.1996, 0.1, 0.3))


def test_two_trials_are_told_as_two_results_and_give_no_pooled_range() -> None:
    pair = (
        Weighted(EffectSize("a/1", "a", "SMD", -0.4, 0.01, 200), 0.5),
        Weighted(EffectSize("b/1", "b", "SMD", 0.1, 0.0225, 150), 0.5),
    )
    both = estimate(-0.2, -3.3, 2.9, k=2, studies=pair)
    told = summarise(Answer("d", "d", estimate=both), DEPRESSION, Certainty("very low"))
    # 1.96 × 0.1 and 1.96 × 0.15 to either side
    assert told.claim == (
        "Two trials looked at this. One found a difference in favour of peer support (standardised mean difference "
        "−0.40, 95 % confidence interval −0.60 to −0.20); the other could not tell whether peer support makes a "
        "difference, and leans against it (0.10, 95 % confidence interval −0.19 to 0.39). The evidence is very "
        "uncertain."
    )
    assert told.in_numbers == ""


def test_two_trials_that_found_the_same_are_told_together_with_their_measure_or_unit() -> None:
    def told(outcome: Outcome, *effects: float) -> str:
        studies = tuple(Weighted(EffectSize(f"{y}/1", "a", outcome.measure, y, 0.01, 200), 0.5) for y in effects)
        return words(outcome, estimate(-0.2, -3.3, 2.9, k=2, studies=studies), "low")

    assert told(HOSPITAL, math.log(0.5), math.log(0.6)) == (
        "Two trials looked at this. Both found a difference in favour of peer support (risk ratio 0.50, "
        "95 % confidence interval 0.41 to 0.61; and 0.60, 95 % confidence interval 0.49 to 0.73)."
    )
    pressure = Outcome("p", "Pressure", "clinical", "MD", False, unit="mm Hg")
    assert told(pressure, -0.1, -0.12) == (
        "Two trials looked at this. Neither could tell whether peer support makes a difference, and both lean in "
        "favour of it (−0.10 mm Hg, 95 % confidence interval −0.30 to 0.10; and −0.12 mm Hg, 95 % confidence interval "
        "−0.32 to 0.08)."
    )


def test_one_trial_that_excludes_all_that_matters_found_little_to_no_difference() -> None:
    assert words(WELLBEING, estimate(0.01, -0.05, 0.07, k=1)).endswith("It found little to no difference.")
    assert words(WELLBEING, estimate(-0.1, -0.5, 0.3, k=1)).endswith("and leans against it.")


def test_days_are_fewer_and_pressure_is_lower() -> None:
    def told(unit: str) -> str:
        outcome = Outcome("x", "X", "d", "MD", False, unit=unit)
        return summarise(Answer("x", "x", estimate=estimate(-2, -3, -1)), outcome, Certainty("low")).in_numbers

    assert told("days") == "On average 2.0 days fewer with peer support (−3.0 to −1.0)."
    assert told("mm Hg") == "On average 2.0 mm Hg lower with peer support (−3.0 to −1.0)."


def test_one_trial_is_told_as_one_trial() -> None:
    claim = words(WELLBEING, estimate(0.3, 0.1, 0.5, k=1))
    assert claim == "One trial looked at this. It found a difference in favour of peer support."


def test_a_scale_is_told_as_people_of_a_hundred() -> None:
    answer = Answer("d", "d", estimate=estimate(-0.25, -0.4, -0.1))
    told = summarise(answer, DEPRESSION, Certainty("low")).in_numbers
    # Φ(0.25) = 0.599, Φ(0.1) = 0.540, Φ(0.4) = 0.655
    assert "about 60 do better" in told
    assert "(54 to 66; 50 would mean no difference)" in told


def test_events_are_told_as_people_of_a_hundred_against_the_middle_risk() -> None:
    contrast = Contrast("a/1", "a", "h", "readmission", False, counts=Counts(15, 100, 20, 100))
    effect = EffectSize("a/1", "a", "RR", math.log(0.75), 0.02, 200)
    pooled = estimate(math.log(0.75), math.log(0.6), math.log(0.9), k=3, studies=(Weighted(effect, 1.0),))
    told = summarise(Answer("h", "h", estimate=pooled), HOSPITAL, Certainty("low"), {"a/1": contrast}).in_numbers
    assert told == "Of 100 people, about 15 (12 to 18) go into hospital with peer support, and 20 without."


def test_numbers_have_real_minus_signs_and_no_more_digits_than_the_interval_bears() -> None:
    assert number(-1234.5, 1) == "−1\u202f234.5"
    assert number(-0.001, 2) == "0.00"
    assert interval(-0.5, 0.25, 2) == "−0.50 to 0.25"
    assert [digits_for(-0.067, -0.009), digits_for(-7.4, 1.0), digits_for(-120.0, 300.0)] == [3, 1, 0]


def test_better_is_always_to_the_right() -> None:
    assert Axis(-1, 1, higher_is_better=True).place(0.5) > 50 > Axis(-1, 1, higher_is_better=True).place(-0.5)
    assert Axis(-1, 1, higher_is_better=False).place(-0.5) > 50
    axis = plot_axis([-0.5, 0.2], DEPRESSION)
    assert axis.place(-0.5) > axis.place(0.0) > axis.place(0.2)
    assert axis.ticks[0][1] != axis.ticks[-1][1]


def test_a_suggested_certainty_is_never_high_and_says_who_suggests() -> None:
    certainty = suggest(estimate(0.3, 0.25, 0.35, n=5000, se=0.025, pi_low=0.2, pi_high=0.4), WELLBEING)
    assert certainty.level == "moderate"
    assert "automatic" in certainty.by
    assert suggest(estimate(0.3, -0.5, 1.1, k=1, n=40, pi_low=None, pi_high=None), WELLBEING).level == "very low"


def caution(pooled: Estimate) -> str:
    return summarise(Answer("d", "d", estimate=pooled), DEPRESSION, Certainty("low"), {}).caution


def test_one_and_two_trials_say_that_they_cannot_say_what_other_programmes_would_find() -> None:
    assert "nothing has been pooled" in caution(estimate(-0.3, -0.5, -0.1, k=1))
    assert "cannot say how much programmes differ" in caution(estimate(-0.3, -0.5, -0.1, k=2))


def test_programmes_that_differ_are_said_to() -> None:
    spread = estimate(-0.3, -0.5, -0.1, k=8, pi_low=-0.8, pi_high=0.2, tau2=0.04)
    assert "Programmes differ" in caution(replace(spread, q_p=0.02))
    assert "Programmes may differ" in caution(replace(spread, q_p=0.4))
    assert caution(estimate(-0.3, -0.5, -0.1, k=8, pi_low=-0.6, pi_high=-0.05, tau2=0.01)) == ""


def test_no_spread_is_claimed_where_none_was_seen_or_trials_are_too_few_to_see_it() -> None:
    assert caution(estimate(-0.05, -0.2, 0.1, k=8, pi_low=-0.3, pi_high=0.2, tau2=0.0)) == ""
    assert "hardly tell how much programmes differ" in caution(estimate(-0.3, -0.9, 0.3, k=4, tau2=0.04))
