"""Which row of the log holds. Pure functions of the *set* of rows about one subject: neither the order in which they
arrived nor how often they did changes anything, which is why logs can be merged in any order.

Vocabulary.

- A row is *live* where no live undo takes it back. An undo is a row and can be undone itself. An undo counts only for
  rows of its own subject, so that a subject's state needs no other subject's rows.
- A row *covers* another of its slot where it supersedes it, or supersedes one that covers it, also when the row in
  between was undone: taking back the second of three versions does not bring the first one back beside the third.
- The *heads* of a slot are the live rows that no live row covers.

One head is the state. Several that say the same are an agreement. Several that differ are a disagreement: the state
stays with the one that was first, by (at, uuid), and is marked as disputed until a row supersedes them all.

A row that came by a merge and would supersede another author's is *contested* by a row of kind `dispute.raised`: it
covers nothing, so that both stand until a person settles.

A row that this version cannot read (a newer kind or shape) belongs to the slot of the rows that it supersedes, and
covers them: what a newer version decided is never answered with what stood before it. Such a slot has no state here.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from alongside.project.log.chain import Row, canonical
from alongside.project.log.kinds import Kinds, is_readable, readable_value
from alongside.project.log.own import DISPUTED, UNDO

__all__ = ["Slot", "SlotState", "contested_among", "heads", "live", "slot_of", "states"]

Slot = tuple[str, ...]
"""The kind, and the kind's key: ("screening.decided", "full_text")."""


@dataclass(frozen=True, slots=True)
class SlotState:
    """What holds in one slot of a subject.

    `value` and `row` hold (of the first of the heads, the value in today's shape), `heads` are all that stand, first to
    last; `disputed` where they differ.
    """

    slot: Slot
    value: Mapping[str, Any]
    row: Row
    heads: tuple[Row, ...]
    disputed: bool

    @property
    def kind(self) -> str:
        return self.slot[0]

    @property
    def decided_by(self) -> tuple[str, ...]:
        """The uuids of the rows behind it."""
        return tuple(row.uuid for row in self.heads)


def _moment(row: Row) -> tuple[str, str]:
    return (row.at, row.uuid)


def slot_of(kinds: Kinds, row: Row, value: Mapping[str, Any] | None = None) -> Slot:
    """The slot that a readable row belongs to; `value` where the caller has it in today's shape."""
    if value is None:
        value = readable_value(kinds, row.kind, row.schema, row.value)
    return (row.kind, *kinds[row.kind].key(value))


def live(rows: Iterable[Row]) -> set[str]:
    """The uuids of the rows that no live undo takes back. All rows are of one subject.

    Undos that take each other back in a circle (nobody writes such rows; somebody may forge them) take nothing back.
    """
    by_uuid = {row.uuid: row for row in rows}
    target = {row.uuid: str(json.loads(row.value).get("of")) for row in by_uuid.values() if row.kind == UNDO}
    target = {undo: of for undo, of in target.items() if of in by_uuid}
    if not target:
        return set(by_uuid)
    undone_by: dict[str, list[str]] = defaultdict(list)
    for undo, of in target.items():
        undone_by[of].append(undo)
    # Each undo points at one row, so the pointers form trees whose roots are rows that undo nothing, and circles,
    # which no root leads to. From the leaves inward: a row is live where none of its undoers is.
    waiting = {uuid: len(undone_by[uuid]) for uuid in by_uuid}
    ready = [uuid for uuid, count in waiting.items() if count == 0]
    alive: set[str] = set()
    retracted: set[str] = set()
    while ready:
        uuid = ready.pop()
        if uuid not in retracted:
            alive.add(uuid)
        if uuid in target:
            of = target[uuid]
            if uuid in alive:
                retracted.add(of)
            waiting[of] -= 1
            if waiting[of] == 0:
                ready.append(of)
    return alive


def contested_among(rows: Iterable[Row], alive: set[str]) -> set[str]:
    """The uuids of rows that a live dispute keeps from superseding."""
    return {str(json.loads(row.value).get("row")) for row in rows if row.kind == DISPUTED and row.uuid in alive}


def heads(rows: Iterable[Row], alive: set[str], contested: Collection[str] = ()) -> list[Row]:
    """The heads among the rows of one slot, first to last by (at, uuid). There is one wherever a row is live.

    A contested row covers nothing: it stands beside what it would have superseded.

    Rows that supersede each other in a circle, which nobody writes, leave the latest of them standing.
    """
    by_uuid = {row.uuid: row for row in rows}
    covers = {
        row.uuid: [of for of in json.loads(row.supersedes) if of in by_uuid and row.uuid not in contested]
        for row in by_uuid.values()
    }
    standing = sorted((row for row in by_uuid.values() if row.uuid in alive), key=_moment, reverse=True)
    covered: set[str] = set()
    walked: set[str] = set()
    for row in standing:
        if row.uuid in walked:
            continue
        walked.add(row.uuid)
        ahead = list(covers[row.uuid])
        while ahead:
            uuid = ahead.pop()
            if uuid == row.uuid:
                continue
            covered.add(uuid)
            if uuid not in walked:
                walked.add(uuid)
                ahead.extend(covers[uuid])
    return [row for row in reversed(standing) if row.uuid not in covered]


def _slots(kinds: Kinds, rows: Iterable[Row]) -> dict[Slot, list[Row]]:
    """Rows by slot. Unreadable rows follow the rows that they supersede; those that supersede none have no slot."""
    slots: dict[Slot, list[Row]] = defaultdict(list)
    slot_of_row: dict[str, Slot] = {}
    unreadable: list[Row] = []
    for row in rows:
        if row.kind == UNDO:
            continue
        if not is_readable(kinds, row.kind, row.schema):
            unreadable.append(row)
            continue
        slot = slot_of_row[row.uuid] = slot_of(kinds, row)
        slots[slot].append(row)
    while unreadable:
        placed = [row for row in unreadable if any(of in slot_of_row for of in json.loads(row.supersedes))]
        if not placed:
            break
        for row in placed:
            slot = next(slot_of_row[of] for of in json.loads(row.supersedes) if of in slot_of_row)
            slot_of_row[row.uuid] = slot
            slots[slot].append(row)
            unreadable.remove(row)
    return slots


def states(kinds: Kinds, rows: Iterable[Row]) -> list[SlotState]:
    """What holds about one subject, slot by slot, in the order of the slots' names."""
    by_uuid = {row.uuid: row for row in rows}
    alive = live(by_uuid.values())
    slots = _slots(kinds, by_uuid.values())
    contested = contested_among(by_uuid.values(), alive)
    holding = []
    for slot in sorted(slots):
        standing = heads(slots[slot], alive, contested)
        if not standing or not all(is_readable(kinds, row.kind, row.schema) for row in standing):
            continue
        same = kinds[slot[0]].same
        values = [readable_value(kinds, row.kind, row.schema, row.value) for row in standing]
        disputed = len({canonical(same(value)) for value in values}) > 1
        holding.append(SlotState(slot, values[0], standing[0], tuple(standing), disputed))
    return holding
