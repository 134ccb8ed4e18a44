"""How much memory something takes at most, in a process of its own: threads of other tests would count as well."""

from __future__ import annotations

import subprocess
import sys

__all__ = ["peak_of"]

MEASURED = """
import tracemalloc
{setup}
tracemalloc.start()
{statement}
print(tracemalloc.get_traced_memory()[1])
"""


def peak_of(statement: str, *, setup: str) -> int:
    """The most bytes that a statement held at once, after its setup."""
    code = MEASURED.format(setup=setup, statement=statement)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return int(done.stdout)
