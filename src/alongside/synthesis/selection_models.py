"""Selection models: what the studies would say together if whether one is seen depended on its p value.

A study with effect y has density w(p) N(y; μ, v + tau²)/A, where w is the chance, beside the best, that its p value
lets it be seen, and A makes it a density (Hedges 1992, Stat Sci 7:246; Citkowicz & Vevea 2017, Psychol Methods 22:28;
Preston, Ashby & Smyth 2004, Stat Med 23:2459 for the one-parameter curves). (`selection` is another thing: the rule
that picks one result a trial.)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from alongside.errors import NotConverged, UsageError
from alongside.synthesis.arrays import effects_and_variances
from alongside.synthesis.distributions import chi2_upper, quantile, two_sided
from alongside.synthesis.habits import as_in_metafor
from alongside.synthesis.linear import Floats
from alongside.synthesis.pooling import pool
from alongside.synthesis.reported import Reported
from alongside.synthesis.searches import curvature, highest

__all__ = ["TYPES", "SelectionModel", "likelihood_at", "selmodel"]

TYPES = ("stepfun", "beta", "halfnorm", "negexp", "logistic", "power")

LARGEST_DELTA = 100.0
"""Past this a weight no longer tells from one without end; metafor's default bound too."""


@dataclass(frozen=True, slots=True, eq=False)
class SelectionModel(Reported):
    """The mean with selection allowed for; `lrt` tests whether it matters, chi² with as many df as free weights.

    delta : stepfun: the weight of each interval of p, the first 1; else the parameters of the curve. at_bound :
    whether a delta ran to the edge of its range, so that the data do not tell how large it is.
    """

    type: str
    alternative: str
    k: int
    beta: float
    se: float
    pval: float
    ci_lb: float
    ci_ub: float
    tau2: float
    delta: Floats
    at_bound: bool
    lrt: float
    lrt_df: int
    lrt_p: float
    loglik: float

    def sentence(self) -> str:
        """The result in words."""
        word = "matters" if self.lrt_p < 0.05 else "does not clearly matter"
        return f"Selection by p value {word} (p {self.lrt_p:.3g}); with it allowed for the effect is {self.beta:.3g}."


@as_in_metafor
def selmodel(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    type: str = "stepfun",
    alternative: str = "greater",
    steps: float | Sequence[float] = 0.025,
    level: float = 0.95,
) -> SelectionModel:
    """Fit a selection model by maximum likelihood to `yi`, `vi`, shape (k,).

    Parameters
    ----------
    type : stepfun (weights of the intervals between `steps` of one-sided p); beta, p^(δ1−1)(1−p)^(δ2−1); halfnorm,
        exp(−δp²); negexp, exp(−δp); logistic, 2/(1 + exp(δp)); power, (1 − p)^δ.
    alternative : "greater" or "less": the direction that is favoured, in which p is taken.

    Raises
    ------
    UsageError : an unknown type or alternative, or steps that are none.
    NotConverged : the likelihood has no top that was reached; carries where it stood.

    Examples
    --------
    >>> fit = selmodel([0.5, 0.7, 0.3, 0.1, 0.9, 0.2], [0.05, 0.1, 0.02, 0.01, 0.15, 0.04], type="negexp")
    >>> fit.k, fit.delta.shape
    (6, (1,))
    """
    if type not in TYPES or alternative not in ("greater", "less"):
        raise UsageError(f"type {type!r}, alternative {alternative!r}: supported are {', '.join(TYPES)}; greater, less")
    y, v, _ = effects_and_variances(yi, vi)
    sign = 1.0 if alternative == "greater" else -1.0
    y = sign * y
    scale = float(np.sqrt(np.median(v)))
    y, v = y / scale, v / scale**2
    plain = pool(y, v, method="ML", test="z")
    tau = math.sqrt(plain.tau2 or 0.0)
    if type == "stepfun":
        edges = _edges(steps)
        weigh, count = _steps(y, v, edges), len(edges)
    else:
        weigh, count = _curve(y, v, type), 2 if type == "beta" else 1

    def height(theta: Floats) -> float:
        return weigh(float(theta[0]), float(theta[1]), theta[2:])

    starts = [
        np.array([share * plain.beta, max(tau, least), *delta])
        for share, least in ((1.0, 0.3), (0.5, 0.05), (1.5, 1.0))
        for delta in _STARTS.get(type, [[0.1], [1.0], [5.0], [20.0]])
        if len(delta) == count
    ] or [np.array([plain.beta, max(tau, 0.3), *[delta] * count]) for delta in (1.0, 0.3, 3.0)]
    low = 1e-5 if type == "beta" else 0.0
    # Where selection is strong the likelihood can rise for ever as the mean runs off and the spread grows; a mean that
    # lies further from the data than they are wide is no answer.
    wide = float(np.ptp(y)) + float(np.sqrt(v.max()))
    bounds = [(float(y.min()) - wide, float(y.max()) + wide), (0.0, 2 * wide), *[(low, LARGEST_DELTA)] * count]
    best = highest(height, starts, bounds)
    ends = ((best[0], bounds[0][0]), (best[0], bounds[0][1]), (best[1], bounds[1][1]))
    at_edge = [abs(value - end) <= 1e-6 * wide for value, end in ends if end is not None]
    if any(at_edge):
        state = {"beta": float(best[0]) * scale * sign, "tau2": float(best[1] * scale) ** 2}
        raise NotConverged("the likelihood rises for ever as the mean runs off or the spread grows", state=state)
    loglik = height(best) - y.size * math.log(scale)
    return _result(
        height, best, loglik, plain.loglik_ml - y.size * math.log(scale), type, alternative, y.size, scale * sign, level
    )


