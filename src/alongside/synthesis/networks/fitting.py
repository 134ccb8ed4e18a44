"""Weighted least squares on the network at one tau², whatever the parameters are.

A design F of shape (treatments, parameters) says what each treatment's effect is made of: a column each for all but one
of them in a network model, the components in a component model. With the Laplacian L of all trials and moments b, the
normal equations are F'LF beta = F'b. Parameters that the trials do not fix are taken out by the eigenvectors of F'LF,
which leaves the estimate of least length and says which linear combinations are fixed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from alongside.synthesis.networks.stacks import Floats, NetworkData, Weighted, scatter, weigh

__all__ = ["Fit", "estimable", "fit", "grounded", "reduced"]

RANK = 1e-9
"""Eigenvalues of the scaled normal matrix below this share of the largest are 0: designs of whole numbers give 0 to
rounding (1e-15), or above 1e-6 for any network that fits into a review."""


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Least squares at one tau².

    `beta` (p,) and `cov` (p, p) are of the parameters, `theta` (n,) the treatments' effects; `q` is the residual sum of
    squares, of `df` degrees of freedom; `trace` is the slope of E[q] in tau².
    """

    beta: Floats
    cov: Floats
    theta: Floats
    q: float
    df: int
    trace: float
    tau2: float
    weighted: Weighted


def grounded(data: NetworkData) -> Floats:
    """The network model's design: one column for every treatment but the first of each subnet, (n, n − subnets)."""
    from alongside.synthesis.networks.subnets import parts_of

    n = len(data.treatments)
    grounds = {part[0] for part in parts_of(data)}
    return np.eye(n)[:, [j for j in range(n) if j not in grounds]]


def reduced(data: NetworkData, design: Floats) -> tuple[Floats, Floats]:
    """The design without what the trials do not fix: (F V, V), V (p, r) an orthonormal basis of what they fix.

    It is worked out from who compares what, with weight 1 for each trial, so that precision has no say in it.
    """
    n = len(data.treatments)
    plain = [np.broadcast_to(np.eye(s.size) - 1 / s.size, (s.arms.shape[0], s.size, s.size)) for s in data.stacks]
    normal = design.T @ scatter(plain, data.stacks, n) @ design
    if not normal.size:
        return design, np.zeros((design.shape[1], 0))
    values, vectors = np.linalg.eigh(normal)
    fixed = values > RANK * max(float(values[-1]), 1.0)
    if fixed.all():
        return design, np.eye(design.shape[1])
    basis = vectors[:, fixed]
    return design @ basis, basis


def fit(data: NetworkData, tau2: float, design: Floats) -> Fit:
    """Fit at tau² with a design of full rank (`grounded`, or `reduced`)."""
    weighted = weigh(data, tau2)
    n = len(data.treatments)
    cov = np.linalg.inv(design.T @ weighted.laplacian @ design)
    cov = (cov + cov.T) / 2
    beta = cov @ (design.T @ weighted.moments)
    theta = design @ beta
    squares = scatter([trial @ trial for trial in weighted.trials], data.stacks, n)
    total = sum(float(np.trace(trial, axis1=1, axis2=2).sum()) for trial in weighted.trials)
    trace = 0.5 * (total - float(np.sum(cov * (design.T @ squares @ design))))
    return Fit(
        beta=beta,
        cov=cov,
        theta=theta,
        q=residual(data, weighted, theta),
        df=data.contrasts - design.shape[1],
        trace=trace,
        tau2=tau2,
        weighted=weighted,
    )


def residual(data: NetworkData, weighted: Weighted, theta: Floats) -> float:
    """The weighted sum of squares of all contrasts about their fitted values."""
    total = 0.0
    for stack, trial in zip(data.stacks, weighted.trials, strict=True):
        arms = theta[stack.arms]
        gap = stack.effects - (arms[:, :, None] - arms[:, None, :])
        total -= 0.5 * float(np.einsum("kij,kij,kij->", trial, gap, gap))
    return max(0.0, total)


def estimable(direction: Floats, basis: Floats) -> bool:
    """Whether the trials fix this linear combination of the parameters; `basis` is that of `reduced`."""
    left = direction - basis @ (basis.T @ direction)
    return float(np.abs(left).max(initial=0.0)) < 1e-7 * max(1.0, float(np.abs(direction).max(initial=0.0)))
