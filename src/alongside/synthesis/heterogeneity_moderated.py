"""Estimators of tau² with or without moderators, in a register that `pooling` and `meta_regression` look up.

Each takes `yi`, `vi` of shape (k,) and `X` of shape (k, p), p < k, and gives the variance that the moderators leave
between studies. The formulas without moderators are those with X a column of ones. Vocabulary: `linear`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeVar

import numpy as np

from alongside.errors import NotConverged
from alongside.synthesis.brent import zero
from alongside.synthesis.distributions import chi2_quantile
from alongside.synthesis.heterogeneity import GRID_PER_DECADE, Tau2, estimator, root
from alongside.synthesis.linear import Floats, WeightedFit, fit_at

__all__ = ["MODERATED", "STOPPABLE", "between", "stopped"]

Moderated = Callable[[Floats, Floats, Floats], Tau2]

MODERATED: dict[str, Moderated] = {}
"""All estimators by name. Filled while this module is imported, and never after."""

Entered = TypeVar("Entered", bound=Moderated)


def entered(name: str) -> Callable[[Entered], Entered]:
    """Enter an estimator here and, unless one is there, in the register of estimators without moderators."""

    def enter(function: Entered) -> Entered:
        MODERATED[name] = function
        if name not in {"EE", "DL", "PM", "REML"}:  # these have modules' worth of their own in `heterogeneity`
            estimator(name)(lambda yi, vi: function(yi, vi, np.ones((yi.size, 1))))
        return function

    return enter


def between(method: str, yi: Floats, vi: Floats, X: Floats) -> Tau2:
    """tau² by `method`.

    >>> between("HE", np.array([0.0, 2.0, 4.0]), np.ones(3), np.ones((3, 1))).value
    3.0
    """
    return MODERATED[method](yi, vi, X)


@entered("EE")
def equal_effects(_yi: Floats, _vi: Floats, _X: Floats) -> Tau2:
    """The moderators explain all: tau² is 0 by the model."""
    return Tau2(0.0, None)


def moment(yi: Floats, vi: Floats, X: Floats, weights: Floats) -> Tau2:
    """The tau² ≥ 0 at which Q with fixed `weights` is what is expected of it (DerSimonian & Kacker 2007, Contemp Clin
    Trials 28:105, eq. 6): (y'Py − tr PV)/tr P, with the standard error of Q under the random-effects model over tr P.
    """
    fit = fit_at(yi, X, weights)
    value = max(0.0, (fit.q - fit.trace_with(vi)) / fit.trace_p)
    total = vi + value
    return Tau2(value, math.sqrt(2 * fit.trace_product(total, total)) / fit.trace_p)


@entered("DL")
def dersimonian_laird(yi: Floats, vi: Floats, X: Floats) -> Tau2:
    """Weights 1/v (DerSimonian & Laird 1986, Control Clin Trials 7:177)."""
    return moment(yi, vi, X, 1 / vi)


@entered("GENQ")
def generalised_q(yi: Floats, vi: Floats, X: Floats) -> Tau2:
    """Any fixed weights (Jackson, Turner, Rhodes & Viechtbauer 2014, BMC Med Res Methodol 14:103); here 1/v."""
    return moment(yi, vi, X, 1 / vi)


@entered("HE")
def hedges(yi: Floats, vi: Floats, X: Floats) -> Tau2:
    """Equal weights (Hedges 1983, Psychol Bull 93:388; Hedges & Olkin 1985, ch. 9)."""
    return moment(yi, vi, X, np.ones_like(vi))


@entered("HS")
def hunter_schmidt(yi: Floats, vi: Floats, X: Floats) -> Tau2:
    """(Q − k)/Σw with w = 1/v (Viechtbauer et al. 2015, Psychol Methods 20:360)."""
    return _hunter_schmidt(yi, vi, X, 1.0)


@entered("HSk")
def hunter_schmidt_corrected(yi: Floats, vi: Floats, X: Floats) -> Tau2:
    """HS with Q times k/(k − p), for small k (Brannick, Potter, Benitez & Morris 2019, Organ Res Methods 22:490)."""
    return _hunter_schmidt(yi, vi, X, yi.size / (yi.size - X.shape[1]))


def _hunter_schmidt(yi: Floats, vi: Floats, X: Floats, factor: float) -> Tau2:
    fit = fit_at(yi, X, 1 / vi)
    total = float(fit.weights.sum())
    value = max(0.0, (factor * fit.q - yi.size) / total)
    variances = vi + value
    return Tau2(value, factor * math.sqrt(2 * fit.trace_product(variances, variances)) / total)


@entered("SJ")
def sidik_jonkman(yi: Floats, vi: Floats, X: Floats) -> Tau2:
    """tau0² Q/(k − p), Q with weights 1/(v + tau0²), from the crude tau0² = Σ(y − ȳ)²/k (Sidik & Jonkman 2005, Appl
    Stat 54:367). It is 0 only where all studies found the same.
    """
    start = float(np.mean((yi - yi.mean()) ** 2))
    if start == 0:
        return Tau2(0.0, 0.0)
    fit = fit_at(yi, X, 1 / (vi + start))
    df = yi.size - X.shape[1]
    value = start * fit.q / df
    total = vi + value
    return Tau2(value, start * math.sqrt(2 * fit.trace_product(total, total)) / df)


Search = tuple[float, float] | None
"""An upper bound and a tolerance at which to stop as another program does (`brent`); None finds the last digits."""


@entered("PM")
@entered("EB")
def paule_mandel(yi: Floats, vi: Floats, X: Floats, *, search: Search = None) -> Tau2:
    """Where Q(tau²) = k − p: Paule and Mandel's, and Morris's empirical Bayes estimator, which is the same number."""
    return _matching(yi, vi, X, yi.size - X.shape[1], search)


@entered("PMM")
def median_unbiased(yi: Floats, vi: Floats, X: Floats, *, search: Search = None) -> Tau2:
    """Where Q(tau²) is the median of chi² with k − p degrees of freedom (Viechtbauer 2021, in Schmid et al.,
    Handbook of Meta-Analysis, ch. 7).
    """
    return _matching(yi, vi, X, chi2_quantile(0.5, yi.size - X.shape[1]), search)


def _matching(yi: Floats, vi: Floats, X: Floats, target: float, search: Search) -> Tau2:
    """The tau² ≥ 0 at which Q(tau²) = `target`, with the standard error √(2k²/(k − p))/Σw (Viechtbauer et al. 2015)."""
    value = matching_q(yi, vi, X, target, search)
    k, p = X.shape
    return Tau2(value, math.sqrt(2 * k**2 / (k - p)) / float((1 / (vi + value)).sum()))


def matching_q(yi: Floats, vi: Floats, X: Floats, target: float, search: Search = None) -> float:
    """The tau² ≥ 0 at which Q(tau²) is `target`; 0 where Q(0) is smaller. Q falls in tau² everywhere."""
    if fit_at(yi, X, 1 / vi).q <= target:
        return 0.0
    if search is not None:
        return zero(lambda t: fit_at(yi, X, 1 / (vi + t)).q - target, 0.0, *search)
    # Q(tau²) is at most the unweighted residual sum of squares over tau², which is the target at this bound.
    above = fit_at(yi, X, np.ones_like(vi)).q / target
    return root(lambda t: fit_at(yi, X, 1 / (vi + t)).q - target, 0.0, above)


@entered("DLIT")
def dersimonian_laird_iterated(yi: Floats, vi: Floats, X: Floats) -> Tau2:
    """(Q(tau²) − (k − p))/tr P(tau²), put in again until it stays (metafor's iterated DL).

    Put in again it can jump to and fro for ever. But Q falls and tau² tr P grows in tau², so that it stays at one
    value only, and that is solved for. Standard error: DL's, at the last weights.
    """
    df = yi.size - X.shape[1]

    def gap(tau2: float) -> float:
        fit = fit_at(yi, X, 1 / (vi + tau2))
        return float(fit.q - df - tau2 * fit.trace_p)

    # Q is at most the unweighted residual sum of squares over tau², so that the gap is negative at this bound.
    above = fit_at(yi, X, np.ones_like(vi)).q / df
    value = root(gap, 0.0, above) if gap(0.0) > 0 else 0.0
    fit = fit_at(yi, X, 1 / (vi + value))
    variance = 2 * df + 4 * value * fit.trace_p + 2 * value**2 * fit.trace_pp
    return Tau2(value, math.sqrt(variance) / fit.trace_p)


@entered("REML")
def restricted_maximum_likelihood(yi: Floats, vi: Floats, X: Floats) -> Tau2:
    """The highest maximum of the restricted likelihood on [0, ∞); standard error √(2/tr PP)."""
    best = _highest(yi, vi, X, lambda fit: fit.q2 - fit.trace_p, lambda fit: fit.restricted, yi.size - X.shape[1])
    return Tau2(best, math.sqrt(2 / fit_at(yi, X, 1 / (vi + best)).trace_pp))


@entered("ML")
def maximum_likelihood(yi: Floats, vi: Floats, X: Floats) -> Tau2:
    """The highest maximum of the full likelihood on [0, ∞) (Hardy & Thompson 1996, Stat Med 15:619); √(2/Σw²)."""
    best = _highest(yi, vi, X, lambda fit: fit.q2 - float(fit.weights.sum()), lambda fit: fit.full, yi.size)
    return Tau2(best, math.sqrt(2 / float(((vi + best) ** -2).sum())))


def scored(method: str, yi: Floats, vi: Floats, X: Floats, threshold: float) -> Tau2:
    """REML, ML or EB by Fisher's scoring from HE's estimate, up to the first step below `threshold`: where a program
    stops that ends its iteration there (steps: Viechtbauer 2005, J Educ Behav Stat 30:261; Morris 1983, J Am Stat Assoc
    78:47). Halved as long as one would go below 0. Where it stops above `threshold`, but 0 has the higher likelihood,
    it is 0.
    """
    k, p = X.shape
    tau2 = hedges(yi, vi, X).value
    for _ in range(ROUNDS):
        fit = fit_at(yi, X, 1 / (vi + tau2))
        total = float(fit.weights.sum())
        if method == "REML":
            step = (fit.q2 - fit.trace_p) / fit.trace_pp
        elif method == "ML":
            step = (fit.q2 - total) / float(fit.weights @ fit.weights)
        else:
            step = (fit.q * k / (k - p) - k) / total
        while tau2 + step < 0:
            step /= 2
        tau2 += step
        if abs(step) <= threshold:
            above = method != "EB" and tau2 > threshold
            if above and _height(method, yi, vi, X, 0.0) > _height(method, yi, vi, X, tau2):
                tau2, fit = 0.0, fit_at(yi, X, 1 / vi)
                total = float(fit.weights.sum())
            errors = {"REML": fit.trace_pp, "ML": float(fit.weights @ fit.weights), "EB": total**2 * (k - p) / k**2}
            return Tau2(tau2, math.sqrt(2 / errors[method]))
    raise NotConverged(f"{method}'s steps stayed above {threshold:g} for {ROUNDS} rounds", state={"tau2": tau2})


def _height(method: str, yi: Floats, vi: Floats, X: Floats, tau2: float) -> float:
    fit = fit_at(yi, X, 1 / (vi + tau2))
    return fit.restricted if method == "REML" else fit.full


def stopped(method: str, yi: Floats, vi: Floats, X: Floats, bound: float, tol: float) -> Tau2:
    """tau² where a search stops that ends early: a root search on [0, `bound`], or an iteration."""
    if method in ("PM", "PMM"):
        return (paule_mandel if method == "PM" else median_unbiased)(yi, vi, X, search=(bound, tol))
    return scored(method, yi, vi, X, tol)


STOPPABLE = ("PM", "PMM", "REML", "ML", "EB")
"""The estimators that are searched for, so that a search can stop early."""

ROUNDS = 1000
"""Scoring takes some dozen rounds; one that creeps for a thousand does not arrive."""


Of = Callable[[WeightedFit], float]


def _highest(yi: Floats, vi: Floats, X: Floats, slope: Of, height: Of, df: int) -> float:
    """The tau² with the greatest `height` among all zeros of `slope` (from above to below) and 0 if it falls there."""

    def at(tau2: float) -> WeightedFit:
        return fit_at(yi, X, 1 / (vi + tau2))

    start = slope(at(0.0))
    left_over = fit_at(yi, X, np.ones_like(vi)).q
    candidates = [0.0] if start <= 0 else []
    if left_over <= 1e-30 * float(yi @ yi) or left_over == 0:  # nothing is left between studies but rounding
        return 0.0
    # Past this bound the slope is negative: y'PPy ≤ RSS/tau⁴, and the trace is at least df/(vmax + tau²).
    a = left_over / df
    above = 0.5 * (a + math.sqrt(a * a + 4 * a * float(vi.max())))
    below = min(float(vi.min()) / 100, above / 2)
    grid = np.geomspace(below, above, 2 + math.ceil(GRID_PER_DECADE * math.log10(above / below)))
    left, slope_left = 0.0, start
    for right in grid.tolist():
        slope_right = slope(at(right))
        if slope_left > 0 >= slope_right:
            candidates.append(root(lambda t: slope(at(t)), left, right))
        left, slope_left = right, slope_right
    if slope_left > 0:
        candidates.append(root(lambda t: slope(at(t)), left, left * 2))
    return max(candidates, key=lambda tau2: height(at(tau2)))
