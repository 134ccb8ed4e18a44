"""Appending to the log, and reading it.

An append is one transaction: the rows, the head of the writer's chain, and the projections of every subject that was
touched. What `append` has returned is on the disk.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import IO, Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Max, QuerySet

from alongside import __version__
from alongside.errors import UsageError
from alongside.evidence import Author
from alongside.project import models
from alongside.project.chain import Row, anchors_to_text, canonical, moment_to_text
from alongside.project.decisions import NewDecision
from alongside.project.kinds import KINDS, check
from alongside.project.projections import refresh
from alongside.project.state import Slot, heads, live, slot_of

__all__ = ["BATCH", "Place", "append", "chunks", "export", "insert_rows", "rows", "rows_of_subjects"]

BATCH = 500
"""How many values go into one `IN (…)`: under the 999 parameters that the oldest SQLite of our range takes."""

_FIELDS = (
    "uuid", "writer__uuid", "seq", "subject", "kind", "schema", "value", "author_kind", "author_name",
    "author_version", "parameters", "at", "why", "anchors", "supersedes", "previous", "digest", "id",
)  # fmt: skip
"""Columns in the order of `chain.Row`."""


@dataclass(slots=True)
class Place:
    """Where one open project is: connection, row of `Project`, the name for messages, and this process's writer.
    `groups` keeps `promoted` here.
    """

    alias: str
    project_id: int
    name: str
    writer: str = ""
    pid: int = 0
    promoted: tuple[tuple[int, ...], frozenset[str]] | None = None

    def writer_uuid(self) -> str:
        """The writer of this session, drawn at the first write. A forked child is another writer."""
        if self.pid != os.getpid():
            self.writer, self.pid = str(uuid4()), os.getpid()
        return self.writer


def chunks(values: Iterable[Any], size: int = BATCH) -> Iterator[list[Any]]:
    """Lists of at most `size`."""
    held: list[Any] = []
    for value in values:
        held.append(value)
        if len(held) == size:
            yield held
            held = []
    if held:
        yield held


def last_number(place: Place) -> int:
    """The number of the row that was appended last; 0 for an empty log."""
    last = (
        models.LogRow.objects.using(place.alias).filter(project_id=place.project_id).aggregate(last=Max("id"))["last"]
    )
    return int(last or 0)


def rows(place: Place, **filters: Any) -> QuerySet[models.LogRow, tuple[Any, ...]]:
    """Rows as tuples for `Row(*…)`, still a query that can be ordered."""
    found = models.LogRow.objects.using(place.alias).filter(project_id=place.project_id, **filters)
    return found.values_list(*_FIELDS)


def rows_of_subjects(place: Place, subjects: Iterable[str]) -> dict[str, list[Row]]:
    """All rows about some subjects, by subject; a subject without any has an empty list."""
    found: dict[str, list[Row]] = {subject: [] for subject in subjects}
    for some in chunks(found):
        for values in rows(place, subject__in=some).iterator(2000):
            row = Row(*values)
            found[row.subject].append(row)
    return found


@dataclass(slots=True)
class _Subject:
    """A subject's rows while a batch is appended, with the heads of its slots as far as they were asked for."""

    rows: list[Row]
    heads: dict[Slot, list[Row]] = field(default_factory=dict)

    def heads_of(self, slot: Slot) -> list[Row]:
        if slot not in self.heads:
            mine = [row for row in self.rows if row.kind == slot[0] and slot_of(row) == slot]
            self.heads[slot] = heads(mine, live(self.rows)) if mine else []
        return self.heads[slot]

    def add(self, row: Row, slot: Slot, supersedes: Sequence[str], *, known: bool) -> None:
        self.rows.append(row)
        if row.kind == "undo":
            self.heads.clear()
        elif known:
            self.heads[slot] = [head for head in self.heads[slot] if head.uuid not in supersedes] + [row]
        else:
            self.heads.pop(slot, None)


def _plain(text: str, what: str) -> str:
    if "\x00" in text:
        raise UsageError(f"{what} holds a NUL character")
    return text


def _prepared(new: NewDecision, author: Author | None, at: datetime) -> Row:
    """The row so far: without supersedes, seq, previous and digest."""
    kind = KINDS.get(new.kind)
    check(new.subject, new.kind, kind.schema if kind else 0, new.value)
    who = new.author or author
    if who is None:
        raise UsageError(f"{new.kind} of {new.subject}: nobody is named as its author")
    return Row(
        uuid=new.uuid or str(uuid4()),
        writer="",
        seq=0,
        subject=new.subject,
        kind=new.kind,
        schema=KINDS[new.kind].schema,
        value=canonical(new.value),
        author_kind=who.kind,
        author_name=_plain(who.name, "the author's name"),
        author_version=_plain(who.version or "", "the author's version"),
        parameters=canonical(who.parameters),
        at=moment_to_text(new.at or at),
        why=_plain(new.why, "the reason"),
        anchors=anchors_to_text(new.anchors),
        supersedes="[]",
        previous="",
    )


