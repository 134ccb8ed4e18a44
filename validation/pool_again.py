"""Pool every answer again from open data alone, with nothing of the program that wrote them.

    python validation/pool_again.py FOLDER [--json]

FOLDER is a site that `alongside share build` wrote, or its folder `data`. From `pooled_results.csv` (effects with their
variances) and from what `answers.csv` says of method, test and level, this works out mean, standard error, intervals,
tau², I², Q, p and the weights, and sets them beside those in the tables. From `pooled_parts.csv` it works out each
effect that is the mean of a trial's sub-samples; from `pooled_entries.csv` answers that rest on all results of a trial.
Exit 0 where all agree within a millionth, 1 where a figure does not, 3 where the tables cannot be read or name a
method that is not known here.

Only Python's own library, numpy and scipy are used. The formulas are those of the published literature:

- DL: DerSimonian & Laird 1986, Control Clin Trials 7:177. ML and REML: the maximum of the (restricted) likelihood,
  looked for on a grid and then between two points of it where the derivative changes its sign (Viechtbauer 2005,
  J Educ Behav Stat 30:261). PM: Paule & Mandel 1982, J Res Natl Bur Stand 87:377. EE: tau² is 0.
- knha: Hartung & Knapp 2001, Stat Med 20:3875. adhoc: the same with a factor of at least 1 (Knapp & Hartung 2003, Stat
  Med 22:2693).
- I²: Higgins & Thompson 2002, Stat Med 21:1539, from tau² and the typical variance; from Q under EE.
- prediction interval: quantiles of a new effect over the distribution that the Q-profile gives tau² (Nagashima, Noma &
  Furukawa 2019, Stat Methods Med Res 28:1689; Viechtbauer 2007, Stat Med 26:37), never within the interval of the mean;
  with CR2, from each trial's mean and the variance within trials besides. Under EE there is none.
- CHE and CR2 (answers that all results of a trial entered, from `pooled_entries.csv`): correlated and hierarchical
  effects (Pustejovsky & Tipton 2022, Prev Sci 23:425) by REML, looked for on the edges and inside from many
  starts where the derivatives vanish; the bias-reduced sandwich and Satterthwaite's degrees of freedom in dense
  matrices (Pustejovsky & Tipton 2018, J Bus Econ Stat 36:672, eqs. 8 and 11).
- sub-samples: the inverse-variance mean (Borenstein et al. 2009, Introduction to Meta-Analysis, ch. 23); instruments:
  the plain mean with the correlation that `rule.csv` states (ch. 24).
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import sys
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from scipy import optimize, stats

TOLERANCE = 1e-6
"""Largest relative difference that still counts as the same figure."""

NOTHING = 1e-9
"""A difference below this share of a figure's natural size (see `difference`) is none: the figure itself is near 0."""

Row = dict[str, str]
Floats = np.ndarray[Any, np.dtype[np.float64]]


class CannotPoolError(Exception):
    """The tables do not say what is needed."""


@dataclass(frozen=True)
class Compared:
    """One figure: as the tables have it, and as it was worked out here."""

    answer: str
    figure: str
    expected: float | None
    value: float | None
    difference: float


def read(folder: Path, name: str) -> list[Row]:
    path = folder / f"{name}.csv"
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))
    except OSError as error:
        raise CannotPoolError(f"{path}: cannot be read ({error.strerror})") from error


def number(row: Row, column: str) -> float | None:
    if column not in row:
        raise CannotPoolError(f"there is no column {column!r}; were these open data written by an older version?")
    return float(row[column]) if row[column] else None


def need(row: Row, column: str) -> float:
    value = number(row, column)
    if value is None:
        raise CannotPoolError(f"column {column!r} of a row that was pooled is empty: {row}")
    return value


# The variance between studies


def mean_at(tau2: float, yi: Floats, vi: Floats) -> tuple[float, Floats, float]:
    """Mean, weights and the weighted sum of squares at one tau²."""
    weights = 1 / (vi + tau2)
    mean = float(weights @ yi / weights.sum())
    return mean, weights, float(weights @ (yi - mean) ** 2)


