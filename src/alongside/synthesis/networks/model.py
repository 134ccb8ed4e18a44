"""The network model: every pair of treatments compared, through all trials at once.

`network` estimates tau², fits the common and the random effects model and gives `Network`, from which the other rooms
(`league`, `ranking`, `splitting`, `decomposition`, `contributions`) work on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from alongside.errors import InputError, UsageError
from alongside.synthesis.networks.fitting import Fit, fit, grounded
from alongside.synthesis.networks.marginal import marginal_tau2
from alongside.synthesis.networks.stacks import Floats, NetworkData
from alongside.synthesis.networks.subnets import subnets
from alongside.synthesis.networks.tau2 import Tau2, tau2_of

__all__ = ["TESTS", "Estimates", "Network", "network"]

TESTS = ("z", "t")

LIKELIHOODS = ("joint", "marginal")


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """Every pair of treatments under one model; all arrays (n, n), row against column, 0 on the diagonal.

    `p` is two-sided; intervals are normal where `df` is None, otherwise of t with `df` degrees of freedom. Under random
    effects `pi_lb` and `pi_ub` are for the true effect in a new trial, from se² + tau² and t with `pi_df` degrees of
    freedom; NaN where there are none left.
    """

    effect: Floats
    se: Floats
    ci_lb: Floats
    ci_ub: Floats
    p: Floats
    pi_lb: Floats | None
    pi_ub: Floats | None
    df: int | None
    pi_df: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """A fitted network.

    `tau2` is None where no degree of freedom is left to estimate it from, and then so is `random`, and `note` says it.
    `q` with `q_df` and `q_p` is the generalised Cochran statistic of heterogeneity and inconsistency together (Rücker
    2012); `i2` = max(0, 1 − df/Q), a share, not per cent. `fit_common` and `fit_random` hold effects against the
    network's first treatment.
    """

    data: NetworkData
    method: str
    test: str
    level: float
    common: Estimates
    random: Estimates | None
    tau2: float | None
    se_tau2: float | None
    q: float
    q_df: int
    q_p: float | None
    i2: float | None
    note: str
    fit_common: Fit
    fit_random: Fit | None

    @property
    def treatments(self) -> tuple[str, ...]:
        """Names in the order of all matrices."""
        return self.data.treatments

    def chosen(self, model: str = "random") -> Fit:
        """The fit of the model, "common" or "random"."""
        if model == "common":
            return self.fit_common
        if model != "random":
            raise UsageError(f"model {model!r} is none of common, random")
        if self.fit_random is None:
            raise UsageError(self.note)
        return self.fit_random


def network(
    data: NetworkData,
    *,
    method: str = "REML",
    test: str = "z",
    level: float = 0.95,
    tau2: float | None = None,
    likelihood: str = "joint",
    reference: str = "",
) -> Network:
    """Fit the network.

    Parameters
    ----------
    data : from `contrast_data` or `arm_data`.
    method : estimator of tau²: DL, REML or ML (`tau2` gives the sources).
    test : of the random-effects intervals: "z", normal, as netmeta 2.8; "t", with the degrees of freedom of Q, as later
        versions. The common-effect model is always normal.
    level : of the intervals, between 0 and 1.
    tau2 : a value to take instead of an estimate.
    likelihood, reference : of REML and ML. "joint" has the covariance of contrasts that share an arm; "marginal" takes
        their errors as independent, to reproduce netmeta 2.8 with this `reference` (`marginal` says how they differ).

    Raises
    ------
    InputError : the trials do not connect all treatments; the line names the parts with their studies.
    UsageError : an unknown method, test, likelihood or reference, or a level or tau² that is none.

    Examples
    --------
    A against C can be read from A against B and B against C:

    >>> from alongside.synthesis.networks import contrast_data
    >>> fitted = network(contrast_data([0.5, 0.3], [0.3, 0.4], ["A", "B"], ["B", "C"], ["s1", "s2"]))
    >>> round(float(fitted.common.effect[0, 2]), 3), round(float(fitted.common.se[0, 2]), 3), fitted.tau2
    (0.8, 0.5, None)
    """
    if test not in TESTS:
        raise UsageError(f"test {test!r} is not supported; supported are {', '.join(TESTS)}")
    if not 0 < level < 1:
        raise UsageError(f"level={level!r} must lie between 0 and 1, as 0.95")
    if tau2 is not None and not (np.isfinite(tau2) and tau2 >= 0):
        raise UsageError(f"tau2={tau2!r} cannot be fixed: it must be 0 or more")
    if likelihood not in LIKELIHOODS:
        raise UsageError(f"likelihood {likelihood!r} is not supported; supported are {', '.join(LIKELIHOODS)}")
    _check_connected(data)
    design = grounded(data)
    common = fit(data, 0.0, design)
    if likelihood == "marginal" and method != "DL" and tau2 is None and common.df:
        estimate: Tau2 | None = Tau2(marginal_tau2(data, design, method, reference), None, method)
    else:
        estimate = tau2_of(data, design, method, common)
    value = tau2 if tau2 is not None else (estimate.value if estimate else None)
    random = None if value is None else (fit(data, value, design) if value else common)
    note = (
        ""
        if random
        else (
            f"tau2 cannot be estimated: {len(data.studies)} stud{'y' if len(data.studies) == 1 else 'ies'} and "
            f"{len(data.treatments)} treatments leave no degree of freedom, so there is no random effects model"
        )
    )
    df = common.df
    return Network(
        data=data,
        method=method,
        test=test,
        level=level,
        common=pairs(common, level, None, predicts=False),
        random=pairs(random, level, df if test == "t" else None, predicts=True) if random else None,
        tau2=value,
        se_tau2=estimate.se if estimate and tau2 is None else None,
        q=common.q,
        q_df=df,
        q_p=upper_chi2(common.q, df),
        i2=max(0.0, 1 - df / common.q) if df and common.q > 0 else (0.0 if df else None),
        note=note,
        fit_common=common,
        fit_random=random,
    )


def _check_connected(data: NetworkData) -> None:
    parts = subnets(data)
    if len(parts) > 1:
        shown = "; ".join(
            f"{', '.join(part.treatments)} (studies {', '.join(part.studies)})"
            if part.studies
            else f"{', '.join(part.treatments)} (no study)"
            for part in parts
        )
        raise InputError(
            f"expected one connected network, found {len(parts)} parts that no trial compares: {shown}; analyse one "
            "part, or use components that the parts share",
            column="treatment1, treatment2",
        )


def upper_chi2(q: float, df: int) -> float | None:
    """P(chi² ≥ q); None without degrees of freedom."""
    from scipy.special import chdtrc

    return float(chdtrc(df, q)) if df > 0 else None


def pairs(fitted: Fit, level: float, df: int | None, *, predicts: bool, map_: Floats | None = None) -> Estimates:
    """All differences of treatment effects; `map_` (n, p) turns parameters into treatment effects."""
    if map_ is None:
        n = fitted.theta.size
        cov = np.zeros((n, n))
        grounded_ = _full_rows(fitted)
        cov[np.ix_(grounded_, grounded_)] = fitted.cov
    else:
        cov = map_ @ fitted.cov @ map_.T
    effect = fitted.theta[:, None] - fitted.theta[None, :]
    diagonal = np.diag(cov)
    se = np.sqrt(np.maximum(diagonal[:, None] + diagonal[None, :] - 2 * cov, 0.0))
    np.fill_diagonal(se, 0.0)
    return estimates(effect, se, level, df, fitted.tau2 if predicts else None, fitted.df - 1)


def _full_rows(fitted: Fit) -> list[int]:
    """The rows of the treatments that have a column of their own: all but the first of a connected network."""
    return list(range(fitted.theta.size - fitted.beta.size, fitted.theta.size))


def estimates(effect: Floats, se: Floats, level: float, df: int | None, tau2: float | None, pi_df: int) -> Estimates:
    """Intervals and p values for effects with standard errors, of any shape; tau² None gives no prediction."""
    half = quantile((1 + level) / 2, df)
    with np.errstate(invalid="ignore", divide="ignore"):
        stat = np.where(se > 0, effect / se, 0.0)
    pi_lb = pi_ub = None
    if tau2 is not None:
        reach = quantile((1 + level) / 2, pi_df) if pi_df > 0 else np.nan
        spread = reach * np.where(se > 0, np.hypot(se, np.sqrt(tau2)), 0.0)
        pi_lb, pi_ub = effect - spread, effect + spread
    return Estimates(
        effect,
        se,
        effect - half * se,
        effect + half * se,
        two_sided(stat, df),
        pi_lb,
        pi_ub,
        df,
        pi_df if tau2 is not None and pi_df > 0 else None,
    )


def quantile(level: float, df: int | None) -> float:
    """Of the normal distribution, or of t with `df` degrees of freedom."""
    from scipy.special import ndtri, stdtrit

    return float(ndtri(level) if df is None else stdtrit(df, level))


def two_sided(stat: Floats, df: int | None) -> Floats:
    """Two-sided p values."""
    from scipy.special import betainc, ndtr

    if df is None:
        return np.asarray(2 * ndtr(-np.abs(stat)))
    return np.asarray(betainc(df / 2, 0.5, df / (df + stat**2)))
