"""Tests of a mixed model's coefficients with degrees of freedom for small samples: Kenward–Roger and Satterthwaite.

Both are always worked out. `DEFAULT` names the one that a trial's answer uses: Kenward and Roger's, whose standard
error also allows for the variances being estimated. A variance that REML put at 0 has no part in either: with it, four
groups would always count as three degrees of freedom, and simulated trials without effect gave 4.2 % false positives;
without it they gave 5.1 % (`validation/evaluation.py` simulates the default).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from alongside.errors import InputError, UsageError
from alongside.evaluation.analysis.mixed.covariance import Numbers
from alongside.evaluation.analysis.mixed.fitting import SINGULAR, MixedModel, NotConvergedError

__all__ = ["DEFAULT", "ContrastTest", "JointTest", "contrast_test", "interval", "joint_test"]

DEFAULT = "kenward-roger"


@dataclass(frozen=True, slots=True)
class ContrastTest:
    """One contrast of coefficients, by one method."""

    method: str
    estimate: float
    se: float
    df: float
    t: float
    p: float
    ci_low: float
    ci_high: float
    level: float


@dataclass(frozen=True, slots=True)
class JointTest:
    """Several contrasts at once: Kenward and Roger's scaled F."""

    f: float
    df_numerator: int
    df_denominator: float
    scale: float
    p: float


def interval(method: str, estimate: float, se: float, df: float, level: float = 0.95) -> ContrastTest:
    """Test and interval of an estimate from Student's t on `df`; infinite `df` is the normal distribution.

    >>> two = interval("t", 2.0, 1.0, 10)
    >>> round(two.p, 4), round(two.ci_low, 4)
    (0.0734, -0.2281)
    """
    from scipy import special

    if not 0 < level < 1:
        raise UsageError(f"the level of an interval is a share between 0 and 1, found {level:g}")
    # Neither is a number that a test can go on: nothing varies, or the variances say nothing of how sure they are.
    if not se > 0 or not np.isfinite(se) or not df > 0:
        raise InputError(
            f"the data say too little of how much the outcome varies to test anything (standard error {se:.3g} on "
            f"{df:.3g} degrees of freedom)"
        )
    t = estimate / se
    if np.isinf(df):
        quantile, p = float(special.ndtri(0.5 + level / 2)), 2 * float(special.ndtr(-abs(t)))
    else:
        quantile, p = float(special.stdtrit(df, 0.5 + level / 2)), 2 * float(special.stdtr(df, -abs(t)))
    return ContrastTest(method, estimate, se, df, t, p, estimate - quantile * se, estimate + quantile * se, level)


def contrast_test(model: MixedModel, contrast: ArrayLike, level: float = 0.95) -> dict[str, ContrastTest]:
    """l'β by both methods, under "kenward-roger" and "satterthwaite".

    Satterthwaite: 2 (l'Φl)² / var(l'Φl), by the delta method with the observed information (Fai and Cornelius 1996;
    Giesbrecht and Burns 1985). Kenward and Roger (1997), eq. 5 for the covariance of β and the single contrast of
    section 3, with the expected information; V is linear in θ, so their R is 0.
    """
    state, free = model.state, np.flatnonzero(model.free)
    l = np.asarray(contrast, dtype=float)  # noqa: E741  (the papers' symbol)
    if l.shape != state.beta.shape:
        raise UsageError(f"a contrast has a number for each of {', '.join(model.columns)}")
    estimate, variance = float(l @ state.beta), float(l @ state.Phi @ l)
    slope = np.einsum("p,kpq,q->k", state.Phi @ l, state.first[free], state.Phi @ l)
    expected = _inverse(model)
    observed = _inverse_or(state.observed[np.ix_(free, free)], expected)
    adjusted = float(l @ adjusted_covariance(model) @ l)
    figures = {
        "kenward-roger": (adjusted**0.5, 2 * variance**2 / float(slope @ expected @ slope)),
        "satterthwaite": (variance**0.5, 2 * variance**2 / float(slope @ observed @ slope)),
    }
    return {name: interval(name, estimate, se, df, level) for name, (se, df) in figures.items()}


def _inverse(model: MixedModel) -> Numbers:
    """Covariance of the estimated variances, by the expected information of those that are free."""
    free = np.flatnonzero(model.free)
    information = model.state.expected[np.ix_(free, free)]
    scale = np.sqrt(np.maximum(np.diag(information), 0.0))
    if not (scale > 0).all() or np.linalg.eigvalsh(information / np.outer(scale, scale))[0] <= SINGULAR:
        raise NotConvergedError("two parts of the covariance cannot be told apart in these data", model.state)
    return np.asarray(np.linalg.inv(information))


def _inverse_or(information: Numbers, instead: Numbers) -> Numbers:
    """The inverse of the observed information, or `instead` where that is not positive definite."""
    try:
        np.linalg.cholesky(information)
    except np.linalg.LinAlgError:
        return instead
    return np.asarray(np.linalg.inv(information))


def adjusted_covariance(model: MixedModel) -> Numbers:
    """Kenward and Roger's covariance of β (1997, eq. 5): Φ + 2Φ Σ w_kl (Q_kl − P_k Φ P_l) Φ."""
    state, free = model.state, np.flatnonzero(model.free)
    weight = _inverse(model)
    derivatives, second = state.first[free], state.second[np.ix_(free, free)]
    inner = np.einsum("kl,klpq->pq", weight, second) - np.einsum(
        "kl,kpq,qr,lrs->ps", weight, derivatives, state.Phi, derivatives, optimize=True
    )
    return np.asarray(state.Phi + 2 * state.Phi @ inner @ state.Phi)


def joint_test(model: MixedModel, contrasts: ArrayLike) -> JointTest:
    """Kenward and Roger's F test of L'β = 0 (1997, section 3): L is (contrasts, p), of full rank."""
    from scipy import special

    L = np.atleast_2d(np.asarray(contrasts, dtype=float))
    rank = len(L)
    state, free = model.state, np.flatnonzero(model.free)
    if L.shape[1] != len(state.beta) or np.linalg.matrix_rank(L) < rank:
        raise UsageError(
            "contrasts are rows, each with a number for every column, none of them following from the rest"
        )
    weight = _inverse(model)
    Theta = L.T @ np.linalg.inv(L @ state.Phi @ L.T) @ L
    parts = Theta @ state.Phi @ state.first[free] @ state.Phi
    traces = np.einsum("kii->k", parts)
    A1, A2 = float(traces @ weight @ traces), float(np.einsum("kl,kij,lji->", weight, parts, parts))
    B = (A1 + 6 * A2) / (2 * rank)
    g = ((rank + 1) * A1 - (rank + 4) * A2) / ((rank + 2) * A2)
    bottom = 3 * rank + 2 * (1 - g)
    c1, c2, c3 = g / bottom, (rank - g) / bottom, (rank + 2 - g) / bottom
    mean = 1 / (1 - A2 / rank)
    spread = (2 / rank) * (1 + c1 * B) / ((1 - c2 * B) ** 2 * (1 - c3 * B))
    rho = spread / (2 * mean**2)
    df = 4 + (rank + 2) / (rank * rho - 1)
    scale = df / (mean * (df - 2))
    effects = L @ state.beta
    f = float(effects @ np.linalg.solve(L @ adjusted_covariance(model) @ L.T, effects)) / rank
    return JointTest(f, rank, df, scale, float(special.fdtrc(rank, df, scale * f)))
