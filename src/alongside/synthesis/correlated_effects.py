"""Correlated and hierarchical effects: the product's answer where trials give several results of one outcome.

Sampling errors within a trial correlate by an assumed rho, true effects differ between trials and within them, and
cluster-robust errors guard against a wrong rho (Pustejovsky & Tipton 2022, Prev Sci 23:425).
"""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import ArrayLike

from alongside.synthesis.cluster_robust import Robust, robust
from alongside.synthesis.frames import Table
from alongside.synthesis.linear import Floats
from alongside.synthesis.multilevel import Multilevel, imputed_covariance, multilevel, nested
from alongside.synthesis.reported import Reported

__all__ = ["CorrelatedEffects", "che"]


@dataclass(frozen=True, slots=True, eq=False)
class CorrelatedEffects(Reported):
    """The working model and its robust inference. `sigma2`: between clusters, and within."""

    rho: float
    model: Multilevel
    robust: Robust

    @property
    def sigma2(self) -> Floats:
        """Variances of true effects between clusters and within."""
        return self.model.sigma2

    def table(self) -> Table:
        """Coefficients by column, with their robust errors."""
        return self.robust.table()

    def summary(self) -> str:
        """Coefficients, variances and what was done, as text."""
        between, within = self.sigma2
        return f"{self.robust.summary()}\nsigma² {between:.4g} between, {within:.4g} within\n{self.sentence()}"

    def sentence(self) -> str:
        """What was done, in words."""
        trusted = (
            "" if not self.robust.few else " There are too few clusters for its p value and interval to be relied on."
        )
        return (
            f"All {self.model.k} results of {self.robust.clusters} trials are used; results of one trial are taken to "
            f"correlate by {self.rho:g}.{trusted}"
        )


def che(
    yi: ArrayLike,
    vi: ArrayLike,
    outer: ArrayLike,
    inner: ArrayLike,
    X: object = None,
    *,
    rho: float = 0.6,
    vcov: str = "CR2",
    level: float = 0.95,
) -> CorrelatedEffects:
    """Effects `inner` within trials `outer`, errors correlated by `rho` within each trial, and CR2 by trial.

    Examples
    --------
    >>> fit = che([0.1, 0.3, 0.2, 0.8, 0.5], [0.01] * 5, ["a", "a", "b", "b", "c"], [1, 2, 1, 2, 1])
    >>> fit.robust.clusters, fit.sigma2.shape
    (3, (2,))
    """
    V = imputed_covariance(vi, outer, rho)
    model = multilevel(yi, V, nested(outer, inner), X, level=level)
    return CorrelatedEffects(rho, model, robust(model, outer, vcov=vcov, level=level))
