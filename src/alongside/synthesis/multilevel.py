"""Multilevel and multivariate models: several effects a study, dependent by design and by sampling.

y ~ N(Xβ, V + Σ σ²ₛ ZₛZₛ' + structured effects). Variance components are found by projected Newton steps with the average
information (Gilmour, Thompson & Cullis 1995, Biometrics 51:1440), structured ones by BFGS with exact gradients, from
several starts; block by block (`blocks`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from alongside.errors import InputError, NotConverged, UsageError
from alongside.synthesis import structures
from alongside.synthesis.arrays import codes, columns_of, numbers
from alongside.synthesis.blocks import Blocks, Evaluated, Floats, Ints, check_covariance, evaluate, make_blocks
from alongside.synthesis.distributions import chi2_upper, quantile, two_sided
from alongside.synthesis.frames import Table, as_frame, as_text
from alongside.synthesis.regression_results import WaldTest
from alongside.synthesis.structures import Structured
from alongside.synthesis.wald import wald

__all__ = ["Multilevel", "imputed_covariance", "multilevel", "nested"]

STEPS = 200
"""Newton's steps need about ten; a search that takes more than this does not arrive."""


@dataclass(frozen=True, slots=True, eq=False)
class Multilevel:
    """Coefficients under dependence; names as in `MetaRegression`.

    sigma2 : a variance for each random factor. structured : for each structured term (struct, levels, tau2, rho).
    loglik : restricted under REML, full under ML; aic goes with it. blocks, covariances : the data as they were stacked
    and the marginal covariance of each stack, for `cluster_robust`.
    """

    k: int
    p: int
    names: tuple[str, ...]
    method: str
    test: str
    level: float
    beta: Floats
    se: Floats
    stat: Floats
    pval: Floats
    ci_lb: Floats
    ci_ub: Floats
    vb: Floats
    df: int | None
    sigma2: Floats
    structured: tuple[tuple[str, tuple[str, ...], Floats, Floats], ...]
    loglik: float
    aic: float
    q: float
    q_p: float
    qm: float
    qm_p: float
    blocks: Blocks = field(repr=False)
    covariances: tuple[Floats, ...] = field(repr=False)
    groups: dict[str, tuple[int, ...]] = field(repr=False)

    @property
    def tau2(self) -> Floats:
        """All variances of structured terms, one after another."""
        return np.concatenate([term[2] for term in self.structured]) if self.structured else np.empty(0)

    @property
    def rho(self) -> Floats:
        """All correlations of structured terms, one after another."""
        return np.concatenate([term[3] for term in self.structured]) if self.structured else np.empty(0)

    def anova(self, moderator: str | Sequence[int]) -> WaldTest:
        """The test that the coefficients of a moderator, or those at the given places, are all 0."""
        chosen = self.groups[moderator] if isinstance(moderator, str) else tuple(moderator)
        stat, pval = wald(self.beta, self.vb, chosen, self.df)
        return WaldTest(stat, len(chosen), self.df, pval)

    def table(self) -> Table:
        """Coefficients by column."""
        return {n: getattr(self, n) for n in ("beta", "se", "stat", "pval", "ci_lb", "ci_ub")} | {"name": self.names}

    def to_frame(self) -> Any:
        """The table as a pandas data frame, where pandas is installed."""
        return as_frame(self.table())

    def summary(self) -> str:
        """Coefficients and variances as text."""
        parts = [f"sigma² {', '.join(f'{s:.4g}' for s in self.sigma2)}"] if self.sigma2.size else []
        parts += [
            f"{struct}: tau² {', '.join(f'{t:.4g}' for t in tau2)}"
            + (f"; rho {', '.join(f'{r:.3f}' for r in rho)}" if rho.size else "")
            for struct, _, tau2, rho in self.structured
        ]
        return f"{self.k} effects, {self.method}\n{as_text(self.table())}\n{'; '.join(parts)}"


def nested(outer: ArrayLike, inner: ArrayLike) -> list[Any]:
    """The two factors of `outer/inner`: outer, and inner within outer, as `multilevel` takes them.

    >>> [list(map(str, factor)) for factor in nested(["a", "a"], [1, 2])]
    [['a', 'a'], ['a/1', 'a/2']]
    """
    within = [f"{a}/{b}" for a, b in zip(np.asarray(outer).tolist(), np.asarray(inner).tolist(), strict=True)]
    return [outer, within]


