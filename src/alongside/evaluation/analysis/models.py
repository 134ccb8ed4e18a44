"""Baseline-adjusted differences of means by the mixed model that each design asks for.

The model follows the design, not the data: people who share a supporter or a group are tied where the design says so,
whatever the estimated variance is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from alongside.errors import InputError, UsageError
from alongside.evaluation.analysis import mixed
from alongside.evaluation.analysis.data import Numbers, TrialData
from alongside.evaluation.analysis.effects import Effect
from alongside.evaluation.analysis.mixed import Component, MixedModel

__all__ = ["components_for", "mean_difference", "mixed_effect", "prepared_difference", "stepped_wedge_effect"]

FREE_FROM = 8
"""Groups in the support arm from which their variance may come out below 0.

Held at 0 it makes the test too careful where groups hardly differ: 3.8 and 4.5 % false positives with 8 groups of 6
against 48 people and an ICC of 0 and 0.05, 10,000 simulated trials each. Free, 4.9 and 5.2, and 5.4 at an ICC of 0.1.
With fewer groups a free variance makes the test too bold (6.0 % with 4 groups of 12 and an ICC of 0.1; held, 5.1).
"""


def mean_difference(data: TrialData, design: str, *, level: float = 0.95, method: str = mixed.DEFAULT) -> Effect:
    """The adjusted difference of means under the design's model, people with an outcome only.

    `design` is "individual" (one residual variance), "partially-nested" or "waiting-list" (groups in the support arm, a
    residual variance for each arm: Roberts and Roberts 2005; Flight et al. 2016), or "cluster".

    Raises
    ------
    InputError : the design's groups or clusters are missing, or too few; UsageError for an unknown design.
    """
    complete = data.rows(data.observed)
    return prepared_difference(complete, design, level=level, method=method)(complete.outcome)


def prepared_difference(
    data: TrialData, design: str, *, level: float = 0.95, method: str = mixed.DEFAULT
) -> Callable[[Numbers], Effect]:
    """The same for many outcomes of the same people, nothing missing: the design is taken apart once.

    The outcome of `data` is fitted first, and every later fit begins where that one ended.
    """
    if data.kind == "count":
        raise UsageError("a count is analysed as a rate; ask for a marginal effect")
    X, columns = data.design()
    parts = components_for(data, design)
    batches = mixed.batches_of(parts)

    def fitted(outcome: Numbers, start: Numbers | None = None) -> MixedModel:
        try:
            return mixed.fit(outcome, X, parts, columns, batches=batches, start=start)
        except mixed.NotConvergedError:
            # Means of groups that are as good as equal: a free variance runs to where the covariance is singular.
            return mixed.fit(outcome, X, [mixed.held(part) for part in parts], columns, batches=batches)

    start = fitted(data.outcome).state.theta

    def effect(outcome: Numbers) -> Effect:
        return mixed_effect(fitted(outcome, start), data, design, level=level, method=method)

    return effect


def components_for(data: TrialData, design: str) -> list[Component]:
    """The covariance that a design has."""
    everybody = np.ones(data.n)
    if design == "individual":
        return [mixed.residual("residual", everybody)]
    if design == "cluster":
        if len(set(data.cluster)) < 4:
            raise InputError("expected at least 4 clusters, 2 an arm", column="cluster")
        # Held at 0, a small variance of clusters makes the test too careful: 4.1 % false positives with 6 clusters of
        # 10 an arm and an ICC of 0.05. Free, it gives the t test of clusters' means where sizes are equal: exact.
        return [mixed.shared("clusters", mixed.labels(data.cluster)), mixed.residual("residual", everybody)]
    if design in ("partially-nested", "waiting-list"):
        support = data.treated
        if not data.group or any(not group for group, flag in zip(data.group, support, strict=True) if flag):
            raise InputError("expected the group or supporter of everybody in the support arm", column="group")
        groups = {group for group, flag in zip(data.group, support, strict=True) if flag}
        if len(groups) < 2:
            raise InputError("expected at least 2 groups or supporters in the support arm", column="group")
        if len(groups) == int(support.sum()):
            raise InputError("every group has one person, so groups cannot be told from people", column="group")
        between = mixed.shared if len(groups) >= FREE_FROM else mixed.random_intercept
        return [
            between("groups", mixed.labels(data.group), support),
            mixed.residual("people with support", support),
            mixed.residual("people without", 1 - support),
        ]
    raise UsageError(f"expected a design of individual, partially-nested, waiting-list or cluster; found {design!r}")


def mixed_effect(
    model: MixedModel, data: TrialData, design: str, *, level: float, method: str, column: str = "arm"
) -> Effect:
    """The coefficient of a column as an `Effect`, both kinds of degrees of freedom with it."""
    contrast = np.array([float(name == column) for name in model.columns])
    tests = mixed.contrast_test(model, contrast, level)
    if method not in tests:
        raise UsageError(f"expected degrees of freedom by {' or '.join(tests)}; found {method!r}")
    chosen = tests[method]
    zero = [part.name for part, free in zip(model.components, model.free, strict=True) if not free]
    notes = [*data.notes, *(f"the variance of {name} was estimated as 0 and has no part in the test" for name in zero)]
    notes += [
        f"people of the same {part.name} were less alike than by chance: their variance came out below 0, and stays so"
        for part in model.components
        if part.kind == "shared" and model.theta[part.name] < 0
    ]
    support = int(data.treated.sum())
    return Effect(
        "mean difference" if data.kind == "mean" else "risk difference",
        chosen.estimate,
        chosen.se,
        chosen.df,
        chosen.ci_low,
        chosen.ci_high,
        chosen.p,
        level,
        (support, data.n - support),
        f"REML, {design} model, {method} degrees of freedom",
        model.theta,
        _icc(model.theta),
        {name: (test.se, test.df, test.ci_low, test.ci_high, test.p) for name, test in tests.items()},
        tuple(notes),
    )


def _icc(theta: Mapping[str, float]) -> float:
    """Variance of groups or clusters over all of a supported person's variance (Eldridge and Kerry 2012, chapter 8)."""
    shared = theta.get("groups", theta.get("clusters"))
    if shared is None:
        return float("nan")
    rest = theta.get("people with support", theta.get("residual"))
    if rest is None:
        return float("nan")
    return shared / (shared + rest)


