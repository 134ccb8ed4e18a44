"""Networks against the clock: Linde 2016 (93 studies), and a random network of 2,000 studies and 60 treatments.

    python benchmarks/bench_networks.py NETMETA.json.gz [--peer PYTHON] [--repeat N] [--json]

`NETMETA.json.gz` holds the reference cases (Linde 2016 among them). `--peer` names the Python of an environment with
pimeta, which is timed in the same run on the same data; netmeta's times were recorded once (R 4.2.2) and are printed
beside. Each time is the median of N runs from the table to the result, in milliseconds, after one that warms up.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from alongside.synthesis.networks import (
    component_model,
    contrast_data,
    contributions,
    league,
    network,
    p_scores,
    rankogram,
    split,
)

NETMETA = {"DL": 16_700.0, "components": 280.0, "splitting": 230.0}
"""Recorded times of netmeta 2.8-2 in ms: its full output, netcomb, netsplit."""

TARGETS = {"DL": 20.0, "REML": 50.0, "components": 5.0, "splitting": 10.0, "contributions": 100.0}
"""Milliseconds that each may take."""

PEER = """
import json, statistics, sys, time
import pimeta
columns, repeat = json.loads(sys.stdin.read())
names = dict(TE=columns["effect"], seTE=columns["se"], treat1=columns["treatment1"], treat2=columns["treatment2"],
             studlab=columns["study"], sm="OR")
def timed(work):
    try:
        work()
        times = []
        for _ in range(repeat):
            start = time.perf_counter()
            work()
            times.append(1e3 * (time.perf_counter() - start))
        return statistics.median(times)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
fit = lambda method: pimeta.netmeta(**names, method_tau=method)
results = {"DL": timed(lambda: fit("DL")), "REML": timed(lambda: fit("REML"))}
try:
    fitted = fit("DL")
    results["components"] = timed(lambda: pimeta.netcomb(fitted, inactive="Placebo"))
    results["splitting"] = timed(lambda: pimeta.netsplit(fitted))
    results["contributions"] = timed(lambda: pimeta.netcontrib(fitted))
except Exception as error:
    results["error"] = f"{type(error).__name__}: {error}"
print(json.dumps(results))
"""


def timed(work: Callable[[], object], repeat: int) -> float:
    """The median of `repeat` runs, in ms."""
    work()
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        times.append(1e3 * (time.perf_counter() - start))
    return statistics.median(times)


def linde(columns: dict[str, Any], repeat: int) -> dict[str, float]:
    """Our times on Linde 2016. A network and a component model start from the table; splitting and contributions from
    the fitted network, as they do for the peers."""
    names = ("effect", "se", "treatment1", "treatment2", "study")

    def data() -> Any:
        return contrast_data(*(columns[name] for name in names), measure="OR")

    fitted = network(data(), method="DL")
    return {
        "DL": timed(lambda: network(data(), method="DL"), repeat),
        "REML": timed(lambda: network(data(), method="REML"), repeat),
        "components": timed(lambda: component_model(fitted.data, inactive="Placebo", method="DL"), repeat),
        "splitting": timed(lambda: split(fitted), repeat),
        "contributions": timed(lambda: contributions(fitted), repeat),
        "full": timed(lambda: full(data()), repeat),
    }


def full(data: Any) -> None:
    """All that netmeta's full output holds: both models, all pairs, rankings."""
    fitted = network(data, method="DL")
    for model in ("common", "random"):
        league(fitted, model=model)
        p_scores(fitted, small_values="good", model=model)
    split(fitted)
    rankogram(fitted, small_values="good", seed=1, draws=1000)


def random_rows(studies: int = 2000, treatments: int = 60, seed: int = 20) -> tuple[list[Any], ...]:
    """A connected network of two-, three- and four-arm trials with tau² = 0.04."""
    random = np.random.default_rng(seed)
    truth = random.normal(0, 0.4, treatments)
    rows: tuple[list[Any], ...] = ([], [], [], [], [])
    for study in range(studies):
        size = int(random.choice([2, 3, 4], p=[0.8, 0.15, 0.05]))
        arms = random.choice(treatments, size, replace=False)
        if study < treatments - 1:
            arms = np.array([study, study + 1])
        variances = random.uniform(0.01, 0.2, arms.size)
        means = truth[arms] + random.normal(0, np.sqrt(variances + 0.02))
        for i in range(arms.size):
            for j in range(i + 1, arms.size):
                cells = (
                    means[i] - means[j],
                    np.sqrt(variances[i] + variances[j]),
                    f"T{arms[i]}",
                    f"T{arms[j]}",
                    f"S{study}",
                )
                for column, cell in zip(rows, cells, strict=True):
                    column.append(cell)
    return rows


