"""Rubin's rules, imputation by arm, and the tipping point."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.errors import InputError, UsageError
from alongside.evaluation.analysis import (
    impute,
    imputed_effect,
    mean_difference,
    pool_imputations,
    tipping_point,
)
from trial_cases import analysis, trial


def test_rubin_pools_the_printed_example() -> None:
    pooled = pool_imputations([0.30, 0.35, 0.28, 0.41, 0.33], [0.010, 0.011, 0.009, 0.012, 0.010], 58)
    assert pooled.estimate == pytest.approx(0.334)
    assert pooled.total == pytest.approx(0.013436)
    assert pooled.df == pytest.approx(27.93757, abs=5e-6)
    assert pooled.fmi == pytest.approx(0.27600, abs=5e-6)


def test_rubin_of_imputations_that_agree_has_nothing_missing() -> None:
    pooled = pool_imputations([1.0, 1.0], [0.5, 0.5], 20)
    assert (pooled.total, pooled.fmi) == (0.5, 0.0)
    assert pooled.df == pytest.approx(20 * 21 / 23)
    assert math.isinf(pool_imputations([1.0, 1.0], [0.5, 0.5], math.inf).df)


@settings(max_examples=50, deadline=None)
@given(
    estimates=st.lists(st.floats(-5, 5), min_size=2, max_size=30), variance=st.floats(0.01, 10), df=st.floats(3, 500)
)
def test_rubins_degrees_of_freedom_are_never_more_than_the_complete_datas(
    estimates: list[float], variance: float, df: float
) -> None:
    pooled = pool_imputations(estimates, [variance] * len(estimates), df)
    assert pooled.df <= df
    assert pooled.total >= variance * (1 - 1e-9)
    assert 0 <= pooled.fmi <= 1


@pytest.mark.parametrize(
    ("estimates", "variances", "df"), [([1.0], [1.0], 5), ([1.0, 2.0], [1.0, 0.0], 5), ([1, 2], [1, 1], 0)]
)
def test_what_cannot_be_pooled_is_refused(estimates: list[float], variances: list[float], df: float) -> None:
    with pytest.raises(InputError, match="expected"):
        pool_imputations(estimates, variances, df)


def test_with_nothing_missing_imputation_changes_nothing() -> None:
    data = trial()
    assert imputed_effect(data, analysis, m=5, seed=1).estimate == pytest.approx(
        mean_difference(data, "partially-nested").estimate
    )


@pytest.mark.parametrize("kind", ["mean", "binary", "count"])
def test_only_missing_outcomes_are_drawn_and_a_seed_gives_the_same(kind: str) -> None:
    data = trial(kind=kind, missing=0.2)
    copies, again = impute(data, 3, 7), impute(data, 3, 7)
    for copy, same in zip(copies, again, strict=True):
        assert copy.outcome[data.observed].tolist() == data.outcome[data.observed].tolist()
        assert not np.isnan(copy.outcome).any()
        assert copy.outcome.tolist() == same.outcome.tolist()
        if kind != "mean":
            assert (copy.outcome == np.floor(copy.outcome)).all()
    assert copies[0].outcome.tolist() != copies[1].outcome.tolist()


def test_imputation_mends_what_baseline_explains() -> None:
    """Those who felt worst at baseline are gone from the support arm only: adjusted imputation finds the effect."""
    data = trial(seed=11, groups=60, size=8, alone=480, effect=0.5, sd=0.2)
    outcome = data.outcome.copy()
    gone = (data.treated == 1) & (data.covariates["baseline"] < -0.5)
    outcome[gone] = np.nan
    effect = imputed_effect(data.with_outcome(outcome), analysis, m=20, seed=3)
    assert effect.estimate == pytest.approx(mean_difference(data, "partially-nested").estimate, abs=0.12)
    assert effect.se > mean_difference(data, "partially-nested").se
    assert "Barnard and Rubin" in effect.method


def test_a_shift_moves_the_effect_by_the_share_that_is_missing() -> None:
    data = trial(missing=0.2)
    none, shifted = (imputed_effect(data, analysis, m=10, seed=1, delta=delta) for delta in (0.0, 1.0))
    share = (~data.observed[data.treated == 1]).mean()
    assert shifted.estimate - none.estimate == pytest.approx(share, abs=0.06)


def test_the_tipping_point_is_where_the_conclusion_turns() -> None:
    data = trial(seed=5, groups=10, alone=80, effect=1.0, missing=0.15, sd=0.2)
    tip = tipping_point(data, analysis, m=5, seed=2, largest=8)
    assert tip.delta is not None
    assert tip.delta < 0
    at_tip = imputed_effect(data, analysis, m=5, seed=2, delta=tip.delta)
    assert at_tip.p == pytest.approx(0.05, abs=0.005)
    assert [row[0] for row in tip.curve] == pytest.approx(np.linspace(-8, 8, 9).tolist())


def test_no_tipping_point_within_reach_is_none() -> None:
    data = trial(seed=5, groups=10, alone=80, effect=1.5, missing=0.02, sd=0.2)
    assert tipping_point(data, analysis, m=3, seed=2, largest=0.5).delta is None


def test_tipping_needs_something_missing_and_a_mean() -> None:
    with pytest.raises(InputError, match="nothing can tip"):
        tipping_point(trial(), analysis, m=3, seed=1, largest=1)
    with pytest.raises(UsageError, match="is of a mean"):
        tipping_point(trial(kind="binary", missing=0.1), analysis, m=3, seed=1, largest=1)
    with pytest.raises(UsageError, match="odd number"):
        tipping_point(trial(missing=0.1), analysis, m=3, seed=1, largest=1, points=4)
