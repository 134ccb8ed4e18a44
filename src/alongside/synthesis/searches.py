"""The highest point of a smooth likelihood of a few parameters, and its curvature there."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from alongside.errors import NotConverged
from alongside.synthesis.linear import Floats

__all__ = ["curvature", "highest"]

Height = Callable[[Floats], float]

STEP = 1e-3
"""Of differences, beside each parameter's size: with four points the error is of its fourth power."""


def highest(height: Height, starts: Sequence[Floats], bounds: Sequence[tuple[float | None, float | None]]) -> Floats:
    """Where `height` is greatest within `bounds`: by quasi-Newton steps from each start, and a simplex around the best.

    Raises NotConverged where no start has a finite height.
    """
    from scipy.optimize import minimize

    def depth(theta: Floats) -> float:
        value = height(theta)
        return -value if np.isfinite(value) else 1e10

    best, lowest = None, np.inf
    for start in starts:
        run = minimize(depth, start, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-15, "gtol": 1e-9})
        if run.fun < lowest:
            best, lowest = run.x, float(run.fun)
    if best is None or lowest >= 1e10:
        raise NotConverged("no start led anywhere", state={"starts": len(starts)})
    options = {"xatol": 1e-8, "fatol": 1e-12, "maxiter": 400 * best.size}
    for method, settings in (("Nelder-Mead", options), ("L-BFGS-B", {"ftol": 1e-15, "gtol": 1e-9})):
        run = minimize(depth, best, method=method, bounds=bounds, options=settings)
        if run.fun < lowest:
            best, lowest = run.x, float(run.fun)
    return np.asarray(best, dtype=np.float64)


def curvature(height: Height, point: Floats) -> Floats:
    """The matrix of second derivatives at `point`, by central differences, extrapolated over two step sizes."""
    coarse, fine = (
        _differences(height, point, STEP * factor * np.maximum(np.abs(point), 0.1)) for factor in (2.0, 1.0)
    )
    matrix: Floats = (4 * fine - coarse) / 3
    return matrix


def _differences(height: Height, point: Floats, steps: Floats) -> Floats:
    count = point.size
    matrix = np.empty((count, count))
    middle = height(point)
    for i in range(count):
        up = np.zeros(count)
        up[i] = steps[i]
        matrix[i, i] = (height(point + up) - 2 * middle + height(point - up)) / steps[i] ** 2
        for j in range(i):
            across = np.zeros(count)
            across[j] = steps[j]
            corners = height(point + up + across) - height(point + up - across)
            corners -= height(point - up + across) - height(point - up - across)
            matrix[i, j] = matrix[j, i] = corners / (4 * steps[i] * steps[j])
    return matrix
