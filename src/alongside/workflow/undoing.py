"""Taking back what one act wrote, and the history from which it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alongside.errors import UsageError
from alongside.evidence import Author, Decision
from alongside.project import Project
from alongside.project.log.own import undone

__all__ = ["Act", "act_of", "latest", "take_back"]

WHAT = {
    "project.titled": "title",
    "undo": "taken back",
    "dispute.raised": "disputed by a merge",
    "file.imported": "import",
    "file.searched": "where a file came from",
    "view.saved": "saved view",
    "strategy.saved": "saved strategy",
    "search.run": "search",
    "record.duplicate_of": "one report",
    "pair.suggested": "pair to look at",
    "pair.decided": "pair settled",
    "screening.decided": "decision on a record",
    "record.removed": "removed",
    "report.retrieval": "retrieval",
    "record.drawn": "drawn at random",
    "record.noted": "note on a record",
    "record.tagged": "tags of a record",
    "criterion.assessed": "criterion",
    "screening.planned": "plan of the screening",
    "screening.sampled": "random order from here on",
    "screening.stopped": "screening stopped",
    "highlights.set": "words to highlight",
    "study.reported_by": "report of a study",
    "study.described": "study",
    "study.eligible": "does it belong",
    "study.coded": "codes",
    "contrast.extracted": "result",
    "outcome.defined": "outcome",
    "rule.set": "rule",
}
"""What each kind is called in a history; a kind that is not here is called by its name."""

TOLD = (
    *("verdict", "stage", "reason", "title", "label", "name", "codes", "dimension", "query", "retrieved", "record"),
    *("text", "tags", "criterion", "met"),
)
"""Parts of a value that say what was decided, in the order of telling."""


@dataclass(frozen=True, slots=True)
class Act:
    """A row of the log as a history tells it."""

    uuid: str
    at: datetime
    author: str
    is_machine: bool
    subject: str
    kind: str
    what: str
    value: str
    why: str

    def document(self) -> dict[str, Any]:
        """The same as plain values, for JSON."""
        return {
            "uuid": self.uuid,
            "at": self.at.isoformat(),
            "author": self.author,
            "subject": self.subject,
            "kind": self.kind,
            "value": self.value,
            "why": self.why,
        }


def act_of(decision: Decision) -> Act:
    """A decision as a history tells it."""
    parts = []
    for name in TOLD:
        if name in decision.value:
            value = decision.value[name]
            text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
            parts.append(text.replace("_", " ")[:120])
    author = decision.author
    return Act(
        decision.uuid,
        decision.at,
        author.name if author.kind == "person" else f"{author.name} {author.version}",
        author.kind == "machine",
        decision.subject,
        decision.kind,
        WHAT.get(decision.kind, decision.kind),
        ", ".join(filter(None, parts)),
        decision.why,
    )


def latest(project: Project, *, limit: int = 50, subject: str = "") -> list[Act]:
    """The latest decisions, newest first; about one subject where it is named."""
    return [act_of(decision) for decision in project.latest(limit, subject=subject)]


def take_back(project: Project, uuids: Sequence[str], *, author: Author, at: datetime, why: str = "") -> list[Decision]:
    """Take rows back, all or none, the last first.

    Raises `UsageError` for a row that is not there or is taken back already, and where none is named.
    """
    if not uuids:
        raise UsageError("nothing was named that could be taken back")
    decisions = []
    for uuid in reversed(uuids):
        row = project.row(uuid)
        if not project.is_live(uuid):
            raise UsageError(f"the row {uuid} is taken back already")
        decisions.append(undone(row.subject, uuid, why=why))
    return project.append(decisions, author=author, at=at)
