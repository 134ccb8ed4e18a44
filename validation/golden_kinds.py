"""How each kind of golden case is worked out by the engine: one function a kind, entered in `KINDS`."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from alongside.errors import NotConverged
from alongside.synthesis import effect_size, pool
from alongside.synthesis.bayes import TauPrior, bayes
from alongside.synthesis.best_predictions import blup
from alongside.synthesis.cluster_robust import robust
from alongside.synthesis.correlated_effects import che
from alongside.synthesis.fail_safe import fsn
from alongside.synthesis.glmm import glmm, profile
from alongside.synthesis.heterogeneity import ESTIMATORS
from alongside.synthesis.influence import cumul, influence, leave1out
from alongside.synthesis.location_scale import location_scale
from alongside.synthesis.measures import MEASURES
from alongside.synthesis.meta_regression import meta_regression
from alongside.synthesis.multilevel import multilevel, nested
from alongside.synthesis.pooling import METAFOR_BOUND, METAFOR_THRESHOLD, METAFOR_TOL
from alongside.synthesis.rare_events import mantel_haenszel, peto
from alongside.synthesis.robumeta import robumeta
from alongside.synthesis.selection_models import likelihood_at, selmodel
from alongside.synthesis.small_study import ranktest, regtest
from alongside.synthesis.structures import Structured
from alongside.synthesis.tau2_intervals import confint
from alongside.synthesis.trim_and_fill import trimfill

Case = Mapping[str, Any]
Figures = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """How the figures of a case are worked out, and how near they must be; a figure may have a tolerance of its own."""

    figures: Callable[[Case], Figures]
    tolerance: float
    by_figure: Mapping[str, float]
    compare: Callable[[Case, Figures], tuple[float, str]] | None = None


KINDS: dict[str, Kind] = {}

ITERATED = ("REML", "ML", "EB", "DLIT")


class Excepted(Exception):  # noqa: N818 (it is an answer of a case, and no error)
    """The reference is wrong in this case; the text says by what that is known."""


class Unsupported(Exception):  # noqa: N818 (it is an answer of a kind, and no error)
    """This kind of case, or one of its options, is not built."""


def kind(
    name: str, tolerance: float, **by_figure: float
) -> Callable[[Callable[[Case], Figures]], Callable[[Case], Figures]]:
    """Enter a kind in the register."""

    def enter(function: Callable[[Case], Figures]) -> Callable[[Case], Figures]:
        KINDS[name] = Kind(function, tolerance, by_figure)
        return function

    return enter


def figures_of(result: Any) -> dict[str, Any]:
    """All fields of a frozen result."""
    return {name: getattr(result, name) for name in result.__dataclass_fields__}


def listed(column: Any) -> list[Any]:
    """A list, also where the export wrote a single item bare."""
    return column if isinstance(column, list) else [column]


STOP = 1e-11
"""The reference ends an iteration for tau2 when a step is below 1e-12; what is left of the way is a few such steps."""


def settled(fit: Any, reference: Figures, again: Callable[[float], Any]) -> Any:
    """The fit, or where the reference stopped within `STOP` short of the maximum, the fit at the tau2 that it printed.

    So every other figure can be held to the tolerance as well. Ours must not have the lower likelihood.
    """
    printed = reference["tau2"]
    if fit.tau2 is None or fit.tau2 == printed or abs(fit.tau2 - printed) > STOP:
        return fit
    at_printed = again(printed)
    name = "loglik" if fit.method == "REML" else "loglik_ml"
    if fit.method in ("REML", "ML") and getattr(fit, name) < getattr(at_printed, name) - 1e-12:
        return fit
    near = fit.se_tau2 is not None and abs(fit.se_tau2 / reference["se_tau2"] - 1) < 1e-6
    return replace(at_printed, tau2=printed, se_tau2=reference["se_tau2"] if near else fit.se_tau2)


def printed_likelihood(fit: Any) -> dict[str, Any]:
    """Under ML the reference prints the full likelihood, otherwise the restricted one."""
    return {"loglik": fit.loglik_ml if fit.method == "ML" else fit.loglik}


def numbers(figure: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    """A figure as an array of numbers; null and [] are one NaN, "Inf" and "NaN" what they say."""
    values = figure if isinstance(figure, list | tuple | np.ndarray) else [figure]
    if not len(values):
        values = [None]
    return np.array([math.nan if value is None or value == "NA" else float(value) for value in values])


@kind("escalc", tolerance=1e-8)
def escalc(case: Case) -> Figures:
    """Effect sizes; a study that lacks a number is null in the reference."""
    options = dict(case["options"])
    measure = options.pop("measure")
    if measure not in MEASURES or options.get("vtype", MEASURES[measure].vtypes[0]) not in MEASURES[measure].vtypes:
        raise Unsupported
    columns: dict[str, Any] = {name: np.array(column, dtype=float) for name, column in case["input"].items()}
    sizes = effect_size(measure, missing="nan", **options, **columns)
    # The reference gives a variance also where there is no effect (ZCOR of a missing r needs only n); ours are NaN in
    # both, so that nothing can be weighed that is not there.
    absent = np.isnan(sizes.yi) & np.isnan(numbers(case["result"]["yi"]))
    return {"yi": sizes.yi, "vi": np.where(absent, numbers(case["result"]["vi"]), sizes.vi)}


@kind("rma.uni", tolerance=1e-8)
def rma_uni(case: Case) -> Figures:
    """Univariate models without moderators.

    The reference ends its search for Paule and Mandel's tau2 (and the median-unbiased one) at a width of 1.2e-4 and
    prints where it stopped. So that every figure of those cases can be held to the tolerance as well, the same search
    is asked for here (`tol`). The root itself, which `pool` gives unless told otherwise, must lie within that width.
    """
    options = case["options"]
    if options["method"] not in ESTIMATORS or options["test"] not in ("z", "knha"):
        raise Unsupported
    yi, vi = case["input"]["yi"], case["input"]["vi"]
    searched = options["method"] in ("PM", "PMM")
    fit = pool(yi, vi, **options, tol=METAFOR_TOL if searched else None)
    if options["method"] in ITERATED:
        fit = settled(fit, case["result"], lambda tau2: pool(yi, vi, **options, tau2=tau2))
    figures = figures_of(fit)
    if searched and len(yi) > 1:
        root = pool(yi, vi, **options).tau2
        if fit.tau2 is None or root is None or abs(fit.tau2 - root) > METAFOR_TOL:
            figures["tau2"] = root  # then the case disagrees, and says by how much
    return figures | printed_likelihood(fit) | {"pval": fit.p, "r2": None}  # r2 belongs to moderators


@kind("metareg", tolerance=1e-8)
def metareg(case: Case) -> Figures:
    """Meta-regressions with an intercept; PM searches, and stops, as the reference does."""
    inputs, options = case["input"], case["options"]
    same = {"names": listed(inputs["names"])} | {name: options[name] for name in ("intercept", "method", "test")}
    data = inputs["yi"], inputs["vi"], inputs["X"]
    fit = meta_regression(*data, **same, tol=METAFOR_TOL if options["method"] == "PM" else None)
    r2 = fit.r2
    if options["method"] in ITERATED:
        fit = settled(fit, case["result"], lambda tau2: meta_regression(*data, **same, tau2=tau2))
    figures = figures_of(fit) | printed_likelihood(fit) | {"r2": r2}
    return figures | {"resid_rstandard": fit.rstandard, "vb": np.ravel(fit.vb, order="F")}


@kind("confint_qp", tolerance=1e-6)
def confint_qp(case: Case) -> Figures:
    """Q-profile intervals. The reference looks up to 1000 only, and prints that where the interval goes on."""
    figures = figures_of(confint(**case["input"], type="QP", **case["options"]))
    if case["result"]["tau2_ub"] == METAFOR_BOUND <= figures["tau2_ub"]:
        typical = figures["tau2_ub"] * (100 / figures["i2_ub"] - 1)
        figures |= {"tau2_ub": METAFOR_BOUND, "i2_ub": 100 * METAFOR_BOUND / (METAFOR_BOUND + typical)}
    return figures


@kind("confint_pl", tolerance=1e-6)
def confint_pl(case: Case) -> Figures:
    """Profile likelihood intervals, searched as the reference does, which stops at a width of 1.2e-4; the ends that
    `confint` gives unless told otherwise must lie within that width.
    """
    figures = figures_of(confint(**case["input"], type="PL", **case["options"], tol=METAFOR_TOL))
    ends = confint(**case["input"], type="PL", **case["options"])
    for name in ("tau2_lb", "tau2_ub"):
        if abs(getattr(ends, name) - figures[name]) > METAFOR_TOL and figures[name] != METAFOR_BOUND:
            figures[name] = getattr(ends, name)
    return figures


@kind("influence", tolerance=1e-8, rstudent=1e-6, dffits=1e-6, dfbetas=1e-6, cook_d=1e-6, cov_r=1e-6)
def influence_kind(case: Case) -> Figures:
    """Deletion diagnostics.

    The reference's tau2 is an absolute 1e-12 or so short of the maximum. Where tau2 is itself 1e-5, a difference of two
    means that lie close together inherits up to 1e-6 of that; those figures get that tolerance.
    """
    figures = figures_of(influence(**case["input"], **case["options"]))
    printed = numbers(case["result"]["tau2_del"])
    near = np.abs(figures["tau2_del"] - printed) <= STOP
    return figures | {"tau2_del": np.where(near, printed, figures["tau2_del"])}


@kind("leave1out", tolerance=1e-8)
def leave1out_kind(case: Case) -> Figures:
    """Results without each study."""
    return figures_of(leave1out(**case["input"], **case["options"], test="z"))


@kind("cumul", tolerance=1e-8)
def cumul_kind(case: Case) -> Figures:
    """Results of the first studies."""
    return figures_of(cumul(**case["input"], **case["options"], test="z"))


@kind("blup", tolerance=1e-8)
def blup_kind(case: Case) -> Figures:
    """Predictions of the studies' own effects."""
    return figures_of(blup(**case["input"], **case["options"]))


