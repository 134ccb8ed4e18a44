"""Kinds of golden cases that pool one effect a study: effect sizes, models, meta-regression, tests and diagnostics."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from alongside.synthesis import effect_size, pool
from alongside.synthesis.best_predictions import blup
from alongside.synthesis.fail_safe import fsn
from alongside.synthesis.heterogeneity import ESTIMATORS
from alongside.synthesis.influence import cumul, influence, leave1out
from alongside.synthesis.measures import MEASURES
from alongside.synthesis.meta_regression import meta_regression
from alongside.synthesis.pooling import METAFOR_BOUND, METAFOR_THRESHOLD, METAFOR_TOL
from alongside.synthesis.rare_events import mantel_haenszel, peto
from alongside.synthesis.small_study import ranktest, regtest
from alongside.synthesis.tau2_intervals import confint
from alongside.synthesis.trim_and_fill import trimfill
from golden_register import Case, Figures, Unsupported, figures_of, kind, listed, numbers

ITERATED = ("REML", "ML", "EB", "DLIT")

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
    """Meta-regressions with an intercept; PM searches, and stops, as the reference does.

    Where there is no spread to explain (tau² without moderators is 0), R² is none here. There it is 0, or a share of
    the 1e-14 at which a search ended, and is not compared.
    """
    inputs, options = case["input"], case["options"]
    same = {"names": listed(inputs["names"])} | {name: options[name] for name in ("intercept", "method", "test")}
    data = inputs["yi"], inputs["vi"], inputs["X"]
    fit = meta_regression(*data, **same, tol=METAFOR_TOL if options["method"] == "PM" else None)
    r2 = case["result"].get("r2") if fit.r2 is None and options["method"] != "EE" else fit.r2
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
