"""Planning against golden figures, against inequalities that must hold, and against plain nested Monte Carlo.

    python validation/planning.py [--json]

Prints `{"<check>": {"value", "expected", "tolerance", "ok"}}`; ends with 1 if a check fails. The golden figures are
closed forms (Raiffa and Schlaifer 1961), quadrature, and the model of Chancellor et al. 1997 (Pharmacoeconomics 12:54)
as Briggs, Claxton and Sculpher 2006 teach it. Draws are scrambled Sobol points, so that what is seen is the
estimators' error and hardly that of sampling. Of an inequality, `value` is the least slack, which may not be below 0.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.stats import norm, qmc

from alongside.planning import (
    Draws,
    cohort,
    draws,
    evpi,
    evppi,
    evsi,
    evsi_by_regression,
    nested,
    normal_value,
    population_size,
    preposterior_sd,
    reduced_risk,
    transition_matrix,
)

Check = dict[str, Any]

SIZES = [5, 10, 20, 50, 100, 400, 1000]

OUTER, INNER = 4000, 2000
"""Of the nested reference: the inner noise then lifts the value by under 0.0005."""


def check(value: float, expected: float, tolerance: float) -> Check:
    return {
        "value": value,
        "expected": expected,
        "tolerance": tolerance,
        "ok": bool(abs(value - expected) <= tolerance),
    }


def at_least_zero(value: float) -> Check:
    """An inequality: the slack, of which any amount from 0 up is right; 1e-12 is the rounding of sums."""
    return {"value": value, "expected": ">= 0", "tolerance": 1e-12, "ok": bool(value >= -1e-12)}


def normals(dimensions: int, power: int = 14) -> np.ndarray[Any, Any]:
    """2^power points of independent standard normals."""
    return np.asarray(norm.ppf(qmc.Sobol(dimensions, seed=1).random_base2(power)))


def linear(z: np.ndarray[Any, Any]) -> Draws:
    """p1 − p2 against nothing, p1 ~ N(1, 1), p2 ~ N(0, 2)."""
    p1, p2 = 1 + z[:, 0], 2 * z[:, 1]
    return draws(np.column_stack([0 * p1, p1 - p2]), parameters={"p1": p1, "p2": p2})


def curved(z: np.ndarray[Any, Any]) -> Draws:
    """2 sin 2p − 0.3 against nothing, p ~ N(1, 1), with noise of sd 3 from all else."""
    p = 1 + z[:, 0]
    return draws(np.column_stack([0 * p, 2 * np.sin(2 * p) - 0.3 + 3 * z[:, 1]]), parameters={"p1": p})


def three(z: np.ndarray[Any, Any]) -> Draws:
    """Three options: nothing, p1 − p2, and (p1² − 1.5)/2 + p2."""
    p1, p2 = 1 + z[:, 0], 2 * z[:, 1]
    return draws(np.column_stack([0 * p1, p1 - p2, (p1**2 - 1.5) / 2 + p2]), parameters={"p1": p1, "p2": p2})


MODELS: dict[str, Callable[[np.ndarray[Any, Any]], Draws]] = {"linear": linear, "curved": curved, "three": three}


def golden() -> dict[str, Check]:
    z = normals(2)
    difference = linear(z)
    a, b = z[:, 0], 2 * z[:, 1]
    total = draws(np.column_stack([0 * a, a + b]), parameters={"p1": a, "p2": b})
    p = 1 + z[:, 0]
    wave = draws(np.column_stack([0 * p, 2 * np.sin(2 * p) - 0.3]), parameters={"p": p})
    exact, drawn = 5e-8, 0.001
    after = {n: normal_value(1, preposterior_sd(1, 1, n)) for n in (10, 100)}
    small, large = evsi(difference, "p1", sigma=1, sizes=[10, 100])
    return {
        "difference, EVPI, closed form": check(normal_value(1, math.sqrt(5)), 0.4798107, exact),
        "difference, EVPPI p1, closed form": check(normal_value(1, 1), 0.0833155, exact),
        "difference, EVPPI p2, closed form": check(normal_value(1, 2), 0.3955931, exact),
        "difference, EVSI n 10, closed form": check(after[10], 0.0723251, exact),
        "difference, EVSI n 100, closed form": check(after[100], 0.0821176, exact),
        "difference, EVPI, draws": check(evpi(difference).value, 0.4798107, drawn),
        "difference, EVPPI p1, draws": check(evppi(difference, "p1").value, 0.0833155, drawn),
        "difference, EVPPI p2, draws": check(evppi(difference, "p2").value, 0.3955931, drawn),
        "difference, EVSI n 10, draws": check(small.value, 0.0723251, drawn),
        "difference, EVSI n 100, draws": check(large.value, 0.0821176, drawn),
        "sum, EVPPI p1": check(evppi(total, "p1").value, 0.3989423, drawn),
        "sum, EVPPI p2": check(evppi(total, "p2").value, 0.7978846, drawn),
        "sum, EVPI": check(evpi(total).value, 0.8920621, drawn),
        "curved, EVPPI": check(evppi(wave, "p").value, 0.59353, drawn),
        "product, EVPPI of both together": check(
            evppi(draws(np.column_stack([0 * a, a * b]), parameters={"a": a, "b": b}), ["a", "b"]).value,
            2 / math.pi,
            0.01,
        ),
        "four together, bends and an interaction": four_together(),
        "population, discount rate of zero": check(population_size(100, horizon=10, rate=0), 1000, 0),
        "population, the limit of small rates": check(population_size(100, horizon=10, rate=1e-9), 1000, 1e-5),
    }


def four_together() -> Check:
    """ab + sin 2c + d, with noise of sd 3 from all else; expected is a plain mean over a million points."""

    def gain(z: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return np.asarray(z[:, 0] * z[:, 1] + np.sin(2 * z[:, 2]) + z[:, 3])

    z = normals(5)
    benefit = np.column_stack([0 * z[:, 0], gain(z) + 3 * z[:, 4]])
    sample = draws(benefit, parameters={name: z[:, index] for index, name in enumerate("abcd")})
    truth = float(np.maximum(gain(normals(4, 20)), 0).mean())
    return check(evppi(sample, list("abcd")).value, truth, 0.03)


def hiv() -> dict[str, Check]:
    """Monotherapy against combination therapy, counted at each year's end."""
    usual = transition_matrix([[1251, 350, 116, 17], [0, 731, 512, 15], [0, 0, 1312, 437], [0, 0, 0, 1]])
    care, alive = np.array([1701 + 1055, 1774 + 1278, 6948 + 2059, 0.0]), np.array([1.0, 1, 1, 0])
    moves = np.array([reduced_risk(usual, 0.509)] * 2 + [usual] * 18)
    costs = np.array([care + (2278 + 2087) * alive] * 2 + [care + 2278 * alive] * 18)
    settings: dict[str, Any] = {"start": [1, 0, 0, 0], "cycles": 20, "cost_rate": 0.06, "counting": "end"}
    mono = cohort(usual, care + 2278 * alive, alive, **settings)
    both = cohort(moves, costs, alive, **settings)
    return {
        "HIV, monotherapy, cost": check(mono.cost, 44_663, 0.5),
        "HIV, monotherapy, life years": check(mono.effect, 7.991, 0.0005),
        "HIV, combination, cost": check(both.cost, 50_603, 0.5),
        "HIV, combination, life years": check(both.effect, 8.937, 0.0005),
        "HIV, ICER": check((both.cost - mono.cost) / (both.effect - mono.effect), 6_277, 0.5),
    }


