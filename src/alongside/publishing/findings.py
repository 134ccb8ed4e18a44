"""A summary of findings: what an estimate comes to for 100 people at stated risks, or in the points of a scale.

Absolute effects are the relative one applied to a risk without support (GRADE guidelines 12, Guyatt 2013, J Clin
Epidemiol 66:158); a number needed stands only where the interval excludes no effect. A standardised difference times
the standard deviation of an instrument's people is a difference in its points (Cochrane Handbook 15.5.3.2). Where
nobody chose risks, they are the lower quarter, the middle and the upper quarter of the trials' comparison arms.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

import numpy as np

from alongside.certainty import Baseline, Baselines, ScaleUnit
from alongside.evidence import Contrast, Estimate, Outcome
from alongside.planning import control_risks

__all__ = ["AtRisk", "InPoints", "at_risk", "baselines_of", "in_points"]

FEW_TRIALS = 4
"""Trials that print a risk, from which quarters of them are told; below, their middle alone."""


@dataclass(frozen=True, slots=True)
class AtRisk:
    """The finding at one risk without support; all are shares (0 to 1), `low` and `high` the interval's ends.

    `needed` is how many people are offered support for one more (or one fewer) to have the event, with its ends; None
    where the interval holds no effect.
    """

    baseline: Baseline
    with_support: tuple[float, float, float]
    difference: tuple[float, float, float]
    needed: tuple[float, float, float] | None


@dataclass(frozen=True, slots=True)
class InPoints:
    """A standardised difference in the points of one instrument, turned as the instrument is."""

    scale: ScaleUnit
    difference: tuple[float, float, float]


def at_risk(estimate: Estimate, outcome: Outcome, baseline: Baseline) -> AtRisk:
    """What an estimate (OR, RR or RD) comes to at one risk; a risk stays from 0 to 1.

    >>> outcome = Outcome("h", "Admission", "d", "RR", False)
    >>> half = Estimate("RR", 3, 90, math.log(0.5), .2, math.log(0.4), math.log(0.6), None, None, 0, 0, 1, 1, 1, "", "")
    >>> row = at_risk(half, outcome, Baseline("ours", 0.2))
    >>> [round(x, 3) for x in row.with_support], [round(n, 1) for n in row.needed]
    ([0.1, 0.08, 0.12], [10.0, 8.3, 12.5])
    """
    values = estimate.beta, estimate.ci_low, estimate.ci_high
    mean, low, high = (_risk(value, baseline.risk, outcome) for value in values)
    low, high = sorted((low, high))
    difference = mean - baseline.risk, low - baseline.risk, high - baseline.risk
    needed = None
    if difference[1] * difference[2] > 0:
        nearer, farther = sorted((1 / abs(difference[1]), 1 / abs(difference[2])))
        needed = 1 / abs(difference[0]), nearer, farther
    return AtRisk(baseline, (mean, low, high), difference, needed)


def in_points(estimate: Estimate, outcome: Outcome, scale: ScaleUnit) -> InPoints:
    """A standardised difference in an instrument's points.

    >>> outcome = Outcome("d", "Depression", "d", "SMD", False)
    >>> found = Estimate("SMD", 3, 90, -0.5, .1, -0.7, -0.3, None, None, 0, 0, 1, 1, 1, "", "")
    >>> in_points(found, outcome, ScaleUnit("PHQ-9", 6.0, False)).difference
    (-3.0, -4.2, -1.8)
    """
    turn = scale.sd if scale.higher_is_better == outcome.higher_is_better else -scale.sd
    mean, low, high = (round(turn * value, 12) for value in (estimate.beta, estimate.ci_low, estimate.ci_high))
    return InPoints(scale, (mean, min(low, high), max(low, high)))


def baselines_of(
    estimate: Estimate, outcome: Outcome, contrasts: Mapping[str, Contrast], chosen: Baselines | None = None
) -> Baselines:
    """What a person chose, and for what they left open, what the trials have."""
    risks, scale = (chosen.risks, chosen.scale) if chosen is not None else ((), None)
    if not risks and (outcome.is_ratio or outcome.measure == "RD"):
        risks = _risks_of_trials(estimate, outcome, contrasts)
    if scale is None and outcome.measure == "SMD":
        scale = _scale_of_trials(estimate, outcome, contrasts)
    return Baselines(risks, scale, chosen.judged if chosen is not None else None)


def _risk(value: float, baseline: float, outcome: Outcome) -> float:
    if outcome.measure == "RD":
        return min(1.0, max(0.0, baseline + value))
    ratio = math.exp(min(value, 700.0))
    if outcome.measure == "OR":
        return ratio * baseline / (1 - baseline + ratio * baseline)
    return min(1.0, ratio * baseline)


def _risks_of_trials(estimate: Estimate, outcome: Outcome, contrasts: Mapping[str, Contrast]) -> tuple[Baseline, ...]:
    risks = sorted(risk for risk in control_risks(estimate, outcome, contrasts).values() if 0 < risk < 1)
    if not risks:
        return ()
    those = "1 trial that prints it" if len(risks) == 1 else f"{len(risks)} trials that print it"
    source = f"comparison arms of {those}"
    if len(risks) < FEW_TRIALS:
        return (Baseline("the middle of the trials", float(median(risks)), source),)
    quarters = np.quantile(risks, (0.25, 0.5, 0.75)).tolist()
    names = ("a lower risk (a quarter of the trials lie below)", "the middle of the trials")
    every = (*names, "a higher risk (a quarter of the trials lie above)")
    return tuple(Baseline(name, risk, source) for name, risk in zip(every, quarters, strict=True))


def _scale_of_trials(estimate: Estimate, outcome: Outcome, contrasts: Mapping[str, Contrast]) -> ScaleUnit | None:
    """The instrument that most of the trials used, with the middle of its comparison arms' standard deviations."""
    spreads: dict[tuple[str, bool], list[float]] = defaultdict(list)
    for weighted in estimate.studies:
        contrast = contrasts.get(weighted.effect.results[0])
        if contrast is None or contrast.means is None or contrast.higher_is_better is None:
            continue
        spread = contrast.means.sd2 or contrast.means.sd1
        if spread:
            spreads[contrast.instrument, contrast.higher_is_better].append(spread)
    if not spreads:
        return None

    def rank(key: tuple[str, bool]) -> tuple[int, int, str]:
        preferred = outcome.instruments.index(key[0]) if key[0] in outcome.instruments else len(outcome.instruments)
        return (-len(spreads[key]), preferred, key[0])

    instrument, better = min(spreads, key=rank)
    values = spreads[instrument, better]
    source = f"middle standard deviation without support, {len(values)} trial{'' if len(values) == 1 else 's'}"
    return ScaleUnit(instrument, float(median(values)), better, source)
