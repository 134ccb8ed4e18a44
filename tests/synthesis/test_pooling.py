"""Pooling: the estimators, the tests, the edges."""

from __future__ import annotations

import math
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from alongside.errors import InputError, UsageError
from alongside.synthesis import Pooled, effect_size, pool
from alongside.synthesis.heterogeneity import ESTIMATORS, maxima, weigh
from alongside.synthesis.pooling import METAFOR_TOL

# Colditz et al. 1994, JAMA 271:698: cases of tuberculosis among vaccinated and not vaccinated people.
BCG = {
    "ai": [4, 6, 3, 62, 33, 180, 8, 505, 29, 17, 186, 5, 27],
    "n1i": [123, 306, 231, 13598, 5069, 1541, 2545, 88391, 7499, 1716, 50634, 2498, 16913],
    "ci": [11, 29, 11, 248, 47, 372, 10, 499, 45, 65, 141, 3, 29],
    "n2i": [139, 303, 220, 12867, 5808, 1451, 629, 88391, 7277, 1665, 27338, 2341, 17854],
}

studies = st.lists(st.tuples(st.floats(-5, 5, allow_subnormal=False), st.floats(0.01, 4)), min_size=2, max_size=12).map(
    lambda pairs: (np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs]))
)
every_method = pytest.mark.parametrize("method", list(ESTIMATORS))


def test_bcg_by_reml_is_as_published() -> None:
    # Viechtbauer 2010, J Stat Softw 36(3), section 3.2
    es = effect_size("RR", **BCG)
    fit = pool(es.yi, es.vi, method="REML", test="z")
    assert [round(x, 4) for x in (fit.beta, fit.se, fit.stat, fit.ci_lb, fit.ci_ub)] == [
        -0.7145,
        0.1798,
        -3.9744,
        -1.0669,
        -0.3622,
    ]
    assert fit.tau2 is not None
    assert fit.se_tau2 is not None
    assert (round(fit.tau2, 4), round(fit.se_tau2, 4)) == (0.3132, 0.1664)
    assert fit.i2 == pytest.approx(92.22, abs=0.005)
    assert fit.h2 == pytest.approx(12.86, abs=0.005)
    assert fit.q == pytest.approx(152.233, abs=0.0005)


def test_three_studies_of_one_variance_by_hand() -> None:
    # yi = 0, 2, 4, vi = 1: mean 2, Q = 8, df 2. All three estimators give the sample variance 4 minus 1.
    for method in ("DL", "PM", "REML"):
        fit = pool([0, 2, 4], [1, 1, 1], method=method, test="knha")
        assert fit.tau2 == pytest.approx(3, rel=1e-12)
        assert fit.beta == pytest.approx(2)
        assert fit.se == pytest.approx(math.sqrt(4 / 3))
        assert fit.i2 == pytest.approx(75)
        assert fit.h2 == pytest.approx(4)
        half = stats.t.isf(0.025, 2)
        assert fit.ci_ub == pytest.approx(2 + half * math.sqrt(4 / 3))
        assert fit.pi_ub == pytest.approx(2 + half * math.sqrt(3 + 4 / 3))
        assert (fit.q, fit.df) == (pytest.approx(8), 2)


def test_equal_effects_have_no_tau2_to_estimate_and_predict_nothing() -> None:
    fit = pool([0, 2, 4], [1, 1, 1], method="FE", test="z")
    assert (fit.method, fit.tau2, fit.se_tau2, fit.pi_lb, fit.pi_ub) == ("EE", 0.0, None, None, None)
    assert fit.i2 == pytest.approx(75)
    assert fit.h2 == pytest.approx(4)
    assert pool([0, 0.1], [1, 1], method="CE", test="z").i2 == 0


def dense_restricted(yi: np.ndarray, vi: np.ndarray, tau2: float) -> float:
    """The restricted log likelihood by matrices, as the textbook writes it."""
    k = yi.size
    V = np.diag(vi + tau2)
    X = np.ones((k, 1))
    W = np.linalg.inv(V)
    P = W - W @ X @ np.linalg.inv(X.T @ W @ X) @ X.T @ W
    logs = np.linalg.slogdet(V)[1] + np.linalg.slogdet(X.T @ W @ X)[1] - np.linalg.slogdet(X.T @ X)[1]
    return -0.5 * ((k - 1) * math.log(2 * math.pi) + logs + yi @ P @ yi)


