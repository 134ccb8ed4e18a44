"""A person's table pooled with moderators, clusters and subgroups: the larger models on plain files."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from alongside.errors import AlongsideError, InputError, UsageError
from alongside.synthesis import MetaRegression, meta_regression, pool
from alongside.synthesis.correlated_effects import che
from alongside.tables import Row
from alongside.workflow.tools.pool_table import TableEffects, plain_value

__all__ = ["between_groups", "clustered", "moderated"]

LINE_POINTS = 41
"""Points of a line with its interval: more cannot be told apart at the width of a page."""

FIGURES = ("beta", "se", "stat", "pval", "ci_lb", "ci_ub")


def moderated(
    data: TableEffects, moderators: Sequence[str], *, method: str = "REML", test: str = "knha", level: float = 0.95
) -> dict[str, Any]:
    """Meta-regression on columns of the table; a column of numbers is one moderator, one of words a factor."""
    X = {name: _moderator(data.rows, name) for name in moderators}
    fit = meta_regression(data.yi, data.vi, X, method=method, test=test, level=level)
    return {
        "k": fit.k,
        "method": fit.method,
        "test": fit.test,
        "level": fit.level,
        "coefficients": _coefficients(fit),
        "omnibus": {"stat": fit.qm, "df1": fit.qm_df, "df2": plain_value(fit.df), "p": fit.qm_p},
        "tau2": fit.tau2,
        "i2": plain_value(fit.i2),
        "r2": plain_value(fit.r2),
        "q": fit.q,
        "q_p": fit.q_p,
        "bubbles": [_bubble(fit, name, column) for name, column in X.items() if not isinstance(column[0], str)],
    }


def _bubble(fit: MetaRegression, name: str, column: Sequence[float]) -> dict[str, Any]:
    """Effects against one moderator, and the line of the model with its interval, other moderators at their mean."""
    grid = np.linspace(min(column), max(column), LINE_POINTS)
    rows = np.tile(fit.X.mean(axis=0), (LINE_POINTS, 1))
    rows[:, fit.groups[name][0]] = grid
    line = fit.predict(rows)
    weights = 1 / (fit.vi + fit.tau2)
    return {
        "moderator": name,
        "points": [
            {"x": float(x), "yi": float(yi), "weight": float(weight)}
            for x, yi, weight in zip(column, fit.yi, weights / weights.max(), strict=True)
        ],
        "line": [
            {"x": float(x), "yi": float(yi), "low": float(low), "high": float(high)}
            for x, yi, low, high in zip(grid, line.pred, line.ci_lb, line.ci_ub, strict=True)
        ],
        "others_at_their_mean": len(fit.groups) > 1,
    }


def clustered(
    data: TableEffects,
    cluster: str,
    moderators: Sequence[str] = (),
    *,
    factors: Sequence[str] = (),
    rho: float = 0.6,
    method: str = "REML",
    level: float = 0.95,
) -> dict[str, Any]:
    """Correlated and hierarchical effects: several rows of a cluster, robust by cluster (CR2).

    `factors` are moderators whose cells are names of groups, even where they are numbers.
    """
    if method != "REML":
        raise UsageError(f"--method {method} does not go with --cluster: that model is fitted by REML")
    labels = [_word(row, cluster) for row in data.rows]
    X: dict[str, Any] = {name: _moderator(data.rows, name) for name in moderators}
    X |= {name: [f" {_word(row, name)}" for row in data.rows] for name in factors}
    fit = che(data.yi, data.vi, labels, range(len(labels)), X or None, rho=rho, level=level)
    omnibus = None
    if X:
        test = fit.robust.wald(range(1, fit.robust.beta.size))
        omnibus = {"stat": test.stat, "df1": test.df1, "df2": plain_value(test.df2), "p": test.pval}
    return {
        "k": fit.model.k,
        "clusters": fit.robust.clusters,
        "method": "CHE",
        "test": "CR2",
        "rho": rho,
        "level": level,
        "coefficients": [
            {**row, "df": float(df)} for row, df in zip(_coefficients(fit.robust), fit.robust.df, strict=True)
        ],
        "omnibus": omnibus,
        "sigma2": fit.sigma2.tolist(),
        "q": fit.model.q,
        "q_p": fit.model.q_p,
        "caution": "fewer than 4 degrees of freedom: do not rely on p and interval" if fit.robust.few else "",
    }


def between_groups(
    data: TableEffects,
    subgroup: str,
    *,
    cluster: str = "",
    rho: float = 0.6,
    method: str = "REML",
    test: str = "knha",
    level: float = 0.95,
) -> dict[str, Any]:
    """Each group by itself, and the test between them (one τ² for all groups).

    Raises `UsageError` where there are fewer than two groups.
    """
    words = [_word(row, subgroup) for row in data.rows]
    groups = list(dict.fromkeys(words))
    if len(groups) < 2:
        raise UsageError(f"--subgroup {subgroup}: expected two groups or more, found only {groups[0]!r}")
    parts: list[dict[str, Any]] = []
    for group in groups:
        keep = np.array([word == group for word in words])
        rows = tuple(row for row, stays in zip(data.rows, keep, strict=True) if stays)
        part = replace(data, yi=data.yi[keep], vi=data.vi[keep], rows=rows)
        parts.append({"group": group, "k": int(keep.sum()), **_of_group(part, cluster, rho, method, test, level)})
    if cluster:
        omnibus = clustered(data, cluster, factors=[subgroup], rho=rho, method=method, level=level)["omnibus"]
    else:
        factor = {subgroup: words}
        fit = meta_regression(data.yi, data.vi, factor, method=method, test=test, level=level)
        omnibus = {"stat": fit.qm, "df1": fit.qm_df, "df2": plain_value(fit.df), "p": fit.qm_p}
    return {"by": subgroup, "groups": parts, "between": omnibus}


def _of_group(part: TableEffects, cluster: str, rho: float, method: str, test: str, level: float) -> dict[str, Any]:
    """The figures of one group, or why it has none: one group costs no other."""
    try:
        if cluster:
            [row] = clustered(part, cluster, rho=rho, method=method, level=level)["coefficients"]
            return {name: row[name] for name in ("beta", "se", "ci_lb", "ci_ub", "df")}
        fit = pool(part.yi, part.vi, method=method, test=test if part.yi.size > 1 else "z", level=level)
    except AlongsideError as error:
        return {"why_not": str(error)}
    return {name: plain_value(getattr(fit, name)) for name in ("beta", "se", "ci_lb", "ci_ub", "tau2", "i2")}


def _coefficients(fit: Any) -> list[dict[str, Any]]:
    columns = [np.atleast_1d(getattr(fit, name)).tolist() for name in FIGURES]
    return [
        {"name": name, **dict(zip(FIGURES, figures, strict=True))}
        for name, *figures in zip(fit.names, *columns, strict=True)
    ]


def _moderator(rows: Sequence[Row], column: str) -> list[float] | list[str]:
    """A column of the table: numbers where all cells are, otherwise the words."""
    words = [_word(row, column) for row in rows]
    try:
        return [float(word) for word in words]
    except ValueError:
        return words


def _word(row: Row, column: str) -> str:
    if column not in row.values:
        near = difflib.get_close_matches(column, list(row.values), n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(list(row.values)[:12])}"
        raise InputError(f"expected this column; {hint}", path=row.path, column=column)
    word = row.text(column)
    if not word:
        raise InputError("expected a word or a number, found an empty cell", path=row.path, row=row.line, column=column)
    return word
