"""Stopping rules in a rig that is not ours: our rule behind its interface, beside the rules that it brings.

    python validation/stopping_rig.py RIG [--shared ../shared] [--results DIR] [--seed 1] [--draws 20] [--json]

RIG is a checkout of the public repository destiny-evidence/stopping-methods at commit
353d5e857a6308dcd8f02fa34cdf22b2316c3c88 (1 November 2025). It names no licence, so nothing of it is here: its folders
`shared` and `methods` are imported from that path. It needs Python 3.12 or later with numpy, scipy, pandas and
scikit-learn. Its own rankings need models and data that have to be fetched from elsewhere, so the reviews are the
fourteen sets of `data/screening`, ranked by our default with the question.

`AlongsideRule` is our rule as a subclass of the rig's `Method`: it is handed what the rig hands to every rule, after
each batch of ten, and answers `safe_to_stop`. The course that it looks at is ours too: ranked until `silence`, then
drawn, marked in the rig's `is_prioritised`. The rules of the rig look at the ranked course, at the settings that ask
for a recall and a confidence of 0.95 where they take those; where one never says stop, all is read.
Rules that need a model's scores or a random start are left out and named, as a ranked course has neither.

Printed: reviews that end below a recall of 0.95, with the exact upper bound (Clopper and Pearson 1934, one-sided 95 %)
on the share of *reviews* of which that holds, and the mean share that was read. A review is one set: with `--draws` our
rule draws anew, but the reviews stay fourteen, and the bound is that of the first draw. Ends with 3 without RIG.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alongside.screening import Boundary, Rule, simulate_stop

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
from bench_screening import own, sets

ROOT = Path(__file__).parents[1]

COMMIT = "353d5e857a6308dcd8f02fa34cdf22b2316c3c88"
TARGET, CONFIDENCE, BATCH = 0.95, 0.95, 10
MISSING = f"""{{}} is no checkout of destiny-evidence/stopping-methods: it has no shared/method.py.
Fetch that repository from where it is published, check out commit {COMMIT}, and name its folder."""


@dataclass(frozen=True, slots=True)
class Course:
    """A review as it was read: labels in order, and which of them came from the ranking."""

    name: str
    labels: NDArray[np.int64]
    is_prioritised: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Row:
    """A rule with one setting, over all reviews."""

    rule: str
    reviews: int
    below: int
    bound: float
    read: float
    runs: int
    below_runs: float


def clopper_pearson_upper(below: int, reviews: int, level: float = 0.95) -> float:
    """The exact one-sided upper bound of a share (Clopper and Pearson 1934).

    >>> round(clopper_pearson_upper(0, 14), 3), clopper_pearson_upper(3, 3)
    (0.193, 1.0)
    """
    from scipy.stats import beta

    return 1.0 if below == reviews else float(beta.ppf(level, below + 1, reviews - below))


boundary_of = lru_cache(maxsize=64)(Boundary)
"""The rig asks after each batch, and the boundary of one sample stays the same."""


def our_method(base: type[Any]) -> type[Any]:
    """Our rule as the rig's `Method`."""

    class AlongsideRule(base):  # the class comes from a path that is given
        KEY = "ALONGSIDE"

        @classmethod
        def parameter_options(cls) -> Iterator[dict[str, float]]:
            yield {"recall_target": TARGET, "confidence_level": CONFIDENCE}

        @classmethod
        def compute(
            cls,
            n_total: int,
            labels: NDArray[np.int64],
            is_prioritised: NDArray[np.bool_],
            recall_target: float = TARGET,
            confidence_level: float = CONFIDENCE,
            **_others: Any,
        ) -> dict[str, Any]:
            ranked = np.flatnonzero(is_prioritised)
            start = int(ranked[-1]) + 1 if len(ranked) else 0
            draws, relevant = len(labels) - start, int(labels[start:].sum())
            risk = round(1 - confidence_level, 12)
            boundary = boundary_of(n_total - start, int(labels[:start].sum()), recall_target, risk)
            # A sample that has not begun, or an end that was passed with fewer found, is no reason to stop.
            safe = draws > 0 and boundary.may_stop(draws, relevant)
            return {
                "KEY": cls.KEY,
                "safe_to_stop": safe,
                "score": None,
                "recall_target": recall_target,
                "confidence_level": confidence_level,
            }

    return AlongsideRule


def end_of(method: type[Any], course: Course, setting: dict[str, Any]) -> tuple[float, float]:
    """Recall and share read at the first batch at which the rule says that it is safe to stop."""
    n = len(course.labels)
    for read in range(BATCH, n, BATCH):
        labels = course.labels[:read]
        bounds = np.array([(start, min(start + BATCH, read)) for start in range(0, read, BATCH)])
        entry = method.compute(
            n_total=n,
            labels=labels,
            scores=None,
            is_prioritised=course.is_prioritised[:read],
            full_labels=course.labels,
            bounds=bounds,
            **setting,
        )
        if entry["safe_to_stop"]:
            return float(labels.sum() / course.labels.sum()), read / n
    return 1.0, 1.0


