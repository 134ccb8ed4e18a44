"""Every analysis against a case that can be worked out by hand, and data that cannot be."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from alongside.errors import AlongsideError, InputError, UsageError
from alongside.evaluation.analysis import (
    TrialData,
    cluster_level_difference,
    complier_effect,
    gee,
    gee_difference,
    impute,
    imputed_effect,
    marginal_effects,
    mean_difference,
    mixed,
    pool_imputations,
    randomisation_test,
    repeated_effects,
    slope_difference,
    stepped_wedge_effect,
    tipping_point,
    trial_data,
)
from alongside.evaluation.analysis.models import prepared_difference


def trial(
    seed: int = 1,
    groups: int = 6,
    size: int = 8,
    alone: int = 48,
    effect: float = 0.5,
    missing: float = 0.0,
    kind: str = "mean",
    sd: float = 0.5,
    **more: object,
) -> TrialData:
    """A partially nested trial; arms are called 1 and 0 the other way round than one might think."""
    random = np.random.default_rng(seed)
    n = groups * size + alone
    support = (np.arange(n) < groups * size).astype(float)
    baseline = random.standard_normal(n)
    shared = np.concatenate([np.repeat(sd * random.standard_normal(groups), size), np.zeros(alone)])
    y = 0.5 * baseline + shared + effect * support + random.standard_normal(n)
    if kind == "binary":
        y = (y > 0).astype(float)
    if kind == "count":
        y = random.poisson(np.exp(0.3 * y)).astype(float)
    y[random.random(n) < missing] = np.nan
    names = [f"g{index // size}" if flag else "" for index, flag in enumerate(support)]
    return trial_data(
        [f"p{index}" for index in range(n)],
        ["0" if flag else "1" for flag in support],
        y,
        support="0",
        comparison="1",
        kind=kind,
        covariates={"baseline": baseline},
        group=names,
        received=support * (random.random(n) < 0.7),
        **more,  # type: ignore[arg-type]  # passed on
    )


def plain(support: list[float], comparison: list[float], kind: str = "mean", **more: object) -> TrialData:
    """A trial without covariates and groups."""
    return trial_data(
        [f"p{index}" for index in range(len(support) + len(comparison))],
        ["s"] * len(support) + ["c"] * len(comparison),
        [*support, *comparison],
        support="s",
        comparison="c",
        kind=kind,
        **more,  # type: ignore[arg-type]  # passed on
    )


SUPPORT = [3.0, 5.0, 4.5, 6.0, 7.0, 5.5]
COMPARISON = [2.0, 4.0, 3.5, 3.0, 1.0]


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
    other = mean_difference(trial(), "partially-nested", method="satterthwaite")
    assert other.alternatives["satterthwaite"][1] == other.df
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
        [str(i) for i in range(40)], ["s" if c < 4 else "c" for c in code], y, support="s", comparison="c",
        cluster=[f"c{c}" for c in code],
    )  # fmt: skip
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


def analysis(data: TrialData):  # type: ignore[no-untyped-def]
    return prepared_difference(data, "partially-nested")


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


def test_strata_and_covariates_are_in_the_model() -> None:
    data = trial(stratum=["a", "b"] * 48)
    _, columns = data.design()
    assert columns == ("intercept", "arm", "baseline", "stratum b")
    assert mean_difference(data, "partially-nested").df > 1


def bad(**changes: object) -> object:
    fields: dict[str, object] = {
        "person": ["a", "b", "c", "d"],
        "arm": ["s", "s", "c", "c"],
        "outcome": [1.0, 2.0, 3.0, 4.0],
        "support": "s",
        "comparison": "c",
    }
    return trial_data(**(fields | changes))  # type: ignore[arg-type]  # wrong on purpose


NAN = float("nan")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"person": ["a", "b", "a", "d"]}, "row 3: expected one row a person; 'a' is in row 1 as well"),
        ({"arm": ["s", "c", "c", "c"]}, "expected at least 2 people an arm; 's' has 1"),
        ({"arm": ["c", "c", "c", "c"]}, "nobody is in the arm 's'"),
        ({"comparison": "s"}, "two different arms"),
        ({"limits": (0, 3)}, "row 4, column outcome: expected 0 to 3, found 4"),
        ({"kind": "binary"}, "row 2, column outcome: expected 0 or 1, found 2"),
        ({"kind": "count", "outcome": [1, 2, 0.5, 4]}, "expected a whole number from 0, found 0.5"),
        ({"kind": "score"}, "expected an outcome of kind"),
        ({"outcome": [NAN, NAN, 3.0, 4.0]}, "all outcomes are missing in the arm 's'"),
        ({"outcome": [1.0, NAN, 3.0, 4.0]}, "expected at least 2 outcomes an arm; 's' has 1"),
        ({"cluster": ["x", "y", "x", "z"]}, "cluster 'x' is in two arms, 's' and 'c'"),
        ({"cluster": ["x", "y", "", "z"]}, "expected the cluster of every person"),
        ({"group": ["x", "x", "x", ""]}, "group 'x' is in two arms"),
        ({"stratum": ["n", "n", "n", "n"], "strata": ["n", "s"]}, "stratum 's' has nobody"),
        ({"stratum": ["n", "n", "n", "m"], "outcome": [1.0, 2, 3, NAN]}, "in stratum 'm' nobody has an outcome"),
        ({"covariates": {"age": [NAN] * 4}}, "column age: expected at least one value"),
    ],
    ids=str,
)
def test_data_that_cannot_be_are_one_clear_line(changes: dict[str, object], words: str) -> None:
    with pytest.raises(AlongsideError, match=words) as caught:
        bad(**changes)
    assert "\n" not in str(caught.value)


def test_missing_covariates_and_further_arms_are_counted() -> None:
    data = trial_data(
        list("abcdef"),
        ["s", "s", "c", "c", "x", "x"],
        [1.0, 2, 3, 4, 5, 6],
        support="s",
        comparison="c",
        covariates={"age": [1.0, 3.0, NAN, 2.0, 100.0, 100.0]},
    )
    assert data.n == 4
    assert data.covariates["age"].tolist() == [1, 3, 2, 2]
    assert data.notes == ("2 people in further arms are left out", "age: 1 missing values filled with the mean of all")


@pytest.mark.parametrize(
    ("design", "group", "words"),
    [
        ("partially-nested", (), "the group or supporter of everybody"),
        ("partially-nested", ("g", "", "", ""), "the group or supporter of everybody"),
        ("partially-nested", ("g", "g", "", ""), "at least 2 groups"),
        ("partially-nested", ("g", "h", "", ""), "every group has one person"),
        ("cluster", (), "at least 4 clusters"),
        ("crossover", (), "expected a design of"),
    ],
)
def test_a_design_without_what_it_needs_is_refused(design: str, group: tuple[str, ...], words: str) -> None:
    with pytest.raises(AlongsideError, match=words):
        mean_difference(bad(group=group), design)  # type: ignore[arg-type]  # made above


def test_an_arm_where_everybody_has_the_same_outcome_has_no_ratio() -> None:
    with pytest.raises(InputError, match="everybody has the same outcome"):
        marginal_effects(plain([0.0] * 5, [1.0, 0, 1, 0], "binary"))
    with pytest.raises(UsageError, match="mean difference"):
        marginal_effects(plain(SUPPORT, COMPARISON))
    with pytest.raises(UsageError, match="marginal effect"):
        mean_difference(plain([1.0, 2], [3.0, 4], "count"), "individual")


def test_separation_has_no_solution_and_says_so() -> None:
    X = np.column_stack([np.ones(8), np.arange(8) > 3])
    with pytest.raises(AlongsideError, match="no solution"):
        gee((np.arange(8) > 3).astype(float), X, np.arange(8), link="logit")
    with pytest.raises(UsageError, match="identity, logit, log"):
        gee(np.ones(8), X, np.arange(8), link="probit")


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    groups=st.integers(2, 5),
    size=st.integers(2, 5),
    alone=st.integers(2, 12),
    kind=st.sampled_from(["mean", "binary", "count"]),
)
def test_a_tiny_trial_gives_numbers_or_one_line_and_nothing_between(
    seed: int, groups: int, size: int, alone: int, kind: str
) -> None:
    random = np.random.default_rng(seed)
    n = groups * size + alone
    values = {
        "mean": random.integers(0, 4, n),
        "binary": random.random(n) < random.random(),
        "count": random.poisson(1, n),
    }
    outcome = values[kind].astype(float)
    outcome[random.random(n) < 0.25] = np.nan
    try:
        data = trial_data(
            [str(index) for index in range(n)], ["s"] * (n - alone) + ["c"] * alone, outcome, support="s",
            comparison="c", kind=kind, covariates={"baseline": random.integers(0, 3, n)},
            group=[f"g{index // size}" if index < n - alone else "" for index in range(n)],
            received=np.where(np.arange(n) < n - alone, random.random(n) < 0.6, False),
        )  # fmt: skip
    except InputError:
        return
    visits = {"a": data.outcome, "b": data.outcome + random.standard_normal(data.n)}
    for analyse in (
        lambda: [mean_difference(data, "partially-nested")],
        lambda: [cluster_level_difference(data)],
        lambda: [gee_difference(data)],
        lambda: marginal_effects(data),
        lambda: [imputed_effect(data, analysis, m=3, seed=1)],
        lambda: [complier_effect(data)],
        lambda: repeated_effects(data, visits).effects,
    ):
        try:
            effects = analyse()
        except AlongsideError as error:
            assert "\n" not in str(error)
            continue
        for effect in effects:
            assert np.isfinite([effect.estimate, effect.se, effect.df, effect.p]).all()
            assert effect.se > 0
            assert effect.df > 0
