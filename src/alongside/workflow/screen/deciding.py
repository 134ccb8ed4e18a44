"""A person's word on a record by its title and abstract, and taking it back, any number of steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from alongside.errors import NotHereError, UsageError
from alongside.evidence import Author, Decision
from alongside.project import NewDecision, Project
from alongside.project.log.own import undone
from alongside.project.screen.facet import ScreeningAct
from alongside.project.screen.kinds import SCREENED, VERDICTS, noted, screened, tagged
from alongside.workflow.screen.planning import REASONS

__all__ = ["REASONS", "decide", "note", "rename_tag", "tag", "take_back_last"]


def decide(
    project: Project,
    record: str,
    verdict: str,
    *,
    author: Author,
    at: datetime,
    reason: str = "",
    why: str = "",
    uuid: str | None = None,
    beside: Sequence[NewDecision] = (),
) -> Decision:
    """Include, exclude or maybe, by title and abstract.

    Parameters
    ----------
    reason : a key of `REASONS`, or a reason of the review's own.
    uuid : of the decision, drawn by whoever sends it: sent twice it is one, and the second time gives the first.
    beside : what is written in the same act, and taken back with it.
    """
    if verdict not in VERDICTS:
        raise UsageError(f"{verdict!r} is no decision; expected include, exclude or maybe")
    if uuid and (earlier := _sent_before(project, uuid, record)):
        return earlier
    if project.overview.record(record) is None:
        raise NotHereError(f"no record {record!r} in this project")
    decision = screened(record, verdict, reason=reason if verdict != "include" else "", why=why, uuid=uuid)
    try:
        return project.append([decision, *beside], author=author, at=at)[0]
    except UsageError:
        if uuid and (earlier := _sent_before(project, uuid, record)):  # both came at the same moment
            return earlier
        raise


def _sent_before(project: Project, uuid: str, record: str) -> Decision | None:
    earlier = next(iter(project.decisions_named([uuid])), None)
    if earlier is not None and (earlier.subject, earlier.kind) != (f"record:{record}", SCREENED):
        raise UsageError(f"the log has a row {uuid} already, and it is about something else")
    return earlier


def take_back_last(
    project: Project, *, author: Author, at: datetime, uuid: str | None = None, of: str = ""
) -> ScreeningAct | None:
    """Take back this person's last verdict that holds; None where there is none. Once more goes one step further back.

    Parameters
    ----------
    uuid : of the row that takes it back: sent twice it is one step.
    of : the decision that is meant, where the sender knows; then no other is taken back.
    """
    if uuid and project.has_row(uuid):
        return None
    for act in project.screen.acts(author.name):
        if of and of not in act.uuids:
            continue
        taken = [undone(f"record:{act.record}", row) for row in reversed(act.uuids)]
        taken[0] = replace(taken[0], uuid=uuid)
        project.append(taken, author=author, at=at)
        return act
    return None


def note(project: Project, record: str, text: str, *, author: Author, at: datetime) -> Decision:
    """Write a note on a record; an empty one takes it away."""
    _here(project, record)
    return project.append([noted(record, text.strip())], author=author, at=at)[0]


def tag(project: Project, record: str, tags: str, *, author: Author, at: datetime) -> Decision:
    """Set the tags of a record, separated by commas."""
    _here(project, record)
    return project.append([tagged(record, _tags(tags.split(",")))], author=author, at=at)[0]


def rename_tag(project: Project, name: str, new: str, *, author: Author, at: datetime) -> int:
    """Call a tag otherwise on every record, or take it away everywhere where the new name is empty; gives how many."""
    changed = [
        tagged(record, _tags(new if tag == name else tag for tag in tags))
        for record, tags in project.screen.tags().items()
        if name in tags
    ]
    project.append(changed, author=author, at=at)
    return len(changed)


def _tags(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(" ".join(name.split())[:200] for name in names if name.strip()))


def _here(project: Project, record: str) -> None:
    if project.overview.record(record) is None:
        raise NotHereError(f"no record {record!r} in this project")
