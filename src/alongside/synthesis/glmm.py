"""Two by two tables as counts: logistic models with random effects, which need no effect size for each study.

UM.FS: each study has its own fixed log odds. UM.RS: study log odds are random as well. CM.AL: given the events of both
arms, those of group 1 are binomial with odds n1/n2 times the odds ratio, nearly so where events are rare. (Stijnen,
Hamza & Özdemir 2010, Stat Med 29:3046; Jackson et al. 2018, Stat Med 37:1059.)
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from alongside.errors import InputError, NotConverged, UsageError
from alongside.synthesis.distributions import quantile, two_sided
from alongside.synthesis.effect_sizes import effect_size
from alongside.synthesis.habits import as_in_metafor
from alongside.synthesis.linear import Floats
from alongside.synthesis.measures import ZeroCells, log_odds_ratio
from alongside.synthesis.pooling import pool
from alongside.synthesis.random_likelihoods import binomial_integrals
from alongside.synthesis.reported import Reported
from alongside.synthesis.searches import curvature, highest

__all__ = ["MODELS", "LogisticModel", "glmm", "profile"]

MODELS = ("UM.FS", "UM.RS", "CM.AL")

NODES = 7
"""Of the quadrature over the odds ratio, as metafor has it; UM.RS, with two random effects, takes 1 (Laplace) there."""

BOUNDARY = 1e-4
"""A standard deviation this small counts as 0: the likelihood is flat there, and tells no standard error of it."""


@dataclass(frozen=True, slots=True)
class LogisticModel(Reported):
    """The log odds ratio `beta`, and tau2, its variance between studies; `dropped` tables lacked a number, `empty` had
    nobody, or everybody, with the event, and say nothing here.
    """

    model: str
    k: int
    dropped: int
    empty: int
    level: float
    beta: float
    se: float
    stat: float
    pval: float
    ci_lb: float
    ci_ub: float
    tau2: float
    loglik: float

    def summary(self) -> str:
        """The result as one line."""
        return (
            f"{self.k} tables, {self.model}: log OR {self.beta:.4f} [{self.ci_lb:.4f}, {self.ci_ub:.4f}], "
            f"p {self.pval:.3g}, tau² {self.tau2:.4g}"
        )


@as_in_metafor
def glmm(
    ai: ArrayLike,
    n1i: ArrayLike,
    ci: ArrayLike,
    n2i: ArrayLike,
    *,
    model: str = "UM.FS",
    nodes: int | None = None,
    level: float = 0.95,
    missing: str = "error",
) -> LogisticModel:
    """Fit a logistic model to tables `ai` of `n1i` against `ci` of `n2i`, shape (k,), by maximum likelihood.

    Parameters
    ----------
    model : UM.FS, UM.RS or CM.AL. nodes : of the quadrature; None as metafor. missing : "error" or "drop".

    Raises
    ------
    UsageError : an unknown model. InputError : a number that cannot be, fewer than two tables that say something.
    NotConverged : the likelihood has no maximum that was reached; carries where it stood.

    Examples
    --------
    >>> fit = glmm([4, 6, 3], [123, 306, 231], [11, 29, 11], [139, 303, 220], model="CM.AL")
    >>> round(fit.beta, 2)
    -1.36
    """
    if model not in MODELS or missing not in ("error", "drop"):
        raise UsageError(f"model {model!r}, missing {missing!r}: supported are {', '.join(MODELS)}; error, drop")
    a, n1, c, n2, dropped, empty = _informative(ai, n1i, ci, n2i, missing)
    yi, vi = log_odds_ratio({"ai": a, "n1i": n1, "ci": c, "n2i": n2}, "LS", ZeroCells())
    crude = pool(yi, vi, method="DL", test="z")
    begin = np.array([crude.beta, math.sqrt(max(crude.tau2 or 0.0, 0.01))])
    odds = np.log((c + 0.5) / (n2 - c + 0.5))
    start = begin if model != "UM.RS" else np.array([*begin, float(odds.mean()), float(odds.std())])
    return _fit(_HEIGHTS[model](a, n1, c, n2, nodes), start, model, a.size, dropped, empty, level)


def profile(
    ai: ArrayLike,
    n1i: ArrayLike,
    ci: ArrayLike,
    n2i: ArrayLike,
    beta: float,
    tau2: float,
    *,
    model: str = "UM.FS",
    nodes: int | None = None,
    missing: str = "error",
) -> float:
    """The log likelihood at `beta` and `tau2` with all else at its best: to compare two programs' answers."""
    a, n1, c, n2, _, _ = _informative(ai, n1i, ci, n2i, missing)
    height = _HEIGHTS[model](a, n1, c, n2, nodes)
    fixed = np.array([beta, math.sqrt(tau2)])
    if model != "UM.RS":
        return height(fixed)
    odds = np.log((c + 0.5) / (n2 - c + 0.5))
    start = np.array([float(odds.mean()), float(odds.std())])
    best = highest(lambda rest: height(np.concatenate([fixed, rest])), [start], [(None, None)] * 2)
    return height(np.concatenate([fixed, best]))


