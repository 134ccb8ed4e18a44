"""Pool the effects of k studies: the equal-effects and the random-effects model.

Check the numbers, estimate tau² (`heterogeneity`), weigh each study by 1/(vi + tau²), and say of the mean how sure it
is (z, or Knapp and Hartung's t), how much the studies differ (Q, I², H²) and what a new study may find.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from alongside.errors import InputError, UsageError
from alongside.synthesis.frames import Table, as_text
from alongside.synthesis.habits import as_in_metafor
from alongside.synthesis.heterogeneity import ESTIMATORS, Floats, Tau2, Weighted, paule_mandel, weigh
from alongside.synthesis.heterogeneity_moderated import STOPPABLE, stopped
from alongside.synthesis.reported import Reported

__all__ = ["ALIASES", "METAFOR_THRESHOLD", "METAFOR_TOL", "TESTS", "Pooled", "pool"]

ALIASES = {"FE": "EE", "CE": "EE"}
"""Other names of the equal-effects model: fixed-effect(s), common-effect."""

TESTS = ("z", "knha", "adhoc")

METAFOR_TOL = 2.0**-13
"""Where R's root search stops by default, the fourth root of the machine's epsilon; metafor's `control$tol`."""

METAFOR_THRESHOLD = 1e-5
"""Size of the step at which metafor ends the iteration for REML, ML and EB by default; its `control$threshold`."""

METAFOR_BOUND = 1000.0
"""Upper end of the range in which the reference's search for Paule and Mandel's tau² begins; the lower is 0."""

LARGEST = 1e70
"""Largest effect or standard error, in units of the smallest standard error: its 4th power still fits in a double."""


@dataclass(frozen=True, slots=True)
class Pooled(Reported):
    """A pooled effect; every figure under the name that metafor gives it.

    Parameters
    ----------
    k, method, test, level : studies, estimator of tau², test, and level of the intervals (0.95).
    beta, se, stat, p, ci_lb, ci_ub : the mean with its standard error, test statistic (z, or t with `df` degrees of
        freedom), two-sided p value and interval.
    pi_lb, pi_ub : the interval for the true effect of a new study, from tau² + se² and the same distribution as the
        test (Riley, Higgins & Deeks 2011, BMJ 342:d549, with k − 1 in place of their k − 2); None under EE.
    tau2, se_tau2 : the variance between studies; 0 and None under EE.
    i2, h2 : under EE from Q, 100 (Q − df)/Q cut at 0, and Q/df; otherwise from tau² and the typical sampling variance
        s²: 100 tau²/(tau² + s²) and 1 + tau²/s² (Higgins & Thompson 2002, Stat Med 21:1539). `i2` is in per cent.
    q, q_p : Cochran's Q with k − 1 degrees of freedom.
    qm, qm_p : the test that the mean is 0 as chi² with 1, or F with 1 and `df`, degrees of freedom.
    df : degrees of freedom of the t distribution, k − 1; None under z.
    loglik, aic : the *restricted* log likelihood at tau², and AIC from the *full* one, whatever the estimator.
    loglik_ml, aic_reml : the other way about. For a REML fit programs print (loglik, aic_reml); for any other
        (loglik_ml, aic). The number of parameters in AIC is 2, or 1 under EE.
    weights : each study's share of the weight, of shape (k,); adds to 1.

    With k = 1 nothing was pooled: tau2 (unless EE), se_tau2, i2, h2, q, q_p, pi_lb, pi_ub and both restricted figures
    are None.
    """

    k: int
    method: str
    test: str
    level: float
    beta: float
    se: float
    stat: float
    p: float
    ci_lb: float
    ci_ub: float
    pi_lb: float | None
    pi_ub: float | None
    tau2: float | None
    se_tau2: float | None
    i2: float | None
    h2: float | None
    q: float | None
    q_p: float | None
    qm: float
    qm_p: float
    df: int | None
    loglik: float | None
    aic: float
    loglik_ml: float
    aic_reml: float | None
    weights: Floats = field(compare=False, repr=False)

    def table(self) -> Table:
        """The mean, with its test and interval."""
        names = ("beta", "se", "stat", "p", "ci_lb", "ci_ub")
        return {"name": ["mean"], **{name: [getattr(self, name)] for name in names}}

    def summary(self) -> str:
        """Mean, spread, the range of a new study, and the words."""
        lines = [f"{self.k} {'studies' if self.k > 1 else 'study'}, {self.method}, {self.test}", as_text(self.table())]
        if self.q is not None and self.q_p is not None and self.i2 is not None:
            spread = "" if self.tau2 is None else f"tau² {self.tau2:.4g}, "
            lines.append(f"{spread}I² {self.i2:.1f} %, Q({self.k - 1}) = {self.q:.2f}, p {self.q_p:.3g}")
        if self.pi_lb is not None and self.pi_ub is not None:
            lines.append(f"a new study: {self.pi_lb:.4g} to {self.pi_ub:.4g}")
        return "\n".join([*lines, self.sentence()])

    def sentence(self) -> str:
        """The mean in words."""
        doubt = ", so it may lie on either side of 0" if self.ci_lb <= 0 <= self.ci_ub else ""
        return f"The mean effect lies between {self.ci_lb:.3g} and {self.ci_ub:.3g} ({self.level:.0%} interval){doubt}."

    @property
    def pval(self) -> float:
        """The p value under the name that it has in metafor and in the other results."""
        return self.p


