"""Value of information against the clock: EVPI with EVPPI of 20 parameters, an EVSI curve, plain nested Monte Carlo.

    python benchmarks/bench_voi.py [--repeat N] [--json]

The draws: 10,000 of 20 parameters and three options with bends and an interaction; the curve has 20 sizes. The nested
reference is our own (`alongside.planning.nested`, its inner draws one numpy call): on two models whose EVPPI is known,
both ways are run with several seeds. The regression has 10,000 draws; the nested one inner draws of several numbers
and twice as many outer as inner, of which the cheapest is taken that has the regression's root mean squared error or
less. Printed are both errors, both times and their ratio.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from alongside.planning import draws, evpi, evppi, evsi, nested

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
    first = z @ np.linspace(0, 1, 20) + z[:, 3] * z[:, 4]
    benefit = np.column_stack([0 * first, first, z[:, 1] ** 2 - 1 + np.sin(2 * z[:, 5])])
    return draws(benefit, parameters={f"p{index}": z[:, index] for index in range(20)})


MODELS: dict[str, tuple[Callable[[Array, Array], Array], float]] = {
    "linear": (lambda p, e: 1 + p - 2 * e, 0.0833155),
    "curved": (lambda p, e: 2 * np.sin(2 * (1 + p)) - 0.3 + 3 * e, 0.59353),
}
"""Gain over nothing for a standard normal parameter and standard normal noise, and its EVPPI in exact form."""

SEEDS = range(1, 13)


def by_regression(gain: Callable[[Array, Array], Array], seed: int) -> float:
    p, e = np.random.default_rng(seed).standard_normal((2, 10_000))
    values = gain(p, e)
    return evppi(draws(np.column_stack([0 * values, values]), parameters={"p": p}), "p").value


def by_nesting(gain: Callable[[Array, Array], Array], inner: int, seed: int) -> float:
    def benefit(p: float, random: np.random.Generator, number: int) -> Array:
        values = gain(np.full(number, p), random.standard_normal(number))
        return np.column_stack([0 * values, values])

    return nested(
        lambda random, number: random.standard_normal(number), benefit, outer=2 * inner, inner=inner, seed=seed
    ).value


def errors(estimate: Callable[[int], float], truth: float) -> tuple[float, float]:
    """Root mean squared error over the seeds, and median seconds of a run."""
    squares, times = [], []
    for seed in SEEDS:
        start = time.perf_counter()
        squares.append((estimate(seed) - truth) ** 2)
        times.append(time.perf_counter() - start)
    return math.sqrt(statistics.mean(squares)), statistics.median(times)


def against_nested(name: str) -> dict[str, float]:
    gain, truth = MODELS[name]
    error, seconds = errors(lambda seed: by_regression(gain, seed), truth)
    row = {"error": error, "seconds": seconds}
    for inner in (200, 400, 800, 1600, 3200):
        nested_error, nested_seconds = errors(lambda seed, inner=inner: by_nesting(gain, inner, seed), truth)
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
    document["faster_than_nested"] = min(row["ratio"] for row in document["against_nested"].values())
    if arguments.json:
        print(json.dumps(document, indent=2))
    else:
        print(f"EVPI and EVPPI of 20 parameters, 10,000 draws: {document['evpi_evppi_seconds']:.3f} s (target < 1)")
        print(f"EVSI curve over 20 sizes: {document['evsi_curve_seconds']:.3f} s (target < 3)")
        for name, row in document["against_nested"].items():
            print(
                f"{name}: error {row['error']:.5f} in {row['seconds']:.4f} s; nested, {row['nested_inner']} inner: "
                f"{row['nested_error']:.5f} in {row['nested_seconds']:.3f} s; {row['ratio']:.0f} times faster (target 10)"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
