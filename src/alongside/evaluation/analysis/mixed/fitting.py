"""REML: the θ of greatest restricted likelihood, variances held at 0 where that is where they go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from alongside.errors import AlongsideError, InputError
from alongside.evaluation.analysis.mixed.covariance import Batch, Component, Numbers, batches_of
from alongside.evaluation.analysis.mixed.likelihood import State, criterion_at, state_at

__all__ = ["MixedModel", "NotConvergedError", "fit"]

Mask = NDArray[np.bool_]

STEPS = 200
TOLERANCE = 1e-10
"""Of the Newton decrement: twice what the criterion could still fall by, far below what any digit printed shows."""

SINGULAR = 1e-9
"""Least eigenvalue of the information, as correlations, at which parts of the covariance can still be told apart."""

SMALLEST = 1e-8
"""A residual variance below this share of the outcome's variance is none: values within an arm are all the same."""


class NotConvergedError(AlongsideError):
    """REML did not come to rest. `state` is the last state."""

    def __init__(self, message: str, state: State | None) -> None:
        super().__init__(message)
        self.state = state


@dataclass(frozen=True, slots=True)
class MixedModel:
    """A fitted model.

    `free` says of each component whether it was estimated inside its range; one that is not is 0, and the tests go on
    as if the model did not have it. `columns` names the columns of X.
    """

    components: tuple[Component, ...]
    columns: tuple[str, ...]
    state: State
    free: tuple[bool, ...]
    n: int
    steps: int

    @property
    def beta(self) -> Numbers:
        """Coefficients, in the order of `columns`."""
        return self.state.beta

    @property
    def theta(self) -> dict[str, float]:
        """Variances and covariances by name."""
        return {part.name: float(value) for part, value in zip(self.components, self.state.theta, strict=True)}

    @property
    def criterion(self) -> float:
        """−2 × the restricted log-likelihood at its maximum."""
        return self.state.criterion


def fit(
    y: ArrayLike,
    X: ArrayLike,
    components: Sequence[Component],
    columns: Sequence[str],
    *,
    batches: Sequence[Batch] = (),
    start: ArrayLike | None = None,
) -> MixedModel:
    """Fit by Newton steps on the restricted likelihood, Fisher scoring where that is not concave.

    Parameters
    ----------
    y, X : (n,) and (n, p), with nothing missing; X of full rank.
    components : of the covariance.
    columns : names of the columns of X.
    batches : those of `batches_of(components)`, where many outcomes are fitted to one design.
    start : θ to begin at, as a fit to much the same outcome gave it; the maximum is the same.

    Raises
    ------
    InputError : X is not of full rank, or the outcome does not vary.
    NotConvergedError : the last state is with it.
    """
    values, design = np.asarray(y, dtype=float), np.asarray(X, dtype=float)
    n, p = design.shape
    if np.linalg.matrix_rank(design) < p or n <= p:
        raise InputError(
            f"the effect cannot be told from the other columns ({', '.join(columns)}) with {n} values of the outcome"
        )
    scale = float(np.var(values - design @ np.linalg.lstsq(design, values, rcond=None)[0], ddof=p))
    if scale <= SMALLEST**2 * max(float(np.mean(values**2)), np.finfo(float).tiny):
        raise InputError("expected an outcome that varies between people; the model explains every value exactly")
    blocks = tuple(batches) or batches_of(components)
    scaled = values / scale**0.5
    begin = np.array([_start(part) for part in components]) if start is None else np.asarray(start, dtype=float) / scale
    state, free, steps = _climb(scaled, design, blocks, components, begin)
    # Back from the scaled outcome; everything of θ in its own units.
    state = state_at(values, design, blocks, state.theta * scale) or state
    return MixedModel(tuple(components), tuple(columns), state, tuple(bool(flag) for flag in free), n, steps)


def _climb(
    y: Numbers, X: Numbers, batches: Sequence[Batch], components: Sequence[Component], begin: Numbers
) -> tuple[State, Mask, int]:
    bounded = np.array([part.kind in ("variance", "residual") for part in components])
    residual = np.array([part.kind == "residual" for part in components])
    state = state_at(y, X, batches, begin)
    for step in range(STEPS):
        if state is None:
            break
        if (state.theta[residual] < SMALLEST).any():
            raise InputError(
                "expected an outcome that varies between people within each arm and group", column="outcome"
            )
        at_zero = bounded & (state.theta <= 0) & (state.score <= 0)
        free = ~at_zero
        gradient = state.score[free]
        direction = _direction(state, free, gradient)
        if float(gradient @ direction) < TOLERANCE:
            # One whole step more, which near the top squares what is left of the way.
            theta = _moved(state.theta, direction, free, (bounded, residual))
            return state_at(y, X, batches, theta) or state, free, step
        following = _improved(y, X, batches, state, direction, free, (bounded, residual))
        if following is None:
            # No step improves: rounding is all that is left, if the slope is flat to that.
            if float(gradient @ direction) < 1e-6:
                return state, free, step
            break
        state = following
    raise NotConvergedError("REML did not converge; the covariance may have too many parts for these data", state)


def _moved(theta: Numbers, direction: Numbers, free: Mask, bounds: tuple[Mask, Mask]) -> Numbers:
    """θ a step on: variances at least 0, those of rows by themselves a little above it."""
    moved = theta.copy()
    moved[free] += direction
    moved[bounds[0]] = np.maximum(moved[bounds[0]], 0.0)
    moved[bounds[1]] = np.maximum(moved[bounds[1]], SMALLEST / 2)
    return moved


def _start(part: Component) -> float:
    return {"residual": 0.8, "variance": 0.2, "shared": 0.2, "covariance": 0.0}[part.kind] / (
        float(np.mean(part.left**2)) if part.kind == "variance" and part.left.any() else 1.0
    )


def _direction(state: State, free: Mask, gradient: Numbers) -> Numbers:
    """Newton's where the likelihood is concave in the free parameters, Fisher's elsewhere."""
    for information in (state.observed, state.expected):
        part = information[np.ix_(free, free)]
        scale = np.sqrt(np.abs(np.diag(part)))
        # As correlations, so that the parts' units have no say in what is nearly singular.
        if (scale > 0).all() and np.linalg.eigvalsh(part / np.outer(scale, scale))[0] > SINGULAR:
            return np.asarray(np.linalg.solve(part, gradient))
    raise NotConvergedError("two parts of the covariance cannot be told apart in these data", state)


def _improved(
    y: Numbers,
    X: Numbers,
    batches: Sequence[Batch],
    state: State,
    direction: Numbers,
    free: Mask,
    bounds: tuple[Mask, Mask],
) -> State | None:
    """The longest of 40 halved steps that improves the likelihood."""
    length = 1.0
    for _ in range(40):
        theta = _moved(state.theta, length * direction, free, bounds)
        if criterion_at(y, X, batches, theta) < state.criterion:
            return state_at(y, X, batches, theta)
        length /= 2
    return None
