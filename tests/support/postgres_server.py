"""A private PostgreSQL server, reached by a socket only, for as long as it is needed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["MISSING", "binaries", "private_server"]

MISSING = "PostgreSQL's server is not on this machine; on Debian: apt install postgresql"


def binaries() -> Path | None:
    """The folder with `initdb` and `pg_ctl`."""
    initdb = shutil.which("initdb")
    if initdb:
        return Path(initdb).resolve().parent
    return next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)


@contextmanager
def private_server(folder: Path, *, settings: str = "-c fsync=off") -> Iterator[str]:
    """The address of an empty database `reviews`; `folder` is what `binaries` gives."""
    # A socket's path may be 107 characters long, and the server's user must reach it: not pytest's own folder.
    home = Path(tempfile.mkdtemp(prefix="alongside-pg-"))
    data = home / "data"
    as_user: list[str] = []
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(home, "postgres", "postgres")
        as_user = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups"]

    def run(program: str, *arguments: str) -> None:
        command = [*as_user, str(folder / program), *arguments]
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, check=True, cwd=home)

    run("initdb", "-D", str(data), "-U", "ada", "--auth", "trust")
    options = f"-c listen_addresses='' -c unix_socket_directories='{home}' {settings}"
    run("pg_ctl", "-D", str(data), "-o", options, "-w", "-l", str(home / "log"), "start")
    try:
        run("createdb", "-h", str(home), "-U", "ada", "reviews")
        yield f"postgresql://ada@/reviews?host={home}"
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(home)
