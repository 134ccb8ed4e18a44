"""Making a project file, and copying one: under another name first, linked to its own when it is whole, so that a path
never holds half a project.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from alongside.errors import ProjectError
from alongside.project.file.connections import NotedConnection
from alongside.project.file.looking import SCHEMA, look, read_only_connection
from alongside.project.file.settings import alias_for, database_for, forget, is_marked_read_only

__all__ = ["bring_up_to_date", "check_new_file", "copy_file", "make_file"]


def copy_file(path: Path, target: Path) -> None:
    """A whole and consistent copy, also while others write (SQLite's backup). An existing target is refused."""
    if target.exists():
        raise ProjectError(f"{target}: already exists; choose another name")
    if not target.absolute().parent.is_dir():
        raise ProjectError(f"{target}: there is no folder {target.absolute().parent}")
    fresh = _fresh(target)
    try:
        fresh.touch(mode=0o600)
        fresh_connection = sqlite3.connect(str(fresh), factory=NotedConnection)
        with closing(read_only_connection(path)) as source, closing(fresh_connection) as copy:
            source.backup(copy)
        _publish(fresh, target)
    finally:
        fresh.unlink(missing_ok=True)


def _fresh(target: Path) -> Path:
    return target.with_name(f".{target.name}.{uuid4().hex[:12]}.new")


def _publish(fresh: Path, target: Path) -> None:
    """Give a finished file its name, unless another process took the name meanwhile."""
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    try:
        os.link(fresh, target)
    except FileExistsError:
        raise ProjectError(f"{target}: already exists; a project is never written over a file") from None
    except OSError:  # a file system without links: the name is checked, then taken
        if target.exists():
            raise ProjectError(f"{target}: already exists; a project is never written over a file") from None
        fresh.rename(target)
    folder = os.open(target.absolute().parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def make_file(path: Path, fill: Callable[[str], None]) -> None:
    """Make a project file. `fill` gets the connection's alias, and makes the tables and the first row."""
    check_new_file(path)
    fresh = _fresh(path.absolute())
    from alongside.project.file.failures import explained

    try:
        fresh.touch(mode=0o600)  # nobody else of this machine may read it
        alias, _ = alias_for(database_for(fresh))
        try:
            with explained(str(path)):
                fill(alias)
        finally:
            forget(alias)
        _publish(fresh, path)
    finally:
        for leftover in (fresh, fresh.with_name(f"{fresh.name}-wal"), fresh.with_name(f"{fresh.name}-shm")):
            leftover.unlink(missing_ok=True)


def check_new_file(path: Path) -> None:
    """Raise `ProjectError` where no project file can be made at a path."""
    if path.is_dir():
        raise ProjectError(f"{path}: is a folder; give the name of a file in it")
    if path.exists():
        raise ProjectError(f"{path}: already exists; a project is never written over a file")
    parent = path.absolute().parent
    if not parent.is_dir():
        raise ProjectError(f"{path}: there is no folder {parent}")
    if is_marked_read_only(parent):
        raise ProjectError(f"{path}: you may not write in the folder {parent}")


def bring_up_to_date(path: Path, schema: int, migrate: Callable[[str], None]) -> None:
    """Migrate an older file, after a backup beside it. `migrate` gets the connection's alias."""
    stem = path.name.removesuffix(".alongside")
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    copy_file(path, path.with_name(f"{stem}.backup-{schema}-{moment}.alongside"))
    alias, is_new_alias = alias_for(database_for(path))
    from alongside.project.file.failures import explained

    try:
        with explained(str(path)):
            migrate(alias)
    except ProjectError:
        # Another process may have migrated the same file in the meantime.
        if look(path) < SCHEMA:
            raise
    finally:
        if is_new_alias:
            forget(alias)