def log_likelihood(tau2: float, yi: Floats, vi: Floats, restricted: bool) -> float:
    """But for a constant."""
    _, weights, q = mean_at(tau2, yi, vi)
    value = 0.5 * float(np.log(weights).sum()) - 0.5 * q
    return value - 0.5 * math.log(float(weights.sum())) if restricted else value


def slope(tau2: float, yi: Floats, vi: Floats, restricted: bool) -> float:
    """Derivative of the log likelihood by tau²."""
    mean, weights, _ = mean_at(tau2, yi, vi)
    value = float(weights**2 @ (yi - mean) ** 2) - float(weights.sum())
    if restricted:
        value += float((weights**2).sum() / weights.sum())
    return 0.5 * value


def likelihood_tau2(yi: Floats, vi: Floats, restricted: bool) -> float:
    top = 10 * float(np.ptp(yi)) ** 2 + 10 * float(vi.max())
    grid = [0.0, *np.geomspace(1e-9 * float(vi.min()), top, 600).tolist()]
    slopes = [slope(tau2, yi, vi, restricted) for tau2 in grid]
    maxima = [0.0] if slopes[0] <= 0 else []
    for left, right, at_left, at_right in zip(grid, grid[1:], slopes, slopes[1:], strict=False):
        if at_left > 0 >= at_right:
            maxima.append(root(lambda tau2: slope(tau2, yi, vi, restricted), left, right))
    return max(maxima, key=lambda tau2: log_likelihood(tau2, yi, vi, restricted))


def root(function: Callable[[float], float], low: float, high: float) -> float:
    return float(optimize.brentq(function, low, high, xtol=1e-300, rtol=4 * np.finfo(float).eps, maxiter=500))


def paule_mandel_tau2(yi: Floats, vi: Floats) -> float:
    def excess(tau2: float) -> float:
        return mean_at(tau2, yi, vi)[2] - (yi.size - 1)

    if excess(0.0) <= 0:
        return 0.0
    return root(excess, 0.0, 10 * float(np.ptp(yi)) ** 2 + 10 * float(vi.max()))


def dersimonian_laird_tau2(yi: Floats, vi: Floats) -> float:
    _, weights, q = mean_at(0.0, yi, vi)
    return max(0.0, (q - (yi.size - 1)) / typical_denominator(weights))


def equal_effects_tau2(_yi: Floats, _vi: Floats) -> float:
    return 0.0


def typical_denominator(weights: Floats) -> float:
    return float(weights.sum() - (weights**2).sum() / weights.sum())


ESTIMATORS: dict[str, Callable[[Floats, Floats], float]] = {
    "EE": equal_effects_tau2,
    "FE": equal_effects_tau2,
    "DL": dersimonian_laird_tau2,
    "PM": paule_mandel_tau2,
    "REML": lambda yi, vi: likelihood_tau2(yi, vi, True),
    "ML": lambda yi, vi: likelihood_tau2(yi, vi, False),
}

TESTS = ("z", "t", "knha", "adhoc", "CR2")


# All results of a trial together: correlated and hierarchical effects, robust by trial


