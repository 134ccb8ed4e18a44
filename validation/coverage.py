"""Do the intervals of an answer hold what they say? A simulation of random-effects meta-analyses.

    python validation/coverage.py [--together] [--full] [--json] [--seed N]

For 3 to 40 trials, true effects normal with tau² from 0 to 1, sampling variances equal (0.1) or unequal (0.02 to 0.5 in
even steps of their logarithm): the share of 95 % intervals that hold the mean (REML, Hartung and Knapp's errors with a
factor of at least 1, "adhoc"), and the share of prediction intervals that hold the true effect of a new trial: as the
answers have them, with t of k - 2 degrees of freedom (Higgins, Thompson & Spiegelhalter 2009, J R Stat Soc A 172:137,
with the errors of Partlett & Riley 2017, Stat Med 36:301), and of k - 1 as metafor's "adhoc" has them.
Quick: 2,000 analyses a cell; --full: 20,000.

--together: trials with one to four results each, whose errors correlate by 0.3 or 0.9 where the model takes 0.6, true
effects that differ between trials (tau² 0 or 0.1) and within them (0.02): the share of intervals by CHE and CR2 that
hold the mean, among the analyses with at least 4 degrees of freedom, and the share of analyses that had them. Quick:
100 analyses a cell; --full: 2,000.
"""

from __future__ import annotations

import argparse
import json
import sys

import numpy as np
from scipy import stats

from alongside.evidence import EffectSize, Outcome
from alongside.synthesis.all_results import Refused, estimate_of_all
from alongside.synthesis.pooling_many import pool_many
from alongside.synthesis.prediction_interval import prediction_interval
from alongside.synthesis.selection import Rule

QUICK, FULL = 2000, 20000
TRIALS, TAU2, LEVEL = (3, 4, 5, 7, 10, 20, 40), (0.0, 0.02, 0.1, 0.5, 1.0), 0.95


def cell(k: int, tau2: float, vi: np.ndarray, repeats: int, random: np.random.Generator) -> dict[str, float]:
    """Coverage in per cent of the interval of the mean and of the three prediction intervals."""
    variances = np.tile(vi, (repeats, 1))
    effects = random.normal(0, np.sqrt(tau2), (repeats, k)) + random.normal(size=(repeats, k)) * np.sqrt(variances)
    new = random.normal(0, np.sqrt(tau2), repeats)
    fit = pool_many(effects, variances, method="REML", test="adhoc", level=LEVEL)
    spread = np.sqrt(fit.tau2 + fit.se**2)
    shares = {"mean": float(np.mean((fit.ci_lb <= 0) & (fit.ci_ub >= 0)))}
    limits = np.array([prediction_interval(y, vi, level=LEVEL) for y in effects])
    shares["new"] = float(np.mean((limits[:, 0] <= new) & (new <= limits[:, 1])))
    for df in (k - 2, k - 1):
        reach = stats.t.ppf((1 + LEVEL) / 2, df) * spread
        shares[f"k-{k - df}"] = float(np.mean(np.abs(new - fit.beta) <= reach))
    return {name: round(100 * share, 1) for name, share in shares.items()}


def simulate(repeats: int, seed: int) -> list[dict[str, object]]:
    """Every cell."""
    random = np.random.default_rng(seed)
    rows: list[dict[str, object]] = []
    for kind in ("equal", "unequal"):
        for k in TRIALS:
            vi = np.full(k, 0.1) if kind == "equal" else np.geomspace(0.02, 0.5, k)
            rows += [{"variances": kind, "k": k, "tau2": tau2, **cell(k, tau2, vi, repeats, random)} for tau2 in TAU2]
    return rows


def cell_together(trials: int, rho: float, tau2: float, repeats: int, random: np.random.Generator) -> dict[str, float]:
    """Coverage of CHE with CR2 where it may be relied on, and how often it may."""
    outcome, rule = Outcome("effect", "Effect", "", "MD", higher_is_better=True), Rule(rho=0.6, level=LEVEL)
    covered = usable = 0
    for _ in range(repeats):
        effects = []
        for trial in range(trials):
            m = int(random.integers(1, 5))
            vi = np.exp(random.uniform(np.log(0.02), np.log(0.2))) * random.uniform(0.9, 1.1, m)
            V = rho * np.sqrt(np.outer(vi, vi))
            np.fill_diagonal(V, vi)
            true = random.normal(0, np.sqrt(tau2)) + random.normal(0, np.sqrt(0.02), m)
            yi = random.multivariate_normal(true, V)
            effects += [
                EffectSize(f"{trial}/{i}", f"{trial}", "MD", float(yi[i]), float(vi[i]), None) for i in range(m)
            ]
        estimate = estimate_of_all(effects, outcome, rule)
        if not isinstance(estimate, Refused):
            usable += 1
            covered += estimate.ci_low <= 0 <= estimate.ci_high
    share = round(100 * covered / usable, 1) if usable else float("nan")
    return {"mean": share, "usable": round(100 * usable / repeats, 1)}


def simulate_together(repeats: int, seed: int) -> list[dict[str, object]]:
    """Every cell of trials with several results."""
    random = np.random.default_rng(seed)
    return [
        {"trials": trials, "rho": rho, "tau2": tau2, **cell_together(trials, rho, tau2, repeats, random)}
        for trials in (8, 20)
        for rho in (0.3, 0.9)
        for tau2 in (0.0, 0.1)
    ]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--together", action="store_true", help="trials with several results, by CHE and CR2")
    chosen = parser.parse_args(arguments)
    if chosen.together:
        rows = simulate_together(2000 if chosen.full else 100, chosen.seed)
        if not chosen.json:
            print("trials  rho  tau2  mean held  analyses with 4 degrees of freedom or more (per cent)")
            for row in rows:
                print(f"{row['trials']:6} {row['rho']:4} {row['tau2']:5} {row['mean']:10} {row['usable']:8}")
            return 0
    else:
        rows = simulate(FULL if chosen.full else QUICK, chosen.seed)
    if chosen.json:
        print(json.dumps(rows, indent=1))
        return 0
    print("variances   k  tau2   mean  new trial    k-2    k-1 (per cent of 95 % intervals that hold)")
    for row in rows:
        setting = f"{row['variances']:9} {row['k']:3} {row['tau2']:5}"
        print(f"{setting} {row['mean']:6} {row['new']:10} {row['k-2']:6} {row['k-1']:6}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
