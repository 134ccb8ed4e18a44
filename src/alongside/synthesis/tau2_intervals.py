"""Intervals for tau², and for I² and H², which grow with it.

The Q-profile interval holds all tau² that the generalised Q would not reject (Viechtbauer 2007, Stat Med 26:37); the
profile likelihood interval all tau² whose log likelihood lies within half a chi² quantile of the highest (Hardy &
Thompson 1996, Stat Med 15:619).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from alongside.errors import UsageError
from alongside.synthesis.arrays import columns_of, effects_and_variances
from alongside.synthesis.brent import zero
from alongside.synthesis.distributions import chi2_quantile
from alongside.synthesis.habits import as_in_metafor
from alongside.synthesis.heterogeneity import root
from alongside.synthesis.heterogeneity_moderated import Search, between, matching_q
from alongside.synthesis.linear import Floats, fit_at
from alongside.synthesis.pooling import METAFOR_BOUND
from alongside.synthesis.reported import Reported

__all__ = ["Tau2Interval", "confint"]


@dataclass(frozen=True, slots=True)
class Tau2Interval(Reported):
    """An interval for tau², with I² (per cent) and H² at its ends."""

    type: str
    level: float
    tau2_lb: float
    tau2_ub: float
    i2_lb: float
    i2_ub: float
    h2_lb: float
    h2_ub: float

    def sentence(self) -> str:
        """The interval in words."""
        low, high = f"{math.sqrt(self.tau2_lb):.3g}", f"{math.sqrt(self.tau2_ub):.3g}"
        return f"True effects spread with a standard deviation between {low} and {high} ({self.level:.0%} interval)."


@as_in_metafor
def confint(
    yi: ArrayLike,
    vi: ArrayLike,
    X: object = None,
    *,
    type: str = "QP",
    method: str = "REML",
    level: float = 0.95,
    tol: float | None = None,
) -> Tau2Interval:
    """An interval for tau² from effects `yi` and variances `vi`, shape (k,), k ≥ 2, and moderators `X`.

    Parameters
    ----------
    type : "QP", the Q-profile, or "PL", the profile likelihood of `method` (REML or ML).
    tol : with PL only: stop the search where metafor stops with this tolerance (`pooling.METAFOR_TOL` by default
    there);
        None finds the ends to the last digit.
    X : as in `meta_regression`; the interval is then of what the moderators leave.

    Raises
    ------
    UsageError : an unknown type or method, a level that is none, or too few studies.
    InputError : a number that cannot be.

    Examples
    --------
    >>> ci = confint([0.0, 2.0, 4.0], [1.0, 1.0, 1.0])
    >>> round(ci.tau2_lb, 3), round(ci.tau2_ub, 1)
    (0.084, 157.0)
    """
    if type not in ("QP", "PL") or method not in ("REML", "ML"):
        raise UsageError(f"type {type!r} with method {method!r} is not supported; supported: QP, PL; REML, ML")
    if not 0 < level < 1:
        raise UsageError(f"level={level!r} must lie between 0 and 1, as 0.95")
    y, v, keep = effects_and_variances(yi, vi)
    design, _, _ = columns_of(X, None, intercept=True, keep=keep)
    df = y.size - design.shape[1]
    if df < 1:
        raise UsageError(
            f"an interval for tau² needs more studies than coefficients ({design.shape[1]}), found {y.size}"
        )
    unit = 2.0 ** round(math.log2(float(v.min())) / 2)
    y, v = (y - np.median(y)) / unit, v / unit**2
    low, high = (
        _q_profile(y, v, design, df, level)
        if type == "QP"
        else _likelihood(y, v, design, method, level, None if tol is None else (METAFOR_BOUND / unit**2, tol / unit**2))
    )
    typical = df / fit_at(y, design, 1 / v).trace_p
    i2 = [100 * t / (t + typical) for t in (low, high)]
    h2 = [1 + t / typical for t in (low, high)]
    return Tau2Interval(type, level, low * unit**2, high * unit**2, *i2, *h2)


def _q_profile(y: Floats, v: Floats, X: Floats, df: int, level: float) -> tuple[float, float]:
    lower, upper = (chi2_quantile(share, df) for share in ((1 + level) / 2, (1 - level) / 2))
    return matching_q(y, v, X, lower), matching_q(y, v, X, upper)


def _likelihood(y: Floats, v: Floats, X: Floats, method: str, level: float, search: Search) -> tuple[float, float]:
    best = between(method, y, v, X).value

    def height(tau2: float) -> float:
        fit = fit_at(y, X, 1 / (v + tau2))
        return fit.restricted if method == "REML" else fit.full

    bound = height(best) - chi2_quantile(level, 1) / 2
    if search is not None:
        below = best > 0 and height(0.0) < bound
        low = zero(lambda t: bound - height(t), 0.0, best, search[1]) if below else 0.0
        above = height(search[0]) < bound
        return low, zero(lambda t: bound - height(t), best, *search) if above else search[0]
    low = 0.0
    if best > 0 and height(0.0) < bound:
        low = root(lambda t: bound - height(t), 0.0, best)
    high = max(2 * best, float(v.min()))
    while height(high) > bound:
        high *= 2
    return low, root(lambda t: height(t) - bound, best, high)
