"""Finished screenings read again by our rankers and by ASReview's default, and whether stopping rules keep their word.

    python benchmarks/bench_screening.py [--shared ../shared] [--results DIR] [--asreview PYTHON] [--seeds 3]
        [--stop-seeds 200] [--scale 100000] [--sets NAME ...]

ASReview lives in an environment of its own, whose Python `--asreview` names; without it only our own figures are
printed. Priors are one relevant and one irrelevant record by seed, the same for both. Each result is kept in
`--results` as one file a set, seed and ranker, and is not worked out again: a run that was cut off goes on. Seconds
are wall time, of reading the file, making the features and reading in order, until the last relevant record was
found.
"""

from __future__ import annotations

import argparse
import csv
import json
import multiprocessing
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

import numpy as np

from alongside.screening import (
    RANKERS,
    Boundary,
    Document,
    Rule,
    features_of,
    figures_of,
    rank,
    simulate,
    simulate_stop,
)
from alongside.workflow.tools.screening_files import read_labelled

OWN = {"default": True, "question alone": False, "pairs, no question": True}
"""What is run of ours: name, and whether it starts with priors."""


def main() -> None:
    chosen = options()
    names, questions = sets(chosen.shared)
    names = chosen.sets or names
    chosen.results.mkdir(parents=True, exist_ok=True)
    runs = {}
    load_engine()
    for seed in range(1, chosen.seeds + 1):
        for name in names:
            path = chosen.shared / "data" / "screening" / f"{name}.csv.gz"
            for ranker in ("asreview", *OWN):
                result_file = chosen.results / f"{name}-{seed}-{ranker.replace(' ', '_').replace(',', '')}.json"
                if not result_file.exists():
                    if ranker == "asreview" and not chosen.asreview:
                        continue
                    result = (
                        peer(path, seed, chosen.asreview)
                        if ranker == "asreview"
                        else own(path, seed, ranker, questions[name])
                    )
                    result_file.write_text(json.dumps(result))
                    print(name, seed, ranker, f"{result['loss']:.4f} {result['seconds']:.1f} s", file=sys.stderr)
                runs[name, seed, ranker] = json.loads(result_file.read_text())
    rankings(names, runs)
    if chosen.stop_seeds:
        stopping(names, runs, chosen.stop_seeds)
    if chosen.scale:
        scale(chosen.scale, chosen.shared)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[2] / "shared")
    parser.add_argument("--results", type=Path, default=Path(tempfile.gettempdir()) / "alongside-bench-screening")
    parser.add_argument("--asreview", default="")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--stop-seeds", type=int, default=200)
    parser.add_argument("--scale", type=int, default=100_000)
    parser.add_argument("--sets", nargs="*", default=[], help="Only these, by name; by custom all.")
    return parser.parse_args()


def load_engine() -> None:
    """Everything that a simulation imports, so that no set's seconds count it: the peer's seconds do not either."""
    documents = [Document(f"peer support {number}") for number in range(12)]
    features = features_of(documents, "peer support", RANKERS["default"].views)
    simulate(features, np.arange(12) % 3 == 0, RANKERS["default"], {0: True, 1: False}, 1)


def sets(shared: Path) -> tuple[list[str], dict[str, str]]:
    listed = shared / "data" / "screening" / "questions.csv"
    if not listed.exists():
        sys.exit(f"{listed} is not there: --shared names the folder that holds data/screening")
    with listed.open(encoding="utf-8") as stream:
        questions = {row["name"]: row["question"] for row in csv.DictReader(stream)}
    return list(questions), questions


def priors_of(labels: np.ndarray, seed: int) -> tuple[int, int]:
    rng = np.random.default_rng(seed)
    return int(rng.choice(np.flatnonzero(labels))), int(rng.choice(np.flatnonzero(~labels)))


def own(path: Path, seed: int, ranker: str, question: str) -> dict[str, object]:
    started = time.perf_counter()
    labelled = read_labelled(path)
    configuration = RANKERS["pairs" if ranker.startswith("pairs") else "default"]
    question_asked = "" if ranker.endswith("no question") else question
    relevant, irrelevant = priors_of(labelled.labels, seed)
    features = features_of(labelled.documents, question_asked, configuration.views)
    priors = {relevant: True, irrelevant: False} if OWN[ranker] else {}
    reading = simulate(features, labelled.labels, configuration, priors, seed)
    seconds = time.perf_counter() - started
    n = len(reading.order)
    return {"n": n, "ranks": list(reading.ranks), **asdict(figures_of(reading.ranks, n)), "seconds": seconds}