@kind("fsn", tolerance=1e-8)
def fsn_kind(case: Case) -> Figures:
    """Fail-safe numbers."""
    return figures_of(fsn(**case["input"], **case["options"]))


@kind("rma.mh", tolerance=1e-8)
def mantel_haenszel_kind(case: Case) -> Figures:
    """Mantel and Haenszel's OR, RR and RD."""
    return figures_of(mantel_haenszel(**case["input"], **case["options"], missing="drop"))


@kind("rma.peto", tolerance=1e-8)
def peto_kind(case: Case) -> Figures:
    """Peto's OR."""
    return figures_of(peto(**case["input"], missing="drop"))


@kind("regtest", tolerance=1e-8)
def regtest_kind(case: Case) -> Figures:
    """Regression tests for funnel asymmetry. The reference's own iteration stops at its default here, so ours does."""
    tol = METAFOR_THRESHOLD if case["options"]["model"] == "rma" else None
    return figures_of(regtest(**case["input"], **case["options"], tol=tol))


@kind("ranktest", tolerance=1e-8)
def ranktest_kind(case: Case) -> Figures:
    """Rank tests, by the normal approximation."""
    return figures_of(ranktest(**case["input"]))


@kind("trimfill", tolerance=1e-8)
def trimfill_kind(case: Case) -> Figures:
    """Trim and fill. The reference's own iteration stops at its default here, so ours does."""
    result = trimfill(**case["input"], **case["options"], tol=METAFOR_THRESHOLD)
    return figures_of(result.filled) | {"k0": result.k0, "side": result.side}


