"""Standard errors that the trial's formulas give, design by design; each function names its source.

Vocabulary: `icc` is the intracluster correlation, `cv` the coefficient of variation of the clusters' sizes, `rho` the
correlation of a person's repeated measurements.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from alongside.errors import UsageError

__all__ = [
    "adjusted_sd",
    "cluster_design_effect",
    "longitudinal_size",
    "nested_controls",
    "nested_variance",
    "stepped_wedge_variance",
    "wedge_pattern",
]


def adjusted_sd(sd: float, correlation: float) -> float:
    """Standard deviation that is left after adjusting for baseline: sd × √(1 − r²) (Borm et al. 2007, eq. 1).

    >>> round(adjusted_sd(10, 0.6), 6)
    8.0
    """
    if sd <= 0:
        raise UsageError(f"the standard deviation is above 0, found {sd:g}")
    if not -1 < correlation < 1:
        raise UsageError(f"the correlation with baseline is between -1 and 1, found {correlation:g}")
    return sd * math.sqrt(1 - correlation**2)


def cluster_design_effect(size: float, icc: float, cv: float = 0.0) -> float:
    """1 + ((cv² + 1) m − 1) ICC, m the mean cluster size (Eldridge, Ashby and Kerry 2006, eq. for unequal sizes).

    >>> round(cluster_design_effect(10, 0.1), 6), round(cluster_design_effect(10, 0.1, cv=0.5), 6)
    (1.9, 2.15)
    """
    check_icc(icc)
    if size < 1:
        raise UsageError(f"a cluster has at least one person, found a mean size of {size:g}")
    if cv < 0:
        raise UsageError(f"the coefficient of variation of cluster sizes is at least 0, found {cv:g}")
    return 1 + ((cv**2 + 1) * size - 1) * icc


def check_icc(icc: float) -> None:
    """Refuse an intracluster correlation outside 0 to below 1."""
    if not 0 <= icc < 1:
        raise UsageError(f"the intracluster correlation is at least 0 and below 1, found {icc:g}")


def nested_variance(
    groups: float, size: float, controls: float, *, between: float, within: float, control: float, cv: float = 0.0
) -> tuple[float, float]:
    """Variance of the difference in a partially nested trial, and its degrees of freedom.

    (between + within/m)/k + control/n (Moerbeek and Wong 2008, eq. 5; Roberts and Roberts 2005); where groups' sizes
    vary, `between` counts (1 + cv²) times, as it does in a mean over people (Eldridge et al. 2006, for one arm).
    Degrees of freedom by Satterthwaite (1946): k − 1 for the groups, n − 1 for the people alone.

    >>> [round(figure, 5) for figure in nested_variance(10, 10, 77.81084, between=0.1, within=0.9, control=1)]
    [0.03185, 24.00605]
    """
    if groups < 2 or size < 1 or controls < 2:
        raise UsageError(
            f"a partially nested trial has at least 2 groups of at least 1 and 2 people alone, found {groups:g} of "
            f"{size:g} and {controls:g}"
        )
    support = (between * (1 + cv**2) + within / size) / groups
    alone = control / controls
    df = (support + alone) ** 2 / (support**2 / (groups - 1) + alone**2 / (controls - 1))
    return support + alone, df


def nested_controls(
    groups: float,
    size: float,
    difference: float,
    *,
    between: float,
    within: float,
    control: float,
    power: float = 0.8,
    alpha: float = 0.05,
) -> float:
    """People alone that a partially nested trial with these groups needs, in closed form (Moerbeek and Wong 2008).

    control / (d² / (z_α/2 + z_β)² − (between + within/m)/k), which leaves out the far tail of the test.

    >>> round(nested_controls(10, 10, 0.5, between=0.1, within=0.9, control=1), 5)
    77.81084

    Raises `UsageError` where the groups alone leave too little precision, however many are without support.
    """
    from scipy import special

    z = float(special.ndtri(1 - alpha / 2) + special.ndtri(power))
    left = (difference / z) ** 2 - (between + within / size) / groups
    if left <= 0:
        raise UsageError(f"with {groups:g} groups of {size:g} no number of people alone gives a power of {power:g}")
    return control / left


def wedge_pattern(steps: int, clusters_per_step: int, baseline: int = 1) -> NDArray[np.float64]:
    """Clusters × periods, 1 where a cluster has the support: `baseline` periods without, then a step a period.

    >>> wedge_pattern(2, 1).tolist()
    [[0.0, 1.0, 1.0], [0.0, 0.0, 1.0]]
    """
    if steps < 1 or clusters_per_step < 1 or baseline < 1:
        raise UsageError(
            "a stepped wedge has at least one step, one cluster a step and one period before the first step"
        )
    periods = steps + baseline
    rows = [[float(period >= step + baseline) for period in range(periods)] for step in range(steps)]
    return np.repeat(np.array(rows), clusters_per_step, axis=0)


def stepped_wedge_variance(
    pattern: ArrayLike, size: float, *, residual: float, between: float, period: float = 0.0, person: float = 0.0
) -> float:
    """Variance of the effect in a stepped wedge by generalised least squares on the means of clusters and periods.

    Parameters
    ----------
    pattern : clusters × periods of 0 and 1.
    size : people of a cluster in a period.
    residual, between, period, person : variance of people around their cluster's mean of the period, of clusters, of
        clusters' periods, and (a cohort) of people across periods.

    With `period` and `person` 0 this is Hussey and Hughes (2007, eq. 7 and 8); with them the model of Hooper et al.
    (2016, section 2).

    >>> p, tau = 0.0425, 0.01
    >>> round(stepped_wedge_variance(wedge_pattern(4, 6), 120, residual=p * (1 - p), between=tau**2) ** 0.5, 6)
    0.005448
    """
    X = np.asarray(pattern, dtype=float)
    if X.ndim != 2 or not X.size or not np.isin(X, (0.0, 1.0)).all():
        raise UsageError("a stepped wedge's pattern is a table of clusters by periods of 0 and 1")
    if size <= 0 or residual <= 0 or min(between, period, person) < 0:
        raise UsageError(
            "people a cluster and period, and the residual variance, are above 0; other variances at least 0"
        )
    _, T = X.shape
    V = np.eye(T) * (residual / size + period) + (between + person / size)
    weight = np.linalg.inv(V)
    information = np.zeros((T + 1, T + 1))
    for row in X:
        D: NDArray[Any] = np.column_stack([row, np.eye(T)])
        information += D.T @ weight @ D
    if np.linalg.matrix_rank(information) < T + 1:
        raise UsageError("in this schedule the effect cannot be told from the periods: some clusters must start later")
    return float(np.linalg.inv(information)[0, 0])


def longitudinal_size(
    times: Sequence[float],
    slope: float,
    *,
    rho: float,
    variance: float,
    power: float = 0.8,
    alpha: float = 0.05,
    tails: int = 2,
) -> float:
    """People an arm for a difference in slope with exchangeable correlation (Diggle et al. 2002, eq. 2.4.1).

    2 (z_α + z_β)² σ² (1 − ρ) / (Σ(t − t̄)² d²)

    >>> round(longitudinal_size([0, 2, 5], 0.5, rho=0.2, variance=100, tails=1), 2)
    312.38
    """
    from scipy import special

    moments = np.asarray(times, dtype=float)
    spread = float(((moments - moments.mean()) ** 2).sum()) if len(moments) else 0.0
    if spread <= 0 or slope == 0:
        raise UsageError("a longitudinal trial needs two different times and a difference in slope that is not 0")
    if not -1 < rho < 1 or variance <= 0:
        raise UsageError(f"the correlation is between -1 and 1 and the variance above 0, found {rho:g}, {variance:g}")
    z = float(special.ndtri(1 - alpha / tails) + special.ndtri(power))
    return 2 * z**2 * variance * (1 - rho) / (spread * slope**2)
