"""Standard errors that hold where the model of dependence does not: cluster-robust, with corrections for few clusters.

The sandwich A Σ Xⱼ'Wⱼ Aⱼeⱼeⱼ'Aⱼ' WⱼXⱼ A with W the inverse of the model's covariance Φ. CR0 takes Aⱼ = I, CR1 scales by
J/(J − 1), CR3 takes (I − Hⱼⱼ)⁻¹, and CR2 the Aⱼ that makes it unbiased if the model is right (Bell & McCaffrey 2002;
Pustejovsky & Tipton 2018, J Bus Econ Stat 36:672, eq. 8). Degrees of freedom are Satterthwaite's (their eq. 11), and
several coefficients are tested by their approximate Hotelling test (HTZ, section 3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from alongside.errors import InputError, UsageError
from alongside.synthesis.arrays import codes
from alongside.synthesis.blocks import Ints, inverse_of
from alongside.synthesis.distributions import f_upper, quantile, two_sided
from alongside.synthesis.frames import Table, as_text
from alongside.synthesis.linear import Floats
from alongside.synthesis.multilevel import Multilevel
from alongside.synthesis.regression_results import MetaRegression, WaldTest
from alongside.synthesis.reported import Reported

__all__ = ["FEW", "Cluster", "Robust", "robust", "sandwich"]

KINDS = ("CR0", "CR1", "CR2", "CR3")

FEW = 4.0
"""Below this many degrees of freedom the t approximation is not to be trusted (Tipton 2015, Psychol Methods 20:375)."""


@dataclass(frozen=True, slots=True, eq=False)
class Cluster:
    """One cluster: residuals e (m,), moderators X (m, p), model covariance Phi (m, m) and weights W (m, m)."""

    e: Floats
    X: Floats
    Phi: Floats
    W: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Robust(Reported):
    """Coefficients with robust standard errors; `df` are Satterthwaite's, one a coefficient.

    `few` says whether a coefficient has under 4 of them, where its p value and interval should not be relied on.
    """

    vcov: str
    clusters: int
    level: float
    names: tuple[str, ...]
    beta: Floats
    se: Floats
    stat: Floats
    df: Floats
    pval: Floats
    ci_lb: Floats
    ci_ub: Floats
    vb: Floats
    few: bool
    directions: Floats = field(repr=False)
    spreads: tuple[Floats, ...] = field(repr=False)

    def wald(self, chosen: Sequence[int]) -> WaldTest:
        """The HTZ test that the coefficients at the places `chosen` are all 0: F with q and η − q + 1 degrees.

        η is matched to the variance that the sandwich would have if the model were right (Pustejovsky & Tipton 2018,
        eq. 17). df2 can be below 1; a p value is then hardly one.
        """
        index = list(chosen)
        q = len(index)
        if not index or not all(0 <= number < self.beta.size for number in index):
            raise UsageError(f"expected places of coefficients from 0 to {self.beta.size - 1}, found {index}")
        # Clusters' contributions to the covariance of the chosen coefficients, expected under the model.
        cross = _cross(self.directions, self.spreads)[:, :, index][:, :, :, index]
        expected = np.einsum("jjst->st", cross)
        values, vectors = np.linalg.eigh(expected)
        root = vectors / np.sqrt(values)
        cross = np.einsum("jkst,sa,tb->jkab", cross, root, root)
        total = float(np.einsum("jkss,jktt->", cross, cross) + np.einsum("jkst,jkts->", cross, cross))
        eta = q * (q + 1) / total
        wald = float(self.beta[index] @ np.linalg.solve(self.vb[np.ix_(index, index)], self.beta[index]))
        df2 = eta - q + 1
        if df2 <= 0:
            raise UsageError(
                f"too few clusters to test {q} coefficients together: {df2:.2f} degrees of freedom are left"
            )
        stat = df2 / (eta * q) * wald
        return WaldTest(stat, q, df2, f_upper(stat, q, df2))

    def table(self) -> Table:
        """Coefficients by column."""
        names = ("beta", "se", "stat", "df", "pval", "ci_lb", "ci_ub")
        return {n: getattr(self, n) for n in names} | {"name": self.names}

    def summary(self) -> str:
        """Coefficients as text, with a word where degrees of freedom are few."""
        caution = f"\nfewer than {FEW:g} degrees of freedom: do not rely on p and interval" if self.few else ""
        return f"{self.clusters} clusters, {self.vcov}\n{as_text(self.table())}{caution}"


def robust(fit: MetaRegression | Multilevel, cluster: ArrayLike, *, vcov: str = "CR2", level: float = 0.95) -> Robust:
    """Robust standard errors of `fit` with `cluster`, k labels; two clusters or more.

    Raises
    ------
    UsageError : an unknown `vcov`. InputError : fewer than two clusters, labels of another length, or random effects
        that reach over clusters.

    Examples
    --------
    >>> from alongside.synthesis.meta_regression import meta_regression
    >>> fit = meta_regression([0.1, 0.3, 0.2, 0.8], [0.01, 0.02, 0.01, 0.02], test="z")
    >>> robust(fit, ["a", "b", "c", "d"]).df.shape
    (1,)
    """
    if vcov not in KINDS:
        raise UsageError(f"vcov {vcov!r} is not supported; supported are {', '.join(KINDS)}")
    _, group = codes(cluster, "cluster")
    if group.size != fit.k:
        raise InputError(f"expected a cluster for each of {fit.k} effects, found {group.size}", column="cluster")
    parts = _of_blocks(fit, group) if isinstance(fit, Multilevel) else _of_rows(fit, group)
    return sandwich(parts, fit.beta, fit.names, vcov=vcov, level=level)


def _of_rows(fit: MetaRegression, group: Ints) -> list[Cluster]:
    variance = fit.vi + fit.tau2
    weights = 1 / (fit.vi if fit.method == "GENQ" else variance)
    e = fit.yi - fit.X @ fit.beta
    rows = [np.flatnonzero(group == number) for number in range(int(group.max()) + 1)]
    return [Cluster(e[r], fit.X[r], np.diag(variance[r]), np.diag(weights[r])) for r in rows]


def _of_blocks(fit: Multilevel, group: Ints) -> list[Cluster]:
    members: dict[int, list[tuple[Floats, Floats, Floats]]] = {}
    for stack, M in zip(fit.blocks.stacks, fit.covariances, strict=True):
        for index in range(stack.rows.shape[0]):
            clusters_of_block = set(group[stack.rows[index]].tolist())
            if len(clusters_of_block) > 1:
                row = int(stack.rows[index][0]) + 1
                raise InputError(f"random effects or V reach over clusters, as from row {row}", column="cluster")
            e = stack.y[index] - stack.X[index] @ fit.beta
            members.setdefault(clusters_of_block.pop(), []).append((e, stack.X[index], M[index]))
    parts = []
    for _, blocks in sorted(members.items()):
        e, X = np.concatenate([b[0] for b in blocks]), np.concatenate([b[1] for b in blocks])
        Phi = np.zeros((e.size, e.size))
        index = 0
        for block in blocks:
            stop = index + block[0].size
            Phi[index:stop, index:stop] = block[2]
            index = stop
        parts.append(Cluster(e, X, Phi, inverse_of(Phi)))
    return parts


def sandwich(
    parts: Sequence[Cluster], beta: Floats, names: tuple[str, ...], *, vcov: str, level: float, df: float | None = None
) -> Robust:
    """The sandwich over clusters; `df` None: Satterthwaite's."""
    count = len(parts)
    if count < 2:
        raise InputError(f"robust standard errors need two clusters or more, found {count}", column="cluster")
    p = beta.size
    bread = inverse_of(sum((part.X.T @ part.W @ part.X for part in parts), np.zeros((p, p))))
    meats, directions, half = [], [], []
    scale = count / (count - 1) if vcov == "CR1" else 1.0
    for part in parts:
        pulled = part.W @ part.X @ bread  # (m, p)
        adjusted = _adjustment(part, bread, vcov) @ pulled
        meats.append(part.e @ adjusted)
        directions.append(part.X.T @ adjusted)
        half.append((part, adjusted))
    vb = scale * sum((np.outer(meat, meat) for meat in meats), np.zeros((p, p)))
    cross = _spreads(parts, half, bread)
    se = np.sqrt(np.diag(vb))
    if df is None:
        cross_all = _cross(np.array(directions), cross)
        expected = np.einsum("jjss->s", cross_all)
        degrees = expected**2 / np.einsum("jkss,jkss->s", cross_all, cross_all)
    else:
        degrees = np.full(p, float(df))
    stat = beta / se
    reach = quantile((1 + level) / 2, degrees) * se
    return Robust(
        vcov=vcov,
        clusters=count,
        level=level,
        names=names,
        beta=beta,
        se=se,
        stat=stat,
        df=degrees,
        pval=two_sided(stat, degrees),
        ci_lb=beta - reach,
        ci_ub=beta + reach,
        vb=vb,
        few=bool((degrees < FEW).any()),
        directions=np.array(directions),
        spreads=cross,
    )


