"""Each trial predicted from all others: does the interval hold what it should, and does knowing more help?

Given the spreads, the prediction of an effect from all others is read off the inverse covariance (Dubrule 1983, Math
Geol 15:687); the spreads' weights without the trial are those with it divided by the trial's predictive density
(Gelfand, Dey & Chang 1992). The plain average is the same model with τ alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from alongside.synthesis.prediction.hierarchy import Floats, Hierarchy, fit
from alongside.synthesis.prediction.predicting import mixture_quantile

__all__ = ["LeftOut", "left_out"]


@dataclass(frozen=True, slots=True, eq=False)
class LeftOut:
    """For each trial, predicted from the others: `mean`, `pi_lb`, `pi_ub` of its effect as it was measured (sampling
    error included), `log_density` of what it found, each (k,). `covered` is the share inside, `error` the root mean
    squared error; `plain_covered`, `plain_error`, `plain_log_density` those of the plain average. `helps` says whether
    knowing components and context predicts better, by the sum of the log densities."""

    mean: Floats
    pi_lb: Floats
    pi_ub: Floats
    log_density: Floats
    covered: float
    error: float
    plain_log_density: Floats
    plain_covered: float
    plain_error: float
    helps: bool


def left_out(model: Hierarchy, *, level: float = 0.95) -> LeftOut:
    """Leave each trial out in turn; at least three trials.

    >>> from alongside.synthesis.prediction import TrialEffect, fit
    >>> trials = [TrialEffect(str(i), 0.3 + 0.1 * (i % 3), 0.02, frozenset({"calls"})) for i in range(9)]
    >>> left_out(fit(trials, factors=())).covered
    1.0
    """
    from alongside.synthesis.prediction.evidence import TrialEffect

    bare = [TrialEffect(t.study, t.effect, t.variance, frozenset()) for t in model.trials]
    plain = _each(fit(bare, factors=(), prior_scale=model.prior_scale), level)
    ours = _each(model, level)
    effects = np.array([trial.effect for trial in model.trials])

    def inside(limits: tuple[Floats, Floats, Floats, Floats]) -> float:
        return float(np.mean((limits[1] <= effects) & (effects <= limits[2])))

    def error(limits: tuple[Floats, Floats, Floats, Floats]) -> float:
        return float(np.sqrt(np.mean((limits[0] - effects) ** 2)))

    return LeftOut(
        ours[0],
        ours[1],
        ours[2],
        ours[3],
        inside(ours),
        error(ours),
        plain[3],
        inside(plain),
        error(plain),
        bool(ours[3].sum() > plain[3].sum()),
    )


def _each(model: Hierarchy, level: float) -> tuple[Floats, Floats, Floats, Floats]:
    effects = np.array([trial.effect for trial in model.trials])
    rows = model.precision.sum(axis=1)
    inner = model.precision - rows[:, :, None] * rows[:, None, :] / model.total[:, None, None]
    variances = 1 / np.diagonal(inner, axis1=1, axis2=2)
    means = effects[None, :] - model.residual * variances
    densities = -0.5 * ((effects - means) ** 2 / variances + np.log(2 * np.pi * variances))
    logs = np.log(model.weights)[:, None] - densities
    weights = np.exp(logs - logs.max(axis=0))
    weights /= weights.sum(axis=0)
    low, high = (1 - level) / 2, (1 + level) / 2
    limits = [
        [mixture_quantile(q, weights[:, i], means[:, i], np.sqrt(variances[:, i])) for i in range(effects.size)]
        for q in (low, high)
    ]
    density = np.log(np.sum(weights * np.exp(densities), axis=0))
    return np.sum(weights * means, axis=0), np.array(limits[0]), np.array(limits[1]), density
