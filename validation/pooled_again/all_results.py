"""Answers that all results of a trial entered: correlated and hierarchical effects, robust by trial (CHE and CR2).

Pustejovsky & Tipton 2022, Prev Sci 23:425, by REML, looked for on the edges and inside from many starts where the
derivatives vanish; the bias-reduced sandwich and Satterthwaite's degrees of freedom in dense matrices (Pustejovsky &
Tipton 2018, J Bus Econ Stat 36:672, eqs. 8 and 11).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy import optimize

from pooled_again.estimators import root
from pooled_again.intervals import interval, predicted_again
from pooled_again.tables import Floats, Row, need


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
