"""What a profile may expect: quantiles, an interval, seeded draws, the trials behind it, or a refusal in words.

Given the spreads, the prediction is a weighted sum of the trials' effects, with weights that add to 1; over the
spreads it is a mixture of normals, whose quantiles are found exactly. The effective number of trials is 1/Σ share²,
each share a trial's part of the weights' absolute sum (Kish 1965): 3 trials that count alike are 3, one that counts
for all is 1. The distance to a trial is the share of attributes in which it differs (Gower 1971, Biometrics 27:857):
each component of either, and each factor that the profile states.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from alongside.errors import InputError, UsageError
from alongside.synthesis.prediction.evidence import Profile, TrialEffect
from alongside.synthesis.prediction.hierarchy import Floats, Hierarchy

__all__ = ["FEWEST", "FURTHEST", "Near", "Prediction", "Refused", "mixture_quantile", "moments", "predict"]

FEWEST = 3.0
"""Effective number of trials under which nothing is predicted: two can say nothing of how trials differ, so that an
interval for a new trial would rest on the prior."""

FURTHEST = 0.5
"""Distance to the nearest trial beyond which a profile lies outside the data: more than half of it was tried nowhere.
`validation/simulate_predictions.py` prints coverage by distance up to there."""

QUANTILES = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975)


class Refused(InputError):  # noqa: N818 (it is an answer, and no fault)
    """The trials cannot bear a prediction for this profile; the line says why."""


ROOT_2_PI = float(np.sqrt(2 * np.pi))


@dataclass(frozen=True, slots=True)
class Near:
    """A trial near the profile: its distance, its share of the weight, and what differs in words."""

    study: str
    distance: float
    share: float
    differs: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Prediction:
    """What the profile may expect.

    `mean` and `sd` are of the true effect in a new trial or service like it; `quantiles` maps levels to effects,
    `pi_lb` to `pi_ub` is the interval at `level`, and `ci_lb` to `ci_ub` that of the average effect over such
    services. `effective` is the effective number of trials; `shares` (k,) is each trial's part; `distance` that to
    the nearest trial. `draws` are of the true effect in a new service, independent of draws for other outcomes.
    `basis` says what rests on comparisons within trials and what on comparing trials with each other.
    """

    profile: Profile
    level: float
    mean: float
    sd: float
    quantiles: dict[float, float]
    pi_lb: float
    pi_ub: float
    ci_lb: float
    ci_ub: float
    effective: float
    distance: float
    nearest: tuple[Near, ...]
    shares: Floats
    draws: Floats
    seed: int
    basis: str


def predict(
    model: Hierarchy, profile: Profile, *, seed: int, draws: int = 1000, level: float = 0.95, nearest: int = 5
) -> Prediction:
    """Predict for a profile.

    Raises
    ------
    Refused : a component, or a level of a factor, that no trial has; no trial nearer than `FURTHEST`; or fewer than
        `FEWEST` effective trials.
    UsageError : no component, a factor that the model does not have, or a level that is none.

    Examples
    --------
    >>> from alongside.synthesis.prediction import fit
    >>> calls = frozenset({"calls"})
    >>> model = fit([TrialEffect(str(i), 0.3, 0.01, calls) for i in range(8)], factors=())
    >>> expected = predict(model, Profile(calls), seed=1)
    >>> round(expected.mean, 2), round(expected.effective, 1), expected.distance
    (0.3, 8.0, 0.0)
    """
    if not 0 < level < 1:
        raise UsageError(f"level={level!r} must lie between 0 and 1, as 0.95")
    _check_span(model, profile)
    distances = np.array([_distance(profile, trial)[0] for trial in model.trials])
    closest = float(distances.min())
    if closest > FURTHEST:
        trial = model.trials[int(distances.argmin())]
        text = f"the profile lies outside what {len(model.trials)} trials span: the nearest ({trial.study}) differs in"
        raise Refused(f"{text} {closest:.0%} of it: {', '.join(_distance(profile, trial)[1])}")
    means, variances, rows = moments(model, [profile])
    shares = np.abs(model.weights @ rows[:, 0, :])
    shares /= shares.sum()
    effective = float(1 / np.sum(shares**2))
    if effective < FEWEST:
        leading = ", ".join(model.trials[index].study for index in np.argsort(-shares)[:3])
        text = f"the prediction would rest on {effective:.1f} trials (mostly {leading}), and {FEWEST:g} are the fewest"
        raise Refused(f"{text} that bear one; describe the programme or people more widely")
    mean, narrow = means[:, 0], np.sqrt(variances[:, 0, 0])
    wide = np.hypot(narrow, model.spreads[:, -1])
    low, high = (1 - level) / 2, (1 + level) / 2
    average = float(model.weights @ mean)
    random = np.random.default_rng(seed)
    chosen = random.choice(model.weights.size, draws, p=model.weights)
    return Prediction(
        profile=profile,
        level=level,
        mean=average,
        sd=float(np.sqrt(model.weights @ (wide**2 + (mean - average) ** 2))),
        quantiles={q: mixture_quantile(q, model.weights, mean, wide) for q in QUANTILES},
        pi_lb=mixture_quantile(low, model.weights, mean, wide),
        pi_ub=mixture_quantile(high, model.weights, mean, wide),
        ci_lb=mixture_quantile(low, model.weights, mean, narrow),
        ci_ub=mixture_quantile(high, model.weights, mean, narrow),
        effective=effective,
        distance=closest,
        nearest=tuple(
            Near(
                model.trials[index].study,
                float(distances[index]),
                float(shares[index]),
                _distance(profile, model.trials[index])[1],
            )
            for index in np.lexsort((-shares, distances))[:nearest]
        ),
        shares=shares,
        draws=mean[chosen] + wide[chosen] * random.standard_normal(draws),
        seed=seed,
        basis=_basis(model, profile),
    )


def moments(model: Hierarchy, profiles: list[Profile]) -> tuple[Floats, Floats, Floats]:
    """For each point of the posterior: means (s, p), covariances (s, p, p) of the profiles' average effects, and the
    weights of the trials in them (s, p, k)."""
    with_trials, among = model.covariances(profiles)
    lean = with_trials @ model.precision
    left = 1 - lean.sum(axis=2)
    means = model.mean[:, None] + np.einsum("spk,sk->sp", with_trials, model.residual)
    among = among - lean @ with_trials.transpose(0, 2, 1)
    among = among + left[:, :, None] * left[:, None, :] / model.total[:, None, None]
    rows = lean + left[:, :, None] * (model.precision.sum(axis=1) / model.total[:, None])[:, None, :]
    return means, among, rows


def mixture_quantile(q: float, weights: Floats, means: Floats, sds: Floats) -> float:
    """The quantile of a mixture of normals, to 1e-12 of its width: Newton's steps on the distribution function, and
    a bisection where a step would leave the bounds between which the quantile lies.

    >>> round(mixture_quantile(0.975, np.array([1.0]), np.array([0.0]), np.array([1.0])), 6)
    1.959964
    """
    from scipy.special import ndtr, ndtri

    bounds = means + sds * ndtri(q)
    low, high = float(bounds.min()), float(bounds.max())
    close = 1e-12 * (high - low)
    value = float(weights @ bounds)
    for _ in range(60):
        standard = (value - means) / sds
        excess = float(weights @ ndtr(standard)) - q
        if excess < 0:
            low = value
        else:
            high = value
        density = float((weights / sds) @ np.exp(-0.5 * standard**2)) / ROOT_2_PI
        step = -excess / density if density > 0 else np.inf
        following = value + step
        if not low < following < high:
            following = (low + high) / 2
        if abs(following - value) <= close:
            return following
        value = following
    return value


def _check_span(model: Hierarchy, profile: Profile) -> None:
    if not profile.components:
        raise UsageError("the profile has no component, so there is nothing to predict")
    absent = sorted(profile.components - set(model.components))
    if absent:
        raise Refused(
            f"no trial of this outcome has {', '.join(absent)}; its trials have {', '.join(model.components)}"
        )
    for factor, wanted in profile.context.items():
        if factor not in model.factors:
            raise UsageError(f"the model has no factor {factor!r}; it has {', '.join(model.factors) or 'none'}")
        levels = sorted({trial.context[factor] for trial in model.trials if factor in trial.context})
        if wanted not in levels:
            raise Refused(f"no trial of this outcome has {factor} {wanted!r}; its trials have {', '.join(levels)}")


def _distance(profile: Profile, trial: TrialEffect) -> tuple[float, tuple[str, ...]]:
    """The share of attributes in which they differ, and those in words."""
    lacks = [f"without {name}" for name in sorted(profile.components - trial.components)]
    extra = [f"with {name}" for name in sorted(trial.components - profile.components)]
    less = [f"instead of {name}" for name in sorted(trial.against)]
    context = [
        f"{factor} {trial.context.get(factor, 'not stated')}"
        for factor, wanted in sorted(profile.context.items())
        if trial.context.get(factor) != wanted
    ]
    differs = (*lacks, *extra, *less, *context)
    attributes = len(profile.components | trial.components | trial.against) + len(profile.context)
    return len(differs) / attributes, differs


def _basis(model: Hierarchy, profile: Profile) -> str:
    """What is known from within trials and what from across them."""
    within = []
    for name in sorted(profile.components):
        alone = sum(trial.components | trial.against == {name} for trial in model.trials)
        within.append(f"{name} by itself in {alone} trial{'' if alone == 1 else 's'}")
    text = f"Within trials: arms differed in {', '.join(within)}."
    if profile.context:
        across = ", ".join(sorted(profile.context))
        text += f" Across trials only (trials compared with each other, which is no randomised comparison): {across}."
    return text
