"""Arms, sub-samples and instruments of one trial as one."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.errors import UsageError
from alongside.evidence import Contrast, Counts, EffectSize, Means, Recovery
from alongside.synthesis import average, combine_arms, combine_strata

ONE = Contrast("a/1", "a", "x", "i", True, weeks=8, arm1="group", n1=10, n2=30, means=Means(10, 5, 2, 30, 4, 2))
TWO = Contrast("a/2", "a", "x", "i", True, weeks=8, arm1="phone", n1=20, n2=30, means=Means(20, 8, 3, 30, 4, 2))


def effect(contrast: str, yi: float, vi: float, n: float | None = 50, **fields: str) -> EffectSize:
    step = Recovery("standard error", "from the interval")
    return EffectSize(contrast, fields.get("study", "a"), fields.get("measure", "SMD"), yi, vi, n, (step,))


@given(st.lists(st.lists(st.floats(-100, 100), min_size=2, max_size=20), min_size=2, max_size=4))
@settings(max_examples=40, deadline=None)
def test_arms_together_have_the_mean_and_sd_of_all_their_people(groups: list[list[float]]) -> None:
    rows = [
        replace(
            ONE, id=f"a/{i}", arm1=str(i), n1=len(g), means=Means(len(g), np.mean(g), np.std(g, ddof=1), 30, 4.0, 2.0)
        )
        for i, g in enumerate(groups)
    ]
    everyone = np.concatenate(groups)
    means = combine_arms(rows).means
    assert means is not None
    assert means.n1 == everyone.size
    assert means.mean1 == pytest.approx(everyone.mean(), abs=1e-9)
    assert means.sd1 == pytest.approx(everyone.std(ddof=1), abs=1e-6)
    assert (means.n2, means.mean2, means.sd2) == (30, 4, 2)


def test_counts_add_up_and_the_comparator_stays() -> None:
    arm_a, arm_b = (
        replace(ONE, means=None, counts=Counts(3, 10, 9, 30)),
        replace(TWO, means=None, counts=Counts(4, 20, 9, 30)),
    )
    both = combine_arms([arm_a, arm_b])
    assert both.counts == Counts(7, 30, 9, 30)
    assert (both.id, both.arm1, both.n1, both.n2, both.weeks) == ("a/1+a/2", "group+phone", 30, 30, 8)
    assert both.combined == ("a/1", "a/2")
    assert both.steps[0].what == "arms together"
    assert both.effect is None
    assert both.means is None


def test_a_missing_sd_leaves_the_combined_one_missing() -> None:
    assert TWO.means is not None
    both = combine_arms([ONE, replace(TWO, means=replace(TWO.means, sd1=None))])
    assert both.means is not None
    assert both.means.sd1 is None


@pytest.mark.parametrize(
    ("stranger", "message"),
    [
        (replace(TWO, weeks=26.0), "differ in weeks"),
        (replace(TWO, study="b"), "differ in study"),
        (replace(TWO, arm2="waiting"), "differ in comparator"),
        (replace(TWO, higher_is_better=False), "differ in direction"),
        (replace(TWO, arm1="group"), "the same arm stands here twice"),
        (replace(TWO, means=None), "neither counts nor means are printed for all"),
        (replace(TWO, means=Means(20, 8, 3, 20, 4, 2)), "shared comparator's numbers differ"),
    ],
)
def test_rows_that_do_not_belong_together_are_refused(stranger: Contrast, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        combine_arms([ONE, stranger])


def test_one_row_is_nothing_to_combine() -> None:
    with pytest.raises(UsageError, match="two contrasts or more"):
        combine_arms([ONE])


def test_sub_samples_are_weighted_by_their_precision() -> None:
    # weights 100 and 25: (100 · 0.2 + 25 · 0.7)/125 = 0.3
    both = combine_strata([effect("a/1", 0.2, 0.01, 300), effect("a/2", 0.7, 0.04, 80)])
    assert both.yi == pytest.approx(0.3)
    assert both.vi == pytest.approx(1 / 125)
    assert both.n == 380
    assert both.combined == ("a/1", "a/2")
    assert [step.what for step in both.steps] == ["standard error", "sub-samples together"]
    assert combine_strata([effect("a/1", 0.2, 0.01, None), effect("a/2", 0.7, 0.04)]).n is None


def test_one_sub_sample_stays_as_it_is() -> None:
    alone = effect("a/1", 0.2, 0.01)
    assert combine_strata([alone]) is alone
    assert average([alone], rho=0.5) is alone


def test_the_mean_of_instruments_gains_only_what_their_correlation_leaves() -> None:
    # Borenstein 2009, eq. 24.2: (v1 + v2 + 2 r √v1 √v2)/4
    both = average([effect("a/1", 0.3, 0.05), effect("a/2", 0.1, 0.02)], rho=0.6)
    assert both.yi == pytest.approx(0.2)
    assert both.vi == pytest.approx((0.05 + 0.02 + 2 * 0.6 * math.sqrt(0.05 * 0.02)) / 4)
    assert "correlate at 0.6" in both.steps[-1].assumes


@given(st.lists(st.floats(0.001, 2), min_size=2, max_size=6), st.floats(0, 1))
@settings(max_examples=40, deadline=None)
def test_an_average_is_never_surer_than_independent_nor_less_sure_than_equal_instruments(
    variances: list[float], rho: float
) -> None:
    effects = [effect(f"a/{i}", 0.1 * i, v) for i, v in enumerate(variances)]
    vi = average(effects, rho=rho).vi
    assert average(effects, rho=0).vi - 1e-12 <= vi <= average(effects, rho=1).vi + 1e-12
    assert vi <= max(variances) + 1e-12


@pytest.mark.parametrize("rho", [1.5, -1.2, math.nan])
def test_what_is_no_correlation_is_refused(rho: float) -> None:
    with pytest.raises(UsageError, match="cannot be a correlation"):
        average([effect("a/1", 0.3, 0.05), effect("a/2", 0.1, 0.02)], rho=rho)


def test_three_instruments_cannot_all_oppose_each_other() -> None:
    three = [effect(f"a/{i}", 0.1, 0.05) for i in range(3)]
    with pytest.raises(UsageError, match="cannot be a correlation between each two of 3"):
        average(three, rho=-0.6)
    with pytest.raises(UsageError, match="without any error"):
        average(three[:2], rho=-1)


def test_effects_of_two_studies_or_scales_are_never_one() -> None:
    with pytest.raises(UsageError, match="differ in study: a, b"):
        combine_strata([effect("a/1", 0.2, 0.01), effect("b/1", 0.2, 0.01, study="b")])
    with pytest.raises(UsageError, match="differ in measure: MD, SMD"):
        average([effect("a/1", 0.2, 0.01), effect("a/2", 0.2, 0.01, measure="MD")], rho=0.5)
    with pytest.raises(UsageError, match="at least one"):
        combine_strata([])
