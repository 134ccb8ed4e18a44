"""Measures of one group: a proportion, `xi` of `ni` people, or a correlation `ri` among `ni` people."""

from __future__ import annotations

import numpy as np

from alongside.synthesis.measures import Floats, ZeroCells, measure

__all__ = ["CORRELATION", "PROPORTION"]

PROPORTION = ("xi", "ni")
CORRELATION = ("ri", "ni")


def shares(columns: dict[str, Floats], rule: ZeroCells) -> tuple[Floats, Floats, Floats]:
    """People with and without, and all of them, after the rule for cells of 0."""
    xi, mi = columns["xi"], columns["ni"] - columns["xi"]
    zero = (xi == 0) | (mi == 0)
    everywhere = np.full(zero.shape, bool(zero.any()))
    where = {"only0": zero, "all": np.ones_like(zero), "if0all": everywhere, "none": np.zeros_like(zero)}[rule.to]
    xi, mi = xi + np.where(where, rule.add, 0.0), mi + np.where(where, rule.add, 0.0)
    return xi, mi, xi + mi


@measure("PR", PROPORTION)
def proportion(columns: dict[str, Floats], _vtype: str, rule: ZeroCells) -> tuple[Floats, Floats]:
    """x/n with the binomial variance p(1 − p)/n."""
    xi, mi, ni = shares(columns, rule)
    return xi / ni, xi * mi / ni**3


@measure("PLN", PROPORTION)
def log_proportion(columns: dict[str, Floats], _vtype: str, rule: ZeroCells) -> tuple[Floats, Floats]:
    """ln(x/n), variance 1/x − 1/n."""
    xi, mi, ni = shares(columns, rule)
    return np.log(xi / ni), mi / (xi * ni)


@measure("PLO", PROPORTION)
def logit_proportion(columns: dict[str, Floats], _vtype: str, rule: ZeroCells) -> tuple[Floats, Floats]:
    """ln(x/(n − x)), variance 1/x + 1/(n − x)."""
    xi, mi, _ = shares(columns, rule)
    return np.log(xi / mi), 1 / xi + 1 / mi


@measure("PAS", PROPORTION, add=0.0)
def arcsine_proportion(columns: dict[str, Floats], _vtype: str, rule: ZeroCells) -> tuple[Floats, Floats]:
    """asin √(x/n), variance 1/(4n)."""
    xi, _, ni = shares(columns, rule)
    return np.arcsin(np.sqrt(xi / ni)), 1 / (4 * ni)


@measure("PFT", PROPORTION, add=0.0)
def double_arcsine(columns: dict[str, Floats], _vtype: str, rule: ZeroCells) -> tuple[Floats, Floats]:
    """½(asin √(x/(n + 1)) + asin √((x + 1)/(n + 1))), variance 1/(4n + 2).

    Freeman & Tukey 1950, Ann Math Stat 21:607.
    """
    xi, _, ni = shares(columns, rule)
    return (np.arcsin(np.sqrt(xi / (ni + 1))) + np.arcsin(np.sqrt((xi + 1) / (ni + 1)))) / 2, 1 / (4 * ni + 2)


@measure("COR", CORRELATION)
def correlation(columns: dict[str, Floats], _vtype: str, _rule: ZeroCells) -> tuple[Floats, Floats]:
    """r, variance (1 − r²)²/(n − 1) (Hedges 1989, J Appl Psychol 74:469)."""
    ri = columns["ri"]
    return ri, (1 - ri**2) ** 2 / (columns["ni"] - 1)


@measure("ZCOR", CORRELATION)
def fishers_z(columns: dict[str, Floats], _vtype: str, _rule: ZeroCells) -> tuple[Floats, Floats]:
    """atanh r, variance 1/(n − 3) (Fisher 1921, Metron 1:3)."""
    variance = 1 / np.where(columns["ni"] > 3, columns["ni"] - 3, np.nan)
    return np.arctanh(columns["ri"]), variance
