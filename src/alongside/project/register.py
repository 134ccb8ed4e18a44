"""Every room of the project: a new verb is its folder, and its line here.

A room has its kinds and makers in `kinds`, and says what it brings in `room`. Only one with more than ten thousand rows
has tables of its own, in a module `tables`, with a migration; see docs/developing/add-a-verb.md.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys

from alongside.project.answer.room import ROOM as ANSWER
from alongside.project.find.room import ROOM as FIND
from alongside.project.log.own import ROOM as LOG
from alongside.project.log.rooms import Register
from alongside.project.plan.room import ROOM as PLAN
from alongside.project.screen.room import ROOM as SCREEN
from alongside.project.test.room import ROOM as TEST
from alongside.project.understand.room import ROOM as UNDERSTAND

__all__ = ["REGISTER", "load_tables"]

REGISTER = Register(
    (
        LOG,
        FIND,
        SCREEN,
        UNDERSTAND,
        ANSWER,
        PLAN,
        TEST,
    )
)


def load_tables() -> None:
    """Import the tables of every room, for Django.

    Where the import of a room's tables is what set Django up, Django asks for all tables while that import is still
    under way. They are then left for `handle`, which calls this again.
    """
    started = sys.modules.get("alongside.project.log.tables")
    if started is not None and not hasattr(started, "State"):
        return
    for room in REGISTER.rooms:
        name = f"alongside.project.{room.name}.tables"
        if importlib.util.find_spec(name) is not None:
            importlib.import_module(name)
