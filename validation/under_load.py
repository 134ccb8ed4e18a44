"""Kills, busy processes and twenty people at once, on a file and on PostgreSQL: nothing lost, nothing doubled.

    python validation/under_load.py [--kills 200] [--busy 8] [--seconds 60] [--engines file postgres] [--json]

Writers import and decide, and each is killed at a random moment; after each the project must verify and hold all that
was acknowledged. Once idle, once with busy processes beside it (not with `--busy 0`). Then the workbench serves a
project, and twenty clients decide in it for a minute, each on records of its own, as fast as they can: every answer
must be a page, and the log must hold each acknowledged decision once.
Ends with 1 where anything failed.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))
from postgres_server import MISSING, binaries, private_server
from workbench import COOKIES, ended, started

ROOT = Path(__file__).parents[1]

CLIENTS, RECORDS = 20, 150
CLOCK = datetime(2026, 1, 1, tzinfo=UTC)


SPIN = """
import os, sys
for _ in range(int(sys.argv[1]) - 1):
    if os.fork() == 0:
        break
while True:
    pass
"""


@contextmanager
def busy(processes: int) -> Iterator[None]:
    """So many processes that do nothing, as hard as they can; together in a session of their own, as the programs of
    somebody else are: the system shares its time between sessions."""
    if not processes:
        yield
        return
    first = subprocess.Popen([sys.executable, "-c", SPIN, str(processes)], start_new_session=True)
    try:
        yield
    finally:
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()


@contextmanager
def fresh(engine: str) -> Iterator[str]:
    """An empty project's address, in a process of its own: a connection must not live across a fork."""
    with tempfile.TemporaryDirectory() as folder:
        if engine == "file":
            yield _made(str(Path(folder) / "review.alongside"))
            return
        programs = binaries()
        if programs is None:
            raise SystemExit(MISSING)
        with private_server(programs, settings="-c synchronous_commit=on") as database:
            yield _made(database)


def _made(address: str) -> str:
    command = [sys.executable, "-m", "alongside", "new", address, "--title", "Load", "--json"]
    return str(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["project"])


def killed(address: str, kills: int) -> dict[str, Any]:
    """What is lost and broken after so many kills."""
    command = [sys.executable, str(ROOT / "tests" / "support" / "killed_writers.py"), address, str(kills)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"rounds": 0, "broken": [done.stderr[-400:]], "lost": [], "acknowledged": 0}
    document: dict[str, Any] = json.loads(done.stdout)
    return document


FILL = """
import sys
from datetime import datetime, UTC
from alongside.evidence import Author
from alongside.project import open_project
from alongside.records import Record
count = int(sys.argv[2])
with open_project(sys.argv[1]) as project:
    records = [Record(title=f"Invented record {number}") for number in range(count)]
    find, now = project.find, datetime.now(UTC)
    find.imports.keep("invented.ris", "ab" * 32, 9, "ris", records, author=Author("person", "Ada"), at=now)
    print("\\n".join(record.id for record in project.overview.records(project.overview.view(""))))
"""

COUNT = """
import sys, json
from collections import Counter
from alongside.project import open_project
with open_project(sys.argv[1]) as project:
    held = Counter(row.subject for row in project.decisions(kind="screening.decided"))
    print(json.dumps({"ok": project.verify().ok, "held": held, "disputed": project.overview.counts().disagreements}))
"""


def _python(script: str, *arguments: str) -> str:
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


def together(address: str, seconds: float) -> dict[str, Any]:
    """Twenty clients, each with records of its own; gives what they were told and what the log holds."""
    records = _python(FILL, address, str(CLIENTS * RECORDS)).split()
    process, server = started(address)
    name, value = COOKIES[server]
    acknowledged: Counter[str] = Counter()
    failures: list[str] = []
    times: list[float] = []
    lock = threading.Lock()

    def work(number: int) -> None:
        share = records[number * RECORDS : (number + 1) * RECORDS]
        with httpx.Client(timeout=60, cookies={name: value}) as client:
            page = client.get(f"{server}/workbench/find/records/{share[0]}/").text
            token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[0]
            end, turn = time.perf_counter() + seconds, 0
            while time.perf_counter() < end:
                record = share[turn % RECORDS]
                form = {"csrfmiddlewaretoken": token, "verdict": ("exclude", "include")[turn // RECORDS % 2]}
                path = f"{server}/workbench/find/records/{record}/"
                turn += 1
                begin = time.perf_counter()
                try:
                    answer = client.post(path, data=form, headers={"Referer": path}, follow_redirects=True)
                    answer.raise_for_status()
                except httpx.HTTPError as error:
                    failures.append(repr(error))
                    continue
                with lock:
                    acknowledged[f"record:{record}"] += 1
                    times.append(time.perf_counter() - begin)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ended(process)
    log = json.loads(_python(COUNT, address))
    lost = acknowledged - Counter(log["held"])
    doubled = Counter(log["held"]) - acknowledged
    ordered = sorted(times)
    return {
        "acknowledged": acknowledged.total(),
        "failures": failures[:5],
        "lost": lost.total(),
        "doubled": doubled.total(),
        "verified": log["ok"],
        "median_ms": round(1000 * ordered[len(ordered) // 2], 1) if ordered else None,
        "p95_ms": round(1000 * ordered[int(0.95 * len(ordered))], 1) if ordered else None,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--busy", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--engines", nargs="+", choices=["file", "postgres"], default=["file", "postgres"])
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    report: dict[str, Any] = {}
    for engine in options.engines:
        beside = (("idle", 0), (f"{options.busy} busy processes", options.busy))
        for label, processes in beside if options.busy else beside[:1]:
            with fresh(engine) as address, busy(processes):
                report[f"{engine}, {options.kills} kills, {label}"] = killed(address, options.kills)
            print(next(reversed(report.items())), file=sys.stderr, flush=True)
        with fresh(engine) as address:
            report[f"{engine}, {CLIENTS} clients for {options.seconds:.0f} s"] = together(address, options.seconds)
        print(next(reversed(report.items())), file=sys.stderr, flush=True)
    if options.json:
        print(json.dumps(report, indent=1))
    else:
        for label, outcome in report.items():
            print(f"{label}: {outcome}")
    bad = [
        label
        for label, outcome in report.items()
        if outcome["lost"]
        or outcome.get("broken")
        or outcome.get("failures")
        or outcome.get("doubled")
        or outcome["acknowledged"] == 0
        or outcome.get("verified") is False
    ]
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
