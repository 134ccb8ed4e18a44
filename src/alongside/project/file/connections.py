"""Which files this process has open through SQLite, connection by connection.

A process that opens and closes such a file in any other way drops SQLite's own locks on it, all of them at once
(sqlite.org/howtocorrupt.html, section 2.2). Another process then takes itself for the last, and removes the write-ahead
log that is still in use. So each connection says when it begins and ends, and `is_open` is asked before a file is read.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

__all__ = ["Inode", "NotedConnection", "inode_of", "is_open", "read_only_connection"]

Inode = tuple[int, int]

_open: Counter[Inode] = Counter()


def inode_of(path: Path) -> Inode:
    """Device and number of the file at a path. Raises `OSError` where there is none."""
    status = path.stat()
    return (status.st_dev, status.st_ino)


def is_open(path: Path) -> bool:
    """Whether a connection of this process, in any of its threads, has the file open."""
    return _open[inode_of(path)] > 0


class NotedConnection(sqlite3.Connection):
    """A connection that is counted while it is open. For one that a thread left behind, its end is its collection."""

    _inode: Inode | None = None

    def __init__(self, database: str, *arguments: Any, **options: Any) -> None:
        super().__init__(database, *arguments, **options)
        try:
            self._inode = inode_of(Path(unquote(database.removeprefix("file:").partition("?")[0])))
        except OSError:  # in memory, or gone already
            return
        _open[self._inode] += 1

    def close(self) -> None:
        super().close()
        self._noted()

    def __del__(self) -> None:
        self._noted()

    def _noted(self) -> None:
        if self._inode is not None:
            _open[self._inode] -= 1
            self._inode = None


def read_only_connection(path: Path, *, shared: bool, timeout: float) -> NotedConnection:
    """A plain connection that cannot write. Unless `shared`, the file is read as one that nobody changes, and nothing
    is left beside it.
    """
    name = f"file:{quote(str(path.absolute()))}?{'mode=ro' if shared else 'immutable=1'}"
    return sqlite3.connect(name, uri=True, timeout=timeout, isolation_level=None, factory=NotedConnection)
