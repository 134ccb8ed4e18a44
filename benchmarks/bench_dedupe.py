"""Duplicates found in two marked sets, against bib-dedupe on the same files in the same run; and how it grows.

    python benchmarks/bench_dedupe.py [--shared ../shared] [--peer-runs 1] [--sizes 10000,100000,1000000]

A record counts as found where it is in a cluster with another. `flagged` are the records that the set marks as members
of a duplicate group; `unflagged` ones in a cluster are false, or errors of the marks: they are printed to be read.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import gzip
import io
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np

from alongside.deduplication import corpus_of, find_clusters, normalise, people, traits_of
from alongside.records import Record, Source, identifiers, read_source
from corpus_generator import write

TARGETS = {"copper": (281, 0, 75), "respiratory": (789, 2, 145)}
"""At least so many flagged, at most so many unflagged (those two are plainly one report), so many times as fast."""


def read(path: Path) -> tuple[list[Record], np.ndarray]:
    """The records as our reader gives them, and which are marked."""
    entries = [entry for entry in read_source(Source(path)) if isinstance(entry, Record)]
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        marks = [row["duplicate"] == "1" for row in csv.DictReader(stream)]
    return entries, np.array(marks)


REMEMBERED = [
    function
    for module in (normalise, people, identifiers)
    for function in vars(module).values()
    if hasattr(function, "cache_clear")
]
"""What remembers names that it met; forgotten before each run, so that every run is a first one."""


def ours(records: list[Record]) -> tuple[np.ndarray, float]:
    for function in REMEMBERED:
        function.cache_clear()
    started = time.perf_counter()
    clusters = find_clusters(corpus_of(map(traits_of, records)))
    return clusters.label, time.perf_counter() - started


def peer(records: list[Record]) -> tuple[np.ndarray, float]:
    """bib-dedupe's clusters as labels. It prints and warns much, which is kept quiet."""
    import pandas as pd

    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        from bib_dedupe.bib_dedupe import block, cluster, match, prep

        frame = pd.DataFrame(
            {
                "ID": [str(number) for number in range(len(records))],
                "ENTRYTYPE": "article",
                "title": [record.title for record in records],
                "author": [" and ".join(record.authors) for record in records],
                "year": [str(record.year or "") for record in records],
                "journal": [record.journal for record in records],
                "volume": [record.volume for record in records],
                "number": [record.issue for record in records],
                "pages": [record.pages.replace("–", "-") for record in records],
                "doi": [record.doi for record in records],
                "abstract": [record.abstract for record in records],
            }
        )
        started = time.perf_counter()
        prepared = prep(frame, verbosity_level=0)
        pairs = match(block(prepared, verbosity_level=0), verbosity_level=0)
        groups = cluster(pairs, verbosity_level=0)
        seconds = time.perf_counter() - started
    label = np.arange(len(records))
    for group in groups:
        members = [int(record) for record in group]
        label[members] = min(members)
    return label, seconds


def found_of(label: np.ndarray, marks: np.ndarray) -> tuple[int, int]:
    in_cluster = np.bincount(label, minlength=len(label))[label] > 1
    return int((in_cluster & marks).sum()), int((in_cluster & ~marks).sum())


def marked_sets(shared: Path, peer_too: bool) -> None:
    for name, (least, most, fast) in TARGETS.items():
        path = shared / "data" / "dedup" / f"{name}.csv.gz"
        if not path.exists():
            print(f"{name}: not here")
            continue
        records, marks = read(path)
        label, _ = ours(records)
        seconds = min(ours(records)[1] for _ in range(5))
        hit, false = found_of(label, marks)
        verdict = "held" if hit >= least and false <= most else "MISSED"
        print(
            f"{name}: {len(records)} records, {marks.sum()} flagged; target >= {least}, <= {most} unflagged: {verdict}"
        )
        print(
            f"  {'alongside':<12}{hit:>5} flagged {false:>4} unflagged {seconds:>9.3f} s"
            f" {len(records) / seconds:>9.0f} records/s"
        )
        sizes = np.bincount(label, minlength=len(label))
        for index in np.flatnonzero((sizes[label] > 1) & ~marks):
            print(f"    unflagged in a cluster: {records[index].title[:90]} ({'; '.join(records[index].authors[:2])})")
        if peer_too:
            label, slow = peer(records)
            hit, false = found_of(label, marks)
            times = slow / seconds
            print(
                f"  {'bib-dedupe':<12}{hit:>5} flagged {false:>4} unflagged {slow:>9.3f} s"
                f" {len(records) / slow:>9.0f} records/s"
            )
            print(f"  ours is {times:.0f} times as fast; target {fast}: {'held' if times >= fast else 'MISSED'}")


LIMITS = {100_000: (30.0, 1.5), 1_000_000: (360.0, 6.0)}

CHILD = """
import json, resource, sys
from pathlib import Path
from alongside.workflow.tools.plain_files import deduplicate_files
found = deduplicate_files([Path(sys.argv[1])], None, Path(sys.argv[2]))
whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)  # of several children, the largest
peak = sum(resource.getrusage(who).ru_maxrss for who in whose) / 1024**2
print(json.dumps({"seconds": found.seconds, "peak": peak, "clusters": found.clusters, "asked": found.asked}))
"""


def grown(sizes: list[int], shared: Path) -> None:
    spent = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            path, out = Path(folder) / f"{size}.csv", Path(folder) / f"{size}-clusters.csv"
            write(size, path, shared)
            done = subprocess.run([sys.executable, "-c", CHILD, str(path), str(out)], check=True, capture_output=True)
            report = json.loads(done.stdout)
            precision, recall = _pairwise(path, out)
            spent[size] = report["seconds"]
            seconds, peak = LIMITS.get(size, (math.inf, math.inf))
            good = report["seconds"] <= seconds and report["peak"] <= peak and recall >= 0.995 and precision >= 0.99999
            limit = f"target {seconds:g} s, {peak:g} GB: " if seconds < math.inf else ""
            print(
                f"{size:>9,} records, files to clusters: {report['seconds']:>7.1f} s, peak {report['peak']:.2f} GB; "
                f"pairwise precision {precision:.6f}, recall {recall:.5f}; {report['asked']} asked; "
                f"{limit}{'held' if good else 'MISSED'}"
            )
            path.unlink()
    if len(spent) > 1:
        low, high = min(spent), max(spent)
        power = math.log(spent[high] / spent[low]) / math.log(high / low)
        print(f"growth from {low:,} to {high:,}: n^{power:.2f}; target n^1.15: {'held' if power <= 1.15 else 'MISSED'}")


def _pairwise(path: Path, clusters: Path) -> tuple[float, float]:
    csv.field_size_limit(10**7)
    with path.open(encoding="utf-8", newline="") as stream:
        truth = np.array([int(row["truth"]) for row in csv.DictReader(stream)])
    with clusters.open(encoding="utf-8", newline="") as stream:
        label = np.array([int(row["cluster_id"]) for row in csv.DictReader(stream)])

    def pairs(values: np.ndarray) -> int:
        sizes = np.unique(values, return_counts=True)[1]
        return int((sizes * (sizes - 1) // 2).sum())

    both = pairs(truth.astype(np.int64) * (label.max() + 1) + label)
    return both / pairs(label), both / pairs(truth)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--no-peer", action="store_true")
    parser.add_argument("--sizes", default="10000,100000,1000000")
    options = parser.parse_args()
    marked_sets(options.shared, not options.no_peer)
    grown([int(size) for size in options.sizes.split(",") if size], options.shared)
    print(f"peak of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2:.2f} GB")


if __name__ == "__main__":
    main()
