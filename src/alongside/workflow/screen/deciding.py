"""Find: decisions on records by their title and abstract."""

from __future__ import annotations

from datetime import datetime

from alongside.errors import NotHereError, UsageError
from alongside.evidence import Author, Decision
from alongside.project import Project
from alongside.project.screen.kinds import VERDICTS, screened

__all__ = ["REASONS", "decide"]

REASONS = {"people": "Other people", "support": "Not peer support", "design": "Other design", "other": "Another reason"}
"""Reasons to exclude at title and abstract, in the order of their keys 1 to 4."""


def decide(
    project: Project, record: str, verdict: str, *, author: Author, at: datetime, reason: str = "", why: str = ""
) -> Decision:
    """Include, exclude or maybe, by title and abstract. `reason` is a key of `REASONS` or words of one's own."""
    if verdict not in VERDICTS:
        raise UsageError(f"{verdict!r} is no decision; expected include, exclude or maybe")
    if project.overview.record(record) is None:
        raise NotHereError(f"no record {record!r} in this project")
    decision = screened(record, verdict, reason=reason, why=why)
    return project.append([decision], author=author, at=at)[0]
