"""A record as a page shows it: its words in pieces, why it comes now, what was noted and decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from alongside.evidence import Author
from alongside.project import StoredRecord
from alongside.project.screen.kinds import RECORD_NOTED, RECORD_TAGGED
from alongside.workflow.screen.desk import Next, ScreeningDesk
from alongside.workflow.screen.highlighting import Piece, marked
from alongside.workflow.screen.planning import highlights_of
from alongside.workflow.screen.visible import visible_to
from alongside.workflow.undoing import Act, act_of

__all__ = ["Card", "card_of", "cards_of"]

MOST_AUTHORS = 6


@dataclass(frozen=True, slots=True)
class Card:
    """One record on the desk.

    Parameters
    ----------
    decision : a fresh id for the decision that may be made on it; a form that is sent twice sends it twice.
    drawn : whether it comes because it was drawn.
    why : words that put it here, and titles of included records that it is most like.
    history : what was decided about it before, as far as this person may see it.
    """

    stored: StoredRecord
    decision: str
    drawn: bool
    title: list[Piece]
    abstract: list[list[Piece]]
    keywords: list[Piece]
    authors: str
    words: tuple[str, ...]
    similar: tuple[str, ...]
    note: str
    tags: str
    history: list[Act]


def cards_of(desk: ScreeningDesk, coming: Sequence[Next], person: Author) -> list[Card]:
    """Cards in the order of what comes."""
    lists = highlights_of(desk.project, person)
    stored = {
        record.id: record for record in desk.project.overview.records_named([following.record for following in coming])
    }
    return [
        _card(desk, stored[following.record], following.drawn, lists, person)
        for following in coming
        if following.record in stored
    ]


def card_of(desk: ScreeningDesk, record: str, drawn: bool, person: Author) -> Card | None:
    """The card of one record; None where there is none."""
    return next(iter(cards_of(desk, [Next(record, drawn)], person)), None)


def _card(
    desk: ScreeningDesk, stored: StoredRecord, drawn: bool, lists: Mapping[int, Sequence[str]], person: Author
) -> Card:
    record, project, subject = stored.record, desk.project, f"record:{stored.id}"
    reason = None if drawn else desk.reason_for(stored.id)
    similar = [desk.title_at(position) for position, _ in reason.similar] if reason else []
    is_visible = visible_to(person, subject)
    history = [decision for decision in project.history(subject) if is_visible(decision)]
    note = project.screen.state(RECORD_NOTED, subject)
    tags = project.screen.state(RECORD_TAGGED, subject)
    ending = " and others" if len(record.authors) > MOST_AUTHORS else ""
    return Card(
        stored,
        str(uuid4()),
        drawn,
        marked(record.title, lists),
        [marked(part, lists) for part in record.abstract.splitlines() if part.strip()],
        marked(", ".join(record.keywords), lists),
        ", ".join(record.authors[:MOST_AUTHORS]) + ending,
        tuple(word for word, _ in reason.towards) if reason else (),
        tuple(title for title in similar if title),
        note["text"] if note else "",
        ", ".join(tags["tags"]) if tags else "",
        [act_of(decision) for decision in reversed(history)],
    )
