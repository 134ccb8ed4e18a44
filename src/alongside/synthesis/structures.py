"""Structures of random effects: how the true effects of one outer unit's inner levels vary and go together.

G(θ) is their covariance, one row a level. θ is free of bounds (log standard deviations, transformed correlations), so
that any θ gives a covariance. ID and CS have one variance, DIAG and HCS one a level; ID and DIAG no correlation, CS and
HCS one; UN one for each pair; AR and CAR one that fades with distance, rho^|i − j|.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from alongside.errors import UsageError
from alongside.synthesis.linear import Floats

__all__ = ["STRUCTURES", "Structured", "covariance", "start", "unpacked"]

STRUCTURES = ("ID", "DIAG", "CS", "HCS", "UN", "AR", "CAR")


@dataclass(frozen=True, slots=True, eq=False)
class Structured:
    """Random effects `inner` | `outer`: columns of k labels (for AR and CAR `inner` is a number, the time)."""

    inner: object
    outer: object
    struct: str = "CS"

    def __post_init__(self) -> None:
        if self.struct not in STRUCTURES:
            raise UsageError(f"struct {self.struct!r} is not supported; supported are {', '.join(STRUCTURES)}")


def counts(struct: str, levels: int) -> tuple[int, int]:
    """How many variances, and how many correlations."""
    variances = levels if struct in ("DIAG", "HCS", "UN") else 1
    pairs = {"ID": 0, "DIAG": 0, "UN": levels * (levels - 1) // 2}.get(struct, 1)
    return variances, pairs if levels > 1 else 0


def start(struct: str, levels: int, variance: float) -> Floats:
    """Where to begin: all variances `variance`, correlations moderate."""
    variances, pairs = counts(struct, levels)
    return np.array([0.5 * np.log(variance)] * variances + [0.5 if struct != "UN" else 0.3] * pairs)


def unpacked(struct: str, levels: int, theta: Floats) -> tuple[Floats, Floats]:
    """Variances and correlations (UN: pairs in the order 1-2, 1-3, …, 2-3, …)."""
    variances, _ = counts(struct, levels)
    tau2 = np.exp(2 * theta[:variances])
    free = theta[variances:]
    if struct == "UN":
        G = _correlations(levels, free)
        return tau2, G[np.triu_indices(levels, 1)]
    if struct in ("CS", "HCS"):  # below −1/(levels − 1) it is no covariance
        low = -1 / (levels - 1) if levels > 1 else 0.0
        return tau2, low + (1 - low) / (1 + np.exp(-free))
    if struct == "CAR":
        return tau2, 1 / (1 + np.exp(-free))
    return tau2, np.tanh(free)


def _correlations(levels: int, free: Floats) -> Floats:
    """A correlation matrix from rows of a triangular factor of length 1 (Pinheiro & Bates 1996, Stat Comput 6:289)."""
    factor = np.eye(levels)
    factor[np.tril_indices(levels, -1)] = free
    factor /= np.sqrt((factor**2).sum(axis=1))[:, None]
    product: Floats = factor @ factor.T
    return product


def covariance(struct: str, places: Floats, theta: Floats) -> Floats:
    """G for levels at `places` (their numbers, unless AR or CAR)."""
    levels = places.size
    tau2, rho = unpacked(struct, levels, theta)
    sd = np.sqrt(np.broadcast_to(tau2, (levels,)))
    if struct == "UN":
        R = np.eye(levels)
        R[np.triu_indices(levels, 1)] = rho
        R = np.triu(R) + np.triu(R, 1).T
    elif struct in ("AR", "CAR") and rho.size:
        apart = np.abs(places[:, None] - places[None, :])
        R = np.power(rho[0], apart) if struct == "CAR" else np.sign(rho[0]) ** apart * np.abs(rho[0]) ** apart
    else:
        R = np.full((levels, levels), rho[0] if rho.size else 0.0)
        np.fill_diagonal(R, 1.0)
    G: Floats = sd[:, None] * R * sd[None, :]
    return G
