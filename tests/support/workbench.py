"""A real server of a project on a loopback port, and what axe-core says of a page in a real Chromium."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import axe_core_python
import pytest
from playwright.sync_api import Page

__all__ = ["CHROMIUM", "QUIET", "ended", "free_port", "serve", "started", "violations"]

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


AXE = next(Path(axe_core_python.__file__).parent.rglob("axe.min.js")).read_text(encoding="utf-8")
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
CONTRAST = {"runOnly": ["color-contrast"]}
"""All that a page's colours can change: whatever else there is was looked at in the light."""


def violations(page: Page, scheme: str = "light") -> list[str]:
    """What axe-core finds wrong, a line each; in the dark only what colours can change."""
    page.evaluate(AXE)
    rules = RULES if scheme == "light" else CONTRAST
    report: dict[str, Any] = page.evaluate(f"axe.run(document, {json.dumps(rules)})")
    return [f"{rule['id']}: {node['html'][:150]}" for rule in report["violations"] for node in rule["nodes"]]


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
