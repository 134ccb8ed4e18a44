"""What a new programme may find: exact where that is known, unmoved by units, and never shorter for want of trials."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from alongside.evidence import EffectSize, Outcome
from alongside.synthesis import pool, prediction_interval
from alongside.synthesis.answers import estimate_of
from alongside.synthesis.selection import Rule

BCG_YI = [-0.889, -1.585, -1.348, -1.442, -0.218, -0.786, -1.621, 0.012, -0.469, -1.371, -0.339, 0.446, -0.017]
BCG_VI = [0.326, 0.195, 0.415, 0.020, 0.051, 0.007, 0.223, 0.004, 0.056, 0.073, 0.012, 0.533, 0.071]


@pytest.mark.parametrize("k", [3, 4, 8, 30])
def test_trials_without_error_give_the_interval_of_a_new_value_of_a_normal_sample(k: int) -> None:
    """Mean ± t s √(1 + 1/k) with k − 1 degrees of freedom: any textbook of statistics."""
    values = np.random.default_rng(k).normal(2.0, 3.0, k)
    half = stats.t.ppf(0.975, k - 1) * values.std(ddof=1) * np.sqrt(1 + 1 / k)
    assert prediction_interval(values, np.full(k, 1e-9)) == pytest.approx(
        (values.mean() - half, values.mean() + half), rel=1e-6
    )


def test_it_is_the_quantile_of_drawn_effects() -> None:
    """Draw q from chi-squared, find tau² by hand, draw an effect: what the integral is the limit of."""
    yi, vi = np.array([0.1, 0.6, -0.2, 0.9, 0.4]), np.array([0.05, 0.1, 0.08, 0.2, 0.02])
    random = np.random.default_rng(4)
    grid = np.concatenate([[0.0], np.geomspace(1e-6, 1e5, 20_000)])
    weights = 1 / (vi + grid[:, None])
    means = weights @ yi / weights.sum(axis=1)
    q = (weights * (yi - means[:, None]) ** 2).sum(axis=1)
    draws = random.chisquare(4, 400_000)
    chosen = np.clip(np.searchsorted(-q, -draws), 0, grid.size - 1)
    effects = random.normal(means[chosen], np.sqrt(grid + 1 / weights.sum(axis=1))[chosen])
    assert prediction_interval(yi, vi) == pytest.approx(tuple(np.quantile(effects, [0.025, 0.975])), abs=0.02)


def test_effects_that_are_all_one_leave_only_the_error_of_the_mean() -> None:
    low, high = prediction_interval([0.3, 0.3, 0.3], [0.01, 0.02, 0.04])
    assert (low, high) == pytest.approx((0.3 - 1.959964 / 175**0.5, 0.3 + 1.959964 / 175**0.5))


def test_effects_that_agree_by_chance_do_not_make_a_range_of_nothing() -> None:
    """REML says tau² = 0 here; the trials cannot rule out that programmes differ, and the range says so."""
    yi, vi = [0.28, 0.33, 0.3, 0.36], [0.04, 0.05, 0.04, 0.06]
    fit = pool(yi, vi, test="knha")
    assert fit.tau2 == 0
    low, high = prediction_interval(yi, vi)
    assert high - low > 2 * 1.96 * (1 / sum(1 / v for v in vi)) ** 0.5


effects = st.lists(st.tuples(st.floats(-3, 3, allow_subnormal=False), st.floats(0.001, 2)), min_size=3, max_size=12)


@given(effects, st.floats(-100, 100), st.floats(0.01, 100), st.randoms())
def test_it_moves_and_stretches_with_the_effects_and_knows_no_order(
    pairs: list[tuple[float, float]], shift: float, stretch: float, random: Random
) -> None:
    yi, vi = (np.array(column) for column in zip(*pairs, strict=True))
    low, high = prediction_interval(yi, vi)
    assert low < high
    order = np.arange(yi.size)
    random.shuffle(order)
    moved = prediction_interval(shift + stretch * yi[order], stretch**2 * vi[order])
    room = 1e-6 * stretch * (high - low) + 1e-9 * abs(shift)
    assert moved == pytest.approx((shift + stretch * low, shift + stretch * high), abs=room)


def test_a_higher_level_and_a_spread_within_trials_make_it_wider() -> None:
    usual = prediction_interval(BCG_YI, BCG_VI)
    for wider in (prediction_interval(BCG_YI, BCG_VI, level=0.99), prediction_interval(BCG_YI, BCG_VI, within=0.2)):
        assert wider[0] < usual[0] < usual[1] < wider[1]


@given(effects)
def test_that_of_an_answer_is_never_within_the_interval_of_the_mean(pairs: list[tuple[float, float]]) -> None:
    outcome = Outcome("mood", "Mood", "", "SMD", higher_is_better=True)
    results = [EffectSize(f"{i}/1", f"{i}", "SMD", y, v, 10) for i, (y, v) in enumerate(pairs)]
    estimate = estimate_of(results, outcome, Rule())
    assert estimate.pi_low is not None
    assert estimate.pi_high is not None
    assert estimate.pi_low <= estimate.ci_low <= estimate.ci_high <= estimate.pi_high
