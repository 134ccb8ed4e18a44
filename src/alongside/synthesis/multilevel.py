"""Multilevel and multivariate models: several effects a study, dependent by design and by sampling.

y ~ N(Xβ, V + Σ σ²ₛ ZₛZₛ' + structured effects). Variance components are found by projected Newton steps with the
average information (Gilmour, Thompson & Cullis 1995, Biometrics 51:1440), structured ones by BFGS with exact
gradients, from several starts; block by block (`blocks`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from alongside.errors import InputError, UsageError
from alongside.synthesis import structures
from alongside.synthesis.arrays import codes, columns_of, numbers
from alongside.synthesis.blocks import Blocks, Floats, check_covariance, evaluate, make_blocks
from alongside.synthesis.distributions import chi2_upper, quantile, two_sided
from alongside.synthesis.frames import Table, as_text
from alongside.synthesis.regression_results import WaldTest
from alongside.synthesis.reported import Reported
from alongside.synthesis.structures import Structured
from alongside.synthesis.variance_search import Term, coded, covariances_of, height_of, newton_search, structured_search
from alongside.synthesis.wald import wald

__all__ = ["Multilevel", "imputed_covariance", "multilevel", "nested"]


@dataclass(frozen=True, slots=True, eq=False)
class Multilevel(Reported):
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
        index = int(np.argmax(~(v > 0)))
        raise InputError(f"expected a finite variance above 0, found {v[index]:g} in row {index + 1}", column="vi")
    sd = np.sqrt(v)
    V = np.where(group[:, None] == group[None, :], rho * sd[:, None] * sd[None, :], 0.0)
    np.fill_diagonal(V, v)
    return V


def multilevel(
    yi: ArrayLike,
    V: ArrayLike,
    random: Sequence[Any] | Mapping[str, Any],
    X: object = None,
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
    plain = [coded(term, y.size, i) for i, term in enumerate(terms) if not isinstance(term, Structured)]
    structs = [Term.of(term, y.size) for term in terms if isinstance(term, Structured)]
    blocks = make_blocks(y, design, cov, [*plain, *(term.outer for term in structs)])
    if structs:
        sigma2, thetas = structured_search(blocks, plain, structs, method)
    else:
        sigma2, thetas = newton_search(blocks, plain, method), []
    covariances = covariances_of(blocks, plain, sigma2, structs, thetas)
    return _result(blocks, covariances, sigma2, structs, thetas, labels, groups, design, method, test, level)


def _checked(
    yi: ArrayLike, V: ArrayLike, X: object, names: Sequence[str] | None, intercept: bool
) -> tuple[Floats, Floats, Floats, tuple[str, ...], dict[str, tuple[int, ...]]]:
    from alongside.synthesis.meta_regression import no_collinearity

    y = numbers(yi, "yi")
    if (~np.isfinite(y)).any():
        index = int(np.argmax(~np.isfinite(y)))
        raise InputError(f"expected a finite number, found {y[index]:g} in row {index + 1} of {y.size}", column="yi")
    try:
        cov = np.asarray(V, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError("expected numbers only", column="V") from error
    if cov.shape not in ((y.size,), (y.size, y.size)):
        raise InputError(f"expected shape ({y.size},) or ({y.size}, {y.size}), found {cov.shape}", column="V")
    if cov.ndim == 2:
        check_covariance(cov)
    else:
        check_covariance(np.diag(cov) if y.size < 2000 else np.diag(cov[:1]))
    design, labels, groups = columns_of(X, names, intercept=intercept, keep=np.ones(y.size, dtype=np.bool_))
    if design.shape[1] >= y.size:
        raise UsageError(f"{design.shape[1]} coefficients need more than {design.shape[1]} effects, found {y.size}")
    no_collinearity(design, labels)
    return y, cov, design, labels, groups


def _result(
    blocks: Blocks,
    covariances: tuple[Floats, ...],
    sigma2: Floats,
    structs: Sequence[Term],
    thetas: Sequence[Floats],
    labels: tuple[str, ...],
    groups: dict[str, tuple[int, ...]],
    design: Floats,
    method: str,
    test: str,
    level: float,
) -> Multilevel:
    evaluated = evaluate(blocks, covariances)
    q = evaluate(blocks, [stack.V for stack in blocks.stacks]).rss
    k, p = blocks.k, blocks.p
    df = k - p if test == "t" else None
    se = np.sqrt(np.diag(evaluated.vb))
    stat = evaluated.beta / se
    half = quantile((1 + level) / 2, df) * se
    omnibus = tuple(i for i, name in enumerate(labels) if name != "intrcpt") or tuple(range(p))
    qm, qm_p = wald(evaluated.beta, evaluated.vb, omnibus, df)
    loglik = height_of(evaluated, method) + (
        0.5 * float(np.linalg.slogdet(design.T @ design)[1]) if method == "REML" else 0.0
    )
    structured = tuple(
        (term.struct, term.levels, *structures.unpacked(term.struct, len(term.levels), theta))
        for term, theta in zip(structs, thetas, strict=True)
    )
    parameters = p + sigma2.size + sum(theta.size for theta in thetas)
    return Multilevel(
        k=k,
        p=p,
        names=labels,
        method=method,
        test=test,
        level=level,
        beta=evaluated.beta,
        se=se,
        stat=stat,
        pval=two_sided(stat, df),
        ci_lb=evaluated.beta - half,
        ci_ub=evaluated.beta + half,
        vb=evaluated.vb,
        df=df,
        sigma2=sigma2,
        structured=structured,
        loglik=loglik,
        aic=2 * parameters - 2 * loglik,
        q=q,
        q_p=chi2_upper(q, k - p),
        qm=qm,
        qm_p=qm_p,
        blocks=blocks,
        covariances=covariances,
        groups=groups,
    )
