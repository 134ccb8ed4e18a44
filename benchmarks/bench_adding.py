"""A further file added to a project that already holds many records: read, imported, compared, written.

    python benchmarks/bench_adding.py [--held 500000] [--added 5000] [--shared ../shared] [--project FILE]

Both files come from `corpus_generator.py`: every so-many-th record of one corpus is held back as the later file, so
that its copies are among those that are there. What is timed is the whole command, from the file to the last decision
in the log, in a process of its own. Recall and precision are of the later file's records: whether each is in the group
of its own report. Target: 5,000 to 500,000 within 15 s. `--project` names a file that is made once and copied each run.
"""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from corpus_generator import write

TARGET = (500_000, 5_000, 15.0)

CHILD = """
import json, resource, sys, time
from datetime import UTC, datetime
from pathlib import Path
from alongside.evidence import Author
from alongside.project import create, open_project
from alongside.workflow.find.importing import import_files
project, file = Path(sys.argv[1]), Path(sys.argv[2])
started = time.perf_counter()
with (open_project(project) if project.exists() else create(project, title="Many records")) as opened:
    done = import_files(opened, [file], author=Author("person", "Ada"), at=datetime.now(UTC), keep_going=True)
seconds = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
print(json.dumps({"seconds": seconds, "peak": peak, "records": done.records, "duplicates": done.duplicates,
                  "asked": done.asked}))
"""

GROUPS = """
import json, sys
from pathlib import Path
from alongside.project import open_project
with open_project(Path(sys.argv[1])) as opened:
    rows = opened.overview.records(opened.overview.view("is:any"))
    print(json.dumps([(one.record.extra["truth"][0], one.duplicate_of or one.id, one.file_name) for one in rows]))
"""


def child(code: str, *arguments: Path) -> object:
    done = subprocess.run([sys.executable, "-c", code, *map(str, arguments)], check=True, capture_output=True)
    return json.loads(done.stdout)


def files(folder: Path, base_size: int, added: int, shared: Path) -> tuple[Path, Path]:
    """The corpus in two files; the later one has every so-many-th record."""
    whole, base_file, later = folder / "whole.csv", folder / "held.csv", folder / "added.csv"
    write(base_size + added, whole, shared)
    csv.field_size_limit(10**7)
    step = (base_size + added) // added
    with (
        whole.open(encoding="utf-8", newline="") as stream,
        base_file.open("w", encoding="utf-8", newline="") as base_stream,
        later.open("w", encoding="utf-8", newline="") as later_stream,
    ):
        rows = csv.reader(stream)
        header = next(rows)
        out, late = csv.writer(base_stream), csv.writer(later_stream)
        out.writerow(header)
        late.writerow(header)
        for number, row in enumerate(rows):
            (late if number % step == 0 and number // step < added else out).writerow(row)
    whole.unlink()
    return base_file, later


def pairwise(groups: list[tuple[str, str, str]], later: str) -> tuple[float, float]:
    """Precision and recall of the pairs that have a record of the later file."""

    def pairs(key: int | None) -> int:
        sizes: dict[object, list[int]] = {}
        for row in groups:
            of = sizes.setdefault(row[key] if key is not None else (row[0], row[1]), [0, 0])
            of[row[2] == later] += 1
        return sum(old * new + new * (new - 1) // 2 for old, new in sizes.values())

    both = pairs(None)
    return both / pairs(1), both / pairs(0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--held", type=int, default=TARGET[0])
    parser.add_argument("--added", type=int, default=TARGET[1])
    parser.add_argument("--project", type=Path, help="made where it is not there yet, and left as it is otherwise")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        base_file, later = files(folder, options.held, options.added, options.shared)
        base = options.project or folder / "base.alongside"
        if not base.exists():
            imported = child(CHILD, base, base_file)
            print(
                f"{options.held:,} records imported and compared: {imported['seconds']:.0f} s, "
                f"peak {imported['peak']:.2f} GB"
            )
        for _ in range(3):
            project = folder / "run.alongside"
            shutil.copyfile(base, project)
            done = child(CHILD, project, later)
            good = done["seconds"] <= TARGET[2]
            print(
                f"{done['records']:,} records added to {options.held:,}: {done['seconds']:.1f} s, "
                f"peak {done['peak']:.2f} GB; {done['duplicates']} duplicates, {done['asked']} asked; "
                f"target {TARGET[2]:g} s: {'held' if good else 'MISSED'}"
            )
        precision, recall = pairwise(child(GROUPS, project), later.name)
        print(f"pairs with an added record: precision {precision:.5f}, recall {recall:.5f}")


if __name__ == "__main__":
    main()
