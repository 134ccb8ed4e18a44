"""Serve the workbench on this machine: a free loopback port, the address on the terminal, a browser if there is one."""

from __future__ import annotations

import os
import secrets
import socket
import sys
import threading
import time
import urllib.request
import webbrowser
from functools import partial
from typing import NoReturn

from django.core.handlers.wsgi import WSGIHandler
from granian import Granian
from granian.constants import Interfaces

from alongside.web.settings import PERSON, PROJECT, SECRET, configure_web

__all__ = ["serve", "serve_in_place"]

HOST = "127.0.0.1"
THREADS = 4  # SQLite writes one at a time anyway; a few threads keep reading fluent


def serve(path_or_url: str, *, port: int = 0, browser: bool = True, person: str = "") -> None:
    """Serve until interrupted. The project is opened first, so that what is wrong with it is said here.

    Django takes its settings once in a process, and the server's worker inherits them: this must run in a process that
    has opened no project yet (see `serve_in_place`).
    """
    os.environ[PROJECT], os.environ[PERSON] = path_or_url, person
    os.environ.setdefault(SECRET, secrets.token_urlsafe(48))
    configure_web()
    from alongside.project import open_project  # after Django has the settings of the server

    open_project(path_or_url).close()
    port = port or _free_port()
    address = f"http://{HOST}:{port}/"
    server = Granian(
        "alongside.web.wsgi:application",
        address=HOST,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        log_enabled=False,
    )
    server.serve(target_loader=partial(_load, address, browser), wrap_loader=False)


def serve_in_place(path_or_url: str, *, port: int, browser: bool) -> NoReturn:
    """Serve in the place of this process, which has worked with projects already."""
    options = ["--port", str(port), "--browser" if browser else "--no-browser"]
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "alongside", "open", path_or_url, *options])  # noqa: S606


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _load(address: str, browser: bool) -> WSGIHandler:
    """What the worker loads, in a process of its own; from there the address is said.

    A thread of the process that makes the worker could hold a lock just then, of an import for one, and the worker
    would inherit the lock and nobody to open it.
    """
    from alongside.web.wsgi import application

    threading.Thread(target=_announce, args=(address, browser), name="announce", daemon=True).start()
    return application


def _announce(address: str, browser: bool) -> None:
    """Wait until the first page is there, then say where."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(address, timeout=30):  # noqa: S310 - our own loopback address
                break
        except OSError:
            time.sleep(0.1)
    sys.stdout.write(f"Alongside is at {address}   the workbench at {address}workbench/   (Ctrl+C stops it)\n")
    sys.stdout.flush()
    if browser and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or sys.platform == "darwin"):
        webbrowser.open(address)
