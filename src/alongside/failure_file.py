"""The file that a mistake of ours leaves, for a person to look at and to send: where in the program, which versions.

It holds the trace, which names files of the program and says what went wrong there; no rows, no records, no names.
"""

from __future__ import annotations

import hashlib
import os
import platform
import sys
import traceback
from pathlib import Path

__all__ = ["write_failure"]

MOST_FILES = 20
"""Of one project: whoever meets the same mistake again and again has one file, and never a full disk."""


def write_failure(error: BaseException | None, *, beside: str = "", doing: str = "") -> Path | None:
    """Write `NAME.failure-DIGEST.txt` beside a project file, or in this folder; gives its path.

    The same mistake at the same line writes the same file again. None where nothing can be written.
    """
    if error is None:
        return None
    from alongside import __version__

    frames = traceback.extract_tb(error.__traceback__)
    lines = "\n".join(f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}" for frame in frames)
    place = f"{type(error).__name__}\n{lines}"
    digest = hashlib.sha256(place.encode()).hexdigest()[:10]
    is_file = bool(beside) and not beside.startswith(("postgresql://", "postgres://"))
    base = Path(beside) if is_file else Path("alongside")
    path = base.with_name(f"{base.stem}.failure-{digest}.txt")
    text = (
        f"Alongside {__version__}, Python {sys.version.split()[0]}, {platform.system()}\nwhile: {doing}\n\n"
        f"{place}\n\n{type(error).__name__}: {str(error)[:500]}\n"
    )
    try:
        if not path.exists() and len(list(path.parent.glob(f"{base.stem}.failure-*.txt"))) >= MOST_FILES:
            return None
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as stream:
            stream.write(text)
    except OSError:
        return None
    return path