def peer(path: Path, seed: int, python: str) -> dict[str, object]:
    labels = read_labelled(path).labels
    script = Path(__file__).resolve().with_name("asreview_simulation.py")
    priors = [str(record) for record in priors_of(labels, seed)]
    with tempfile.TemporaryDirectory() as folder:  # it leaves a cache where it runs
        done = subprocess.run(
            [str(Path(python).absolute()), str(script), str(path.resolve()), *priors, str(seed)],
            capture_output=True,
            text=True,
            check=True,
            cwd=folder,
        )
    answer = json.loads(done.stdout)
    ranks = [rank for rank, record in enumerate(answer["order"][2:], 1) if labels[record]]
    n = len(labels) - 2
    return {"n": n, "ranks": ranks, **asdict(figures_of(ranks, n)), "seconds": answer["seconds"]}


def rankings(names: list[str], runs: dict[tuple[str, int, str], dict[str, object]]) -> None:
    """Loss and read95 a set and in the mean, over the seeds that the peer was run with."""
    seeds = sorted({seed for name, seed, ranker in runs if ranker == "asreview"})
    whole = [seed for seed in seeds if all((name, seed, "asreview") in runs for name in names)]
    if not whole:
        print("No whole seed of ASReview is there: nothing is compared.")
        whole = sorted({seed for _, seed, _ in runs})

    def mean(name: str, ranker: str, figure: str) -> float:
        return float(
            np.mean([runs[name, seed, ranker][figure] for seed in whole if (name, seed, ranker) in runs] or [np.nan])
        )

    rankers = ["asreview", *OWN]
    print(f"\nSeeds {whole}. Loss, and its ratio to ASReview's; read95 in the last columns; seconds a simulation.")
    print(f"{'set':34}" + "".join(f"{ranker[:18]:>22}" for ranker in rankers) + f"{'seconds peer / own':>26}")
    rows = []
    for name in names:
        figures = [[mean(name, ranker, figure) for figure in ("loss", "read95", "seconds")] for ranker in rankers]
        rows.append(figures)
        cells = "".join(f"{loss:7.4f} {loss / figures[0][0]:5.2f} {read:7.3f} " for loss, read, _ in figures)
        print(f"{name:34}{cells}{figures[0][2]:12.1f} / {figures[1][2]:5.2f} = {figures[0][2] / figures[1][2]:5.1f}")
    table = np.array(rows)
    for column, ranker in enumerate(rankers):
        ratios = table[:, column, 0] / table[:, 0, 0]
        loss, read = (
            table[:, column, 0].mean() / table[:, 0, 0].mean(),
            table[:, column, 1].mean() / table[:, 0, 1].mean(),
        )
        print(
            f"{ranker:20} mean loss {table[:, column, 0].mean():.4f} ({loss:.3f} x) mean read95 "
            f"{table[:, column, 1].mean():.4f} ({read:.3f} x) worst set {ratios.max():.2f} x, mean of ratios "
            f"{ratios.mean():.3f}"
        )


RULES = [Rule(kind, target) for target in (0.9, 0.95) for kind in ("recall", "estimate", "ranked")]


def stopping(names: list[str], runs: dict[tuple[str, int, str], dict[str, object]], stop_seeds: int) -> None:
    """Share of runs that stop below the target, and share read, over all sets; draws by seed, on kept rankings."""
    seeds = sorted({seed for _, seed, ranker in runs if ranker == "default"})
    rules = [*RULES, Rule("consecutive", 50), Rule("consecutive", 200), Rule("share", 0.5), Rule("knee")]
    print(
        f"\nStopping, {stop_seeds} draws on rankings of seeds {seeds}. Below: runs that end below the target, or 0.95."
    )
    print(
        "single look: Callaghan and Müller-Hansen's random sample, tested after each draw as if it were the one look."
    )
    for rule in rules:
        target = rule.value if rule.kind in ("recall", "estimate", "ranked") else 0.95
        modes = ("exact", "single look") if rule.kind == "recall" else ("",)
        for mode in modes:
            below, read = [], []
            for name in names:
                outcomes = [
                    outcome(rule, runs[name, seeds[draw % len(seeds)], "default"], draw, mode)
                    for draw in range(stop_seeds if rule.guaranteed else len(seeds))
                ]
                below.append(np.mean([recall < target for recall, _ in outcomes]))
                read.append(np.mean([share for _, share in outcomes]))
            label = f"{rule.kind}:{rule.value:g} {mode}"
            print(
                f"{label:26} below {np.mean(below):.4f}, worst set {max(below):.3f} ({names[int(np.argmax(below))]}), "
                f"read {np.mean(read):.3f}"
            )
            if rule.guaranteed:
                print("    " + " ".join(f"{share:.2f}/{miss:.3f}" for share, miss in zip(read, below, strict=True)))


