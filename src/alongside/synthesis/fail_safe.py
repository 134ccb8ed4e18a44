"""The fail-safe number: how many studies without effect it would take to lose significance.

It says nothing of whether such studies exist, nor of how large the effect is; it is here because journals ask for it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from alongside.errors import UsageError
from alongside.synthesis.arrays import effects_and_variances
from alongside.synthesis.habits import as_in_metafor
from alongside.synthesis.reported import Reported

__all__ = ["FailSafe", "fsn"]


@dataclass(frozen=True, slots=True)
class FailSafe(Reported):
    """The number of unseen studies, and the one-sided p value of all that are seen."""

    type: str
    fsnum: int
    pval: float
    alpha: float

    def sentence(self) -> str:
        """The number in words."""
        return f"{self.fsnum} studies that found nothing would be needed to bring p above {self.alpha:g}."


@as_in_metafor
def fsn(yi: ArrayLike, vi: ArrayLike, *, type: str = "Rosenthal", alpha: float = 0.05) -> FailSafe:
    """Rosenthal's number (1979, Psychol Bull 86:638): the least N at which Σz/√(k + N) is no longer significant.

    Examples
    --------
    >>> fsn([1.0, 1.0], [0.1, 0.1]).fsnum
    13
    """
    if type != "Rosenthal":
        raise UsageError(f"type {type!r} is not supported; supported is Rosenthal")
    if not 0 < alpha < 0.5:
        raise UsageError(f"alpha={alpha!r} must lie between 0 and 0.5")
    y, v, _ = effects_and_variances(yi, vi)
    total = abs(float(np.sum(y / np.sqrt(v))))
    needed = (total / -float(special.ndtri(alpha))) ** 2 - y.size
    pval = float(special.ndtr(-total / math.sqrt(y.size)))
    return FailSafe(type, max(0, math.ceil(needed)), pval, alpha)
