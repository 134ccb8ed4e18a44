"""Time the synthesis engine beside metafor and pimeta, in one run: `bench_synthesis.py [--pimeta PYTHON] [--json]`.

metafor is timed by Rscript where R with metafor is installed, with the calls written here; pimeta in the environment
whose Python is given. Where one is absent the table says so. Times are the best of several rounds, in milliseconds.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np

from alongside.synthesis import pool
from alongside.synthesis.influence import influence
from alongside.synthesis.multilevel import multilevel, nested
from alongside.synthesis.pooling_many import pool_many

TARGETS = {"reml_20": 1.0, "influence_100": 20.0, "multilevel_500": 250.0}
"""Milliseconds a call that each act may take."""

FITS_A_SECOND, MEMORY_MB = 50_000, 200
"""REML fits of 20 studies in one call, a second; megabytes that 100,000 studies may need."""

R_CALLS = """
suppressMessages(library(metafor)); set.seed(1)
best <- function(n, f) { f(); min(sapply(1:3, function(i) system.time(for (j in seq_len(n)) f())[["elapsed"]] / n)) }
made <- function(k) { vi <- runif(k, .01, .2); list(vi = vi, yi = rnorm(k, .3, sqrt(vi + .05))) }
d <- made(20); cat("reml_20", 1000 * best(50, function() rma(d$yi, d$vi)), "\\n")
d <- made(100); r <- rma(d$yi, d$vi); cat("influence_100", 1000 * best(1, function() influence(r)), "\\n")
d <- made(1000); cat("reml_1000", 1000 * best(1, function() rma(d$yi, d$vi)), "\\n")
d <- made(500); s <- rep(1:100, each = 5); e <- 1:500; d$yi <- d$yi + rnorm(100, 0, .2)[s]
cat("multilevel_500", 1000 * system.time(rma.mv(d$yi, d$vi, random = ~ 1 | s/e))[["elapsed"]], "\\n")
"""

PIMETA_CALLS = """
import time, numpy as np, pimeta
rng = np.random.default_rng(1)
fit = getattr(pimeta, "rma", None) or getattr(pimeta, "rma_uni", None)
def best(n, f):
    f()
    rounds = []
    for _ in range(3):
        start = time.perf_counter()
        for _ in range(n): f()
        rounds.append((time.perf_counter() - start) / n)
    return 1000 * min(rounds)
for k, n in ((20, 50), (1000, 2)):
    vi = rng.uniform(.01, .2, k); yi = rng.normal(.3, np.sqrt(vi + .05))
    print(f"reml_{k}", best(n, lambda: fit(yi, vi, method="REML")))
"""


def data(k: int) -> tuple[Any, Any]:
    """Invented effects of k studies."""
    rng = np.random.default_rng(k)
    vi = rng.uniform(0.01, 0.2, k)
    return rng.normal(0.3, np.sqrt(vi + 0.05)), vi


def best(rounds: int, function: Callable[[], object]) -> float:
    """Milliseconds a call, the best of five rounds."""
    function()
    times = []
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(rounds):
            function()
        times.append((time.perf_counter() - start) / rounds)
    return 1000 * min(times)


def ours() -> dict[str, float]:
    """Milliseconds of each act; fits a second; megabytes."""
    y20, y100, y1000 = data(20), data(100), data(1000)
    y, v = data(500)
    studies = np.repeat(np.arange(100), 5)
    y = y + np.random.default_rng(2).normal(0, 0.2, 100)[studies]
    levels = nested(studies, np.arange(500))
    figures = {
        "reml_20": best(100, lambda: pool(*y20, test="z")),
        "influence_100": best(5, lambda: influence(*y100)),
        "reml_1000": best(10, lambda: pool(*y1000, test="z")),
        "multilevel_500": best(2, lambda: multilevel(y, v, levels)),
    }
    rng = np.random.default_rng(3)
    vi = rng.uniform(0.01, 0.2, (10_000, 20))
    yi = rng.normal(0.3, np.sqrt(vi + 0.05))
    figures["fits_a_second"] = 10_000 / (best(1, lambda: pool_many(yi, vi, threads=2)) / 1000)
    large = data(100_000)
    tracemalloc.start()
    pool(*large)
    figures["memory_mb_100000"] = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return figures


def timed_elsewhere(command: list[str]) -> dict[str, float] | str:
    """Figures that another program prints, a name and a number a line; or why there are none."""
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    if run.returncode:
        return f"failed: {(run.stderr.strip().splitlines() or ['no word'])[-1]}"
    return {line.split()[0]: float(line.split()[1]) for line in run.stdout.splitlines() if len(line.split()) == 2}


def main() -> int:
    """Print the table; 1 where a target is missed."""
    parser = argparse.ArgumentParser(description="Time the synthesis engine beside metafor and pimeta.")
    parser.add_argument("--pimeta", metavar="PYTHON", help="the Python of an environment with pimeta")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args()
    r = shutil.which("Rscript")
    columns: dict[str, dict[str, float] | str] = {
        "alongside": ours(),
        "metafor": timed_elsewhere([r, "-e", R_CALLS]) if r else "absent: no Rscript on the path",
        "pimeta": (
            timed_elsewhere([options.pimeta, "-c", PIMETA_CALLS]) if options.pimeta else "absent: not given (--pimeta)"
        ),
    }
    mine = columns["alongside"]
    assert isinstance(mine, dict)
    missed = [name for name, target in TARGETS.items() if mine[name] > target]
    missed += ["fits_a_second"] if mine["fits_a_second"] < FITS_A_SECOND else []
    missed += ["memory_mb_100000"] if mine["memory_mb_100000"] > MEMORY_MB else []
    if options.json:
        print(json.dumps(columns | {"missed": missed}, indent=2))
        return 1 if missed else 0
    print(f"{'':<18}" + "".join(f"{name:>12}" for name in columns) + f"{'target':>12}")
    for name, value in mine.items():
        cells = [
            f"{column[name]:>12.3g}" if isinstance(column, dict) and name in column else f"{'-':>12}"
            for column in columns.values()
        ]
        target = TARGETS.get(name) or {"fits_a_second": FITS_A_SECOND, "memory_mb_100000": MEMORY_MB}.get(name, "")
        print(f"{name:<18}" + "".join(cells) + f"{target:>12}" + ("  missed" if name in missed else f"  ({value:.4g})"))
    for name, column in columns.items():
        if isinstance(column, str):
            print(f"{name}: {column}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
