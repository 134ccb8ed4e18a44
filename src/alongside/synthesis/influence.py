"""What each study does to the result: the model without it, beside the model with all.

The diagnostics of Viechtbauer and Cheung (2010, Res Synth Methods 1:112) for the mean; leave-one-out and cumulative
meta-analyses, which are the same pooling of some of the studies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from alongside.errors import UsageError
from alongside.synthesis.arrays import Floats, effects_and_variances, numbers
from alongside.synthesis.frames import Table
from alongside.synthesis.habits import as_in_metafor
from alongside.synthesis.pooling import pool
from alongside.synthesis.pooling_many import PooledMany, pool_many
from alongside.synthesis.reported import Reported

__all__ = ["Influence", "Subsets", "cumul", "influence", "leave1out"]


@dataclass(frozen=True, slots=True, eq=False)
class Influence(Reported):
    """Figures of each study, shape (k,), under metafor's names.

    rstudent : the study's distance from the mean of the others, in standard errors of that distance.
    dffits, dfbetas : by how many standard errors the mean moves; cook_d the squared move over its variance.
    cov_r : variance of the mean without the study over that with it.
    tau2_del, qe_del : tau² and Q without it. hat, weight : its share of the weight, and in per cent.
    """

    method: str
    rstudent: Floats
    dffits: Floats
    cook_d: Floats
    cov_r: Floats
    tau2_del: Floats
    qe_del: Floats
    hat: Floats
    weight: Floats
    dfbetas: Floats

    @property
    def is_infl(self) -> NDArray[np.bool_]:
        """Studies past one of the rules of Viechtbauer & Cheung (2010), one coefficient: |dffits| > 3 √(1/(k − 1)),
        Cook's distance past the median of chi² with 1 df, hat > 3/k, or |dfbetas| > 1.
        """
        k = self.hat.size
        past: NDArray[np.bool_] = (np.abs(self.dffits) > 3 * np.sqrt(1 / (k - 1))) | (self.cook_d > 0.454936423119572)
        past |= (self.hat > 3 / k) | (np.abs(self.dfbetas) > 1)
        return past

    def table(self) -> Table:
        """Figures by column."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "method"}

    def sentence(self) -> str:
        """Which studies move the result, in words."""
        numbers_ = [str(index + 1) for index in np.flatnonzero(self.is_infl)]
        if not numbers_:
            return "No single study moves the result by much."
        return f"The result leans on {'study' if len(numbers_) == 1 else 'studies'} {', '.join(numbers_)}."


@as_in_metafor
def influence(yi: ArrayLike, vi: ArrayLike, *, method: str = "REML") -> Influence:
    """Influence of each study on the pooled effect of `yi`, `vi`, shape (k,), k ≥ 3.

    Raises
    ------
    UsageError : an unknown method, or fewer than three studies: without one, two must be left to pool.
    InputError : a number that cannot be.

    Examples
    --------
    >>> influence([0.0, 0.1, -0.1, 3.0], [0.1, 0.1, 0.1, 0.1]).sentence()
    'The result leans on study 4.'
    """
    y, v, _ = effects_and_variances(yi, vi)
    k = y.size
    if k < 3:
        raise UsageError(f"influence needs three studies or more, found {k}")
    whole = pool(y, v, method=method, test="z")
    without = _without_each(y, v, method)
    tau2 = 0.0 if whole.tau2 is None else whole.tau2
    weights = 1 / (v + tau2)
    hat = weights / weights.sum() if method != "GENQ" else whole.weights
    move = whole.beta - without.beta
    se_all = np.sqrt(1 / (1 / (v + without.tau2[:, None])).sum(axis=1))
    return Influence(
        method=method,
        rstudent=(y - without.beta) / np.sqrt(v + without.tau2 + without.se**2),
        dffits=move / np.sqrt(hat * (without.tau2 + v)),
        cook_d=move**2 / whole.se**2,
        cov_r=without.se**2 / whole.se**2,
        tau2_del=without.tau2,
        qe_del=without.q,
        hat=hat,
        weight=100 * hat,
        dfbetas=move / se_all,
    )


def _without_each(y: Floats, v: Floats, method: str, test: str = "z") -> PooledMany:
    """Each row of the batch leaves out one study."""
    k = y.size
    rest = np.array([[*range(i), *range(i + 1, k)] for i in range(k)])
    return pool_many(y[rest], v[rest], method=method, test=test)


@dataclass(frozen=True, slots=True, eq=False)
class Subsets(Reported):
    """Pooled effects of some of the studies, one a row: estimate, se, pval, interval, tau², Q and I²."""

    estimate: Floats
    se: Floats
    pval: Floats
    ci_lb: Floats
    ci_ub: Floats
    tau2: Floats
    q: Floats
    i2: Floats

    def table(self) -> Table:
        """Figures by column."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@as_in_metafor
def leave1out(yi: ArrayLike, vi: ArrayLike, *, method: str = "REML", test: str = "knha") -> Subsets:
    """The result without each study in turn; k ≥ 3.

    Examples
    --------
    >>> leave1out([0.0, 2.0, 4.0], [1.0, 1.0, 1.0], method="DL", test="z").estimate.tolist()
    [3.0, 2.0, 1.0]
    """
    y, v, _ = effects_and_variances(yi, vi)
    if y.size < 3:
        raise UsageError(f"leaving one out needs three studies or more, found {y.size}")
    fits = _without_each(y, v, method, test)
    return Subsets(fits.beta, fits.se, fits.pval, fits.ci_lb, fits.ci_ub, fits.tau2, fits.q, fits.i2)


@as_in_metafor
def cumul(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    order: ArrayLike | Sequence[float] | None = None,
    method: str = "REML",
    test: str = "knha",
) -> Subsets:
    """The result of the first study, the first two, and so on; `order`, shape (k,), sorts the studies first.

    The first row is the first study alone, tested by z, with tau² 0.

    Examples
    --------
    >>> cumul([0.0, 2.0, 4.0], [1.0, 1.0, 1.0], method="DL", test="z").estimate.tolist()
    [0.0, 1.0, 2.0]
    """
    y, v, keep = effects_and_variances(yi, vi)
    if order is not None:
        ranks = np.argsort(numbers(order, "order")[keep], kind="stable")
        y, v = y[ranks], v[ranks]
    fits = [pool(y[:n], v[:n], method=method, test=test if n > 1 else "z") for n in range(1, y.size + 1)]
    columns = [
        [0.0 if value is None else value for value in (getattr(fit, name) for fit in fits)]
        for name in ("beta", "se", "p", "ci_lb", "ci_ub", "tau2", "q", "i2")
    ]
    return Subsets(*(np.array(column, dtype=np.float64) for column in columns))
