"""From one measure to another."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.synthesis import effect_size
from alongside.synthesis.conversions import log_odds_ratio_to_g, mean_difference_to_g, through_risks
from alongside.synthesis.printed import CannotRecover, Found

MEASURES = ("OR", "RR", "RD")
cells = st.tuples(*[st.integers(1, 200)] * 4)


def from_counts(measure: str, a: int, b: int, c: int, d: int) -> Found:
    es = effect_size(measure, ai=[a], n1i=[a + b], ci=[c], n2i=[c + d])
    return Found(measure, float(es.yi[0]), math.sqrt(es.vi[0]))


@given(cells)
@settings(max_examples=50, deadline=None)
def test_a_converted_measure_is_the_one_that_the_counts_give(table: tuple[int, int, int, int]) -> None:
    a, b, c, d = table
    people, risk = (a + b, c + d), c / (c + d)
    for start in MEASURES:
        for end in MEASURES:
            converted = through_risks(from_counts(start, *table), end, risk, people)
            direct = from_counts(end, *table)
            assert converted.yi == pytest.approx(direct.yi, abs=1e-9)
            assert converted.se == pytest.approx(direct.se, rel=1e-8)
            absence = through_risks(from_counts(start, *table), end, risk, people, absence=True)
            direct = from_counts(end, b, a, d, c)
            assert absence.yi == pytest.approx(direct.yi, abs=1e-9)
            assert absence.se == pytest.approx(direct.se, rel=1e-8)


def test_there_and_back_is_where_one_was() -> None:
    start = Found("OR", math.log(0.31), 0.5)
    back = through_risks(through_risks(start, "RR", 0.39), "OR", 0.39)
    assert (back.yi, back.se) == (pytest.approx(start.yi), pytest.approx(start.se))
    assert len(back.steps) == 2


def test_clusters_stay_in_a_converted_error() -> None:
    plain, wide = Found("OR", -0.5, 0.3), Found("OR", -0.5, 0.6)
    assert through_risks(wide, "RR", 0.3).se == pytest.approx(2 * through_risks(plain, "RR", 0.3).se)


@pytest.mark.parametrize(
    ("effect", "risk", "reason"),
    [
        (Found("RR", math.log(2), 0.1), 0.6, "would mean a risk of 1.2"),
        (Found("RD", 0.5, 0.1), 0.6, "would mean a risk of 1.1"),
        (Found("RD", -0.7, 0.1), 0.6, "would mean a risk of -0.1"),
        (Found("OR", 0.1, 0.1), 1.0, "The comparator's risk is 1"),
        (Found("OR", 0.1, 0.1), 0.0, "The comparator's risk is 0"),
    ],
)
def test_risks_that_cannot_be_are_refused(effect: Found, risk: float, reason: str) -> None:
    with pytest.raises(CannotRecover, match=reason):
        through_risks(effect, "RR" if effect.measure != "RR" else "OR", risk)


def test_a_log_odds_ratio_becomes_g_by_chinns_factor() -> None:
    g = log_odds_ratio_to_g(Found("OR", math.pi, math.pi))
    assert (g.measure, g.yi, g.se) == ("SMD", pytest.approx(math.sqrt(3)), pytest.approx(math.sqrt(3)))


def test_g_from_the_error_of_a_plain_difference_is_g_from_means_and_sds() -> None:
    n1, n2, sd = 30.0, 50.0, 4.0
    es = effect_size("SMD", m1i=[2.0], sd1i=[sd], n1i=[n1], m2i=[0.0], sd2i=[sd], n2i=[n2])
    se = sd * math.sqrt(1 / n1 + 1 / n2)
    g = mean_difference_to_g(Found("MD", 2.0, se), (n1, n2), sd=None, sd_se=se, design_effect=1, note="")
    assert (g.yi, g.se**2) == (pytest.approx(es.yi[0]), pytest.approx(es.vi[0]))


def test_a_known_design_effect_is_taken_out_of_the_sd_and_kept_in_the_error() -> None:
    n, sd, effect = 50.0, 4.0, 3.0
    se = sd * math.sqrt(effect * 2 / n)
    g = mean_difference_to_g(Found("MD", 2.0, se), (n, n), sd=None, sd_se=se, design_effect=effect, note="")
    assert g.yi == pytest.approx(0.5 * (1 - 3 / (4 * 98 - 1)), abs=1e-5)
    assert g.se**2 == pytest.approx(effect * 2 / n + g.yi**2 / 200)


def test_too_few_people_or_no_spread_cannot_be_standardised() -> None:
    with pytest.raises(CannotRecover, match="too few people"):
        mean_difference_to_g(Found("MD", 1.0, 1.0), (1, 2), sd=None, sd_se=1.0, design_effect=1, note="")
    with pytest.raises(CannotRecover, match="standard deviations are 0"):
        mean_difference_to_g(Found("MD", 1.0, 1.0), (10, 10), sd=0.0, sd_se=1.0, design_effect=1, note="")
