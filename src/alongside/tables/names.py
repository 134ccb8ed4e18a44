"""Names of files as they can be shown: whatever bytes a file system holds, and no sign that a terminal acts upon."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from alongside.errors import InputError

__all__ = ["refuse_no_file", "shown"]


def shown(name: str | Path) -> str:
    """A name as text: bytes that are none, and control signs (ESC among them), as a replacement sign.

    >>> shown("M\\udcfcller.ris"), shown("a\\x1b[31m.csv")
    ('M\\ufffdller.ris', 'a\\ufffd[31m.csv')
    """
    text = os.fsencode(str(name)).decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


def refuse_no_file(path: Path) -> None:
    """Stop at what is no file but would be waited for without end: a pipe, a socket, a device.

    Raises `InputError`; a path that is not there, or a folder, is for the caller to find.
    """
    try:
        mode = path.stat().st_mode
    except OSError:
        return
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise InputError("is a pipe or a device, not a file", path=shown(path))