@as_in_metafor
def pool(
    yi: ArrayLike,
    vi: ArrayLike | None = None,
    *,
    sei: ArrayLike | None = None,
    method: str = "REML",
    test: str = "knha",
    level: float = 0.95,
    tau2: float | None = None,
    tol: float | None = None,
) -> Pooled:
    """Pool effects `yi` with sampling variances `vi`, or standard errors `sei`, each of shape (k,).

    Parameters
    ----------
    method : EE (also FE, CE), DL, REML, PM, ML, HE, HS, HSk, SJ, EB, PMM, DLIT, or GENQ, under which the weights 1/vi
        are those of the mean as well (`heterogeneity` and `heterogeneity_moderated` give the sources).
    test : "z", or "knha": the standard error is scaled by √(Q(tau²)/(k − 1)) and t with k − 1 degrees of freedom is
        used (Hartung & Knapp 2001, Stat Med 20:3875; Sidik & Jonkman 2002, Stat Med 21:3153). The scaled error can be
        smaller than that of z, and is 0 where all studies found the same. "adhoc": the same, but the factor is never
        less than 1, so that the interval is never narrower than that of z with the same distribution (Knapp & Hartung
        2003, Stat Med 22:2693; metafor's test of that name).
    level : of the intervals, between 0 and 1.
    tau2 : a value to take instead of an estimate, for a sensitivity analysis; `se_tau2` is then None.
    tol : stop the search for tau² where metafor stops: with PM and PMM at this `control$tol`, by default `METAFOR_TOL`
        there; with REML, ML and EB at this `control$threshold`, by default `METAFOR_THRESHOLD`. Its fifth digit can
        then differ from the root, which None finds to the last digit.

    Raises
    ------
    UsageError : an unknown method or test, a level that is none, a fixed tau2 below 0 or under EE, or knha with one
        study.
    InputError : columns of different length, no study, a number that is not finite, a variance of 0 or less.

    Examples
    --------
    Thirteen trials of BCG vaccine (Colditz et al. 1994), log risk ratios of the first four:

    >>> fit = pool([-0.8893, -1.5854, -1.3481, -1.4416], [0.3256, 0.1946, 0.4154, 0.0200], method="DL", test="z")
    >>> round(fit.beta, 4), round(fit.se, 4), fit.tau2
    (-1.4221, 0.1284, 0.0)
    """
    method = ALIASES.get(method, method)
    if method not in ESTIMATORS:
        raise UsageError(f"method {method!r} is not supported; supported are {', '.join(ESTIMATORS)}")
    if test not in TESTS:
        raise UsageError(f"test {test!r} is not supported; supported are {', '.join(TESTS)}")
    if not 0 < level < 1:
        raise UsageError(f"level={level!r} must lie between 0 and 1, as 0.95")
    if tol is not None and (method not in STOPPABLE or tol <= 0):
        raise UsageError(f"tol={tol!r} must be a positive number, and goes with method {', '.join(STOPPABLE)} only")
    if tau2 is not None and (method == "EE" or not (math.isfinite(tau2) and tau2 >= 0)):
        raise UsageError(f"tau2={tau2!r} cannot be fixed: it must be 0 or more, and under EE it is 0")
    effects, variances = _checked(yi, _variances(vi, sei))
    k = effects.size
    if k == 1 and test != "z":
        raise UsageError(f"test={test!r} needs two studies or more, because it rests on how they differ; use test='z'")
    # Sums are taken about a middle study, so that a common shift of all effects costs no digits, and in units of the
    # smallest standard error, so that powers of weights stay in range. The unit is a power of 2: dividing is exact.
    centre = float(np.median(effects))
    unit = 2.0 ** round(math.log2(float(variances.min())) / 2)
    yi, vi = (effects - centre) / unit, variances / unit / unit
    if float(np.abs(yi).max()) > LARGEST or float(vi.max()) > LARGEST**2:
        raise InputError(f"expected effects and standard errors within {LARGEST:g} of the smallest error", column="vi")
    if tau2 is not None:
        between = Tau2(tau2 / unit / unit, None)
    elif tol is not None and k > 1:
        bound, width = METAFOR_BOUND / unit / unit, tol / unit / unit
        if method == "PM":
            between = paule_mandel(yi, vi, search=(bound, width))
        else:
            between = stopped(method, yi, vi, np.ones((k, 1)), bound, width)
    else:
        between = ESTIMATORS[method](yi, vi) if k > 1 else Tau2(0.0, None)
    return _pooled(yi, vi, centre, unit, between, method, test, level)


