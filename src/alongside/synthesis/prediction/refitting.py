"""What would be expected after one more trial: for planning, all its possible results at once.

Given the spreads, the effect of the new trial and that of the target are normal together, so a result shifts the target
by a regression; and the result's own likelihood re-weighs the spreads. This is the model refitted, exactly and without
fitting it again, for any number of results in one pass.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from alongside.errors import UsageError
from alongside.synthesis.prediction.evidence import Profile
from alongside.synthesis.prediction.hierarchy import Floats, Hierarchy
from alongside.synthesis.prediction.predicting import moments

__all__ = ["OneMore", "after_one_more"]


@dataclass(frozen=True, slots=True, eq=False)
class OneMore:
    """For each possible result of the new trial, of shape (results,): `mean` and `sd` of the target's average effect,
    `sd_new` of the true effect in a new service. `expected` are draws of what the new trial may find, (draws,)."""

    results: Floats
    mean: Floats
    sd: Floats
    sd_new: Floats
    expected: Floats


def after_one_more(
    model: Hierarchy,
    trial: Profile,
    variance: float,
    target: Profile,
    *,
    results: ArrayLike | None = None,
    seed: int = 1,
    draws: int = 1000,
) -> OneMore:
    """The target's effect after one more trial of `trial` with sampling `variance`, for each of its possible results.

    `results` are effects that it may find; by default `draws` of them from what the model expects, so that averages
    over them are expectations before the trial is run. Components and levels that no trial had are allowed here: that
    is what a new trial may be for. Raises `UsageError` for a variance of 0 or less.

    >>> from alongside.synthesis.prediction import TrialEffect, fit
    >>> calls = frozenset({"calls"})
    >>> model = fit([TrialEffect(str(i), 0.3, 0.05, calls) for i in range(6)], factors=())
    >>> later = after_one_more(model, Profile(calls), 0.01, Profile(calls), results=[0.0, 0.3, 0.6])
    >>> bool(later.mean[0] < later.mean[1] < later.mean[2])
    True
    """
    if not (np.isfinite(variance) and variance > 0):
        raise UsageError(f"variance={variance!r} of the new trial must be above 0")
    means, cov, _ = moments(model, [trial, target])
    apart = model.spreads[:, -1] ** 2
    spread = cov[:, 0, 0] + apart + variance
    random = np.random.default_rng(seed)
    chosen = random.choice(model.weights.size, draws, p=model.weights)
    expected = means[chosen, 0] + np.sqrt(spread[chosen]) * random.standard_normal(draws)
    values = expected if results is None else np.atleast_1d(np.asarray(results, dtype=np.float64))
    gap = values[:, None] - means[None, :, 0]
    logs = np.log(model.weights) - 0.5 * (gap**2 / spread + np.log(spread))
    weights = np.exp(logs - logs.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    slope = cov[:, 0, 1] / spread
    shifted = means[None, :, 1] + slope * gap
    narrowed = cov[:, 1, 1] - slope * cov[:, 0, 1]
    mean = np.sum(weights * shifted, axis=1)
    between = np.sum(weights * (shifted - mean[:, None]) ** 2, axis=1)
    return OneMore(
        results=values,
        mean=mean,
        sd=np.sqrt(weights @ narrowed + between),
        sd_new=np.sqrt(weights @ (narrowed + apart) + between),
        expected=expected,
    )
