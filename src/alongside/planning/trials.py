"""The trials of an answer as a prediction wants them: each with what was offered, to whom and where.

A *form* of support is a component of the prediction. The condition is the code of the people, the setting that of the
place. A trial of several groups counts as one of those that the plan is for, if it had them. A trial of which no form
was read is left out and named."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from alongside.evidence import Contrast, Estimate, Outcome, Study
from alongside.synthesis.prediction import TrialEffect

__all__ = ["Trials", "control_risks", "trials_of", "unit_variance"]

DIMENSIONS: Mapping[str, str] = {"condition": "population", "setting": "setting"}
"""Factors of the prediction, and the dimension of the codebook from which each comes."""


@dataclass(frozen=True, slots=True)
class Trials:
    """`effects` are the trials that a prediction can use, `without_form` those whose form nobody read, `factors` those
    that most of the trials state."""

    effects: tuple[TrialEffect, ...]
    without_form: tuple[str, ...]
    factors: tuple[str, ...]


def trials_of(estimate: Estimate, studies: Mapping[str, Study], context: Mapping[str, str] | None = None) -> Trials:
    """The trials behind an estimate, for a profile of this `context` ({"condition": "diabetes"}; {} for any).

    >>> empty = Estimate("SMD", 0, None, 0, 1, -1, 1, None, None, 0, 0, 0, 1, 1, "REML", "z")
    >>> trials_of(empty, {}).effects
    ()
    """
    wanted = context or {}
    effects, without_form = [], []
    for weighted in estimate.studies:
        effect = weighted.effect
        study = studies[effect.study]
        forms = frozenset(study.codes_of("form"))
        if not forms:
            without_form.append(study.id)
            continue
        levels = {}
        for factor, dimension in DIMENSIONS.items():
            codes = study.codes_of(dimension)
            if codes:
                levels[factor] = wanted[factor] if wanted.get(factor) in codes else codes[0]
        effects.append(TrialEffect(study.id, effect.yi, effect.vi, forms, levels))
    factors = tuple(name for name in DIMENSIONS if 2 * sum(name in trial.context for trial in effects) > len(effects))
    return Trials(tuple(effects), tuple(without_form), factors)


def unit_variance(estimate: Estimate) -> float:
    """Variance times people, the middle of the trials: a trial of n people like these has this over n.

    It holds whatever these trials lost to clusters and drop-out. 4 for a standardised difference between two equal arms
    is what a plain trial has (Hedges 1981, its leading term), and stands in where no trial prints its number of people.
    """
    products = [weighted.effect.vi * weighted.effect.n for weighted in estimate.studies if weighted.effect.n]
    return median(products) if products else 4.0


def control_risks(estimate: Estimate, outcome: Outcome, contrasts: Mapping[str, Contrast]) -> dict[str, float]:
    """Share with the outcome's event in each trial's comparison arm, by study; {} where no trial prints one."""
    risks: dict[str, float] = {}
    for weighted in estimate.studies:
        contrast = contrasts.get(weighted.effect.results[0])
        if contrast is None:
            continue
        if contrast.counts is not None and contrast.counts.n2 > 0:
            risk = contrast.counts.events2 / contrast.counts.n2
        elif contrast.control_risk is not None:
            risk = contrast.control_risk
        else:
            continue
        # A row that counts the opposite (virus under control) tells the risk of the event by what is left.
        same = contrast.higher_is_better == outcome.higher_is_better
        risks[weighted.effect.study] = risk if same else 1 - risk
    return {study: risk for study, risk in risks.items() if math.isfinite(risk)}
