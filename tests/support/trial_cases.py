"""Small trials that the tests of the analyses share."""

from __future__ import annotations

import numpy as np

from alongside.evaluation.analysis import (
    TrialData,
    trial_data,
)
from alongside.evaluation.analysis.models import prepared_difference


def trial(
    seed: int = 1,
    groups: int = 6,
    size: int = 8,
    alone: int = 48,
    effect: float = 0.5,
    missing: float = 0.0,
    kind: str = "mean",
    sd: float = 0.5,
    **fields: object,
) -> TrialData:
    """A partially nested trial; arms are called 1 and 0 the other way round than one might think."""
    random = np.random.default_rng(seed)
    n = groups * size + alone
    support = (np.arange(n) < groups * size).astype(float)
    baseline = random.standard_normal(n)
    shared = np.concatenate([np.repeat(sd * random.standard_normal(groups), size), np.zeros(alone)])
    y = 0.5 * baseline + shared + effect * support + random.standard_normal(n)
    if kind == "binary":
        y = (y > 0).astype(float)
    if kind == "count":
        y = random.poisson(np.exp(0.3 * y)).astype(float)
    y[random.random(n) < missing] = np.nan
    names = [f"g{index // size}" if flag else "" for index, flag in enumerate(support)]
    return trial_data(
        [f"p{index}" for index in range(n)],
        ["0" if flag else "1" for flag in support],
        y,
        support="0",
        comparison="1",
        kind=kind,
        covariates={"baseline": baseline},
        group=names,
        received=support * (random.random(n) < 0.7),
        **fields,
    )


def plain(support: list[float], comparison: list[float], kind: str = "mean", **fields: object) -> TrialData:
    """A trial without covariates and groups."""
    return trial_data(
        [f"p{index}" for index in range(len(support) + len(comparison))],
        ["s"] * len(support) + ["c"] * len(comparison),
        [*support, *comparison],
        support="s",
        comparison="c",
        kind=kind,
        **fields,
    )


SUPPORT = [3.0, 5.0, 4.5, 6.0, 7.0, 5.5]
COMPARISON = [2.0, 4.0, 3.5, 3.0, 1.0]


def analysis(data: TrialData):
    return prepared_difference(data, "partially-nested")
