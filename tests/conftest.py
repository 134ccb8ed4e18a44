"""What all tests share: where the reference data lie, and the command line as a person runs it."""

from __future__ import annotations

import contextlib
import fcntl
import gc
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from lengths import VALIDATING

ROOT = Path(__file__).parents[1]

# As the command sets it, before anything imports numpy: see `alongside.__main__`.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Playwright's driver keeps an event loop in the thread that it was started in, and Django then takes every call for one
# from a coroutine. The tests call it as plain functions.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


IN_MEMORY = Path("/dev/shm")
ROOM_FOR_A_RUN = 6 * 2**30

# Each decision is written through to the disk before it is acknowledged, which costs milliseconds on a disk and nothing
# in memory; and no test can tell them apart, since none cuts the power.
if IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free > ROOM_FOR_A_RUN:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(IN_MEMORY))


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


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the demonstration: its project and the static site. Built once for all workers, only looked at;
    who decides in it takes a copy of `peer-support.alongside`.
    """
    from alongside.workflow.demo import build_demo, summary

    base = tmp_path_factory.getbasetemp()
    shared_by_workers = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder = shared_by_workers / "demonstration"
    with (shared_by_workers / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # let go when the file is closed
        if not (folder / "site" / "SHA256SUMS").exists():
            built = build_demo(folder, at=datetime(2026, 11, 23, tzinfo=UTC))
            (shared_by_workers / "summary.json").write_text(json.dumps(summary(built)), encoding="utf-8")
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests in a browser first: each file of them is one worker's, and the longest must not begin last."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


settings.register_profile("suite", derandomize=True, deadline=None)
settings.register_profile("validate", deadline=None, print_blob=True)
settings.load_profile("validate" if VALIDATING else "suite")
# The same examples every time in `make test`; fresh ones in `make validate`. Neither depends on how fast a machine is.

Run = Callable[..., subprocess.CompletedProcess[str]]


def environment() -> dict[str, str]:
    """What a command finds around it: a name, and none of the machine's own settings of ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ALONGSIDE_")}
    kept.pop("DATABASE_URL", None)
    return {**kept, "ALONGSIDE_NAME": "Ada", "PYTHONWARNINGS": "default"}


@pytest.fixture
def alongside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in a folder of its own, in this process: no start of Python for each."""
    from alongside.__main__ import main

    def run(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
        with monkeypatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            patch.chdir(cwd or tmp_path)
            patch.setattr(sys, "argv", ["alongside", *arguments])
            for name in [name for name in os.environ if name.startswith("ALONGSIDE_") or name == "DATABASE_URL"]:
                patch.delenv(name)
            patch.setenv("ALONGSIDE_NAME", "Ada")
            collector = gc.get_threshold()
            try:
                main()
                code: Any = 0
            except SystemExit as end:
                code = end.code or 0
            finally:
                gc.set_threshold(*collector)  # which the command sets for its process
        texts = []
        for stream in (out, err):
            stream.flush()
            texts.append(stream.buffer.getvalue().decode())  # type: ignore[attr-defined]
        return subprocess.CompletedProcess(list(arguments), int(code), *texts)

    return run


@pytest.fixture
def alongside_process(tmp_path: Path) -> Run:
    """Run the command as a process, as a person does: for what only a process shows."""

    def run(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "alongside", *arguments]
        return subprocess.run(
            command, cwd=cwd or tmp_path, env=environment(), capture_output=True, text=True, check=False, timeout=120
        )

    return run
