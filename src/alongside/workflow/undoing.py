"""Taking back what one act wrote, and the history from which it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from alongside.errors import UsageError
from alongside.evidence import Author, Decision
from alongside.project import Project
from alongside.project.log.own import undone

__all__ = ["Act", "act_of", "latest", "rows_of_act", "take_back", "with_names"]

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
    "study.same_as": "same trial as",
    "contrast.extracted": "result",
    "contrast.confirmed": "numbers called right",
    "outcome.defined": "outcome",
    "table.read_as": "columns of a table",
    "rule.set": "rule",
    "bias.judged": "risk of bias of a result",
    "certainty.judged": "reason of a certainty",
    "statement.written": "plain sentence",
    "baselines.chosen": "baselines of an outcome",
    "plan.kept": "plan",
    "evaluation.designed": "design of an evaluation",
    "evaluation.plan-locked": "plan locked",
    "evaluation.list-sealed": "list of arms sealed",
    "allocation.drawn": "somebody allocated",
    "allocation.revealed": "an arm looked up",
    "evaluation.envelopes-printed": "envelopes printed",
    "evaluation.table-loaded": "table of an evaluation",
    "evaluation.deviated": "deviation from a plan",
    "evaluation.opened": "analysis opened",
    "evaluation.joined": "own result joined the evidence",
}
"""What each kind is called in a history; a kind that is not here is called by its name."""

FINAL = {
    "allocation.drawn": "a draw is not taken back: whoever saw the arm cannot unsee it",
    "allocation.revealed": "that somebody looked an arm up stays written down",
    "evaluation.plan-locked": "a locked plan stays locked; what is done otherwise is a deviation",
    "evaluation.list-sealed": "a sealed list stays sealed",
    "evaluation.envelopes-printed": "envelopes that were printed are there",
    "evaluation.opened": "an opened analysis cannot be closed again",
}
"""Kinds that nobody takes back, and why."""

TOLD = (
    *("verdict", "stage", "reason", "title", "label", "name", "codes", "dimension", "query", "retrieved", "record"),
    *("study", "text", "tags", "criterion", "met", "file"),
)
"""Parts of a value that say what was decided, in the order of telling."""


IN_WORDS = {"maybe": "unsure", "title_abstract": "by title and abstract", "full_text": "by full text"}
"""Parts of a decision that pages call otherwise than the log."""


@dataclass(frozen=True, slots=True)
class Act:
    """What one person or program did at one moment, as a history tells it: a row of the log, or the rows that were
    written together (a table that was loaded), told by the last of them. `rows` is how many; `uuid` is the last one's.
    `about` is what people call the subject, where they call it otherwise. `taken_back`: none of its rows of this kind
    holds any more; a draw that was written with a decision stays.
    """

    uuid: str
    at: datetime
    author: str
    is_machine: bool
    subject: str
    kind: str
    what: str
    value: str
    why: str
    rows: int = 1
    about: str = ""
    taken_back: bool = False

    @property
    def is_final(self) -> bool:
        """Whether nobody can take it back."""
        return self.kind in FINAL

    def document(self) -> dict[str, Any]:
        """The same as plain values, for JSON."""
        return {
            "uuid": self.uuid,
            "at": self.at.isoformat(),
            "author": self.author,
            "subject": self.subject,
            "about": self.about,
            "taken_back": self.taken_back,
            "kind": self.kind,
            "value": self.value,
            "why": self.why,
            "rows": self.rows,
        }


def act_of(decision: Decision) -> Act:
    """A decision as a history tells it."""
    parts = []
    for name in TOLD:
        if name in decision.value:
            value = decision.value[name]
            text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
            parts.append((IN_WORDS.get(text) or text.replace("_", " "))[:120])
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
    """The latest acts, newest first, rows that were written together as one; about one subject where it is named."""
    wanted = limit + 1
    while True:
        decisions = project.latest(wanted, subject=subject)
        together = [list(rows) for _, rows in groupby(decisions, key=_moment)]
        if len(together) > limit or len(decisions) < wanted:
            standing = project.live_among(row.uuid for rows in together[:limit] for row in rows)
            acts = [
                replace(
                    act_of(rows[0]),
                    rows=len(rows),
                    taken_back=not any(row.uuid in standing for row in rows if row.kind == rows[0].kind),
                )
                for rows in together[:limit]
            ]
            return with_names(project, acts)
        wanted *= 4


def with_names(project: Project, acts: Sequence[Act]) -> list[Act]:
    """The acts with the titles of the records and the names of the studies that they are about."""
    records = [act.subject.removeprefix("record:") for act in acts if act.subject.startswith("record:")]
    stored = project.overview.records_named(records) if records else ()
    titles = {f"record:{row.id}": row.record.title for row in stored}
    named = []
    for act in acts:
        about = titles.get(act.subject, "")
        if act.subject.startswith("study:") and (study := project.understand.study(act.subject.removeprefix("study:"))):
            about = study.label
        named.append(replace(act, about=about))
    return named


def _moment(decision: Decision) -> tuple[object, ...]:
    return decision.at, decision.author, decision.why


def rows_of_act(project: Project, uuid: str) -> list[str]:
    """The rows that were written together with this one and still hold, in their order."""
    project.row(uuid)
    [named] = project.decisions_named([uuid])
    return [
        decision.uuid
        for decision in project.decisions(since=named.at)
        if _moment(decision) == _moment(named) and project.is_live(decision.uuid)
    ]


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
        if row.kind in FINAL:
            raise UsageError(f"{FINAL[row.kind]}; nothing was taken back")
        decisions.append(undone(row.subject, uuid, why=why))
    return project.append(decisions, author=author, at=at)
