"""Block-diagonal covariance: observations that share nothing are never in one matrix.

Observations belong together where they share a level of a random effect, or a sampling covariance. The blocks of equal
size are stacked, so that each stack is inverted in one call, and 500 rows in 100 studies cost 100 small inversions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alongside.errors import InputError

__all__ = ["Blocks", "Evaluated", "Stack", "evaluate", "make_blocks"]

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """Blocks of one size m: rows (b, m), effects (b, m), moderators (b, m, p), sampling covariance (b, m, m)."""

    rows: Ints
    y: Floats
    X: Floats
    V: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """All stacks, with the number of observations and of coefficients."""

    stacks: tuple[Stack, ...]
    k: int
    p: int


@dataclass(frozen=True, slots=True, eq=False)
class Evaluated:
    """A model at one covariance: likelihoods, coefficients, and by stack M⁻¹, M⁻¹r = Py and M⁻¹X."""

    full: float
    restricted: float
    beta: Floats
    vb: Floats
    rss: float
    inverse: tuple[Floats, ...]
    Py: tuple[Floats, ...]
    MX: tuple[Floats, ...]


def make_blocks(y: Floats, X: Floats, V: Floats, factors: Sequence[Ints]) -> Blocks:
    """Blocks of `y` (k,), `X` (k, p) and `V`, (k,) variances or (k, k) covariances, for levels coded in `factors`."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    k = y.size
    starts, ends = [np.arange(k)], [np.arange(k)]
    for codes in factors:  # each observation is linked to the one that first shows its level
        _, first_rows, inverse = np.unique(codes, return_index=True, return_inverse=True)
        starts.append(np.arange(k))
        ends.append(first_rows[inverse.reshape(-1)])
    if V.ndim == 2:
        across, down = np.nonzero(V)
        starts.append(across)
        ends.append(down)
    i, j = np.concatenate(starts), np.concatenate(ends)
    _, label = connected_components(coo_array((np.ones(i.size), (i, j)), shape=(k, k)), directed=False)
    order = np.argsort(label, kind="stable")
    sizes = np.bincount(label)
    ends_ = np.cumsum(sizes)
    stacks = []
    for size in np.unique(sizes):
        rows = np.array([order[ends_[b] - size : ends_[b]] for b in np.flatnonzero(sizes == size)])
        part = V[rows[:, :, None], rows[:, None, :]] if V.ndim == 2 else V[rows][:, :, None] * np.eye(size)
        stacks.append(Stack(rows, y[rows], X[rows], part))
    return Blocks(tuple(stacks), k, X.shape[1])


def inverse_of(matrices: Floats) -> Floats:
    """The inverse of a matrix, or of each of a stack of them; numpy's LinAlgError where there is none."""
    return np.asarray(np.linalg.inv(matrices), dtype=np.float64)


def evaluate(blocks: Blocks, covariances: Sequence[Floats]) -> Evaluated:
    """The model with covariance `covariances`, one (b, m, m) array a stack; numpy's LinAlgError where it is none."""
    A, right = np.zeros((blocks.p, blocks.p)), np.zeros(blocks.p)
    log_det, inverses, MX = 0.0, [], []
    for stack, M in zip(blocks.stacks, covariances, strict=True):
        lower = np.linalg.cholesky(M)
        log_det += 2 * float(np.log(np.diagonal(lower, axis1=1, axis2=2)).sum())
        inverse = inverse_of(M)
        weighted = inverse @ stack.X
        A += np.einsum("bmp,bmq->pq", stack.X, weighted)
        right += np.einsum("bmp,bm->p", weighted, stack.y)
        inverses.append(inverse)
        MX.append(weighted)
    vb = inverse_of(A)
    beta = vb @ right
    Py, rss = [], 0.0
    for stack, inverse in zip(blocks.stacks, inverses, strict=True):
        apart = stack.y - stack.X @ beta
        pulled = np.einsum("bij,bj->bi", inverse, apart)
        rss += float(np.sum(apart * pulled))
        Py.append(pulled)
    sign, log_a = np.linalg.slogdet(A)
    if sign <= 0:
        raise np.linalg.LinAlgError("X'M⁻¹X is not positive definite")
    full = -0.5 * (log_det + rss + blocks.k * np.log(2 * np.pi))
    restricted = -0.5 * (log_det + float(log_a) + rss + (blocks.k - blocks.p) * np.log(2 * np.pi))
    return Evaluated(full, restricted, beta, vb, rss, tuple(inverses), tuple(Py), tuple(MX))


def check_covariance(V: Floats) -> None:
    """Stop at a matrix that is no covariance of sampling errors, and say where."""
    if V.shape[0] != V.shape[1]:
        raise InputError(f"expected a square matrix, found shape {V.shape}", column="V")
    wrong = ~np.isfinite(V)
    if wrong.any():
        row, column = (int(index) + 1 for index in np.argwhere(wrong)[0])
        raise InputError(f"expected a finite number in row {row}, column {column}", column="V")
    uneven = np.abs(V - V.T) > 1e-10 * np.abs(V).max()
    if uneven.any():
        row, column = (int(index) + 1 for index in np.argwhere(uneven)[0])
        raise InputError(f"expected a symmetric matrix, found it uneven in row {row}, column {column}", column="V")
    diagonal = np.diag(V)
    if (diagonal <= 0).any():
        index = int(np.argmax(diagonal <= 0))
        raise InputError(f"expected a variance above 0, found {diagonal[index]:g} in row {index + 1}", column="V")
