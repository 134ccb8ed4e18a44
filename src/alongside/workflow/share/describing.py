"""What the review says of itself: read, and changed by a decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from alongside.errors import UsageError
from alongside.evidence import Author, Decision
from alongside.evidence.about import ABOUT, SEARCHES
from alongside.project import Project
from alongside.project.answer.kinds import review_described

__all__ = ["describe"]

LONGEST = 5000


def describe(project: Project, parts: Mapping[str, str], *, author: Author, at: datetime, why: str = "") -> Decision:
    """Change parts of what the review says of itself; those that are not named stay. "" takes a part back to *not
    stated*.

    Raises
    ------
    UsageError : for a part that there is not, a search of another kind, a date that is none or lies in the future, or a
        text of over 5,000 signs.
    """
    for name, text in parts.items():
        if name not in ABOUT:
            raise UsageError(f"a review says nothing of {name!r}; expected one of {', '.join(ABOUT)}")
        if len(text) > LONGEST:
            raise UsageError(f"{name}: expected at most {LONGEST:,} characters, found {len(text):,}")
    if parts.get("search", "") not in SEARCHES:
        raise UsageError(f"search: expected systematic or not systematic, found {parts['search']!r}")
    if day := parts.get("searched_on", "").strip():
        try:
            searched = date.fromisoformat(day)
        except ValueError:
            raise UsageError(f"searched_on: expected a day as in 2026-11-28, found {day!r}") from None
        if searched > at.date():
            raise UsageError(f"searched_on: {day} lies in the future")
    changed = replace(project.answer.about(), **{name: text.strip() for name, text in parts.items()})
    [row] = project.append([review_described(changed.parts(), why=why)], author=author, at=at)
    return row