def predictions(trials: int = 87, seed: int = 5) -> dict[str, float]:
    """The hierarchical model on as many trials as the packaged evidence has: fitting it, and one prediction, in ms."""
    from alongside.synthesis.prediction import FACTORS, Profile, TrialEffect, after_one_more, fit, predict

    random = np.random.default_rng(seed)

    def profile() -> Profile:
        present = frozenset(f"c{index}" for index in range(10) if random.random() < 0.4) or frozenset({"c0"})
        return Profile(present, {factor: str(random.integers(3)) for factor in FACTORS})

    rows = []
    for index in range(trials):
        drawn = profile()
        rows.append(TrialEffect(f"s{index}", float(random.normal(0.2, 0.3)), 0.02, drawn.components, drawn.context))
    model = fit(rows, seed=1)
    wanted = Profile(rows[0].components, rows[0].context)
    return {
        "fit": timed(lambda: fit(rows, seed=1), 5),
        "predict": timed(lambda: predict(model, wanted, seed=1), 11),
        "one more trial, 1,000 results": timed(lambda: after_one_more(model, wanted, 0.02, wanted), 11),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description="Time networks.")
    parser.add_argument("golden", type=Path, help="netmeta.json.gz")
    parser.add_argument("--peer", default="", help="Python of an environment with pimeta")
    parser.add_argument("--repeat", type=int, default=21)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    cases = json.loads(gzip.decompress(options.golden.read_bytes()))
    columns = next(case["input"] for case in cases if case["id"] == "Linde2016/netmeta/008")
    ours = linde(columns, options.repeat)
    peer: dict[str, Any] = {}
    if options.peer:
        run = subprocess.run(
            [options.peer, "-c", PEER],
            input=json.dumps([columns, options.repeat]),
            capture_output=True,
            text=True,
            check=False,
        )
        peer = json.loads(run.stdout) if run.returncode == 0 else {"error": run.stderr.strip().splitlines()[-1]}
    rows = random_rows()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    fitted = network(contrast_data(*rows), method="REML")
    table = league(fitted)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    rankogram(fitted, small_values="good", seed=1)
    ranks = time.perf_counter() - start
    large = {
        "studies": 2000,
        "treatments": len(table),
        "seconds": seconds,
        "peak_mb": peak / 1024,
        "added_mb": (peak - before) / 1024,
        "rankogram_10000_seconds": ranks,
        "tau2": fitted.tau2,
    }
    expected = predictions()
    if options.json:
        document = {"ours_ms": ours, "peer_ms": peer, "netmeta_ms": NETMETA, "target_ms": TARGETS}
        print(json.dumps({**document, "random_network": large, "prediction_ms": expected}, indent=2))
        return 0
    print(f"{'Linde 2016, ms':<16}{'ours':>10}{'target':>10}{'pimeta':>12}{'netmeta (recorded)':>20}")
    for name in (*TARGETS, "full"):
        beside = peer.get(name, "")
        shown = f"{beside:.2f}" if isinstance(beside, float) else str(beside)[:40]
        recorded = NETMETA.get("DL" if name == "full" else name if name != "DL" else "", "")
        print(f"{name:<16}{ours[name]:>10.2f}{TARGETS.get(name, ''):>10}{shown:>12}{recorded:>20}")
    if "error" in peer:
        print(f"pimeta: {peer['error']}", file=sys.stderr)
    print(
        f"2,000 studies, {len(table)} treatments, REML, league table: {seconds:.2f} s, peak {peak / 1024:.0f} MB; "
        f"10,000 rankogram draws {ranks:.2f} s"
    )
    print("87 trials: " + ", ".join(f"{name} {value:.1f} ms" for name, value in expected.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
