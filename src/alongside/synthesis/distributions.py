"""Tails and quantiles of the four distributions that tests rest on; `df` None is the normal one."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import special

__all__ = ["chi2_quantile", "chi2_upper", "f_upper", "quantile", "two_sided"]


def two_sided(stat: Any, df: Any) -> Any:
    """P(|z| or |t| > |stat|) for numbers or arrays.

    >>> round(float(two_sided(1.96, None)), 3)
    0.05
    """
    if df is None:
        return 2 * special.ndtr(-np.abs(stat))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        # An incomplete beta function of df/(df + t²) keeps its digits far out in the tail.
        tail = special.betainc(np.asarray(df) / 2, 0.5, df / (df + np.square(stat)))
    return np.where(np.isinf(stat), 0.0, tail)[()]


def quantile(level: float, df: Any) -> Any:
    """The value below which a share `level` of z or t lies."""
    return special.ndtri(level) if df is None else special.stdtrit(df, level)


def chi2_upper(stat: float, df: float) -> float:
    """P(chi² > stat); 1 for no degrees of freedom."""
    return float(special.chdtrc(df, stat)) if df > 0 else 1.0


def chi2_quantile(level: float, df: float) -> float:
    """The value below which a share `level` of chi² lies."""
    return float(special.chdtri(df, 1 - level))


def f_upper(stat: float, df1: float, df2: float) -> float:
    """P(F > stat)."""
    return float(special.fdtrc(df1, df2, stat))