def imputed_covariance(vi: ArrayLike, cluster: ArrayLike, rho: float) -> Floats:
    """V with variances `vi`, shape (k,), and a constant correlation `rho` within each cluster; 0 between.

    >>> imputed_covariance([1.0, 4.0], ["a", "a"], 0.5).tolist()
    [[1.0, 1.0], [1.0, 4.0]]
    """
    if not -1 < rho < 1:
        raise UsageError(f"rho={rho!r} must lie between -1 and 1: at ±1 one effect of a cluster says all")
    v = numbers(vi, "vi")
    _, group = codes(cluster, "cluster")
    if group.size != v.size:
        raise InputError(f"expected a cluster for each of {v.size} effects, found {group.size}", column="cluster")
    if (~(v > 0)).any():
        place = int(np.argmax(~(v > 0)))
        raise InputError(f"expected a finite variance above 0, found {v[place]:g} in row {place + 1}", column="vi")
    sd = np.sqrt(v)
    V = np.where(group[:, None] == group[None, :], rho * sd[:, None] * sd[None, :], 0.0)
    np.fill_diagonal(V, v)
    return V


def multilevel(
    yi: ArrayLike,
    V: ArrayLike,
    random: Sequence[Any] | Mapping[str, Any],
    X: Any = None,
    *,
    names: Sequence[str] | None = None,
    intercept: bool = True,
    method: str = "REML",
    test: str = "z",
    level: float = 0.95,
) -> Multilevel:
    """A model with random effects (metafor's rma.mv).

    Parameters
    ----------
    yi : effects, shape (k,). V : variances (k,) or sampling covariances (k, k).
    random : factors of k labels, each with a variance of its own (`nested` makes outer/inner), and `Structured` terms.
    X, names, intercept : moderators, as in `meta_regression`.
    method : REML or ML. test : z, or t with k − p degrees of freedom.

    Raises
    ------
    UsageError : an unknown method or test, no random effect, as many coefficients as effects.
    InputError : a number or matrix that cannot be, columns of other lengths, collinear moderators.
    NotConverged : the search for the variances did not arrive; carries where it stood.

    Examples
    --------
    >>> fit = multilevel([0.1, 0.3, 0.2, 0.8], [0.01] * 4, nested(["a", "a", "b", "b"], [1, 2, 3, 4]))
    >>> fit.k, fit.sigma2.shape
    (4, (2,))
    """
    if method not in ("REML", "ML") or test not in ("z", "t"):
        raise UsageError(f"method {method!r}, test {test!r} is not supported; supported: REML, ML; z, t")
    if not 0 < level < 1:
        raise UsageError(f"level={level!r} must lie between 0 and 1, as 0.95")
    y, cov, design, labels, groups = _checked(yi, V, X, names, intercept)
    terms = list(random.values()) if isinstance(random, Mapping) else list(random)
    if not terms:
        raise UsageError("a multilevel model needs a random effect; without one `meta_regression` fits method='EE'")
    plain = [_coded(term, y.size, i) for i, term in enumerate(terms) if not isinstance(term, Structured)]
    structs = [_Term.of(term, y.size) for term in terms if isinstance(term, Structured)]
    blocks = make_blocks(y, design, cov, [*plain, *(term.outer for term in structs)])
    if structs:
        sigma2, thetas = _structured_search(blocks, plain, structs, method)
    else:
        sigma2, thetas = _newton(blocks, plain, method), []
    covariances = _covariances(blocks, plain, sigma2, structs, thetas)
    return _result(blocks, covariances, sigma2, structs, thetas, labels, groups, design, method, test, level)


