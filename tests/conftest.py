"""What all tests share: where the reference data lie, and the command line as a person runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Playwright's driver keeps an event loop in the thread that it was started in, and Django then takes every call for one
# from a coroutine. The tests call it as plain functions.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def shared_folder() -> Path | None:
    """The folder with reference results and real exports, where this machine has it."""
    named = os.environ.get("ALONGSIDE_SHARED")
    path = Path(named) if named else ROOT.parent / "shared"
    return path if (path / "golden").is_dir() else None


@pytest.fixture(scope="session")
def shared() -> Path:
    """Reference results and real export files; a stranger's clone has none, and then the test says so."""
    found = shared_folder()
    if found is None:
        pytest.skip("the reference data are not on this machine (ALONGSIDE_SHARED names their folder)")
    return found


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def alongside(tmp_path: Path) -> Run:
    """Run the command in a folder of its own, as a person would."""

    def run(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "alongside", *arguments]
        environment = {**os.environ, "ALONGSIDE_NAME": "Ada", "PYTHONWARNINGS": "default"}
        environment.pop("ALONGSIDE_PROJECT", None)
        environment.pop("DATABASE_URL", None)
        return subprocess.run(
            command, cwd=cwd or tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=120
        )

    return run