@given(studies)
@settings(max_examples=40, deadline=None)
def test_reml_stands_on_the_highest_point_of_the_restricted_likelihood(data: tuple[np.ndarray, np.ndarray]) -> None:
    yi, vi = data
    fit = pool(yi, vi, method="REML", test="z")
    assert fit.tau2 is not None
    assert fit.loglik == pytest.approx(dense_restricted(yi, vi, fit.tau2), rel=1e-9, abs=1e-9)
    others = [0.0, *np.geomspace(1e-6, 1e3, 60)]
    assert all(dense_restricted(yi, vi, t) <= fit.loglik + 1e-9 for t in others)


@given(studies)
@settings(max_examples=40, deadline=None)
def test_paule_mandel_solves_its_equation_or_is_zero(data: tuple[np.ndarray, np.ndarray]) -> None:
    yi, vi = data
    fit = pool(yi, vi, method="PM", test="z")
    assert fit.tau2 is not None
    q = weigh(yi, vi, fit.tau2).q
    if fit.tau2:
        assert q == pytest.approx(yi.size - 1, rel=1e-9)
    else:
        assert q <= yi.size - 1 + 1e-9


def test_of_two_maxima_the_higher_is_taken() -> None:
    # Two precise studies that agree, and imprecise ones that do not: one maximum at 0, one far out.
    rng = np.random.default_rng(6)
    twin_peaks = []
    for _ in range(400):
        vi = 10 ** rng.uniform(-4, 1, 5)
        yi = rng.normal(0, np.sqrt(vi + 10 ** rng.uniform(-3, 0.5)))
        if len(maxima(yi, vi)) > 1:
            twin_peaks.append((yi, vi))
    assert twin_peaks, "the search above is meant to meet some"
    for yi, vi in twin_peaks:
        fit = pool(yi, vi, test="z")
        assert fit.loglik is not None
        best = max(dense_restricted(yi, vi, t) for t in (0.0, *np.geomspace(1e-7, 1e3, 400)))
        assert fit.loglik >= best - 1e-9


@every_method
@given(data=studies, shift=st.floats(-100, 100))
@settings(max_examples=15, deadline=None)
def test_a_shift_of_all_effects_moves_the_mean_and_nothing_else(
    method: str, data: tuple[np.ndarray, np.ndarray], shift: float
) -> None:
    yi, vi = data
    fit_a, fit_b = pool(yi, vi, method=method), pool(yi + shift, vi, method=method)
    assert fit_b.beta - shift == pytest.approx(fit_a.beta, abs=1e-7)
    assert fit_b.tau2 == pytest.approx(fit_a.tau2, rel=1e-5, abs=1e-7)
    assert fit_b.se == pytest.approx(fit_a.se, rel=1e-5, abs=1e-7)


@every_method
@given(data=studies, factor=st.sampled_from([1e-9, 1e-3, 7.0, 1e6]))
@settings(max_examples=15, deadline=None)
def test_another_unit_changes_every_figure_by_its_power(
    method: str, data: tuple[np.ndarray, np.ndarray], factor: float
) -> None:
    yi, vi = data
    fit_a, fit_b = pool(yi, vi, method=method), pool(yi * factor, vi * factor**2, method=method)
    assert fit_b.beta / factor == pytest.approx(fit_a.beta, rel=1e-7, abs=1e-9)
    assert fit_b.se / factor == pytest.approx(fit_a.se, rel=1e-6, abs=1e-9)
    assert fit_b.tau2 is not None
    assert fit_b.tau2 / factor**2 == pytest.approx(fit_a.tau2, rel=1e-6, abs=1e-9)
    assert fit_b.i2 == pytest.approx(fit_a.i2, rel=1e-6, abs=1e-6)


@every_method
@given(data=studies, seed=st.integers(0, 1000))
@settings(max_examples=15, deadline=None)
def test_neither_order_nor_sign_matters(method: str, data: tuple[np.ndarray, np.ndarray], seed: int) -> None:
    yi, vi = data
    order = np.random.default_rng(seed).permutation(yi.size)
    fit_a, fit_b, fit_c = (
        pool(yi, vi, method=method),
        pool(yi[order], vi[order], method=method),
        pool(-yi, vi, method=method),
    )
    assert fit_b.beta == pytest.approx(fit_a.beta, rel=1e-9, abs=1e-10)
    assert fit_b.weights == pytest.approx(fit_a.weights[order], rel=1e-6)
    assert fit_c.beta == pytest.approx(-fit_a.beta, rel=1e-9, abs=1e-10)
    assert fit_c.tau2 == pytest.approx(fit_a.tau2, rel=1e-6, abs=1e-10)
    assert (fit_c.ci_lb, fit_c.ci_ub) == (pytest.approx(-fit_a.ci_ub, abs=1e-8), pytest.approx(-fit_a.ci_lb, abs=1e-8))


