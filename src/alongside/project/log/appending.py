"""Appending to the log.

An append is one transaction: the rows, the head of the writer's chain, and the projections of every subject that was
touched. What `append` has returned is on the disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import uuid4

from django.db import connections, transaction

from alongside import __version__
from alongside.errors import UsageError
from alongside.evidence import Author
from alongside.project.log.bounds import DEEPEST, LONGEST_VALUE, depth, name_fault, text_fault
from alongside.project.log.chain import Row, anchors_to_text, canonical, moment_to_text
from alongside.project.log.decisions import NewDecision
from alongside.project.log.kinds import Kinds, check, is_readable
from alongside.project.log.own import DISPUTED, UNDO
from alongside.project.log.projecting import refresh
from alongside.project.log.reading import FIELDS, chunks, rows_of_subjects
from alongside.project.log.sessions import Session
from alongside.project.log.state import Slot, contested_among, heads, live, slot_of
from alongside.project.log.tables import LogRow, Project, Writer

__all__ = ["append", "insert_rows", "lock"]


@dataclass(slots=True)
class _Subject:
    """A subject's rows while a batch is appended, with the heads of its slots as far as they were asked for."""

    kinds: Kinds
    rows: list[Row]
    heads: dict[Slot, list[Row]] = field(default_factory=dict)

    def of_slot(self, slot: Slot) -> list[Row]:
        return [
            row
            for row in self.rows
            if row.kind == slot[0]
            and is_readable(self.kinds, row.kind, row.schema)
            and slot_of(self.kinds, row) == slot
        ]

    def heads_of(self, slot: Slot) -> list[Row]:
        if slot not in self.heads:
            of_slot = self.of_slot(slot)
            alive = live(self.rows)
            self.heads[slot] = heads(of_slot, alive, contested_among(self.rows, alive)) if of_slot else []
        return self.heads[slot]

    def add(self, row: Row, slot: Slot, supersedes: Sequence[str], *, covers_heads: bool) -> None:
        self.rows.append(row)
        if row.kind in (UNDO, DISPUTED):
            self.heads.clear()
        elif covers_heads:
            self.heads[slot] = [head for head in self.heads[slot] if head.uuid not in supersedes] + [row]
        else:
            self.heads.pop(slot, None)


def _checked(text: str, fault: str, name: str) -> str:
    if fault:
        raise UsageError(f"{name} {fault}")
    return text


def _value(text: str, subject: str) -> str:
    if len(text) > LONGEST_VALUE or depth(text) > DEEPEST:
        raise UsageError(f"{subject}: expected at most {LONGEST_VALUE} characters and {DEEPEST} levels")
    return text


def _prepared(kinds: Kinds, new: NewDecision, author: Author | None, at: datetime) -> Row:
    """The row so far: without supersedes, seq, previous and digest."""
    kind = kinds.get(new.kind)
    check(kinds, new.subject, new.kind, kind.schema if kind else 0, new.value)
    decider = new.author or author
    if decider is None:
        raise UsageError(f"{new.kind} of {new.subject}: nobody is named as its author")
    version = decider.version or ""
    return Row(
        uuid=new.uuid or str(uuid4()),
        writer="",
        seq=0,
        subject=new.subject,
        kind=new.kind,
        schema=kinds[new.kind].schema,
        value=_value(canonical(new.value), new.subject),
        author_kind=decider.kind,
        author_name=_checked(decider.name, name_fault(decider.name), "the author's name"),
        author_version=_checked(version, name_fault(version) if version else "", "the author's version"),
        parameters=canonical(decider.parameters),
        at=moment_to_text(new.at or at),
        why=_checked(new.why, text_fault(new.why), "the reason"),
        anchors=anchors_to_text(new.anchors),
        supersedes="[]",
        previous="",
    )


