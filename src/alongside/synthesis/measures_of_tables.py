"""Further measures of two by two tables and of rates: `ai` events of `n1i` against `ci` of `n2i`, or `x1i` events in
`t1i` time against `x2i` in `t2i`.

A measure that is defined where nobody, or everybody, has the event gets nothing added there unless that is asked for.
"""

from __future__ import annotations

import numpy as np

from alongside.synthesis.measures import TWO_BY_TWO, Floats, TwoByTwo, ZeroCells, log_odds_ratio, measure, tables

__all__ = ["RATES", "peto_parts", "rates"]

RATES = ("x1i", "t1i", "x2i", "t2i")

COX = 1.65
"""Log odds ratios are about this many times the standardised difference (Cox & Snell 1989, Analysis of Binary Data)."""

LOGISTIC = np.pi / np.sqrt(3)
"""The standard deviation of the logistic distribution (Hasselblad & Hedges 1995, Psychol Bull 117:167)."""


@measure("AS", TWO_BY_TWO, add=0.0)
def arcsine_difference(columns: dict[str, Floats], _vtype: str, rule: ZeroCells) -> tuple[Floats, Floats]:
    """asin √p1 − asin √p2, variance 1/(4 n1) + 1/(4 n2) (Rücker et al. 2009, Stat Med 28:721)."""
    t = tables(columns, rule)
    return np.arcsin(np.sqrt(t.ai / t.n1i)) - np.arcsin(np.sqrt(t.ci / t.n2i)), 1 / (4 * t.n1i) + 1 / (4 * t.n2i)


def peto_parts(t: TwoByTwo) -> tuple[Floats, Floats]:
    """Observed minus expected events; the hypergeometric variance (Yusuf et al. 1985, Prog Cardiovasc Dis 27:335)."""
    total = t.n1i + t.n2i
    events, none = t.ai + t.ci, t.bi + t.di
    return t.ai - events * t.n1i / total, events * none * (t.n1i / total) * (t.n2i / total) / (total - 1)


@measure("PETO", TWO_BY_TWO)
def peto(columns: dict[str, Floats], _vtype: str, rule: ZeroCells) -> tuple[Floats, Floats]:
    """The one-step log odds ratio (O − E)/V with variance 1/V (Yusuf et al. 1985)."""
    difference, variance = peto_parts(tables(columns, rule))
    return difference / variance, 1 / variance


@measure("PHI", TWO_BY_TWO, add=0.0)
def phi_coefficient(columns: dict[str, Floats], _vtype: str, rule: ZeroCells) -> tuple[Floats, Floats]:
    """Phi, (ad − bc)/√(product of the margins), with the delta method for four cells of one multinomial sample.

    With r and c the differences of the shares in rows and in columns, R and C the products of those shares:
    N·V = 1 − phi² + phi (1 + phi²/2) rc/√(RC) − ¾ phi² (r²/R + c²/C) (Yule 1912; Bishop, Fienberg & Holland 1975,
    Discrete Multivariate Analysis, 11.3).
    """
    t = tables(columns, rule)
    total = t.n1i + t.n2i
    events, none = t.ai + t.ci, t.bi + t.di
    phi = (t.ai * t.di - t.bi * t.ci) / np.sqrt(t.n1i * t.n2i * events * none)
    rows, cols = (t.n1i - t.n2i) / total, (events - none) / total
    room_r, room_c = t.n1i * t.n2i / total**2, events * none / total**2
    uneven = rows * cols / np.sqrt(room_r * room_c)
    spread = rows**2 / room_r + cols**2 / room_c
    return phi, (1 - phi**2 + phi * (1 + phi**2 / 2) * uneven - 0.75 * phi**2 * spread) / total


