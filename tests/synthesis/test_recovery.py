"""From a contrast, as printed, to an effect size or a refusal."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from alongside.errors import InputError, UsageError
from alongside.evidence import ClusterDesign, Contrast, Counts, EffectSize, Means, Outcome, PrintedEffect
from alongside.synthesis import Refusal, combine_arms, effect_size, recover


def outcome(measure: str, *, higher_is_better: bool = False, unit: str = "") -> Outcome:
    return Outcome("x", "X", "d", measure, higher_is_better, unit)


def contrast(**parts: Any) -> Contrast:
    return Contrast(
        **({"id": "a/1", "study": "a", "outcome": "x", "instrument": "i", "higher_is_better": False} | parts)
    )


def effect_of(row: Contrast, on: Outcome, **options: Any) -> EffectSize:
    recovered = recover(row, on, **options)
    assert isinstance(recovered, EffectSize), recovered
    return recovered


def refusal_of(row: Contrast, on: Outcome, **options: Any) -> str:
    refusal = recover(row, on, **options)
    assert isinstance(refusal, Refusal), refusal
    assert refusal.contrast == row.id
    return refusal.reason


def steps(effect: EffectSize) -> list[str]:
    return [step.what for step in effect.steps]


COUNTS = Counts(10, 100, 20, 100)
MEANS = Means(30, 10.0, 4.0, 50, 12.0, 5.0)


# Which numbers serve


@pytest.mark.parametrize("measure", ["OR", "RR", "RD"])
def test_counts_serve_without_any_step(measure: str) -> None:
    effect = effect_of(contrast(counts=COUNTS), outcome(measure))
    es = effect_size(measure, ai=[10], n1i=[100], ci=[20], n2i=[100])
    assert (effect.yi, effect.vi) == (pytest.approx(es.yi[0]), pytest.approx(es.vi[0]))
    assert effect.printed
    assert effect.n == 200
    assert effect.measure == measure


@pytest.mark.parametrize("measure", ["MD", "SMD"])
def test_means_serve_without_any_step(measure: str) -> None:
    effect = effect_of(contrast(means=MEANS), outcome(measure))
    es = effect_size(measure, m1i=[10], sd1i=[4], n1i=[30], m2i=[12], sd2i=[5], n2i=[50])
    assert (effect.yi, effect.vi) == (pytest.approx(es.yi[0]), pytest.approx(es.vi[0]))
    assert effect.printed


def test_counts_come_before_the_printed_effect_unless_a_reader_chose() -> None:
    row = contrast(counts=COUNTS, effect=PrintedEffect("RR", 0.6, 0.4, 0.9), adjusted=True)
    assert effect_of(row, outcome("RR")).yi == pytest.approx(math.log(0.5))
    assert effect_of(replace(row, prefer="effect"), outcome("RR")).yi == pytest.approx(math.log(0.6))


def test_a_reader_cannot_choose_what_is_not_there() -> None:
    assert refusal_of(contrast(counts=COUNTS, prefer="means"), outcome("RR")).startswith("A reader chose the means")


def test_means_without_sds_leave_the_printed_effect() -> None:
    row = contrast(means=Means(40, 1.0, None, 40, 2.0, None), effect=PrintedEffect("MD", -1.0, -2.0, 0.0))
    effect = effect_of(row, outcome("MD"))
    assert effect.yi == -1
    assert steps(effect) == ["standard error"]


def test_nothing_printed_is_refused() -> None:
    assert refusal_of(contrast(), outcome("RR")).startswith("Neither counts, nor means")


def test_neither_way_is_better_is_refused() -> None:
    assert refusal_of(contrast(counts=COUNTS, higher_is_better=None), outcome("RR")).startswith("Neither a higher nor")


# Zero cells


def test_an_arm_without_events_is_kept_and_the_half_person_named() -> None:
    effect = effect_of(contrast(counts=Counts(0, 50, 4, 50)), outcome("RR"))
    assert effect.yi == pytest.approx(math.log(0.5 / 51) - math.log(4.5 / 51))
    assert "0.5 is added" in effect.steps[0].how


@pytest.mark.parametrize(("events", "people"), [(0, "Nobody"), (50, "Everybody")])
def test_no_event_or_only_events_say_nothing_about_a_ratio(events: int, people: str) -> None:
    row = contrast(counts=Counts(events, 50, events, 50))
    assert refusal_of(row, outcome("OR")).startswith(people)
    assert effect_of(row, outcome("RD")).yi == pytest.approx(0)


# Conversions


def test_counts_reach_a_common_scale_by_the_odds_ratio() -> None:
    effect = effect_of(contrast(counts=COUNTS), outcome("SMD"))
    log_or = effect_size("OR", ai=[10], n1i=[100], ci=[20], n2i=[100])
    assert effect.yi == pytest.approx(log_or.yi[0] * math.sqrt(3) / math.pi)
    assert effect.vi == pytest.approx(log_or.vi[0] * 3 / math.pi**2)


def test_a_printed_difference_is_standardised_with_the_sd_behind_its_error() -> None:
    sd, n = 5.0, 80.0
    half = stats.norm.isf(0.025) * sd * math.sqrt(2 / n)
    row = contrast(effect=PrintedEffect("MD", -2.0, -2 - half, -2 + half), n1=n, n2=n)
    direct = effect_size("SMD", m1i=[-2], sd1i=[sd], n1i=[n], m2i=[0], sd2i=[sd], n2i=[n])
    effect = effect_of(row, outcome("SMD"))
    assert (effect.yi, effect.vi) == (pytest.approx(direct.yi[0]), pytest.approx(direct.vi[0]))
    assert steps(effect) == ["standard error", "standardised mean difference"]
    halves = effect_of(replace(row, n1=None, n2=None, n_total=2 * n), outcome("SMD"))
    assert halves.yi == pytest.approx(effect.yi)
    assert "Each arm had half of the 160 people." in halves.steps[-1].assumes


def test_a_difference_without_numbers_of_people_cannot_be_standardised() -> None:
    row = contrast(effect=PrintedEffect("MD", -2.0, -3.0, -1.0))
    assert "numbers of people are not printed" in refusal_of(row, outcome("SMD"))
    assert effect_of(row, outcome("MD")).n is None


def test_printed_binary_measures_convert_only_with_the_comparators_risk() -> None:
    row = contrast(effect=PrintedEffect("OR", 0.31, 0.11, 0.86))
    assert "comparator's risk is not printed" in refusal_of(row, outcome("RR"))
    assert math.exp(effect_of(replace(row, control_risk=0.39), outcome("RR")).yi) == pytest.approx(0.424, abs=5e-4)
    with_counts = contrast(effect=PrintedEffect("RD", -0.1, -0.2, 0.0), counts=COUNTS, prefer="effect")
    assert effect_of(with_counts, outcome("RR")).yi == pytest.approx(math.log(0.5))


def test_a_hazard_ratio_is_refused() -> None:
    row = contrast(effect=PrintedEffect("HR", 0.7, 0.5, 0.98))
    for measure in ("RR", "OR", "SMD"):
        assert "hazard ratio" in refusal_of(row, outcome(measure))


def test_means_of_counted_things_become_a_ratio() -> None:
    effect = effect_of(contrast(means=Means(38, 0.89, 1.35, 36, 1.53, 1.54)), outcome("RR"))
    assert effect.yi == pytest.approx(math.log(0.89 / 1.53))
    assert effect.vi == pytest.approx(1.35**2 / (38 * 0.89**2) + 1.54**2 / (36 * 1.53**2))
    assert steps(effect) == ["ratio of means"]
    assert "above 0" in refusal_of(contrast(means=replace(MEANS, mean1=-1.0)), outcome("RR"))


@pytest.mark.parametrize(
    ("row", "measure", "reason"),
    [
        (contrast(counts=COUNTS), "MD", "Counts of people cannot be a difference in mm Hg"),
        (contrast(means=MEANS), "OR", "Means cannot be an odds ratio"),
        (contrast(means=MEANS), "RD", "Means cannot be a risk difference"),
        (contrast(effect=PrintedEffect("MD", 1, 0, 2)), "RR", "A printed MD cannot be made the outcome's RR"),
        (contrast(effect=PrintedEffect("SMD", 1, 0, 2)), "MD", "A printed SMD cannot be made a difference in mm Hg"),
        (contrast(means=replace(MEANS, sd1=0.0, sd2=0.0)), "SMD", "undefined"),
    ],
)
def test_what_cannot_be_converted_says_why(row: Contrast, measure: str, reason: str) -> None:
    assert reason in refusal_of(row, outcome(measure, unit="mm Hg"))


def test_another_unit_is_turned_to_the_outcomes() -> None:
    effect = effect_of(contrast(means=MEANS, scale=0.09148), outcome("MD", unit="%"))
    assert effect.yi == pytest.approx(-2 * 0.09148)
    assert effect.vi == pytest.approx((16 / 30 + 25 / 50) * 0.09148**2)
    assert steps(effect) == ["unit"]
    assert effect_of(contrast(means=MEANS, scale=0.09148), outcome("SMD")).printed


# Clusters


def test_a_printed_interval_that_allows_for_clusters_comes_before_counts() -> None:
    row = contrast(counts=COUNTS, effect=PrintedEffect("RR", 0.6, 0.3, 1.2), cluster=ClusterDesign("yes", 20))
    effect = effect_of(row, outcome("RR"))
    assert effect.yi == pytest.approx(math.log(0.6))
    assert steps(effect) == ["standard error"]


def test_one_that_does_not_say_is_trusted_and_the_trust_is_named() -> None:
    row = contrast(effect=PrintedEffect("RR", 0.6, 0.3, 1.2), cluster=ClusterDesign("unknown"))
    effect = effect_of(row, outcome("RR"))
    assert steps(effect) == ["standard error", "clusters"]
    assert "It is assumed that the printed interval or p value allows for the clusters" in effect.steps[1].assumes


@pytest.mark.parametrize("measure", ["OR", "RR", "RD"])
def test_counts_of_clusters_are_divided_by_the_design_effect(measure: str) -> None:
    row = contrast(counts=COUNTS, cluster=ClusterDesign("no", 21))
    plain, wide = effect_of(replace(row, cluster=None), outcome(measure)), effect_of(row, outcome(measure), icc=0.05)
    assert wide.yi == pytest.approx(plain.yi)
    assert wide.vi == pytest.approx(2 * plain.vi)  # 1 + (21 − 1) × 0.05
    assert "assumed here" in wide.steps[0].assumes
    assert wide.n == 200
    with_icc = effect_of(replace(row, cluster=ClusterDesign("no", 21, 0.1)), outcome(measure), icc=0.05)
    assert with_icc.vi == pytest.approx(3 * plain.vi)
    assert "(printed)" in with_icc.steps[0].assumes


def test_means_and_effects_of_clusters_get_the_design_effect_too() -> None:
    design = ClusterDesign("no", 21)
    plain, wide = (
        effect_of(contrast(means=MEANS), outcome("MD")),
        effect_of(contrast(means=MEANS, cluster=design), outcome("MD")),
    )
    assert wide.vi == pytest.approx(2 * plain.vi)
    row = contrast(effect=PrintedEffect("OR", 0.5, 0.3, 0.8))
    plain, wide = effect_of(row, outcome("OR")), effect_of(replace(row, cluster=design), outcome("OR"))
    assert wide.vi == pytest.approx(2 * plain.vi)


def test_clusters_of_unknown_size_are_refused_unless_the_interval_allows_for_them() -> None:
    row = contrast(counts=COUNTS, cluster=ClusterDesign("no"))
    assert "size of the groups is not known" in refusal_of(row, outcome("RR"))
    row = contrast(effect=PrintedEffect("RR", 0.6, 0.3, 1.2), cluster=ClusterDesign("no"))
    assert "size of the groups is not known" in refusal_of(row, outcome("RR"))


def test_standardising_by_an_unknown_cluster_size_says_what_it_does() -> None:
    row = contrast(effect=PrintedEffect("MD", -2.0, -3.0, -1.0), n1=50, n2=50, cluster=ClusterDesign("yes"))
    unknown = effect_of(row, outcome("SMD"))
    assert "too near to 0" in unknown.steps[-1].assumes
    with_size = effect_of(replace(row, cluster=ClusterDesign("yes", 21)), outcome("SMD"))
    assert with_size.yi == pytest.approx(unknown.yi * math.sqrt(2))


# Direction


@given(st.integers(1, 99), st.integers(1, 99))
@settings(max_examples=30, deadline=None)
def test_the_opposite_event_gives_the_same_effect_from_either_side(events1: int, events2: int) -> None:
    ill = contrast(counts=Counts(events1, 100, events2, 100))
    well = contrast(counts=Counts(100 - events1, 100, 100 - events2, 100), higher_is_better=True)
    for measure in ("OR", "RR", "RD", "SMD"):
        effect_a, row_b = effect_of(ill, outcome(measure)), effect_of(well, outcome(measure))
        assert effect_a.yi == pytest.approx(row_b.yi, abs=1e-9)
        assert effect_a.vi == pytest.approx(row_b.vi)
        assert steps(row_b)[-1] == "direction" or "direction" in steps(row_b)


@pytest.mark.parametrize("measure", ["MD", "SMD"])
def test_a_questionnaire_that_counts_the_other_way_changes_its_sign(measure: str) -> None:
    same, turned = (effect_of(contrast(means=MEANS, higher_is_better=up), outcome(measure)) for up in (False, True))
    assert (turned.yi, turned.vi) == (-same.yi, same.vi)
    assert steps(turned) == ["direction"]


def test_a_printed_risk_ratio_turns_only_with_the_comparators_risk() -> None:
    row = contrast(effect=PrintedEffect("RR", 1.2, 1.0, 1.44), higher_is_better=True)
    assert "comparator's risk is not printed" in refusal_of(row, outcome("RR"))
    effect = effect_of(replace(row, control_risk=0.5), outcome("RR"))
    assert math.exp(effect.yi) == pytest.approx((1 - 0.6) / (1 - 0.5))


@pytest.mark.parametrize("printed", [PrintedEffect("OR", 2.0, 1.0, 4.0), PrintedEffect("RD", 0.1, 0.0, 0.2)])
def test_a_printed_odds_ratio_or_difference_turns_by_its_sign(printed: PrintedEffect) -> None:
    same, turned = (
        effect_of(contrast(effect=printed, higher_is_better=up), outcome(printed.measure)) for up in (False, True)
    )
    assert (turned.yi, turned.vi) == (-same.yi, same.vi)


def test_a_ratio_of_means_cannot_be_turned() -> None:
    assert "cannot be turned round" in refusal_of(contrast(means=MEANS, higher_is_better=True), outcome("RR"))


# What is passed on, and what is an error


def test_arms_that_were_put_together_hand_their_step_on() -> None:
    row_a = contrast(id="a/1", arm1="b", counts=Counts(5, 50, 20, 100), n1=50, n2=100)
    row_b = contrast(id="a/2", arm1="c", counts=Counts(5, 50, 20, 100), n1=50, n2=100)
    effect = effect_of(combine_arms([row_a, row_b]), outcome("RR"))
    assert effect.yi == pytest.approx(math.log(0.5))
    assert effect.combined == ("a/1", "a/2")
    assert steps(effect) == ["arms together"]
    assert effect.n == 200


def test_impossible_numbers_are_named_with_the_contrast() -> None:
    with pytest.raises(InputError, match=r"a/1, column sd1i: expected a standard deviation of 0 or more"):
        recover(contrast(means=replace(MEANS, sd1=-1.0)), outcome("MD"))
    with pytest.raises(UsageError, match="icc=2"):
        recover(contrast(counts=COUNTS), outcome("RR"), icc=2)


def test_nobody_in_an_arm_is_named_whatever_the_numbers_are_of() -> None:
    with pytest.raises(InputError, match=r"a/1, column n1: expected a number of people above 0, found 0"):
        recover(contrast(effect=PrintedEffect("SMD", 0.2), n1=0, n2=50), outcome("SMD"))


PEOPLE = st.sampled_from([0.1, 0.5, 0.99, 1, 1.0001, 1.5, 2, 3, 50, 1e6, 1e9])
SPREADS = st.sampled_from([None, 0, 1e-300, 1e-12, 0.5, 7, 1e15, 1e100])
VALUES = st.sampled_from([0, -1e15, 1e15, 1e-300, 3.2, -7, 1e100, -1e100])
EFFECTS = st.builds(
    lambda measure, value, interval, p: PrintedEffect(measure, value, *interval, p=p),
    st.sampled_from(["MD", "SMD", "OR", "RR", "HR", "RD"]),
    VALUES,
    st.sampled_from([(None, None), (0.05, 5), (-9, 9), (-1e100, 1e100)]),
    st.sampled_from([None, 0.03, 1, 1e-300]),
)
CLUSTERED = st.builds(ClusterDesign, st.sampled_from(["no", "yes", "unknown"]), st.sampled_from([None, 1, 40, 1e9]))


@settings(max_examples=600)
@given(
    st.none() | st.builds(Means, PEOPLE, VALUES, SPREADS, PEOPLE, VALUES, SPREADS),
    st.none() | st.builds(Counts, PEOPLE, PEOPLE, PEOPLE, PEOPLE),
    st.none() | EFFECTS,
    st.none() | CLUSTERED,
    st.sampled_from(["MD", "SMD", "RR", "OR", "RD"]),
    st.booleans(),
)
def test_numbers_at_the_ends_give_an_effect_a_refusal_or_a_line(
    means: Means | None,
    counts: Counts | None,
    effect: PrintedEffect | None,
    cluster: ClusterDesign | None,
    measure: str,
    higher: bool,
) -> None:
    row = contrast(means=means, counts=counts, effect=effect, cluster=cluster)
    try:
        result = recover(row, outcome(measure, higher_is_better=higher))
    except InputError:
        return
    if isinstance(result, EffectSize):
        assert math.isfinite(result.yi)
        assert 0 < result.vi < math.inf


def test_every_step_says_what_was_done_in_words() -> None:
    row = contrast(
        effect=PrintedEffect("MD", 2.0, 1.0, 3.0), n_total=100, higher_is_better=True, cluster=ClusterDesign("no", 11)
    )
    effect = effect_of(row, outcome("SMD"))
    assert steps(effect) == ["standard error", "design effect", "standardised mean difference", "direction"]
    for step in effect.steps:
        assert step.how
        assert step.assumes.endswith((".", ")"))
