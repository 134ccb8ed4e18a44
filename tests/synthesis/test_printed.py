"""Standard errors from printed intervals, p values and numbers of people."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from alongside.errors import InputError
from alongside.evidence import PrintedEffect
from alongside.synthesis.printed import CannotRecover, half_unit, with_standard_error

errors = st.floats(0.01, 3)
levels = st.sampled_from([0.8, 0.9, 0.95, 0.99])


@given(st.floats(-3, 3), errors, levels)
@settings(max_examples=50, deadline=None)
def test_the_error_behind_an_interval_comes_back(estimate: float, se: float, level: float) -> None:
    half = stats.norm.isf((1 - level) / 2) * se
    effect = with_standard_error(PrintedEffect("RD", estimate, estimate - half, estimate + half, level=level), None)
    assert effect.se == pytest.approx(se)
    ratio = PrintedEffect("OR", math.exp(estimate), math.exp(estimate - half), math.exp(estimate + half), level=level)
    effect = with_standard_error(ratio, None)
    assert (effect.yi, effect.se) == (pytest.approx(estimate, abs=1e-12), pytest.approx(se))


@given(st.floats(0.05, 3), errors, st.integers(3, 200))
@settings(max_examples=50, deadline=None)
def test_the_error_behind_a_p_value_comes_back(estimate: float, se: float, n: int) -> None:
    p = 2 * stats.t.sf(estimate / se, 2 * n - 2)
    if not 1e-12 < p < 0.999:
        return
    effect = with_standard_error(PrintedEffect("MD", -estimate, p=p), (n, n))
    assert effect.se == pytest.approx(se, rel=1e-5)
    p = 2 * stats.norm.sf(estimate / se)
    if 1e-12 < p < 0.999:
        assert with_standard_error(PrintedEffect("RR", math.exp(estimate), p=p), (n, n)).se == pytest.approx(
            se, rel=1e-5
        )


def test_small_trials_of_means_use_t_and_large_ones_the_normal_distribution() -> None:
    effect = PrintedEffect("MD", 0.0, -1.0, 1.0)
    assert with_standard_error(effect, (20, 20)).se == pytest.approx(1 / stats.t.isf(0.025, 38))
    for people in ((100, 100), None):
        assert with_standard_error(effect, people).se == pytest.approx(1 / stats.norm.isf(0.025))
    assert with_standard_error(effect, (20, 20), clustered=True).se == pytest.approx(1 / stats.norm.isf(0.025))
    assert "t distribution with 38 degrees" in with_standard_error(effect, (20, 20)).steps[0].assumes


def test_an_interval_is_used_before_a_p_value() -> None:
    effect = with_standard_error(PrintedEffect("MD", 1.0, 0.0, 2.0, p=0.5), None)
    assert effect.se == pytest.approx(1 / stats.norm.isf(0.025))


def test_a_standardised_difference_needs_only_the_numbers_of_people() -> None:
    effect = with_standard_error(PrintedEffect("SMD", 0.5), (40, 60))
    assert effect.se**2 == pytest.approx(1 / 40 + 1 / 60 + 0.25 / 200)
    assert [step.what for step in effect.steps] == ["Hedges' g", "standard error"]


def test_an_uneven_interval_is_said_to_be_uneven() -> None:
    def assumes(*numbers: float) -> str:
        return with_standard_error(PrintedEffect("MD", *numbers), None).steps[-1].assumes

    assert "does not stand in the middle (816 below, 1.01e+03 above)" in assumes(943, 127, 1955)
    assert "middle" not in assumes(0.98, 0.07, 1.89)


def test_unevenness_that_rounding_explains_is_not_mentioned() -> None:
    # −0.4 (−0.6 to −0.1): 0.2 below and 0.3 above, each made of two numbers rounded to 0.1
    effect = with_standard_error(PrintedEffect("MD", -0.4, -0.6, -0.1), None)
    assert "middle" not in effect.steps[0].assumes


def test_a_ratio_is_even_on_the_scale_of_logarithms() -> None:
    effect = with_standard_error(PrintedEffect("OR", 5.55, 1.09, 28.23), None)
    assert "middle" not in effect.steps[0].assumes
    assert "logarithms" in effect.steps[0].how


def test_a_prevalence_ratio_is_taken_as_a_risk_ratio_and_named() -> None:
    effect = with_standard_error(PrintedEffect("PR", 1.2, 1.0, 1.44), None)
    assert effect.measure == "RR"
    assert "prevalence ratio is taken as a risk ratio" in effect.steps[0].how


@pytest.mark.parametrize(
    ("effect", "reason"),
    [
        (PrintedEffect("MD", 1.0), "without an interval or a p value"),
        (PrintedEffect("MD", 1.0, p=0.0), "p value is printed as 0"),
        (PrintedEffect("MD", 0.0, p=0.7), "No difference was found"),
        (PrintedEffect("OR", 1.0, p=0.7), "No difference was found"),
        (PrintedEffect("MD", 1.0, p=1.0), "No difference was found"),
        (PrintedEffect("MD", 1.0, 1.0, 1.0), "no width"),
        (PrintedEffect("SMD", 1.0), "without an interval or a p value"),
    ],
)
def test_what_says_nothing_about_precision_is_refused(effect: PrintedEffect, reason: str) -> None:
    with pytest.raises(CannotRecover, match=reason):
        with_standard_error(effect, None)


@pytest.mark.parametrize(
    ("effect", "message"),
    [
        (PrintedEffect("OR", 0.0, 0.0, 1.0), "a/1, column effect: expected a ratio above 0, found 0"),
        (PrintedEffect("MD", 1.0, 2.0, 3.0), "a/1, column ci_low: expected an interval that holds its estimate"),
        (PrintedEffect("MD", 4.0, 2.0, 3.0), "a/1, column ci_high: expected an interval that holds its estimate"),
        (PrintedEffect("MD", math.nan, 2.0, 3.0), "a/1, column effect: expected finite numbers"),
    ],
)
def test_an_interval_that_cannot_be_is_an_error(effect: PrintedEffect, message: str) -> None:
    with pytest.raises(InputError, match=message):
        with_standard_error(effect, None, where="a/1")


def test_the_digits_of_numbers_printed_together_are_the_most_that_any_shows() -> None:
    assert half_unit(1.2, 1.0, 1.44) == pytest.approx(0.005)
    assert half_unit(78, 71) == 0.5
    assert half_unit(None, 0.5) == pytest.approx(0.05)
    assert half_unit(1e-7) == 0.5e-7 or half_unit(1e-7) == 0.5