def levels_of(case: Case) -> list[Any]:
    """The random factors of a case: outer, or outer and inner within outer."""
    inputs = case["input"]
    if case["options"].get("random", "outer/inner") == "outer":
        return [inputs["outer"]]
    return nested(inputs["outer"], inputs["inner"])


def variances_near(ours: Any, printed: Any) -> Any:
    """Variances within 1e-5 of what the reference's optimiser printed are as it printed them: it stops there, and
    prints 1e-9 for a variance that is 0.
    """
    mine, theirs = numbers(ours), numbers(printed)
    return np.where(np.abs(mine - theirs) <= 1e-5, theirs, mine)


@kind("rma.mv", tolerance=1e-4)
def rma_mv(case: Case) -> Figures:
    """Multilevel models."""
    inputs, options = case["input"], case["options"]
    fit = multilevel(inputs["yi"], inputs["vi"], levels_of(case), method=options["method"], test=options["test"])
    return figures_of(fit) | {"sigma2": variances_near(fit.sigma2, case["result"]["sigma2"])}


@kind("rma.mv_struct", tolerance=1e-4)
def rma_mv_struct(case: Case) -> Figures:
    """Multivariate models, outcome within trial, one mean an outcome."""
    inputs, options = case["input"], case["options"]
    k = len(inputs["yi"])
    V = np.array(inputs["V"]).reshape(k, k)
    random = [Structured(inputs["outcome"], inputs["trial"], options["struct"])]
    fit = multilevel(inputs["yi"], V, random, {"outcome": inputs["outcome"]}, intercept=False, method=options["method"])
    return figures_of(fit) | {
        "tau2": fit.tau2, "rho": fit.rho if fit.rho.size else 0.0, "vb": np.ravel(fit.vb, order="F"),
    }  # fmt: skip


