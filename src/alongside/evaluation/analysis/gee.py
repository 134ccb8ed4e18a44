"""Generalised estimating equations with an exchangeable correlation, corrected for few clusters.

Liang and Zeger (1986); the sandwich corrected by (I − H)^(−1/2) (Kauermann and Carroll 2001); degrees of freedom of a
contrast by matching two moments of its variance under the working model (Bell and McCaffrey 2002, for the linearised
model): (tr M)² / tr M², so that people without a group, who are clusters of one, do not count as so many groups.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from alongside.errors import AlongsideError, InputError, UsageError
from alongside.evaluation.analysis.data import Numbers

__all__ = ["LINKS", "EstimatingEquations", "gee"]

STEPS = 100
TOLERANCE = 1e-10

LEAST_CORRELATION_GAP = 1e-6
"""How near the working correlation may come to where a cluster's matrix is singular."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link: the mean and its slope at a linear predictor, and the variance at a mean."""

    mean: Callable[[Numbers], Numbers]
    slope: Callable[[Numbers], Numbers]
    variance: Callable[[Numbers], Numbers]


def _logistic(eta: Numbers) -> Numbers:
    from scipy import special

    return np.asarray(special.expit(eta))


LINKS = {
    "identity": Link(lambda eta: eta, np.ones_like, np.ones_like),
    "logit": Link(_logistic, lambda eta: _logistic(eta) * _logistic(-eta), lambda mean: mean * (1 - mean)),
    "log": Link(
        lambda eta: np.exp(np.minimum(eta, 500.0)), lambda eta: np.exp(np.minimum(eta, 500.0)), lambda mean: mean
    ),
}
"""Normal, binomial and Poisson variances with their canonical links."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Clusters of one size at the solution: D (c, m, p), W = V⁻¹ and root of V (c, m, m), residuals (c, m)."""

    D: Numbers
    W: Numbers
    root: Numbers
    residual: Numbers


@dataclass(frozen=True, slots=True)
class EstimatingEquations:
    """A solution: coefficients, working correlation and scale; `variance_of` gives the corrected variance of l'β."""

    beta: Numbers
    correlation: float
    scale: float
    link: str
    clusters: int
    Phi: Numbers
    units: tuple[Unit, ...]

    def variance_of(self, contrast: ArrayLike) -> tuple[float, float]:
        """The corrected variance of a contrast and its degrees of freedom: see `parts_of`."""
        parts, df = self.parts_of(contrast)
        return float(parts @ parts), df

    def parts_of(self, contrast: ArrayLike) -> tuple[Numbers, float]:
        """Each cluster's corrected part of l'β, whose squares add up to its variance, and the degrees of freedom.

        Raises `InputError` where a cluster alone decides a coefficient, so that its part cannot be corrected.
        """
        l = np.asarray(contrast, dtype=float)  # noqa: E741  (the papers' symbol)
        parts, trace, trace2, inner = [], 0.0, 0.0, np.zeros_like(self.Phi)
        for unit in self.units:
            g = self._weights(unit, l)
            parts.append((g * unit.residual).sum(axis=1))
            gV = (g[:, None, :] @ unit.root)[:, 0]
            squares = (gV**2).sum(axis=1)
            U = (g[:, None, :] @ unit.D)[:, 0]
            leverage = ((U @ self.Phi) * U).sum(axis=1)
            trace += float((squares - leverage).sum())
            trace2 += float((squares**2 - 2 * squares * leverage).sum())
            inner += U.T @ U
        trace2 += float(np.trace(self.Phi @ inner @ self.Phi @ inner))
        if trace2 <= 0 or trace <= 0:
            raise InputError("the effect rests on single clusters, its variance cannot be estimated", column="cluster")
        return np.concatenate(parts), trace**2 / trace2

    def _weights(self, unit: Unit, l: Numbers) -> Numbers:  # noqa: E741  (the papers' symbol)
        """g with g'r the cluster's part of l'(β̂ − β): l'Φ D'V⁻¹ (I − H)^(−1/2)."""
        inverse = np.linalg.inv(unit.root)
        scaled = inverse @ unit.D
        values, vectors = np.linalg.eigh(np.eye(scaled.shape[1]) - scaled @ self.Phi @ scaled.swapaxes(1, 2))
        if (values < 1e-8).any():
            raise InputError("a coefficient rests on one cluster alone, so the sandwich cannot be corrected")
        half = (vectors / np.sqrt(values)[:, None, :]) @ vectors.swapaxes(1, 2)
        left = np.einsum("p,pq,ciq->ci", l, self.Phi, scaled)
        return np.asarray(np.einsum("ci,cij,cjk->ck", left, half, inverse))