@measure("YUQ", TWO_BY_TWO)
def yules_q(columns: dict[str, Floats], vtype: str, rule: ZeroCells) -> tuple[Floats, Floats]:
    """Q = (OR − 1)/(OR + 1), variance (1 − Q²)² Σ 1/cell / 4 (Yule 1912, J R Stat Soc 75:579)."""
    log_or, variance = log_odds_ratio(columns, vtype, rule)
    q = np.tanh(log_or / 2)
    return q, (1 - q**2) ** 2 * variance / 4


@measure("YUY", TWO_BY_TWO)
def yules_y(columns: dict[str, Floats], vtype: str, rule: ZeroCells) -> tuple[Floats, Floats]:
    """Y = (√OR − 1)/(√OR + 1), variance (1 − Y²)² Σ 1/cell / 16 (Yule 1912)."""
    log_or, variance = log_odds_ratio(columns, vtype, rule)
    y = np.tanh(log_or / 4)
    return y, (1 - y**2) ** 2 * variance / 16


@measure("OR2DN", TWO_BY_TWO)
def standardised_by_normal(columns: dict[str, Floats], vtype: str, rule: ZeroCells) -> tuple[Floats, Floats]:
    """Log odds ratio / 1.65, as a standardised difference of a normal outcome (Cox & Snell 1989)."""
    log_or, variance = log_odds_ratio(columns, vtype, rule)
    return log_or / COX, variance / COX**2


@measure("OR2DL", TWO_BY_TWO)
def standardised_by_logistic(columns: dict[str, Floats], vtype: str, rule: ZeroCells) -> tuple[Floats, Floats]:
    """Log odds ratio √3/π, as a standardised difference of a logistic outcome (Hasselblad & Hedges 1995)."""
    log_or, variance = log_odds_ratio(columns, vtype, rule)
    return log_or / LOGISTIC, variance / LOGISTIC**2


def rates(columns: dict[str, Floats], rule: ZeroCells) -> tuple[Floats, Floats]:
    """Events of both groups with `rule.add` added where the rule says so."""
    x1, x2 = columns["x1i"], columns["x2i"]
    zero = (x1 == 0) | (x2 == 0)
    everywhere = np.full(zero.shape, bool(zero.any()))
    where = {"only0": zero, "all": np.ones_like(zero), "if0all": everywhere, "none": np.zeros_like(zero)}[rule.to]
    return x1 + np.where(where, rule.add, 0.0), x2 + np.where(where, rule.add, 0.0)


@measure("IRR", RATES)
def log_rate_ratio(columns: dict[str, Floats], _vtype: str, rule: ZeroCells) -> tuple[Floats, Floats]:
    """ln((x1/t1)/(x2/t2)), variance 1/x1 + 1/x2 (Rothman, Greenland & Lash 2008, Modern Epidemiology, ch. 14)."""
    x1, x2 = rates(columns, rule)
    return np.log(x1 / columns["t1i"]) - np.log(x2 / columns["t2i"]), 1 / x1 + 1 / x2


@measure("IRD", RATES)
def rate_difference(columns: dict[str, Floats], _vtype: str, rule: ZeroCells) -> tuple[Floats, Floats]:
    """x1/t1 − x2/t2, variance x1/t1² + x2/t2² (Rothman, Greenland & Lash 2008, ch. 14)."""
    x1, x2 = rates(columns, rule)
    t1, t2 = columns["t1i"], columns["t2i"]
    return x1 / t1 - x2 / t2, x1 / t1**2 + x2 / t2**2


@measure("IRSD", RATES, add=0.0)
def root_rate_difference(columns: dict[str, Floats], _vtype: str, rule: ZeroCells) -> tuple[Floats, Floats]:
    """√(x1/t1) − √(x2/t2), variance 1/(4 t1) + 1/(4 t2): the root steadies a Poisson count's variance."""
    x1, x2 = rates(columns, rule)
    t1, t2 = columns["t1i"], columns["t2i"]
    return np.sqrt(x1 / t1) - np.sqrt(x2 / t2), 1 / (4 * t1) + 1 / (4 * t2)
