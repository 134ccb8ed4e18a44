"""What every log knows, whatever its verbs: the project's title, and taking a row back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from alongside.project.log.decisions import NewDecision
from alongside.project.log.kinds import NAME, UUID, Kind, closed_object
from alongside.project.log.rooms import Room

__all__ = ["DISPUTED", "ROOM", "TITLED", "UNDO", "disputed", "titled", "undone"]

UNDO = "undo"
DISPUTED = "dispute.raised"
TITLED = "project.titled"


def _disputed_row(value: Mapping[str, Any]) -> tuple[str, ...]:
    return (value["row"],)


ROOM = Room(
    "log",
    (
        Kind(TITLED, "project", closed_object({"title": NAME}), ("project", {"title": "Peer support in asthma"})),
        # An undo takes the subject of the row that it takes back.
        Kind(
            UNDO,
            "",
            closed_object({"of": UUID}),
            ("study:kew-2017", {"of": "0b0e7c8c-5c0a-4f0c-9c58-0d1f6a1f2b3c"}),
        ),
        # A row that came by a merge would take another author's place: it stands beside it until a person settles.
        Kind(
            DISPUTED,
            "",
            closed_object({"row": UUID}),
            ("study:kew-2017", {"row": "0b0e7c8c-5c0a-4f0c-9c58-0d1f6a1f2b3c"}),
            key=_disputed_row,
        ),
    ),
)


def titled(title: str) -> NewDecision:
    """The project is called so."""
    return NewDecision("project", TITLED, {"title": title})


def disputed(subject: str, uuid: str, *, why: str = "") -> NewDecision:
    """The row does not supersede: it and those whose place it would take differ, and wait to be settled."""
    return NewDecision(subject, DISPUTED, {"row": uuid}, why)


def undone(subject: str, uuid: str, *, why: str = "") -> NewDecision:
    """A row about this subject is taken back; the row stays in the history."""
    return NewDecision(subject, UNDO, {"of": uuid}, why)
