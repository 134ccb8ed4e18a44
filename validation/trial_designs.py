"""Trials of each design, simulated many at once, with the default analysis of each."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from alongside.evaluation.analysis import mixed, trial_data
from alongside.evaluation.analysis.models import components_for
from alongside.evaluation.samplesize import (
    wedge_pattern,
)
from trial_checks import Numbers


@dataclass(frozen=True)
class Simulated:
    """A design with all that is fixed over its simulated trials; `outcome` draws one trial's outcomes."""

    X: Numbers
    columns: tuple[str, ...]
    parts: tuple[mixed.Component, ...]
    outcome: Callable[[np.random.Generator], Numbers]
    column: str = "arm"


def rejected(simulated: Simulated, trials: int, seed: int, tails: int = 2) -> dict[str, float]:
    """Share of trials with p below 0.05, by each kind of degrees of freedom."""
    random = np.random.default_rng(seed)
    batches = mixed.batches_of(simulated.parts)
    contrast = [float(name == simulated.column) for name in simulated.columns]
    counts = {"kenward-roger": 0, "satterthwaite": 0}
    for _ in range(trials):
        y = simulated.outcome(random)
        tests = mixed.contrast_test(
            mixed.fit(y, simulated.X, simulated.parts, simulated.columns, batches=batches), contrast
        )
        for name, test in tests.items():
            counts[name] += test.p < 0.05 if tails == 2 else test.p / 2 < 0.05 and test.t > 0
    return {name: count / trials for name, count in counts.items()}


def nested_design(groups: int, size: int, controls: int, icc: float, effect: float = 0.0, r: float = 0.0) -> Simulated:
    """People in groups with support, people alone without; with `r` a baseline that is adjusted for."""
    supported = groups * size
    n = supported + controls
    names = [f"g{index // size}" for index in range(supported)] + [""] * controls
    data = trial_data(
        [str(index) for index in range(n)],
        ["support"] * supported + ["alone"] * controls,
        np.arange(n),
        support="support",
        comparison="alone",
        group=names,
    )
    X, columns = data.design()
    code, treated = np.repeat(np.arange(groups), size), data.treated

    def outcome(random: np.random.Generator) -> Numbers:
        y = random.standard_normal(n)
        shared = random.standard_normal(groups)[code]
        y[:supported] = math.sqrt(1 - icc) * y[:supported] + math.sqrt(icc) * shared
        return y * math.sqrt(1 - r**2) + effect * treated

    return Simulated(X, columns, tuple(components_for(data, "partially-nested")), outcome)


def cluster_design(clusters: int, size: int, icc: float, effect: float = 0.0) -> Simulated:
    """`clusters` an arm."""
    code = np.repeat(np.arange(2 * clusters), size)
    arm = np.where(code < clusters, "support", "usual")
    data = trial_data(
        [str(index) for index in range(len(code))],
        arm.tolist(),
        np.arange(len(code)),
        support="support",
        comparison="usual",
        cluster=[str(value) for value in code],
    )
    X, columns = data.design()

    def outcome(random: np.random.Generator) -> Numbers:
        shared = random.standard_normal(2 * clusters)[code]
        return np.asarray(
            math.sqrt(icc) * shared + math.sqrt(1 - icc) * random.standard_normal(len(code)) + effect * data.treated
        )

    return Simulated(X, columns, tuple(components_for(data, "cluster")), outcome)


def individual_design(n: int, effect: float = 0.0) -> Simulated:
    """`n` an arm, a t test by the same engine."""
    treated = np.repeat([1.0, 0.0], n)
    parts = (mixed.residual("residual", np.ones(2 * n)),)
    return Simulated(
        np.column_stack([np.ones(2 * n), treated]),
        ("intercept", "arm"),
        parts,
        lambda random: random.standard_normal(2 * n) + effect * treated,
    )


def wedge_design(steps: int, each: int, size: int, icc: float, effect: float = 0.0) -> Simulated:
    """Periods fixed, clusters and their periods random, a cluster's periods correlated at 0.8."""
    pattern = wedge_pattern(steps, each)
    clusters, periods = pattern.shape
    cluster, period, _ = (part.ravel() for part in np.indices((clusters, periods, size)))
    treated, ones = pattern[cluster, period], np.ones(len(cluster))
    X = np.column_stack([ones, treated] + [(period == index).astype(float) for index in range(1, periods)])
    parts = (
        mixed.random_intercept("clusters", cluster),
        mixed.random_intercept("clusters' periods", cluster * periods + period),
        mixed.residual("residual", ones),
    )

    def outcome(random: np.random.Generator) -> Numbers:
        return np.asarray(
            math.sqrt(0.8 * icc) * random.standard_normal(clusters)[cluster]
            + math.sqrt(0.2 * icc) * random.standard_normal(clusters * periods)[cluster * periods + period]
            + math.sqrt(1 - icc) * random.standard_normal(len(cluster))
            + 0.1 * period
            + effect * treated
        )

    return Simulated(X, ("intercept", "arm", *(f"period {i}" for i in range(1, periods))), parts, outcome)


def slope_design(n: int, rho: float, effect: float = 0.0) -> Simulated:
    """`n` an arm measured at 0, 2 and 5, correlation `rho`, compared by slope."""
    times = np.array([0.0, 2.0, 5.0])
    person = np.repeat(np.arange(2 * n), 3)
    time_of, treated, ones = np.tile(times - times.mean(), 2 * n), (person < n).astype(float), np.ones(6 * n)
    parts = (mixed.random_intercept("people", person), mixed.residual("residual", ones))

    def outcome(random: np.random.Generator) -> Numbers:
        shared = random.standard_normal(2 * n)[person]
        noise = random.standard_normal(6 * n)
        return np.asarray(math.sqrt(rho) * shared + math.sqrt(1 - rho) * noise + effect * treated * time_of)

    X = np.column_stack([ones, treated, time_of, treated * time_of])
    return Simulated(X, ("intercept", "arm", "time", "arm by time"), parts, outcome, "arm by time")


NESTED = {"6_groups_of_8": (6, 8, 48), "4_groups_of_12": (4, 12, 48)}
