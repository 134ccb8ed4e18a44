"""Two by two tables pooled without an effect size for each: Mantel and Haenszel's methods, and Peto's.

Both are equal-effects methods that need no correction for cells of 0; a study without events in both arms tells nothing
of a ratio and is not counted in its test of heterogeneity.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from alongside.errors import InputError, UsageError
from alongside.synthesis.distributions import chi2_upper, quantile, two_sided
from alongside.synthesis.effect_sizes import effect_size
from alongside.synthesis.habits import as_in_metafor
from alongside.synthesis.measures import Floats, TwoByTwo, ZeroCells, tables
from alongside.synthesis.measures_of_tables import peto_parts
from alongside.synthesis.reported import Reported

__all__ = ["CommonEffect", "mantel_haenszel", "peto"]


@dataclass(frozen=True, slots=True)
class CommonEffect(Reported):
    """A pooled effect (a log ratio, or a difference), its test and interval, and the test that all studies share it.

    k : studies in all; `dropped` more lacked a number and were left out. k_q : those with an effect of their own, on
    which Q (with k_q − 1 degrees of freedom), I² and H² rest.
    """

    method: str
    measure: str
    k: int
    k_q: int
    level: float
    beta: float
    se: float
    stat: float
    pval: float
    ci_lb: float
    ci_ub: float
    q: float
    q_p: float
    i2: float
    h2: float
    dropped: int

    def summary(self) -> str:
        """The result as one line."""
        return (
            f"{self.k} tables, {self.method} {self.measure}: {self.beta:.4f} [{self.ci_lb:.4f}, {self.ci_ub:.4f}], "
            f"p {self.pval:.3g}; Q({self.k_q - 1}) = {self.q:.2f}, p {self.q_p:.3g}, I² {self.i2:.1f} %"
        )


def _cells(missing: str, **columns: ArrayLike) -> tuple[TwoByTwo, dict[str, Floats], int]:
    """Cells, the columns that they are of, and how many studies were left out for a missing number."""
    if missing not in ("error", "drop"):
        raise UsageError(f"missing={missing!r} is none of error, drop")
    # Stops at a number that cannot be, by column and study.
    effect_size(
        "RD",
        missing="error" if missing == "error" else "nan",
        ai=columns["ai"],
        n1i=columns["n1i"],
        ci=columns["ci"],
        n2i=columns["n2i"],
    )
    arrays = {name: np.atleast_1d(np.asarray(column, dtype=np.float64)) for name, column in columns.items()}
    keep = ~np.isnan(np.array(list(arrays.values()))).any(axis=0)
    if not keep.any():
        raise InputError("expected at least one complete table, found none", column="ai")
    arrays = {name: column[keep] for name, column in arrays.items()}
    return tables(arrays, ZeroCells(0.0, "none")), arrays, int((~keep).sum())


@as_in_metafor
def mantel_haenszel(
    ai: ArrayLike,
    n1i: ArrayLike,
    ci: ArrayLike,
    n2i: ArrayLike,
    *,
    measure: str = "OR",
    level: float = 0.95,
    missing: str = "error",
) -> CommonEffect:
    """Mantel and Haenszel's OR or RR (logarithms), or RD, of tables `ai` of `n1i` against `ci` of `n2i`, shape (k,).

    Variances: OR by Robins, Breslow & Greenland (1986, Biometrics 42:311); RR by Greenland & Robins (1985, Biometrics
    41:55, eq. 13); RD by Sato, Greenland & Robins (1989, Biometrics 45:1323). Q is Σ(yᵢ − b)²/vᵢ of each study's own
    effect, with 0.5 added to the cells of a study that has a 0.

    Raises
    ------
    UsageError : an unknown measure. InputError : a number that cannot be, or nobody with an event anywhere.

    Examples
    --------
    >>> round(mantel_haenszel([4, 6], [123, 306], [11, 29], [139, 303]).beta, 4)
    -1.4215
    """
    if measure not in ("OR", "RR", "RD"):
        raise UsageError(f"measure {measure!r} is not supported; supported are OR, RR, RD")
    t, columns, dropped = _cells(missing, ai=ai, n1i=n1i, ci=ci, n2i=n2i)
    beta, variance = {"OR": _odds_ratio, "RR": _risk_ratio, "RD": _risk_difference}[measure](t)
    per_study = effect_size(measure, ai=columns["ai"], n1i=columns["n1i"], ci=columns["ci"], n2i=columns["n2i"])
    informative = (t.ai + t.ci > 0) & (t.bi + t.di > 0)
    return _result("MH", measure, t, level, beta, variance, per_study.yi, per_study.vi, informative, dropped)


def _odds_ratio(t: TwoByTwo) -> tuple[float, float]:
    total = t.n1i + t.n2i
    p, q = (t.ai + t.di) / total, (t.bi + t.ci) / total
    r, s = t.ai * t.di / total, t.bi * t.ci / total
    R, S = _sums(r, s, "OR")
    variance = (p * r).sum() / (2 * R**2) + (p * s + q * r).sum() / (2 * R * S) + (q * s).sum() / (2 * S**2)
    return math.log(R / S), float(variance)


def _risk_ratio(t: TwoByTwo) -> tuple[float, float]:
    total = t.n1i + t.n2i
    R, S = _sums(t.ai * t.n2i / total, t.ci * t.n1i / total, "RR")
    variance = ((t.n1i * t.n2i * (t.ai + t.ci) - t.ai * t.ci * total) / total**2).sum() / (R * S)
    return math.log(R / S), float(variance)


def _risk_difference(t: TwoByTwo) -> tuple[float, float]:
    total = t.n1i + t.n2i
    weight = float((t.n1i * t.n2i / total).sum())
    beta = float(((t.ai * t.n2i - t.ci * t.n1i) / total).sum()) / weight
    p = (t.n1i**2 * t.ci - t.n2i**2 * t.ai + t.n1i * t.n2i * (t.n2i - t.n1i) / 2) / total**2
    q = (t.ai * t.di + t.bi * t.ci) / (2 * total)
    return beta, (beta * float(p.sum()) + float(q.sum())) / weight**2


def _sums(r: Floats, s: Floats, measure: str) -> tuple[float, float]:
    above, below = float(r.sum()), float(s.sum())
    if above == 0 or below == 0:
        raise InputError(f"expected events in both groups; the pooled {measure} is 0 or infinite", column="ai")
    return above, below


@as_in_metafor
def peto(
    ai: ArrayLike, n1i: ArrayLike, ci: ArrayLike, n2i: ArrayLike, *, level: float = 0.95, missing: str = "error"
) -> CommonEffect:
    """Peto's log odds ratio Σ(O − E)/ΣV with variance 1/ΣV (Yusuf et al. 1985, Prog Cardiovasc Dis 27:335).

    Raises
    ------
    InputError : a number that cannot be, or nobody with an event anywhere.

    Examples
    --------
    >>> round(peto([4, 6], [123, 306], [11, 29], [139, 303]).beta, 4)
    -1.2401
    """
    t, _, dropped = _cells(missing, ai=ai, n1i=n1i, ci=ci, n2i=n2i)
    difference, v = peto_parts(t)
    if float(v.sum()) == 0:
        raise InputError("expected people with and without events in some study", column="ai")
    beta, variance = float(difference.sum() / v.sum()), 1 / float(v.sum())
    informative = v > 0
    weights = np.where(informative, v, 1.0)
    return _result("Peto", "OR", t, level, beta, variance, difference / weights, 1 / weights, informative, dropped)


def _result(
    method: str,
    measure: str,
    t: TwoByTwo,
    level: float,
    beta: float,
    variance: float,
    yi: Floats,
    vi: Floats,
    informative: NDArray[np.bool_],
    dropped: int,
) -> CommonEffect:
    se = math.sqrt(variance)
    half = float(quantile((1 + level) / 2, None)) * se
    count = int(informative.sum())
    # One study by itself differs from no other; what it differs from b by comes from the other tables' empty cells.
    q = float(((yi - beta) ** 2 / vi)[informative].sum()) if count > 1 else 0.0
    return CommonEffect(
        method=method,
        measure=measure,
        k=t.ai.size,
        k_q=count,
        level=level,
        beta=beta,
        se=se,
        stat=beta / se,
        pval=float(two_sided(beta / se, None)),
        ci_lb=beta - half,
        ci_ub=beta + half,
        q=q,
        q_p=chi2_upper(q, count - 1),
        i2=max(0.0, 100 * (q - (count - 1)) / q) if q > 0 else 0.0,
        h2=q / (count - 1) if count > 1 else math.nan,
        dropped=dropped,
    )
