"""Questions on which rows that stand differ."""

from __future__ import annotations

import json
from dataclasses import dataclass

from alongside.project.log.sessions import Session
from alongside.project.log.tables import Disagreement

__all__ = ["Disputed", "disagreements"]


@dataclass(frozen=True, slots=True)
class Disputed:
    """A question on which rows that stand differ. `heads` are the uuids of those rows, first to last."""

    subject: str
    kind: str
    key: tuple[str, ...]
    heads: tuple[str, ...]


def disagreements(session: Session) -> list[Disputed]:
    """What waits to be settled, by subject."""
    rows = Disagreement.objects.using(session.alias).filter(project_id=session.project_id)
    disputed = [
        Disputed(row.subject, row.kind, tuple(json.loads(row.key or "[]")), tuple(json.loads(row.heads)))
        for row in rows
    ]
    return sorted(disputed, key=lambda question: (question.subject, question.kind, question.key))
