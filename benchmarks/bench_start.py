"""How long it takes to start: `import alongside`, `alongside --help`, and the demonstration as a whole.

    python benchmarks/bench_start.py [--runs 20]

Prints the median, the smallest and the largest of whole processes, after one that is not counted, and the target.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable


def timed(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


def report(name: str, run: Callable[[], float], runs: int, target: float) -> None:
    run()
    seconds = [run() for _ in range(runs)]
    middle = statistics.median(seconds)
    verdict = "held" if middle < target else "MISSED"
    span = f"{min(seconds):.3f} to {max(seconds):.3f}"
    print(f"{name:<34}{middle:>8.3f} s   ({span}; {runs} runs)   target {target:g} s: {verdict}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    runs = parser.parse_args().runs
    nothing = [sys.executable, "-c", "pass"]
    bare = statistics.median(timed(nothing) for _ in range(runs))
    print(f"{'python alone':<34}{bare:>8.3f} s")
    imported = [sys.executable, "-c", "import alongside"]
    report("import alongside (beyond python)", lambda: timed(imported) - bare, runs, 0.05)
    report("alongside --help", lambda: timed([sys.executable, "-m", "alongside", "--help"]), runs, 0.25)

    def demo() -> float:
        with tempfile.TemporaryDirectory() as folder:
            return timed([sys.executable, "-m", "alongside", "demo", "--no-serve", "--json", "--dir", folder])

    report("alongside demo --no-serve --json", demo, 5, 10.0)


if __name__ == "__main__":
    main()
