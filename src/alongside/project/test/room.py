"""What *test* brings to the log."""

from __future__ import annotations

from alongside.project.log.rooms import Room
from alongside.project.test.kinds import KINDS

__all__ = ["ROOM"]

ROOM = Room("test", KINDS)