def gee(
    y: ArrayLike, X: ArrayLike, cluster: ArrayLike, *, link: str = "identity", exchangeable: bool = True
) -> EstimatingEquations:
    """Solve the estimating equations.

    Parameters
    ----------
    y, X : (n,) and (n, p), nothing missing.
    cluster : (n,) whole numbers from 0, as `mixed.labels` gives them; a person alone is a cluster of one.
    exchangeable : one correlation within all clusters; False is working independence.

    Raises
    ------
    InputError : X is not of full rank; AlongsideError : no solution (separation), with the last coefficients named.
    """
    if link not in LINKS:
        raise UsageError(f"expected a link of {', '.join(LINKS)}; found {link!r}")
    values, design, code = np.asarray(y, dtype=float), np.asarray(X, dtype=float), np.asarray(cluster)
    if np.linalg.matrix_rank(design) < design.shape[1] or len(design) <= design.shape[1]:
        raise InputError("the effect cannot be told from the other columns")
    rows = _stacks(code)
    beta, rho, scale = _start(values, design, link), 0.0, 1.0
    for _ in range(STEPS):
        Phi, step, decrement = _step(values, design, rows, beta, rho, scale, LINKS[link])
        beta = beta + step
        if not np.isfinite(beta).all() or (link != "identity" and np.abs(design @ beta).max() > 40):
            break
        updated, scale = _moments(values, design, rows, beta, LINKS[link])
        still = abs(updated - rho) < 1e-9 or not exchangeable
        rho = updated if exchangeable else 0.0
        if decrement < TOLERANCE and still:
            Phi, _, _ = _step(values, design, rows, beta, rho, scale, LINKS[link])
            units = tuple(_unit(values, design, stack, beta, rho, scale, LINKS[link]) for stack in rows)
            return EstimatingEquations(beta, rho, scale, link, int(code.max()) + 1, Phi, units)
    shown = ", ".join(f"{value:.4g}" for value in beta)
    raise AlongsideError(f"the estimating equations have no solution (one value may be alone in an arm); last {shown}")


def _stacks(code: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Rows of clusters, clusters of one size stacked as (clusters, size)."""
    order, sizes = np.argsort(code, kind="stable"), np.bincount(code)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    return [order[starts[sizes == size][:, None] + np.arange(size)[None, :]] for size in np.unique(sizes[sizes > 0])]


def _start(y: Numbers, X: Numbers, link: str) -> Numbers:
    # Half an event more keeps the logarithms finite where there is none.
    eta = y
    if link == "logit":
        eta = np.log((y + 0.5) / (1.5 - y))
    elif link == "log":
        eta = np.log(y + 0.5)
    return np.asarray(np.linalg.lstsq(X, eta, rcond=None)[0])


def _unit(
    y: Numbers, X: Numbers, stack: NDArray[np.int64], beta: Numbers, rho: float, scale: float, link: Link
) -> Unit:
    eta = X[stack] @ beta
    mean = link.mean(eta)
    D = X[stack] * link.slope(eta)[:, :, None]
    sd = np.sqrt(np.maximum(link.variance(mean), 1e-12) * scale)
    size = stack.shape[1]
    R = np.full((size, size), rho)
    np.fill_diagonal(R, 1.0)
    inverse = np.linalg.inv(R)
    root = sd[:, :, None] * np.linalg.cholesky(R)[None]
    return Unit(D, inverse[None] / (sd[:, :, None] * sd[:, None, :]), root, y[stack] - mean)


def _step(
    y: Numbers, X: Numbers, rows: list[NDArray[np.int64]], beta: Numbers, rho: float, scale: float, link: Link
) -> tuple[Numbers, Numbers, float]:
    """Φ, the step to the next coefficients, and the Newton decrement."""
    p = X.shape[1]
    information, right = np.zeros((p, p)), np.zeros(p)
    for stack in rows:
        unit = _unit(y, X, stack, beta, rho, scale, link)
        WD = unit.W @ unit.D
        information += np.einsum("cip,ciq->pq", unit.D, WD)
        right += np.einsum("cip,ci->p", WD, unit.residual)
    try:
        Phi = np.linalg.inv(information)
    except np.linalg.LinAlgError:
        shown = ", ".join(f"{value:.4g}" for value in beta)
        raise AlongsideError(f"the estimating equations have no solution; last coefficients {shown}") from None
    step = Phi @ right
    return np.asarray(Phi), np.asarray(step), float(step @ right)


def _moments(y: Numbers, X: Numbers, rows: list[NDArray[np.int64]], beta: Numbers, link: Link) -> tuple[float, float]:
    """Working correlation and scale from Pearson residuals (Liang and Zeger 1986, section 4)."""
    squares, products, pairs, n, largest = 0.0, 0.0, 0.0, 0, 1
    for stack in rows:
        mean = link.mean(X[stack] @ beta)
        pearson = (y[stack] - mean) / np.sqrt(np.maximum(link.variance(mean), 1e-12))
        squares += float((pearson**2).sum())
        products += float((pearson.sum(axis=1) ** 2 - (pearson**2).sum(axis=1)).sum()) / 2
        size = stack.shape[1]
        pairs, n, largest = pairs + stack.shape[0] * size * (size - 1) / 2, n + stack.size, max(largest, size)
    p = X.shape[1]
    scale = squares / (n - p)
    if pairs == 0 or scale == 0:
        return 0.0, max(scale, 1e-12)
    rho = products / (max(pairs - p, 1.0) * scale)
    lowest = -1.0 / (largest - 1) if largest > 1 else 0.0
    return min(max(rho, lowest + LEAST_CORRELATION_GAP), 1 - LEAST_CORRELATION_GAP), scale
