"""The workbench in a pseudo-terminal of its own, and how long each way of ending it takes."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

__all__ = ["after_closed_terminal", "after_control_c", "after_killed_parent"]

PATIENCE = 20.0
"""Seconds after which a process is said not to have ended."""

PARENT = (
    "import signal, subprocess, sys; signal.signal(signal.SIGHUP, signal.SIG_DFL); "
    "p = subprocess.Popen([sys.executable, '-m', 'alongside', 'open', sys.argv[1], "
    "'--no-browser'], stdout=subprocess.PIPE); print(p.pid, p.stdout.readline().decode(), flush=True); p.wait()"
)


def in_terminal(path: Path) -> tuple[int, int, str]:
    """Start it in a terminal of its own; gives the process, the terminal and the link."""
    process, terminal = pty.fork()
    if process == 0:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)  # a suite started with nohup ignores it, and hands that on
        os.execv(sys.executable, [sys.executable, "-m", "alongside", "open", str(path), "--no-browser"])
    text = ""
    while not (match := re.search(r"http://\S+", text)):
        text += os.read(terminal, 4096).decode()
    return process, terminal, match[0]


def _seconds_to_end(process: int) -> float:
    begin = time.monotonic()
    while time.monotonic() - begin < PATIENCE:
        if os.waitpid(process, os.WNOHANG)[0]:
            return time.monotonic() - begin
        time.sleep(0.005)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    raise TimeoutError("it did not end")


def after_control_c(path: Path) -> float:
    """Seconds to its end after Ctrl+C, a page having been asked for."""
    process, terminal, link = in_terminal(path)
    urllib.request.urlopen(link, timeout=30).close()
    os.write(terminal, b"\x03")
    seconds = _seconds_to_end(process)
    os.close(terminal)
    return seconds


def after_closed_terminal(path: Path) -> float:
    """Seconds to its end after its terminal was closed."""
    process, terminal, _ = in_terminal(path)
    os.close(terminal)
    return _seconds_to_end(process)


def after_killed_parent(path: Path) -> float:
    """Seconds to its end after the process that started it was killed."""
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(path)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline().split()[0])
    begin = time.monotonic()
    parent.kill()
    parent.wait()
    parent.stdout.close()
    stat = Path(f"/proc/{child}/stat")
    while time.monotonic() - begin < PATIENCE:
        try:
            if "Z" in stat.read_text().split()[2]:
                break
        except OSError:
            break
        time.sleep(0.005)
    else:
        os.kill(child, signal.SIGKILL)
        raise TimeoutError("it went on without its parent")
    return time.monotonic() - begin
