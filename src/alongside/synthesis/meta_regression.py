"""Meta-regression: what moderators explain of the differences between studies.

tau² is estimated (`heterogeneity_moderated`), coefficients by weighted least squares with weights 1/(vᵢ + tau²), and
what is said of them rests on z or on Knapp and Hartung's t. The result predicts, and tests any set of coefficients.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from alongside.errors import InputError, UsageError
from alongside.synthesis.arrays import columns_of, effects_and_variances
from alongside.synthesis.distributions import chi2_upper, quantile, two_sided
from alongside.synthesis.formulas import moderators_of
from alongside.synthesis.habits import as_in_metafor
from alongside.synthesis.heterogeneity import Tau2
from alongside.synthesis.heterogeneity_moderated import MODERATED, STOPPABLE, between, stopped
from alongside.synthesis.linear import Floats, WeightedFit, fit_at
from alongside.synthesis.pooling import METAFOR_BOUND, TESTS
from alongside.synthesis.regression_results import MetaRegression
from alongside.synthesis.wald import wald
from alongside.words.plurals import all_of

__all__ = ["MetaRegression", "meta_regression", "no_collinearity"]

ALIASES = {"FE": "EE", "CE": "EE"}


@as_in_metafor
def meta_regression(
    yi: ArrayLike,
    vi: ArrayLike,
    X: object = None,
    *,
    data: object = None,
    names: Sequence[str] | None = None,
    intercept: bool = True,
    method: str = "REML",
    test: str = "knha",
    level: float = 0.95,
    tau2: float | None = None,
    tol: float | None = None,
    missing: str = "error",
) -> MetaRegression:
    """Regress effects `yi` with sampling variances `vi`, both of shape (k,), on moderators.

    Parameters
    ----------
    X : a matrix of shape (k, m), a list of m columns of length k, one column, or a mapping from names to columns. A
        column of texts is a factor: one column a category but the first, which is the reference. Or a formula, as
        "~ weeks + form", of the columns of `data` (a mapping or a data frame); it needs `alongside[formula]`.
    names : names of the columns; those of a mapping are its keys.
    intercept : whether a column of ones stands before.
    method, test, level : as in `pool`; test is "z", "knha" or "adhoc".
    tau2, tol : as in `pool`: a tau² to take instead of an estimate; where to stop the search for it.
    missing : "error" stops at a missing number; "drop" leaves the study out, and `dropped` counts them.

    Returns
    -------
    A frozen `MetaRegression`; its docstring names every figure.

    Raises
    ------
    UsageError : an unknown method or test, as many coefficients as studies or more.
    InputError : a number that cannot be, columns of other lengths, moderators of which one says what others say.

    Examples
    --------
    >>> fit = meta_regression([0.1, 0.4, 0.3, 0.8], [0.04, 0.05, 0.03, 0.06], {"weeks": [1, 2, 3, 4]}, test="z")
    >>> [round(float(b), 3) for b in fit.beta], fit.names
    ([-0.085, 0.181], ('intrcpt', 'weeks'))
    """
    method = ALIASES.get(method, method)
    if method not in MODERATED:
        raise UsageError(f"method {method!r} is not supported; supported are {', '.join(MODERATED)}")
    if test not in TESTS:
        raise UsageError(f"test {test!r} is not supported; supported are z, knha, adhoc")
    if tol is not None and (method not in STOPPABLE or tol <= 0):
        raise UsageError(f"tol={tol!r} must be a positive number, and goes with method {', '.join(STOPPABLE)} only")
    if tau2 is not None and (method == "EE" or not (math.isfinite(tau2) and tau2 >= 0)):
        raise UsageError(f"tau2={tau2!r} cannot be fixed: it must be 0 or more, and under EE it is 0")
    if not 0 < level < 1:
        raise UsageError(f"level={level!r} must lie between 0 and 1, as 0.95")
    if data is not None and not isinstance(X, str):
        raise UsageError("data goes with a formula: meta_regression(yi, vi, '~ weeks', data=table)")
    moderators = moderators_of(X, data) if isinstance(X, str) else None
    moderator_columns = X if moderators is None else moderators.columns
    effects, variances, keep = effects_and_variances(yi, vi, missing=missing, more=moderator_columns)
    if moderators is None:
        design, labels, groups = columns_of(X, names, intercept=intercept, keep=keep)
    else:
        design, labels, groups = moderators.design(keep)
    k, p = design.shape
    if k != effects.size:
        raise InputError(f"expected moderators of {effects.size} studies, found {k}", column="X")
    if p >= k:
        raise UsageError(f"{p} coefficients need more than {p} studies, found {k}")
    no_collinearity(design, labels)
    unit = 2.0 ** round(math.log2(float(variances.min())) / 2)
    y, v = effects / unit, variances / unit / unit

    def estimate(X: Floats) -> Tau2:
        if tau2 is not None:
            return Tau2(tau2 / unit / unit, None)
        if tol is not None:
            return stopped(method, y, v, X, METAFOR_BOUND / unit / unit, tol / unit / unit)
        return between(method, y, v, X)

    fit = _fitted(y, v, unit, design, labels, groups, estimate, method, test, level)
    return replace(fit, yi=effects, vi=variances, dropped=int((~keep).sum()))


def no_collinearity(design: Floats, labels: Sequence[str]) -> None:
    """Name the first moderator that is a sum of those before it."""
    scaled = design / np.where(np.abs(design).max(axis=0) > 0, np.abs(design).max(axis=0), 1)
    for column in range(scaled.shape[1]):
        before = scaled[:, :column]
        if column:
            left = scaled[:, column] - before @ np.linalg.lstsq(before, scaled[:, column], rcond=None)[0]
        else:
            left = scaled[:, column]
        # 1e-9 of the column's size: what rounding of the columns themselves can leave.
        if float(np.linalg.norm(left)) <= 1e-9 * max(float(np.linalg.norm(scaled[:, column])), 1.0):
            rest = all_of(labels[:column]) or "nothing"
            raise InputError(f"says nothing that {rest} do not say already; leave it out", column=labels[column])


def _fitted(
    y: Floats,
    v: Floats,
    unit: float,
    X: Floats,
    labels: tuple[str, ...],
    groups: dict[str, tuple[int, ...]],
    estimate: Callable[[Floats], Tau2],
    method: str,
    test: str,
    level: float,
) -> MetaRegression:
    """All figures. `y` and `v` are in units of `unit`; the figures are not."""
    k, p = X.shape
    tau2 = estimate(X)
    weighted = fit_at(y, X, 1 / (v + tau2.value))
    at0 = fit_at(y, X, 1 / v)
    beta, vb, residual = _coefficients(weighted, at0, method)
    df = k - p if test != "z" else None
    factor = 1.0
    if df is not None:
        factor = weighted.q / df
        factor = max(1.0, factor) if test == "adhoc" else factor
    beta, vb = beta * unit, vb * factor * unit**2
    se = np.sqrt(np.diag(vb))
    with np.errstate(divide="ignore", invalid="ignore"):
        stat = beta / se
    half = quantile((1 + level) / 2, df) * se
    omnibus = tuple(i for i, name in enumerate(labels) if name != "intrcpt") or tuple(range(p))
    qm, qm_p = wald(beta, vb, omnibus, df)
    i2, h2 = _shares(at0, tau2.value, method)
    constant = math.log(2 * math.pi) + 2 * math.log(unit)
    apart = 0.5 * (
        float(weighted.weights @ residual**2) - weighted.q
    )  # 0 unless under GENQ, whose residuals are not of W
    full = weighted.full - apart - 0.5 * k * constant
    # ln|X'X| makes the restricted likelihood the same however the columns are scaled.
    restricted = weighted.restricted - apart + 0.5 * np.linalg.slogdet(X.T @ X)[1] - 0.5 * (k - p) * constant
    parameters = p if method == "EE" else p + 1
    leverage = weighted.leverage if method != "GENQ" else at0.leverage
    return MetaRegression(
        k=k,
        p=p,
        names=labels,
        method=method,
        test=test,
        level=level,
        beta=beta,
        se=se,
        stat=stat,
        pval=two_sided(stat, df),
        ci_lb=beta - half,
        ci_ub=beta + half,
        vb=vb,
        df=df,
        tau2=tau2.value * unit**2,
        se_tau2=None if tau2.se is None else tau2.se * unit**2,
        i2=i2,
        h2=h2,
        r2=_explained(at0, tau2.value, estimate, method, labels),
        q=at0.q,
        q_p=chi2_upper(at0.q, k - p),
        qm=qm,
        qm_p=qm_p,
        qm_df=len(omnibus),
        loglik=float(restricted),
        aic=2 * parameters - 2 * full,
        loglik_ml=full,
        aic_reml=2 * parameters - 2 * float(restricted),
        fitted=(y - residual) * unit,
        hat=leverage,
        yi=y,
        vi=v,
        X=X,
        groups=groups,
    )


def _coefficients(weighted: WeightedFit, at0: WeightedFit, method: str) -> tuple[Floats, Floats, Floats]:
    """Coefficients with covariance and residuals; under GENQ the weights 1/v stay those of the fit."""
    if method != "GENQ":
        return weighted.beta, weighted.covariance, weighted.residuals
    bread = at0.covariance @ at0.X.T * at0.weights
    return at0.beta, (bread / weighted.weights) @ bread.T, at0.residuals


def _shares(at0: WeightedFit, tau2: float, method: str) -> tuple[float, float]:
    """I² in per cent, and H², of what the moderators leave (`pooling.Pooled`)."""
    df = at0.yi.size - at0.R.shape[0]
    if method == "EE":
        return (max(0.0, 100 * (at0.q - df) / at0.q) if at0.q > 0 else 0.0), at0.q / df
    typical = df / at0.trace_p
    return 100 * tau2 / (tau2 + typical), 1 + tau2 / typical


def _explained(
    at0: WeightedFit, tau2: float, estimate: Callable[[Floats], Tau2], method: str, labels: Sequence[str]
) -> float | None:
    """R²: by how much the moderators lower tau², in per cent (Raudenbush 2009); under EE, Q per degree of freedom."""
    if "intrcpt" not in labels or len(labels) == 1:
        return None
    k = at0.yi.size
    alone = np.ones((k, 1))
    if method == "EE":
        before, after = fit_at(at0.yi, alone, at0.weights).q / (k - 1), at0.q / (k - len(labels))
    else:
        before, after = estimate(alone).value, tau2
    return max(0.0, 100 * (before - after) / before) if before > 0 else None