def _adjustment(part: Cluster, bread: Floats, vcov: str) -> Floats:
    """Aⱼ', as it multiplies WⱼXⱼA."""
    size = part.e.size
    H = part.X @ bread @ part.X.T @ part.W
    if vcov in ("CR0", "CR1"):
        return np.eye(size)
    if vcov == "CR3":
        return np.asarray(np.linalg.pinv(np.eye(size) - H), dtype=np.float64).T
    # B = D (Φ − X A X') D' with Φ = D'D, where W is Φ's inverse; its pseudo-inverse root, as B can be singular.
    D = np.linalg.cholesky(part.Phi).T
    B = D @ (part.Phi - part.X @ bread @ part.X.T) @ D.T
    values, vectors = np.linalg.eigh((B + B.T) / 2)
    keep = values > 1e-12 * max(float(values.max()), 0.0)
    root = (vectors[:, keep] / np.sqrt(values[keep])) @ vectors[:, keep].T
    adjusted: Floats = D.T @ root @ D
    return adjusted


def _spreads(parts: Sequence[Cluster], half: Sequence[tuple[Cluster, Floats]], bread: Floats) -> tuple[Floats, ...]:
    """What `_cross` needs beside the directions: own spread of each cluster, bread, X'WΦ-products, and the core."""
    within = np.array([adjusted.T @ part.Phi @ adjusted for part, adjusted in half])
    across = np.array([part.X.T @ part.W @ part.Phi @ adjusted for part, adjusted in half])
    core = sum((part.X.T @ part.W @ part.Phi @ part.W @ part.X for part in parts), np.zeros_like(bread))
    return within, across, bread, core


def _cross(directions: Floats, spreads: tuple[Floats, ...]) -> Floats:
    """gₛⱼ'Φgₜₖ for clusters j, k and coefficients s, t, where gⱼ = (I − H)ⱼ'Aⱼ'WⱼXⱼA; shape (J, J, q, q).

    With H = XAX'W all of it is made of p by p products: δⱼₖ a'Φa − dⱼ'A cₖ − cⱼ'A dₖ + dⱼ'A C A dₖ.
    """
    within, across, bread, core = spreads
    mixed = np.einsum("jas,ab,kbt->jkst", directions, bread, across)
    cross = -mixed - np.einsum("kjts->jkst", mixed)
    cross += np.einsum("jas,ab,bc,cd,kdt->jkst", directions, bread, core, bread, directions, optimize=True)
    diagonal = np.arange(within.shape[0])
    cross[diagonal, diagonal] += within
    result: Floats = cross
    return result