@dataclass(frozen=True)
class Correlated:
    """Results with their sampling covariance, and which of them are of one trial (k by k, 1 and 0)."""

    yi: Floats
    V: Floats
    same: Floats

    def fit(self, between: float, within: float) -> tuple[float, Floats, Floats, float]:
        """Mean, inverse covariance, residual projection P and the restricted log likelihood but for a constant."""
        k = self.yi.size
        W = np.asarray(np.linalg.inv(self.V + between * self.same + within * np.eye(k)), dtype=np.float64)
        sums = W.sum(axis=1)
        P: Floats = W - np.outer(sums, sums) / sums.sum()
        height = (
            0.5 * float(np.linalg.slogdet(W)[1])
            - 0.5 * math.log(float(sums.sum()))
            - 0.5 * float(self.yi @ P @ self.yi)
        )
        return float(sums @ self.yi / sums.sum()), W, P, height

    def score(self, between: float, within: float) -> Floats:
        """Derivatives of that likelihood by the variances between and within trials."""
        P = self.fit(between, within)[2]
        pulled = P @ self.yi
        return 0.5 * np.array([pulled @ Z @ pulled - np.sum(P * Z) for Z in (self.same, np.eye(self.yi.size))])

    def slope_on(self, on_edge: Callable[[float], tuple[float, float]], component: int, value: float) -> float:
        """The derivative along an edge where the other variance is 0."""
        return float(self.score(*on_edge(value))[component])

    def variances(self) -> tuple[float, float]:
        """Between and within trials, where the restricted likelihood is highest and neither is below 0."""
        top = float(np.ptp(self.yi)) ** 2 + float(self.V.diagonal().max())
        grid = [0.0, *np.geomspace(1e-7 * top, 10 * top, 80).tolist()]
        points = [(0.0, 0.0)]
        edges: tuple[Callable[[float], tuple[float, float]], ...] = (lambda v: (v, 0.0), lambda v: (0.0, v))
        for component, on_edge in enumerate(edges):
            slopes = [self.slope_on(on_edge, component, value) for value in grid]
            for left, right, before, after in zip(grid, grid[1:], slopes, slopes[1:], strict=False):
                if before > 0 >= after:
                    points.append(on_edge(root(partial(self.slope_on, on_edge, component), left, right)))
        bounds = (math.log(1e-12 * top), math.log(100 * top))

        def slopes_at(logs: Floats) -> Floats:
            point = np.exp(np.clip(logs, *bounds))
            return self.score(*point) * point

        for between in np.geomspace(1e-4 * top, top, 4):
            for within in np.geomspace(1e-4 * top, top, 4):
                inside = optimize.root(slopes_at, np.log([between, within]), tol=1e-14)
                if bounds[0] < inside.x.min() and inside.x.max() < bounds[1]:
                    points.append((math.exp(inside.x[0]), math.exp(inside.x[1])))
        return max(points, key=lambda point: self.fit(*point)[3])


def correlated_again(
    answer: Row, entries: list[Row]
) -> tuple[dict[str, float | None], dict[str, float], Floats, float]:
    """Figures by name, each trial's share of the weight, the results' shares, and the natural size of tau²."""
    studies = [row["study"] for row in entries]
    same = np.array([[float(a == b) for b in studies] for a in studies])
    yi, vi = np.array([need(row, "yi") for row in entries]), np.array([need(row, "vi") for row in entries])
    sd, k = np.sqrt(vi), yi.size
    V = need(answer, "rho") * np.outer(sd, sd) * same
    np.fill_diagonal(V, vi)
    data = Correlated(yi, V, same)
    between, within = data.variances()
    mean, W, _, _ = data.fit(between, within)
    se, df = robust_again(data, mean, V + between * same + within * np.eye(k), W, studies)
    P = data.fit(0.0, 0.0)[2]
    q, typical = float(yi @ P @ yi), (k - 1) / float(np.trace(P))
    level = need(answer, "level")
    figures: dict[str, float | None] = {
        "k": len(dict.fromkeys(studies)),
        "entries": k,
        "beta": mean,
        "se": se,
        "df": df,
    }
    figures |= {"tau2": between, "tau2_within": within, "q": q}
    figures["i2"] = 100 * (between + within) / (between + within + typical)
    figures |= interval(mean, se, df, level)
    rows = [np.flatnonzero([name == study for name in studies]) for study in dict.fromkeys(studies)]
    inverses = [np.linalg.inv(V[np.ix_(row, row)] + within * np.eye(row.size)) for row in rows]
    trial_yi = np.array([float(M.sum(axis=0) @ yi[row] / M.sum()) for M, row in zip(inverses, rows, strict=True)])
    trial_vi = np.array([1 / float(M.sum()) for M in inverses])
    figures |= predicted_again(trial_yi, trial_vi, level, figures, within)
    shares = W.sum(axis=1) / W.sum()
    of_trial = {study: float(shares[[name == study for name in studies]].sum()) for study in studies}
    return figures, of_trial, shares, typical


