"""Do small studies find more? Tests for the asymmetry of a funnel plot.

A funnel can be uneven for many reasons of which unpublished studies are one; with fewer than ten studies the tests
hardly ever notice (Sterne et al. 2011, BMJ 343:d4002).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from alongside.errors import InputError, UsageError
from alongside.synthesis.arrays import effects_and_variances
from alongside.synthesis.distributions import quantile, two_sided
from alongside.synthesis.habits import as_in_metafor
from alongside.synthesis.linear import fit_at
from alongside.synthesis.meta_regression import meta_regression
from alongside.synthesis.reported import Reported

__all__ = ["RankTest", "RegressionTest", "ranktest", "regtest"]

ENOUGH = 10
"""Fewer studies give these tests too little power to be read either way (Sterne et al. 2011, recommendation 2)."""

EXACT = 1e-26
"""Share of the weighted squares below which what a line leaves is rounding, which no test can be made of."""


@dataclass(frozen=True, slots=True)
class RegressionTest(Reported):
    """The slope's test (t with `df` degrees of freedom, or z), and the limit estimate: the effect where error is 0."""

    model: str
    predictor: str
    k: int
    stat: float
    df: int | None
    pval: float
    est: float
    est_lb: float
    est_ub: float

    def sentence(self) -> str:
        """The test in words."""
        caution = f" With {self.k} studies it can hardly tell." if self.k < ENOUGH else ""
        word = "differ from" if self.pval < 0.05 else "do not clearly differ from"
        return f"Smaller studies {word} larger ones (p {self.pval:.3g}).{caution}"


@dataclass(frozen=True, slots=True)
class RankTest(Reported):
    """Kendall's tau-b of effects and variances, with its p value from the normal approximation."""

    tau: float
    pval: float

    def sentence(self) -> str:
        """The test in words."""
        word = "go together" if self.pval < 0.05 else "do not clearly go together"
        return f"Effects and their errors {word} (Kendall's tau {self.tau:.2f}, p {self.pval:.3g})."


@as_in_metafor
def regtest(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    model: str = "rma",
    predictor: str = "sei",
    method: str = "REML",
    level: float = 0.95,
    tol: float | None = None,
) -> RegressionTest:
    """Regress effects on `predictor`, "sei" or "vi"; `yi`, `vi` of shape (k,), k ≥ 3.

    Parameters
    ----------
    model : "lm", weighted least squares with a multiplicative error, Egger's test (Egger et al. 1997, BMJ 315:629); or
        "rma", meta-regression with `method` tested by z (Sterne & Egger 2005, in Rothstein et al., ch. 6).
    tol : as in `pool`, for "rma".

    Raises
    ------
    UsageError : an unknown model or predictor, fewer than three studies.
    InputError : a number that cannot be, or studies that are all equally precise.

    Examples
    --------
    >>> regtest([0.1, 0.4, 0.9, 1.1], [0.01, 0.04, 0.1, 0.2], model="lm").pval < 0.05
    True
    """
    if model not in ("lm", "rma") or predictor not in ("sei", "vi"):
        raise UsageError(f"model {model!r} on {predictor!r} is not supported; supported are lm, rma on sei, vi")
    y, v, _ = effects_and_variances(yi, vi)
    k = y.size
    if k < 3:
        raise UsageError(f"a regression test needs three studies or more, found {k}")
    x = np.sqrt(v) if predictor == "sei" else v
    if model == "rma":
        fit = meta_regression(y, v, {predictor: x}, method=method, test="z", level=level, tol=tol)
        return RegressionTest(
            model,
            predictor,
            k,
            float(fit.stat[1]),
            None,
            float(fit.pval[1]),
            float(fit.beta[0]),
            float(fit.ci_lb[0]),
            float(fit.ci_ub[0]),
        )
    meta_regression(y, v, {predictor: x}, method="EE", test="z")  # names a predictor that does not vary
    line = fit_at(y, np.column_stack([np.ones(k), x]), 1 / v)
    df = k - 2
    if line.q <= EXACT * float((y**2 / v).sum()):
        raise InputError("the effects lie on one line exactly; nothing is left that a test could be made of")
    se = np.sqrt(line.q / df * np.diag(line.covariance))
    stat = float(line.beta[1] / se[1])
    half = float(quantile((1 + level) / 2, df) * se[0])
    limit = float(line.beta[0])
    return RegressionTest(model, predictor, k, stat, df, float(two_sided(stat, df)), limit, limit - half, limit + half)


@as_in_metafor
def ranktest(yi: ArrayLike, vi: ArrayLike) -> RankTest:
    """Begg and Mazumdar's rank test (1994, Biometrics 50:1088): Kendall's tau of vᵢ and of yᵢ in units of its distance
    from the mean, √(vᵢ − 1/Σw). `yi`, `vi` of shape (k,), k ≥ 3.

    Examples
    --------
    >>> round(ranktest([0.1, 0.4, 0.9, 1.1], [0.01, 0.04, 0.1, 0.2]).tau, 3)
    0.667
    """
    from scipy.stats import kendalltau

    y, v, _ = effects_and_variances(yi, vi)
    if y.size < 3:
        raise UsageError(f"a rank test needs three studies or more, found {y.size}")
    weights = 1 / v
    mean = float(weights @ y) / float(weights.sum())
    result = kendalltau((y - mean) / np.sqrt(v - 1 / weights.sum()), v, method="asymptotic")
    return RankTest(float(result.statistic), float(result.pvalue))
