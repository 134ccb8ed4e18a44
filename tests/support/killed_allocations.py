"""Allocate until killed, again and again; say what the list holds afterwards, and what was acknowledged.

Usage: killed_allocations.py PROJECT KILLS, or PROJECT --child FIRST: draw people one after the other from FIRST on.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from alongside.evidence import Author
from alongside.project import open_project
from alongside.workflow.test.allocating import AllocationService
from alongside.workflow.test.checking import check_list
from alongside.workflow.test.vault import vault_of
from comers import traits_of

ADA = Author("person", "Ada")


def child(path: str, start: int) -> None:
    with open_project(path) as project:
        service = AllocationService(project, vault_of(project), "calls")
        print("ready", flush=True)
        for number in range(start, start + 100_000):
            row = service.allocate(f"p{number}", **traits_of(service, number), author=ADA, at=datetime.now(UTC))
            print(json.dumps([row.person, row.arm, row.position]), flush=True)


def main(path: str, kills: int) -> None:
    chance = random.Random(28)
    acknowledged: dict[str, list[object]] = {}
    start = 0
    for _ in range(kills):
        command = [sys.executable, __file__, path, "--child", str(start)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0, 0.12))
        process.kill()
        lines = process.stdout.read().splitlines()
        process.wait()
        for line in lines:
            try:
                person, *drawn = json.loads(line)
            except json.JSONDecodeError:  # a line that the kill cut
                continue
            acknowledged[person] = drawn
        start += 100_000
    with open_project(path) as project:
        service = AllocationService(project, vault_of(project), "calls")
        rows = {row.person: [row.arm, row.position] for row in service.rows()}
        check_list(service, vault_of(project), service.evaluation)
        sound = project.verify().ok
        everybody = len(service.rows())
    lost = [person for person, drawn in acknowledged.items() if rows.get(person) != drawn]
    document = {"kills": kills, "lost": lost, "twice": everybody - len(rows), "rows": everybody, "sound": sound}
    print(json.dumps({**document, "acknowledged": len(acknowledged)}))


if __name__ == "__main__":
    if sys.argv[2] == "--child":
        child(sys.argv[1], int(sys.argv[3]))
    else:
        main(str(Path(sys.argv[1])), int(sys.argv[2]))
