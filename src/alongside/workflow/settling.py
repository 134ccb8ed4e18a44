"""Two who differ: what each decided and why, and the word that ends it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from alongside.errors import NotHereError, UsageError
from alongside.evidence import Author, Decision
from alongside.project import NewDecision, Project
from alongside.workflow.undoing import Act, act_of

__all__ = ["Difference", "differences", "settle_difference"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A question on which decisions that stand differ.

    Parameters
    ----------
    subject, kind, title : what it is about, and what people call it.
    record : the id of the record that it is about; "" where it is about something else.
    acts : the decisions that stand, the first first.
    """

    subject: str
    kind: str
    title: str
    record: str
    acts: tuple[Act, ...]


def differences(project: Project) -> list[Difference]:
    """Everything that waits to be settled."""
    waiting = []
    for question in project.disagreements():
        prefix, _, name = question.subject.partition(":")
        acts = tuple(act_of(decision) for decision in project.decisions_named(question.heads))
        title, record = question.subject, ""
        if prefix == "record":
            stored = project.overview.record(name)
            title, record = (stored.record.title or "No title", name) if stored else (question.subject, "")
        elif prefix == "study":
            study = project.understand.study(name)
            title = study.label if study else name
        waiting.append(Difference(question.subject, question.kind, title, record, acts))
    return waiting


def settle_difference(
    project: Project, subject: str, uuid: str, *, author: Author, at: datetime, why: str = ""
) -> Decision:
    """Settle with one of the decisions that stand: it is decided again by `author`, for everybody.

    Raises `NotHereError` for a row that is not here, `UsageError` for one that is not of a disagreement.
    """
    for question in project.disagreements():
        if question.subject == subject and uuid in question.heads:
            [chosen] = project.decisions_named([uuid])
            decision = NewDecision(
                subject, chosen.kind, chosen.value, why=why, anchors=chosen.anchors, supersedes=question.heads
            )
            return project.append([decision], author=author, at=at)[0]
    if project.has_row(uuid):
        raise UsageError("this decision is not one of a disagreement, or it was settled already")
    raise NotHereError(f"no decision {uuid!r} in this project")
