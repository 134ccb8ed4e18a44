"""Find: decisions on records by their title and abstract."""

from __future__ import annotations

from datetime import datetime

from alongside.errors import UsageError
from alongside.evidence import Author, Decision
from alongside.project import NewDecision, Project

__all__ = ["REASONS", "decide"]

REASONS = {"people": "Other people", "support": "Not peer support", "design": "Other design", "other": "Another reason"}
"""Reasons to exclude at title and abstract, in the order of their keys 1 to 4."""


def decide(
    project: Project, record: str, verdict: str, *, author: Author, at: datetime, reason: str = "", why: str = ""
) -> Decision:
    """Include, exclude or maybe, by title and abstract. `reason` is a key of `REASONS` or words of one's own."""
    if verdict not in ("include", "exclude", "maybe"):
        raise UsageError(f"{verdict!r} is no decision; expected include, exclude or maybe")
    if project.record(record) is None:
        raise UsageError(f"no record {record!r} in this project")
    value = {"stage": "title_abstract", "verdict": verdict} | ({"reason": reason} if reason else {})
    decision = NewDecision(f"record:{record}", "screening.decided", value, why=why)
    return project.append([decision], author=author, at=at)[0]