def test_one_study_is_shown_and_nothing_is_pooled() -> None:
    fit = pool([0.4], [0.04], test="z")
    assert (fit.k, fit.beta, fit.se) == (1, 0.4, pytest.approx(0.2))
    nothing = (fit.tau2, fit.se_tau2, fit.i2, fit.h2, fit.q, fit.q_p, fit.pi_lb, fit.loglik, fit.aic_reml)
    assert nothing == (None,) * 9
    assert pool([0.4], [0.04], method="EE", test="z").tau2 == 0


def test_one_study_cannot_be_tested_by_how_studies_differ() -> None:
    with pytest.raises(UsageError, match="test='knha' needs two studies or more"):
        pool([0.4], [0.04])


# Two studies 2 apart with variance 0.1 each: Q(tau²) = 2/(0.1 + tau²), so unbiased estimators give 2 − 0.1. ML's is
# 1 − 0.1; HS (20 − 2)/20; SJ 1 × 2/1.1; PMM solves Q = 0.4549, DLIT tau² + 0.1 + tau² = 2, by hand.
BY_HAND = {"EE": 0.0, "ML": 0.9, "HS": 0.9, "SJ": 2 / 1.1, "PMM": 2 / 0.454936423 - 0.1, "DLIT": 0.95}


@every_method
def test_two_studies_can_be_pooled(method: str) -> None:
    fit = pool([1, 3], [0.1, 0.1], method=method)
    assert fit.beta == pytest.approx(2)
    assert fit.df == 1
    assert fit.tau2 == pytest.approx(BY_HAND.get(method, 1.9))


@every_method
def test_identical_studies_have_no_spread(method: str) -> None:
    fit = pool([0.3, 0.3, 0.3], [0.1, 0.2, 0.3], method=method)
    assert (fit.tau2, fit.i2, fit.q, fit.q_p) == (0, 0, 0, 1)
    assert fit.beta == 0.3
    assert (fit.se, fit.stat, fit.p) == (0, math.inf, 0)
    assert math.isnan(pool([0, 0], [1, 1], method=method).stat)
    assert pool([0.3, 0.3], [0.1, 0.1], method=method, test="z").se == pytest.approx(math.sqrt(0.05))


@every_method
def test_variances_far_from_one_keep_their_digits(method: str) -> None:
    small, plain = (pool(np.array([1, 3, 4]) * u, np.array([1, 2, 1]) * u * u, method=method) for u in (2.0**-180, 1.0))
    assert small.beta == plain.beta * 2.0**-180
    assert small.tau2 is not None
    assert plain.tau2 is not None
    assert small.tau2 == plain.tau2 * 2.0**-360
    assert small.i2 == plain.i2


@every_method
def test_a_hundred_thousand_studies_need_memory_for_their_numbers_only(method: str) -> None:
    rng = np.random.default_rng(2)
    vi = rng.uniform(0.01, 0.5, 100_000)
    yi = rng.normal(0.3, np.sqrt(vi + 0.05))
    tracemalloc.start()
    fit = pool(yi, vi, method=method)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * yi.nbytes
    if method not in ("EE", "SJ", "DLIT"):  # SJ is too large, DLIT too small, whatever the number of studies
        assert fit.tau2 == pytest.approx(0.05, abs=0.003)


def test_tau2_can_be_fixed_for_a_sensitivity_analysis() -> None:
    free = pool([0, 2, 4], [1, 1, 2])
    fixed = pool([0, 2, 4], [1, 1, 2], tau2=free.tau2)
    assert (fixed.beta, fixed.se, fixed.se_tau2) == (pytest.approx(free.beta), pytest.approx(free.se), None)
    for method, tau2 in (("REML", -1.0), ("REML", math.nan), ("EE", 1.0)):
        with pytest.raises(UsageError, match="cannot be fixed"):
            pool([0, 2], [1, 1], method=method, tau2=tau2)


def test_the_level_widens_the_intervals() -> None:
    fits = [pool([0, 2, 4], [1, 1, 1], level=level) for level in (0.5, 0.9, 0.99)]
    widths = [fit.ci_ub - fit.ci_lb for fit in fits]
    assert widths == sorted(widths)


def test_the_p_value_far_out_keeps_its_digits() -> None:
    fit = pool([10, 10.001, 10.002], [1e-6, 1e-6, 1e-6], method="EE", test="z")
    assert fit.p == pytest.approx(2 * stats.norm.sf(fit.stat), rel=1e-9) or fit.p == 0
    t = pool([10, 10.1, 10.2, 9.9], [0.01] * 4)
    assert t.df is not None
    assert t.p == pytest.approx(2 * stats.t.sf(t.stat, t.df), rel=1e-9)


