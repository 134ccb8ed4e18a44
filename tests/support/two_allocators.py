"""Draw people in two processes at once: `both_at_once`, which runs this file twice as two_allocators.py PROJECT PREFIX
COUNT, and `assert_everybody_once`, which looks at the list that they made.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from alongside.evidence import Author
from alongside.project import Project, open_project
from alongside.workflow.test.allocating import AllocationService
from alongside.workflow.test.checking import check_list
from alongside.workflow.test.vault import Vault, vault_of
from comers import traits_of

__all__ = ["assert_everybody_once", "both_at_once"]

PREFIXES = ("a", "b")


def both_at_once(address: str | Path, draws: int) -> None:
    """Two processes open the project, wait for one another, and draw half of the people each."""
    both = [
        subprocess.Popen(
            [sys.executable, __file__, str(address), prefix, str(draws // 2)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for prefix in PREFIXES
    ]
    for process in both:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in both:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in both:
        process.communicate()
    assert [process.returncode for process in both] == [0, 0]


def assert_everybody_once(project: Project, vault: Vault, draws: int) -> None:
    """Everybody is in the list once, and the procedure drew all of it."""
    service = AllocationService(project, vault, "calls")
    rows = service.rows()
    assert [row.position for row in rows] == list(range(1, draws + 1))
    assert len({row.person for row in rows}) == draws
    assert {row.person[0] for row in rows} == set(PREFIXES)
    check_list(service, vault, service.evaluation)
    assert project.verify().ok


if __name__ == "__main__":
    path, prefix, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with open_project(path) as project:
        service = AllocationService(project, vault_of(project), "calls")
        print("ready", flush=True)
        sys.stdin.readline()
        for number in range(count):
            traits = traits_of(service, number)
            service.allocate(f"{prefix}{number}", **traits, author=Author("person", prefix), at=datetime.now(UTC))
