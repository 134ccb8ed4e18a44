"""How much of an effect is left a year later: closed forms, edges, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from alongside.errors import InputError
from alongside.planning import TwoTimes, effect_kept

EARLY = (0.42, 0.55, 0.61, 0.38, 0.50, 0.47)
LATE = (0.20, 0.31, 0.25, 0.22, 0.18, 0.30)


def pairs(early: tuple[float, ...] = EARLY, late: tuple[float, ...] = LATE, years: float = 1.0) -> list[TwoTimes]:
    """Trials of unequal precision."""
    return [
        TwoTimes(f"trial {number}", before, after, 0.01 * (1 + number), 0.02, years)
        for number, (before, after) in enumerate(zip(early, late, strict=True))
    ]


def test_a_year_apart_it_is_the_ratio_of_weighted_sums_with_fiellers_interval() -> None:
    weights = np.array([1 / (0.01 * (1 + number) + 0.02) for number in range(6)])
    a, b = weights * np.array(LATE), weights * np.array(EARLY)
    assumption = effect_kept(pairs())
    assert assumption.value == pytest.approx(a.sum() / b.sum(), abs=1e-4)
    # Fieller 1954: the roots of (a - k b)^2 = t^2 (var a - 2 k cov + k^2 var b), of the means.
    (saa, sab), (_, sbb) = np.cov(a, b) / 6
    t = stats.t.ppf(0.975, 5)
    low, high = sorted(
        np.roots([b.mean() ** 2 - t**2 * sbb, -2 * (a.mean() * b.mean() - t**2 * sab), a.mean() ** 2 - t**2 * saa]).real
    )
    assert (assumption.low, assumption.high) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))
    assert "in 6 trials" in assumption.source
    assert "trial 0, trial 1" in assumption.source


def test_half_a_year_apart_the_yearly_share_is_the_square() -> None:
    assert effect_kept(pairs(years=0.5)).value == pytest.approx(effect_kept(pairs()).value ** 2, abs=1e-4)


@given(st.floats(0.05, 0.95), st.floats(0.3, 3.0))
def test_an_exact_decay_is_found_whatever_the_gap(share: float, years: float) -> None:
    late = tuple(effect * share**years for effect in EARLY)
    assumption = effect_kept(pairs(EARLY, late, years))
    assert assumption.value == pytest.approx(share, rel=1e-3)
    assert assumption.low in (None, pytest.approx(share, rel=1e-3))


def test_which_direction_is_good_makes_no_difference() -> None:
    turned = effect_kept(pairs(tuple(-value for value in EARLY), tuple(-value for value in LATE)))
    assert turned == effect_kept(pairs())


def test_an_effect_that_grew_is_kept_whole_and_one_that_turned_not_at_all() -> None:
    assert effect_kept(pairs(EARLY, tuple(2 * value for value in EARLY))).value == 1
    assert effect_kept(pairs(EARLY, tuple(-value for value in EARLY))).value == 0


@pytest.mark.parametrize(
    ("trials", "words"),
    [
        (pairs()[:3], "expected 4 trials or more that measured at two times, found 3"),
        (pairs((0.5, -0.6, 0.4, -0.5), (0.1, 0.1, 0.1, 0.1)), "cannot be told from none"),
        (pairs(years=0.0), "trial 0: expected two effects with variances above 0, the later one after"),
        (pairs((math.nan, *EARLY[1:])), "trial 0: expected two effects"),
    ],
)
def test_what_no_share_can_be_told_from_is_one_line(trials: list[TwoTimes], words: str) -> None:
    with pytest.raises(InputError, match=words):
        effect_kept(trials)
