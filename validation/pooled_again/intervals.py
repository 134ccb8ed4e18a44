"""The interval of a mean, and what a new programme may find.

Prediction interval: quantiles of a new effect over the distribution that the Q-profile gives tau² (Nagashima, Noma &
Furukawa 2019, Stat Methods Med Res 28:1689; Viechtbauer 2007, Stat Med 26:37), never within the interval of the mean;
with CR2, from each trial's mean and the variance within trials besides. Under EE there is none.
"""

from __future__ import annotations

import numpy as np
from scipy import optimize, stats

from pooled_again.estimators import mean_at
from pooled_again.tables import Floats


def predicted_again(
    yi: Floats, vi: Floats, level: float, figures: dict[str, float | None], within: float = 0.0
) -> dict[str, float | None]:
    """What a new programme may find, by integrating over the chi-squared value q that Q takes at the true tau².

    ∫ Φ((x − mean(q)) / spread(q)) dP(q), with tau² = 0 wherever q > Q(0), set equal to (1 ∓ level) / 2; never within
    the interval of the mean.
    """
    df = yi.size - 1
    most = mean_at(0.0, yi, vi)[2]
    nodes, weights = np.polynomial.legendre.leggauss(100)
    x = (nodes + 1) / 2
    q, shares = most * x**2, weights * most * x * stats.chi2.pdf(most * x**2, df)  # dq = 2 most x dx
    shares = np.append(shares[q > 0], stats.chi2.sf(most, df))
    tau2 = np.append(tau2_at(q[q > 0], yi, vi), 0.0)
    W = 1 / (vi + tau2[:, None])
    means, spread = W @ yi / W.sum(axis=1), np.sqrt(tau2 + within + 1 / W.sum(axis=1))
    wide = 20 * float(spread.max())
    limits = [
        optimize.brentq(
            lambda x, share=share: float(stats.norm.cdf((x - means) / spread) @ shares) - share,
            float(means.min()) - wide,
            float(means.max()) + wide,
        )
        for share in ((1 - level) / 2, (1 + level) / 2)
    ]
    ci_low, ci_high = figures["ci_low"], figures["ci_high"]
    assert ci_low is not None
    assert ci_high is not None
    return {"pi_low": min(limits[0], ci_low), "pi_high": max(limits[1], ci_high)}


def tau2_at(q: Floats, yi: Floats, vi: Floats) -> Floats:
    """Where Q is as wanted, by halving between 0 and Σ(yi − mean)²/q, for each q > 0."""
    low, high = np.zeros_like(q), float(np.sum((yi - yi.mean()) ** 2)) / q
    for _ in range(64):
        middle = (low + high) / 2
        W = 1 / (vi + middle[:, None])
        above = (W * (yi - (W @ yi / W.sum(axis=1))[:, None]) ** 2).sum(axis=1) > q
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    result: Floats = (low + high) / 2
    return result


def quantile(level: float, df: float | None) -> float:
    share = (1 + level) / 2
    return float(stats.norm.ppf(share) if df is None else stats.t.ppf(share, df))


def interval(mean: float, se: float, df: float | None, level: float) -> dict[str, float | None]:
    half = quantile(level, df) * se
    statistic = abs(mean) / se
    p = 2 * float(stats.norm.sf(statistic) if df is None else stats.t.sf(statistic, df))
    return {"ci_low": mean - half, "ci_high": mean + half, "p": p}
