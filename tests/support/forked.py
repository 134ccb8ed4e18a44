"""Servers for tests of pages, forked from one process that has imported what they need.

More than half of what it costs to start a server is its imports, and most tests of pages start one. Nothing else is
shared: a forked server takes its project, its settings and its port as a new one does. Tests of starting and ending
start a new one (`workbench.started`).
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from unittest import mock

__all__ = ["forked"]


def _run(arguments: list[str], environment: dict[str, str], out: Connection, err: Connection) -> None:
    """In the new process: what `python -m alongside …` does in one of its own."""
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(out.fileno(), 1)
    os.dup2(err.fileno(), 2)
    sys.argv = ["alongside", *arguments]
    from alongside.__main__ import main

    main()


@contextmanager
def forked(project: Path) -> Iterator[str]:
    """A server of a project, until the block ends; the first line that it says."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["imported"])
    environment = {**os.environ, "ALONGSIDE_NAME": "Ada"}
    reader, out = context.Pipe(duplex=False)
    # What it says on stderr goes where pytest shows it when a test fails.
    with reader, Connection(os.dup(2), readable=False) as err:
        process = context.Process(
            target=_run, args=(["open", str(project), "--no-browser"], environment, out, err), daemon=True
        )
        # The process that forks the others finds modules by this alone.
        with out, mock.patch.dict(os.environ, PYTHONPATH=os.pathsep.join(filter(None, sys.path))):
            process.start()
        try:
            with os.fdopen(os.dup(reader.fileno()), encoding="utf-8") as said:
                yield said.readline()
        finally:
            process.terminate()
            process.join(20)
            process.close()  # raises where it did not end