def likelihood_at(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    beta: float,
    tau2: float,
    delta: ArrayLike,
    type: str = "stepfun",
    alternative: str = "greater",
    steps: float | Sequence[float] = 0.025,
) -> float:
    """The log likelihood of a selection model at given parameters, to hold another program's solution against.

    `delta` as in the result: under stepfun with the 1 of the first interval.
    """
    y, v, _ = effects_and_variances(yi, vi)
    sign = 1.0 if alternative == "greater" else -1.0
    scale = float(np.sqrt(np.median(v)))
    y, v = sign * y / scale, v / scale**2
    weigh = _steps(y, v, _edges(steps)) if type == "stepfun" else _curve(y, v, type)
    deltas = np.atleast_1d(np.asarray(delta, dtype=np.float64))
    height = weigh(sign * beta / scale, math.sqrt(tau2) / scale, deltas[1:] if type == "stepfun" else deltas)
    return height - y.size * math.log(scale)


def _result(
    height: Callable[[Floats], float],
    best: Floats,
    loglik: float,
    plain: float,
    type: str,
    alternative: str,
    k: int,
    scale: float,
    level: float,
) -> SelectionModel:
    delta = best[2:]
    edge = (delta <= 1e-4) | (delta >= LARGEST_DELTA * (1 - 1e-6))
    free = np.array([0, *([1] if best[1] > 1e-4 else []), *(np.flatnonzero(~edge) + 2)])

    def inside(values: Floats) -> float:
        whole = best.copy()
        whole[free] = values
        whole[1] = abs(whole[1])
        return height(whole)

    try:
        variance = float(np.linalg.inv(-curvature(inside, best[free]))[0, 0])
    except np.linalg.LinAlgError:
        variance = math.nan
    if not variance > 0:
        raise NotConverged("the likelihood is flat at its top", state={"beta": float(best[0]), "loglik": loglik})
    beta, se = float(best[0]) * scale, math.sqrt(variance) * abs(scale)
    half = float(quantile((1 + level) / 2, None)) * se
    lrt = max(0.0, 2 * (loglik - plain))
    return SelectionModel(
        type=type,
        alternative=alternative,
        k=k,
        beta=beta,
        se=se,
        pval=float(two_sided(beta / se, None)),
        ci_lb=beta - half,
        ci_ub=beta + half,
        tau2=float(best[1] * scale) ** 2,
        delta=np.concatenate([[1.0], delta]) if type == "stepfun" else delta,
        at_bound=bool(edge.any()),
        lrt=lrt,
        lrt_df=delta.size,
        lrt_p=chi2_upper(lrt, delta.size),
        loglik=loglik,
    )


_STARTS = {
    "beta": [[1.0, 1.0], [0.7, 1.0], [1.4, 1.0], [0.9, 0.7], [1.1, 1.5], [0.5, 2.0]],
    "stepfun": [],
}
"""Deltas to begin from: no selection, and some of either kind."""


