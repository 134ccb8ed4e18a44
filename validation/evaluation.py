"""Does the evaluation engine say what theory and the field's packages say, and are its answers as sure as they claim?

    python validation/evaluation.py [--quick] [--json] [--only PREFIX] [--seed N]

Golden figures (sample sizes, a mixed model, Rubin's rules, minimisation), false positives of each design's default
analysis under no effect, simulated power against the formula, how well the next allocation can be guessed, and the time
that a plan takes on 5,000 people. Each check prints value, what was expected, tolerance and whether it is within;
simulated ones also their Monte Carlo standard error, which `--quick` (1,000 trials instead of 10,000) adds twice to the
tolerance. Exit code 1 if one is not.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from alongside.evaluation.allocation import (
    Minimisation,
    PermutedBlocks,
    Stream,
    arms,
    blocks_bound,
    distances,
    guessed_right,
    guessed_right_minimised,
    minimisation_shares,
    redrawing,
)
from alongside.evaluation.analysis import TrialData, mixed, pool_imputations, trial_data
from alongside.evaluation.analysis.models import components_for
from alongside.evaluation.plan import AnalysisPlan, Estimand, lock
from alongside.evaluation.report import report
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

Numbers = np.ndarray[Any, np.dtype[np.float64]]
SLEEP = Path(__file__).parents[1] / "tests" / "evaluation" / "golden" / "sleepstudy.csv"


@dataclass(frozen=True)
class Check:
    """One figure against what it should be. `error` is the Monte Carlo standard error of a simulated one."""

    name: str
    value: float
    expected: float
    tolerance: float
    error: float | None = None
    at_most: bool = False

    def document(self) -> dict[str, Any]:
        """As JSON has it."""
        gap = self.value - self.expected
        document: dict[str, Any] = {
            "value": self.value,
            "expected": self.expected,
            "tolerance": self.tolerance,
            "ok": bool((gap if self.at_most else abs(gap)) <= self.tolerance),
        }
        if self.error is not None:
            document["monte_carlo_error"] = self.error
        return document


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
    with SLEEP.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    reaction, days = (np.array([float(row[name]) for row in rows]) for name in ("reaction", "days"))
    subject, ones = mixed.labels([row["subject"] for row in rows]), np.ones(len(rows))
    parts = [
        mixed.random_intercept("subjects", subject),
        mixed.covariance("intercepts with slopes", subject, ones, days),
        mixed.random_intercept("slopes", subject, days),
        mixed.residual("residual", ones),
    ]
    model = mixed.fit(reaction, np.column_stack([ones, days]), parts, ("intercept", "days"))
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


def predictability(trials: int, seed: int) -> Iterator[Check]:
    """The best guesser who sees all before is right no more often than theory gives."""
    random = np.random.default_rng(seed)
    split = arms({"support": 1, "waiting list": 1})
    people, lists = 120, max(trials // 2, 200)
    for sizes_of in ((4,), (2, 4, 6), (4, 6, 8)):
        procedure = PermutedBlocks(split, sizes_of)
        drawn = redrawing(procedure, [{}] * people, "support")(random, lists)
        shares = [guessed_right(procedure, _named(row)) for row in drawn]
        error = float(np.std(shares) / math.sqrt(lists))
        name = "_".join(map(str, sizes_of))
        yield Check(f"guessed_blocks_{name}", float(np.mean(shares)), blocks_bound(sizes_of), 3 * error, error, True)
    factors = {"sex": ("f", "m"), "site": ("north", "south", "east")}
    for distance in ("range", "variance", "taves"):
        minimisation = Minimisation(split, factors, distance, 0.8)
        shares, theory = [], []
        for _ in range(max(lists // 20, 20)):
            traits = [{name: str(random.choice(levels)) for name, levels in factors.items()} for _ in range(people)]
            row = redrawing(minimisation, traits, "support")(random, 1)[0]
            right, bound = guessed_right_minimised(minimisation, list(zip(traits, _named(row), strict=True)))
            shares.append(right)
            theory.append(bound)
        error = float(np.std(np.array(shares) - np.array(theory)) / math.sqrt(len(shares)))
        bound_of = float(np.mean(theory))
        yield Check(f"guessed_minimisation_{distance}", float(np.mean(shares)), bound_of, 3 * error, error, True)
        yield Check(f"guessed_minimisation_{distance}_theory", bound_of, 0.8, 0, None, True)


def _named(flags: Any) -> list[str]:
    return ["support" if flag else "waiting list" for flag in flags]


def speed(trials: int, seed: int) -> Iterator[Check]:
    """All of a plan on 5,000 people: 500 clusters, and 250 supporters with 2,500 people alone."""
    del trials
    for design in ("cluster", "partially-nested"):
        plan, data, visits, redraw = _large(design, seed)
        locked = lock(plan, when="2026-01-01", who="validation")
        start = time.perf_counter()
        result = report(locked, plan, data, visits=visits, redraw=redraw)
        seconds = time.perf_counter() - start
        problems = [line.problem for line in result.lines if line.problem]
        yield Check(f"seconds_all_of_the_plan_{design}", seconds, 10.0, 0, None, True)
        yield Check(f"analyses_that_failed_{design}", len(problems), 0, 0)


def _large(design: str, seed: int) -> tuple[AnalysisPlan, TrialData, dict[str, Numbers], Any]:
    from alongside.evaluation.allocation import redrawing_clusters

    random = np.random.default_rng(seed)
    n, size = 5_000, 10
    code = np.arange(n) // size
    treated = code < 250
    baseline = random.standard_normal(n)
    shared = 0.3 * random.standard_normal(500)[code] * (treated if design == "partially-nested" else 1)
    outcome = 0.5 * baseline + shared + random.standard_normal(n) + 0.1 * treated
    six = outcome + random.standard_normal(n)
    for values in (outcome, six):
        values[random.random(n) < 0.1] = np.nan
    arm = np.where(treated, "support", "usual").tolist()
    names = [f"c{value}" for value in code]
    nested = design == "partially-nested"
    group = [name if flag else "" for name, flag in zip(names, treated, strict=True)] if nested else []
    data = trial_data(
        [str(index) for index in range(n)],
        arm,
        outcome,
        support="support",
        comparison="usual",
        covariates={"baseline": baseline},
        group=group,
        cluster=[] if nested else names,
        received=np.where(treated, random.random(n) < 0.8, 0.0),
    )
    split = arms({"support": 1, "usual": 1})
    if nested:
        redraw = redrawing(PermutedBlocks(split, (4, 6)), [{}] * n, "support")
    else:
        redraw = redrawing_clusters(split, dict.fromkeys(names, ""), names, "support")
    plan = AnalysisPlan(
        "speed",
        design,
        "support",
        "usual",
        "outcome",
        Estimand(*["invented"] * 5),
        covariates=("baseline",),
        group="group" if nested else "",
        cluster="" if nested else "cluster",
        received="received",
        visits=("six", "outcome"),
        largest_shift=1.0,
        allocation={"arms": "support:1,usual:1"},
        analyses=(
            "primary",
            "cluster-level",
            "gee",
            "imputed",
            "tipping-point",
            "randomisation",
            "compliers",
            "repeated",
        ),
    )
    return plan, data, {"six": six, "outcome": outcome}, redraw


PARTS = {
    "sizes": sizes,
    "golden": golden,
    "minimisation": minimised,
    "false-positives": false_positives,
    "false-positives-elsewhere": false_positives_elsewhere,
    "power": powers,
    "predictability": predictability,
    "speed": speed,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="1,000 simulated trials instead of 10,000")
    parser.add_argument("--trials", type=int, help="how many simulated trials")
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.add_argument("--only", choices=[*PARTS], help="one part")
    parser.add_argument("--seed", type=int, default=28)
    options = parser.parse_args()
    trials = options.trials or (1_000 if options.quick else 10_000)
    documents: dict[str, Any] = {}
    for name, part in PARTS.items():
        if options.only in (None, name):
            for check in part(trials, options.seed):
                documents[check.name] = check.document()
                if not options.json:
                    sys.stdout.write(f"{check.name}: {documents[check.name]}\n")
                    sys.stdout.flush()
    if options.json:
        sys.stdout.write(json.dumps(documents, indent=2) + "\n")
    return 0 if all(document["ok"] for document in documents.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
