"""Two builds compared, from the folders that hold them; no project is opened."""

from __future__ import annotations

from pathlib import Path

from alongside.publishing.open_data.builds import read_build
from alongside.publishing.open_data.comparing import Changes, changes

__all__ = ["compare"]


def compare(old: Path, new: Path) -> Changes:
    """What the build in `new` has otherwise than the one in `old`; `InputError` where one of them holds none."""
    return changes(read_build(old), read_build(new))
