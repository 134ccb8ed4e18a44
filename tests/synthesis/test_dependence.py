"""Multilevel models, known covariances and cluster-robust errors."""

from __future__ import annotations

import numpy as np
import pytest

from alongside.errors import InputError, UsageError
from alongside.synthesis import pool
from alongside.synthesis.cluster_robust import robust
from alongside.synthesis.correlated_effects import che
from alongside.synthesis.meta_regression import meta_regression
from alongside.synthesis.multilevel import imputed_covariance, multilevel, nested
from alongside.synthesis.robumeta import robumeta
from alongside.synthesis.structures import Structured

RNG = np.random.default_rng(8)
STUDY = np.repeat(np.arange(12), 3)
VI = RNG.uniform(0.02, 0.1, 36)
YI = 0.3 + RNG.normal(0, 0.3, 12)[STUDY] + RNG.normal(0, 0.2, 36) + RNG.normal(0, np.sqrt(VI))


def dense_likelihood(M: np.ndarray, X: np.ndarray, method: str) -> float:
    """The log likelihood written out with whole matrices."""
    W = np.linalg.inv(M)
    A = X.T @ W @ X
    e = YI - X @ np.linalg.solve(A, X.T @ W @ YI)
    value = -0.5 * (np.linalg.slogdet(M)[1] + e @ W @ e)
    if method == "ML":
        return value - 0.5 * 36 * np.log(2 * np.pi)
    extra = -np.linalg.slogdet(A)[1] + np.linalg.slogdet(X.T @ X)[1]
    return value + 0.5 * extra - 0.5 * 35 * np.log(2 * np.pi)


@pytest.mark.parametrize("method", ["REML", "ML"])
def test_the_likelihood_is_that_of_the_whole_matrix_and_nothing_near_is_higher(method: str) -> None:
    fit = multilevel(YI, VI, nested(STUDY, np.arange(36)), method=method)
    same = (STUDY[:, None] == STUDY[None, :]).astype(float)

    def at(sigma2: np.ndarray) -> float:
        return dense_likelihood(np.diag(VI + sigma2[1]) + sigma2[0] * same, np.ones((36, 1)), method)

    assert fit.loglik == pytest.approx(at(fit.sigma2), rel=1e-12)
    for step in ([1e-3, 0], [0, 1e-3], [-1e-3, 0], [0, -1e-3], [1e-3, -1e-3]):
        assert at(np.maximum(fit.sigma2 + step, 0)) <= fit.loglik


def test_one_effect_a_study_is_the_plain_random_effects_model() -> None:
    fit, plain = multilevel(YI, VI, [np.arange(36)]), pool(YI, VI, test="z")
    assert fit.sigma2[0] == pytest.approx(plain.tau2, rel=1e-8)
    assert fit.beta[0] == pytest.approx(plain.beta, rel=1e-9)
    assert fit.loglik == pytest.approx(plain.loglik, rel=1e-10)


def test_compound_symmetry_is_the_nested_model_in_other_words() -> None:
    levels = np.tile(["a", "b", "c"], 12)
    fit = multilevel(YI, VI, [Structured(levels, STUDY, "CS")])
    plain = multilevel(YI, VI, nested(STUDY, np.arange(36)))
    assert fit.loglik == pytest.approx(plain.loglik, abs=1e-7)
    assert fit.tau2[0] == pytest.approx(plain.sigma2.sum(), rel=1e-3)


@pytest.mark.parametrize("struct", ["ID", "DIAG", "CS", "HCS", "UN", "AR", "CAR"])
def test_a_richer_structure_never_fits_worse(struct: str) -> None:
    inner = np.tile([1, 2, 3], 12) if struct in ("AR", "CAR") else np.tile(["a", "b", "c"], 12)
    rich = multilevel(YI, VI, [Structured(inner, STUDY, struct)])
    poor = multilevel(YI, VI, [Structured(np.tile(["a", "b", "c"], 12), STUDY, "ID")])
    assert rich.loglik >= poor.loglik - 1e-6


def test_a_study_split_in_two_with_the_right_covariance_changes_nothing() -> None:
    whole = multilevel([0.2, 0.6, 0.1, 0.9], [0.1, 0.2, 0.15, 0.1], [[1, 2, 3, 4]])
    # Two halves of study 1, each with twice its variance and independent, say together what it said.
    halves = multilevel([0.2, 0.2, 0.6, 0.1, 0.9], [0.2, 0.2, 0.2, 0.15, 0.1], [[1, 1, 2, 3, 4]])
    assert halves.beta[0] == pytest.approx(whole.beta[0], rel=1e-7)
    assert halves.se[0] == pytest.approx(whole.se[0], rel=1e-7)


def test_robust_errors_of_clusters_of_one_in_a_plain_mean_are_those_by_hand() -> None:
    fit = meta_regression([1.0, 2.0, 4.0], [1, 1, 1], method="EE", test="z")
    e = np.array([1.0, 2.0, 4.0]) - 7 / 3
    assert robust(fit, [1, 2, 3], vcov="CR0").se[0] == pytest.approx(np.sqrt((e**2).sum()) / 3)
    # With equal weights CR2 divides each residual by √(1 − 1/k): the textbook variance of a mean, with k − 1 df.
    cr2 = robust(fit, [1, 2, 3])
    assert cr2.se[0] == pytest.approx(np.std([1.0, 2.0, 4.0], ddof=1) / np.sqrt(3))
    assert cr2.df[0] == pytest.approx(2)


def test_few_degrees_of_freedom_are_said() -> None:
    fit = che(YI[:9], VI[:9], STUDY[:9], np.arange(9))
    assert fit.robust.few
    assert "too few clusters" in fit.sentence()
    assert not che(YI, VI, STUDY, np.arange(36)).robust.few


def test_a_test_of_one_coefficient_is_its_own_t_test_squared() -> None:
    fit = robust(meta_regression(YI, VI, {"x": np.tile([0, 1, 2], 12)}, test="z"), STUDY)
    test = fit.wald([1])
    assert test.stat == pytest.approx(fit.stat[1] ** 2)
    assert test.df2 == pytest.approx(fit.df[1])
    assert test.pval == pytest.approx(fit.pval[1])


def test_what_cannot_be_is_named() -> None:
    with pytest.raises(UsageError, match="rho=1 must lie between -1 and 1"):
        imputed_covariance([1, 1], ["a", "a"], 1)
    with pytest.raises(InputError, match="need two clusters or more, found 1"):
        robust(meta_regression(YI, VI, test="z"), ["a"] * 36)
    with pytest.raises(InputError, match="random effects or V reach over clusters, as from row 1"):
        robust(multilevel(YI, VI, [STUDY]), np.arange(36))
    with pytest.raises(InputError, match="column V: expected a variance above 0, found 0 in row 2"):
        multilevel([1, 2, 3], [1, 0, 1], [[1, 2, 3]])
    with pytest.raises(InputError, match="expected a label for each of 36 effects, found 2"):
        multilevel(YI, VI, [[1, 2]])
    with pytest.raises(InputError, match="column cluster: expected more clusters than coefficients"):
        robumeta(YI[:3], VI[:3], STUDY[:3])
    with pytest.raises(UsageError, match="struct 'XX' is not supported"):
        Structured(["a"], ["b"], "XX")
