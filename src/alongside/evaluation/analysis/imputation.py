"""Missing outcomes drawn several times, in each arm by itself, and the trial analysed each time.

Each arm has a model of its own (Sullivan et al. 2018), so that a benefit that differs by baseline survives. A mean is
drawn from a regression on the covariates with a random effect of groups or clusters; yes/no and counts from a logistic
or Poisson regression. Parameters are drawn as well as values (Rubin 1987, chapter 5).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alongside.errors import InputError, UsageError
from alongside.evaluation.analysis import mixed
from alongside.evaluation.analysis.data import Numbers, TrialData
from alongside.evaluation.analysis.effects import Effect
from alongside.evaluation.analysis.gee import gee
from alongside.evaluation.analysis.marginal import units_of
from alongside.evaluation.analysis.rubin import pool_imputations

__all__ = ["TippingPoint", "impute", "imputed_effect", "tipping_point"]

Analysis = Callable[[TrialData], Callable[[Numbers], Effect]]
"""From people with nothing missing to a function of their outcomes, as `models.prepared_difference` is."""


@dataclass(frozen=True, slots=True)
class TippingPoint:
    """How far the unseen outcomes of the support arm must be from what was drawn for the conclusion to turn.

    `delta` is the shift, in the outcome's units, nearest to 0 at which p passes `alpha`; None if none within `searched`
    does. `curve` is (shift, estimate, low, high, p).
    """

    delta: float | None
    alpha: float
    searched: float
    curve: tuple[tuple[float, float, float, float, float], ...]


def impute(data: TrialData, m: int, seed: int) -> list[TrialData]:
    """`m` completed copies of the data. Arms are drawn in the order of their names: a seed always gives the same.

    Raises `InputError` where an arm has too few outcomes for its model.
    """
    if m < 2:
        raise UsageError(f"expected at least 2 imputations, found {m}")
    random = np.random.default_rng(seed)
    outcomes = [data.outcome.copy() for _ in range(m)]
    for arm in sorted((data.support, data.comparison)):
        mask = np.array([name == arm for name in data.arm])
        if data.observed[mask].all():
            continue
        for outcome, drawn in zip(outcomes, _draws(data.rows(mask), m, random), strict=True):
            outcome[mask] = drawn
    return [data.with_outcome(outcome) for outcome in outcomes]


def _draws(arm: TrialData, m: int, random: np.random.Generator) -> list[Numbers]:
    """Completed outcomes of one arm."""
    X, columns = arm.design()
    X = X[:, [index for index, name in enumerate(columns) if name != "arm"]]
    X = _independent(X, arm.observed)
    if int(arm.observed.sum()) < X.shape[1] + 2:
        raise InputError(f"too few outcomes in the arm {arm.arm[0]!r} to impute the missing ones", column="outcome")
    if arm.kind == "mean":
        return _normal(arm, X, m, random)
    return _generalised(arm, X, m, random)


def _independent(X: Numbers, observed: NDArray[np.bool_]) -> Numbers:
    """Columns that those with an outcome can tell apart; a stratum without outcomes in this arm has no coefficient."""
    independent: list[int] = []
    for index in range(X.shape[1]):
        if np.linalg.matrix_rank(X[observed][:, [*independent, index]]) == len(independent) + 1:
            independent.append(index)
    return X[:, independent]


def _normal(arm: TrialData, X: Numbers, m: int, random: np.random.Generator) -> list[Numbers]:
    """Draws of a normal outcome, with the groups' or clusters' effects where people share any."""
    code = mixed.labels(units_of(arm))
    present = arm.observed
    y, seen = arm.outcome[present], X[present]
    shared = len(set(code[present])) < int(present.sum())
    n, p = seen.shape
    parts = [mixed.residual("residual", np.ones(n))]
    if shared and len(set(code[present])) > 2:
        parts.insert(0, mixed.random_intercept("groups", code[present]))
    fitted = mixed.fit(y, seen, parts, [f"column {index}" for index in range(p)])
    root = np.linalg.cholesky(fitted.state.Phi)
    groups = len(set(code[present]))
    completed = []
    for _ in range(m):
        # Variances from scaled inverse chi-squared draws on their own degrees of freedom (Rubin 1987, 5.3).
        residual = fitted.theta["residual"] * (n - p) / random.chisquare(n - p)
        between = fitted.theta.get("groups", 0.0) * (groups - 1) / random.chisquare(max(groups - 1, 1))
        beta = fitted.beta + (residual / fitted.theta["residual"]) ** 0.5 * root @ random.standard_normal(p)
        effects = _group_effects(code, present, arm.outcome - X @ beta, between, residual, random)
        values = X @ beta + effects[code] + residual**0.5 * random.standard_normal(arm.n)
        completed.append(np.where(present, arm.outcome, values))
    return completed


def _group_effects(
    code: NDArray[Any],
    present: NDArray[Any],
    distance: Numbers,
    between: float,
    residual: float,
    random: np.random.Generator,
) -> Numbers:
    """Groups' effects drawn from what their seen members say, shrunk (Searle et al. 1992, 3.4)."""
    count = int(code.max()) + 1
    members = np.bincount(code[present], minlength=count)
    total = np.bincount(code[present], distance[present], minlength=count)
    if between <= 0:
        return np.zeros(count)
    precision = members / residual + 1 / between
    return np.asarray(total / residual / precision + random.standard_normal(count) / np.sqrt(precision))


