"""False positives and power of each design's default analysis, over simulated trials."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from scipy import stats

from alongside.evaluation.analysis import mixed
from alongside.evaluation.samplesize import (
    Assumptions,
    power_of,
    required,
)
from trial_checks import Check
from trial_designs import (
    NESTED,
    Simulated,
    cluster_design,
    individual_design,
    nested_design,
    rejected,
    slope_design,
    wedge_design,
)


def false_positives(trials: int, seed: int) -> Iterator[Check]:
    """Under no effect the default is significant in 5 % of trials; beside it what an ordinary analysis does."""
    for name, (groups, size, controls) in NESTED.items():
        yield from _false_positive(f"partially_nested_{name}", nested_design(groups, size, controls, 0.1), trials, seed)
        for analysis, expected in zip(("t", "welch_on_groups"), ORDINARY[name], strict=True):
            rate = _ordinary(analysis, groups, size, controls, seed)
            # What the issue prints of the ordinary analyses, as a check that the same trials are simulated here.
            yield Check(f"ordinary_{analysis}_{name}", rate, expected, 0.002)


def false_positives_elsewhere(trials: int, seed: int) -> Iterator[Check]:
    """The same of the defaults of the other designs."""
    for name, simulated in {
        "individual": individual_design(20),
        "waiting_list_8_groups_of_6": nested_design(8, 6, 48, 0.05, r=0.5),
        "cluster_6_of_10_an_arm": cluster_design(6, 10, 0.05),
        "stepped_wedge_12_clusters": wedge_design(4, 3, 5, 0.05),
        "longitudinal_20_an_arm": slope_design(20, 0.5),
    }.items():
        yield from _false_positive(name, simulated, trials, seed)


ORDINARY = {"6_groups_of_8": (0.092, 0.053), "4_groups_of_12": (0.117, 0.059)}
"""False positives of a t test, and of Welch's test on groups' means, as printed in the issue."""


def _false_positive(name: str, simulated: Simulated, trials: int, seed: int) -> Iterator[Check]:
    rates = rejected(simulated, trials, seed)
    error = math.sqrt(0.05 * 0.95 / trials)
    slack = 0.0 if trials >= 10_000 else 2 * error
    yield Check(f"false_positives_{name}", rates[mixed.DEFAULT], 0.05, 0.005 + slack, error)
    yield Check(f"false_positives_{name}_satterthwaite", rates["satterthwaite"], 0.05, 0.005 + slack, error)


def _ordinary(analysis: str, groups: int, size: int, controls: int, seed: int, trials: int = 200_000) -> float:
    """A t test of people, or Welch's of groups' means and people alone; vectorised."""
    random = np.random.default_rng(seed)
    significant = 0
    for _ in range(trials // 20_000):
        shared = math.sqrt(0.1) * random.standard_normal((20_000, groups, 1))
        support = shared + math.sqrt(0.9) * random.standard_normal((20_000, groups, size))
        alone = random.standard_normal((20_000, controls))
        people = support.reshape(20_000, -1) if analysis == "t" else support.mean(axis=2)
        significant += int((stats.ttest_ind(people, alone, axis=1, equal_var=analysis == "t").pvalue < 0.05).sum())
    return significant / trials


def powers(trials: int, seed: int) -> Iterator[Check]:
    """Simulated power of the default analysis within 2 points of the formula."""
    cases: list[tuple[str, Simulated, Assumptions, float]] = [
        ("individual", individual_design(64, 0.5), Assumptions("individual", difference=0.5), 64),
        (
            "cluster",
            cluster_design(8, 10, 0.05, 0.5),
            Assumptions("cluster", difference=0.5, icc=0.05, cluster_size=10),
            8,
        ),
        (
            "partially_nested",
            nested_design(8, 8, 64, 0.1, 0.6),
            Assumptions("partially-nested", difference=0.6, icc=0.1, cluster_size=8),
            8,
        ),
        (
            "waiting_list",
            nested_design(10, 6, 60, 0.05, 0.45, r=0.5),
            Assumptions("waiting-list", difference=0.45, icc=0.05, cluster_size=6, baseline_correlation=0.5),
            10,
        ),
        (
            "stepped_wedge",
            wedge_design(4, 6, 8, 0.05, 0.3),
            Assumptions("stepped-wedge", difference=0.3, icc=0.05, steps=4, clusters_per_step=6),
            8,
        ),
        (
            "longitudinal",
            slope_design(60, 0.5, 0.11),
            Assumptions("longitudinal", slope=0.11, times=(0, 2, 5), baseline_correlation=0.5),
            60,
        ),
    ]
    for name, simulated, assumptions, size in cases:
        formula = power_of(assumptions, size)
        error = math.sqrt(formula * (1 - formula) / trials)
        rate = rejected(simulated, trials, seed)[mixed.DEFAULT]
        slack = 0.0 if trials >= 10_000 else 2 * error
        yield Check(f"power_simulated_{name}", rate, formula, 0.02 + slack, error)
    yield _risks(seed)


def _risks(seed: int, trials: int = 200_000) -> Check:
    """Two risks, the difference over its unpooled standard error."""
    trial = Assumptions("individual", control_risk=0.3, support_risk=0.45)
    n = required(trial).support
    random = np.random.default_rng(seed)
    with_support, without = random.binomial(n, 0.45, trials) / n, random.binomial(n, 0.3, trials) / n
    variance = (with_support * (1 - with_support) + without * (1 - without)) / n
    rate = float((np.abs(with_support - without) > stats.norm.ppf(0.975) * np.sqrt(variance)).mean())
    return Check("power_simulated_two_risks", rate, power_of(trial, n), 0.02, math.sqrt(0.16 / trials))