def _pooled(
    yi: Floats, vi: Floats, centre: float, unit: float, tau2: Tau2, method: str, test: str, level: float
) -> Pooled:
    """All figures at `tau2`. `yi`, `vi` and `tau2` are in `unit` and about `centre`; the figures are in neither."""
    k = yi.size
    at0 = weigh(yi, vi, 0.0)
    weighted = weigh(yi, vi, tau2.value) if tau2.value else at0
    df = k - 1 if test != "z" else None
    mean, spread2, weighed = weighted.mu, weighted.q, weighted.weights / weighted.sum1
    if method == "GENQ":  # the weights of Q stay those of the mean
        weighed = at0.weights / at0.sum1
        mean = at0.mu
        spread2 = float(weighted.weights @ (yi - mean) ** 2)
    beta = mean * unit + centre
    se = (
        unit / math.sqrt(weighted.sum1)
        if method != "GENQ"
        else unit * math.sqrt(float(weighed**2 @ (1 / weighted.weights)))
    )
    if df is not None:
        factor = weighted.q / df
        se *= math.sqrt(max(1.0, factor) if test == "adhoc" else factor)
    stat = _ratio(beta, se)
    p = _two_sided(stat, df)
    half = _quantile((1 + level) / 2, df)
    spread = half * math.hypot(math.sqrt(tau2.value) * unit, se)
    predicts = method != "EE" and k > 1
    i2, h2 = _shares(at0, tau2, method, k)
    parameters = 1 if method == "EE" else 2
    logs = math.log(2 * math.pi) + 2 * math.log(unit)
    full = 0.5 * (float(np.log(weighted.weights).sum()) - spread2 - k * logs)
    restricted = weighted.restricted - 0.5 * ((k - 1) * logs - math.log(k)) if k > 1 else None
    if restricted is not None and method == "GENQ":
        restricted -= 0.5 * (spread2 - weighted.q)
    weights = weighed
    weights.flags.writeable = False
    return Pooled(
        k=k,
        method=method,
        test=test,
        level=level,
        beta=beta,
        se=se,
        stat=stat,
        p=p,
        ci_lb=beta - half * se,
        ci_ub=beta + half * se,
        pi_lb=beta - spread if predicts else None,
        pi_ub=beta + spread if predicts else None,
        tau2=tau2.value * unit * unit if k > 1 or method == "EE" else None,
        se_tau2=tau2.se * unit * unit if tau2.se is not None else None,
        i2=i2,
        h2=h2,
        q=at0.q if k > 1 else None,
        q_p=float(special.chdtrc(k - 1, at0.q)) if k > 1 else None,
        qm=stat**2,
        qm_p=p,
        df=df,
        loglik=restricted,
        aic=2 * parameters - 2 * full,
        loglik_ml=full,
        aic_reml=2 * parameters - 2 * restricted if restricted is not None else None,
        weights=weights,
    )


