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
            f"half <- qt({share}, robust$dfs - 1) * sqrt(robust$se^2 + sum(fit$sigma2))",
            "print(c(beta = robust$beta[1], se = robust$se, ci = robust$beta[1] + c(-1, 1) * reach, df = robust$dfs,",
            "        sigma2 = fit$sigma2, pi = robust$beta[1] + c(-1, 1) * half), digits = 8)",
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
            lines.append(f"half <- qt({share}, fit$k - 2) * sqrt(fit$tau2 + fit$se^2)")
            lines.append("print(c(pi = fit$beta[1] + c(-1, 1) * half), digits = 8)")
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
    return "\n".join(lines) + "\n"


def _vectors(estimate: Estimate, form: str) -> list[str]:
    """The effects to the last digit, and the trials in words that both languages read as text."""
    entered = estimate.together.results if estimate.together else estimate.studies
    effects = [weighted.effect for weighted in entered]
    columns = {"yi": [repr(effect.yi) for effect in effects], "vi": [repr(effect.vi) for effect in effects]}
    if estimate.together is not None:
        numbers = {study: place for place, study in enumerate(dict.fromkeys(effect.study for effect in effects), 1)}
        columns["trial"] = [str(numbers[effect.study]) for effect in effects]
    return [form.format(name=name, values=", ".join(values)) for name, values in columns.items()]
