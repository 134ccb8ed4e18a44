"""The Bayesian normal–normal model, by quadrature over tau instead of sampling: the same result every time.

Given tau, the mean and every true effect are normal; so all marginal distributions are mixtures of normals over the
posterior of tau (Röver 2020, J Stat Softw 93(6), section 2), and that is one dimension, worked out on a fine grid.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from alongside.errors import NotConverged, UsageError
from alongside.synthesis.arrays import effects_and_variances
from alongside.synthesis.frames import Table
from alongside.synthesis.habits import as_in_metafor
from alongside.synthesis.linear import Floats
from alongside.synthesis.mixtures import Marginal, Mixture, marginal, mixture_marginal
from alongside.synthesis.reported import Reported

__all__ = ["Posterior", "TauPrior", "bayes"]

FAMILIES = ("half-normal", "half-cauchy", "uniform", "jeffreys")


@dataclass(frozen=True, slots=True)
class TauPrior:
    """A prior of tau: half-normal or half-cauchy with a scale; uniform on [0, ∞) or Jeffreys', which are improper."""

    family: str = "half-normal"
    scale: float | None = 0.5

    def __post_init__(self) -> None:
        if self.family not in FAMILIES:
            raise UsageError(f"tau prior {self.family!r} is not supported; supported are {', '.join(FAMILIES)}")
        if self.proper and not (self.scale is not None and math.isfinite(self.scale) and self.scale > 0):
            raise UsageError(f"a {self.family} prior needs a scale above 0, found {self.scale!r}")

    @property
    def proper(self) -> bool:
        """Whether it is a distribution."""
        return self.family in ("half-normal", "half-cauchy")

    def log_density(self, tau: Floats, vi: Floats) -> Floats:
        """ln p(tau); of an improper prior up to its constant. Jeffreys': √Σ(tau/(vᵢ + tau²))² (Bodnar et al. 2017)."""
        if self.family == "half-normal" and self.scale is not None:
            return 0.5 * math.log(2 / math.pi) - math.log(self.scale) - 0.5 * (tau / self.scale) ** 2
        if self.family == "half-cauchy" and self.scale is not None:
            return math.log(2 / (math.pi * self.scale)) - np.log1p((tau / self.scale) ** 2)
        if self.family == "uniform":
            return np.zeros_like(tau)
        with np.errstate(divide="ignore"):
            squares = ((tau[:, None] / (vi + tau[:, None] ** 2)) ** 2).sum(axis=1)
            result: Floats = 0.5 * np.log(squares)
        return result


@dataclass(frozen=True, slots=True, eq=False)
class Posterior(Reported):
    """What is believed after the data.

    tau, mu, theta_new : the spread, the mean, and the true effect of a new study, each a `Marginal` (mode, median,
    mean,
        sd, shortest and central interval). shrinkage : a `Marginal` for each study's own true effect.
    weights : mean weight of each study in mu, shape (k,); weight_prior_mean that of mu's prior.
    log_marginal_likelihood : where both priors are proper, else None. bayes_factor_tau0, bayes_factor_mu0 : the data's
        support for tau = 0, and for mu = 0, against the model; None where that takes a proper prior that is not there.
        min_bayes_factor_… : the least that any prior of that one parameter could give.
    """

    k: int
    level: float
    tau: Marginal
    mu: Marginal
    theta_new: Marginal
    shrinkage: tuple[Marginal, ...]
    p_mu_lt_0: float
    p_mu_gt_0: float
    weights: Floats
    weight_prior_mean: float | None
    log_marginal_likelihood: float | None
    bayes_factor_tau0: float | None
    bayes_factor_mu0: float | None
    min_bayes_factor_tau0: float | None
    min_bayes_factor_mu0: float | None
    mixture: Mixture = field(repr=False)

    def table(self) -> Table:
        """Spread, mean and a new study's effect, a row each, with their central intervals."""
        rows = {"tau": self.tau, "mu": self.mu, "theta_new": self.theta_new}
        figures = {name: [getattr(row, name) for row in rows.values()] for name in ("mode", "median", "mean", "sd")}
        limits = zip(*(row.ci_central for row in rows.values()), strict=True)
        return {"name": list(rows), **figures, **dict(zip(("ci_lb", "ci_ub"), limits, strict=True))}

    @property
    def marginal_likelihood(self) -> float | None:
        """The marginal likelihood itself."""
        return None if self.log_marginal_likelihood is None else math.exp(self.log_marginal_likelihood)

    def probability(self, *, above: float) -> float:
        """The probability that the mean effect is larger than `above`, say what matters to people."""
        return float(1 - self.mixture.cdf(np.array([above]))[0])

    def sentence(self) -> str:
        """The mean in words."""
        low, high = self.mu.ci_central
        return f"The mean effect lies between {low:.3g} and {high:.3g} with a probability of {self.level:.0%}."


