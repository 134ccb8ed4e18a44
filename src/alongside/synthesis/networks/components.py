"""The component model: the effect of a treatment is the sum of its components' effects.

Additive, on connected and disconnected networks, with chosen interactions (Welton et al. 2009, Am J Epidemiol 169:1158;
Rücker, Petropoulou & Schwarzer 2020, Biom J 62:808; Rücker, Schmitz & Schwarzer 2021, Biom J 63:447). What the trials
do not separate has no number, and `identifiability` says in words why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from alongside.errors import UsageError
from alongside.synthesis.networks.combinations import design_of, parts
from alongside.synthesis.networks.fitting import Fit, estimable, fit, grounded, reduced
from alongside.synthesis.networks.identifiability import Identifiability, identifiability
from alongside.synthesis.networks.model import TESTS, estimates, upper_chi2
from alongside.synthesis.networks.stacks import Floats, NetworkData
from alongside.synthesis.networks.tau2 import tau2_of

__all__ = ["Combination", "ComponentEstimates", "Components", "component_model"]


@dataclass(frozen=True, slots=True, eq=False)
class ComponentEstimates:
    """Effects with standard errors, intervals and two-sided p values, of shape (p,); NaN where not identifiable."""

    effect: Floats
    se: Floats
    ci_lb: Floats
    ci_ub: Floats
    p: Floats


@dataclass(frozen=True, slots=True)
class Combination:
    """A combination against another one (none by default).

    `effect` and all else are None where the trials do not fix it, and `note` says so. `extrapolated` marks one that no
    arm had: it then rests on the effects adding up.
    """

    combination: tuple[str, ...]
    against: tuple[str, ...]
    effect: float | None
    se: float | None
    ci_lb: float | None
    ci_ub: float | None
    pi_lb: float | None
    pi_ub: float | None
    extrapolated: bool
    note: str


@dataclass(frozen=True, slots=True, eq=False)
class Components:
    """A fitted component model.

    `design` (n, p) says which treatment has which parameter; `basis` (p, r) spans what the trials fix. `common` and
    `random` are the components' effects, `treatment_common` and `treatment_random` those of the treatments against
    nothing (the inactive component). `q`, `df`, `q_p`: how far effects are from adding up, with heterogeneity;
    `q_diff`, `df_diff`, `p_diff`: what the network model explains beyond it, None without degrees of freedom.
    `tau2` is None where no degree of freedom is left, and then `random` and `treatment_random` are None.
    """

    data: NetworkData
    components: tuple[str, ...]
    separator: str
    inactive: str
    method: str
    test: str
    level: float
    design: Floats
    basis: Floats
    common: ComponentEstimates
    random: ComponentEstimates | None
    treatment_common: ComponentEstimates
    treatment_random: ComponentEstimates | None
    tau2: float | None
    se_tau2: float | None
    q: float
    df: int
    q_p: float | None
    q_diff: float
    df_diff: int
    p_diff: float | None
    identifiability: Identifiability
    fit_common: Fit
    fit_random: Fit | None

    def combination(self, name: str, against: str = "", *, model: str = "random") -> Combination:
        """The effect of any combination, written as treatments are, against another one or nothing.

        Raises `UsageError` for a component that no treatment has, `InputError` for one that is named twice.
        """
        sides: tuple[tuple[str, ...], tuple[str, ...]] = (self._parts(name), self._parts(against))
        vectors = [self._vector(side) for side in sides]
        direction = vectors[0] - vectors[1]
        tried = {frozenset(parts(text, self.separator)) - {self.inactive} for text in self.data.treatments}
        unseen = any(
            bool(vector.any()) and frozenset(side) - {self.inactive} not in tried
            for side, vector in zip(sides, vectors, strict=True)
        )
        fitted = self.fit_random if model == "random" else self.fit_common
        if model not in ("common", "random") or fitted is None:
            raise UsageError(f"there is no {model} model here; expected common or random with an estimate of tau2")
        if not estimable(direction, self.basis):
            ours = {name for name, x in zip(self.components, direction, strict=True) if x}
            reasons = zip(self.identifiability.tied, self.identifiability.sentences, strict=True)
            why = "; ".join(sentence for tied, sentence in reasons if ours & set(tied))
            return Combination(sides[0], sides[1], None, None, None, None, None, None, unseen, f"not estimable: {why}")
        row = self.basis.T @ direction
        effect, se = np.array(row @ fitted.beta), np.array(np.sqrt(max(0.0, float(row @ fitted.cov @ row))))
        df = self.df if self.test == "t" and model == "random" else None
        figures = estimates(effect, se, self.level, df, fitted.tau2 if model == "random" else None, self.df - 1)
        pi = [
            None if limit is None or not np.isfinite(limit) else float(limit)
            for limit in (figures.pi_lb, figures.pi_ub)
        ]
        note = "no arm had this combination; it rests on effects adding up" if unseen else ""
        return Combination(
            sides[0],
            sides[1],
            float(effect),
            float(se),
            float(figures.ci_lb),
            float(figures.ci_ub),
            pi[0],
            pi[1],
            unseen,
            note,
        )

    def _parts(self, name: str) -> tuple[str, ...]:
        return parts(name, self.separator) if name.strip() else ()

    def _vector(self, pieces: Sequence[str]) -> Floats:
        plain = [name for name in self.components if " * " not in name]
        for piece in pieces:
            if piece not in plain and piece != self.inactive:
                raise UsageError(f"no trial has the component {piece!r}; components are {', '.join(plain)}")
        return np.array([float(all(part in pieces for part in name.split(" * "))) for name in self.components])


def component_model(
    data: NetworkData,
    *,
    separator: str = "+",
    inactive: str = "",
    interactions: Sequence[tuple[str, str]] = (),
    method: str = "REML",
    test: str = "z",
    level: float = 0.95,
    tau2: float | None = None,
) -> Components:
    """Fit the component model.

    Parameters
    ----------
    data : a network, connected or not, whose treatments are named by their components.
    separator : what stands between components.
    inactive : a component whose effect is 0, such as placebo; "" for none.
    interactions : pairs of components that may do more, or less, together than the sum.
    method, test, level, tau2 : as for `network`.

    Raises
    ------
    InputError : a component that is named twice, has no name, or differs from another only by case or spaces.
    UsageError : an inactive component or an interaction that no treatment has, or an unknown method or test.

    Examples
    --------
    >>> from alongside.synthesis.networks import contrast_data
    >>> data = contrast_data([0.2, 0.5], [0.1, 0.1], ["calls", "calls + book"], ["none", "none"], ["1", "2"])
    >>> model = component_model(data, inactive="none")
    >>> dict(zip(model.components, model.common.effect.round(3).tolist()))
    {'book': 0.3, 'calls': 0.2}
    """
    if test not in TESTS:
        raise UsageError(f"test {test!r} is not supported; supported are {', '.join(TESTS)}")
    if not 0 < level < 1:
        raise UsageError(f"level={level!r} must lie between 0 and 1, as 0.95")
    if tau2 is not None and not (np.isfinite(tau2) and tau2 >= 0):
        raise UsageError(f"tau2={tau2!r} cannot be fixed: it must be 0 or more")
    names, design = design_of(data.treatments, separator, inactive, interactions)
    narrow, basis = reduced(data, design)
    if not narrow.shape[1]:
        raise UsageError("no trial has arms that differ in a component, so there is nothing to estimate")
    common = fit(data, 0.0, narrow)
    estimate = tau2_of(data, narrow, method, common)
    value = tau2 if tau2 is not None else (estimate.value if estimate else None)
    random = None if value is None else (fit(data, value, narrow) if value else common)
    full = fit(data, 0.0, grounded(data))
    fixed = np.array([estimable(row, basis) for row in np.eye(len(names))])
    sums = np.array([estimable(row, basis) for row in design])
    df = common.df if test == "t" else None
    return Components(
        data=data,
        components=names,
        separator=separator,
        inactive=inactive,
        method=method,
        test=test,
        level=level,
        design=design,
        basis=basis,
        common=_of(common, basis, fixed, level, None),
        random=_of(random, basis, fixed, level, df) if random else None,
        treatment_common=_of(common, design @ basis, sums, level, None),
        treatment_random=_of(random, design @ basis, sums, level, df) if random else None,
        tau2=value,
        se_tau2=estimate.se if estimate and tau2 is None else None,
        q=common.q,
        df=common.df,
        q_p=upper_chi2(common.q, common.df),
        q_diff=max(0.0, common.q - full.q),
        df_diff=common.df - full.df,
        p_diff=upper_chi2(max(0.0, common.q - full.q), common.df - full.df),
        identifiability=identifiability(data, design, names),
        fit_common=common,
        fit_random=random,
    )


def _of(fitted: Fit, rows: Floats, fixed: Floats, level: float, df: int | None) -> ComponentEstimates:
    """Linear combinations `rows` (c, r) of the fitted parameters."""
    effect = np.where(fixed, rows @ fitted.beta, np.nan)
    se = np.where(fixed, np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", rows, fitted.cov, rows), 0.0)), np.nan)
    every = estimates(effect, se, level, df, None, 0)
    return ComponentEstimates(effect, se, every.ci_lb, every.ci_ub, np.where(fixed, every.p, np.nan))
