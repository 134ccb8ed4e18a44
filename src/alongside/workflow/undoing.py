"""Taking back what one act wrote, which may be several rows of the log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from alongside.errors import UsageError
from alongside.evidence import Author, Decision
from alongside.project import Project
from alongside.project.log.own import undone

__all__ = ["take_back"]


def take_back(project: Project, uuids: Sequence[str], *, author: Author, at: datetime) -> list[Decision]:
    """Take rows back, all or none, the last first.

    Raises `UsageError` for a row that is not there, and where none is named.
    """
    if not uuids:
        raise UsageError("nothing was named that could be taken back")
    decisions = [undone(project.row(uuid).subject, uuid) for uuid in reversed(uuids)]
    return project.append(decisions, author=author, at=at)