def order() -> dict[str, Check]:
    results: dict[str, Check] = {}
    for name, model in MODELS.items():
        sample = model(normals(2, 13))
        curve = [worth.value for worth in evsi(sample, "p1", sigma=1, sizes=SIZES)]
        partial, perfect = evppi(sample, "p1").value, evpi(sample).value
        results[f"{name}, 0 <= EVSI"] = at_least_zero(min(curve))
        results[f"{name}, EVSI <= EVPPI"] = at_least_zero(partial - max(curve))
        results[f"{name}, EVPPI <= EVPI"] = at_least_zero(perfect - partial)
        results[f"{name}, EVSI rises with n"] = at_least_zero(float(np.diff(curve).min()))
    z = normals(2, 10)
    constant = draws(np.column_stack([0 * z[:, 0], z[:, 0]]), parameters={"c": np.full(len(z), 3.0)})
    single = draws(z[:, :1], parameters={"p": z[:, 0]})
    results["a constant parameter"] = check(evppi(constant, "c").value, 0, 0)
    results["a constant parameter, EVSI"] = check(evsi(constant, "c", sigma=1, sizes=[10])[0].value, 0, 0)
    results["one option, EVPI"] = check(evpi(single).value, 0, 0)
    results["one option, EVPPI"] = check(evppi(single, "p").value, 0, 0)
    results["one option, EVSI"] = check(evsi(single, "p", sigma=1, sizes=[10])[0].value, 0, 0)
    return results


def against_nested() -> dict[str, Check]:
    """Each estimator on three models, outer draws stratified, so that little of the difference is chance."""
    results: dict[str, Check] = {}
    z = normals(3)
    for seed, (name, model) in enumerate(MODELS.items(), 1):
        sample = model(z[:, :2])
        se = 1 / math.sqrt(20)
        means = sample.parameters["p1"] + se * z[:, 2]
        nested = _nested(model, 0.0, seed)
        after = _nested(model, se, seed)
        for label, worth, reference in (
            ("EVPPI by regression", evppi(sample, "p1"), nested),
            ("EVSI by Bayes, n 20", evsi(sample, "p1", sigma=1, sizes=[20])[0], after),
            ("EVSI by regression, n 20", evsi_by_regression(sample, "p1", [means]), after),
        ):
            results[f"{name}, {label}, against nested"] = check(worth.value, reference.value, 0.005)
    return results


def _nested(model: Callable[[np.ndarray[Any, Any]], Draws], se: float, seed: int) -> Any:
    """Nested Monte Carlo of learning p1 with standard error `se`: p1's posterior is normal in all three models."""
    share = 1 / (1 + se**2)

    def learn(_random: np.random.Generator, number: int) -> Any:
        return math.sqrt(share) * norm.ppf((np.arange(number) + 0.5) / number)

    def benefit(centre: float, random: np.random.Generator, number: int) -> Any:
        z = random.standard_normal((number, 2))
        z[:, 0] = centre + math.sqrt(1 - share) * z[:, 0]
        return model(z).benefit

    return nested(learn, benefit, outer=OUTER, inner=INNER, seed=seed)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    results = golden() | hiv() | order() | against_nested()
    if arguments.json:
        print(json.dumps(results, indent=2, ensure_ascii=False))
    else:
        for name, row in results.items():
            mark = "ok  " if row["ok"] else "MISS"
            print(f"{mark} {name}: {row['value']:.7g}, expected {row['expected']} (±{row['tolerance']:.2g})")
    return 0 if all(row["ok"] for row in results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
