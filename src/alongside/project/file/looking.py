"""Looking at a project file before it is opened.

A file that is refused is not touched: it is looked at with a connection that cannot write, and nothing else happens
until the look has said what it is.
"""

from __future__ import annotations

import os
import sqlite3
import struct
from contextlib import closing
from pathlib import Path

from alongside import __version__
from alongside.errors import ProjectError
from alongside.project.file import connections
from alongside.project.file.connections import Inode, NotedConnection, is_open
from alongside.project.file.settings import BUSY_SECONDS, is_marked_read_only

__all__ = ["APPLICATION_ID", "SCHEMA", "look", "read_only_connection", "still_there"]

APPLICATION_ID = 0x416C6F6E
"""Four bytes of the SQLite header that say whose file it is (sqlite.org/fileformat.html, offset 68): "Alon"."""

SCHEMA = 6
"""The number of the last migration; a file carries it as `user_version`."""

_MAGIC = b"SQLite format 3\x00"


def still_there(path: Path, inode: Inode) -> None:
    """Raise `ProjectError` where the path no longer leads to the file that was opened, or that was emptied."""
    try:
        status = path.stat()
    except OSError:
        raise ProjectError(
            f"{path}: is no longer there; it was moved or deleted while it was open. Put it back, then close and open "
            "it again"
        ) from None
    if (status.st_dev, status.st_ino) != inode:
        raise ProjectError(f"{path}: was replaced by another file while it was open; close it and open it again")
    if status.st_size == 0:
        raise _cut_off(path, 0, None)


def read_only_connection(path: Path) -> NotedConnection:
    """A plain connection that cannot write, and leaves nothing beside a file that nobody else has open."""
    beside = path.with_name(f"{path.name}-wal").exists() or is_open(path)
    shared = beside and (path.with_name(f"{path.name}-shm").exists() or not is_marked_read_only(path.parent))
    return connections.read_only_connection(path, shared=shared, timeout=BUSY_SECONDS)


def look(path: Path) -> int:
    """The schema number of a project file, without changing a byte of it.

    Raises `ProjectError` for a path that is none, a folder, an empty, cut or damaged file, and a file that is not ours
    or was made by a newer version.
    """
    if not path.exists():
        raise ProjectError(f"{path}: there is no such file; `alongside new {path}` makes one")
    if path.is_dir():
        raise ProjectError(f"{path}: is a folder, not a project file")
    if not path.is_file():
        raise ProjectError(f"{path}: is not a file")
    if not os.access(path, os.R_OK):
        raise ProjectError(f"{path}: you may not read it")
    if not is_open(path):  # reading it in any other way than SQLite's would drop SQLite's locks
        _look_at_header(path)
    try:
        with closing(read_only_connection(path)) as connection:
            (schema,) = connection.execute("PRAGMA user_version").fetchone()
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            if application == APPLICATION_ID and schema <= SCHEMA:
                connection.execute("SELECT count(*) FROM project_project").fetchone()
    except sqlite3.DatabaseError as error:
        from alongside.project.file.failures import DamagedProject, explained

        with explained(str(path)):
            raise
        raise DamagedProject(f"{path}: cannot be read ({error})") from error
    _check_ours(path, application, schema)
    return int(schema)


def _check_ours(path: Path, application: int, schema: int) -> None:
    if application != APPLICATION_ID:
        raise ProjectError(f"{path}: is an SQLite file of some other program, not an Alongside project")
    if schema > SCHEMA:
        raise ProjectError(
            f"{path}: was made by a newer Alongside (schema {schema}; version {__version__} knows {SCHEMA}); "
            "update Alongside to open it"
        )


def _look_at_header(path: Path) -> None:
    size = path.stat().st_size
    with path.open("rb") as file:
        header = file.read(100)
    if not header:
        raise ProjectError(f"{path}: is an empty file, not an Alongside project")
    if header[:16] != _MAGIC[: len(header)]:
        raise ProjectError(f"{path}: is not an Alongside project (it is no SQLite file)")
    if len(header) < 100:
        raise _cut_off(path, size, None)
    (page,) = struct.unpack_from(">H", header, 16)
    counted, pages = struct.unpack_from(">II", header, 24)
    schema, valid_for = struct.unpack_from(">I", header, 60)[0], struct.unpack_from(">I", header, 92)[0]
    (application,) = struct.unpack_from(">I", header, 68)
    _check_ours(path, application, schema)
    # With a write-ahead log beside it, pages may be there that the file does not have yet: SQLite puts them together.
    if not path.with_name(f"{path.name}-wal").exists() and counted == valid_for:
        expected = pages * (65536 if page == 1 else page)
        if size < expected:
            raise _cut_off(path, size, expected)


def _cut_off(path: Path, size: int, expected: int | None) -> ProjectError:
    from alongside.project.file.failures import DamagedProject

    of = f" of {expected:,}" if expected else ""
    return DamagedProject(f"{path}: is cut off ({size:,}{of} bytes are there); go back to a backup or copy it again")
