"""The restricted likelihood of y = Xβ + e, V = Σ θ_k G_k, with what its maximum and its degrees of freedom need.

Restricted log-likelihood, score and information: Patterson and Thompson (1971); Searle, Casella and McCulloch (1992),
6.6. P = V⁻¹ − V⁻¹X(X'V⁻¹X)⁻¹X'V⁻¹.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from alongside.evaluation.analysis.mixed.covariance import Batch, Numbers

__all__ = ["State", "criterion_at", "state_at"]

SMALLEST_PIVOT = 1e-10
"""Share of a variance that is left after the rows before it, below which V counts as singular."""


@dataclass(frozen=True, slots=True)
class State:
    """Everything at one θ.

    criterion : −2 × the restricted log-likelihood, as lme4 prints it.
    score : (K,) of the log-likelihood; `expected`, `observed` : (K, K) information.
    beta, Phi : (p,) and (p, p) = (X'V⁻¹X)⁻¹.
    first : (K, p, p) X'V⁻¹G_kV⁻¹X; second : (K, K, p, p) X'V⁻¹G_kV⁻¹G_lV⁻¹X.
    """

    theta: Numbers
    criterion: float
    score: Numbers
    expected: Numbers
    observed: Numbers
    beta: Numbers
    Phi: Numbers
    first: Numbers
    second: Numbers


@dataclass(frozen=True, slots=True)
class _Inverse:
    """V of one batch inverted, with the batch's part of X and y."""

    W: Numbers
    X: Numbers
    y: Numbers
    log_determinant: float


def _inverses(y: Numbers, X: Numbers, batches: Sequence[Batch], theta: Numbers) -> list[_Inverse] | None:
    """V⁻¹ batch by batch; None where V is not positive definite."""
    inverses = []
    for batch in batches:
        V = np.asarray(sum(value * G for value, G in zip(theta, batch.matrices, strict=True) if G is not None))
        try:
            root, W = np.linalg.cholesky(V), np.linalg.inv(V)
        except np.linalg.LinAlgError:
            return None
        diagonal = np.diagonal(root, axis1=1, axis2=2)
        # A pivot this small beside its variance is rounding: the likelihood grows without end towards such a V.
        if (diagonal**2 < SMALLEST_PIVOT * np.diagonal(V, axis1=1, axis2=2)).any():
            return None
        inverses.append(
            _Inverse(W, X[batch.rows], y[batch.rows], 2 * float(np.log(diagonal).sum()) * len(batch.rows) / len(V))
        )
    return inverses


def _coefficients(inverses: Sequence[_Inverse], n: int, p: int) -> tuple[Numbers, Numbers, float] | None:
    """β, Φ and the criterion; None where rounding leaves nothing to tell the coefficients from."""
    information, right, log_determinant = np.zeros((p, p)), np.zeros(p), 0.0
    for part in inverses:
        WX = part.W @ part.X
        information += _over_rows(part.X, WX)
        right += _over_rows(WX, part.y[..., None])[:, 0]
        log_determinant += part.log_determinant
    try:
        Phi = np.linalg.inv(information)
    except np.linalg.LinAlgError:
        return None
    beta = Phi @ right
    quadratic = 0.0
    for part in inverses:
        distance = part.y - part.X @ beta
        quadratic += float((distance * (part.W @ distance[..., None])[..., 0]).sum())
    log_information = float(np.linalg.slogdet(information)[1])
    return (
        np.asarray(beta),
        np.asarray(Phi),
        (n - p) * math.log(2 * math.pi) + log_determinant + log_information + quadratic,
    )


def _apply(matrices: Numbers, vectors: Numbers) -> Numbers:
    """Each block's matrix times its vector."""
    return np.asarray((matrices @ vectors[..., None])[..., 0])


def _over_rows(left: Numbers, right: Numbers) -> Numbers:
    """Σ left_i right_i' over all rows of all blocks."""
    return np.asarray(left.reshape(-1, left.shape[-1]).T @ right.reshape(-1, right.shape[-1]))


def criterion_at(y: Numbers, X: Numbers, batches: Sequence[Batch], theta: Numbers) -> float:
    """−2 × the restricted log-likelihood; infinite where V is not positive definite."""
    inverses = _inverses(y, X, batches, theta)
    fitted = None if inverses is None else _coefficients(inverses, *X.shape)
    return math.inf if fitted is None else fitted[2]


def state_at(y: Numbers, X: Numbers, batches: Sequence[Batch], theta: Numbers) -> State | None:
    """Everything at θ; None where V is not positive definite."""
    inverses = _inverses(y, X, batches, theta)
    if inverses is None:
        return None
    (n, p), K = X.shape, len(theta)
    fitted = _coefficients(inverses, n, p)
    if fitted is None:
        return None
    beta, Phi, criterion = fitted
    derivatives, second = np.zeros((K, p, p)), np.zeros((K, K, p, p))
    traces, traces2 = np.zeros(K), np.zeros((K, K))
    quadratic, quadratic2, cross = np.zeros(K), np.zeros((K, K)), np.zeros((K, p))
    for part, batch in zip(inverses, batches, strict=True):
        present = [k for k in range(K) if batch.matrices[k] is not None]
        G = {k: np.asarray(batch.matrices[k]) for k in present}
        # How many blocks each matrix stands for.
        times = len(batch.rows) / len(part.W)
        WX, r = part.W @ part.X, _apply(part.W, part.y - part.X @ beta)
        WG = {k: part.W @ G[k] for k in present}
        GWX, Gr = {k: G[k] @ WX for k in present}, {k: _apply(G[k], r) for k in present}
        WGWX, WGr = {k: part.W @ GWX[k] for k in present}, {k: _apply(part.W, Gr[k]) for k in present}
        for k in present:
            traces[k] += times * float(np.einsum("bii->", WG[k]))
            derivatives[k] += _over_rows(WX, GWX[k])
            quadratic[k] += float((r * Gr[k]).sum())
            cross[k] += _over_rows(WX, Gr[k][..., None])[:, 0]
            for j in present[: present.index(k) + 1]:
                traces2[k, j] += times * float((WG[k] * WG[j].swapaxes(1, 2)).sum())
                second[k, j] += _over_rows(GWX[k], WGWX[j])
                quadratic2[k, j] += float((Gr[k] * WGr[j]).sum())
    for k in range(K):
        for j in range(k):
            traces2[j, k], quadratic2[j, k], second[j, k] = traces2[k, j], quadratic2[k, j], second[k, j].T
    PhiF = Phi @ derivatives
    trace_P = traces - np.einsum("kii->k", PhiF)
    trace_PP = traces2 - 2 * np.einsum("pq,klqp->kl", Phi, second) + np.einsum("kij,lji->kl", PhiF, PhiF)
    # y'P G_k P G_l P y: V⁻¹ of the middle P, less what the estimated β takes.
    middle = quadratic2 - cross @ Phi @ cross.T
    return State(
        theta,
        criterion,
        0.5 * (quadratic - trace_P),
        0.5 * trace_PP,
        middle - 0.5 * trace_PP,
        beta,
        Phi,
        derivatives,
        second,
    )
