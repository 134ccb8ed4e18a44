"""What a new programme may find: an interval that counts how little few trials say about how much programmes differ.

The usual interval puts one estimate of tau² into mean ± t √(tau² + se²). Where that estimate is 0 by chance, as it is
in half of all analyses with little spread, the interval is that of the mean, and a new programme lies outside of it far
more often than stated. Here tau² is not one number but a distribution: how well each tau² agrees with the trials, by
the pivot of the Q-profile. Nagashima, Noma & Furukawa 2019 (Stat Methods Med Res 28:1689) proposed it with draws
and DerSimonian and Laird's Q; this is the same idea worked out without draws, with the pivot of Viechtbauer 2007 (Stat
Med 26:37). With equal variances it is exact where programmes differ much: it is then mean ± t √(s² (1 + 1/k)) with
k − 1 degrees of freedom. `validation/coverage.py` prints how often it holds.
"""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from alongside.synthesis.distributions import chi2_upper
from alongside.synthesis.habits import as_in_metafor

__all__ = ["prediction_interval"]

Floats = NDArray[np.float64]

NODES = 96
"""Points of the Gauss-Legendre rule over the distribution of tau²: limits to nine digits from k = 3 on."""


@as_in_metafor
def prediction_interval(
    yi: ArrayLike, vi: ArrayLike, *, level: float = 0.95, within: float = 0.0
) -> tuple[float, float]:
    """The limits between which the true effect of a new programme lies with probability `level`.

    Q(tau²) = Σ (yi − mean(tau²))² / (vi + tau²) has a chi-squared distribution of k − 1 degrees of freedom at the true
    tau², whatever it is. So u = P(χ² > Q(tau²)) gives tau² a distribution, with a lump at 0 of the p-value of Cochran's
    Q. Given tau², a new effect is normal about the mean with variance tau² + 1/Σw + `within`; the limits are the
    quantiles of the mixture.

    Parameters
    ----------
    yi, vi : k effects and their sampling variances, k ≥ 2, vi > 0.
    level : between 0 and 1.
    within : variance of true effects within a trial, which a new result has besides.

    >>> low, high = prediction_interval([0.1, 0.5, 0.9], [1e-8, 1e-8, 1e-8])
    >>> round(low, 2), round(high, 2)  # 0.5 ± 4.303 × 0.4 × √(4/3)
    (-1.49, 2.49)
    """
    y, v = np.asarray(yi, float), np.asarray(vi, float)
    k = y.size
    centre = float(np.median(y))
    scale = float(max(np.ptp(y), np.sqrt(v.max())))
    y, v = (y - centre) / scale, v / scale**2  # limits move and stretch with the effects
    lump = chi2_upper(_q(y, v, np.zeros(1))[0], k - 1)
    points, shares = _rule()
    wanted = special.chdtri(k - 1, lump + (1 - lump) * points)
    positive = wanted > 0  # where all effects are one, the lump is all there is
    tau2 = np.append(0.0, _tau2_at(y, v, wanted[positive]))
    shares = np.append(lump, (1 - lump) * shares[positive])
    weights = 1 / (v + tau2[:, None])
    total = weights.sum(axis=1)
    means = weights @ y / total
    spread = np.sqrt(tau2 + 1 / total + within / scale**2)
    low, high = _quantiles(shares, means, spread, np.array([(1 - level) / 2, (1 + level) / 2]))
    return centre + scale * float(low), centre + scale * float(high)


@functools.cache
def _rule() -> tuple[Floats, Floats]:
    """Points in (0, 1) and their shares, drawn together at 1, where tau² has no bound."""
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    x = (nodes + 1) / 2
    # u = 1 − (1 − x)³ has the density 3 (1 − x)²
    return 1 - (1 - x) ** 3, weights / 2 * 3 * (1 - x) ** 2


def _q(y: Floats, v: Floats, tau2: Floats) -> Floats:
    """Q at each tau², shape (m,)."""
    weights = 1 / (v + tau2[:, None])
    means = weights @ y / weights.sum(axis=1)
    return np.asarray((weights * (y - means[:, None]) ** 2).sum(axis=1))


def _tau2_at(y: Floats, v: Floats, wanted: Floats) -> Floats:
    """The tau² at which Q is as wanted, each at most Q(0); shape (m,).

    Q falls and is convex, so that Newton's steps from the left never pass the root; with every variance as large as the
    largest, tau² would be S/Q − max(vi), which is to the left of it.
    """
    tau2: Floats = np.maximum(0.0, np.sum((y - y.mean()) ** 2) / wanted - v.max())
    for _ in range(100):
        weights = 1 / (v + tau2[:, None])
        means = weights @ y / weights.sum(axis=1)
        squares = (weights * (y - means[:, None])) ** 2
        step = ((squares / weights).sum(axis=1) - wanted) / squares.sum(axis=1)
        tau2 = tau2 + np.maximum(step, 0.0)
        if np.all(step <= 1e-13 * (tau2 + v.min())):
            break
    return tau2


def _quantiles(shares: Floats, means: Floats, spread: Floats, levels: Floats) -> Floats:
    """Quantiles of a mixture of normal distributions by halving, shape of `levels`."""
    z = special.ndtri(levels)[:, None]
    each = means + z * spread
    low, high = each.min(axis=1), each.max(axis=1)
    for _ in range(60):
        middle = (low + high) / 2
        below = special.ndtr((middle[:, None] - means) / spread) @ shares < levels
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.asarray((low + high) / 2)
