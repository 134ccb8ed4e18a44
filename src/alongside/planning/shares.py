"""Uptake or drop-out for a service like those that were tried, from the shares that trials report.

Trials print percentages, often without their denominators, so each counts alike. The share in a new service is a beta
distribution of their mean, with their variance, widened by 1 + 1/k because the mean is itself estimated. What the
percentages vary by chance is part of that spread, so the range is, if anything, too wide.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from alongside.errors import InputError
from alongside.planning.assumptions import Assumption

__all__ = ["FEWEST_TRIALS", "share_from_trials"]

FEWEST_TRIALS = 10
"""Trials under which no default is offered: the spread of fewer says too little of a new service's, and the person who
plans knows their own people better."""


def share_from_trials(name: str, shares: Mapping[str, float]) -> Assumption:
    """An assumption on a share from what trials report, {trial: share from 0 to 1}.

    Its low and high end are the 2.5 % and 97.5 % quantiles of the beta distribution.

    Raises `InputError` for a share outside 0 to 1, for trials that all report the same, and for fewer than
    `FEWEST_TRIALS`: that line has the few figures, so that a person can choose with them in view.

    >>> share_from_trials("uptake", {f"trial {n}": 0.5 + 0.02 * n for n in range(12)}).value
    0.61
    """
    from scipy.stats import beta

    for trial, share in shares.items():
        if not 0 <= share <= 1:
            raise InputError(f"{name} in {trial}: expected a probability from 0 to 1, found {share:g}")
    values = np.array(list(shares.values()), dtype=np.float64)
    if len(values) < FEWEST_TRIALS:
        figures = ", ".join(f"{trial} {share:.0%}" for trial, share in shares.items()) or "none"
        raise InputError(
            f"{name}: expected {FEWEST_TRIALS} trials or more that report it, found {len(values)} ({figures}); "
            "state your own"
        )
    mean = math.fsum(values) / len(values)
    variance = float(values.var(ddof=1)) * (1 + 1 / len(values))
    if not 0 < variance < mean * (1 - mean):
        raise InputError(f"{name}: expected shares that differ from trial to trial, and not only 0 and 1")
    size = mean * (1 - mean) / variance - 1
    low, high = beta.ppf([0.025, 0.975], mean * size, (1 - mean) * size)
    source = f"{name} in {len(values)} trials: {', '.join(shares)}"
    return Assumption(round(mean, 12), float(low), float(high), "beta", "share", source)