def _informative(
    ai: ArrayLike, n1i: ArrayLike, ci: ArrayLike, n2i: ArrayLike, missing: str
) -> tuple[Floats, Floats, Floats, Floats, int, int]:
    """The tables that say something, and how many lacked a number or had one outcome only."""
    sizes = effect_size("RD", ai=ai, n1i=n1i, ci=ci, n2i=n2i, missing="error" if missing == "error" else "nan")
    keep = np.isfinite(sizes.yi)
    a, n1, c, n2 = (np.atleast_1d(np.asarray(x, dtype=np.float64))[keep] for x in (ai, n1i, ci, n2i))
    empty = (a + c == 0) | (a + c == n1 + n2)
    a, n1, c, n2 = (x[~empty] for x in (a, n1, c, n2))
    if a.size < 2:
        raise InputError(f"expected two tables with and without events or more, found {a.size}", column="ai")
    return a, n1, c, n2, int((~keep).sum()), int(empty.sum())


def _fit(
    height: Callable[[Floats], float], start: Floats, model: str, k: int, dropped: int, empty: int, level: float
) -> LogisticModel:
    starts = [
        start,
        np.where(np.arange(start.size) == 1, 2 * start, start),
        np.where(np.arange(start.size) == 1, 0.02, start),
    ]
    best = highest(height, starts, [(None, None)] * start.size)
    for _ in range(5):  # Newton's steps to the top, which the search leaves in the sixth digit
        best = _newton(height, best)
    free = np.array([i for i in range(best.size) if i not in (1, 3) or abs(best[i]) > BOUNDARY])

    def inside(values: Floats) -> float:
        whole = best.copy()
        whole[free] = values
        return height(whole)

    information = -curvature(inside, best[free])
    variance = float(np.linalg.inv(information)[0, 0])
    if not variance > 0:
        raise NotConverged("the likelihood has no top here", state={"beta": float(best[0]), "tau": float(best[1])})
    beta, se = float(best[0]), math.sqrt(variance)
    half = float(quantile((1 + level) / 2, None)) * se
    tau2 = float(best[1]) ** 2 if abs(best[1]) > BOUNDARY else 0.0
    return LogisticModel(
        model=model,
        k=k,
        dropped=dropped,
        empty=empty,
        level=level,
        beta=beta,
        se=se,
        stat=beta / se,
        pval=float(two_sided(beta / se, None)),
        ci_lb=beta - half,
        ci_ub=beta + half,
        tau2=tau2,
        loglik=height(best),
    )


def _newton(height: Callable[[Floats], float], theta: Floats) -> Floats:
    steps = 1e-4 * np.maximum(np.abs(theta), 0.1)
    gradient = np.array([(height(theta + s) - height(theta - s)) / (2 * s.max()) for s in np.diag(steps)])
    matrix = curvature(height, theta)
    try:
        step = np.linalg.solve(matrix, -gradient)
    except np.linalg.LinAlgError:
        return theta
    following: Floats = theta + step
    return following if np.isfinite(step).all() and height(following) >= height(theta) else theta


def _conditional(a: Floats, n1: Floats, c: Floats, n2: Floats, nodes: int | None) -> Callable[[Floats], float]:
    events, people, offset = a[:, None], (a + c)[:, None], np.log(n1 / n2)[:, None]

    def height(theta: Floats) -> float:
        return float(
            binomial_integrals(events, people, offset + theta[0], np.ones((1, 1)), theta[1:2], nodes or NODES).sum()
        )

    return height


HALVES = np.array([[0.5], [-0.5]])
"""The odds ratio's random part is shared between both arms, so that neither arm's odds vary more (Jackson et al.)."""


def _fixed_studies(a: Floats, n1: Floats, c: Floats, n2: Floats, nodes: int | None) -> Callable[[Floats], float]:
    events, people = np.column_stack([a, c]), np.column_stack([n1, n2])
    level = np.log((a + c + 0.5) / (n1 + n2 - a - c + 0.5))

    def height(theta: Floats) -> float:
        """The likelihood with each study's own log odds at its best: one dimension a study, all at once."""
        nonlocal level

        def each(alpha: Floats) -> Floats:
            eta = alpha[:, None] + theta[0] * HALVES.T
            return binomial_integrals(events, people, eta, HALVES, theta[1:2], nodes or NODES)

        alpha, wide = level, 1e-3
        for _ in range(50):
            up, middle, down = each(alpha + wide), each(alpha), each(alpha - wide)
            slope, bend = (up - down) / (2 * wide), (up - 2 * middle + down) / wide**2
            step = np.clip(np.where(bend < 0, -slope / np.minimum(bend, -1e-12), np.sign(slope)), -1, 1)
            alpha = alpha + step
            if float(np.abs(step).max()) < 1e-7:
                break
        level = alpha
        return float(each(alpha).sum())

    return height


def _random_studies(a: Floats, n1: Floats, c: Floats, n2: Floats, nodes: int | None) -> Callable[[Floats], float]:
    events, people = np.column_stack([a, c]), np.column_stack([n1, n2])
    C = np.array([[0.5, 1.0], [-0.5, 1.0]])

    def height(theta: Floats) -> float:
        eta = theta[2] + theta[0] * np.broadcast_to(np.array([1.0, 0.0]), events.shape)
        return float(binomial_integrals(events, people, eta, C, theta[[1, 3]], nodes or 1).sum())

    return height


_HEIGHTS = {"CM.AL": _conditional, "UM.FS": _fixed_studies, "UM.RS": _random_studies}
