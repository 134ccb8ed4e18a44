"""Wald's test of several coefficients at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from alongside.synthesis.distributions import chi2_upper, f_upper
from alongside.synthesis.linear import Floats

__all__ = ["wald"]


def wald(beta: Floats, vb: Floats, chosen: Sequence[int], df: int | None) -> tuple[float, float]:
    """The test that the `chosen` coefficients are all 0: chi², or F (the sum over their number) where `df` is given."""
    index = list(chosen)
    total = float(beta[index] @ np.linalg.solve(vb[np.ix_(index, index)], beta[index]))
    if df is None:
        return total, chi2_upper(total, len(index))
    return total / len(index), f_upper(total / len(index), len(index), df)