@kind("robust", tolerance=1e-4)
def robust_kind(case: Case) -> Figures:
    """Robust errors of a multilevel model, by its outer factor."""
    inputs = case["input"]
    fit = robust(multilevel(inputs["yi"], inputs["vi"], levels_of(case)), inputs["outer"], vcov=case["options"]["vcov"])
    return figures_of(fit) | {"p": fit.pval}


@kind("robust_metareg", tolerance=1e-8)
def robust_metareg(case: Case) -> Figures:
    """Robust errors of a meta-regression."""
    inputs, options = case["input"], case["options"]
    model = meta_regression(inputs["yi"], inputs["vi"], inputs["X"], method=options["method"], test="z")
    fit = robust(model, inputs["cluster"], vcov=options["vcov"])
    return figures_of(fit) | {"p": fit.pval}


@kind("robust_wald", tolerance=1e-4)
def robust_wald(case: Case) -> Figures:
    """The HTZ test of a factor in a multilevel model."""
    inputs = case["input"]
    model = multilevel(inputs["yi"], inputs["vi"], levels_of(case), {"factor": inputs["factor"]})
    test = robust(model, inputs["outer"], vcov=case["options"]["vcov"]).wald(model.groups["factor"])
    return {"beta": model.beta, "fstat": test.stat, "df_num": test.df1, "df_denom": test.df2, "p": test.pval}


@kind("che", tolerance=1e-4)
def che_kind(case: Case) -> Figures:
    """Correlated and hierarchical effects."""
    inputs, options = case["input"], case["options"]
    fit = che(inputs["yi"], inputs["vi"], inputs["outer"], inputs["inner"], rho=options["rho"], vcov=options["vcov"])
    return figures_of(fit.robust) | {
        "se_model": fit.model.se, "sigma2": variances_near(fit.sigma2, case["result"]["sigma2"]),
        "se_cr2": fit.robust.se, "p": fit.robust.pval,
    }  # fmt: skip


@kind("robumeta", tolerance=1e-8)
def robumeta_kind(case: Case) -> Figures:
    """Robust variance estimation with working weights."""
    inputs, options = case["input"], case["options"]
    fit = robumeta(inputs["yi"], inputs["vi"], inputs["outer"], **options)
    theirs = numbers(case["result"]["p"])
    # The reference takes p as 2 (1 − P(t)), which has sixteen digits after the point and no more.
    p = np.where(np.abs(fit.robust.pval - theirs) <= 4 * np.finfo(float).eps, theirs, fit.robust.pval)
    return figures_of(fit.robust) | {"p": p, "tau2": fit.tau2, "omega2": fit.omega2}


EARLY, EARLY_BETA = 0.01, 0.15
"""Logistic models: by what share of itself (se, tau2), or of its standard error (beta), the reference may differ where
it stopped below our likelihood. Its optimiser ends in the third or fourth digit, and its standard errors come from
differences taken there."""


@kind("rma.glmm", tolerance=1e-4)
def rma_glmm(case: Case) -> Figures:
    """Logistic models with random effects. Where the reference stopped early, with a likelihood below ours (taken at
    the beta and tau2 that it printed), its figures are accepted within `EARLY`.
    """
    printed, model = case["result"], case["options"]["model"]
    fit = glmm(**case["input"], model=model, missing="drop")
    figures = figures_of(fit)
    theirs = profile(**case["input"], beta=printed["beta"], tau2=printed["tau2"], model=model, missing="drop")
    if fit.loglik < theirs - 1e-9:
        return figures
    near = abs(fit.beta - printed["beta"]) <= EARLY_BETA * fit.se
    near &= all(abs(figures[name] - printed[name]) <= EARLY * max(printed[name], 0.01) for name in ("se", "tau2"))
    return figures | (dict(printed) if near else {})


