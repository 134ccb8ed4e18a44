"""Start writers on a project file and kill each at a random moment; then the file must have all that was acknowledged.

    python killed_writers.py FILE ROUNDS

Prints one JSON document. A program of its own, because it forks: each round costs no start of Python.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from datetime import UTC, datetime

from alongside.evidence import Author
from alongside.project import NewDecision, open_project
from alongside.records import Record

ADA = Author("person", "Ada")


def write(path: str, number: int, pipe: int) -> None:
    """Import and decide until killed; each acknowledged row's uuid, or file's digest, goes into the pipe."""
    with open_project(path) as project:
        turn = 0
        while True:
            turn += 1
            now = datetime.now(UTC)
            digest = f"{number:032x}{turn:032x}"
            records = [Record(title=f"{number} {turn} {i}") for i in range(40)]
            project.find.imports.keep(f"{turn}.ris", digest, 9, "ris", records, author=ADA, at=now)
            os.write(pipe, f"file {digest}\n".encode())
            for i in range(5):
                new = NewDecision(f"study:s{i}", "study.eligible", {"verdict": random.choice(["yes", "no"])})
                [row] = project.append([new], author=ADA, at=now)
                os.write(pipe, f"row {row.uuid}\n".encode())


def one_round(path: str, number: int, draw: random.Random) -> list[str]:
    """Start a writer, kill it somewhere after a random number of its words; gives what it acknowledged.

    How many are waited for is drawn, not how long: a slow machine kills in the middle of a write as a quick one does.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            write(path, number, writing)
        finally:
            os._exit(1)
    os.close(writing)
    wanted = draw.randrange(1, 14)
    acknowledged = b""
    while acknowledged.count(b"\n") < wanted and (part := os.read(reading, 4096)):
        acknowledged += part
    time.sleep(draw.random() * 0.01)  # into the next write
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while part := os.read(reading, 65536):
        acknowledged += part
    os.close(reading)
    return acknowledged.decode().rpartition("\n")[0].splitlines()


def main() -> None:
    path, rounds = sys.argv[1], int(sys.argv[2])
    draw = random.Random(7)
    acknowledged: list[str] = []
    totals = {"rounds": 0, "acknowledged": 0, "lost": [], "broken": []}
    for number in range(1, rounds + 1):
        acknowledged += one_round(path, number, draw)
        # The check runs in a child of its own, so that no connection lives across a fork.
        checker = os.fork()
        if checker == 0:
            with open_project(path) as project:
                verified = project.verify()
                rows = {decision.uuid for decision in project.decisions()}
                files = {d.value["sha256"] for d in project.decisions(kind="file.imported")}
            names = {f"row {uuid}" for uuid in rows} | {f"file {digest}" for digest in files}
            lost = [name for name in acknowledged if name not in names]
            sys.stderr.write(f"{verified.reason} {lost[:3]}\n" if lost or not verified.ok else "")
            os._exit(1 if not verified.ok else 2 if lost else 0)
        _, status = os.waitpid(checker, 0)
        code = os.waitstatus_to_exitcode(status)
        totals["rounds"] += 1
        totals["broken"] += [number] if code not in (0, 2) else []
        totals["lost"] += [number] if code == 2 else []
    totals["acknowledged"] = len(acknowledged)
    print(json.dumps(totals))


if __name__ == "__main__":
    main()
