"""A linear support vector machine with squared hinge loss, by Newton's method in the primal (Chapelle 2007).

The loss is ½‖w‖² + ½b² + Σ cᵢ max(0, 1 − yᵢ(w·xᵢ + b))². Its Hessian is I + 2 Σ cᵢ xᵢxᵢᵀ over the records inside the
margin, so a step is a linear system that conjugate gradients solve with products of sparse rows. Started at the last
answer, a decision more costs a step or two.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alongside.errors import AlongsideError

__all__ = ["Hyperplane", "NotConvergedError", "fit_svm"]

MOST_STEPS = 50
"""Newton's steps; the loss is piecewise quadratic, and a handful settles which records are inside the margin."""

TOLERANCE = 1e-3
"""The gradient's length, relative to its length at w = 0, at which the answer stands: ten times finer than where
liblinear (Fan et al. 2008) stops by default."""


class NotConvergedError(AlongsideError):
    """A fit that did not settle; `gradient` is the relative length of the gradient that it ended with."""

    def __init__(self, steps: int, gradient: float) -> None:
        self.gradient = gradient
        super().__init__(
            f"the ranker did not settle in {steps} steps; its gradient was {gradient:.3g} of the first one"
        )


@dataclass(frozen=True, slots=True)
class Hyperplane:
    """Weights of the terms, and the intercept."""

    weights: NDArray[np.float64]
    intercept: float

    def scores(self, matrix: Any) -> NDArray[np.float64]:
        """The distance of each row from the plane, in units of the margin; larger is more likely relevant."""
        return np.asarray(matrix @ self.weights) + self.intercept


def fit_svm(
    matrix: Any, signs: NDArray[np.float64], costs: NDArray[np.float64], start: Hyperplane | None = None
) -> Hyperplane:
    """Fit to k records.

    Parameters
    ----------
    matrix : k × terms, sparse.
    signs : k, +1 for relevant and −1 for irrelevant.
    costs : k, the cost cᵢ of each record.
    start : an answer to start from; the result does not depend on it beyond the tolerance.

    Raises
    ------
    NotConvergedError : after `MOST_STEPS` steps.

    >>> from scipy.sparse import eye_array
    >>> fit_svm(eye_array(2, format="csr"), np.array([1.0, -1.0]), np.array([1.0, 1.0])).weights.round(3)
    array([ 0.667, -0.667])
    """
    turned = matrix.T
    w = np.zeros(matrix.shape[1]) if start is None else start.weights.copy()
    b = 0.0 if start is None else start.intercept
    pull = 2.0 * costs * signs
    zero = float(np.sqrt(np.sum((turned @ pull) ** 2) + np.sum(pull) ** 2))
    loss, inside, gw, gb = _at(matrix, turned, signs, costs, w, b)
    for _ in range(MOST_STEPS):
        length = float(np.sqrt(gw @ gw + gb * gb))
        if length <= TOLERANCE * zero:
            return Hyperplane(w, b)
        dw, db = _newton_step(matrix, turned, 2.0 * costs * inside, gw, gb)
        step = 1.0
        slope = float(gw @ dw + gb * db)
        while True:
            trial = _at(matrix, turned, signs, costs, w + step * dw, b + step * db)
            if trial[0] <= loss + 1e-4 * step * slope or step < 1e-6:  # Armijo (1966)
                break
            step /= 2.0
        w, b = w + step * dw, b + step * db
        loss, inside, gw, gb = trial
    raise NotConvergedError(MOST_STEPS, float(np.sqrt(gw @ gw + gb * gb)) / zero)


def _at(
    matrix: Any, turned: Any, signs: NDArray[np.float64], costs: NDArray[np.float64], w: NDArray[np.float64], b: float
) -> tuple[float, NDArray[np.bool_], NDArray[np.float64], float]:
    """Loss, which records are inside the margin, and the gradient."""
    short = np.maximum(0.0, 1.0 - signs * (matrix @ w + b))
    pull = -2.0 * costs * signs * short
    loss = 0.5 * (float(w @ w) + b * b) + float(costs @ (short * short))
    return loss, short > 0.0, w + turned @ pull, b + float(pull.sum())


def _newton_step(
    matrix: Any, turned: Any, curvature: NDArray[np.float64], gw: NDArray[np.float64], gb: float
) -> tuple[NDArray[np.float64], float]:
    """H d = −g by conjugate gradients, to a tenth of the gradient's length (Dembo and Steihaug 1983)."""
    dw, db = np.zeros_like(gw), 0.0
    rw, rb = -gw, -gb
    pw, pb = rw.copy(), rb
    squared = float(rw @ rw + rb * rb)
    goal = 0.01 * squared
    for _ in range(100):
        inner = curvature * (matrix @ pw + pb)
        hw, hb = pw + turned @ inner, pb + float(inner.sum())
        rate = squared / float(pw @ hw + pb * hb)
        dw += rate * pw
        db += rate * pb
        rw -= rate * hw
        rb -= rate * hb
        before, squared = squared, float(rw @ rw + rb * rb)
        if squared <= goal:
            break
        pw = rw + squared / before * pw
        pb = rb + squared / before * pb
    return dw, db