def settings_of(method: type[Any]) -> list[dict[str, Any]]:
    """The settings of a rule that ask for our target and confidence, where it takes those; without bias, if it can."""
    wanted = {"recall_target": TARGET, "confidence_level": CONFIDENCE, "bias": 1.0}
    return [
        dict(setting)
        for setting in method.parameter_options()
        if all(setting[name] in (value, None) for name, value in wanted.items() if name in setting)
    ]


def sampled(course: Course, seed: int) -> Course:
    """The course of our rule: what `simulate_stop` read in ranked order, and the rest in the order that it drew."""
    relevant = course.labels.astype(bool)
    stop = simulate_stop(Rule("recall", TARGET, 1 - CONFIDENCE), relevant, seed)
    start = stop.read - stop.drawn
    rest = len(relevant) - start
    order = np.random.default_rng([seed, len(relevant)]).permutation(rest)
    labels = np.concatenate([course.labels[:start], course.labels[start:][order]])
    return Course(course.name, labels, np.arange(len(relevant)) < start)


def row_of(rule: str, ends: list[list[tuple[float, float]]]) -> Row:
    """A rule's row, from recall and share read of each review, drawn one or more times."""
    low = [[recall < TARGET - 1e-9 for recall, _ in runs] for runs in ends]
    below, runs = sum(each[0] for each in low), sum(len(each) for each in low)
    read = float(np.mean([share for each in ends for _, share in each]))
    bound = clopper_pearson_upper(below, len(ends))
    return Row(rule, len(ends), below, bound, read, runs, sum(sum(each) for each in low) / runs)


def courses(shared: Path, results: Path, seed: int) -> list[Course]:
    """The sets as our default ranker reads them; kept as `benchmarks/bench_screening.py` keeps them."""
    names, questions = sets(shared)
    results.mkdir(parents=True, exist_ok=True)
    all_courses = []
    for name in names:
        result_file = results / f"{name}-{seed}-default.json"
        if not result_file.exists():
            path = shared / "data" / "screening" / f"{name}.csv.gz"
            result_file.write_text(json.dumps(own(path, seed, "default", questions[name])))
        run = json.loads(result_file.read_text())
        labels = np.zeros(run["n"], dtype=np.int64)
        labels[np.array(run["ranks"]) - 1] = 1
        all_courses.append(Course(name, labels, np.ones(run["n"], dtype=np.bool_)))
    return all_courses


def rows_of(rig: Path, reviews: list[Course], draws: int) -> Iterator[Row]:
    """Our rule first, then each of the rig that can answer a ranked course."""
    sys.path.insert(0, str(rig))
    ours = our_method(importlib.import_module("shared.method").Method)
    setting = next(ours.parameter_options())
    ends = [[end_of(ours, sampled(course, draw), setting) for draw in range(draws)] for course in reviews]
    yield row_of("ALONGSIDE recall_target=0.95 confidence_level=0.95", ends)
    for method in importlib.import_module("methods").it_methods():
        try:
            method.compute(**probe(), **settings_of(method)[0])
        except (TypeError, ValueError, AttributeError, IndexError) as error:
            why = f"it needs scores or a random start, which a ranked course has not ({type(error).__name__})"
            print(f"{method.KEY}: left out, {why}", file=sys.stderr)
            continue
        for setting in settings_of(method):
            words = " ".join(f"{name}={value:g}" for name, value in setting.items() if isinstance(value, int | float))
            yield row_of(f"{method.KEY} {words}", [[end_of(method, course, setting)] for course in reviews])


def probe() -> dict[str, Any]:
    """A small course without scores: a rule that cannot answer it needs them."""
    labels = np.array([1, 0] * 30 + [0] * 60)
    bounds = np.array([(start, start + BATCH) for start in range(0, len(labels), BATCH)])
    ranked = np.ones(len(labels), dtype=np.bool_)
    return {
        "n_total": 200,
        "labels": labels,
        "scores": None,
        "is_prioritised": ranked,
        "full_labels": labels,
        "bounds": bounds,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rig", type=Path, nargs="?", default=Path("stopping-methods"))
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--results", type=Path, default=Path(tempfile.gettempdir()) / "alongside-bench-screening")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--draws", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    if not (chosen.rig / "shared" / "method.py").exists():
        print(MISSING.format(chosen.rig), file=sys.stderr)
        return 3
    warnings.simplefilter("ignore")  # rules of the rig divide by zero at the first batches
    reviews = courses(chosen.shared, chosen.results, chosen.seed)
    rows = []
    for row in rows_of(chosen.rig, reviews, chosen.draws):
        rows.append(row)
        print(
            f"{row.rule:95} below {row.below:2} of {row.reviews} reviews, at most {row.bound:.3f}; all runs "
            f"{row.below_runs:.4f} of {row.runs}; read {row.read:.3f}",
            file=sys.stderr if chosen.json else sys.stdout,
            flush=True,
        )
    if chosen.json:
        print(json.dumps({"commit": COMMIT, "rows": [asdict(row) for row in rows]}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
