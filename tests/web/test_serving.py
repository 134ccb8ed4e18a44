"""The server: its worker starts from a process that does nothing else, and the address is said once it answers."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from pathlib import Path

SERVED = """
import os, sys, threading
os.register_at_fork(before=lambda: print([thread.name for thread in threading.enumerate()], flush=True))
from alongside.web.serving import serve
serve(sys.argv[1], browser=False)
"""


def test_no_thread_runs_when_the_worker_is_made_so_it_inherits_no_lock_that_nobody_opens(tmp_path: Path) -> None:
    project = str(tmp_path / "own.alongside")
    subprocess.run([sys.executable, "-m", "alongside", "new", project, "--title", "Own"], check=True)
    command = [sys.executable, "-c", SERVED, project]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "no_proxy": "127.0.0.1"})
    assert process.stdout
    try:
        assert process.stdout.readline() == "['MainThread']\n"
        address = process.stdout.readline().split()[3]
        with urllib.request.urlopen(address, timeout=30) as page:
            assert page.status == 200
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()
