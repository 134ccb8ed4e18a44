"""The variance of the true effects between trials, tau², common to all comparisons.

DL: the method of moments, Q equated to its expectation (DerSimonian & Laird 1986; for networks Jackson, White & Riley
2013, Biom J 55:231, and Rücker & Schwarzer 2014). REML and ML: the root of the likelihood's slope with the largest
likelihood, 0 if that is at the edge (White 2015, Stata J 15:951). With M the covariance that tau² multiplies (1 on the
diagonal and ½ beside it), P = W − WX(X'WX)⁻¹X'W, and L a trial's Laplacian, dL/dtau² = −½ L². So all that is asked of
P and M are traces of L, L² and L³, summed over trials.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from alongside.errors import InputError, UsageError
from alongside.synthesis.brent import zero
from alongside.synthesis.networks.fitting import Fit, fit
from alongside.synthesis.networks.stacks import Floats, NetworkData, scatter

__all__ = ["METHODS", "Tau2", "tau2_of"]

SCAN = 4.0 ** np.arange(-6, 7)
"""Multiples of the typical variance at which the slope of a likelihood is looked at before roots are searched for:
a factor of 4 apart, since likelihoods in tau² are smooth on a scale of log tau²."""

LARGEST_FACTOR = 1e8
"""Beyond so many typical variances a likelihood that still rises has no maximum that data could mean."""


@dataclass(frozen=True, slots=True)
class Tau2:
    """An estimate of tau², its standard error by the expected information (None under DL), and how it was made."""

    value: float
    se: float | None
    method: str


@dataclass(frozen=True, slots=True)
class Slope:
    """A log likelihood at one tau²: up to a constant, its slope and its expected information."""

    loglik: float
    slope: float
    information: float


def tau2_of(data: NetworkData, design: Floats, method: str, common: Fit) -> Tau2 | None:
    """tau² by `method`; None where no degree of freedom is left to estimate it from.

    `common` is the fit at tau² = 0. Raises `UsageError` for an unknown method, `InputError` for a likelihood that
    rises without end (the message carries the last tau²).
    """
    if method not in METHODS:
        raise UsageError(f"method {method!r} is not supported for networks; supported are {', '.join(METHODS)}")
    if common.df == 0:
        return None
    return METHODS[method](data, design, common)


def _moments(data: NetworkData, design: Floats, common: Fit) -> Tau2:
    del data, design
    return Tau2(max(0.0, (common.q - common.df) / common.trace), None, "DL")


def _slope(data: NetworkData, design: Floats, tau2: float, *, restricted: bool) -> Slope:
    fitted = fit(data, tau2, design)
    trials = fitted.weighted.trials
    n = len(data.treatments)
    pull = 0.0
    logs = trace1 = trace2 = 0.0
    squares = [trial @ trial for trial in trials]
    for stack, trial, moment in zip(data.stacks, trials, fitted.weighted.pulls, strict=True):
        rest = moment - np.einsum("kij,kj->ki", trial, fitted.theta[stack.arms])
        pull += 0.5 * float(np.sum(rest * rest))
        logs += float(np.log(stack.values + tau2 / 2).sum())
        trace1 += 0.5 * float(np.trace(trial, axis1=1, axis2=2).sum())
        trace2 += 0.25 * float(np.sum(trial * trial))
    loglik = -0.5 * (logs + fitted.q)
    if not restricted:
        return Slope(loglik, 0.5 * (pull - trace1), 0.5 * trace2)
    loglik -= 0.5 * float(np.linalg.slogdet(design.T @ fitted.weighted.laplacian @ design)[1])
    second = fitted.cov @ (design.T @ scatter(squares, data.stacks, n) @ design)
    cubes = [square @ trial for square, trial in zip(squares, trials, strict=True)]
    third = float(np.sum(fitted.cov * (design.T @ scatter(cubes, data.stacks, n) @ design)))
    trace2 += 0.25 * (float(np.sum(second * second.T)) - 2 * third)
    return Slope(loglik, 0.5 * (pull - fitted.trace), 0.5 * trace2)


def _likelihood(data: NetworkData, design: Floats, *, restricted: bool) -> Tau2:
    typical = float(np.median(np.concatenate([2 * stack.values.ravel() for stack in data.stacks])))

    def slope_at(tau2: float) -> Slope:
        return _slope(data, design, tau2, restricted=restricted)

    grid = [0.0, *(typical * SCAN)]
    slopes = [slope_at(value) for value in grid]
    while slopes[-1].slope > 0:
        if grid[-1] > LARGEST_FACTOR * typical:
            raise InputError(f"expected effects whose variance can be estimated; tau2 still rises at {grid[-1]:g}")
        grid.append(grid[-1] * 16)
        slopes.append(slope_at(grid[-1]))
    peaks = [(slopes[0].loglik, 0.0)] if slopes[0].slope <= 0 else []
    for low, high, left, right in zip(grid, grid[1:], slopes, slopes[1:], strict=False):
        if left.slope > 0 >= right.slope:
            root = zero(lambda value: slope_at(value).slope, low, high, 1e-15 * typical)
            peaks.append((slope_at(root).loglik, root))
    value = max(peaks)[1]
    information = slope_at(value).information
    return Tau2(value, float(information**-0.5) if information > 0 else None, "REML" if restricted else "ML")


METHODS: Mapping[str, Callable[[NetworkData, Floats, Fit], Tau2]] = {
    "DL": _moments,
    "REML": lambda data, design, _: _likelihood(data, design, restricted=True),
    "ML": lambda data, design, _: _likelihood(data, design, restricted=False),
}
"""The estimators by name."""
