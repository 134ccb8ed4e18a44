"""The covariance of a mixed model as a sum of known matrices: V = Σ θ_k G_k, kept in blocks of people who may be alike.

Vocabulary: a `Component` is one θ_k with its G_k; a *block* is a set of rows that no component ties to a row outside;
blocks of one size are stacked, so that numpy works on all of them at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from alongside.errors import UsageError

__all__ = [
    "Batch",
    "Component",
    "Numbers",
    "batches_of",
    "covariance",
    "held",
    "labels",
    "random_intercept",
    "residual",
    "shared",
]

Numbers = NDArray[np.float64]

MOST_PATTERNS = 8
"""Kinds of blocks of one size that are taken one by one whatever their number."""


@dataclass(frozen=True, slots=True)
class Component:
    """One parameter of the covariance.

    G[i, j] is (left_i right_j + right_i left_j) / 2 where rows i and j have the same label, twice that for a
    covariance, 0 elsewhere. `kind` is "variance" (at least 0), "shared" (of a variance's form, and may be
    below 0 as long as V is positive definite), "covariance" (any), or "residual" (above 0).
    """

    name: str
    kind: str
    label: NDArray[np.int64]
    left: Numbers
    right: Numbers


@dataclass(frozen=True, slots=True)
class Batch:
    """Blocks of one size: `rows` (blocks, size), and of each component its matrices, None if they are 0.

    Matrices are (blocks, size, size), or (1, size, size) where all blocks have the same.
    """

    rows: NDArray[np.int64]
    matrices: tuple[Numbers | None, ...]


def labels(names: Sequence[object]) -> NDArray[np.int64]:
    """Names as numbers, in the order of their first row.

    >>> labels(["b", "a", "b"]).tolist()
    [0, 1, 0]
    """
    codes: dict[object, int] = {}
    return np.array([codes.setdefault(name, len(codes)) for name in names], dtype=np.int64)


def random_intercept(name: str, label: ArrayLike, slope: ArrayLike | None = None) -> Component:
    """What rows with one label share; with `slope`, in proportion to it (0 for rows that share nothing)."""
    codes = np.asarray(label, dtype=np.int64)
    size = np.ones(len(codes)) if slope is None else np.asarray(slope, dtype=float)
    return Component(name, "variance", codes, size, size)


def shared(name: str, label: ArrayLike, slope: ArrayLike | None = None) -> Component:
    """What rows with one label share, also where they are less alike than by chance; `slope` as above."""
    return replace(random_intercept(name, label, slope), kind="shared")


def held(part: Component) -> Component:
    """The same part, its variance at least 0."""
    return replace(part, kind="variance") if part.kind == "shared" else part


def covariance(name: str, label: ArrayLike, left: ArrayLike, right: ArrayLike) -> Component:
    """The covariance of two random effects of one label."""
    codes = np.asarray(label, dtype=np.int64)
    return Component(name, "covariance", codes, np.asarray(left, dtype=float), np.asarray(right, dtype=float))


def residual(name: str, rows: ArrayLike) -> Component:
    """Variance of each row by itself, of the rows where `rows` is true."""
    mask = np.asarray(rows, dtype=float)
    return Component(name, "residual", np.arange(len(mask), dtype=np.int64), mask, mask)


def batches_of(components: Sequence[Component]) -> tuple[Batch, ...]:
    """Rows taken apart into blocks, blocks of one size stacked.

    Raises `UsageError` without a residual: V would be singular.
    """
    if not any(component.kind == "residual" for component in components):
        raise UsageError("a mixed model needs a residual variance for its rows")
    block = blocks_of(components)
    order = np.argsort(block, kind="stable")
    sizes = np.bincount(block)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    batches = []
    for size in np.unique(sizes):
        which = np.flatnonzero(sizes == size)
        rows = order[starts[which][:, None] + np.arange(size)[None, :]]
        batches += _alike(rows, [matrix_of(component, rows) for component in components])
    return tuple(batches)


def _alike(rows: NDArray[np.int64], matrices: Sequence[Numbers | None]) -> list[Batch]:
    """Blocks with the same matrices share one copy of them, so that V is inverted once for all of them.

    Where hardly any two blocks are alike (people with gaps of their own), one stack is faster than many of one block.
    """
    present = [G.reshape(len(rows), -1) for G in matrices if G is not None]
    _, pattern = np.unique(np.concatenate(present, axis=1), axis=0, return_inverse=True)
    patterns = int(pattern.max()) + 1
    if patterns > MOST_PATTERNS and patterns > len(rows) / 2:
        return [Batch(rows, tuple(matrices))]
    batches = []
    for index in range(patterns):
        members = np.flatnonzero(pattern.ravel() == index)
        shared = (None if G is None or not G[members[0]].any() else G[members[:1]] for G in matrices)
        batches.append(Batch(rows[members], tuple(shared)))
    return batches


def matrix_of(component: Component, rows: NDArray[np.int64]) -> Numbers | None:
    """The component's matrices of stacked blocks; None where all are 0."""
    left, right, label = component.left[rows], component.right[rows], component.label[rows]
    if not (left.any() and right.any()):
        return None
    same = label[:, :, None] == label[:, None, :]
    outer = left[:, :, None] * right[:, None, :]
    if component.kind == "covariance":
        outer = outer + outer.swapaxes(1, 2)
    return np.where(same, outer, 0.0)


def blocks_of(components: Sequence[Component]) -> NDArray[np.int64]:
    """The block of each row: rows that share a label, directly or through others, are in one."""
    from scipy import sparse
    from scipy.sparse.csgraph import connected_components

    n = len(components[0].label)
    rows, columns, offset = [], [], n
    for component in components:
        tied = np.flatnonzero((component.left != 0) | (component.right != 0))
        if component.kind != "residual" and len(tied):
            rows.append(tied)
            columns.append(component.label[tied] + offset)
            offset += int(component.label.max()) + 1
    if not rows:
        return np.arange(n, dtype=np.int64)
    ends = np.concatenate(rows), np.concatenate(columns)
    graph = sparse.coo_matrix((np.ones(len(ends[0])), ends), shape=(offset, offset))
    _, block = connected_components(graph, directed=False)
    return np.unique(block[:n], return_inverse=True)[1].astype(np.int64)