def _superseding(kinds: Kinds, row: Row, new: NewDecision, about: _Subject) -> Row:
    """The row with what it supersedes, added to its subject's rows."""
    if row.kind == UNDO:
        of = new.value["of"]
        if all(earlier.uuid != of for earlier in about.rows):
            raise UsageError(f"there is no row {of} about {row.subject} to undo")
        about.add(row, (), (), covers_heads=False)
        return row
    slot = slot_of(kinds, row, new.value)
    if new.supersedes is None:
        standing = about.heads_of(slot)
        if kinds[row.kind].independent and not new.settles:
            author = (row.author_kind, row.author_name)
            standing = [head for head in standing if (head.author_kind, head.author_name) == author]
        superseded = sorted(head.uuid for head in standing)
    else:
        superseded = sorted(set(new.supersedes))
        of_slot = {earlier.uuid for earlier in about.of_slot(slot)}
        if missing := [uuid for uuid in superseded if uuid not in of_slot]:
            raise UsageError(f"{row.kind} of {row.subject} cannot supersede {missing[0]}: no such row answers the same")
    row = replace(row, supersedes=canonical(superseded)) if superseded else row
    about.add(row, slot, superseded, covers_heads=new.supersedes is None)
    return row


def insert_rows(session: Session, writer_ids: dict[str, int], ready: Iterable[Row]) -> None:
    """Write rows as they are. Their chain and digests are the caller's promise."""
    LogRow.objects.using(session.alias).bulk_create(
        LogRow(
            project_id=session.project_id,
            writer_id=writer_ids[row.writer],
            **{name: getattr(row, name) for name in FIELDS if name not in ("writer__uuid", "id")},
        )
        for row in ready
    )


def lock(session: Session) -> None:
    """Let one transaction after the other append to a project, so that rows are numbered in the order of their commits
    (`reading.changes_since` rests on it). SQLite has one writer at a time anyway.
    """
    if connections[session.alias].vendor != "sqlite":
        Project.objects.using(session.alias).select_for_update().get(pk=session.project_id)


def append(session: Session, decisions: Iterable[NewDecision], author: Author | None, at: datetime) -> list[Row]:
    """Append decisions in their order, in one transaction. Nothing is written where one of them is refused.

    Raises `UsageError` for a decision that the register does not know, an undo or a `supersedes` of an unknown row,
    and a uuid that is there already.
    """
    kinds = session.register.kinds
    batch = list(decisions)
    prepared = [_prepared(kinds, new, author, at) for new in batch]
    if not prepared:
        return []
    log = LogRow.objects.using(session.alias).filter(project_id=session.project_id)
    with transaction.atomic(using=session.alias):
        lock(session)
        for uuids in chunks(new.uuid for new in batch if new.uuid):
            if earlier := log.filter(uuid__in=uuids).first():
                raise UsageError(f"the log has a row {earlier.uuid} already")
        by_subject = rows_of_subjects(session, (row.subject for row in prepared))
        about = {subject: _Subject(kinds, rows) for subject, rows in by_subject.items()}
        writer = _this_writer(session)
        seq, previous = writer.last_seq, writer.last_digest
        written: list[Row] = []
        for row, new in zip(prepared, batch, strict=True):
            placed = _superseding(kinds, row, new, about[row.subject])
            seq += 1
            placed = replace(placed, writer=writer.uuid, seq=seq, previous=previous)
            previous = placed.computed_digest()
            written.append(replace(placed, digest=previous))
        insert_rows(session, {writer.uuid: writer.id}, written)
        writer.last_seq, writer.last_digest = seq, previous
        writer.save(using=session.alias, update_fields=["last_seq", "last_digest"])
        refresh(session, {subject: group.rows for subject, group in about.items()})
    return written


def _this_writer(session: Session) -> Writer:
    """This session's writer, locked until the transaction ends (on SQLite the transaction itself is the lock)."""
    uuid = session.writer_uuid()
    writers = Writer.objects.using(session.alias)
    row = writers.select_for_update().filter(project_id=session.project_id, uuid=uuid).first()
    return row or writers.create(
        project_id=session.project_id,
        uuid=uuid,
        started_at=moment_to_text(datetime.now(UTC)),
        version=__version__,
        name="alongside",
    )
