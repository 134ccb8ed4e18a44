"""What a meta-regression gives: frozen, with table, summary, predictions and tests of any coefficients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from alongside.errors import InputError, UsageError
from alongside.synthesis.distributions import quantile
from alongside.synthesis.frames import Table, as_text
from alongside.synthesis.linear import Floats
from alongside.synthesis.reported import Reported
from alongside.synthesis.wald import wald

__all__ = ["MetaRegression", "Prediction", "WaldTest"]


@dataclass(frozen=True, slots=True)
class WaldTest(Reported):
    """A test of several coefficients: chi² with `df1` degrees of freedom, or F with `df1` and `df2`."""

    stat: float
    df1: int
    df2: float | None
    pval: float


@dataclass(frozen=True, slots=True, eq=False)
class Prediction(Reported):
    """The mean at given moderators, its interval, and where the true effect of a new study there may lie."""

    pred: Floats
    se: Floats
    ci_lb: Floats
    ci_ub: Floats
    pi_lb: Floats
    pi_ub: Floats

    def table(self) -> Table:
        """A row of moderators a row."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True, eq=False)
class MetaRegression(Reported):
    """Coefficients and what they leave; every figure under the name that metafor gives it.

    Arrays over coefficients, shape (p,): beta, se, stat, pval, ci_lb, ci_ub; `vb` (p, p) is their covariance, `names`
    their names. Arrays over studies, shape (k,): fitted, hat (leverage), yi, vi, and X (k, p). `tau2` and `i2`, `h2`
    are of what the moderators leave; `r2` is by how much they lower tau², in per cent. `q` tests what is left, with
    k − p degrees of freedom; `qm` all coefficients but the intercept, as chi² with `qm_df`, or F with `qm_df` and `df`
    degrees of freedom. `loglik` is restricted, `aic` from the full likelihood; `loglik_ml`, `aic_reml` the other way
    about. `groups` says which coefficients belong to which moderator; `dropped` counts the studies left out.
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
    tau2: float
    se_tau2: float | None
    i2: float
    h2: float
    r2: float | None
    q: float
    q_p: float
    qm: float
    qm_p: float
    qm_df: int
    loglik: float
    aic: float
    loglik_ml: float
    aic_reml: float
    fitted: Floats
    hat: Floats
    yi: Floats = field(repr=False)
    vi: Floats = field(repr=False)
    X: Floats = field(repr=False)
    groups: dict[str, tuple[int, ...]] = field(repr=False)
    dropped: int = 0

    @property
    def rstandard(self) -> Floats:
        """Residuals over their standard errors, √((vᵢ + tau²)(1 − hᵢ)) (Viechtbauer & Cheung 2010, eq. 5).

        0 for a study that is the only one to tell a coefficient (hᵢ = 1): its residual is 0 whatever it found.
        """
        alone = 1 - self.hat <= 1e-10  # what rounding leaves of 0
        scale = np.sqrt((self.vi + self.tau2) * np.where(alone, 1.0, 1 - self.hat))
        return np.where(alone, 0.0, (self.yi - self.fitted) / scale)

    def anova(self, moderator: str | Sequence[int]) -> WaldTest:
        """The test that all coefficients of a moderator (a factor's, say), or those at the given places, are 0."""
        if isinstance(moderator, str) and moderator not in self.groups:
            raise UsageError(f"{moderator!r} is no moderator; the moderators are {', '.join(self.groups)}")
        chosen = list(self.groups[moderator] if isinstance(moderator, str) else moderator)
        if not chosen or not all(0 <= number < self.p for number in chosen):
            raise UsageError(f"expected places of coefficients from 0 to {self.p - 1}, found {chosen}")
        stat, pval = wald(self.beta, self.vb, chosen, self.df)
        return WaldTest(stat, len(chosen), self.df, pval)

    def predict(self, X: ArrayLike | None = None) -> Prediction:
        """Predictions at `X`, shape (n, m) of moderators without intercept; None: at the studies' own."""
        rows = self.X if X is None else np.atleast_2d(np.asarray(X, dtype=np.float64))
        if X is not None and "intrcpt" in self.names and rows.shape[1] == self.p - 1:
            rows = np.column_stack([np.ones(rows.shape[0]), rows])
        if rows.shape[1] != self.p:
            raise InputError(f"expected one number for each of {', '.join(self.names)}, found {rows.shape[1]}")
        pred = rows @ self.beta
        variance = np.einsum("ij,jk,ik->i", rows, self.vb, rows)
        half = quantile((1 + self.level) / 2, self.df)
        error, spread = half * np.sqrt(variance), half * np.sqrt(variance + self.tau2)
        return Prediction(pred, np.sqrt(variance), pred - error, pred + error, pred - spread, pred + spread)

    def table(self) -> Table:
        """Coefficients by column."""
        return {n: getattr(self, n) for n in ("beta", "se", "stat", "pval", "ci_lb", "ci_ub")} | {"name": self.names}

    def summary(self) -> str:
        """Coefficients and what is left, as text."""
        left = f"tau² {self.tau2:.4g}, I² {self.i2:.1f} %, Q({self.k - self.p}) = {self.q:.2f}, p {self.q_p:.3g}"
        head = f"{self.k} studies, {self.method}, {self.test}"
        return f"{head}\n{as_text(self.table())}\nleft between studies: {left}\n{self.sentence()}"

    def sentence(self) -> str:
        """What the moderators explain, in words."""
        share = "" if self.r2 is None else f" They explain {self.r2:.0f} % of the variance between studies."
        verb = "differ" if self.qm_p < 1 - self.level else "do not clearly differ"
        return f"Effects {verb} by {', '.join(self.groups) or 'nothing'} (p {self.qm_p:.3g}).{share}"
