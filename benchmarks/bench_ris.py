"""RIS read, records a second, against rispy on the same file in the same run.

    python benchmarks/bench_ris.py [--records 10000] [--file FILE.ris] [--runs 5]

The file has invented entries with the fields, number of lines and length of those that reference managers write. Both
readers run in turn and keep what they read; the best run of each counts, in time of the processor. What is compared is
not the same work: rispy gives a dictionary of strings, ours a `Record` with its line and raw text, identifiers in one
form, damaged text repaired, and what it did not understand.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sized
from pathlib import Path

import rispy

from alongside.records import read_records

TARGET = 5.0
TEXT = (
    "people with asthma who were called by trained volunteers every week for three months reported that their quality "
    "of life and their confidence to manage the condition had improved more than in usual care"
)
WORDS = TEXT.split()


def write(path: Path, records: int) -> None:
    """Entries of about 28 lines and 2 kB."""
    random_ = random.Random(1)

    def text(length: int) -> str:
        return " ".join(random_.choices(WORDS, k=length))

    with path.open("w", encoding="utf-8") as stream:
        for number in range(records):
            authors = [f"AU  - Author{random_.randrange(5000)}, A. {chr(65 + number % 26)}." for _ in range(6)]
            keywords = [f"KW  - {text(2)}" for _ in range(6)]
            year = 2000 + number % 25
            before = ["TY  - JOUR", f"TI  - {text(14)}", *authors, f"T2  - Journal of {text(3)}", f"AB  - {text(220)}"]
            dates = [f"DA  - {year}/02/01/", f"PY  - {year}", f"DO  - 10.1234/x.{number}", "VL  - 3", "IS  - 2"]
            pages = ["SP  - 125", "EP  - 133", "SN  - 2213-4220", *keywords, f"UR  - https://example.org/{number}"]
            lines = [*before, *dates, *pages, "LA  - en", "DB  - PubMed", "ER  - "]
            stream.write("\n".join(lines) + "\n\n")


def best(read: Callable[[], Sized], runs: int) -> tuple[int, float]:
    """Records, and records a second in the best of some runs."""
    seconds = []
    for _ in range(runs):
        started = time.process_time()
        entries = read()
        seconds.append(time.process_time() - started)
    return len(entries), len(entries) / min(seconds)


def theirs(path: Path) -> list[dict[str, object]]:
    with path.open(encoding="utf-8") as stream:
        entries: list[dict[str, object]] = rispy.load(stream)
    return entries


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.file or Path(folder) / "invented.ris"
        if options.file is None:
            write(path, options.records)
        number, ours = best(lambda: list(read_records(path)), options.runs)
        number_read, peer = best(lambda: theirs(path), options.runs)
    print(f"{path.name}: {number} records; rispy {rispy.__version__} found {number_read}")
    print(f"  rispy      {peer:>10,.0f} records/s")
    print(f"  alongside  {ours:>10,.0f} records/s")
    verdict = "held" if ours / peer >= TARGET else "missed"
    print(f"  ratio {ours / peer:.2f}   target {TARGET:.0f}: {verdict}")
    return 0 if ours / peer >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
