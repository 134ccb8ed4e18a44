"""Golden figures of the evaluation engine: sample sizes, a mixed model, Rubin's rules, minimisation."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from pathlib import Path

from alongside.evaluation.allocation import (
    Minimisation,
    Stream,
    arms,
    distances,
    minimisation_shares,
)
from alongside.evaluation.analysis import mixed, pool_imputations
from alongside.evaluation.samplesize import (
    Assumptions,
    longitudinal_size,
    nested_controls,
    power_of,
    power_z,
    required,
    stepped_wedge_variance,
    wedge_pattern,
)
from trial_checks import Check

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))
from sleep_study import sleep_study


def sizes(trials: int, seed: int) -> Iterator[Check]:
    """Sample sizes and powers as printed."""
    del trials, seed
    yield Check("size_two_means", required(Assumptions("individual", difference=0.5)).exact, 63.7656, 5e-5)
    cluster = Assumptions("cluster", difference=1, sd=math.sqrt(5), icc=0.1, cluster_size=10)
    yield Check("power_cluster_means", power_of(cluster, 16), 0.801766, 1e-6)
    risks = Assumptions("cluster", control_risk=0.1, support_risk=0.2, icc=0.05, cluster_size=150)
    yield Check("clusters_two_risks", required(risks).exact, 12.094, 5e-4)
    controls = nested_controls(10, 10, 0.5, between=0.1, within=0.9, control=1)
    yield Check("controls_partially_nested", controls, 77.81084, 5e-6)
    p = (0.05 + 0.035) / 2
    wedge = stepped_wedge_variance(wedge_pattern(4, 6), 120, residual=p * (1 - p), between=0.01**2)
    yield Check("power_stepped_wedge", power_z(0.015 / math.sqrt(wedge)), 0.786190, 1e-6)
    printed = {0.2: (313, 625, 938), 0.5: (196, 391, 586), 0.8: (79, 157, 235)}
    for rho, numbers in printed.items():
        for variance, number in zip((100, 200, 300), numbers, strict=True):
            size = math.ceil(longitudinal_size((0, 2, 5), 0.5, rho=rho, variance=variance, tails=1))
            yield Check(f"size_longitudinal_rho_{rho}_variance_{variance}", size, number, 0)


def golden(trials: int, seed: int) -> Iterator[Check]:
    """The mixed model of the sleep study, and Rubin's rules."""
    del trials, seed
    model = sleep_study()
    for name, contrast, estimate, se, places in (
        ("intercept", (1, 0), 251.4051, 6.8246, 5e-5),
        ("slope", (0, 1), 10.46729, 1.54579, 5e-6),
    ):
        tests = mixed.contrast_test(model, contrast)
        yield Check(f"sleep_{name}", tests["kenward-roger"].estimate, estimate, places)
        yield Check(f"sleep_{name}_se", tests["kenward-roger"].se, se, places)
        yield Check(f"sleep_{name}_kenward_roger_df", tests["kenward-roger"].df, 17, 1e-6)
        yield Check(f"sleep_{name}_satterthwaite_df", tests["satterthwaite"].df, 17, 1e-5)
    yield Check("sleep_reml_criterion", model.criterion, 1743.628, 5e-4)
    pooled = pool_imputations([0.30, 0.35, 0.28, 0.41, 0.33], [0.010, 0.011, 0.009, 0.012, 0.010], 60 - 2)
    yield Check("rubin_estimate", pooled.estimate, 0.334, 5e-7)
    yield Check("rubin_variance", pooled.total, 0.013436, 5e-7)
    yield Check("rubin_df", pooled.df, 27.93757, 5e-6)
    yield Check("rubin_fmi", pooled.fmi, 0.27600, 5e-6)


def minimised(trials: int, seed: int) -> Iterator[Check]:
    """The worked case of minimisation, whatever the arms are called."""
    counts = ((30, 18, 9, 19), (31, 17, 8, 21))
    for names in (("A", "B"), ("1", "0")):
        for distance, printed, preferred in (
            ("taves", (76, 77), names[0]),
            ("range", (5, 5), ""),
            ("variance", (4.5, 6.5), names[0]),
        ):
            procedure = Minimisation(
                arms(dict.fromkeys(names, 1)), {f"factor {i}": ("level",) for i in range(4)}, distance
            )
            before = {
                f"factor {i}": dict(zip(names, pair, strict=True)) for i, pair in enumerate(zip(*counts, strict=True))
            }
            figures = distances(procedure, before)
            for arm, figure in zip(names, printed, strict=True):
                yield Check(f"minimisation_{distance}_{arm}", figures[arm], figure, 0)
            shares = dict(zip(procedure.arms.names, minimisation_shares(procedure, before), strict=True))
            expected = 0.5 if not preferred else 0.8
            yield Check(f"minimisation_{distance}_probability_{names[0]}", shares[names[0]], expected, 1e-12)
    draws = 10 * trials
    for names in (("arm 1", "arm 2"), ("0", "1"), ("1", "0")):
        procedure = Minimisation(arms(dict.fromkeys(names, 1)), {"everybody": ("yes",)}, "range", 0.8)
        shares_now = minimisation_shares(procedure, {"everybody": {names[0]: 3, names[1]: 2}})
        key = seed.to_bytes(16, "big")
        behind = sum(
            Stream(key, (str(index),)).weighted(procedure.arms.names, shares_now) == names[1] for index in range(draws)
        )
        error = math.sqrt(0.16 / draws)
        yield Check(f"minimisation_draws_behind_named_{names[1]}", behind / draws, 0.80, 3 * error, error)
