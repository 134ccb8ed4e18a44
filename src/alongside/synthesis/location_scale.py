"""Location–scale models: moderators of the mean, and of how much true effects spread (Viechtbauer & López-López 2022,
Res Synth Methods 13:697). tau²ᵢ = exp(zᵢ'α); α by restricted maximum likelihood, with the observed information.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from alongside.errors import NotConverged, UsageError
from alongside.synthesis.arrays import columns_of, effects_and_variances
from alongside.synthesis.distributions import two_sided
from alongside.synthesis.frames import Table
from alongside.synthesis.habits import as_in_metafor
from alongside.synthesis.heterogeneity_moderated import between
from alongside.synthesis.linear import Floats, fit_at
from alongside.synthesis.meta_regression import no_collinearity
from alongside.synthesis.reported import Reported

__all__ = ["LocationScale", "location_scale"]


@dataclass(frozen=True, slots=True, eq=False)
class LocationScale(Reported):
    """`beta` of the mean and `alpha` of ln tau², with standard errors and p values of z; tau2 (k,) at each study."""

    k: int
    names: tuple[str, ...]
    scale_names: tuple[str, ...]
    beta: Floats
    se: Floats
    pval: Floats
    alpha: Floats
    se_alpha: Floats
    pval_alpha: Floats
    tau2: Floats
    loglik: float

    def table(self) -> Table:
        """Coefficients of the mean, then those of ln tau²."""
        return {
            "name": [*self.names, *(f"ln tau²: {name}" for name in self.scale_names)],
            "beta": [*self.beta, *self.alpha],
            "se": [*self.se, *self.se_alpha],
            "pval": [*self.pval, *self.pval_alpha],
        }


@as_in_metafor
def location_scale(yi: ArrayLike, vi: ArrayLike, X: Any = None, Z: Any = None) -> LocationScale:
    """Fit effects `yi`, `vi` (k,), moderators `X` of the mean and `Z` of the spread; both get an intercept.

    Raises NotConverged where some tau² runs to 0, so that its logarithm has no end.

    Examples
    --------
    >>> location_scale([0.1, 0.9, -0.4, 1.5, 0.3], [0.05, 0.1, 0.2, 0.1, 0.3]).alpha.round(2).tolist()
    [-0.86]
    """
    from scipy.optimize import minimize

    y, v, keep = effects_and_variances(yi, vi)
    design, names, _ = columns_of(X, None, intercept=True, keep=keep)
    scale, scale_names, _ = columns_of(Z, None, intercept=True, keep=keep)
    no_collinearity(design, names)
    no_collinearity(scale, scale_names)
    if design.shape[1] + scale.shape[1] >= y.size:
        raise UsageError(f"{design.shape[1] + scale.shape[1]} coefficients need more studies than {y.size}")
    # In standardised columns of Z the search is round; α is turned back at the end.
    Q, R = np.linalg.qr(scale)
    Q, R = Q * math.sqrt(y.size), R / math.sqrt(y.size)

    def depth(alpha: Floats) -> tuple[float, Floats]:
        tau2 = np.exp(np.clip(Q @ alpha, -60, 60))
        fit = fit_at(y, design, 1 / (v + tau2))
        slope = 0.5 * (fit.weights**2 * fit.residuals**2 - fit.weights * (1 - fit.leverage)) * tau2
        return -fit.restricted, -(Q.T @ slope)

    start = max(between("DL", y, v, design).value, 0.05 * float(np.mean(v)))
    begin = np.linalg.lstsq(Q, np.full(y.size, math.log(start)), rcond=None)[0]
    run = minimize(depth, begin, jac=True, method="BFGS", options={"gtol": 1e-9})
    alpha = np.asarray(run.x, dtype=np.float64)
    tau2 = np.exp(np.clip(Q @ alpha, -60, 60))
    if float(np.abs(run.jac).max()) > 1e-4 or float((tau2 / (v + tau2)).max()) < 1e-5:
        raise NotConverged("the spread runs to 0", state={"alpha": np.linalg.solve(R, alpha).tolist()})
    h = 1e-5
    information = np.array([(depth(alpha + e)[1] - depth(alpha - e)[1]) / (2 * h) for e in np.eye(alpha.size) * h])
    back = np.linalg.inv(R)
    var_alpha = back @ np.linalg.inv((information + information.T) / 2) @ back.T
    fit = fit_at(y, design, 1 / (v + tau2))
    se, se_alpha, alpha = np.sqrt(np.diag(fit.covariance)), np.sqrt(np.diag(var_alpha)), back @ alpha
    loglik = fit.restricted + 0.5 * float(np.linalg.slogdet(design.T @ design)[1])
    loglik -= 0.5 * (y.size - design.shape[1]) * math.log(2 * math.pi)
    return LocationScale(
        y.size,
        names,
        scale_names,
        fit.beta,
        se,
        two_sided(fit.beta / se, None),
        alpha,
        se_alpha,
        two_sided(alpha / se_alpha, None),
        tau2,
        loglik,
    )