def robust_again(data: Correlated, mean: float, Phi: Floats, W: Floats, studies: list[str]) -> tuple[float, float]:
    """Standard error of the mean by CR2, and Satterthwaite's degrees of freedom, with k by k matrices throughout."""
    k, bread = data.yi.size, 1 / float(W.sum())
    residual = np.eye(k) - bread * np.outer(np.ones(k), W.sum(axis=0))  # I − H
    spread = residual @ Phi @ residual.T
    variance, columns = 0.0, []
    for study in dict.fromkeys(studies):
        rows = np.flatnonzero([name == study for name in studies])
        D = np.linalg.cholesky(Phi[np.ix_(rows, rows)]).T
        values, vectors = np.linalg.eigh(D @ spread[np.ix_(rows, rows)] @ D.T)
        A = D.T @ (vectors / np.sqrt(values)) @ vectors.T @ D
        pulled = A.T @ W[np.ix_(rows, rows)].sum(axis=1) * bread
        variance += float(pulled @ (data.yi[rows] - mean)) ** 2
        columns.append(residual[rows].T @ pulled)
    G = np.array(columns)
    cross = G @ Phi @ G.T
    return math.sqrt(variance), float(np.trace(cross)) ** 2 / float((cross**2).sum())


# One answer


def pooled_again(answer: Row, entered: list[Row]) -> tuple[dict[str, float | None], Floats, float]:
    """Figures on the scale of the model by name, the weights, and the natural size of tau² (a typical variance)."""
    yi = np.array([need(row, "yi") for row in entered])
    vi = np.array([need(row, "vi") for row in entered])
    k, method, test, level = yi.size, answer["method"], answer["test"], need(answer, "level")
    if test not in TESTS:
        raise CannotPoolError(f"answer {answer['id']}: test {test!r} is not known here; known are {', '.join(TESTS)}")
    if k == 1:
        se = math.sqrt(float(vi[0]))
        figures: dict[str, float | None] = {"k": 1, "beta": float(yi[0]), "se": se}
        figures |= dict.fromkeys(("tau2", "i2", "q", "pi_low", "pi_high"))
        return figures | interval(float(yi[0]), se, None, level), np.ones(1), float(vi[0])
    if method not in ESTIMATORS:
        names = ", ".join(ESTIMATORS)
        raise CannotPoolError(f"answer {answer['id']}: method {method!r} is not known here; known are {names}")
    tau2 = ESTIMATORS[method](yi, vi)
    mean, weights, spread = mean_at(tau2, yi, vi)
    q = mean_at(0.0, yi, vi)[2]
    df = None if test == "z" else k - 1
    factor = {"knha": spread / (k - 1), "adhoc": max(1.0, spread / (k - 1))}.get(test, 1.0)
    se = math.sqrt(factor / float(weights.sum()))
    typical = (k - 1) / typical_denominator(1 / vi)
    figures = {"k": k, "beta": mean, "se": se, "tau2": tau2, "q": q}
    if method in ("EE", "FE"):
        figures["i2"] = max(0.0, 100 * (q - (k - 1)) / q) if q > 0 else 0.0
    else:
        figures["i2"] = 100 * tau2 / (tau2 + typical)
    figures |= interval(mean, se, df, level)
    if k >= 3 and method not in ("EE", "FE"):
        figures |= predicted_again(yi, vi, level, figures)
    else:
        figures |= {
            "pi_low": None,
            "pi_high": None,
        }  # two studies, or one effect of all, cannot say how programmes differ
    return figures, weights / weights.sum(), typical


