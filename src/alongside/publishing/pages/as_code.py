"""The code that gives an answer's figures in R (metafor) and in Python (this program), from the effects that entered.

`validation/as_r.py` runs the R code of every answer and compares it; `VERSIONS` are those with which it was.
"""

from __future__ import annotations

from alongside.evidence import Answer, Estimate
from alongside.publishing.review import Review

__all__ = ["VERSIONS", "as_python", "as_r"]

VERSIONS = "R 4.2.2, metafor 3.8-1, clubSandwich 0.5.8"


def as_r(answer: Answer, review: Review) -> str:
    """R code that prints mean, standard error, interval, tau² and prediction interval; "" where nothing was pooled."""
    estimate = answer.estimate
    if estimate is None or estimate.k < 2:
        return ""
    share = f"{(1 + review.rule.level) / 2:g}"
    lines = ["library(metafor)", *_vectors(estimate, "{name} <- c({values})")]
    if estimate.together is not None:
        rho = f"{estimate.together.rho:g}"
        lines += [
            "result <- seq_along(yi)",
            f"V <- vcalc(vi, cluster = trial, obs = result, rho = {rho})",
            'fit <- rma.mv(yi, V, random = ~ 1 | trial/result, method = "REML",',
            '              control = list(optimizer = "optim", optmethod = "BFGS", reltol = 1e-14))',
            "robust <- robust(fit, cluster = trial, clubSandwich = TRUE)",
            f"reach <- qt({share}, robust$dfs) * robust$se",
            "ci <- robust$beta[1] + c(-1, 1) * reach",
            "print(c(beta = robust$beta[1], se = robust$se, ci = ci, df = robust$dfs,",
            "        sigma2 = fit$sigma2), digits = 8)",
            "# A new programme: from each trial's mean and its variance",
            "M <- V + fit$sigma2[2] * diag(length(yi))",
            "inverse <- lapply(split(seq_along(yi), trial), function(i) solve(M[i, i]))",
            "sums <- mapply(function(W, i) sum(W %*% yi[i]), inverse, split(seq_along(yi), trial))",
            "vi <- 1 / sapply(inverse, sum)",
            "yi <- sums * vi",
            *_new_programme(share, "fit$sigma2[2]"),
        ]
    else:
        control = ", control = list(threshold = 1e-12, maxiter = 10000)" if estimate.method in ("REML", "ML") else ""
        options = (
            f'method = "{estimate.method}", test = "{estimate.test}", level = {100 * review.rule.level:g}{control}'
        )
        lines.append(f"fit <- rma(yi, vi, {options})")
        lines.append(
            "print(c(beta = fit$beta[1], se = fit$se, ci = c(fit$ci.lb, fit$ci.ub), tau2 = fit$tau2), digits = 8)"
        )
        if estimate.pi_low is not None:
            lines += ["ci <- c(fit$ci.lb, fit$ci.ub)", *_new_programme(share, "0")]
    return "\n".join(lines) + "\n"


def as_python(answer: Answer, review: Review) -> str:
    """The same in Python; "" where nothing was pooled."""
    estimate = answer.estimate
    if estimate is None or estimate.k < 2:
        return ""
    if estimate.together is not None:
        lines = ["from alongside.synthesis import che", *_vectors(estimate, "{name} = [{values}]")]
        rho = f"{estimate.together.rho:g}"
        lines.append(f"fit = che(yi, vi, trial, range(len(yi)), rho={rho}, level={review.rule.level:g})")
        lines.append("print(fit.robust.summary(), fit.sigma2)")
    else:
        lines = ["from alongside.synthesis import pool", *_vectors(estimate, "{name} = [{values}]")]
        options = f'method="{estimate.method}", test="{estimate.test}", level={review.rule.level:g}'
        lines.append(f"fit = pool(yi, vi, {options})")
        lines.append("print(fit.beta, fit.se, fit.ci_lb, fit.ci_ub, fit.tau2)")
        if estimate.pi_low is not None:
            lines[0] = "from alongside.synthesis import pool, prediction_interval"
            lines.append(f"low, high = prediction_interval(yi, vi, level={review.rule.level:g})")
            lines.append("print(min(low, fit.ci_lb), max(high, fit.ci_ub))")
    return "\n".join(lines) + "\n"


def _new_programme(share: str, within: str) -> list[str]:
    """R's lines for the prediction interval: a new effect over the distribution that the Q-profile gives tau²."""
    return [
        "mean_at <- function(tau2) sum(yi / (vi + tau2)) / sum(1 / (vi + tau2))",
        "Q <- function(tau2) sum((yi - mean_at(tau2))^2 / (vi + tau2))",
        "squares <- sum((yi - mean(yi))^2)",
        "tau2_at <- function(q) uniroot(function(t) Q(t) - q, c(0, squares / q), tol = 1e-14)$root",
        f"below <- function(x, tau2) pnorm(x, mean_at(tau2), sqrt(tau2 + {within} + 1 / sum(1 / (vi + tau2))))",
        "df <- length(yi) - 1",
        "density <- function(x) function(q) sapply(q, function(q) below(x, tau2_at(q)) * dchisq(q, df))",
        "none <- pchisq(Q(0), df, lower.tail = FALSE)",
        "new <- function(x) integrate(density(x), 0, Q(0), rel.tol = 1e-10)$value + below(x, 0) * none",
        'limit <- function(p) uniroot(function(x) new(x) - p, range(yi), extendInt = "upX", tol = 1e-10)$root',
        f"print(c(pi = range(ci, limit({1 - float(share):.12g}), limit({share}))), digits = 8)",
    ]


def _vectors(estimate: Estimate, form: str) -> list[str]:
    """The effects to the last digit, and the trials in words that both languages read as text."""
    entered = estimate.together.results if estimate.together else estimate.studies
    effects = [weighted.effect for weighted in entered]
    columns = {"yi": [repr(effect.yi) for effect in effects], "vi": [repr(effect.vi) for effect in effects]}
    if estimate.together is not None:
        numbers = {study: number for number, study in enumerate(dict.fromkeys(effect.study for effect in effects), 1)}
        columns["trial"] = [str(numbers[effect.study]) for effect in effects]
    return [form.format(name=name, values=", ".join(values)) for name, values in columns.items()]
