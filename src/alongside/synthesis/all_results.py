"""The estimate of an answer where trials give several results: all of them, by correlated and hierarchical effects.

The model is fitted to every result (`correlated_effects.che`, by REML, with CR2). Its mean is also that of one effect a
trial: the trial's results weighted by M⁻¹1, where M = V + τ²_within I, then pooled with the variance 1/1'M⁻¹1 +
τ²_between. So forest, certainty and words read one row a trial, and the mean is exactly the model's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from alongside.errors import NotConverged
from alongside.evidence import AllResults, EffectSize, Estimate, Outcome, Weighted
from alongside.synthesis.combine import weigh_together
from alongside.synthesis.correlated_effects import CorrelatedEffects, che
from alongside.synthesis.linear import Floats
from alongside.synthesis.prediction_interval import prediction_interval
from alongside.synthesis.selection import Rule

__all__ = ["ENOUGH_DF", "Refused", "estimate_of_all", "gives_several"]

ENOUGH_DF = 4.0
"""Degrees of freedom from which CR2's t approximation can be relied on (Tipton 2015, Psychol Methods 20:375)."""

METHOD, TEST = "CHE", "CR2"


@dataclass(frozen=True, slots=True)
class Refused:
    """Why all results cannot enter together."""

    reason: str


def gives_several(effects: Sequence[EffectSize]) -> bool:
    """Whether a study stands in `effects` more than once."""
    return len({effect.study for effect in effects}) < len(effects)


def estimate_of_all(effects: Sequence[EffectSize], outcome: Outcome, rule: Rule) -> Estimate | Refused:
    """All effects, those of a study side by side, as one estimate on the scale of the model; or why that cannot be.

    The interval has Satterthwaite's degrees of freedom. The prediction interval is that of one result a trial, each
    trial with the weight that it has here, and a new result differs within its trial besides. I² sets both
    variances against the typical sampling variance (k − 1)/tr(P), where P is the model's residual projection at V
    (Higgins & Thompson 2002, eq. 9, with V in place of the variances).
    """
    clusters = [list(members) for _, members in groupby(effects, key=lambda effect: effect.study)]
    results, trials = len(effects), len(clusters)
    if rule.method != "REML":
        return Refused(f"The rule asks for {rule.method}, which is an estimator of one result a trial.")
    of = f"{trials} trials" if trials > 1 else "one trial"
    counted = f"Both results of {of} together" if results == 2 else f"All {results} results of {of} together"
    # With J trials there are at most J − 1 degrees of freedom.
    if trials - 1 < ENOUGH_DF:
        return Refused(f"{counted} would leave fewer than {ENOUGH_DF:g} degrees of freedom.")
    yi, vi = np.array([e.yi for e in effects]), np.array([e.vi for e in effects])
    study = [effect.study for effect in effects]
    try:
        fit = che(yi, vi, study, range(results), rho=rule.rho, level=rule.level)
    except NotConverged as error:
        return Refused(f"{counted} cannot be fitted ({error}).")
    df = float(fit.robust.df[0])
    if not df >= ENOUGH_DF:
        return Refused(f"{counted} leave {df:.1f} degrees of freedom, fewer than {ENOUGH_DF:g}.")
    return _estimate(clusters, fit, outcome, rule, df)


def _estimate(
    clusters: Sequence[Sequence[EffectSize]], fit: CorrelatedEffects, outcome: Outcome, rule: Rule, df: float
) -> Estimate:
    between, within = (float(value) for value in fit.sigma2)
    robust, model = fit.robust, fit.model
    trials, shares, model_vi = [], [], []
    for members in clusters:
        V = _covariance([effect.vi for effect in members], rule.rho)
        inverse = np.linalg.solve(V + within * np.eye(len(members)), np.ones(len(members)))  # M⁻¹1
        share = inverse / inverse.sum()
        shares.append(share.tolist())
        trials.append(weigh_together(members, shares[-1], float(share @ V @ share), rho=rule.rho))
        model_vi.append(1 / float(inverse.sum()))
    weights = [1 / (between + variance) for variance in model_vi]
    scaled = [weight / sum(weights) for weight in weights]
    entered = tuple(
        Weighted(effect, weight * part)
        for members, weight, share in zip(clusters, scaled, shares, strict=True)
        for effect, part in zip(members, share, strict=True)
    )
    mean, se = float(robust.beta[0]), float(robust.se[0])
    low, high = prediction_interval([trial.yi for trial in trials], model_vi, level=rule.level, within=within)
    people = [trial.n for trial in trials if trial.n is not None]
    spread = between + within
    typical = (model.k - 1) / _trace(clusters, rule.rho)
    return Estimate(
        measure=outcome.measure,
        k=len(trials),
        participants=round(sum(people)) if people else None,
        beta=mean,
        se=se,
        ci_low=float(robust.ci_lb[0]),
        ci_high=float(robust.ci_ub[0]),
        pi_low=min(low, float(robust.ci_lb[0])),
        pi_high=max(high, float(robust.ci_ub[0])),
        tau2=between,
        i2=100 * spread / (spread + typical),
        q=model.q,
        q_p=model.q_p,
        p=float(robust.pval[0]),
        method=METHOD,
        test=TEST,
        studies=tuple(Weighted(trial, weight) for trial, weight in zip(trials, scaled, strict=True)),
        uncounted=len(trials) - len(people),
        together=AllResults(rule.rho, within, df, entered, tuple(model_vi)),
    )


def _covariance(variances: Sequence[float], rho: float) -> Floats:
    """V of one trial, shape (m, m)."""
    sd = np.sqrt(np.array(variances))
    covariance: Floats = rho * np.outer(sd, sd)
    np.fill_diagonal(covariance, sd**2)
    return covariance


def _trace(clusters: Sequence[Sequence[EffectSize]], rho: float) -> float:
    """tr(P) with P = W − W1(1'W1)⁻¹1'W and W = V⁻¹, trial by trial."""
    trace = squares = total = 0.0
    for members in clusters:
        inverse = np.linalg.inv(_covariance([effect.vi for effect in members], rho))
        sums = inverse.sum(axis=1)
        trace += float(np.trace(inverse))
        squares += float(sums @ sums)
        total += float(sums.sum())
    return trace - squares / total