def _shares(at0: Weighted, tau2: Tau2, method: str, k: int) -> tuple[float | None, float | None]:
    """I² in per cent, and H²."""
    if k == 1:
        return None, None
    if method == "EE":
        return (max(0.0, 100 * (at0.q - (k - 1)) / at0.q) if at0.q > 0 else 0.0), at0.q / (k - 1)
    typical = (k - 1) / at0.trace_p
    return 100 * tau2.value / (tau2.value + typical), 1 + tau2.value / typical


def _ratio(beta: float, se: float) -> float:
    """beta/se; ±infinity, or NaN for 0/0, where all studies found the same and knha leaves no error."""
    if se > 0:
        return beta / se
    return math.copysign(math.inf, beta) if beta else math.nan


def _two_sided(stat: float, df: int | None) -> float:
    if df is None:
        return float(2 * special.ndtr(-abs(stat)))
    if math.isinf(stat):
        return 0.0
    # P(|t| > stat) as an incomplete beta function of df/(df + stat²), which keeps its digits far out in the tail.
    return float(special.betainc(df / 2, 0.5, df / (df + stat**2)))


def _quantile(level: float, df: int | None) -> float:
    return float(special.ndtri(level) if df is None else special.stdtrit(df, level))


def _variances(vi: ArrayLike | None, sei: ArrayLike | None) -> ArrayLike:
    """The variances, from whichever of both was named."""
    if (vi is None) == (sei is None):
        raise UsageError("name the variances (vi) or the standard errors (sei), one of the two")
    if vi is not None:
        return vi
    try:
        errors = np.asarray(sei, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError("expected numbers only", column="sei") from error
    wrong = ~(np.isfinite(errors) & (errors > 0))
    if wrong.any():
        number = int(np.argmax(wrong))
        problem = f"found {errors.flat[number]:g} in study {number + 1} of {errors.size}"
        raise InputError(f"expected a finite standard error above 0, {problem}", column="sei")
    return errors**2


def _checked(yi: ArrayLike, vi: ArrayLike) -> tuple[Floats, Floats]:
    columns: dict[str, Floats] = {}
    for name, column in (("yi", yi), ("vi", vi)):
        try:
            array = np.asarray(column, dtype=np.float64)
        except (TypeError, ValueError) as error:
            raise InputError("expected numbers only", column=name) from error
        if array.ndim > 1:
            raise InputError(f"expected one number a study, found an array of shape {array.shape}", column=name)
        columns[name] = np.atleast_1d(array)
    effects, variances = columns["yi"], columns["vi"]
    if effects.size != variances.size:
        problem = f"found {variances.size} for {effects.size}"
        raise InputError(f"expected as many variances as effects, {problem}", column="vi")
    if not effects.size:
        raise InputError("expected at least one study, found none", column="yi")
    wrong = {
        "yi": (~np.isfinite(effects), "expected a finite number"),
        "vi": (~(np.isfinite(variances) & (variances > 0)), "expected a finite variance above 0"),
    }
    for name, (places, expected) in wrong.items():
        if places.any():
            index = int(np.argmax(places))
            problem = f"found {columns[name][index]:g} in study {index + 1} of {effects.size}"
            raise InputError(f"{expected}, {problem}", column=name)
    return effects, variances
