"""The workbench ends when it should: Ctrl+C, a closed terminal, a killed parent, each in a real pseudo-terminal.

    python validation/endings.py [--interrupts 50] [--others 20] [--limit 1.0] [--json]

Printed: how often it ended, the median and the longest time in seconds. Ends with 1 where one did not end, or took
longer than the limit.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from alongside.project import create
from terminals import after_closed_terminal, after_control_c, after_killed_parent


def times(end: Callable[[Path], float], path: Path, count: int) -> list[float]:
    """Seconds of each that ended."""
    seconds = []
    for _ in range(count):
        try:
            seconds.append(end(path))
        except TimeoutError as error:
            print(error, file=sys.stderr)
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--interrupts", type=int, default=50)
    parser.add_argument("--others", type=int, default=20)
    parser.add_argument("--limit", type=float, default=1.0, help="seconds within which it must end")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    ways = (
        ("Ctrl+C", after_control_c, options.interrupts),
        ("closed terminal", after_closed_terminal, options.others),
        ("killed parent", after_killed_parent, options.others),
    )
    report: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "own.alongside"
        create(path, title="Own").close()
        for label, end, count in ways:
            seconds = times(end, path, count)
            report[label] = {
                "of": count,
                "ended": len(seconds),
                "median_s": round(statistics.median(seconds), 3) if seconds else None,
                "longest_s": round(max(seconds), 3) if seconds else None,
                "ok": len(seconds) == count and max(seconds) < options.limit,
            }
    print(json.dumps(report, indent=1) if options.json else "\n".join(f"{k}: {v}" for k, v in report.items()))
    sys.exit(0 if all(outcome["ok"] for outcome in report.values()) else 1)


if __name__ == "__main__":
    main()
