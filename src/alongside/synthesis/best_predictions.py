"""Best linear unbiased predictions: each study's own true effect, drawn towards the mean by what its error warrants."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from alongside.synthesis.arrays import Floats, effects_and_variances
from alongside.synthesis.distributions import quantile
from alongside.synthesis.frames import Table
from alongside.synthesis.habits import as_in_metafor
from alongside.synthesis.pooling import pool
from alongside.synthesis.reported import Reported

__all__ = ["Predictions", "blup"]


@dataclass(frozen=True, slots=True, eq=False)
class Predictions(Reported):
    """Predicted true effects, shape (k,), with standard errors and intervals."""

    pred: Floats
    se: Floats
    pi_lb: Floats
    pi_ub: Floats

    def table(self) -> Table:
        """A study a row."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@as_in_metafor
def blup(yi: ArrayLike, vi: ArrayLike, *, method: str = "REML", level: float = 0.95) -> Predictions:
    """λᵢyᵢ + (1 − λᵢ)μ with λᵢ = tau²/(tau² + vᵢ), variance λᵢvᵢ + (1 − λᵢ)² Var μ (Raudenbush & Bryk 1985, J Educ Stat
    10:75), for effects `yi` and variances `vi` of shape (k,).

    Examples
    --------
    >>> blup([0.0, 2.0, 4.0], [1.0, 1.0, 1.0], method="DL").pred.tolist()
    [0.5, 2.0, 3.5]
    """
    y, v, _ = effects_and_variances(yi, vi)
    fit = pool(y, v, method=method, test="z", level=level)
    tau2 = fit.tau2 or 0.0
    shrinkage = tau2 / (tau2 + v)
    pred = shrinkage * y + (1 - shrinkage) * fit.beta
    se = np.sqrt(shrinkage * v + (1 - shrinkage) ** 2 * fit.se**2)
    half = quantile((1 + level) / 2, None) * se
    return Predictions(pred, se, pred - half, pred + half)