def test_the_likelihoods_are_named_by_what_they_are() -> None:
    yi, vi = np.array([0.0, 2.0, 4.0]), np.array([1.0, 1.0, 2.0])
    fit = pool(yi, vi, test="z")
    assert fit.tau2 is not None
    full = stats.norm.logpdf(yi, fit.beta, np.sqrt(vi + fit.tau2)).sum()
    assert fit.loglik_ml == pytest.approx(full)
    assert fit.aic == pytest.approx(4 - 2 * full)
    assert fit.loglik == pytest.approx(dense_restricted(yi, vi, fit.tau2))
    assert fit.aic_reml == pytest.approx(4 - 2 * dense_restricted(yi, vi, fit.tau2))


def test_the_result_is_frozen_and_its_weights_add_to_one() -> None:
    fit: Pooled = pool([0, 2, 4], [1, 1, 2])
    assert fit.weights.sum() == pytest.approx(1)
    with pytest.raises(ValueError, match="read-only"):
        fit.weights[0] = 1
    with pytest.raises(AttributeError):
        fit.beta = 0


@pytest.mark.parametrize(
    ("yi", "vi", "message"),
    [
        ([0, math.nan], [1, 1], "column yi: expected a finite number, found nan in study 2 of 2"),
        ([0, 1], [1, 0], "column vi: expected a finite variance above 0, found 0 in study 2 of 2"),
        ([0, 1], [1, -1], "column vi: expected a finite variance above 0, found -1"),
        ([0, 1], [1], "column vi: expected as many variances as effects, found 1 for 2"),
        ([], [], "column yi: expected at least one study"),
        (["x", 1], [1, 1], "column yi: expected numbers only"),
        ([[0, 1]], [1, 1], "column yi: expected one number a study"),
        ([0, 1], [1e-300, 1], "column vi: expected effects and standard errors within"),
    ],
)
def test_a_number_that_cannot_be_pooled_is_named(yi: list, vi: list, message: str) -> None:
    with pytest.raises(InputError, match=message):
        pool(yi, vi)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "MX"}, "method 'MX' is not supported; supported are EE, DL, PM, REML"),
        ({"test": "t"}, "test 't' is not supported; supported are z, knha"),
        ({"level": 95}, "level=95 must lie between 0 and 1"),
    ],
)
def test_wrong_use_says_what_is_right(options: dict, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        pool([0, 1], [1, 1], **options)


def test_reml_finds_what_a_general_optimiser_finds() -> None:
    yi, vi = np.array([0.1, 0.9, -0.4, 1.5, 0.3]), np.array([0.05, 0.1, 0.2, 0.1, 0.3])
    best = optimize.minimize_scalar(lambda t: -dense_restricted(yi, vi, t), bounds=(0, 10), method="bounded")
    assert pool(yi, vi).tau2 == pytest.approx(best.x, abs=1e-4)


def test_the_adhoc_interval_is_never_narrower_than_that_of_z() -> None:
    # Two studies that all but agree: Knapp and Hartung's factor is far below 1.
    yi, vi = [-0.157, -0.186], [0.0042, 0.086]
    narrow, floored, normal = (pool(yi, vi, method="REML", test=test) for test in ("knha", "adhoc", "z"))
    assert narrow.se < floored.se == pytest.approx(normal.se, rel=1e-15)
    assert floored.df == 1
    assert floored.ci_ub - floored.ci_lb > normal.ci_ub - normal.ci_lb


def test_a_search_that_stops_early_lies_within_its_tolerance_of_the_root() -> None:
    yi, vi = [0.1, 0.9, -0.4, 1.3, 0.2], [0.05, 0.1, 0.02, 0.3, 0.04]
    root = pool(yi, vi, method="PM", test="z").tau2
    early = pool(yi, vi, method="PM", test="z", tol=METAFOR_TOL).tau2
    assert root is not None
    assert early is not None
    assert 0 < abs(early - root) < METAFOR_TOL
    assert pool(yi, vi, method="PM", test="z", tol=1e-13).tau2 == pytest.approx(root, rel=1e-9)


def test_a_tolerance_goes_with_a_search_only() -> None:
    with pytest.raises(UsageError, match="goes with method PM, PMM, REML, ML, EB only"):
        pool([0.1, 0.2], [0.1, 0.1], method="DL", tol=1e-4)
