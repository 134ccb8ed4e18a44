"""A real server of a project on a loopback port, and what axe-core says of a page in a real Chromium."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import axe_core_python
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, sync_playwright

from forked import forked

__all__ = [
    "CHROMIUM",
    "COOKIES",
    "QUIET",
    "Chromium",
    "Signed",
    "asked",
    "ended",
    "free_port",
    "let_in",
    "serve",
    "started",
    "until",
    "violations",
]

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""Chromium's build without windows is first: it draws no frame around each page, which is two thirds of the work."""

CHROMIUM = next((path for name in BROWSERS if (path := shutil.which(name))), "")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


AXE = next(Path(axe_core_python.__file__).parent.rglob("axe.min.js")).read_text(encoding="utf-8")
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],  # else it works out a selector for each element that passed: four times the work
}
CONTRAST = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
"""All that a page's colours can change: whatever else there is was looked at in the light."""


def violations(page: Page, scheme: str = "light") -> list[str]:
    """What axe-core finds wrong, a line each; in the dark only what colours can change."""
    page.evaluate(AXE)
    rules = RULES if scheme == "light" else CONTRAST
    broken: list[Any] = page.evaluate(f"axe.run(document, {json.dumps(rules)}).then(report => report.violations)")
    return [f"{rule['id']}: {node['html'][:150]}" for rule in broken for node in rule["nodes"]]


COOKIES: dict[str, tuple[str, str]] = {}
"""The cookie by which each served address knows its own browser."""


def started(project: Path, *options: str, **further: str) -> tuple[subprocess.Popen[bytes], str]:
    """A server of a project that answers, and its address; `further` is added to its environment.

    The link that it says is followed once; browsers made by `Signed` carry the cookie that this gives.
    """
    command = [sys.executable, "-m", "alongside", "open", str(project), "--no-browser", *options]
    environment = {**os.environ, "ALONGSIDE_NAME": "Ada", **further}
    # What it says on stderr goes where pytest shows it when a test fails.
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
    assert process.stdout is not None
    return process, let_in(process.stdout.readline().decode())


def let_in(line: str) -> str:
    """The address that a server says in its first line, once its cookie is kept."""
    match = re.search(r"(http://[^/\s]+)(/\S*)", line)
    assert match, f"the server said {line!r}"
    address, path = match.groups()
    cookies = CookieJar()
    with urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies)).open(address + path, timeout=60):
        pass
    [cookie] = cookies
    COOKIES[address] = (cookie.name, str(cookie.value))
    return address


def asked(address: str, path: str = "/workbench/") -> HTTPResponse:
    """What the server answers to a request with its cookie."""
    name, value = COOKIES[address]
    request = urllib.request.Request(address + path, headers={"Cookie": f"{name}={value}"})
    answer: HTTPResponse = urllib.request.urlopen(request, timeout=60)
    return answer


class Signed:
    """A browser whose every window was let in by the servers that run."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []

    def new_context(self, **options: Any) -> BrowserContext:
        context = self._browser.new_context(**options)
        self._contexts.append(context)
        context.add_cookies(
            [{"name": name, "value": value, "url": address} for address, (name, value) in COOKIES.items()]
        )
        return context

    def new_page(self, **options: Any) -> Page:
        return self.new_context(**options).new_page()

    def close(self) -> None:
        """Close every window; what holds each is hundreds of megabytes by the end of a suite."""
        while self._contexts:
            with contextlib.suppress(Error):  # a window that went with its browser
                self._contexts.pop().close()


class Chromium:
    """One Chromium for many tests, started when the first asks and again when the machine took it away."""

    def __init__(self) -> None:
        self._driver: Playwright | None = None
        self._browser: Browser | None = None

    def running(self) -> Browser:
        """The browser, which answers: `is_connected` goes on saying yes after the driver's end, so it is asked."""
        if self._browser is not None:
            try:
                self._browser.new_context().close()
            except Error:
                self.end()
        if self._browser is None:
            self._driver = sync_playwright().start()
            self._browser = self._driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        return self._browser

    def end(self) -> None:
        if self._driver is not None:
            with contextlib.suppress(Error):  # a browser that is gone cannot be closed
                self._browser and self._browser.close()
            self._driver.stop()
        self._driver = self._browser = None


def until(page: Page, expression: str, argument: Any = None) -> None:
    """Wait until a script's expression is true. Playwright polls by `eval`, which the policy of the pages forbids."""
    end = time.monotonic() + 30
    while True:
        try:
            if page.evaluate(expression, argument):
                return
        except Error:
            if page.is_closed() or time.monotonic() > end:  # else it stands between two pages
                raise
        assert time.monotonic() < end, f"{expression} was not true in 30 seconds"
        page.wait_for_timeout(20)


def ended(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(timeout=20)
    assert process.stdout is not None
    process.stdout.close()


def serve(project: Path) -> Iterator[str]:
    """A server that a test looks at and works in, and its address."""
    with forked(project) as line:
        yield let_in(line)
