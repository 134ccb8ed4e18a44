"""What *screen* brings to the log."""

from __future__ import annotations

from alongside.project.log.rooms import Projection, Room
from alongside.project.screen.kinds import KINDS

__all__ = ["ROOM"]


def _projections() -> tuple[Projection, ...]:
    from alongside.project.screen.projections import PROJECTIONS

    return PROJECTIONS


ROOM = Room("screen", KINDS, _projections)
