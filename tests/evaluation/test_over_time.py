"""Repeated measures, slopes and stepped wedges."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from alongside.errors import InputError, UsageError
from alongside.evaluation.analysis import (
    TrialData,
    repeated_effects,
    slope_difference,
    stepped_wedge_effect,
)
from trial_cases import plain, trial


def repeated(seed: int = 3, missing: float = 0.0) -> tuple[TrialData, dict[str, np.ndarray]]:
    random = np.random.default_rng(seed)
    data = plain(random.standard_normal(20).tolist(), random.standard_normal(22).tolist())
    person = random.standard_normal(42)
    visits = {name: person + random.standard_normal(42) + 0.3 * data.treated for name in ("6", "12")}
    visits["12"][random.random(42) < missing] = np.nan
    return data, visits


def test_with_no_gaps_the_effect_at_each_visit_is_the_difference_there() -> None:
    data, visits = repeated()
    result = repeated_effects(data, visits)
    for visit, effect in zip(result.visits, result.effects, strict=True):
        t = stats.ttest_ind(visits[visit][data.treated == 1], visits[visit][data.treated == 0])
        assert effect.p == pytest.approx(t.pvalue, rel=1e-6)
        assert effect.df == pytest.approx(40, rel=1e-6)
        assert effect.n == (20, 22)
    mean = (visits["6"] + visits["12"]) / 2
    t = stats.ttest_ind(mean[data.treated == 1], mean[data.treated == 0])
    assert result.mean.p == pytest.approx(t.pvalue, rel=1e-6)


def test_with_no_gaps_the_joint_test_is_hotellings() -> None:
    data, visits = repeated()
    Y = np.column_stack(list(visits.values()))
    a, b = Y[data.treated == 1], Y[data.treated == 0]
    S = ((len(a) - 1) * np.cov(a.T) + (len(b) - 1) * np.cov(b.T)) / 40
    gap = a.mean(axis=0) - b.mean(axis=0)
    T2 = 20 * 22 / 42 * gap @ np.linalg.solve(S, gap)
    joint = repeated_effects(data, visits).joint
    assert joint.df_denominator == pytest.approx(39, rel=1e-6)
    assert joint.p == pytest.approx(stats.f.sf(T2 * 39 / (2 * 40), 2, 39), rel=1e-5)


def test_people_with_one_visit_count() -> None:
    data, visits = repeated(missing=0.3)
    result = repeated_effects(data, visits)
    assert result.effects[0].n == (20, 22)
    assert sum(result.effects[1].n) == int((~np.isnan(visits["12"])).sum())


def test_groups_are_in_the_repeated_model_with_an_icc_a_visit() -> None:
    data = trial(sd=1.0, missing=0.1)
    random = np.random.default_rng(99)
    result = repeated_effects(data, {"a": data.outcome + random.standard_normal(data.n), "b": data.outcome})
    assert "groups" in result.effects[0].variances
    assert result.effects[1].icc > result.effects[0].icc > 0


def test_a_difference_in_slope_is_that_of_peoples_own_slopes() -> None:
    data, _ = repeated()
    random = np.random.default_rng(8)
    times = [0.0, 2.0, 5.0]
    Y = (
        random.standard_normal((42, 1))
        + random.standard_normal((42, 1)) * np.array(times)
        + random.standard_normal((42, 3))
    )
    effect = slope_difference(data, {"a": Y[:, 0], "b": Y[:, 1], "c": Y[:, 2]}, times)
    slopes = np.polyfit(times, Y.T, 1)[0]
    t = stats.ttest_ind(slopes[data.treated == 1], slopes[data.treated == 0])
    assert effect.estimate == pytest.approx(slopes[data.treated == 1].mean() - slopes[data.treated == 0].mean())
    assert effect.p == pytest.approx(t.pvalue, rel=1e-5)
    assert effect.df == pytest.approx(40, rel=1e-5)


def test_repeated_measures_need_visits_times_and_outcomes() -> None:
    data, visits = repeated()
    with pytest.raises(UsageError, match="at least 2 visits"):
        repeated_effects(data, {"6": visits["6"]})
    with pytest.raises(UsageError, match="a time for each of 2 visits"):
        slope_difference(data, visits, [1.0, 1.0])
    visits["12"][data.treated == 0] = np.nan
    with pytest.raises(InputError, match="arm 'c' at visit '12'"):
        repeated_effects(data, visits)


def wedge(seed: int = 1, effect: float = 2.0) -> tuple[np.ndarray, np.ndarray, list[str], list[str]]:
    random = np.random.default_rng(seed)
    cluster, period, _ = (part.ravel() for part in np.indices((6, 4, 5)))
    exposed = (period > cluster // 2).astype(float)
    y = random.standard_normal(6)[cluster] + 0.5 * period + effect * exposed + random.standard_normal(len(cluster))
    return y, exposed, [f"c{value}" for value in cluster], [f"t{value}" for value in period]


def test_a_stepped_wedge_tells_the_effect_from_the_passing_of_time() -> None:
    effect = stepped_wedge_effect(*wedge())
    assert effect.ci_low < 2.0 < effect.ci_high
    assert effect.variances["clusters"] > 0
    again = stepped_wedge_effect(*wedge(), person=[str(index) for index in range(120)][:60] * 2)
    assert "people" in again.variances


def test_a_wedge_whose_cluster_is_in_two_arms_at_once_is_refused() -> None:
    y, exposed, cluster, period = wedge()
    exposed[0] = 1
    with pytest.raises(InputError, match="cluster 'c0' is in two arms in period 't0'"):
        stepped_wedge_effect(y, exposed, cluster, period)
