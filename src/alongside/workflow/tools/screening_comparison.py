"""Rankers side by side on finished screenings: many files, seeds and rankers, a table and a plot of recall."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from alongside.errors import InputError, UsageError
from alongside.screening import Figures, configuration_named, features_of, figures_of, simulate
from alongside.workflow.tools.screening_files import read_labelled

__all__ = ["Comparison", "compare_files", "questions_of", "recall_plot", "write_comparison"]

POINTS = 200
"""Points of a curve in the plot; more cannot be seen."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One simulation: the set (the file's name), ranker, seed, records and places of the relevant ones, and figures."""

    name: str
    ranker: str
    seed: int
    n: int
    ranks: tuple[int, ...]
    figures: Figures


def questions_of(path: Path) -> dict[str, str]:
    """The question of each set, from a table with the columns name and question.

    Raises `InputError` for a file that cannot be read, or lacks a column.
    """
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read ({error})", path=path) from None
    if not rows or not {"name", "question"} <= set(rows[0]):
        raise InputError("expected the columns name and question, and a row for each set", path=path)
    return {row["name"]: row["question"] or "" for row in rows}


def compare_files(
    paths: Sequence[Path],
    rankers: Sequence[str],
    seeds: int,
    questions: Mapping[str, str],
    *,
    priors: bool = True,
    jobs: int = 1,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Comparison, ...]:
    """Simulate each file with each ranker and the seeds 1 to `seeds`, in as many processes as `jobs`.

    Parameters
    ----------
    questions : by the name of the set: its file's name up to the first dot. A set without one is ranked without.
    priors : start each with one relevant and one irrelevant record, drawn by the seed and the same for all rankers.

    Raises `UsageError` for a ranker that is not there and two files of one name, and as `read_labelled`.
    """
    for ranker in rankers:
        configuration_named(ranker)
    names = [_name(path) for path in paths]
    double = next((name for name in names if names.count(name) > 1), None)
    if double is not None:
        raise UsageError(f"two files are called {double!r}; their rows could not be told apart")
    work = [
        (path, ranker, seeds, questions.get(name, ""), priors)
        for path, name in zip(paths, names, strict=True)
        for ranker in rankers
    ]
    results: list[Comparison] = []
    for number, rows in enumerate(_worked(work, jobs), 1):
        results += rows
        progress(f"{number} of {len(work)} simulated")
    return tuple(results)


_Work = tuple[Path, str, int, str, bool]


def _worked(work: Sequence[_Work], jobs: int) -> Iterator[tuple[Comparison, ...]]:
    if jobs == 1:
        yield from map(_simulated, work)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(_simulated, work)


def _name(path: Path) -> str:
    return path.name.partition(".")[0]


def _simulated(work: _Work) -> tuple[Comparison, ...]:
    path, ranker, seeds, question, priors = work
    labelled, configuration = read_labelled(path), configuration_named(ranker)
    labels = labelled.labels
    if priors and (labels.sum() < 2 or labels.all()):
        raise InputError("expected two relevant records and an irrelevant one, to have priors and more", path=path)
    features = features_of(labelled.documents, question, configuration.views)
    rows = []
    for seed in range(1, seeds + 1):
        rng = np.random.default_rng(seed)
        start = {int(rng.choice(np.flatnonzero(labels == verdict))): verdict for verdict in (True, False)}
        reading = simulate(features, labels, configuration, start if priors else {}, seed)
        n = len(reading.order)
        rows.append(Comparison(_name(path), ranker, seed, n, reading.ranks, figures_of(reading.ranks, n)))
    return tuple(rows)


def write_comparison(rows: Sequence[Comparison], path: Path) -> None:
    """A row a simulation: set, ranker, seed, n, m and the figures."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(("set", "ranker", "seed", "n", "m", *Figures.__slots__))
        for row in rows:
            figures = [getattr(row.figures, name) for name in Figures.__slots__]
            table.writerow((row.name, row.ranker, row.seed, row.n, len(row.ranks), *figures))


def recall_plot(rows: Sequence[Comparison]) -> dict[str, Any]:
    """Recall against the share of records read, the mean over the seeds: Vega-Lite, a small plot a set."""
    values = []
    for name, ranker in dict.fromkeys((row.name, row.ranker) for row in rows):
        runs = [row for row in rows if (row.name, row.ranker) == (name, ranker)]
        shares = np.linspace(0, 1, POINTS + 1)
        curves = [np.searchsorted(row.ranks, np.floor(shares * row.n), side="right") / len(row.ranks) for row in runs]
        values += [
            {"set": name, "ranker": ranker, "read": float(share), "recall": float(recall)}
            for share, recall in zip(shares, np.mean(curves, axis=0), strict=True)
        ]
    percent = {"format": "%", "values": [0, 0.25, 0.5, 0.75, 1]}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "data": {"values": values},
        "mark": {"type": "line", "interpolate": "step-after"},
        "width": 200,
        "height": 160,
        "encoding": {
            "facet": {"field": "set", "type": "nominal", "columns": 3, "title": None},
            "x": {"field": "read", "type": "quantitative", "title": "Records read", "axis": percent},
            "y": {"field": "recall", "type": "quantitative", "title": "Relevant records found", "axis": percent},
            "color": {"field": "ranker", "type": "nominal", "title": "Ranker"},
            "strokeDash": {"field": "ranker", "type": "nominal", "title": "Ranker"},
        },
    }
