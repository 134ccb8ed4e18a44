"""Weighted least squares with moderators: every sum that the estimators of tau² and the models ask for.

Vocabulary. X has a row a study and a column a coefficient; W is the diagonal of the weights wᵢ; P = W − WX(X'WX)⁻¹X'W.
With the QR decomposition √W X = QR and M = I − QQ', P is √W M √W. Neither P nor M is ever made: hᵢ = Σ Qᵢⱼ² and a few
p by p products give every trace, so that k studies need memory for k·p numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

__all__ = ["WeightedFit", "fit_at"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class WeightedFit:
    """The fit at one set of weights. `Q` is of shape (k, p), `R` of (p, p)."""

    yi: Floats
    X: Floats
    weights: Floats
    Q: Floats
    R: Floats

    @cached_property
    def beta(self) -> Floats:
        """Coefficients (X'WX)⁻¹X'Wy."""
        solved: Floats = np.linalg.solve(self.R, self.Q.T @ (np.sqrt(self.weights) * self.yi)).astype(np.float64)
        return solved

    @cached_property
    def residuals(self) -> Floats:
        """y − Xb."""
        left: Floats = self.yi - self.X @ self.beta
        return left

    @cached_property
    def covariance(self) -> Floats:
        """(X'WX)⁻¹, the covariance of the coefficients where W is the inverse of the variances."""
        inverse = np.linalg.inv(self.R)
        product: Floats = inverse @ inverse.T
        return product

    @cached_property
    def leverage(self) -> Floats:
        """Diagonal of the hat matrix."""
        sums: Floats = np.einsum("ij,ij->i", self.Q, self.Q)
        return sums

    @cached_property
    def q(self) -> float:
        """y'Py = Σ w r²."""
        return float(self.weights @ self.residuals**2)

    @cached_property
    def q2(self) -> float:
        """y'PPy = Σ w² r²."""
        return float(self.weights**2 @ self.residuals**2)

    @cached_property
    def trace_p(self) -> float:
        """tr P = Σ w (1 − h)."""
        return float(self.weights @ (1 - self.leverage))

    @cached_property
    def trace_pp(self) -> float:
        """tr PP."""
        return self.trace_product(np.ones_like(self.weights), np.ones_like(self.weights))

    def trace_product(self, left: Floats, right: Floats) -> float:
        """tr(P D P E) for diagonal D and E, given as `left` and `right` of shape (k,)."""
        u, v = self.weights * left, self.weights * right
        across = float(np.sum((self.Q.T @ (u[:, None] * self.Q)) * (self.Q.T @ (v[:, None] * self.Q))))
        return float((u * v) @ (1 - 2 * self.leverage)) + across

    def trace_with(self, diagonal: Floats) -> float:
        """tr(P D) for a diagonal D."""
        return float((self.weights * diagonal) @ (1 - self.leverage))

    @cached_property
    def log_det(self) -> float:
        """ln |X'WX|."""
        return 2 * float(np.log(np.abs(np.diag(self.R))).sum())

    @cached_property
    def restricted(self) -> float:
        """The restricted log likelihood, without the terms that do not depend on the weights."""
        return 0.5 * (float(np.log(self.weights).sum()) - self.log_det - self.q)

    @cached_property
    def full(self) -> float:
        """The full log likelihood, without its constant."""
        return 0.5 * (float(np.log(self.weights).sum()) - self.q)


def fit_at(yi: Floats, X: Floats, weights: Floats) -> WeightedFit:
    """The fit of `yi`, shape (k,), on `X`, shape (k, p), with `weights`, shape (k,).

    >>> float(fit_at(np.array([1.0, 3.0]), np.ones((2, 1)), np.array([1.0, 3.0])).beta[0])
    2.5
    """
    Q, R = np.linalg.qr(np.sqrt(weights)[:, None] * X)
    return WeightedFit(yi, X, weights, Q, R)