def predicted_again(
    yi: Floats, vi: Floats, level: float, figures: dict[str, float | None], within: float = 0.0
) -> dict[str, float | None]:
    """What a new programme may find, by integrating over the chi-squared value q that Q takes at the true tau².

    ∫ Φ((x − mean(q)) / spread(q)) dP(q), with tau² = 0 wherever q > Q(0), set equal to (1 ∓ level) / 2; never within
    the interval of the mean.
    """
    df = yi.size - 1
    most = mean_at(0.0, yi, vi)[2]
    nodes, weights = np.polynomial.legendre.leggauss(100)
    x = (nodes + 1) / 2
    q, shares = most * x**2, weights * most * x * stats.chi2.pdf(most * x**2, df)  # dq = 2 most x dx
    shares = np.append(shares[q > 0], stats.chi2.sf(most, df))
    tau2 = np.append(tau2_at(q[q > 0], yi, vi), 0.0)
    W = 1 / (vi + tau2[:, None])
    means, spread = W @ yi / W.sum(axis=1), np.sqrt(tau2 + within + 1 / W.sum(axis=1))
    wide = 20 * float(spread.max())
    limits = [
        optimize.brentq(
            lambda x, share=share: float(stats.norm.cdf((x - means) / spread) @ shares) - share,
            float(means.min()) - wide,
            float(means.max()) + wide,
        )
        for share in ((1 - level) / 2, (1 + level) / 2)
    ]
    ci_low, ci_high = figures["ci_low"], figures["ci_high"]
    assert ci_low is not None
    assert ci_high is not None
    return {"pi_low": min(limits[0], ci_low), "pi_high": max(limits[1], ci_high)}


def tau2_at(q: Floats, yi: Floats, vi: Floats) -> Floats:
    """Where Q is as wanted, by halving between 0 and Σ(yi − mean)²/q, for each q > 0."""
    low, high = np.zeros_like(q), float(np.sum((yi - yi.mean()) ** 2)) / q
    for _ in range(64):
        middle = (low + high) / 2
        W = 1 / (vi + middle[:, None])
        above = (W * (yi - (W @ yi / W.sum(axis=1))[:, None]) ** 2).sum(axis=1) > q
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    result: Floats = (low + high) / 2
    return result


def quantile(level: float, df: float | None) -> float:
    share = (1 + level) / 2
    return float(stats.norm.ppf(share) if df is None else stats.t.ppf(share, df))


def interval(mean: float, se: float, df: float | None, level: float) -> dict[str, float | None]:
    half = quantile(level, df) * se
    statistic = abs(mean) / se
    p = 2 * float(stats.norm.sf(statistic) if df is None else stats.t.sf(statistic, df))
    return {"ci_low": mean - half, "ci_high": mean + half, "p": p}


SHOWN = ("estimate", "ci_low", "ci_high", "pi_low", "pi_high")
"""Figures that stand in the tables as a person reads them: ratios, not their logarithms."""


def compare_answer(answer: Row, entered: list[Row], entries: list[Row]) -> list[Compared]:
    """Every figure of one answer. Which figures exist (a prediction interval, tau²) is for the tables to say."""
    name, is_log = answer["id"], answer["scale"] == "log"
    compared = []
    if answer["method"] == "CHE":
        if not entries:
            raise CannotPoolError(
                f"answer {name}: all results of its trials entered, and none stands in pooled_entries"
            )
        figures, of_trial, shares, typical = correlated_again(answer, entries)
        if sorted(of_trial) != sorted(row["study"] for row in entered):
            raise CannotPoolError(f"answer {name}: pooled_entries and pooled_results are not of the same studies")
        weights = np.array([of_trial[row["study"]] for row in entered])
        for row, share in zip(entries, shares.tolist(), strict=True):
            stated = need(row, "weight")
            label = f"weight of {row['study']}, entry {row['entry']}"
            compared.append(Compared(name, label, stated, share, difference(stated, share, 1.0)))
        compared += compare_means(answer, entered, entries, need(answer, "rho"), figures["tau2_within"] or 0.0)
    else:
        figures, weights, typical = pooled_again(answer, entered)
    figures["estimate"] = figures["beta"]
    figures |= people(entered)
    se = figures["se"]
    assert se is not None
    sizes = {"tau2": typical, "tau2_within": typical, "i2": 100.0, "q": 1.0, "p": 1e-200} | dict.fromkeys(
        ("beta", *SHOWN), se
    )
    for figure, value in figures.items():
        expected = number(answer, figure)
        if is_log and figure in SHOWN and value is not None:
            value = math.exp(value)
        if expected is None and figure.startswith("pi_") and answer["method"] in ("EE", "FE"):
            value = None  # one true effect has no range
        compared.append(Compared(name, figure, expected, value, difference(expected, value, sizes.get(figure, 0.0))))
    for row, weight in zip(entered, weights.tolist(), strict=True):
        expected = need(row, "weight")
        compared.append(
            Compared(name, f"weight of {row['study']}", expected, weight, difference(expected, weight, 0.0))
        )
    return compared


