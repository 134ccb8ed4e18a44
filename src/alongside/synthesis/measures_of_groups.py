"""Further measures of two groups' means, and of one group before and after.

Two groups are `m1i`, `sd1i`, `n1i` against `m2i`, `sd2i`, `n2i`. One group measured twice is `m1i`, `sd1i` against
`m2i`, `sd2i` of the same `ni` people, whose two values correlate by `ri`.
"""

from __future__ import annotations

import numpy as np

from alongside.synthesis.measures import (
    TWO_GROUPS,
    Floats,
    ZeroCells,
    measure,
    pooled_variance,
    small_sample_factor,
)
from alongside.synthesis.measures_of_tables import COX, LOGISTIC

__all__ = ["BEFORE_AFTER"]

BEFORE_AFTER = ("m1i", "m2i", "sd1i", "sd2i", "ni", "ri")


@measure("SMDH", TWO_GROUPS)
def heteroscedastic_difference(columns: dict[str, Floats], _vtype: str, _rule: ZeroCells) -> tuple[Floats, Floats]:
    """Difference over the root of the mean of both variances (Bonett 2009, Psychol Methods 14:225, eq. 5).

    The variance is taken at the corrected effect and multiplied by the squared factor, as metafor 3.8 does.
    """
    n1, n2, sd1, sd2 = columns["n1i"], columns["n2i"], columns["sd1i"], columns["sd2i"]
    mean = (sd1**2 + sd2**2) / 2
    factor = small_sample_factor(n1 + n2 - 2)
    g = factor * (columns["m1i"] - columns["m2i"]) / np.sqrt(mean)
    vi = g**2 * (sd1**4 / (n1 - 1) + sd2**4 / (n2 - 1)) / (8 * mean**2)
    return g, factor**2 * (vi + (sd1**2 / (n1 - 1) + sd2**2 / (n2 - 1)) / mean)


@measure("ROM", TWO_GROUPS)
def log_ratio_of_means(columns: dict[str, Floats], _vtype: str, _rule: ZeroCells) -> tuple[Floats, Floats]:
    """ln(m1/m2), variance Σ sd²/(n m²) (Hedges, Gurevitch & Curtis 1999, Ecology 80:1150, eq. 1)."""
    yi = np.log(columns["m1i"] / columns["m2i"])
    cv1, cv2 = columns["sd1i"] / columns["m1i"], columns["sd2i"] / columns["m2i"]
    return yi, cv1**2 / columns["n1i"] + cv2**2 / columns["n2i"]


@measure("CVR", TWO_GROUPS)
def log_ratio_of_variation(columns: dict[str, Floats], _vtype: str, _rule: ZeroCells) -> tuple[Floats, Floats]:
    """Log ratio of the coefficients of variation (Nakagawa et al. 2015, Methods Ecol Evol 6:143, eqs 11, 12).

    Mean and standard deviation are taken as independent, as in a normal distribution.
    """
    half1, half2 = 1 / (2 * (columns["n1i"] - 1)), 1 / (2 * (columns["n2i"] - 1))
    cv1, cv2 = columns["sd1i"] / columns["m1i"], columns["sd2i"] / columns["m2i"]
    vi = cv1**2 / columns["n1i"] + half1 + cv2**2 / columns["n2i"] + half2
    return np.log(cv1) + half1 - np.log(cv2) - half2, vi


@measure("VR", TWO_GROUPS)
def log_ratio_of_variability(columns: dict[str, Floats], _vtype: str, _rule: ZeroCells) -> tuple[Floats, Floats]:
    """Log ratio of the standard deviations (Nakagawa et al. 2015, eqs 5, 6)."""
    half1, half2 = 1 / (2 * (columns["n1i"] - 1)), 1 / (2 * (columns["n2i"] - 1))
    return np.log(columns["sd1i"] / columns["sd2i"]) + half1 - half2, half1 + half2


def cohens_d(columns: dict[str, Floats]) -> tuple[Floats, Floats]:
    """(m1 − m2)/pooled SD without the small-sample factor, variance 1/n1 + 1/n2 + d²/(2(n1 + n2))."""
    n1, n2 = columns["n1i"], columns["n2i"]
    d = (columns["m1i"] - columns["m2i"]) / np.sqrt(pooled_variance(columns))
    return d, 1 / n1 + 1 / n2 + d**2 / (2 * (n1 + n2))


