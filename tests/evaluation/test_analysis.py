"""Differences between arms by each model, against a case that can be worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from alongside.errors import UsageError
from alongside.evaluation.analysis import (
    TrialData,
    cluster_level_difference,
    gee,
    gee_difference,
    marginal_effects,
    mean_difference,
    mixed,
    trial_data,
)
from trial_cases import COMPARISON, SUPPORT, plain, trial


def test_an_individually_randomised_difference_is_the_t_test() -> None:
    effect = mean_difference(plain(SUPPORT, COMPARISON), "individual")
    t = stats.ttest_ind(SUPPORT, COMPARISON)
    assert effect.estimate == pytest.approx(np.mean(SUPPORT) - np.mean(COMPARISON))
    assert effect.p == pytest.approx(t.pvalue)
    assert effect.df == pytest.approx(9)
    assert (effect.ci_low, effect.ci_high) == pytest.approx(tuple(t.confidence_interval()))


def test_calling_the_arms_otherwise_turns_nothing_round() -> None:
    data = trial()
    renamed = trial_data(
        data.person,
        ["zebra" if arm == "0" else "ape" for arm in data.arm],
        data.outcome,
        support="zebra",
        comparison="ape",
        covariates=data.covariates,
        group=data.group,
    )
    assert mean_difference(renamed, "partially-nested").estimate == mean_difference(data, "partially-nested").estimate
    turned = trial_data(data.person, data.arm, data.outcome, support="1", comparison="0", covariates=data.covariates)
    assert mean_difference(turned, "individual").estimate == pytest.approx(
        -mean_difference(data, "individual").estimate
    )


def test_both_kinds_of_degrees_of_freedom_are_reported_and_the_default_is_named() -> None:
    effect = mean_difference(trial(), "partially-nested")
    assert set(effect.alternatives) == {"kenward-roger", "satterthwaite"}
    assert effect.method.endswith("kenward-roger degrees of freedom")
    assert effect.alternatives["kenward-roger"][1] == effect.df
    satterthwaite = mean_difference(trial(), "partially-nested", method="satterthwaite")
    assert satterthwaite.alternatives["satterthwaite"][1] == satterthwaite.df
    with pytest.raises(UsageError, match="kenward-roger or satterthwaite"):
        mean_difference(trial(), "partially-nested", method="normal")


def test_groups_widen_the_interval_and_give_an_icc() -> None:
    data = trial(sd=1.0)
    nested, alone = mean_difference(data, "partially-nested"), mean_difference(data, "individual")
    assert nested.ci_high - nested.ci_low > alone.ci_high - alone.ci_low
    shared = nested.variances["groups"]
    assert nested.icc == pytest.approx(shared / (shared + nested.variances["people with support"]))


def test_clusters_of_one_size_are_compared_by_the_t_test_of_their_means() -> None:
    random = np.random.default_rng(4)
    code = np.repeat(np.arange(8), 5)
    y = random.standard_normal(40) + 2 * random.standard_normal(8)[code]
    data = trial_data(
        [str(i) for i in range(40)],
        ["s" if c < 4 else "c" for c in code],
        y,
        support="s",
        comparison="c",
        cluster=[f"c{c}" for c in code],
    )
    means = y.reshape(8, 5).mean(axis=1)
    t = stats.ttest_ind(means[:4], means[4:])
    for effect in (mean_difference(data, "cluster"), cluster_level_difference(data)):
        assert effect.p == pytest.approx(t.pvalue, rel=1e-6)
        assert effect.df == pytest.approx(6, rel=1e-6)


def test_clusters_less_alike_than_by_chance_keep_the_tests_size() -> None:
    random = np.random.default_rng(6)
    code = np.repeat(np.arange(8), 5)
    y = random.standard_normal((8, 5))
    y = (y - 0.9 * y.mean(axis=1, keepdims=True)).ravel()
    data = trial_data(
        [str(i) for i in range(40)],
        ["s" if c < 4 else "c" for c in code],
        y,
        support="s",
        comparison="c",
        cluster=[f"c{c}" for c in code],
    )
    effect = mean_difference(data, "cluster")
    means = y.reshape(8, 5).mean(axis=1)
    assert effect.icc < 0
    assert effect.p == pytest.approx(stats.ttest_ind(means[:4], means[4:]).pvalue, rel=1e-6)


def test_groups_in_one_arm_are_compared_by_welch() -> None:
    data = trial()
    data = TrialData(**{name: getattr(data, name) for name in data.__dataclass_fields__} | {"covariates": {}})
    means = data.outcome[:48].reshape(6, 8).mean(axis=1)
    welch = stats.ttest_ind(means, data.outcome[48:], equal_var=False)
    assert cluster_level_difference(data).p == pytest.approx(welch.pvalue)


def test_estimating_equations_of_people_alone_are_hc2_with_welchs_kind_of_degrees_of_freedom() -> None:
    effect = gee_difference(plain(SUPPORT, COMPARISON))
    n1, n0 = len(SUPPORT), len(COMPARISON)
    se = math.sqrt(np.var(SUPPORT, ddof=1) / n1 + np.var(COMPARISON, ddof=1) / n0)
    # Imbens and Kolesár 2016, the two-sample case under equal variances.
    df = (1 / n1 + 1 / n0) ** 2 / (1 / (n1**2 * (n1 - 1)) + 1 / (n0**2 * (n0 - 1)))
    assert effect.se == pytest.approx(se)
    assert effect.df == pytest.approx(df)


def test_without_covariates_the_marginal_risk_difference_is_the_difference_of_shares() -> None:
    support, comparison = [1.0] * 14 + [0.0] * 6, [1.0] * 8 + [0.0] * 17
    difference, ratio = marginal_effects(plain(support, comparison, "binary"))
    assert difference.estimate == pytest.approx(14 / 20 - 8 / 25)
    assert difference.se == pytest.approx(math.sqrt(0.7 * 0.3 / 19 + 0.32 * 0.68 / 24))
    assert ratio.estimate == pytest.approx(0.7 / 0.32)
    assert ratio.ci_low < ratio.estimate < ratio.ci_high
    assert difference.measure, ratio.measure == ("risk difference", "risk ratio")


def test_counts_give_a_rate_difference_and_ratio() -> None:
    difference, ratio = marginal_effects(plain([2.0, 4, 3, 5, 1], [1.0, 0, 2, 1, 1], "count"))
    assert (difference.measure, ratio.measure) == ("rate difference", "rate ratio")
    assert difference.estimate == pytest.approx(2.0)
    assert ratio.estimate == pytest.approx(3.0)


def test_the_logistic_solution_has_a_score_of_zero() -> None:
    data = trial(kind="binary")
    X, _ = data.design()
    fitted = gee(data.outcome, X, np.arange(data.n), link="logit", exchangeable=False)
    mean = 1 / (1 + np.exp(-X @ fitted.beta))
    assert X.T @ (data.outcome - mean) == pytest.approx(np.zeros(3), abs=1e-6)


def test_an_exchangeable_correlation_is_seen_where_there_is_one() -> None:
    data = trial(seed=2, groups=30, size=8, alone=4, sd=1.0)
    X, _ = data.design()
    fitted = gee(data.outcome, X, mixed.labels(data.group))
    assert fitted.correlation == pytest.approx(0.5, abs=0.15)


@pytest.mark.parametrize("kind", ["binary", "count"])
def test_marginal_effects_allow_for_groups(kind: str) -> None:
    data = trial(kind=kind, sd=1.5)
    difference, ratio = marginal_effects(data)
    alone = TrialData(**{name: getattr(data, name) for name in data.__dataclass_fields__} | {"group": ()})
    assert difference.df < marginal_effects(alone)[0].df
    assert (difference.estimate > 0) == (ratio.estimate > 1)


def test_strata_and_covariates_are_in_the_model() -> None:
    data = trial(stratum=["a", "b"] * 48)
    _, columns = data.design()
    assert columns == ("intercept", "arm", "baseline", "stratum b")
    assert mean_difference(data, "partially-nested").df > 1


@pytest.mark.parametrize(("groups", "near", "is_held"), [(7, 0.5, True), (8, 0.5, False), (8, 0.0, True)])
def test_the_variance_of_eight_groups_may_come_out_below_0_and_that_of_fewer_is_held_there(
    groups: int, near: float, is_held: bool
) -> None:
    random = np.random.default_rng(2)
    support = random.standard_normal((groups, 6))
    support -= (1 - near) * support.mean(axis=1, keepdims=True)  # less alike than by chance
    data = trial_data(
        [str(index) for index in range(groups * 6 + 20)],
        ["support"] * (groups * 6) + ["alone"] * 20,
        [*support.ravel(), *random.standard_normal(20)],
        support="support",
        comparison="alone",
        group=[f"g{index // 6}" for index in range(groups * 6)] + [""] * 20,
    )
    effect = mean_difference(data, "waiting-list")
    [note] = [note for note in effect.notes if "groups" in note]
    if is_held:
        assert effect.variances["groups"] == 0
        assert "estimated as 0" in note
    else:
        assert effect.variances["groups"] < 0
        assert "less alike than by chance" in note