def stepped_wedge_effect(
    outcome: ArrayLike,
    exposed: ArrayLike,
    cluster: Sequence[str],
    period: Sequence[str],
    *,
    person: Sequence[str] = (),
    level: float = 0.95,
    method: str = mixed.DEFAULT,
) -> Effect:
    """The effect in a stepped wedge: periods fixed, clusters and clusters' periods random (Hooper et al. 2016).

    Parameters
    ----------
    outcome : (n,) one a person and period, NaN where missing.
    exposed : (n,) 1 where the cluster had the support in that period.
    cluster, period : names, one a row.
    person : names, where the same people are followed (a cohort).
    """
    values, support = np.asarray(outcome, dtype=float), np.asarray(exposed, dtype=float)
    present = ~np.isnan(values)
    index = np.flatnonzero(present).tolist()
    clusters, periods = [cluster[i] for i in index], [period[i] for i in index]
    check_wedge(support[index], clusters, periods)
    names = sorted(set(periods))
    X: Numbers = np.column_stack(
        [np.ones(len(index)), support[index]] + [[float(p == name) for p in periods] for name in names[1:]]
    )
    ones = np.ones(len(index))
    parts = [
        mixed.random_intercept("clusters", mixed.labels(clusters)),
        mixed.random_intercept("clusters' periods", mixed.labels(list(zip(clusters, periods, strict=True)))),
        mixed.residual("residual", ones),
    ]
    if person:
        parts.insert(2, mixed.random_intercept("people", mixed.labels([person[i] for i in index])))
    model = mixed.fit(values[index], X, parts, ("intercept", "arm", *(f"period {name}" for name in names[1:])))
    rows = TrialData(
        tuple(str(i) for i in index),
        tuple(str(int(flag)) for flag in support[index]),
        "1",
        "0",
        values[index],
        notes=() if present.all() else (f"{int((~present).sum())} rows without an outcome are left out",),
    )
    return mixed_effect(model, rows, "stepped wedge", level=level, method=method)


def check_wedge(exposed: Numbers, cluster: Sequence[str], period: Sequence[str]) -> None:
    """In a period a cluster has the support or not."""
    seen: dict[tuple[str, str], float] = {}
    for flag, cell in zip(exposed, zip(cluster, period, strict=True), strict=True):
        if seen.setdefault(cell, flag) != flag:
            raise InputError(f"cluster {cell[0]!r} is in two arms in period {cell[1]!r}", column="cluster")
    if len(set(cluster)) < 3:
        raise InputError("expected at least 3 clusters in a stepped wedge", column="cluster")
