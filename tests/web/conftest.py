"""A real server on a loopback port, a real Chromium, and a count of every request that would leave the machine."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
)
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync",
         "--disable-component-update", "--disable-default-apps"]  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("Chromium is not on this machine; on Debian: apt install chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration: its folder has the project and the static site."""
    from alongside.workflow.demo import build_demo

    folder = tmp_path_factory.mktemp("demo")
    build_demo(folder, at=datetime(2026, 11, 23, tzinfo=UTC))
    return folder


def started(project: Path, **further: str) -> tuple[subprocess.Popen[bytes], str]:
    """A server of a project that answers, and its address; `further` is added to its environment."""
    port = free_port()
    command = [sys.executable, "-m", "alongside", "open", str(project), "--port", str(port), "--no-browser"]
    environment = {**os.environ, "ALONGSIDE_NAME": "Ada", **further}
    # What it says on stderr goes where pytest shows it when a test fails.
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{address}/workbench/", timeout=5):
                return process, address
        except OSError:
            assert process.poll() is None, "the server ended"
            time.sleep(0.1)
    process.kill()
    pytest.fail("the server did not answer within 30 seconds")


def ended(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(timeout=20)


def serve(project: Path) -> Iterator[str]:
    process, address = started(project)
    try:
        yield address
    finally:
        ended(process)


@pytest.fixture(scope="session")
def demo(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demonstration, served; tests only look at it."""
    copy = tmp_path_factory.mktemp("served") / "demo.alongside"
    shutil.copy(built / "peer-support.alongside", copy)
    yield from serve(copy)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[str]:
    """An empty project, served; a test may do in it what it likes."""
    path = tmp_path / "own.alongside"
    subprocess.run([sys.executable, "-m", "alongside", "new", str(path), "--title", "Own review"], check=True)
    yield from serve(path)


@pytest.fixture
def demo_to_change(built: Path, tmp_path: Path) -> Iterator[str]:
    """A copy of the demonstration, served, to decide in."""
    copy = tmp_path / "demo.alongside"
    shutil.copy(built / "peer-support.alongside", copy)
    yield from serve(copy)