def outcome(rule: Rule, run: dict[str, object], draw: int, mode: str) -> tuple[float, float]:
    relevant = np.zeros(run["n"], dtype=bool)
    relevant[np.array(run["ranks"]) - 1] = True
    if mode == "single look":
        stop_read, stop_found = single_look(rule, relevant, draw)
    else:
        stop = simulate_stop(rule, relevant, draw)
        stop_read, stop_found = stop.read, stop.found
    return stop_found / int(relevant.sum()) + 1e-9, stop_read / len(relevant)


@lru_cache(maxsize=2048)
def boundary_of(*figures: float) -> Boundary:
    return Boundary(*figures)


@lru_cache(maxsize=65536)
def look(boundary: Boundary, x: int) -> int:
    return boundary.single_look(x)


def single_look(rule: Rule, relevant: np.ndarray, seed: int) -> tuple[int, int]:
    """The same start and the same draws as our rule, and the published test after every draw."""
    stop = simulate_stop(rule, relevant, seed)
    start = stop.read - stop.drawn
    rest = relevant[start:]
    before = int(relevant[:start].sum())
    boundary = boundary_of(len(rest), before, rule.value, rule.risk)
    places = np.append(
        np.flatnonzero(rest[np.random.default_rng([seed, len(relevant)]).permutation(len(rest))]) + 1, len(rest) + 1
    )
    for x, position in enumerate(places.tolist()):
        draws = max(int(places[x - 1]) if x else 0, min(look(boundary, x), len(rest)))
        if draws < position:
            return start + draws, before + x
    raise AssertionError("reading ends at the latest with the last record")


def scale(records: int, shared: Path) -> None:
    """Features and ranking again after a decision, on the largest sets' words repeated with a shuffle.

    A process of its own does it, which reads the records one by one as a project does, so that its memory is that of
    the features and the ranking alone.
    """
    rng = np.random.default_rng(5)
    pool = [
        document
        for name in ("Wallace_2010_micro_nutrients", "Cohen_2006_ACEInhibitors", "Nagtegaal_2019", "Kitchenham_2010")
        for document in read_labelled(shared / "data" / "screening" / f"{name}.csv.gz").documents
    ]
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as stream:
        for _ in range(records):
            title, abstract = mixed(pool, rng)
            stream.write(json.dumps([title, abstract]) + "\n")
        stream.flush()
        with multiprocessing.get_context("spawn").Pool(1) as apart:
            bare, seconds, processor, featured, again, peak = apart.apply(measured, (stream.name, records))
    print(
        f"\n{records:,} records: features {seconds:.1f} s ({processor:.1f} s of a processor), peak {featured:.2f} GB; "
        f"rank again after a decision (2,001 decided) {again:.2f} s, peak {peak:.2f} GB; {bare:.2f} GB of that before "
        "the first record"
    )


def mixed(pool: list[Document], rng: np.random.Generator) -> tuple[str, str]:
    """Title and abstract of a record with the words of two others."""
    left, right = pool[rng.integers(len(pool))], pool[rng.integers(len(pool))]
    words = left.abstract.split() + right.abstract.split()
    rng.shuffle(words)
    return left.title, " ".join(words[: max(20, len(words) // 2)])


def measured(path: str, records: int) -> tuple[float, float, float, float, float, float]:
    """Peak in GB before, seconds, those of a processor, and peak of the features, seconds and peak of ranking again."""
    rng, configuration, bare = np.random.default_rng(6), RANKERS["default"], peak_gigabytes()
    with Path(path).open(encoding="utf-8") as stream:
        started, processor = time.perf_counter(), time.process_time()
        documents = (Document(*json.loads(line)) for line in stream)
        features = features_of(documents, "micronutrients and genes", configuration.views)
        seconds, processor = time.perf_counter() - started, time.process_time() - processor
        featured = peak_gigabytes()
    decisions = np.full(records, -1, dtype=np.int8)
    decided = rng.choice(records, 2001, replace=False)
    decisions[decided] = rng.random(2001) < 0.05
    decisions[decided[-1]] = -1
    ranking = rank(features, decisions, configuration)
    decisions[decided[-1]] = 1
    started = time.perf_counter()
    rank(features, decisions, configuration, start=ranking.models)
    return bare, seconds, processor, featured, time.perf_counter() - started, peak_gigabytes()


def peak_gigabytes() -> float:
    """The most that this process ever had in memory; `ru_maxrss` of Linux counts its parent as well."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if "VmHWM" in line) / 1024**2
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**3  # macOS, the other one with getrusage, in bytes


if __name__ == "__main__":
    main()
