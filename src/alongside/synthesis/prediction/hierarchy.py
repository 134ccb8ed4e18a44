"""One model for all trials, with partial pooling.

The true effect of a trial is a common mean, plus the effects of its components, plus one of its condition, setting,
supporter and income, plus one of each component within each of these, plus what is its own. Every effect but the mean
comes from a normal distribution around 0 whose spread the trials tell: components that are alike are pulled together,
and those that differ are let apart (Gelman & Hill 2007, ch. 13; for meta-analysis Higgins, Thompson & Spiegelhalter
2009, J R Stat Soc A 172:137). So effects of trials covary by what they share:

    cov(i, j) = ω² x_i'x_j + Σ_f σ_f² [same level of f] + κ² Σ_f x_i'x_j [same level of f] + τ² [i = j]

The spreads have half-normal priors. Their posterior is a set of weighted points: a scrambled net of points from the
prior (Sobol' 1967), weighted by the likelihood with the mean integrated out, then once more from a normal
approximation in the logarithms, with weights of the mixture of both (Owen & Zhou 2000, JASA 95:135). Nothing is drawn
but from the seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alongside.errors import UsageError
from alongside.synthesis.prediction.evidence import FACTORS, Profile, TrialEffect, check_trials, signature

__all__ = ["Floats", "Hierarchy", "fit"]

Floats = NDArray[np.float64]

POINTS = 256
"""Points of each of the two nets; a power of two, as Sobol's sequence wants. Doubling it moves the quantiles of
predictions on 40 to 120 trials by less than 2 % of the interval's width."""

KEPT = 0.999
"""Share of the posterior weight that is carried on; the rest costs memory and changes nothing that is printed."""


@dataclass(frozen=True, slots=True, eq=False)
class Hierarchy:
    """The fitted model.

    `spreads` (s, h) are the posterior's points: ω, σ of each factor, κ, τ; `weights` (s,) add to 1. For each point
    `precision` (s, k, k) is the inverse covariance of the k effects, `total` (s,) its sum, `mean` (s,) the common mean
    and `residual` (s, k) precision times (effects − mean). `points_effective` = 1/Σ weights² says how well the points
    cover the posterior.
    """

    trials: tuple[TrialEffect, ...]
    components: tuple[str, ...]
    factors: tuple[str, ...]
    prior_scale: float
    signatures: Floats
    levels: tuple[tuple[str, ...], ...]
    spreads: Floats
    weights: Floats
    precision: Floats
    total: Floats
    mean: Floats
    residual: Floats
    points_effective: float

    def covariances(self, profiles: Sequence[Profile]) -> tuple[Floats, Floats]:
        """Of each profile's effect with those of the trials, (s, p, k), and with each other, (s, p, p); without τ²,
        which belongs to a trial of its own."""
        marks = np.array([signature(self.components, p.components, frozenset()) for p in profiles])
        levels = tuple(tuple(p.context.get(f, "") for p in profiles) for f in self.factors)
        with_trials = _blocks(marks, self.signatures, levels, self.levels)
        return _combine(self.spreads, with_trials), _combine(self.spreads, _blocks(marks, marks, levels, levels))


def fit(
    trials: Sequence[TrialEffect], *, factors: Sequence[str] = FACTORS, prior_scale: float = 0.5, seed: int = 1
) -> Hierarchy:
    """Fit the model to k trials.

    Parameters
    ----------
    factors : those to use; a trial that does not state one shares that level with no other trial.
    prior_scale : of the half-normal prior of τ, in the effects' unit; the other spreads have half of it. 0.5 is the
        weakly informative choice for standardised differences and log ratios (Röver et al. 2021, Res Synth Methods
        12:448).
    seed : of the nets of points.

    Raises
    ------
    InputError : fewer than two trials, a study twice, a variance of 0 or less, a factor that half of the trials lack.
    UsageError : a prior scale that is none.

    Examples
    --------
    >>> calls = frozenset({"calls"})
    >>> model = fit([TrialEffect(str(i), 0.3, 0.01, calls) for i in range(5)], factors=())
    >>> model.components, round(float(model.weights @ model.mean), 2)
    (('calls',), 0.3)
    """
    if not (np.isfinite(prior_scale) and prior_scale > 0):
        raise UsageError(f"prior_scale={prior_scale!r} must be above 0")
    check_trials(trials, factors)
    components = tuple(sorted({name for trial in trials for name in trial.components | trial.against}))
    marks = np.array([signature(components, trial.components, trial.against) for trial in trials])
    marks = marks.reshape(len(trials), len(components))
    # A level that is not stated is a level of the trial's own, which the study's name makes it.
    levels = tuple(tuple(t.context.get(f, f"\0{t.study}") for t in trials) for f in factors)
    blocks = _blocks(marks, marks, levels, levels)
    effects = np.array([trial.effect for trial in trials])
    variances = np.array([trial.variance for trial in trials])
    scales = np.array([*[prior_scale / 2] * (len(factors) + 2), prior_scale])
    spreads, logs = _points(blocks, effects, variances, scales, seed)
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    order = np.argsort(-weights)
    order = order[: int(np.searchsorted(np.cumsum(weights[order]), KEPT)) + 1]
    spreads, retained = spreads[order], weights[order] / weights[order].sum()
    precision: Floats = np.asarray(np.linalg.inv(_with_own(spreads, blocks, variances)), dtype=np.float64)
    total = precision.sum(axis=(1, 2))
    mean = (precision.sum(axis=1) @ effects) / total
    residual = np.einsum("sij,sj->si", precision, effects[None, :] - mean[:, None])
    return Hierarchy(
        trials=tuple(trials),
        components=components,
        factors=tuple(factors),
        prior_scale=prior_scale,
        signatures=marks,
        levels=levels,
        spreads=spreads,
        weights=retained,
        precision=precision,
        total=total,
        mean=mean,
        residual=residual,
        points_effective=float(1 / np.sum(weights**2)),
    )


