"""REML and ML as netmeta 2.8 works them out, to reproduce its figures.

Its likelihood takes m − 1 contrasts of a trial of m arms, against the reference where the trial has it and otherwise
against the arm that sorts last, and takes their sampling errors as independent, although they share an arm; only the
true effects are correlated (½). With two arms a trial this is the likelihood of `tau2`; with more it is not, and that
of `tau2` is right: the covariance of two contrasts that share an arm is the variance of that arm.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from alongside.errors import UsageError
from alongside.synthesis.brent import zero
from alongside.synthesis.networks.stacks import Floats, NetworkData

__all__ = ["marginal_tau2"]

SCAN = 4.0 ** np.arange(-7, 8)
"""Multiples of the typical variance at which the slope is looked at, as in `tau2`."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Contrasts (k, m − 1) of trials with m arms, their variances, and rows of the design (k, m − 1, p)."""

    effects: Floats
    variances: Floats
    rows: Floats


def marginal_tau2(data: NetworkData, design: Floats, method: str, reference: str = "") -> float:
    """tau² by REML or ML with sampling errors taken as independent; `reference` as it was named to netmeta.

    Raises `UsageError` for another method, or a reference that is no treatment of the network.
    """
    if method not in {"REML", "ML"}:
        raise UsageError(f"method {method!r} has no marginal likelihood; expected REML or ML")
    if reference and reference not in data.treatments:
        raise UsageError(f"reference {reference!r} is no treatment here; expected one of {', '.join(data.treatments)}")
    ground = data.treatments.index(reference) if reference else -1
    blocks = _blocks(data, design, ground)
    restricted = method == "REML"
    typical = float(np.median(np.concatenate([block.variances.ravel() for block in blocks])))
    grid = [0.0, *(typical * SCAN)]
    slopes = [_slope(blocks, value, restricted=restricted) for value in grid]
    peaks = [(slopes[0][0], 0.0)] if slopes[0][1] <= 0 else []
    for low, high, left, right in zip(grid, grid[1:], slopes, slopes[1:], strict=False):
        if left[1] > 0 >= right[1]:
            root = zero(lambda value: _slope(blocks, value, restricted=restricted)[1], low, high, 1e-15 * typical)
            peaks.append((_slope(blocks, root, restricted=restricted)[0], root))
    if not peaks:
        raise UsageError(f"the likelihood still rises at tau2 = {grid[-1]:g}, so there is no estimate to reproduce")
    return max(peaks)[1]


def _blocks(data: NetworkData, design: Floats, ground: int) -> list[Block]:
    blocks = []
    for stack in data.stacks:
        trials = np.arange(stack.arms.shape[0])
        base = np.where((stack.arms == ground).any(axis=1), (stack.arms == ground).argmax(axis=1), stack.size - 1)
        rest = np.array([[arm for arm in range(stack.size) if arm != lower] for lower in base], dtype=np.intp)
        effects = stack.effects[trials[:, None], rest, base[:, None]]
        variances = stack.variances[trials[:, None], rest, base[:, None]]
        arms = stack.arms[trials[:, None], rest]
        rows = design[arms] - design[stack.arms[trials, base]][:, None, :]
        blocks.append(Block(effects, variances, rows))
    return blocks


def _slope(blocks: list[Block], tau2: float, *, restricted: bool) -> tuple[float, float]:
    """The log likelihood up to a constant, and twice its slope in tau²."""
    weights, shapes = [], []
    p = blocks[0].rows.shape[2]
    normal, moments, logs = np.zeros((p, p)), np.zeros(p), 0.0
    for block in blocks:
        q = block.effects.shape[1]
        shape = (np.eye(q) + 1) / 2
        weight = np.linalg.inv(block.variances[:, :, None] * np.eye(q) + tau2 * shape)
        logs -= float(np.linalg.slogdet(weight)[1].sum())
        weighted = weight @ block.rows
        normal += np.einsum("kip,kiq->pq", block.rows, weighted)
        moments += np.einsum("kip,ki->p", weighted, block.effects)
        weights.append(weight)
        shapes.append(shape)
    cov = np.linalg.inv(normal)
    beta = cov @ moments
    squares = slope = 0.0
    inner = np.zeros((p, p))
    for block, weight, shape in zip(blocks, weights, shapes, strict=True):
        gap = block.effects - block.rows @ beta
        pull = np.einsum("kij,kj->ki", weight, gap)
        squares += float(np.sum(pull * gap))
        slope += float(np.einsum("ki,ij,kj->", pull, shape, pull)) - float(np.einsum("kij,ji->", weight, shape))
        weighted = weight @ block.rows
        inner += np.einsum("kip,ij,kjq->pq", weighted, shape, weighted)
    loglik = -0.5 * (logs + squares)
    if restricted:
        loglik -= 0.5 * float(np.linalg.slogdet(normal)[1])
        slope += float(np.sum(cov * inner))
    return loglik, slope
