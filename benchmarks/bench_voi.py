"""Value of information against the clock: EVPI with EVPPI of 20 parameters, an EVSI curve, plain nested Monte Carlo.

    python benchmarks/bench_voi.py [--repeat N] [--json]

The draws: 10,000 of 20 parameters and three options with bends and an interaction; the curve has 20 sizes. The nested
reference is our own (`alongside.planning.nested`, its inner draws one numpy call), on models whose EVPPI is known in
exact form: EVPPI of all 20 parameters of a sum ("twenty"), and of a single parameter with all else in one number
("linear", "curved"), which flatters nesting: an inner draw is then one normal number. Both ways are run with several
seeds: the regression with 10,000 draws, drawing them included; the nested one with rising numbers of inner draws and
twice as many outer, up to the first that has the regression's root mean squared error or less. Printed are both
errors, both times and their ratio; the target is held against "twenty", the task of the first line.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from alongside.planning import draws, evpi, evppi, evsi, nested, normal_value

TARGETS = {"evpi_evppi_seconds": 1.0, "evsi_curve_seconds": 3.0, "faster_than_nested": 10.0}

Array = np.ndarray[Any, Any]


def timed(work: Callable[[], object], repeat: int) -> float:
    """Median seconds, after one run that warms up."""
    work()
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def twenty() -> Any:
    """10,000 draws of 20 parameters, three options."""
    z = np.random.default_rng(1).standard_normal((10_000, 20))
    interaction = z @ np.linspace(0, 1, 20) + z[:, 3] * z[:, 4]
    benefit = np.column_stack([0 * interaction, interaction, z[:, 1] ** 2 - 1 + np.sin(2 * z[:, 5])])
    return draws(benefit, parameters={f"p{index}": z[:, index] for index in range(20)})


@dataclass(frozen=True)
class Model:
    """A gain over nothing, from standard normal parameters and noise (rows, columns), with EVPPI of each parameter."""

    gain: Callable[[Array], Array]
    columns: int
    truths: tuple[float, ...]


SCALES = np.linspace(0.2, 1.2, 20)

MODELS = {
    "twenty": Model(lambda z: 1 + z @ SCALES, 20, tuple(normal_value(1, scale) for scale in SCALES)),
    "linear": Model(lambda z: 1 + z[:, 0] - 2 * z[:, 1], 2, (normal_value(1, 1),)),
    "curved": Model(lambda z: 2 * np.sin(2 * (1 + z[:, 0])) - 0.3 + 3 * z[:, 1], 2, (0.59353,)),
}

SEEDS = {"twenty": range(1, 6), "linear": range(1, 25), "curved": range(1, 13)}


def two(gain: Array) -> Array:
    """Net benefit of nothing and of the option."""
    return np.column_stack([0 * gain, gain])


def by_regression(model: Model, seed: int) -> list[float]:
    z = np.random.default_rng(seed).standard_normal((10_000, model.columns))
    parameters = {str(index): z[:, index] for index in range(len(model.truths))}
    sample = draws(two(model.gain(z)), parameters=parameters)
    return [evppi(sample, name).value for name in parameters]


def by_nesting(model: Model, inner: int, seed: int) -> list[float]:
    def learn(random: np.random.Generator, number: int) -> Array:
        return random.standard_normal(number)

    values = []
    for index in range(len(model.truths)):

        def benefit(p: float, random: np.random.Generator, number: int, index: int = index) -> Array:
            z = random.standard_normal((number, model.columns))
            z[:, index] = p
            return two(model.gain(z))

        values.append(nested(learn, benefit, outer=2 * inner, inner=inner, seed=seed + 1000 * index).value)
    return values


def errors(estimate: Callable[[int], list[float]], truths: tuple[float, ...], seeds: range) -> tuple[float, float]:
    """Root mean squared error over parameters and seeds, and median seconds of a run."""
    squares, times = [], []
    for seed in seeds:
        start = time.perf_counter()
        values = estimate(seed)
        times.append(time.perf_counter() - start)
        squares += [(value - truth) ** 2 for value, truth in zip(values, truths, strict=True)]
    return math.sqrt(statistics.mean(squares)), statistics.median(times)


def against_nested(name: str) -> dict[str, float]:
    model, seeds = MODELS[name], SEEDS[name]
    error, seconds = errors(lambda seed: by_regression(model, seed), model.truths, seeds)
    row = {"error": error, "seconds": seconds}
    for inner in (100, 150, 200, 225, 250, 275, 300, 350, 400, 500, 600, 800, 1200, 1600):
        nested_error, nested_seconds = errors(
            lambda seed, inner=inner: by_nesting(model, inner, seed), model.truths, seeds
        )
        row |= {"nested_inner": inner, "nested_error": nested_error, "nested_seconds": nested_seconds}
        if nested_error <= error:
            break
    return row | {"ratio": row["nested_seconds"] / seconds, "same_error": row["nested_error"] <= error}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    sample = twenty()
    sizes = list(range(50, 1050, 50))
    document: dict[str, Any] = {
        "evpi_evppi_seconds": timed(
            lambda: (evpi(sample), [evppi(sample, name) for name in sample.parameters]), arguments.repeat
        ),
        "evsi_curve_seconds": timed(lambda: evsi(sample, "p5", sigma=2, sizes=sizes), arguments.repeat),
        "against_nested": {name: against_nested(name) for name in MODELS},
        "targets": TARGETS,
    }
    document["faster_than_nested"] = document["against_nested"]["twenty"]["ratio"]
    if arguments.json:
        print(json.dumps(document, indent=2))
    else:
        print(f"EVPI and EVPPI of 20 parameters, 10,000 draws: {document['evpi_evppi_seconds']:.3f} s (target < 1)")
        print(f"EVSI curve over 20 sizes: {document['evsi_curve_seconds']:.3f} s (target < 3)")
        print(f"Faster than nested, twenty: {document['faster_than_nested']:.1f} times (target 10)")
        for name, row in document["against_nested"].items():
            print(
                f"{name}: error {row['error']:.5f} in {row['seconds']:.4f} s; nested, {row['nested_inner']} inner: "
                f"{row['nested_error']:.5f} in {row['nested_seconds']:.3f} s; {row['ratio']:.0f} times faster"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