def compare_means(answer: Row, entered: list[Row], entries: list[Row], rho: float, within: float) -> list[Compared]:
    """Each trial's mean of its results, its sampling variance, and its variance in the model."""
    compared = []
    for row in entered:
        parts = [part for part in entries if part["study"] == row["study"]]
        yi, sd = np.array([need(p, "yi") for p in parts]), np.sqrt(np.array([need(p, "vi") for p in parts]))
        V = rho * np.outer(sd, sd)
        np.fill_diagonal(V, sd**2)
        inverse = np.linalg.inv(V + within * np.eye(yi.size)).sum(axis=1)
        share = inverse / inverse.sum()
        values = {"yi": share @ yi, "vi": share @ V @ share, "model_vi": 1 / inverse.sum()}
        for name, value in values.items():
            expected, size = need(row, name), float(sd.max())
            label = f"{name} of {row['study']}"
            compared.append(
                Compared(answer["id"], label, expected, float(value), difference(expected, float(value), size))
            )
    return compared


def people(entered: list[Row]) -> dict[str, float | None]:
    """People in the trials that print a number, and how many trials print none."""
    printed = [n for row in entered if (n := number(row, "n")) is not None]
    return {"participants": round(sum(printed)) if printed else None, "uncounted": len(entered) - len(printed)}


def difference(expected: float | None, value: float | None, size: float) -> float:
    """Relative to the expected figure; infinite where only one of them exists.

    `size` is the figure's natural size (the standard error for a mean, a typical variance for tau²): a mean of a
    billionth of its own standard error is 0 and has no digits to compare.
    """
    if expected is None or value is None:
        return 0.0 if expected is value else math.inf
    gap = abs(value - expected)
    if not math.isfinite(gap):
        return math.inf
    if gap <= NOTHING * size * TOLERANCE:
        return 0.0
    return gap / abs(expected) if expected else math.inf


# Effects that were put together of several results


def compare_parts(row: Row, parts: list[Row], rho: float) -> list[Compared] | None:
    """Effect and variance of a trial from those of its results; None where arms were put together from their counts."""
    steps = [step.split(":")[0].strip() for step in row["combined"].split(";") if ":" in step]
    if "results together" in steps:
        return []  # worked out from the entries
    if len(steps) != 1 or steps[0] not in ("sub-samples together", "mean of instruments"):
        return None
    yi = np.array([need(part, "yi") for part in parts])
    vi = np.array([need(part, "vi") for part in parts])
    if steps[0] == "sub-samples together":
        mean, weights, _ = mean_at(0.0, yi, vi)
        variance = 1 / float(weights.sum())
    else:
        errors = np.sqrt(vi)
        mean = float(yi.mean())
        variance = float((1 - rho) * vi.sum() + rho * errors.sum() ** 2) / yi.size**2
    compared = []
    for name, value in (("yi", mean), ("vi", variance)):
        expected = need(row, name)
        compared.append(
            Compared(row["answer"], f"{name} of {row['study']}", expected, value, difference(expected, value, 1.0))
        )
    return compared


# All of them


