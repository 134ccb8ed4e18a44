"""A real server on a loopback port, a real Chromium, and a count of every request that would leave the machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from alongside.project import create
from workbench import CHROMIUM, Chromium, Signed, serve


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    if not CHROMIUM:
        pytest.skip("Chromium is not on this machine; on Debian: apt install chromium")
    chromium_kept = Chromium()
    yield chromium_kept
    chromium_kept.end()


@pytest.fixture
def browser(chromium: Chromium) -> Iterator[Signed]:
    """One browser for all tests of a worker, and no window of a test left open for the next."""
    signed = Signed(chromium.running())
    yield signed
    signed.close()


@pytest.fixture(scope="session")
def built(demonstration: Path) -> Path:
    """The demonstration: its folder has the project and the static site."""
    return demonstration


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
    create(path, title="Own review").close()
    yield from serve(path)


@pytest.fixture
def demo_to_change(built: Path, tmp_path: Path) -> Iterator[str]:
    """A copy of the demonstration, served, to decide in."""
    copy = tmp_path / "demo.alongside"
    shutil.copy(built / "peer-support.alongside", copy)
    yield from serve(copy)
