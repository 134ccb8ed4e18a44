"""Yes/no and count outcomes: the difference and the ratio of what would happen with and without support, on average.

A logistic (or Poisson) model adjusts for baseline; its predictions for everybody with and everybody without support are
averaged (standardisation, as in Moore and van der Laan 2009; FDA 2023), so that the answer is about risks, and does not
change its meaning with the covariates. Groups and clusters are allowed for by estimating equations.
"""

from __future__ import annotations

import math

import numpy as np

from alongside.errors import InputError, UsageError
from alongside.evaluation.analysis.data import Numbers, TrialData
from alongside.evaluation.analysis.effects import Effect
from alongside.evaluation.analysis.gee import LINKS, EstimatingEquations, gee
from alongside.evaluation.analysis.mixed import interval, labels

__all__ = ["gee_difference", "marginal_effects", "units_of"]


def units_of(data: TrialData) -> tuple[str, ...]:
    """What each person is tied to: the cluster, the group, or nobody."""
    if data.cluster:
        return data.cluster
    groups = data.group or ("",) * data.n
    return tuple(
        f"group {group}" if group else f"person {name}" for group, name in zip(groups, data.person, strict=True)
    )


def marginal_effects(data: TrialData, *, level: float = 0.95, exchangeable: bool = True) -> tuple[Effect, Effect]:
    """Risk difference and risk ratio (rates for a count), standardised over the people with an outcome.

    Raises
    ------
    InputError : no event, or nothing but events, in one of the arms; UsageError : an outcome that is a mean.
    """
    if data.kind == "mean":
        raise UsageError("a mean is compared by a mean difference; marginal effects are of yes/no and count outcomes")
    complete = data.rows(data.observed)
    for name, flag in ((complete.support, 1.0), (complete.comparison, 0.0)):
        values = complete.outcome[complete.treated == flag]
        if not values.any() or (data.kind == "binary" and values.all()):
            raise InputError(f"in the arm {name!r} everybody has the same outcome", column="outcome")
    link = "logit" if data.kind == "binary" else "log"
    X, _ = complete.design()
    fitted = gee(complete.outcome, X, labels(units_of(complete)), link=link, exchangeable=exchangeable)
    with_support, slope1 = _standardised(fitted, complete, 1.0)
    without, slope0 = _standardised(fitted, complete, 0.0)
    word = "risk" if data.kind == "binary" else "rate"
    difference = _effect(f"{word} difference", with_support - without, slope1 - slope0, fitted, complete, level)
    log_ratio = math.log(with_support / without)
    ratio = _effect(f"{word} ratio", log_ratio, slope1 / with_support - slope0 / without, fitted, complete, level)
    return difference, ratio


def _standardised(fitted: EstimatingEquations, data: TrialData, flag: float) -> tuple[float, Numbers]:
    """The mean prediction with everybody in one arm, and its slope in β."""
    X, _ = data.design(np.full(data.n, flag))
    eta = X @ fitted.beta
    link = LINKS[fitted.link]
    return float(link.mean(eta).mean()), np.asarray((link.slope(eta)[:, None] * X).mean(axis=0))


def _effect(
    measure: str, estimate: float, slope: Numbers, fitted: EstimatingEquations, data: TrialData, level: float
) -> Effect:
    variance, df = fitted.variance_of(slope)
    test = interval("t", estimate, math.sqrt(variance), df, level)
    shown = [test.estimate, test.ci_low, test.ci_high]
    if measure.endswith("ratio"):
        shown = [math.exp(value) for value in shown]
    people = int(data.treated.sum())
    return Effect(
        measure,
        shown[0],
        test.se,
        df,
        shown[1],
        shown[2],
        test.p,
        level,
        (people, data.n - people),
        f"{'' if fitted.link == 'identity' else 'standardised, '}{fitted.link} model, estimating equations with "
        f"{fitted.clusters} clusters, corrected sandwich, "
        f"working correlation {fitted.correlation:.3f}",
        notes=data.notes,
    )


def gee_difference(data: TrialData, *, level: float = 0.95, exchangeable: bool = True) -> Effect:
    """Adjusted difference of means (or of risks, on the identity scale) by estimating equations."""
    complete = data.rows(data.observed)
    X, columns = complete.design()
    fitted = gee(complete.outcome, X, labels(units_of(complete)), exchangeable=exchangeable)
    contrast = np.array([float(name == "arm") for name in columns])
    measure = {"mean": "mean difference", "binary": "risk difference", "count": "rate difference"}[data.kind]
    return _effect(measure, float(contrast @ fitted.beta), contrast, fitted, complete, level)
