"""The formulas of effect sizes, one function a measure, in a register that `effect_sizes.effect_size` looks up.

Vocabulary: a function takes the columns that its measure needs (float arrays of one length, checked already) and gives
`yi`, `vi`. Two by two tables are `ai` events of `n1i` people against `ci` of `n2i`; two groups are `m1i`, `sd1i`, `n1i`
against `m2i`, `sd2i`, `n2i`: group 1 against group 2 throughout.

A further measure is one function under `@measure(name, columns, vtypes)`; nothing else has to change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from alongside.errors import UsageError

__all__ = [
    "LOGARITHMS",
    "MEASURES",
    "TWO_BY_TWO",
    "TWO_GROUPS",
    "Floats",
    "Measure",
    "TwoByTwo",
    "ZeroCells",
    "measure",
    "pooled_variance",
    "small_sample_factor",
    "tables",
]

Floats = NDArray[np.float64]

TWO_BY_TWO = ("ai", "n1i", "ci", "n2i")
TWO_GROUPS = ("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")


@dataclass(frozen=True, slots=True)
class ZeroCells:
    """What is done about cells without events: `add` is added `to` some studies (`effect_size` says which)."""

    add: float = 0.5
    to: str = "only0"

    def __post_init__(self) -> None:
        if self.to not in {"only0", "all", "if0all", "none"}:
            raise UsageError(f"to={self.to!r} is none of only0, all, if0all, none")
        if not (np.isfinite(self.add) and self.add >= 0):
            raise UsageError(f"add={self.add!r} must be 0 or more")


@dataclass(frozen=True, slots=True)
class TwoByTwo:
    """Cells and margins of two by two tables after the rule for zero cells; each an array of shape (k,)."""

    ai: Floats
    bi: Floats
    ci: Floats
    di: Floats
    n1i: Floats
    n2i: Floats


Formula = Callable[[dict[str, Floats], str, ZeroCells], tuple[Floats, Floats]]


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: the columns it needs, the variances it knows (the first is the default), its formula, and what is
    added to cells of 0 unless told otherwise: 0 for measures that are defined there."""

    name: str
    columns: tuple[str, ...]
    vtypes: tuple[str, ...]
    formula: Formula
    add: float = 0.5


LOGARITHMS = frozenset({"OR", "RR", "IRR", "ROM", "CVR", "VR", "PETO", "HR"})
"""Measures whose effects are logarithms of what people read."""

MEASURES: dict[str, Measure] = {}
"""All measures by name. Filled by `@measure` while this module is imported, and never after."""


def measure(
    name: str, columns: tuple[str, ...], vtypes: tuple[str, ...] = ("LS",), *, add: float = 0.5
) -> Callable[[Formula], Formula]:
    """Enter a formula in the register."""

    def enter(formula: Formula) -> Formula:
        MEASURES[name] = Measure(name, columns, vtypes, formula, add)
        return formula

    return enter


def tables(columns: dict[str, Floats], rule: ZeroCells) -> TwoByTwo:
    """Cells with `rule.add` added where the rule says so; margins grow with their cells."""
    ai, ci = columns["ai"], columns["ci"]
    bi, di = columns["n1i"] - ai, columns["n2i"] - ci
    zero = (ai == 0) | (bi == 0) | (ci == 0) | (di == 0)
    everywhere = np.full(zero.shape, bool(zero.any()))
    where = {"only0": zero, "all": np.ones_like(zero), "if0all": everywhere, "none": np.zeros_like(zero)}[rule.to]
    ai, bi, ci, di = (cell + np.where(where, rule.add, 0.0) for cell in (ai, bi, ci, di))
    return TwoByTwo(ai, bi, ci, di, ai + bi, ci + di)


@measure("OR", TWO_BY_TWO)
def log_odds_ratio(columns: dict[str, Floats], _vtype: str, rule: ZeroCells) -> tuple[Floats, Floats]:
    """Log odds ratio, ln(ad/bc), with the variance of Woolf (1955), Ann Hum Genet 19:251: the sum of 1/cell."""
    t = tables(columns, rule)
    return np.log(t.ai / t.bi) - np.log(t.ci / t.di), 1 / t.ai + 1 / t.bi + 1 / t.ci + 1 / t.di


