"""What a database says when it cannot, in one line that a person can act on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, IntegrityError, InterfaceError

from alongside.errors import ProjectError
from alongside.project.file.settings import BUSY_SECONDS

__all__ = ["DamagedProject", "explained", "one_line"]


class DamagedProject(ProjectError):  # noqa: N818 - what it is, not that it is an error
    """The file is one of ours, or was, and cannot be read any more."""


_NO_ROOM = tuple(f"SQLITE_IOERR_{what}" for what in ("SHM", "WRITE", "TRUNCATE", "FSYNC", "VNODE"))
"""What SQLite says where it cannot write a file, or make the small one beside it that it needs even to read
(sqlite.org/rescode.html)."""

_DAMAGED = ("malformed", "not a database", "disk i/o error", "decode to utf-8", "corrupt", "unsupported file format")


def one_line(error: BaseException) -> str:
    """The first line of what an error says."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]


@contextmanager
def explained(name: str) -> Iterator[None]:
    """Turn the database's own errors into `ProjectError`. A broken constraint is a defect of ours and passes."""
    try:
        yield
    except IntegrityError:
        raise
    except (DatabaseError, InterfaceError, sqlite3.DatabaseError) as error:
        message = one_line(error)
        lowered = message.lower()
        if "locked" in lowered or "busy" in lowered:
            raise ProjectError(
                f"{name}: another process is writing to it and did not finish within {BUSY_SECONDS} seconds; try again"
            ) from error
        if "readonly" in lowered or "read-only" in lowered:
            raise ProjectError(f"{name}: is read-only, nothing was written") from error
        if "is full" in lowered:
            raise ProjectError(f"{name}: the disk is full, nothing was written") from error
        if _code(error).startswith(_NO_ROOM):
            raise ProjectError(f"{name}: the disk is full or cannot be written to; the project is as it was") from error
        if any(phrase in lowered for phrase in _DAMAGED):
            raise DamagedProject(f"{name}: is damaged ({message}); go back to a backup") from error
        raise ProjectError(f"{name}: {message}") from error


def _code(error: BaseException) -> str:
    """SQLite's own name of an error, which the text "disk I/O error" hides; "" for other databases."""
    cause = error if isinstance(error, sqlite3.Error) else error.__cause__
    return str(getattr(cause, "sqlite_errorname", ""))
