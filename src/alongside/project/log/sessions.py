"""An open project: which database and which project in it, and the register by which its rows are read."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from alongside.errors import ProjectError
from alongside.project.file.looking import still_there
from alongside.project.log.rooms import Register

__all__ = ["Session"]


@dataclass(slots=True)
class Session:
    """One open project.

    Parameters
    ----------
    alias, project_id : the database connection, and the key of the project in its table.
    name : what messages call it.
    register : the kinds and projections that are known.
    path : of the file; None for a database.
    inode : device and number of the file that was opened: what lies at its path later may be another.
    """

    alias: str
    project_id: int
    name: str
    register: Register
    path: Path | None = None
    read_only: bool = False
    inode: tuple[int, int] | None = None
    _writer: str = ""
    _pid: int = 0
    _closing: list[Callable[[], None]] = field(default_factory=list)

    def writer_uuid(self) -> str:
        """The writer of this session, drawn at the first write. A forked child is another writer."""
        if self._pid != os.getpid():
            self._writer, self._pid = str(uuid4()), os.getpid()
        return self._writer

    def close(self) -> None:
        """Close this thread's connection. The session is of no use afterwards."""
        while self._closing:
            self._closing.pop()()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Turn the database's errors into `ProjectError`, and refuse where the file is no longer the one opened.

        SQLite would go on in a file that was deleted or replaced, and what it acknowledged would be gone with it; in
        one that was emptied it waits for a lock that nobody has.
        """
        from alongside.project.file.failures import explained

        if self.path is not None and self.inode is not None:
            still_there(self.path, self.inode)
        with explained(self.name):
            yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """The same, and refuse where the project was opened read-only."""
        if self.read_only:
            raise ProjectError(f"{self.name}: was opened read-only, nothing was written")
        with self.reading():
            yield
