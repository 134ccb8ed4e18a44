"""Outcomes measured again and again: the effect at each visit, and over all.

A mixed model for repeated measures (Mallinckrodt et al. 2008): visit by arm and visit by baseline in the mean, an
unstructured covariance within a person, and what people of one group share. Nobody with at least one outcome is left
out; missing visits are taken to depend on what was seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from alongside.errors import InputError, UsageError
from alongside.evaluation.analysis import mixed
from alongside.evaluation.analysis.data import Numbers, TrialData
from alongside.evaluation.analysis.effects import Effect
from alongside.evaluation.analysis.models import mixed_effect

__all__ = ["RepeatedEffects", "repeated_effects", "slope_difference"]


@dataclass(frozen=True, slots=True)
class RepeatedEffects:
    """The effect at each visit, their mean, and Kenward and Roger's F test that there is none at any."""

    visits: tuple[str, ...]
    effects: tuple[Effect, ...]
    mean: Effect
    joint: mixed.JointTest


def repeated_effects(
    data: TrialData,
    outcomes: Mapping[str, ArrayLike],
    *,
    level: float = 0.95,
    method: str = mixed.DEFAULT,
    unstructured: bool = True,
) -> RepeatedEffects:
    """Effects at every visit.

    Parameters
    ----------
    data : the people; its own outcome is not used.
    outcomes : visit to (n,), NaN where it is missing, in the order of the visits.
    unstructured : a covariance for each pair of visits; False is one variance of people and one of visits.

    Raises
    ------
    UsageError : fewer than two visits; InputError : a visit without outcomes in an arm.
    """
    visits = tuple(outcomes)
    if len(visits) < 2:
        raise UsageError(f"repeated measures need at least 2 visits, found {len(visits)}")
    values = np.column_stack([np.asarray(outcomes[visit], dtype=float) for visit in visits])
    for index, visit in enumerate(visits):
        for arm, flag in ((data.support, 1.0), (data.comparison, 0.0)):
            if int((~np.isnan(values[data.treated == flag, index])).sum()) < 2:
                raise InputError(
                    f"expected at least 2 outcomes in the arm {arm!r} at visit {visit!r}", column="outcome"
                )
    person, visit_of = np.nonzero(~np.isnan(values))
    X, columns = _design(data, visits, person, visit_of)
    model = mixed.fit(values[person, visit_of], X, _components(data, visits, person, visit_of, unstructured), columns)
    seen = replace(data.rows(~np.isnan(values).all(axis=1)), kind="mean")
    effects = tuple(
        mixed_effect(model, seen, "repeated measures", level=level, method=method, column=f"arm at {visit}")
        for visit in visits
    )
    present = ~np.isnan(values)
    counts = [tuple(int(present[data.treated == flag, i].sum()) for flag in (1.0, 0.0)) for i in range(len(visits))]
    counted = tuple(
        replace(effect, icc=_icc_at(effect, visit), n=(count[0], count[1]))
        for effect, visit, count in zip(effects, visits, counts, strict=True)
    )
    contrasts = np.array([[float(name == f"arm at {visit}") for name in columns] for visit in visits])
    mean = _mean(model, contrasts.mean(axis=0), effects[0], level, method)
    return RepeatedEffects(visits, counted, mean, mixed.joint_test(model, contrasts))


def _design(
    data: TrialData, visits: Sequence[str], person: np.ndarray, visit_of: np.ndarray
) -> tuple[Numbers, tuple[str, ...]]:
    """Every column of the trial's design, at each visit by itself."""
    base, names = data.design()
    blocks, columns = [], []
    for index, visit in enumerate(visits):
        blocks.append(base[person] * (visit_of == index)[:, None])
        columns += [f"{name} at {visit}" for name in names]
    return np.hstack(blocks), tuple(columns)


def _components(
    data: TrialData, visits: Sequence[str], person: np.ndarray, visit_of: np.ndarray, unstructured: bool
) -> list[mixed.Component]:
    """Within people; and of groups or clusters, where there are any."""
    at_visit = [(visit_of == index).astype(float) for index in range(len(visits))]
    parts: list[mixed.Component] = []
    if data.cluster:
        parts.append(mixed.random_intercept("clusters", mixed.labels(data.cluster)[person]))
    elif data.group:
        parts.append(mixed.random_intercept("groups", mixed.labels(data.group)[person], data.treated[person]))
    if not unstructured:
        everybody = np.ones(len(person))
        return [*parts, mixed.random_intercept("people", person), mixed.residual("residual", everybody)]
    for i, visit in enumerate(visits):
        parts.append(mixed.residual(f"at {visit}", at_visit[i]))
        for j in range(i):
            parts.append(mixed.covariance(f"{visits[j]} with {visit}", person, at_visit[j], at_visit[i]))
    return parts


def _icc_at(effect: Effect, visit: str) -> float:
    """Of groups or clusters at one visit; NaN without an unstructured covariance, or without groups."""
    shared = effect.variances.get("groups", effect.variances.get("clusters"))
    rest = effect.variances.get(f"at {visit}")
    return float("nan") if shared is None or rest is None else shared / (shared + rest)


def _mean(model: mixed.MixedModel, contrast: Numbers, like: Effect, level: float, method: str) -> Effect:
    tests = mixed.contrast_test(model, contrast, level)
    chosen = tests[method]
    return replace(
        like,
        estimate=chosen.estimate,
        se=chosen.se,
        df=chosen.df,
        ci_low=chosen.ci_low,
        ci_high=chosen.ci_high,
        p=chosen.p,
        alternatives={name: (t.se, t.df, t.ci_low, t.ci_high, t.p) for name, t in tests.items()},
    )


def slope_difference(
    data: TrialData,
    outcomes: Mapping[str, ArrayLike],
    times: Sequence[float],
    *,
    level: float = 0.95,
    method: str = mixed.DEFAULT,
    random_slopes: bool = True,
) -> Effect:
    """How much faster the outcome changes with support, in units a time (Diggle et al. 2002, chapter 5).

    People have intercepts, and with `random_slopes` slopes, of their own; groups or clusters have intercepts.

    Raises `UsageError` for times that are not one a visit, or all the same.
    """
    visits = tuple(outcomes)
    moments = np.asarray(times, dtype=float)
    if len(moments) != len(visits) or len(set(times)) < 2:
        raise UsageError(f"expected a time for each of {len(visits)} visits, at least two of them different")
    values = np.column_stack([np.asarray(outcomes[visit], dtype=float) for visit in visits])
    person, visit_of = np.nonzero(~np.isnan(values))
    # From the mean time on, so that intercepts and slopes are as little correlated as the visits allow.
    time = moments[visit_of] - moments.mean()
    base, names = data.design()
    X = np.column_stack([base[person], time, time * data.treated[person]])
    ones = np.ones(len(person))
    parts = [mixed.random_intercept("people", person), mixed.residual("residual", ones)]
    if random_slopes:
        parts[1:1] = [
            mixed.covariance("people's intercepts with slopes", person, ones, time),
            mixed.random_intercept("people's slopes", person, time),
        ]
    if data.cluster:
        parts.insert(0, mixed.random_intercept("clusters", mixed.labels(data.cluster)[person]))
    elif data.group:
        parts.insert(0, mixed.random_intercept("groups", mixed.labels(data.group)[person], data.treated[person]))
    model = mixed.fit(values[person, visit_of], X, parts, (*names, "time", "arm by time"))
    seen = replace(data.rows(~np.isnan(values).all(axis=1)), kind="mean")
    effect = mixed_effect(model, seen, "slopes", level=level, method=method, column="arm by time")
    return replace(effect, measure="difference in slope")
