"""Kinds of golden cases with several effects a study: multilevel and multivariate models, robust variances."""

from __future__ import annotations

from typing import Any

import numpy as np

from alongside.synthesis.cluster_robust import robust
from alongside.synthesis.correlated_effects import che
from alongside.synthesis.meta_regression import meta_regression
from alongside.synthesis.multilevel import multilevel, nested
from alongside.synthesis.robumeta import robumeta
from alongside.synthesis.structures import Structured
from golden_register import Case, Figures, figures_of, kind, numbers


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
        "tau2": fit.tau2,
        "rho": fit.rho if fit.rho.size else 0.0,
        "vb": np.ravel(fit.vb, order="F"),
    }


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
        "se_model": fit.model.se,
        "sigma2": variances_near(fit.sigma2, case["result"]["sigma2"]),
        "se_cr2": fit.robust.se,
        "p": fit.robust.pval,
    }


@kind("robumeta", tolerance=1e-8)
def robumeta_kind(case: Case) -> Figures:
    """Robust variance estimation with working weights."""
    inputs, options = case["input"], case["options"]
    fit = robumeta(inputs["yi"], inputs["vi"], inputs["outer"], **options)
    theirs = numbers(case["result"]["p"])
    # The reference takes p as 2 (1 − P(t)), which has sixteen digits after the point and no more.
    p = np.where(np.abs(fit.robust.pval - theirs) <= 4 * np.finfo(float).eps, theirs, fit.robust.pval)
    return figures_of(fit.robust) | {"p": p, "tau2": fit.tau2, "omega2": fit.omega2}
