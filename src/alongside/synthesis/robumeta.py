"""Robust variance estimation with working weights, for dependence of unknown form (Hedges, Tipton & Johnson 2010, Res
Synth Methods 1:39): correlated effects (several outcomes of the same people) or hierarchical effects (several studies
of one laboratory). tau² (and omega², within clusters) are estimated by moments only to weigh well.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from alongside.errors import InputError, UsageError
from alongside.synthesis.arrays import codes, columns_of, effects_and_variances
from alongside.synthesis.blocks import Ints
from alongside.synthesis.cluster_robust import Cluster, Robust, sandwich
from alongside.synthesis.frames import Table
from alongside.synthesis.linear import Floats
from alongside.synthesis.reported import Reported

__all__ = ["Robumeta", "robumeta"]


@dataclass(frozen=True, slots=True, eq=False)
class Robumeta(Reported):
    """Coefficients (`robust`), and the variances behind the weights; `omega2` is None for correlated effects."""

    modelweights: str
    rho: float
    small: bool
    tau2: float
    omega2: float | None
    robust: Robust

    def table(self) -> Table:
        """Coefficients by column."""
        return self.robust.table()

    def summary(self) -> str:
        """Coefficients and variances as text."""
        within = "" if self.omega2 is None else f", omega² {self.omega2:.4g}"
        return f"{self.robust.summary()}\n{self.modelweights}: tau² {self.tau2:.4g}{within}"


def robumeta(
    yi: ArrayLike,
    vi: ArrayLike,
    cluster: ArrayLike,
    X: object = None,
    *,
    modelweights: str = "CORR",
    rho: float = 0.8,
    small: bool = True,
    level: float = 0.95,
) -> Robumeta:
    """Robust meta-regression of `yi`, `vi`, shape (k,), in `cluster`s, on moderators `X`.

    Parameters
    ----------
    modelweights : "CORR" or "HIER". rho : assumed correlation within clusters, for CORR's tau² only.
    small : CR2 with the weights as working model and Satterthwaite's degrees of freedom (Tipton 2015, Psychol Methods
        20:375); else the sandwich times J/(J − p) with J − p degrees of freedom (Hedges et al. 2010, eq. 6).

    Examples
    --------
    >>> fit = robumeta([0.1, 0.3, 0.2, 0.8, 0.5], [0.01] * 5, ["a", "a", "b", "b", "c"])
    >>> fit.robust.clusters
    3
    """
    if modelweights not in ("CORR", "HIER"):
        raise UsageError(f"modelweights {modelweights!r} is not supported; supported are CORR, HIER")
    if not 0 <= rho < 1:
        raise UsageError(f"rho={rho!r} must be 0 or more and below 1")
    y, v, keep = effects_and_variances(yi, vi)
    design, labels, _ = columns_of(X, None, intercept=True, keep=keep)
    _, group = codes(cluster, "cluster")
    if group.size != y.size:
        raise InputError(f"expected a cluster for each of {y.size} effects, found {group.size}", column="cluster")
    sizes = np.bincount(group)
    count, p = sizes.size, design.shape[1]
    if count <= p:
        raise InputError(f"expected more clusters than coefficients ({p}), found {count}", column="cluster")
    omega2: float | None = None
    if modelweights == "CORR":
        mean = np.bincount(group, v) / sizes
        tau2 = _correlated(y, design, group, sizes, mean, rho)
        weights = (1 / (sizes * (mean + tau2)))[group]
    else:
        tau2, omega2 = _hierarchical(y, v, design, group)
        weights = 1 / (v + tau2 + omega2)
    A = np.linalg.inv((design.T * weights) @ design)
    beta = A @ (design.T @ (weights * y))
    e = y - design @ beta
    parts = []
    for number in range(count):
        rows = np.flatnonzero(group == number)
        parts.append(Cluster(e[rows], design[rows], np.diag(1 / weights[rows]), np.diag(weights[rows])))
    if small:
        fit = sandwich(parts, beta, labels, vcov="CR2", level=level)
    else:
        factor = np.sqrt(count / (count - p))
        widened = [Cluster(part.e * factor, part.X, part.Phi, part.W) for part in parts]
        fit = sandwich(widened, beta, labels, vcov="CR0", level=level, df=count - p)
    return Robumeta(modelweights, rho, small, tau2, omega2, fit)


def _correlated(y: Floats, X: Floats, group: Ints, sizes: Ints, mean: Floats, rho: float) -> float:
    """tau² by moments (Hedges et al. 2010, eq. 15), with weights 1/(kⱼ v̄ⱼ)."""
    w = 1 / (sizes * mean)
    weights = w[group]
    Q = np.linalg.inv((X.T * weights) @ X)
    e = y - X @ (Q @ (X.T @ (weights * y)))
    count, p = sizes.size, X.shape[1]
    sums = np.zeros((count, p))
    np.add.at(sums, group, X)
    squares = (X.T * (w / sizes)[group]) @ X
    ones = (sums.T * (w / sizes)) @ sums
    expected = count - float(np.trace(Q @ squares)) - rho * float(np.trace(Q @ (ones - squares)))
    scale = float((sizes * w).sum()) - float(np.trace(Q @ ((sums.T * w**2) @ sums)))
    return max(0.0, (float(weights @ e**2) - expected) / scale)


def _hierarchical(y: Floats, v: Floats, X: Floats, group: Ints) -> tuple[float, float]:
    """tau² between and omega² within clusters, by matching Σ w e² and Σⱼ(Σᵢ eᵢ)² to what is expected of them (Hedges
    et al. 2010, appendix B), residuals e with weights 1/v.
    """
    w = 1 / v
    Q = np.linalg.inv((X.T * w) @ X)
    pull = (Q @ X.T) * w  # b = pull y
    e = y - X @ (pull @ y)
    count = int(group.max()) + 1
    together = (group[:, None] == np.arange(count)).astype(np.float64)  # (k, J)
    left = np.eye(y.size) - X @ pull
    summed = together.T @ left  # Σ of residuals by cluster, as a map of y
    within = np.sqrt(w)[:, None] * left
    equations, right = [], []
    for rows, q in ((within, float(w @ e**2)), (summed, float(((together.T @ e) ** 2).sum()))):
        equations.append([float(((rows @ together) ** 2).sum()), float((rows**2).sum())])
        right.append(q - float((rows**2 @ v).sum()))
    (a1, b1), (a2, b2) = equations
    omega2 = max(0.0, (a2 * right[0] - a1 * right[1]) / (a2 * b1 - a1 * b2))
    return max(0.0, (right[0] - b1 * omega2) / a1), omega2
