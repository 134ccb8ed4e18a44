"""What a plan's people may expect of one outcome: a prediction with the trials behind it, or a refusal in words.

An effect is turned so that more is better, and told for one person: a difference on the outcome's scale, or, where
events are counted, the change in the chance of the event, which needs the chance without support.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from alongside.certainty import what_matters
from alongside.errors import InputError
from alongside.evidence import Estimate, Outcome, Study
from alongside.planning.assumptions import sampled
from alongside.planning.draws import Floats
from alongside.planning.plan import Plan
from alongside.planning.trials import Trials, trials_of, unit_variance
from alongside.synthesis.prediction import (
    Hierarchy,
    Prediction,
    Profile,
    Refused,
    TrialEffect,
    after_one_more,
    fit,
    predict,
)

__all__ = ["DRAWS", "SEED", "Expectation", "Fitting", "expect", "fitted", "per_person", "prior_scale"]

Fitting = Callable[[Sequence[TrialEffect], Sequence[str], float], Hierarchy]
"""A model from trials, factors and a prior's scale."""

SEED = 20_260
"""Of every plan: the same plan on the same evidence gives the same figures."""

DRAWS = 4000
"""Draws of the effect: an end of a 95 % range moves by about 2 % of its width from one seed to another."""

STEPS_IN_SCALE = 2.5
"""The prior's scale in smallest differences that matter: 0.5 over 0.2, the choice for standardised differences (Röver
et al. 2021, Res Synth Methods 12:448), carried over to outcomes in units of their own."""

NODES = 31


@dataclass(frozen=True, slots=True, eq=False)
class Expectation:
    """`prediction` on the outcome's own scale, or None with the reason in `refused`. `trials` were used;
    `trial_variance` over n is the variance of a next trial of n people."""

    outcome: Outcome
    profile: Profile
    trials: Trials
    model: Hierarchy | None
    prediction: Prediction | None
    refused: str
    trial_variance: float

    @property
    def studies(self) -> tuple[str, ...]:
        """Ids of the trials behind it."""
        return tuple(trial.study for trial in self.trials.effects)

    def draws_for(self, plan: Plan) -> Floats:
        """Draws of the effect for one person (draws,), more is better; zeros where the prediction was refused."""
        if self.prediction is None:
            return np.zeros(DRAWS)
        return per_person(self.outcome, self.prediction.draws, _baseline(plan, len(self.prediction.draws)))

    def means_after(self, plan: Plan, n: int, *, results: int = 600) -> Floats:
        """Expected effects for one person after each of the equally likely results of one more trial of `n` people like
        the plan's, (results,). Raises `InputError` where the prediction was refused."""
        if self.model is None or self.prediction is None:
            raise InputError("a trial can be valued where there is a prediction; here there is none")
        variance = self.trial_variance / n
        after = after_one_more(self.model, self.profile, variance, self.profile, seed=SEED, draws=results)
        if not self.outcome.is_ratio:
            return per_person(self.outcome, after.mean, 0.0)
        # A change in a chance is no straight line in a ratio's logarithm, so it is averaged over what is left open.
        nodes = np.linspace(-4, 4, NODES)
        chances = np.exp(-(nodes**2) / 2)
        chances /= chances.sum()
        logs = after.mean[:, None] + after.sd_new[:, None] * nodes
        baseline = plan.baseline_risk.value if plan.baseline_risk is not None else 0.0
        return np.asarray(per_person(self.outcome, logs, baseline) @ chances, dtype=np.float64)


def expect(
    outcome: Outcome,
    estimate: Estimate | None,
    studies: Mapping[str, Study],
    forms: frozenset[str],
    context: Mapping[str, str],
    *,
    refused: str = "",
    fitting: Fitting | None = None,
) -> Expectation:
    """What people of `context` who are offered `forms` may expect; `estimate` is that of the outcome's main answer, and
    `refused` why there is none. `fitting` gives the model of trials, factors and a prior's scale, for those who keep
    models: by default each is fitted."""
    profile = Profile(forms, dict(context))
    if estimate is None:
        trials = Trials((), (), ())
        return Expectation(outcome, profile, trials, None, None, refused or "no trial has a usable result", 4.0)
    trials = trials_of(estimate, studies, context)
    variance = unit_variance(estimate)
    unstated = [name for name in context if name not in trials.factors]
    if len(trials.effects) < 2:
        k = len(trials.effects)
        reason = f"{k or 'no'} trial{'' if k == 1 else 's'} of this outcome say which form of support was offered"
        return Expectation(
            outcome, profile, trials, None, None, f"{reason}, and one cannot say how services differ", variance
        )
    if unstated:
        reason = f"half of the trials or more do not state the {unstated[0]}; leave it open"
        return Expectation(outcome, profile, trials, None, None, reason, variance)
    try:
        model = (fitting or fitted)(trials.effects, trials.factors, prior_scale(outcome, estimate))
        prediction = predict(model, profile, seed=SEED, draws=DRAWS)
    except Refused as error:
        return Expectation(outcome, profile, trials, None, None, str(error), variance)
    return Expectation(outcome, profile, trials, model, prediction, "", variance)


def fitted(effects: Sequence[TrialEffect], factors: Sequence[str], scale: float) -> Hierarchy:
    """The model of these trials; the same for every profile that asks of them. Raises `Refused` as `fit` does."""
    return fit(effects, factors=factors, prior_scale=scale, seed=1)


def prior_scale(outcome: Outcome, estimate: Estimate) -> float:
    """Scale of the prior of how trials differ, in the outcome's unit.

    0.5 for standardised differences and logarithms of ratios. In a unit of its own, 2.5 smallest differences that
    matter; where nobody has stated one, the trials' own standard deviation, so that the prior says nothing of the unit.
    """
    if outcome.measure == "SMD" or outcome.is_ratio:
        return 0.5
    matters = what_matters(outcome)
    if matters is not None:
        return STEPS_IN_SCALE * matters.value
    effects = [weighted.effect.yi for weighted in estimate.studies]
    return float(np.std(effects)) or 1.0


def per_person(outcome: Outcome, values: Floats, baseline: Floats | float) -> Floats:
    """The effect for one person, more is better, from values of the outcome's scale.

    Where events are counted, the change in the chance of the event against `baseline`; a chance stays at most 1.

    >>> admission = Outcome("a", "Admission", "d", "RR", higher_is_better=False)
    >>> per_person(admission, np.log(np.array([0.5, 1.0])), 0.4).round(6).tolist()
    [0.2, 0.0]
    """
    turn = 1.0 if outcome.higher_is_better else -1.0
    if not outcome.is_ratio:
        return np.asarray(turn * values, dtype=np.float64)
    ratio = np.exp(np.minimum(values, 50.0))
    if outcome.measure == "OR":
        chance = ratio * baseline / (1 - baseline + ratio * baseline)
    else:
        chance = np.minimum(ratio * baseline, 1.0)
    return np.asarray(turn * (chance - baseline) + 0.0, dtype=np.float64)


def _baseline(plan: Plan, count: int) -> Floats | float:
    if plan.baseline_risk is None:
        return 0.0
    return sampled(plan.baseline_risk, np.random.default_rng([SEED, zlib.crc32(b"baseline risk")]), count)
