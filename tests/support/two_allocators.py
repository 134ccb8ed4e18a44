"""Draw people in this process while another does the same: two_allocators.py PROJECT PREFIX COUNT."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from alongside.evidence import Author
from alongside.project import open_project
from alongside.workflow.test.allocating import AllocationService
from alongside.workflow.test.vault import vault_of
from comers import traits_of

if __name__ == "__main__":
    path, prefix, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with open_project(path) as project:
        service = AllocationService(project, vault_of(project), "calls")
        print("ready", flush=True)
        sys.stdin.readline()
        for number in range(count):
            traits = traits_of(service, number)
            service.allocate(f"{prefix}{number}", **traits, author=Author("person", prefix), at=datetime.now(UTC))