def _checked(
    yi: ArrayLike, V: ArrayLike, X: Any, names: Sequence[str] | None, intercept: bool
) -> tuple[Floats, Floats, Floats, tuple[str, ...], dict[str, tuple[int, ...]]]:
    from alongside.synthesis.meta_regression import no_collinearity

    y = numbers(yi, "yi")
    if (~np.isfinite(y)).any():
        place = int(np.argmax(~np.isfinite(y)))
        raise InputError(f"expected a finite number, found {y[place]:g} in row {place + 1} of {y.size}", column="yi")
    try:
        cov = np.asarray(V, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError("expected numbers only", column="V") from error
    if cov.shape not in ((y.size,), (y.size, y.size)):
        raise InputError(f"expected shape ({y.size},) or ({y.size}, {y.size}), found {cov.shape}", column="V")
    check_covariance(np.diag(cov) if cov.ndim == 1 and y.size < 2000 else np.atleast_2d(cov) if cov.ndim == 2 else np.diag(cov[:1]))  # fmt: skip # noqa: E501
    design, labels, groups = columns_of(X, names, intercept=intercept, keep=np.ones(y.size, dtype=np.bool_))
    if design.shape[1] >= y.size:
        raise UsageError(f"{design.shape[1]} coefficients need more than {design.shape[1]} effects, found {y.size}")
    no_collinearity(design, labels)
    return y, cov, design, labels, groups


def _coded(term: Any, k: int, number: int) -> Ints:
    _, group = codes(term, f"random {number + 1}")
    if group.size != k:
        raise InputError(f"expected a label for each of {k} effects, found {group.size}", column=f"random {number + 1}")
    return group


@dataclass(frozen=True, slots=True, eq=False)
class _Term:
    """A structured term with its labels coded."""

    struct: str
    levels: tuple[str, ...]
    places: Floats
    inner: Ints
    outer: Ints

    @staticmethod
    def of(term: Structured, k: int) -> _Term:
        outer = _coded(term.outer, k, 0)
        if term.struct in ("AR", "CAR"):
            times = numbers(term.inner, "inner")
            unique, inner = np.unique(times, return_inverse=True)
            return _Term(term.struct, tuple(f"{t:g}" for t in unique), unique, inner.reshape(-1), outer)
        levels, inner = codes(term.inner, "inner")
        return _Term(term.struct, tuple(levels), np.arange(float(len(levels))), inner, outer)


def _covariances(
    blocks: Blocks, plain: Sequence[Ints], sigma2: Floats, structs: Sequence[_Term], thetas: Sequence[Floats]
) -> tuple[Floats, ...]:
    covariances = []
    for stack in blocks.stacks:
        M = stack.V.copy()
        for group, variance in zip(plain, sigma2, strict=True):
            M += variance * _same(group, stack.rows)
        for term, theta in zip(structs, thetas, strict=True):
            G = structures.covariance(term.struct, term.places, theta)
            inner = term.inner[stack.rows]
            M += _same(term.outer, stack.rows) * G[inner[:, :, None], inner[:, None, :]]
        covariances.append(M)
    return tuple(covariances)


def _same(group: Ints, rows: Ints) -> Floats:
    """1 where two rows of a block share a level."""
    part = group[rows]
    shared: Floats = (part[:, :, None] == part[:, None, :]).astype(np.float64)
    return shared


def _slopes(blocks: Blocks, at: Evaluated, method: str) -> list[Floats]:
    """The derivative of the log likelihood in each entry of M, by stack: ½(Py (Py)' − P), under ML M⁻¹ for P."""
    slopes = []
    for inverse, pulled, MX in zip(at.inverse, at.Py, at.MX, strict=True):
        P = inverse if method == "ML" else inverse - MX @ at.vb @ MX.transpose(0, 2, 1)
        slopes.append(0.5 * (pulled[:, :, None] * pulled[:, None, :] - P))
    return slopes


def _height(at: Evaluated, method: str) -> float:
    return at.restricted if method == "REML" else at.full


def _newton(blocks: Blocks, plain: Sequence[Ints], method: str) -> Floats:
    """The variances of all factors; the best of several starts."""
    masks = [[_same(group, stack.rows) for stack in blocks.stacks] for group in plain]
    y = np.concatenate([stack.y.ravel() for stack in blocks.stacks])
    noise = np.concatenate([np.diagonal(stack.V, axis1=1, axis2=2).ravel() for stack in blocks.stacks])
    spread = max(float(np.var(y)), 1e-3 * float(np.median(noise)))
    count = len(plain)
    starts = [np.full(count, spread / (count + 1))]
    if count > 1:
        starts += [np.where(np.arange(count) == i, spread, spread / 100) for i in range(count)]
    searched = [_climb(blocks, masks, begin, method) for begin in starts]
    return max(searched, key=lambda pair: pair[1])[0]


def _climb(blocks: Blocks, masks: list[list[Floats]], sigma2: Floats, method: str) -> tuple[Floats, float]:
    def model(values: Floats) -> Evaluated:
        return evaluate(
            blocks,
            [
                stack.V + sum(value * mask[place] for value, mask in zip(values, masks, strict=True))
                for place, stack in enumerate(blocks.stacks)
            ],
        )

    at = model(sigma2)
    for _ in range(STEPS):
        slopes = _slopes(blocks, at, method)
        gradient = np.array([sum(float(np.sum(S * K)) for S, K in zip(slopes, mask, strict=True)) for mask in masks])
        free = (sigma2 > 0) | (gradient > 0)
        if not free.any():
            return sigma2, _height(at, method)
        information = _average_information(blocks, at, masks)
        step = np.zeros_like(sigma2)
        inside = np.ix_(free, free)
        try:
            step[free] = np.linalg.solve(information[inside], gradient[free])
        except np.linalg.LinAlgError:
            step[free] = gradient[free] / np.maximum(np.diag(information)[free], 1e-300)
        if step @ gradient <= 0:
            step = np.where(free, gradient / np.maximum(np.diag(information), 1e-300), 0.0)
        following, after = _along(model, sigma2, step, at, gradient, method)
        moved = np.abs(following - sigma2)
        settled = bool((moved <= 1e-11 * np.maximum(following, 1e-3 * following.max(initial=0.0))).all())
        sigma2, at = following, after
        if settled:
            return sigma2, _height(at, method)
    raise NotConverged(
        f"the variances did not settle in {STEPS} steps",
        state={"sigma2": sigma2.tolist(), "loglik": _height(at, method)},
    )


def _along(
    model: Callable[[Floats], Evaluated], sigma2: Floats, step: Floats, at: Evaluated, gradient: Floats, method: str
) -> tuple[Floats, Evaluated]:
    """The step, cut at 0 and halved until the likelihood does not fall."""
    share = 1.0
    for _ in range(40):
        following = np.maximum(sigma2 + share * step, 0.0)
        after = model(following)
        # Past the fifteenth digit a likelihood cannot say which of two points is higher.
        if _height(after, method) >= _height(at, method) - 1e-14 * abs(_height(at, method)):
            return following, after
        share /= 2
    return sigma2, at


def _average_information(blocks: Blocks, at: Evaluated, masks: list[list[Floats]]) -> Floats:
    """½ (Py)'Kᵢ P Kⱼ(Py)."""
    count = len(masks)
    inner, crossed = np.zeros((count, count)), np.zeros((count, blocks.p))
    for place, (inverse, pulled, MX) in enumerate(zip(at.inverse, at.Py, at.MX, strict=True)):
        q = np.stack([np.einsum("bij,bj->bi", mask[place], pulled) for mask in masks])
        inner += np.einsum("sbi,bij,tbj->st", q, inverse, q, optimize=True)
        crossed += np.einsum("sbi,bip->sp", q, MX)
    information: Floats = 0.5 * (inner - crossed @ at.vb @ crossed.T)
    return information


def _structured_search(
    blocks: Blocks, plain: Sequence[Ints], structs: Sequence[_Term], method: str
) -> tuple[Floats, list[Floats]]:
    """Variances of factors and θ of structured terms, by BFGS from several starts."""
    from scipy.optimize import minimize

    y = np.concatenate([stack.y.ravel() for stack in blocks.stacks])
    spread = max(float(np.var(y)), 1e-8)
    sizes = [sum(structures.counts(term.struct, len(term.levels))) for term in structs]
    ends = np.cumsum(sizes)

    def split(theta: Floats) -> tuple[Floats, list[Floats]]:
        rest = theta[len(plain) :]
        parts = [rest[end - size : end] for end, size in zip(ends, sizes, strict=True)]
        return np.exp(2 * theta[: len(plain)]), parts

    def height(theta: Floats) -> tuple[float, Floats]:
        sigma2, thetas = split(theta)
        try:
            at = evaluate(blocks, _covariances(blocks, plain, sigma2, structs, thetas))
        except np.linalg.LinAlgError:
            return 1e10, np.zeros_like(theta)
        slopes = _slopes(blocks, at, method)
        parts = [
            2 * s * sum(float(np.sum(S * _same(g, k.rows))) for S, k in zip(slopes, blocks.stacks, strict=True))
            for g, s in zip(plain, sigma2, strict=True)
        ]
        for term, part in zip(structs, thetas, strict=True):
            parts.extend(_term_slope(term, part, blocks, slopes))
        return -_height(at, method), -np.array(parts)

    best: Any = None
    for share in (0.25, 0.02, 1.0):
        begin = np.concatenate(
            [[0.5 * math.log(spread * share)] * len(plain)]
            + [structures.start(term.struct, len(term.levels), spread * share) for term in structs]
        )
        run = minimize(height, begin, jac=True, method="BFGS", options={"gtol": 1e-9, "maxiter": 500})
        if best is None or run.fun < best.fun:
            best = run
    slope = float(np.abs(best.jac).max())
    if not np.isfinite(best.fun) or best.fun >= 1e10 or slope > 1e-3:
        raise NotConverged(
            "the structured variances did not settle", state={"loglik": -float(best.fun), "slope": slope}
        )
    return split(best.x)


def _term_slope(term: _Term, theta: Floats, blocks: Blocks, slopes: Sequence[Floats]) -> list[float]:
    """The derivative in θ: that in G, entry by entry, times the derivative of G (central differences of a closed form)."""
    levels = len(term.levels)
    in_G = np.zeros((levels, levels))
    for stack, slope in zip(blocks.stacks, slopes, strict=True):
        inner = term.inner[stack.rows]
        pairs = inner[:, :, None] * levels + inner[:, None, :]
        weights = slope * _same(term.outer, stack.rows)
        in_G += np.bincount(pairs.ravel(), weights.ravel(), levels * levels).reshape(levels, levels)
    out = []
    for place in range(theta.size):
        tiny = np.zeros_like(theta)
        tiny[place] = 1e-5
        up, down = (structures.covariance(term.struct, term.places, theta + sign * tiny) for sign in (1, -1))
        out.append(float(np.sum(in_G * (up - down))) / 2e-5)
    return out


def _result(
    blocks: Blocks, covariances: tuple[Floats, ...], sigma2: Floats, structs: Sequence[_Term], thetas: Sequence[Floats],
    labels: tuple[str, ...], groups: dict[str, tuple[int, ...]], design: Floats, method: str, test: str, level: float,
) -> Multilevel:  # fmt: skip
    at = evaluate(blocks, covariances)
    q = evaluate(blocks, [stack.V for stack in blocks.stacks]).rss
    k, p = blocks.k, blocks.p
    df = k - p if test == "t" else None
    se = np.sqrt(np.diag(at.vb))
    stat = at.beta / se
    half = quantile((1 + level) / 2, df) * se
    omnibus = tuple(i for i, name in enumerate(labels) if name != "intrcpt") or tuple(range(p))
    qm, qm_p = wald(at.beta, at.vb, omnibus, df)
    loglik = _height(at, method) + (0.5 * float(np.linalg.slogdet(design.T @ design)[1]) if method == "REML" else 0.0)
    structured = tuple(
        (term.struct, term.levels, *structures.unpacked(term.struct, len(term.levels), theta))
        for term, theta in zip(structs, thetas, strict=True)
    )
    parameters = p + sigma2.size + sum(theta.size for theta in thetas)
    return Multilevel(
        k=k, p=p, names=labels, method=method, test=test, level=level, beta=at.beta, se=se, stat=stat,
        pval=two_sided(stat, df), ci_lb=at.beta - half, ci_ub=at.beta + half, vb=at.vb, df=df, sigma2=sigma2,
        structured=structured, loglik=loglik, aic=2 * parameters - 2 * loglik, q=q, q_p=chi2_upper(q, k - p), qm=qm,
        qm_p=qm_p, blocks=blocks, covariances=covariances, groups=groups,
    )  # fmt: skip
