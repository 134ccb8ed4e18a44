"""Serve the workbench on this machine: a loopback port, the address on the terminal, a browser if there is one.

One process, and nothing outlives it: Ctrl+C, a closed terminal, a signal to end, or the end of the process that started
it stop it at once. Whatever was acknowledged is on the disk, and what was being written is there whole or not at all.
"""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import sys
import threading
import time
import urllib.request
import webbrowser
from contextlib import suppress
from types import FrameType
from typing import NoReturn

from alongside.errors import UsageError
from alongside.web.settings import KEY, PERSON, PORT, PROJECT, configure_web

__all__ = ["serve", "serve_in_place"]

HOST = "127.0.0.1"
THREADS = 8
"""SQLite writes one at a time anyway; some threads keep reading fluent while a long answer is sent."""

IDENT = "Alongside"
"""What the server calls itself: by it another Alongside on a port that is taken is told from other programs."""

WATCH_SECONDS = 0.3
"""How often the server looks whether the process that started it is still there."""


def serve(path_or_url: str, *, port: int = 0, browser: bool = True, person: str = "") -> NoReturn:
    """Serve until ended. The project is opened first, so that what is wrong with it is said here.

    Django takes its settings once in a process: this must run in a process that has opened no project yet (see
    `serve_in_place`). Raises `UsageError` for a port that cannot be had.
    """
    listening = _bound(port)
    port = listening.getsockname()[1]
    os.environ[PROJECT], os.environ[PERSON], os.environ[PORT] = path_or_url, person, str(port)
    key = os.environ.setdefault(KEY, secrets.token_urlsafe(32))
    configure_web()
    from alongside.project import open_project  # after Django has the settings of the server

    open_project(path_or_url).close()
    from waitress.server import create_server

    from alongside.web.wsgi import application

    server = create_server(
        application, sockets=[listening], threads=THREADS, ident=IDENT, clear_untrusted_proxy_headers=True
    )
    _end_with_signals_and_parent()
    link = f"http://{HOST}:{port}/workbench/?key={key}"
    sys.stdout.write(f"Alongside is at {link}   (Ctrl+C stops it)\n")
    sys.stdout.flush()
    if browser and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or sys.platform == "darwin"):
        webbrowser.open(link)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that a page waits for another is no fault
    server.run()
    _end(0)


def serve_in_place(path_or_url: str, *, port: int, browser: bool) -> NoReturn:
    """Serve in the place of this process, which has worked with projects already."""
    options = ["--port", str(port), "--browser" if browser else "--no-browser"]
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "alongside", "open", path_or_url, *options])  # noqa: S606 - no shell


def _bound(port: int) -> socket.socket:
    """A listening socket; a port that is taken is refused with who has it."""
    if not 0 <= port <= 65535:
        raise UsageError(f"--port {port}: expected a number from 0 to 65535 (0 takes a free one)")
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # Not shared with others, but free again at once after an earlier server on it ended.
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        listening.listen(128)
    except PermissionError:
        raise UsageError(f"--port {port}: you may not use this port; take one above 1023, or leave it out") from None
    except OSError:
        holder = "another Alongside" if _is_alongside(port) else "another program"
        raise UsageError(
            f"--port {port}: {holder} has this port; end it, name another port, or leave --port out for a free one"
        ) from None
    return listening


def _is_alongside(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/", timeout=2) as answer:
            return str(answer.headers.get("Server", "")) == IDENT
    except urllib.error.HTTPError as refusal:
        return str(refusal.headers.get("Server", "")) == IDENT
    except (OSError, ValueError):
        return False


def _end_with_signals_and_parent() -> None:
    ignores_hang_up = signal.getsignal(signal.SIGHUP) == signal.SIG_IGN  # started with nohup: it is meant to stay

    def ended(_number: int, _frame: FrameType | None) -> None:
        _end(0)

    for number in (signal.SIGINT, signal.SIGTERM, *(() if ignores_hang_up else (signal.SIGHUP,))):
        signal.signal(number, ended)
    if not ignores_hang_up:
        threading.Thread(target=_watch_parent, args=(os.getppid(),), name="watch", daemon=True).start()


def _watch_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(WATCH_SECONDS)
    _end(0)


def _end(code: int) -> NoReturn:
    """End now, threads and all: a transaction that was not committed is as if it had never begun."""
    with suppress(OSError, ValueError):
        sys.stdout.write("\nStopped; what was acknowledged is kept.\n")
        sys.stdout.flush()
    os._exit(code)
