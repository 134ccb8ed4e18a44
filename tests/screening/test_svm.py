"""The fit: worked by hand, against a general optimiser, and from another start."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, sparse

from alongside.screening import Hyperplane, fit_svm


def loss(parameters: np.ndarray, matrix: np.ndarray, signs: np.ndarray, costs: np.ndarray) -> float:
    short = np.maximum(0, 1 - signs * (matrix @ parameters[:-1] + parameters[-1]))
    return float(0.5 * parameters @ parameters + costs @ short**2)


def test_two_records_by_hand() -> None:
    # By symmetry w = (t, -t) and b = 0, and t - 2(1 - t) = 0 where both are inside the margin.
    fitted = fit_svm(sparse.eye_array(2, format="csr"), np.array([1.0, -1.0]), np.ones(2))
    np.testing.assert_allclose(fitted.weights, [2 / 3, -2 / 3], rtol=1e-3)
    assert abs(fitted.intercept) < 1e-6


@given(st.integers(0, 10_000), st.floats(0.05, 20))
def test_no_general_optimiser_finds_a_smaller_loss_than_the_tolerance_allows(seed: int, cost: float) -> None:
    rng = np.random.default_rng(seed)
    matrix = rng.random((12, 5)) * (rng.random((12, 5)) < 0.6)
    signs = np.where(rng.random(12) < 0.4, 1.0, -1.0)
    costs = cost * rng.random(12) + 0.01
    fitted = fit_svm(sparse.csr_matrix(matrix), signs, costs)
    ours = loss(np.append(fitted.weights, fitted.intercept), matrix, signs, costs)
    theirs = optimize.minimize(loss, np.zeros(6), (matrix, signs, costs), method="BFGS").fun
    # The loss is strongly convex with modulus 1, so it lies within half the squared length of the gradient.
    pull = 2 * costs * signs
    squared = np.sum((matrix.T @ pull) ** 2) + pull.sum() ** 2
    assert ours <= theirs + 0.5e-6 * squared + 1e-9


def test_another_start_gives_the_same_plane() -> None:
    rng = np.random.default_rng(3)
    matrix, signs = sparse.csr_matrix(rng.random((30, 8))), np.where(rng.random(30) < 0.3, 1.0, -1.0)
    cold = fit_svm(matrix, signs, np.ones(30))
    warm = fit_svm(matrix, signs, np.ones(30), Hyperplane(rng.normal(size=8), 2.0))
    np.testing.assert_allclose(warm.weights, cold.weights, atol=0.02)