@measure("D2OR", TWO_GROUPS)
@measure("D2ORL", TWO_GROUPS)
def odds_ratio_by_logistic(columns: dict[str, Floats], _vtype: str, _rule: ZeroCells) -> tuple[Floats, Floats]:
    """Cohen's d × π/√3, as a log odds ratio of a logistic outcome (Hasselblad & Hedges 1995)."""
    d, variance = cohens_d(columns)
    return d * LOGISTIC, variance * LOGISTIC**2


@measure("D2ORN", TWO_GROUPS)
def odds_ratio_by_normal(columns: dict[str, Floats], _vtype: str, _rule: ZeroCells) -> tuple[Floats, Floats]:
    """Cohen's d × 1.65, as a log odds ratio of a normal outcome (Cox & Snell 1989)."""
    d, variance = cohens_d(columns)
    return d * COX, variance * COX**2


def change_variance(columns: dict[str, Floats]) -> Floats:
    """Variance of the differences within people: sd1² + sd2² − 2 r sd1 sd2."""
    sd1, sd2 = columns["sd1i"], columns["sd2i"]
    variance: Floats = sd1**2 + sd2**2 - 2 * columns["ri"] * sd1 * sd2
    return variance


@measure("MC", BEFORE_AFTER)
def mean_change(columns: dict[str, Floats], _vtype: str, _rule: ZeroCells) -> tuple[Floats, Floats]:
    """m1 − m2, variance of the change over n."""
    return columns["m1i"] - columns["m2i"], change_variance(columns) / columns["ni"]


@measure("SMCC", BEFORE_AFTER)
def change_in_change_scores(columns: dict[str, Floats], _vtype: str, _rule: ZeroCells) -> tuple[Floats, Floats]:
    """Mean change over the SD of the change (Gibbons, Hedeker & Davis 1993, J Educ Stat 18:271, eq. 21)."""
    n = columns["ni"]
    g = small_sample_factor(n - 1) * (columns["m1i"] - columns["m2i"]) / np.sqrt(change_variance(columns))
    return g, 1 / n + g**2 / (2 * n)


@measure("SMCR", BEFORE_AFTER)
def change_in_raw_scores(columns: dict[str, Floats], _vtype: str, _rule: ZeroCells) -> tuple[Floats, Floats]:
    """Mean change over sd1 (Becker 1988, Br J Math Stat Psychol 41:257, eq. 13)."""
    n = columns["ni"]
    g = small_sample_factor(n - 1) * (columns["m1i"] - columns["m2i"]) / columns["sd1i"]
    return g, 2 * (1 - columns["ri"]) / n + g**2 / (2 * n)


@measure("SMCRH", BEFORE_AFTER)
def change_in_unequal_scores(columns: dict[str, Floats], _vtype: str, _rule: ZeroCells) -> tuple[Floats, Floats]:
    """As SMCR, with a variance that lets sd1 and sd2 differ (Bonett 2008, Psychol Methods 13:99).

    The variance is taken at the corrected effect and multiplied by the squared factor, as metafor 3.8 does.
    """
    n = columns["ni"]
    factor = small_sample_factor(n - 1)
    g = factor * (columns["m1i"] - columns["m2i"]) / columns["sd1i"]
    vi = change_variance(columns) / (columns["sd1i"] ** 2 * (n - 1)) + g**2 / (2 * (n - 1))
    return g, factor**2 * vi


@measure("ROMC", BEFORE_AFTER)
def log_ratio_of_means_within(columns: dict[str, Floats], _vtype: str, _rule: ZeroCells) -> tuple[Floats, Floats]:
    """ln(m1/m2) within people (Lajeunesse 2011, Ecology 92:2049, eq. 6)."""
    cv1, cv2 = columns["sd1i"] / columns["m1i"], columns["sd2i"] / columns["m2i"]
    vi = (cv1**2 + cv2**2 - 2 * columns["ri"] * cv1 * cv2) / columns["ni"]
    return np.log(columns["m1i"] / columns["m2i"]), vi