def _placed(row: Row, new: NewDecision, about: _Subject) -> Row:
    """The row with what it supersedes, added to its subject's rows."""
    if row.kind == "undo":
        of = new.value["of"]
        if all(known.uuid != of for known in about.rows):
            raise UsageError(f"there is no row {of} about {row.subject} to undo")
        about.add(row, (), (), known=False)
        return row
    slot = slot_of(row, new.value)
    if new.supersedes is None:
        standing = about.heads_of(slot)
        if KINDS[row.kind].independent and not new.settles:
            who = (row.author_kind, row.author_name)
            standing = [head for head in standing if (head.author_kind, head.author_name) == who]
        over = sorted(head.uuid for head in standing)
    else:
        over = sorted(set(new.supersedes))
        known = {one.uuid for one in about.rows if one.kind == row.kind and slot_of(one) == slot}
        if missing := [uuid for uuid in over if uuid not in known]:
            raise UsageError(f"{row.kind} of {row.subject} cannot supersede {missing[0]}: no such row answers the same")
    row = replace(row, supersedes=canonical(over)) if over else row
    about.add(row, slot, over, known=new.supersedes is None)
    return row


def insert_rows(place: Place, writer_ids: dict[str, int], ready: Iterable[Row]) -> None:
    """Write rows as they are. Their chain and digests are the caller's promise."""
    models.LogRow.objects.using(place.alias).bulk_create(
        models.LogRow(
            project_id=place.project_id,
            writer_id=writer_ids[row.writer],
            **{name: getattr(row, name) for name in _FIELDS if name not in ("writer__uuid", "id")},
        )
        for row in ready
    )


def append(place: Place, decisions: Iterable[NewDecision], author: Author | None, at: datetime) -> list[Row]:
    """Append decisions in their order, in one transaction. Nothing is written where one of them is refused.

    Raises `UsageError` for a decision that the register does not know, an undo or a `supersedes` of an unknown row,
    and a uuid that is there already.
    """
    news = list(decisions)
    prepared = [_prepared(new, author, at) for new in news]
    if not prepared:
        return []
    using = models.LogRow.objects.using(place.alias)
    with transaction.atomic(using=place.alias):
        for some in chunks(new.uuid for new in news if new.uuid):
            if known := using.filter(project_id=place.project_id, uuid__in=some).first():
                raise UsageError(f"the log has a row {known.uuid} already")
        about = {s: _Subject(found) for s, found in rows_of_subjects(place, (r.subject for r in prepared)).items()}
        writer = _this_writer(place)
        seq, previous = writer.last_seq, writer.last_digest
        written: list[Row] = []
        for row, new in zip(prepared, news, strict=True):
            placed = _placed(row, new, about[row.subject])
            seq += 1
            placed = replace(placed, writer=writer.uuid, seq=seq, previous=previous)
            previous = placed.computed_digest()
            written.append(replace(placed, digest=previous))
        insert_rows(place, {writer.uuid: writer.id}, written)
        writer.last_seq, writer.last_digest = seq, previous
        writer.save(using=place.alias, update_fields=["last_seq", "last_digest"])
        refresh(place.alias, place.project_id, {subject: one.rows for subject, one in about.items()})
    return written


def _this_writer(place: Place) -> models.Writer:
    """This session's writer, locked until the transaction ends (on SQLite the transaction itself is the lock)."""
    uuid = place.writer_uuid()
    mine = models.Writer.objects.using(place.alias).select_for_update()
    found = mine.filter(project_id=place.project_id, uuid=uuid).first()
    return found or models.Writer.objects.using(place.alias).create(
        project_id=place.project_id,
        uuid=uuid,
        started_at=moment_to_text(datetime.now(UTC)),
        version=__version__,
        name="alongside",
    )


def export(place: Place, stream: IO[str]) -> int:
    """Write the log as JSON Lines, oldest first by (at, uuid): the same set of rows gives the same bytes in any file.

    A line is the canonical JSON of the row; without its `digest` it is the text whose SHA-256 that digest is.
    """
    count = 0
    for values in rows(place).order_by("at", "uuid").iterator(2000):
        stream.write(Row(*values).line() + "\n")
        count += 1
    return count
