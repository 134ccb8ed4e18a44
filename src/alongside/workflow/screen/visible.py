"""Whose word is shown to whom."""

from __future__ import annotations

from collections.abc import Callable

from alongside.evidence import Author, Decision

__all__ = ["visible_to"]


def visible_to(person: Author, subject: str) -> Callable[[Decision], bool]:
    """Which decisions about a subject this person is shown: the only place where that is decided.

    In a review of one person everything is shown, whoever decided it. A machine's decision is shown as a machine's.
    """
    del person, subject
    return _everything


def _everything(_decision: Decision) -> bool:
    return True
