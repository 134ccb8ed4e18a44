"""The desk of the project that this process serves: its ranking lives as long as the process."""

from __future__ import annotations

import threading

from alongside.project import Project
from alongside.web.frame.pages import project
from alongside.workflow.screen.desk import ScreeningDesk

__all__ = ["desk"]

_lock = threading.Lock()
_desks: dict[int, tuple[Project, ScreeningDesk]] = {}


def desk() -> ScreeningDesk:
    """The desk, made once."""
    served = project()
    with _lock:
        if id(served) not in _desks:
            _desks[id(served)] = (served, ScreeningDesk(served))
        return _desks[id(served)][1]