def _edges(steps: float | Sequence[float]) -> list[float]:
    edges = [float(step) for step in (steps if isinstance(steps, Sequence) else [steps])]
    if not edges or any(not 0 < edge < 1 for edge in edges) or sorted(set(edges)) != edges:
        raise UsageError(f"steps={steps!r} must be rising numbers between 0 and 1")
    return edges


def _steps(y: Floats, v: Floats, edges: Sequence[float]) -> Callable[[float, float, Floats], float]:
    sd = np.sqrt(v)
    cuts = [-float(special.ndtri(edge)) * sd for edge in edges]  # y at which p is the edge
    p = special.ndtr(-y / sd)
    interval = np.searchsorted(edges, p, side="left")

    def height(mu: float, tau: float, delta: Floats) -> float:
        total = np.sqrt(v + tau * tau)
        weights = np.concatenate([[1.0], delta])
        above = [np.zeros_like(y), *(special.ndtr((mu - cut) / total) for cut in cuts), np.ones_like(y)]
        A = sum(w * (right - left) for w, left, right in zip(weights, above, above[1:], strict=False))
        with np.errstate(divide="ignore", invalid="ignore"):
            value = float((_normal(y, mu, total) + np.log(weights[interval]) - np.log(A)).sum())
        # Where no weight leaves any effect a chance of being published the likelihood is 0/0: no such model.
        return -np.inf if math.isnan(value) else value

    return height


def _normal(y: Floats, mu: float, sd: Floats) -> Floats:
    value: Floats = -0.5 * math.log(2 * math.pi) - np.log(sd) - 0.5 * ((y - mu) / sd) ** 2
    return value


NODES = np.polynomial.legendre.leggauss(24)
"""Of each panel of the integral for A."""

PANELS = np.array([-38.0, -26, -18, -12, -9, -7, -5.5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5.5, 7, 9, 12, 18, 26, 38])
"""Ends of panels in z = y/√v, closer where p changes fast; past ±38 a p value is not a double."""


def _curve(y: Floats, v: Floats, type: str) -> Callable[[float, float, Floats], float]:
    sd = np.sqrt(v)
    half = np.diff(PANELS) / 2
    z = (PANELS[:-1] + half)[:, None] + half[:, None] * NODES[0]
    z, dz = z.ravel(), (half[:, None] * NODES[1]).ravel()
    at_nodes = _logs(z)
    log_p_values = _logs(y / sd)
    ends = np.array([PANELS[0], PANELS[-1]])
    at_ends = _logs(ends)

    def height(mu: float, tau: float, delta: Floats) -> float:
        total = np.sqrt(v + tau * tau)
        # Panels are laid in z; where tau is large beside an error the normal reaches past them, and w is flat there.
        logs = _normal(z * sd[:, None], mu, total[:, None]) + _log_weight(type, at_nodes, delta)
        with np.errstate(over="ignore", divide="ignore"):
            A = (np.exp(np.minimum(logs, 700)) * dz).sum(axis=1) * sd
            if type != "beta":
                low, high = special.ndtr((ends[0] * sd - mu) / total), special.ndtr((mu - ends[1] * sd) / total)
                edge = np.exp(_log_weight(type, at_ends, delta))
                A = A + low * edge[0] + high * edge[1]
            value = float((_normal(y, mu, total) + _log_weight(type, log_p_values, delta) - np.log(A)).sum())
        return value if math.isfinite(value) else -math.inf

    return height


def _logs(z: Floats) -> tuple[Floats, Floats, Floats]:
    """p, ln p and ln(1 − p) for a one-sided test of z."""
    return special.ndtr(-z), special.log_ndtr(-z), special.log_ndtr(z)


def _log_weight(type: str, log_p_values: tuple[Floats, Floats, Floats], delta: Floats) -> Floats:
    p, log_p, log_rest = log_p_values
    if type == "beta":
        value: Floats = (delta[0] - 1) * log_p + (delta[1] - 1) * log_rest
    elif type == "halfnorm":
        value = -delta[0] * p**2
    elif type == "negexp":
        value = -delta[0] * p
    elif type == "logistic":
        value = math.log(2) - np.logaddexp(0, delta[0] * p)
    else:
        value = delta[0] * log_rest if delta[0] else np.zeros_like(p)
    return value
