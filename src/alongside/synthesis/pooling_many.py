"""Pool many sets of studies in one call: a leading axis of analyses before the studies.

For simulations, bootstraps and sensitivity analyses. Each row gives what `pool` gives for it, to rounding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from alongside.errors import InputError, UsageError
from alongside.synthesis.batches import Floats, dersimonian_laird, in_blocks, reml
from alongside.synthesis.distributions import quantile, two_sided
from alongside.synthesis.frames import Table
from alongside.synthesis.heterogeneity import ESTIMATORS
from alongside.synthesis.pooling import TESTS
from alongside.synthesis.reported import Reported

__all__ = ["PooledMany", "pool_many"]


@dataclass(frozen=True, slots=True, eq=False)
class PooledMany(Reported):
    """n pooled effects; each figure an array of shape (n,), named as in `pooling.Pooled`."""

    n: int
    k: int
    method: str
    test: str
    level: float
    beta: Floats
    se: Floats
    stat: Floats
    pval: Floats
    ci_lb: Floats
    ci_ub: Floats
    tau2: Floats
    q: Floats
    i2: Floats

    def table(self) -> Table:
        """An analysis a row."""
        return {n: getattr(self, n) for n in ("beta", "se", "stat", "pval", "ci_lb", "ci_ub", "tau2", "q", "i2")}


def pool_many(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    method: str = "REML",
    test: str = "knha",
    level: float = 0.95,
    threads: int = 1,
) -> PooledMany:
    """Pool n sets of k effects: `yi`, `vi` of shape (n, k), k ≥ 2; `vi` of shape (k,) is the same for all.

    EE, DL and REML are worked out for all sets together; other estimators set by set.

    Raises
    ------
    UsageError : an unknown method or test, or a level that is none.
    InputError : shapes that do not go together, or a number that cannot be, by set and study.

    Examples
    --------
    >>> fits = pool_many([[0.0, 2.0, 4.0], [1.0, 1.0, 1.0]], [1.0, 1.0, 1.0], test="z")
    >>> fits.tau2.round(9).tolist(), fits.beta.tolist()
    ([3.0, 0.0], [2.0, 1.0])
    """
    if method not in ESTIMATORS:
        raise UsageError(f"method {method!r} is not supported; supported are {', '.join(ESTIMATORS)}")
    if test not in TESTS:
        raise UsageError(f"test {test!r} is not supported; supported are z, knha, adhoc")
    if not 0 < level < 1:
        raise UsageError(f"level={level!r} must lie between 0 and 1, as 0.95")
    effects, variances = _checked(yi, vi)
    centre = np.median(effects, axis=0)
    unit = 2.0 ** np.round(np.log2(variances.min(axis=0)) / 2)
    y, v = (effects - centre) / unit, variances / unit**2
    tau2 = _between(method, y, v, threads)
    return _pooled(y, v, tau2, centre, unit, method, test, level)


def _between(method: str, y: Floats, v: Floats, threads: int) -> Floats:
    if method == "EE":
        return np.zeros(y.shape[1])
    if method in ("DL", "REML"):
        return in_blocks(reml if method == "REML" else dersimonian_laird, y, v, threads)
    return np.array([ESTIMATORS[method](y[:, i], v[:, i]).value for i in range(y.shape[1])])


def _pooled(
    y: Floats, v: Floats, tau2: Floats, centre: Floats, unit: Floats, method: str, test: str, level: float
) -> PooledMany:
    k, n = y.shape
    at0 = 1 / v
    sum0 = at0.sum(axis=0)
    q = np.einsum("ij,ij->j", at0, (y - np.einsum("ij,ij->j", at0, y) / sum0) ** 2)
    weights = 1 / (v + tau2)
    total = weights.sum(axis=0)
    fixed = at0 / sum0 if method == "GENQ" else weights / total
    mean = np.einsum("ij,ij->j", fixed, y)
    se = np.sqrt(np.einsum("ij,ij->j", fixed**2, 1 / weights)) * unit
    df = None if test == "z" else k - 1
    if df is not None:
        row_means = np.einsum("ij,ij->j", weights, y) / total
        factor = np.einsum("ij,ij->j", weights, (y - row_means) ** 2) / df
        se = se * np.sqrt(np.maximum(1.0, factor) if test == "adhoc" else factor)
    beta = mean * unit + centre
    with np.errstate(divide="ignore", invalid="ignore"):
        stat = beta / se
        typical = (k - 1) / (sum0 - (at0**2).sum(axis=0) / sum0)
        i2 = np.maximum(0.0, 100 * (q - (k - 1)) / q) if method == "EE" else 100 * tau2 / (tau2 + typical)
    half = quantile((1 + level) / 2, df) * se
    return PooledMany(
        n=n,
        k=k,
        method=method,
        test=test,
        level=level,
        beta=beta,
        se=se,
        stat=stat,
        pval=two_sided(stat, df),
        ci_lb=beta - half,
        ci_ub=beta + half,
        tau2=tau2 * unit**2,
        q=q,
        i2=np.nan_to_num(i2),
    )


def _checked(yi: ArrayLike, vi: ArrayLike) -> tuple[Floats, Floats]:
    """Effects and variances with a study a row, an analysis a column."""
    y, v = np.asarray(yi, dtype=np.float64), np.asarray(vi, dtype=np.float64)
    if y.ndim != 2 or y.shape[1] < 2:
        raise InputError(f"expected sets of two studies or more, shape (n, k), found shape {y.shape}", column="yi")
    if v.shape not in (y.shape, y.shape[1:]):
        raise InputError(f"expected shape {y.shape} or {y.shape[1:]}, found {v.shape}", column="vi")
    v = np.broadcast_to(v, y.shape)
    for name, array, wrong in (("yi", y, ~np.isfinite(y)), ("vi", v, ~(np.isfinite(v) & (v > 0)))):
        if wrong.any():
            row, study = (int(index) for index in np.argwhere(wrong)[0])
            expected = "a finite number" if name == "yi" else "a finite variance above 0"
            problem = f"found {array[row, study]:g} in set {row + 1}, study {study + 1}"
            raise InputError(f"expected {expected}, {problem}", column=name)
    return np.ascontiguousarray(y.T), np.ascontiguousarray(v.T)