def _blocks(
    left: Floats, right: Floats, levels_left: Sequence[Sequence[str]], levels_right: Sequence[Sequence[str]]
) -> Floats:
    """What each spread multiplies, (h − 1, p, k): shared components, same level of each factor, both together."""
    shared = left @ right.T
    same = [
        np.array([[float(a == b and a != "") for b in row_right] for a in row_left])
        for row_left, row_right in zip(levels_left, levels_right, strict=True)
    ]
    within = shared * sum(same) if same else np.zeros_like(shared)
    return np.stack([shared, *same, within])


def _combine(spreads: Floats, blocks: Floats) -> Floats:
    return np.asarray(np.einsum("sh,hij->sij", spreads[:, :-1] ** 2, blocks))


def _with_own(spreads: Floats, blocks: Floats, variances: Floats) -> Floats:
    cov = _combine(spreads, blocks)
    k = variances.size
    cov[:, np.arange(k), np.arange(k)] += variances + spreads[:, -1:] ** 2
    return cov


def _points(blocks: Floats, effects: Floats, variances: Floats, scales: Floats, seed: int) -> tuple[Floats, Floats]:
    """Points of the posterior of the spreads and the logarithms of their weights."""
    from scipy.special import ndtri
    from scipy.stats import qmc

    h = scales.size
    net = qmc.Sobol(h, seed=np.random.default_rng(seed)).random(2 * POINTS)
    net = np.clip(net, 1e-9, 1 - 1e-9)
    early = scales * ndtri(0.5 + net[:POINTS] / 2)
    likelihood = _likelihood(early, blocks, effects, variances)
    weights = np.exp(likelihood - likelihood.max())
    weights /= weights.sum()
    logs = np.log(early)
    centre = weights @ logs
    spread = np.cov(logs.T, aweights=weights + 1e-6).reshape(h, h) + 0.05 * np.eye(h)
    root = np.linalg.cholesky(spread)
    late = np.exp(centre + ndtri(net[POINTS:]) @ root.T)
    points = np.concatenate([early, late])
    likelihood = np.concatenate([likelihood, _likelihood(late, blocks, effects, variances)])
    prior = np.sum(np.log(2 / scales) - 0.5 * (points / scales) ** 2 - 0.5 * np.log(2 * np.pi), axis=1)
    standard = np.linalg.solve(root, (np.log(points) - centre).T)
    near = -0.5 * np.sum(standard**2, axis=0) - np.sum(np.log(points), axis=1)
    near -= float(np.log(np.diag(root)).sum()) + 0.5 * h * np.log(2 * np.pi)
    mixture = np.logaddexp(prior, near) - np.log(2)
    return points, likelihood + prior - mixture


def _likelihood(spreads: Floats, blocks: Floats, effects: Floats, variances: Floats) -> Floats:
    """Log likelihood of each point with the mean integrated over a flat prior (up to a constant)."""
    root = np.linalg.cholesky(_with_own(spreads, blocks, variances))
    sides = np.broadcast_to(np.stack([effects, np.ones_like(effects)], axis=1), (len(spreads), effects.size, 2))
    solved = np.linalg.solve(root, sides)
    yy, y1, total = (np.sum(solved[:, :, a] * solved[:, :, b], axis=1) for a, b in ((0, 0), (0, 1), (1, 1)))
    half = np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
    return np.asarray(-half - 0.5 * np.log(total) - 0.5 * (yy - y1**2 / total))
