"""How a network is stored: trials with the same number of arms are one stack of small matrices.

Vocabulary. A trial with m arms gives m(m − 1)/2 contrasts. If the variance of the contrast of arms i and j is R[i, j],
then −½ J R J, with J the centring matrix, is the covariance of the arms about their mean, Σ (Gower 1966, Biometrika
53:325). Its pseudo-inverse is the trial's *Laplacian*: minus its off-diagonal elements are the reduced weights of the
contrasts, as the conductances of an electrical network whose effective resistances are the variances (Rücker 2012, Res
Synth Methods 3:312; Rücker & Schwarzer 2014, Stat Med 33:4353). A variance tau² between trials adds tau² to every
contrast, so tau²/2 to every eigenvalue of Σ. The eigenvalues are worked out once, and any tau² costs a division.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Floats", "Ints", "NetworkData", "Stack", "Weighted", "centred", "stack_of", "weigh"]

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """k trials with m arms each.

    `studies` are positions in `NetworkData.studies`, `arms` (k, m) positions in `NetworkData.treatments`; `effects`
    (k, m, m) is row arm against column arm; `variances` (k, m, m) are those of the contrasts; `values` (k, m − 1) and
    `vectors` (k, m, m − 1) are the eigenvalues above 0 of Σ, and their vectors.
    """

    studies: Ints
    arms: Ints
    effects: Floats
    variances: Floats
    values: Floats
    vectors: Floats

    @property
    def size(self) -> int:
        """Number of arms, m."""
        return int(self.arms.shape[1])

    def take(self, trials: Ints | NDArray[np.bool_]) -> Stack:
        """The chosen trials of this stack."""
        return Stack(
            self.studies[trials],
            self.arms[trials],
            self.effects[trials],
            self.variances[trials],
            self.values[trials],
            self.vectors[trials],
        )


@dataclass(frozen=True, slots=True, eq=False)
class NetworkData:
    """Trials and what they compare, checked.

    `treatments` are sorted without regard to case; `studies` stand in the order of the data; `measure` is that of the
    effects ("" if it was not named); `left_out` says in words which studies were left out because that was asked for.
    """

    treatments: tuple[str, ...]
    studies: tuple[str, ...]
    stacks: tuple[Stack, ...]
    measure: str = ""
    left_out: tuple[str, ...] = ()

    @property
    def contrasts(self) -> int:
        """Number of contrasts that are independent: arms less one, summed over trials."""
        return sum(stack.arms.shape[0] * (stack.size - 1) for stack in self.stacks)

    def trials(self) -> list[tuple[str, tuple[int, ...]]]:
        """Every study with the treatments of its arms, in the order of the data."""
        pairs = [
            (int(study), tuple(int(arm) for arm in arms))
            for stack in self.stacks
            for study, arms in zip(stack.studies, stack.arms, strict=True)
        ]
        return [(self.studies[study], arms) for study, arms in sorted(pairs)]

    def without(self, studies: Sequence[str]) -> NetworkData:
        """The same network with the named studies left out; treatments keep their positions."""
        drop = np.isin(np.array(self.studies), list(studies))
        stacks = tuple(stack.take(~drop[stack.studies]) for stack in self.stacks)
        return NetworkData(
            self.treatments,
            self.studies,
            tuple(stack for stack in stacks if stack.studies.size),
            self.measure,
            (*self.left_out, *studies),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Weighted:
    """All trials at one tau². `laplacian` (n, n) and `moments` (n,) are summed over trials; `trials` are each stack's
    Laplacians (k, m, m) and `pulls` (k, m): the weighted effects of each arm against the others."""

    laplacian: Floats
    moments: Floats
    trials: tuple[Floats, ...]
    pulls: tuple[Floats, ...]


def centred(variances: Floats) -> Floats:
    """Σ = −½ J R J of contrast variances R, over the last two axes.

    >>> centred(np.array([[0.0, 2.0], [2.0, 0.0]])).tolist()
    [[0.5, -0.5], [-0.5, 0.5]]
    """
    m = variances.shape[-1]
    J = np.eye(m) - 1 / m
    return np.asarray(-0.5 * (J @ variances @ J))


def stack_of(studies: Sequence[int], arms: Ints, effects: Floats, variances: Floats) -> Stack:
    """A stack with its eigenvalues, from contrasts that were checked."""
    m = arms.shape[1]
    if m == 2:  # in closed form: Σ has one eigenvalue, half the contrast's variance
        values = variances[:, 0, 1][:, None] / 2
        vectors = np.broadcast_to(np.array([[1.0], [-1.0]]) / np.sqrt(2), (arms.shape[0], 2, 1))
    else:
        every, everything = np.linalg.eigh(centred(variances))
        values, vectors = every[:, 1:], everything[:, :, 1:]  # ascending; the smallest is the mean's, 0 by rights
    return Stack(np.asarray(studies, dtype=np.intp), arms, effects, variances, values, np.ascontiguousarray(vectors))


def laplacians(stack: Stack, tau2: float) -> Floats:
    """Each trial's Laplacian at tau², (k, m, m)."""
    weighted = stack.vectors / (stack.values + tau2 / 2)[:, None, :]
    return np.asarray(weighted @ stack.vectors.transpose(0, 2, 1))


def scatter(matrices: Sequence[Floats], stacks: Sequence[Stack], n: int) -> Floats:
    """Sum matrices (k, m, m) of trials into one (n, n) over treatments."""
    total = np.zeros(n * n)
    for matrix, stack in zip(matrices, stacks, strict=True):
        cells = stack.arms[:, :, None] * n + stack.arms[:, None, :]
        total += np.bincount(cells.ravel(), weights=matrix.ravel(), minlength=n * n)
    return total.reshape(n, n)


def weigh(data: NetworkData, tau2: float) -> Weighted:
    """All trials' weights at tau², in one pass over the stacks."""
    n = len(data.treatments)
    trials, pulls = [], []
    moments = np.zeros(n)
    for stack in data.stacks:
        trial = laplacians(stack, tau2)
        pull = -np.einsum("kij,kij->ki", trial, stack.effects)  # the diagonal of effects is 0
        moments += np.bincount(stack.arms.ravel(), weights=pull.ravel(), minlength=n)
        trials.append(trial)
        pulls.append(pull)
    return Weighted(scatter(trials, data.stacks, n), moments, tuple(trials), tuple(pulls))