@as_in_metafor
def bayes(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    tau_prior: TauPrior | None = None,
    mu_prior: tuple[float, float] | None = None,
    level: float = 0.95,
) -> Posterior:
    """The posterior of effects `yi` with sampling variances `vi`, shape (k,), k ≥ 2 (k ≥ 3 under a uniform prior).

    Parameters
    ----------
    tau_prior : None is half-normal with scale 0.5, for log odds ratios and standardised differences (Röver et al. 2021,
        Res Synth Methods 12:448). mu_prior : mean and standard deviation of a normal prior; None is flat.

    Raises
    ------
    UsageError : an unknown prior, or one under which the posterior is none.
    InputError : a number that cannot be. NotConverged : the posterior of tau does not end where it can be followed.

    Examples
    --------
    >>> post = bayes([0.1, 0.4, 0.3], [0.04, 0.05, 0.03])
    >>> round(post.mu.mean, 2), round(post.p_mu_gt_0, 2)
    (0.26, 0.93)
    """
    prior = tau_prior or TauPrior()
    y, v, _ = effects_and_variances(yi, vi)
    if not 0 < level < 1:
        raise UsageError(f"level={level!r} must lie between 0 and 1, as 0.95")
    if mu_prior is not None and not (math.isfinite(mu_prior[0]) and math.isfinite(mu_prior[1]) and mu_prior[1] > 0):
        raise UsageError(f"mu_prior={mu_prior!r} must be a mean and a standard deviation above 0")
    # The likelihood falls as tau^−(k − 1) under a flat mu, tau^−k otherwise; the prior must make that finite.
    order = (
        y.size
        - (1 if mu_prior is None else 0)
        + {"half-normal": 99, "half-cauchy": 2, "uniform": 0, "jeffreys": 1}[prior.family]
    )
    if order <= 1 or y.size < 1:
        raise UsageError(f"{y.size} studies are too few for a {prior.family} prior of tau: the posterior is none")
    model = _Model(y, v, prior, mu_prior)
    tau, mass, log_total = _grid(model.log_posterior, float(np.ptp(y)) + float(np.sqrt(v.max())), order)
    return _posterior(model, tau, mass, log_total, level, order)


@dataclass(frozen=True, slots=True, eq=False)
class _Model:
    """Likelihood and conditional moments at an array of tau."""

    y: Floats
    v: Floats
    prior: TauPrior
    mu_prior: tuple[float, float] | None

    def conditional(self, tau: Floats) -> tuple[Floats, Floats, Floats]:
        """Mean and variance of mu given tau, and weights (n, k)."""
        w = 1 / (self.v + tau[:, None] ** 2)
        precision = w.sum(axis=1)
        top = w @ self.y
        if self.mu_prior is not None:
            precision = precision + self.mu_prior[1] ** -2
            top = top + self.mu_prior[0] * self.mu_prior[1] ** -2
        return top / precision, 1 / precision, w / precision[:, None]

    def log_likelihood(self, tau: Floats) -> Floats:
        """ln p(y | tau), mu integrated out."""
        spread = self.v + tau[:, None] ** 2
        mean, variance, _ = self.conditional(tau)
        value = -0.5 * (np.log(2 * np.pi * spread) + (self.y - mean[:, None]) ** 2 / spread).sum(axis=1)
        value += 0.5 * np.log(variance)
        result: Floats
        if self.mu_prior is None:
            result = value + 0.5 * math.log(2 * math.pi)
        else:
            result = value - math.log(self.mu_prior[1]) - 0.5 * ((mean - self.mu_prior[0]) / self.mu_prior[1]) ** 2
        return result

    def log_at_mu(self, tau: Floats, mu: float) -> Floats:
        """ln p(y | tau, mu)."""
        spread = self.v + tau[:, None] ** 2
        value: Floats = -0.5 * (np.log(2 * np.pi * spread) + (self.y - mu) ** 2 / spread).sum(axis=1)
        return value

    def log_posterior(self, tau: Floats) -> Floats:
        """ln of the posterior density of tau, up to its constant."""
        return self.log_likelihood(tau) + self.prior.log_density(tau, self.v)


NODES = 4001
"""Points over tau, evenly in the variable that `_grid` explains; four times as many change the twelfth digit."""


def _grid(
    log_density: Callable[[Floats], Floats], unit: float, order: float, nodes: int = NODES
) -> tuple[Floats, Floats, float]:
    """Points of tau with their posterior masses, and the log of the integral.

    tau = unit exp(s − exp(−s)), the double-exponential map of [0, ∞) (Takahasi & Mori 1974): the trapezoid rule in s
    converges faster than any power, whether the density ends at 0, at a peak, or in a tail of tau^−order.
    """
    reach = min(700.0, 80.0 / max(order - 1, 0.12))
    s = np.linspace(-4.2, max(reach, 6.0), 400)
    coarse = log_density(_tau_of(s, unit)) + _log_slope(s, unit)
    keep = np.flatnonzero(coarse > np.nanmax(coarse) - 75)  # e^−75 is below the last digit of the sum
    if not keep.size:
        raise NotConverged("the posterior of tau is nowhere finite", state={})
    low, high = s[max(keep[0] - 1, 0)], s[min(keep[-1] + 1, s.size - 1)]
    s = np.linspace(low, high, nodes)
    tau = _tau_of(s, unit)
    logs = log_density(tau) + _log_slope(s, unit)
    total = float(special.logsumexp(logs)) + math.log(s[1] - s[0])
    return tau, np.exp(logs - special.logsumexp(logs)), total