def _generalised(arm: TrialData, X: Numbers, m: int, random: np.random.Generator) -> list[Numbers]:
    """Draws of a yes/no or count outcome; coefficients drawn with their sandwich over groups."""
    present = arm.observed
    if len(set(arm.outcome[present])) == 1:
        return _rates(arm, m, random)
    link = "logit" if arm.kind == "binary" else "log"
    fitted = gee(
        arm.outcome[present], X[present], mixed.labels([units_of(arm)[i] for i in np.flatnonzero(present)]), link=link
    )
    root = np.linalg.cholesky(_robust(fitted.Phi, [fitted.variance_of(row)[0] for row in np.eye(len(fitted.beta))]))
    completed = []
    for _ in range(m):
        eta = X @ (fitted.beta + root @ random.standard_normal(len(fitted.beta)))
        if arm.kind == "binary":
            values = (random.random(arm.n) < 1 / (1 + np.exp(-eta))).astype(float)
        else:
            values = random.poisson(np.exp(np.minimum(eta, 20))).astype(float)
        completed.append(np.where(present, arm.outcome, values))
    return completed


def _rates(arm: TrialData, m: int, random: np.random.Generator) -> list[Numbers]:
    """Draws where all had the same outcome, which no regression can use: from Jeffreys' posterior."""
    present = arm.observed
    total, n = float(arm.outcome[present].sum()), int(present.sum())
    completed = []
    for _ in range(m):
        if arm.kind == "binary":
            values = (random.random(arm.n) < random.beta(total + 0.5, n - total + 0.5)).astype(float)
        else:
            values = random.poisson(random.gamma(total + 0.5, 1 / n), arm.n).astype(float)
        completed.append(np.where(present, arm.outcome, values))
    return completed


def _robust(Phi: Numbers, variances: list[float]) -> Numbers:
    """The model's correlations of coefficients with the sandwich's variances."""
    scale = np.sqrt(np.maximum(np.array(variances), 1e-12) / np.diag(Phi))
    return np.asarray(Phi * np.outer(scale, scale))


def imputed_effect(data: TrialData, analysis: Analysis, *, m: int, seed: int, delta: float = 0.0) -> Effect:
    """Analyse every completed copy and pool; `delta` is added to what was drawn in the support arm.

    Ratios are pooled on the log scale, on which their standard error is.
    """
    if data.observed.all():
        return analysis(data)(data.outcome)
    copies = impute(data, m, seed)
    return _pooled(data, copies, analysis(copies[0]), delta)


def _pooled(data: TrialData, copies: list[TrialData], analysis: Callable[[Numbers], Effect], delta: float) -> Effect:
    shift = np.where(data.observed | (data.treated == 0), 0.0, delta)
    effects = [analysis(copy.outcome + shift) for copy in copies]
    ratio = effects[0].measure.endswith("ratio")
    estimates = [np.log(effect.estimate) if ratio else effect.estimate for effect in effects]
    complete = float(np.median([effect.df for effect in effects]))
    pooled = pool_imputations(estimates, [effect.se**2 for effect in effects], complete)
    test = pooled.test(effects[0].level)
    shown = [test.estimate, test.ci_low, test.ci_high]
    if ratio:
        shown = [float(np.exp(value)) for value in shown]
    missing = int((~data.observed).sum())
    support = int(data.treated.sum())
    return Effect(
        effects[0].measure,
        shown[0],
        test.se,
        test.df,
        shown[1],
        shown[2],
        test.p,
        test.level,
        (support, data.n - support),
        f"{effects[0].method}; {missing} missing outcomes imputed {pooled.m} times by arm, Barnard and Rubin's degrees "
        f"of freedom, missing information {pooled.fmi:.3f}",
        notes=(*data.notes, *((f"the imputed outcomes with support shifted by {delta:g}",) if delta else ())),
    )


def tipping_point(
    data: TrialData, analysis: Analysis, *, m: int, seed: int, largest: float, points: int = 9, alpha: float = 0.05
) -> TippingPoint:
    """Shift the unseen outcomes of the support arm until the conclusion turns (Carpenter and Kenward 2013, chapter 10).

    Parameters
    ----------
    largest : the greatest shift to look at, both ways, in the outcome's units.
    points : shifts on the curve, an odd number of at least 3; the turn is then found between two of them by halving.
    """
    if data.kind != "mean":
        raise UsageError("a tipping point by a shift is of a mean; of yes/no outcomes compare all events with none")
    if largest <= 0 or points < 3 or points % 2 == 0:
        raise UsageError("expected a largest shift above 0 and an odd number of points, 3 or more")
    if not data.rows(data.treated == 1).observed.all():
        copies = impute(data, m, seed)
    else:
        raise InputError("no outcome is missing in the support arm, so nothing can tip", column="outcome")
    prepared = analysis(copies[0])
    seen: dict[float, Effect] = {}

    def effect(delta: float) -> Effect:
        if delta not in seen:
            seen[delta] = _pooled(data, copies, prepared, delta)
        return seen[delta]

    grid = [largest * index / (points // 2) for index in range(-(points // 2), points // 2 + 1)]
    significant = effect(0.0).p < alpha
    turn = min(
        (_turn(effect, side, significant, alpha) for side in (grid[points // 2 :], grid[points // 2 :: -1])),
        key=lambda value: abs(value) if value is not None else np.inf,
    )
    curve = tuple((delta, e.estimate, e.ci_low, e.ci_high, e.p) for delta in grid for e in (effect(delta),))
    return TippingPoint(turn, alpha, largest, curve)


def _turn(effect: Callable[[float], Effect], side: list[float], significant: bool, alpha: float) -> float | None:
    """Where p passes alpha between two neighbours, to a thousandth of their distance."""
    from scipy import optimize

    for near, far in pairwise(side):
        if (effect(far).p < alpha) == significant:
            continue
        low, high = sorted((near, far))
        distance = high - low
        return float(optimize.brentq(lambda delta: effect(delta).p - alpha, low, high, xtol=distance / 1000))
    return None
