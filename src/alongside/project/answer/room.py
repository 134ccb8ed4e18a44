"""What *answer* brings to the log."""

from __future__ import annotations

from alongside.project.answer.kinds import KINDS
from alongside.project.log.rooms import Room

__all__ = ["ROOM"]

ROOM = Room("answer", KINDS)