def _tau_of(s: Floats, unit: float) -> Floats:
    return unit * np.exp(s - np.exp(-s))


def _log_slope(s: Floats, unit: float) -> Floats:
    """ln dtau/ds."""
    result: Floats = math.log(unit) + s - np.exp(-s) + np.log1p(np.exp(-s))
    return result


def _posterior(model: _Model, tau: Floats, mass: Floats, log_total: float, level: float, order: float) -> Posterior:
    y, v = model.y, model.v
    # Quantiles of tau come off a spline between the points, whose error is of the fourth power of their distance.
    unit = float(np.ptp(y)) + float(np.sqrt(v.max()))
    fine = _grid(model.log_posterior, unit, order, 8 * NODES)
    mean, variance, weights = model.conditional(tau)
    mixture = Mixture(mass, mean, variance)
    moments = (order > 2, order > 3)  # of tau, and so of a mixture's tails
    zero = np.zeros(1)
    negative = float(mixture.cdf(zero)[0])
    shrunk = []
    for i in range(y.size):
        shrinkage = tau**2 / (v[i] + tau**2)  # the study's own share in its true effect, given tau
        centre = shrinkage * y[i] + (1 - shrinkage) * mean
        shrunk.append(
            mixture_marginal(Mixture(mass, centre, shrinkage * v[i] + (1 - shrinkage) ** 2 * variance), level)
        )
    proper = model.prior.proper and model.mu_prior is not None
    at0 = float(model.log_likelihood(zero)[0])
    min_tau = min_mu = bf_mu = None
    if model.mu_prior is not None:
        min_tau = math.exp(at0 - _top(model))
    if model.prior.proper:
        reach = float(np.ptp(y)) + float(np.abs(y).max()) + float(np.sqrt(v.max()))
        without = _grid(lambda t: model.log_at_mu(t, 0.0) + model.prior.log_density(t, v), reach, order + 1)[2]
        min_mu = math.exp(without - _top_mu(model))
        if model.mu_prior is not None:
            bf_mu = math.exp(without - log_total)
    return Posterior(
        k=y.size,
        level=level,
        tau=marginal(*fine[:2], lambda t: model.log_posterior(t) - log_total, level, moments),
        mu=mixture_marginal(mixture, level, moments if model.mu_prior is None else (True, True)),
        theta_new=mixture_marginal(Mixture(mass, mean, variance + tau**2), level, moments),
        shrinkage=tuple(shrunk),
        p_mu_lt_0=negative,
        p_mu_gt_0=float(mixture.upper(zero)[0]),
        weights=mass @ weights,
        weight_prior_mean=None if model.mu_prior is None else 1 - float(mass @ weights.sum(axis=1)),
        log_marginal_likelihood=log_total if proper else None,
        bayes_factor_tau0=math.exp(at0 - log_total) if proper else None,
        bayes_factor_mu0=bf_mu,
        min_bayes_factor_tau0=min_tau,
        min_bayes_factor_mu0=min_mu,
        mixture=mixture,
    )


def _top(model: _Model) -> float:
    """The greatest likelihood of tau, mu integrated out."""
    from scipy.optimize import minimize_scalar

    grid = np.concatenate(
        [[0.0], np.geomspace(1e-4, 1e2, 400) * (float(np.ptp(model.y)) + float(np.sqrt(model.v.max())))]
    )
    values = model.log_likelihood(grid)
    best = int(np.argmax(values))
    if best == 0:
        return float(values[0])
    ends = grid[best - 1], grid[min(best + 1, grid.size - 1)]
    optimum = minimize_scalar(
        lambda t: -float(model.log_likelihood(np.array([t]))[0]),
        bounds=ends,
        method="bounded",
        options={"xatol": 1e-12},
    )
    return max(-float(optimum.fun), float(values[best]))


def _top_mu(model: _Model) -> float:
    """The greatest likelihood of mu, tau integrated out under its prior."""
    from scipy.optimize import minimize_scalar

    unit = float(np.ptp(model.y)) + float(np.sqrt(model.v.max()))

    def height(mu: float) -> float:
        return _grid(lambda t: model.log_at_mu(t, mu) + model.prior.log_density(t, model.v), unit, model.y.size + 1)[2]

    grid = np.linspace(float(model.y.min()), float(model.y.max()), 60)
    values = [height(mu) for mu in grid]
    best = int(np.argmax(values))
    ends = grid[max(best - 1, 0)], grid[min(best + 1, grid.size - 1)]
    optimum = minimize_scalar(lambda mu: -height(mu), bounds=ends, method="bounded", options={"xatol": 1e-10 * unit})
    return max(-float(optimum.fun), max(values))