@measure("RR", TWO_BY_TWO)
def log_risk_ratio(columns: dict[str, Floats], _vtype: str, rule: ZeroCells) -> tuple[Floats, Floats]:
    """Log risk ratio with the variance 1/a − 1/n1 + 1/c − 1/n2 (Katz et al. 1978, Biometrics 34:469)."""
    t = tables(columns, rule)
    # 1/a − 1/n1 written as b/(a·n1) keeps its digits where nearly everybody has the event.
    return np.log(t.ai / t.n1i) - np.log(t.ci / t.n2i), t.bi / (t.ai * t.n1i) + t.di / (t.ci * t.n2i)


@measure("RD", TWO_BY_TWO)
def risk_difference(columns: dict[str, Floats], _vtype: str, rule: ZeroCells) -> tuple[Floats, Floats]:
    """Risk difference with the binomial (Wald) variance p(1 − p)/n of each arm.

    The rule for zero cells applies to the estimate and to the variance: a variance of 0 would weigh infinitely.
    """
    t = tables(columns, rule)
    return t.ai / t.n1i - t.ci / t.n2i, t.ai * t.bi / t.n1i**3 + t.ci * t.di / t.n2i**3


@measure("MD", TWO_GROUPS, ("LS", "HO"))
def mean_difference(columns: dict[str, Floats], vtype: str, _rule: ZeroCells) -> tuple[Floats, Floats]:
    """Difference of means. LS lets the groups' variances differ: sd1²/n1 + sd2²/n2; HO pools them."""
    n1, n2, sd1, sd2 = columns["n1i"], columns["n2i"], columns["sd1i"], columns["sd2i"]
    yi = columns["m1i"] - columns["m2i"]
    if vtype == "HO":
        return yi, pooled_variance(columns) * (1 / n1 + 1 / n2)
    return yi, sd1**2 / n1 + sd2**2 / n2


@measure("SMD", TWO_GROUPS, ("LS", "LS2", "UB", "AV"))
def standardised_mean_difference(columns: dict[str, Floats], vtype: str, _rule: ZeroCells) -> tuple[Floats, Floats]:
    """Hedges' g: (m1 − m2)/pooled SD, times the exact small-sample factor (Hedges 1981, J Educ Stat 6:107).

    LS is the large-sample variance 1/n1 + 1/n2 + g²/(2(n1 + n2)) (Hedges 1982, Psychol Bull 92:490, eq. 8); LS2 that
    of Cohen's d times the squared factor (Borenstein 2009, ch. 4, eq. 4.24); UB the unbiased one (Hedges 1983,
    Psychol Bull 93:388, eq. 9); AV puts the mean of all g, weighted by n1 + n2, in LS.
    """
    n1, n2 = columns["n1i"], columns["n2i"]
    m = n1 + n2 - 2
    factor = small_sample_factor(m)
    d = (columns["m1i"] - columns["m2i"]) / np.sqrt(pooled_variance(columns))
    g = factor * d
    between = 1 / n1 + 1 / n2
    if vtype == "LS2":
        return g, factor**2 * (between + d**2 / (2 * (n1 + n2)))
    if vtype == "UB":
        return g, between + (1 - (m - 2) / (m * factor**2)) * g**2
    if vtype == "AV":
        finite = np.isfinite(g)
        mean = np.sum((n1 + n2)[finite] * g[finite]) / np.sum((n1 + n2)[finite])
        return g, between + mean**2 / (2 * (n1 + n2))
    return g, between + g**2 / (2 * (n1 + n2))


def pooled_variance(columns: dict[str, Floats]) -> Floats:
    """Variance within groups: each group's, weighted by its degrees of freedom."""
    n1, n2, sd1, sd2 = columns["n1i"], columns["n2i"], columns["sd1i"], columns["sd2i"]
    pooled: Floats = ((n1 - 1) * sd1**2 + (n2 - 1) * sd2**2) / (n1 + n2 - 2)
    return pooled


def small_sample_factor(df: Floats) -> Floats:
    """J(df) = Γ(df/2) / (√(df/2) Γ((df − 1)/2)), exactly (Hedges 1981); NaN where df ≤ 1.

    >>> small_sample_factor(np.array([10.0])).round(4)
    array([0.9227])
    """
    enough_df = np.where(df > 1, df, np.nan)
    # For large df the two log gammas agree in all but their last digits; `poch` takes their quotient without loss.
    factor: Floats = special.poch((enough_df - 1) / 2, 0.5) / np.sqrt(enough_df / 2)
    return factor