@kind("bayes", tolerance=5e-5)
def bayes_kind(case: Case) -> Figures:
    """Bayesian models; nested figures are laid out flat, as in the reference."""
    options = case["options"]
    prior = TauPrior(options["tau_prior"]["family"], options["tau_prior"]["scale"])
    mean, sd = options["mu_prior"]["mean"], options["mu_prior"]["sd"]
    fit = bayes(**case["input"], tau_prior=prior, mu_prior=None if sd is None else (mean, sd), level=options["level"])
    return figures_of(fit) | {"marginal_likelihood": fit.marginal_likelihood}


def bayes_compare(case: Case, ours: Figures) -> tuple[float, str]:
    """The worst figure as a share of what it may differ by, times the kind's tolerance.

    What it may differ by is as the README of the goldens says, and never less than half as much again as the case's own
    `agreement`: how far the reference was from an independent integration.
    """
    worst, where = 0.0, ""
    for name, expected in case["result"].items():
        for label, a, b in _laid_out(name, ours[name], expected):
            allowed = 1.5 * case["agreement"].get(label, {}).get("abs", 0.0)
            allowed = max(allowed, _allowed(label, b))
            share = float((a is None) != (b is None)) if a is None or b is None else abs(a - b) / allowed
            if share > worst:
                worst, where = share, name
    return worst * KINDS["bayes"].tolerance, where


def _allowed(label: str, reference: float | None) -> float:
    if "factor" in label or "likelihood" in label:
        return 1e-10 * abs(reference or 0.0)
    if "mode" in label or "shortest" in label:
        return 2e-5
    return 1e-9 * max(1.0, abs(reference or 0.0)) if label.startswith("tau.") else 5e-5


def _laid_out(name: str, ours: Any, reference: Any) -> list[tuple[str, Any, Any]]:
    """Label, ours and reference of each number under `name`."""
    if name == "shrinkage":
        rows = []
        for figure, column in reference.items():
            base, _, end = figure.rpartition("_")
            for result, value in zip(ours, column, strict=True):
                pair = {"lower": 0, "upper": 1}.get(end)
                rows.append(
                    (
                        f"{name}.{figure}",
                        getattr(result, figure) if pair is None else getattr(result, base)[pair],
                        value,
                    )
                )
        return rows
    if isinstance(reference, Mapping):
        rows = []
        for figure, value in reference.items():
            for a, b in zip(_pair(getattr(ours, figure)), _pair(value), strict=True):
                rows.append((f"{name}.{figure}", a, b))
        return rows
    return [(name, a, b) for a, b in zip(_pair(ours), _pair(reference), strict=True)]


def _pair(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple | np.ndarray) else [value]


KINDS["bayes"] = replace(KINDS["bayes"], compare=bayes_compare)


@kind("selmodel", tolerance=1e-4)
def selmodel_kind(case: Case) -> Figures:
    """Selection models. Optimisers end at different places of flat likelihoods, so the likelihood is what counts: it
    must be the reference's to 1e-4, or higher; then the rest is taken as agreeing.
    """
    printed = case["result"]
    theirs = {name: printed[name] for name in ("beta", "tau2", "delta")}
    if None not in theirs.values():
        theirs["loglik"] = likelihood_at(**case["input"], **case["options"], **theirs)
    try:
        fit = selmodel(**case["input"], **case["options"])
    except NotConverged as reason:
        on_the_way = f"the reference stopped on the way, at {printed['loglik']:.6g}"
        raise Excepted(f"no answer here ({reason}); {on_the_way}") from None
    if fit.loglik >= printed["loglik"] - 1e-4:
        return dict(printed)
    if "loglik" in theirs and fit.loglik >= theirs["loglik"] - 1e-9:
        raise Excepted(
            f"the reference prints a log likelihood of {printed['loglik']:.6g}; at the figures that it prints it is "
            f"{theirs['loglik']:.6g} (its integral over what might have been published was not worked out to its end), "
            f"and here it is {fit.loglik:.6g}"
        )
    return dict.fromkeys(printed) | {"loglik": fit.loglik}


@kind("locscale", tolerance=1e-4)
def locscale_kind(case: Case) -> Figures:
    """Location-scale models."""
    return figures_of(location_scale(**{name: column or None for name, column in case["input"].items()}))
