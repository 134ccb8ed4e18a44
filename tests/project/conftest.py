"""An empty project on each engine: a real SQLite file, and a real PostgreSQL server of the tests' own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from alongside.project import Project, create, open_project

MISSING = "PostgreSQL's server is not on this machine; on Debian: apt install postgresql"


def binaries() -> Path | None:
    """The folder with `initdb` and `pg_ctl`."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    return next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a private server, reached by a socket only."""
    folder = binaries()
    if folder is None:
        pytest.skip(MISSING)
    # A socket's path may be 107 characters long, and the server's user must reach it: not pytest's own folder.
    home = Path(tempfile.mkdtemp(prefix="alongside-pg-"))
    data, socket = home / "data", home
    as_user: list[str] = []
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(home, "postgres", "postgres")
        as_user = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT, "check": True, "cwd": home}
    subprocess.run([*as_user, *[str(folder / "initdb"), "-D", str(data), "-U", "ada", "--auth", "trust"]], **quiet)  # type: ignore[call-overload]
    options = f"-c listen_addresses='' -c unix_socket_directories='{socket}' -c fsync=off"
    start = [str(folder / "pg_ctl"), "-D", str(data), "-o", options, "-w", "-l", str(home / "log"), "start"]
    subprocess.run([*as_user, *start], **quiet)  # type: ignore[call-overload]
    try:
        subprocess.run([str(folder / "createdb"), "-h", str(socket), "-U", "ada", "reviews"], **quiet)  # type: ignore[call-overload]
        yield f"postgresql://ada@/reviews?host={socket}"
    finally:
        stop = [str(folder / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"]
        subprocess.run([*as_user, *stop], **quiet)  # type: ignore[call-overload]
        shutil.rmtree(home)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Project]:
    """An empty project."""
    if request.param == "sqlite":
        with create(tmp_path / "review.alongside", title="Review") as made:
            yield made
        return
    with create(request.getfixturevalue("postgres"), title="Review") as made:
        yield made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A project file that nobody has open."""
    path = tmp_path / "review.alongside"
    create(path, title="Review").close()
    return path


@pytest.fixture
def reopened(file: Path) -> Iterator[Project]:
    with open_project(file) as opened:
        yield opened
