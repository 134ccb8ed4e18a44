"""Rubin's rules, with Barnard and Rubin's degrees of freedom."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from alongside.errors import InputError
from alongside.evaluation.analysis.mixed import ContrastTest, interval

__all__ = ["Pooled", "pool_imputations"]


@dataclass(frozen=True, slots=True)
class Pooled:
    """Pooled over imputations: `total` is the variance, `within` and `between` its parts, `fmi` the share of missing
    information."""

    estimate: float
    total: float
    within: float
    between: float
    df: float
    fmi: float
    m: int

    def test(self, level: float = 0.95) -> ContrastTest:
        """Test and interval."""
        return interval("barnard-rubin", self.estimate, math.sqrt(self.total), self.df, level)


def pool_imputations(estimates: ArrayLike, variances: ArrayLike, complete_df: float) -> Pooled:
    """Pool m estimates with their variances.

    Rubin (1987, 3.1.2 to 3.1.10); degrees of freedom (m − 1)(1 + 1/r)², with r = (1 + 1/m) B/Ū, made one with those of
    the complete data (Barnard and Rubin 1999, eq. 3 and 4); fraction of missing information (r + 2/(df + 3))/(r + 1).

    Parameters
    ----------
    estimates, variances : (m,), m of at least 2.
    complete_df : degrees of freedom if nothing were missing; infinite is allowed.

    >>> pooled = pool_imputations([0.30, 0.35, 0.28, 0.41, 0.33], [0.010, 0.011, 0.009, 0.012, 0.010], 58)
    >>> round(pooled.estimate, 3), round(pooled.total, 6), round(pooled.df, 5), round(pooled.fmi, 5)
    (0.334, 0.013436, 27.93757, 0.276)
    """
    Q, U = np.asarray(estimates, dtype=float), np.asarray(variances, dtype=float)
    m = len(Q)
    if m < 2 or len(U) != m:
        raise InputError(
            f"expected at least 2 imputations, each with an estimate and a variance; found {m} and {len(U)}"
        )
    if not (U > 0).all() or not complete_df > 0:
        raise InputError("expected variances and degrees of freedom above 0")
    within, between = float(U.mean()), float(Q.var(ddof=1))
    total = within + (1 + 1 / m) * between
    if between == 0:
        df = complete_df if math.isinf(complete_df) else complete_df * (complete_df + 1) / (complete_df + 3)
        return Pooled(float(Q.mean()), total, within, between, df, 0.0, m)
    r = (1 + 1 / m) * between / within
    # 1/df of many imputations, which is 0 and not an overflow where they hardly differ.
    inverse = (r / (1 + r)) ** 2 / (m - 1)
    share = (1 + 1 / m) * between / total
    if math.isinf(complete_df):
        df = 1 / inverse if inverse else math.inf
    else:
        observed_df = (complete_df + 1) / (complete_df + 3) * complete_df * (1 - share)
        df = 1 / (inverse + 1 / observed_df)
    return Pooled(float(Q.mean()), total, within, between, df, (r + 2 / (df + 3)) / (r + 1), m)
