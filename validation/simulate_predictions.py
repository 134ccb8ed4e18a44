"""Do prediction intervals hold what they should, and does knowing components and context help?

    python validation/simulate_predictions.py [--full] [--json] [--seed N]

Simulates evidence bases like that of peer support (40 to 120 trials, 6 to 14 components that come together more often
than by chance, four conditions, three settings, two supporters, two incomes, tau from 0 to 0.5, one trial in four of
high risk of bias), fits the hierarchical model, and predicts a new trial of the kind that the others are: share of
new trials' true effects inside the 95 % interval, in all and by distance to the data; share of profiles that are
refused; error against that of the plain average. Quick: 40 bases with 5 profiles each; `--full`: 1,000.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

import numpy as np

from alongside.synthesis.prediction import FACTORS, Profile, Refused, TrialEffect, fit, predict

QUICK, FULL = 40, 1000

PROFILES = 5

LEVELS = {"condition": 4, "setting": 3, "supporter": 2, "income": 2}

BANDS = ((0.0, 0.1), (0.1, 0.25), (0.25, 0.5))
"""Distances to the nearest trial by which coverage is printed."""


class Base:
    """A truth to sample trials and profiles from."""

    def __init__(self, random: np.random.Generator) -> None:
        self.random = random
        p = int(random.integers(6, 15))
        self.names = tuple(f"c{index:02d}" for index in range(p))
        self.root = np.linalg.cholesky(0.3 * np.ones((p, p)) + 0.7 * np.eye(p))
        self.cut = random.uniform(0.0, 1.0, p)
        self.components = random.normal(0, random.uniform(0.0, 0.25), p)
        self.factors = {name: random.normal(0, random.uniform(0.0, 0.2), count) for name, count in LEVELS.items()}
        self.tau = float(random.uniform(0, 0.5))
        self.mean = float(random.normal(0.2, 0.2))

    def profile(self) -> Profile:
        """A programme and group of the kind that trials study."""
        present: np.ndarray[Any, Any] = np.zeros(len(self.names), dtype=bool)
        while not present.any():
            present = self.root @ self.random.standard_normal(len(self.names)) > self.cut
        context = {name: str(self.random.integers(count)) for name, count in LEVELS.items()}
        return Profile(frozenset(n for n, x in zip(self.names, present, strict=True) if x), context)

    def effect(self, profile: Profile) -> float:
        """The true effect in one trial of that profile."""
        average = self.mean + sum(
            x for n, x in zip(self.names, self.components, strict=True) if n in profile.components
        )
        average += sum(self.factors[name][int(level)] for name, level in profile.context.items())
        return float(average + self.random.normal(0, self.tau))

    def trial(self, index: int) -> TrialEffect:
        """One trial, biased in one of four."""
        profile = self.profile()
        variance = float(2 / self.random.integers(25, 150) + 0.004)
        bias = 0.1 * self.random.standard_normal() if self.random.random() < 0.25 else 0.0
        effect = self.effect(profile) + float(self.random.normal(0, np.sqrt(variance))) + float(bias)
        return TrialEffect(f"s{index}", effect, variance, profile.components, profile.context)


def main() -> int:
    parser = argparse.ArgumentParser(description="Coverage of predictions.")
    parser.add_argument("--full", action="store_true", help=f"{FULL} bases instead of {QUICK}")
    parser.add_argument("--seed", type=int, default=20261128)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    random = np.random.default_rng(options.seed)
    rows: list[tuple[float, bool, float, float, float]] = []
    refused = 0
    for index in range(FULL if options.full else QUICK):
        base = Base(random)
        trials = [base.trial(number) for number in range(int(random.integers(40, 121)))]
        model = fit(trials, factors=FACTORS, seed=index)
        effects = np.array([trial.effect for trial in trials])
        average = float(np.average(effects, weights=[1 / (trial.variance + base.tau**2) for trial in trials]))
        for _ in range(PROFILES):
            profile = base.profile()
            true = base.effect(profile)
            try:
                ours = predict(model, profile, seed=index, draws=2)
            except Refused:
                refused += 1
                continue
            rows.append(
                (
                    ours.distance,
                    ours.pi_lb <= true <= ours.pi_ub,
                    ours.mean - true,
                    average - true,
                    ours.pi_ub - ours.pi_lb,
                )
            )
    table = np.array(rows, dtype=float)
    bands = {
        f"{low:g} to {high:g}": {"profiles": int(inside.sum()), "coverage": float(table[inside, 1].mean())}
        for low, high in BANDS
        if (inside := (table[:, 0] >= low) & (table[:, 0] <= high if high == 0.5 else table[:, 0] < high)).any()
    }
    result = {
        "profiles": len(rows),
        "refused": refused,
        "coverage": float(table[:, 1].mean()),
        "error": float(np.sqrt(np.mean(table[:, 2] ** 2))),
        "error_of_average": float(np.sqrt(np.mean(table[:, 3] ** 2))),
        "mean_width": float(table[:, 4].mean()),
        "by_distance": bands,
    }
    if options.json:
        print(json.dumps(result, indent=2))
        return 0
    print(
        f"{len(rows)} profiles predicted, {refused} refused; 95 % intervals hold {result['coverage']:.1%}; error "
        f"{result['error']:.3f}, of the plain average {result['error_of_average']:.3f}"
    )
    for name, band in bands.items():
        print(f"  distance {name}: {band['profiles']} profiles, {band['coverage']:.1%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
