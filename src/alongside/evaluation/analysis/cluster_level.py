"""Analysis of clusters' summaries: the safe way with few clusters.

Two steps (Hayes and Moulton 2017, chapter 10): outcomes are adjusted by a regression without the arm, then
the mean residuals of clusters are compared by a t test. Its size is right with as few as three clusters an arm.
"""

from __future__ import annotations

import numpy as np

from alongside.errors import InputError, UsageError
from alongside.evaluation.analysis.data import Numbers, TrialData
from alongside.evaluation.analysis.effects import Effect
from alongside.evaluation.analysis.mixed import interval, labels

__all__ = ["cluster_level_difference"]


def cluster_level_difference(data: TrialData, *, level: float = 0.95, equal_variances: bool | None = None) -> Effect:
    """Difference of the mean of clusters' means; people who belong to no group are clusters of their own.

    `equal_variances` is by custom true where clusters were randomised (t on clusters − 2), false for groups in one arm
    (Welch 1947), where people alone vary in a way of their own.

    Raises
    ------
    InputError : fewer than two clusters in an arm; UsageError : data with neither clusters nor groups.
    """
    complete = data.rows(data.observed)
    if not complete.cluster and not complete.group:
        raise UsageError("a cluster-level analysis needs clusters, or groups in the support arm")
    pooled = bool(complete.cluster) if equal_variances is None else equal_variances
    units = complete.cluster or tuple(
        f"group {group}" if group else f"person {name}"
        for group, name in zip(complete.group, complete.person, strict=True)
    )
    code = labels(units)
    sizes = np.bincount(code)
    means = np.bincount(code, _adjusted(complete)) / sizes
    treated = np.bincount(code, complete.treated) / sizes
    support, comparison = means[treated == 1], means[treated == 0]
    if min(len(support), len(comparison)) < 2:
        raise InputError("expected at least 2 clusters or groups an arm", column="cluster" if data.cluster else "group")
    estimate = float(support.mean() - comparison.mean())
    se, df = _standard_error(support, comparison, pooled)
    if se == 0:
        raise InputError("expected means that vary between clusters", column="outcome")
    test = interval("t", estimate, se, df, level)
    people = int(complete.treated.sum())
    return Effect(
        {"mean": "mean difference", "binary": "risk difference", "count": "rate difference"}[data.kind],
        estimate,
        se,
        df,
        test.ci_low,
        test.ci_high,
        test.p,
        level,
        (people, complete.n - people),
        f"means of {len(support)} and {len(comparison)} clusters, {'t' if pooled else 'Welch'} test",
        notes=complete.notes,
    )


def _adjusted(data: TrialData) -> Numbers:
    """Outcomes less what covariates and strata predict, arms left out of the prediction."""
    X, columns = data.design()
    others = X[:, [index for index, name in enumerate(columns) if name not in ("intercept", "arm")]]
    if not others.shape[1]:
        return data.outcome
    centred = others - others.mean(axis=0)
    full = np.column_stack([np.ones(data.n), centred])
    coefficients = np.linalg.lstsq(full, data.outcome, rcond=None)[0]
    return np.asarray(data.outcome - centred @ coefficients[1:])


def _standard_error(support: Numbers, comparison: Numbers, pooled: bool) -> tuple[float, float]:
    sizes, variances = (len(support), len(comparison)), (support.var(ddof=1), comparison.var(ddof=1))
    if pooled:
        df = float(sum(sizes) - 2)
        variance = ((sizes[0] - 1) * variances[0] + (sizes[1] - 1) * variances[1]) / df
        return float(np.sqrt(variance * (1 / sizes[0] + 1 / sizes[1]))), df
    parts = variances[0] / sizes[0], variances[1] / sizes[1]
    bottom = parts[0] ** 2 / (sizes[0] - 1) + parts[1] ** 2 / (sizes[1] - 1)
    return float(np.sqrt(sum(parts))), float(sum(parts) ** 2 / bottom) if bottom else float(sum(sizes) - 2)
