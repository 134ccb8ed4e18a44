"""The effect in those who take support up, and arms drawn again."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest

from alongside.errors import InputError, UsageError
from alongside.evaluation.analysis import (
    complier_effect,
    gee_difference,
    randomisation_test,
)
from trial_cases import COMPARISON, SUPPORT, plain


def test_where_all_take_the_support_up_compliers_are_everybody() -> None:
    data = plain(SUPPORT, COMPARISON, received=[1.0] * 6 + [0.0] * 5)
    compliers, offered = complier_effect(data), gee_difference(data, exchangeable=False)
    assert compliers.estimate == pytest.approx(offered.estimate)
    assert (compliers.ci_low, compliers.ci_high) == pytest.approx((offered.ci_low, offered.ci_high))


def test_compliers_bear_the_whole_effect_of_the_offer() -> None:
    data = plain(SUPPORT, COMPARISON, received=[1.0, 1, 0, 1, 1, 1] + [0.0] * 5)
    compliers, offered = complier_effect(data), gee_difference(data, exchangeable=False)
    assert compliers.estimate == pytest.approx(offered.estimate * 6 / 5)
    assert compliers.p == pytest.approx(offered.p)
    # At an end of the interval the offer's effect on outcome − effect × take-up is just significant.
    received = np.array([1.0, 1, 0, 1, 1, 1] + [0.0] * 5)
    at_end = gee_difference(data.with_outcome(data.outcome - compliers.ci_low * received), exchangeable=False)
    assert at_end.p == pytest.approx(0.05, abs=1e-3)


def test_an_interval_without_end_is_said() -> None:
    effect = complier_effect(plain(SUPPORT, COMPARISON, received=[1.0, 0, 0, 0, 0, 0] + [0.0] * 5))
    assert math.isinf(effect.ci_low)
    assert "no end" in effect.notes[-1]


@pytest.mark.parametrize("received", [None, [1.0] * 11, [1.0] * 6 + [float("nan")] + [0.0] * 4])
def test_compliers_need_to_be_known_and_to_differ(received: list[float] | None) -> None:
    with pytest.raises(InputError, match="support"):
        complier_effect(plain(SUPPORT, COMPARISON, received=received))


def test_a_randomisation_test_over_all_orders_is_fishers_exact_p() -> None:
    data = plain([5.0, 6.0, 7.0], [1.0, 2.0, 3.0])
    rows = np.array([[index in chosen for index in range(6)] for chosen in combinations(range(6), 3)])
    result = randomisation_test(data, lambda random, draws: rows, draws=20, seed=1)
    assert result.statistic == pytest.approx(4)
    # Two of twenty orders are as extreme, this one and its mirror; one more for the draw that was made.
    assert result.p == pytest.approx(3 / 21)


def test_people_without_an_outcome_are_drawn_and_not_counted() -> None:
    data = plain([5.0, 6.0, float("nan")], [1.0, 2.0, 3.0])
    rows = np.array([[index in chosen for index in range(6)] for chosen in combinations(range(6), 3)])
    result = randomisation_test(data, lambda random, draws: rows, draws=20, seed=1)
    assert result.statistic == pytest.approx(3.5)
    with pytest.raises(UsageError, match="drew 5 people, the trial has 6"):
        randomisation_test(data, lambda random, draws: rows[:, :5], draws=20, seed=1)
    with pytest.raises(UsageError, match="at least 19 draws"):
        randomisation_test(data, lambda random, draws: rows, draws=5, seed=1)
