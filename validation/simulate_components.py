"""Do 95 % intervals of component effects cover 95 %, and is what cannot be identified said to be so?

    python validation/simulate_components.py [--full] [--json] [--seed N]

Simulates evidence bases like that of peer support: 40 to 120 trials, 6 to 14 components that come together more often
than by chance, two arms or (one in ten) three, tau² from 0 to 0.3, one trial in four of high risk of bias (its
effects moved by a normal amount with standard deviation 0.1). In one base of three, two components are tied: they
always come together. Quick: 60 bases; `--full`: 1,000. Each component effect that the model gives is held against the
truth; for each base the model must name exactly the components that the trials do not separate, which is known here
from the rank of the differences between arms, worked out apart from the engine (by singular values).
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from typing import Any

import numpy as np

from alongside.synthesis.networks import Components, NetworkData, component_model
from alongside.synthesis.networks.data import Trial, network_of

QUICK, FULL = 60, 1000

TAU2 = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3)

BIAS = 0.1
"""Standard deviation by which a trial at high risk of bias is off."""


@dataclass(frozen=True)
class Base:
    """One simulated evidence base."""

    data: NetworkData
    names: tuple[str, ...]
    truth: np.ndarray[Any, np.dtype[np.float64]]
    tau2: float
    marks: np.ndarray[Any, np.dtype[np.float64]]


def simulate(random: np.random.Generator, tied: bool) -> Base:
    """An evidence base; with `tied`, the first two components always come together."""
    p, k = int(random.integers(6, 15)), int(random.integers(40, 121))
    names = tuple(f"c{index:02d}" for index in range(p))
    truth = random.normal(0.1, 0.15, p)
    tau2 = float(random.choice(TAU2))
    root = np.linalg.cholesky(0.3 * np.ones((p, p)) + 0.7 * np.eye(p))
    cut = random.uniform(-0.2, 1.0, p)
    trials: list[Trial] = []
    rows = []
    for study in range(k):
        arms = 3 if random.random() < 0.1 else 2
        marks = np.zeros((arms, p))
        while not (marks[1:] != marks[:-1]).any():
            marks[1:] = cut < (root @ random.standard_normal((p, arms - 1))).T
            marks[0] = marks[1] * (random.random(p) < 0.2)
            if tied:
                marks[:, 1] = marks[:, 0]
        n = random.integers(25, 150, arms)
        variances = 1 / n + 0.002
        bias = BIAS if random.random() < 0.25 else 0.0
        means = marks @ truth + random.normal(0, np.sqrt(tau2 / 2 + variances)) + bias * random.standard_normal(arms)
        labels = [" + ".join(name for name, x in zip(names, mark, strict=True) if x) or "none" for mark in marks]
        effects = means[:, None] - means[None, :]
        spread = variances[:, None] + variances[None, :]
        np.fill_diagonal(spread, 0.0)
        trials.append((f"s{study}", labels, effects, spread))
        rows.append(marks[1:] - marks[:1])
    return Base(network_of(trials), names, truth, tau2, np.concatenate(rows))


def separable(base: Base) -> set[str]:
    """Components whose unit vector lies in the row space of the arms' differences, by singular values."""
    _, values, right = np.linalg.svd(base.marks, full_matrices=False)
    space = right[values > 1e-9 * values[0]]
    gap = np.abs(np.eye(len(base.names)) - space.T @ space).max(axis=0)
    return {name for name, x in zip(base.names, gap, strict=True) if x < 1e-8}


def judge(base: Base, model: Components, tally: dict[str, float]) -> None:
    """Count what covers, and whether what is not identifiable is said."""
    present = {name for name, column in zip(base.names, base.marks.T, strict=True) if name in model.components}
    wanted = separable(base) & present
    named = {name for name, x in zip(model.components, model.identifiability.separable, strict=True) if x}
    tally["bases"] += 1
    if wanted != set(model.components):
        tally["unidentifiable"] += 1
        numbers = model.random or model.common
        without = {name for name, x in zip(model.components, numbers.effect, strict=True) if np.isnan(x)}
        agree = named == wanted and without == set(model.components) - wanted
        tally["said"] += agree and bool(model.identifiability.sentences)
    elif named == wanted and not model.identifiability.sentences:
        tally["clear"] += 1
    assert model.random is not None
    for index, name in enumerate(model.components):
        if name in wanted:
            true = base.truth[base.names.index(name)]
            tally["intervals"] += 1
            tally["covered"] += model.random.ci_lb[index] <= true <= model.random.ci_ub[index]


def main() -> int:
    parser = argparse.ArgumentParser(description="Coverage of component effects.")
    parser.add_argument("--full", action="store_true", help=f"{FULL} bases instead of {QUICK}")
    parser.add_argument("--seed", type=int, default=20261128)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    random = np.random.default_rng(options.seed)
    results: dict[str, dict[str, float]] = {}
    settings = [("DL", "z"), ("REML", "z"), ("REML", "t")]
    counts = ("bases", "intervals", "covered", "unidentifiable", "said", "clear")
    tallies = {setting: dict.fromkeys(counts, 0.0) for setting in settings}
    for index in range(FULL if options.full else QUICK):
        base = simulate(random, tied=index % 3 == 0)
        for method, test in settings:
            inactive = "none" if "none" in base.data.treatments else ""
            model = component_model(base.data, inactive=inactive, method=method, test=test)
            judge(base, model, tallies[method, test])
    for (method, test), tally in tallies.items():
        results[f"{method}, {test}"] = {
            "bases": tally["bases"],
            "intervals": tally["intervals"],
            "coverage": tally["covered"] / tally["intervals"],
            "not_identifiable": tally["unidentifiable"],
            "said_so": tally["said"] / max(1, tally["unidentifiable"]),
            "identifiable_and_clear": tally["clear"] / max(1, tally["bases"] - tally["unidentifiable"]),
        }
    if options.json:
        print(json.dumps(results, indent=2))
    else:
        print(
            f"{'tau2, interval':<16}{'bases':>7}{'intervals':>11}{'coverage':>10}{'not identifiable':>18}{'said so':>9}"
        )
        for name, row in results.items():
            print(
                f"{name:<16}{row['bases']:>7.0f}{row['intervals']:>11.0f}{row['coverage']:>10.1%}"
                f"{row['not_identifiable']:>18.0f}{row['said_so']:>9.1%}"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