def pool_again(folder: Path) -> dict[str, Any]:
    """Everything that could be compared, as one document."""
    data = folder / "data" if (folder / "data").is_dir() else folder
    by_answer: dict[str, list[Row]] = defaultdict(list)
    for row in read(data, "pooled_results"):
        by_answer[row["answer"]].append(row)
    parts: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in read(data, "pooled_parts"):
        parts[(row["answer"], row["study"])].append(row)
    entries: dict[str, list[Row]] = defaultdict(list)
    for row in read(data, "pooled_entries"):
        entries[row["answer"]].append(row)
    rho = float(next(row["value"] for row in read(data, "rule") if row["setting"] == "rho"))
    compared: list[Compared] = []
    rebuilt, refused, put_together, not_taken_apart = 0, 0, 0, 0
    answers = read(data, "answers")
    for answer in answers:
        entered = by_answer.pop(answer["id"], [])
        if not answer["estimate"]:
            if entered:
                raise CannotPoolError(f"answer {answer['id']} has no estimate, and {len(entered)} effects entered it")
            refused += 1
            continue
        if not entered:
            raise CannotPoolError(f"answer {answer['id']} has an estimate, and nothing that entered it")
        compared += compare_answer(answer, entered, entries[answer["id"]])
        rebuilt += 1
        for row in entered:
            if (row["answer"], row["study"]) in parts:
                again = compare_parts(row, parts[(row["answer"], row["study"])], rho)
                put_together, not_taken_apart = put_together + (again is not None), not_taken_apart + (again is None)
                compared += again or []
    if by_answer:
        raise CannotPoolError(
            f"effects of answers that are not in the table of answers: {', '.join(sorted(by_answer))}"
        )
    if not rebuilt:
        raise CannotPoolError(f"{data}: no answer has an estimate, so there is nothing to pool again")
    worst = max(compared, key=lambda figure: figure.difference)
    return {
        "answers": len(answers),
        "rebuilt": rebuilt,
        "pooled": sum(1 for answer in answers if answer["estimate"] and int(answer["k"]) > 1),
        "all_results": sum(1 for answer in answers if answer["method"] == "CHE"),
        "refused": refused,
        "effects_put_together": put_together,
        "effects_not_taken_apart": not_taken_apart,
        "figures": len(compared),
        "differ": sum(1 for figure in compared if figure.difference > TOLERANCE),
        "worst": asdict(worst),
        "compared": [asdict(figure) for figure in compared],
    }


def shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.10g}"


def report(document: dict[str, Any]) -> None:
    for figure in document["compared"]:
        mark = "  DIFFERS" if figure["difference"] > TOLERANCE else ""
        values = f"{shown(figure['expected']):>18} {shown(figure['value']):>18} {figure['difference']:.1e}{mark}"
        print(f"{figure['answer']}  {figure['figure']}: {values}")
    worst = document["worst"]
    print(
        f"{document['rebuilt']} answers pooled again ({document['pooled']} of several trials, "
        f"{document['all_results']} of all their results), {document['refused']} without "
        f"an estimate; {document['figures']} figures, {document['differ']} differ by more than {TOLERANCE:g}; "
        f"the worst by {worst['difference']:.1e} ({worst['answer']}, {worst['figure']}). "
        f"{document['effects_put_together']} effects put together again of their parts, "
        f"{document['effects_not_taken_apart']} not (arms are put together from counts and means)."
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    chosen = parser.parse_args(arguments)
    try:
        document = pool_again(chosen.folder)
    except (CannotPoolError, ValueError, KeyError) as error:
        print(f"pool_again: {error}", file=sys.stderr)
        return 3
    if chosen.json:
        print(json.dumps(finite(document), indent=1, allow_nan=False))
    else:
        report(document)
    return 1 if document["differ"] else 0


def finite(value: Any) -> Any:
    """What is not a number, or infinite, as null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    return [finite(item) for item in value] if isinstance(value, list) else value


if __name__ == "__main__":
    sys.exit(main())
