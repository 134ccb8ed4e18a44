"""Rows of the log, given back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.db.models import Count, Max, Q, QuerySet

from alongside.evidence import Decision
from alongside.project.log.chain import Row, moment_from_text
from alongside.project.log.kinds import is_readable, readable_value
from alongside.project.log.sessions import Session
from alongside.project.log.state import SlotState, live, states
from alongside.project.log.tables import LogRow

__all__ = [
    "BATCH",
    "Changes",
    "about",
    "changes_since",
    "chunks",
    "decision_of",
    "export",
    "last_moment",
    "last_number",
    "live_among",
    "log_size",
    "rows",
    "rows_of_subjects",
    "standing",
    "unreadable",
]

BATCH = 500
"""How many values go into one `IN (…)`: under the 999 parameters that the oldest SQLite of our range takes."""

FIELDS = (
    "uuid",
    "writer__uuid",
    "seq",
    "subject",
    "kind",
    "schema",
    "value",
    "author_kind",
    "author_name",
    "author_version",
    "parameters",
    "at",
    "why",
    "anchors",
    "supersedes",
    "previous",
    "digest",
    "id",
)
"""Columns in the order of `chain.Row`."""

MANY_CHANGES = 5000
"""Beyond so many new rows nobody asks what each changed: whatever follows from the log is worked out anew."""


def chunks(values: Iterable[Any], size: int = BATCH) -> Iterator[list[Any]]:
    """Lists of at most `size`."""
    batch: list[Any] = []
    for value in values:
        batch.append(value)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _log(session: Session) -> QuerySet[LogRow]:
    return LogRow.objects.using(session.alias).filter(project_id=session.project_id)


def last_number(session: Session) -> int:
    """The number of the row that was appended last; 0 for an empty log."""
    return int(_log(session).aggregate(last=Max("id"))["last"] or 0)


def log_size(session: Session) -> int:
    """How many rows the log has."""
    return _log(session).count()


@dataclass(frozen=True, slots=True)
class Changes:
    """What was appended after a row. `subjects` are those of the new rows with the kinds of each; None where there are
    too many to name."""

    last: int
    subjects: dict[str, set[str]] | None

    def about(self, prefix: str) -> list[str]:
        """The subjects that begin so; none where there are too many to name."""
        return [subject for subject in self.subjects or () if subject.startswith(prefix)]

    def touches(self, *prefixes: str) -> bool:
        """Whether something may have changed about subjects that begin so."""
        return self.subjects is None or any(subject.startswith(prefixes) for subject in self.subjects)


def changes_since(session: Session, last: int) -> Changes:
    """What was appended after the row of this number. Rows are numbered in the order in which they were committed."""
    new = list(
        _log(session).filter(id__gt=last).order_by("id").values_list("id", "subject", "kind")[: MANY_CHANGES + 1]
    )
    if len(new) > MANY_CHANGES:
        return Changes(last_number(session), None)
    subjects: dict[str, set[str]] = {}
    for _, subject, kind in new:
        subjects.setdefault(subject, set()).add(kind)
    return Changes(new[-1][0] if new else last, subjects)


def rows(session: Session, **filters: object) -> QuerySet[LogRow, tuple[Any, ...]]:
    """Rows as tuples for `Row(*…)`, still a query that can be ordered."""
    return _log(session).filter(**filters).values_list(*FIELDS)


def about(rows: QuerySet[LogRow, tuple[Any, ...]], prefixes: Iterable[str]) -> QuerySet[LogRow, tuple[Any, ...]]:
    """Those of some rows whose subject begins with one of the prefixes; all where none is named."""
    fits = Q()
    for prefix in prefixes:
        fits |= Q(subject__startswith=prefix)
    return rows.filter(fits)


def last_moment(session: Session) -> datetime | None:
    """When the last decision was made; None for an empty log."""
    latest = _log(session).aggregate(latest=Max("at"))["latest"]
    return moment_from_text(latest) if latest else None


def rows_of_subjects(session: Session, subjects: Iterable[str]) -> dict[str, list[Row]]:
    """All rows about some subjects, by subject; a subject without any has an empty list."""
    by_subject: dict[str, list[Row]] = {subject: [] for subject in subjects}
    for batch in chunks(by_subject):
        for values in rows(session, subject__in=batch).iterator(2000):
            row = Row(*values)
            by_subject[row.subject].append(row)
    return by_subject


def live_among(session: Session, uuids: Iterable[str]) -> frozenset[str]:
    """Those of some rows that hold their place; rows that are not in this log hold none."""
    holding: set[str] = set()
    for batch in chunks(uuids):
        subjects = {Row(*values).subject for values in rows(session, uuid__in=batch)}
        for of_subject in rows_of_subjects(session, subjects).values():
            holding |= live(of_subject) & set(batch)
    return frozenset(holding)


def standing(session: Session, kind: str) -> list[SlotState]:
    """What holds of one kind about every subject, oldest first."""
    subjects = sorted(set(rows(session, kind=kind).values_list("subject", flat=True)))
    kinds = session.register.kinds
    holding = [
        state
        for about in rows_of_subjects(session, subjects).values()
        for state in states(kinds, about)
        if state.kind == kind
    ]
    return sorted(holding, key=lambda state: (state.row.at, state.row.uuid))


def decision_of(session: Session, row: Row) -> Decision:
    """The row as the evidence type, its value in today's shape where this version can read it."""
    kinds = session.register.kinds
    if not is_readable(kinds, row.kind, row.schema):
        return row.decision()
    return row.decision(readable_value(kinds, row.kind, row.schema, row.value))


def unreadable(session: Session) -> dict[str, int]:
    """How many rows this version keeps and cannot read, by kind: those of a newer version."""
    counts = _log(session).values_list("kind", "schema").annotate(n=Count("id")).order_by()
    total: Counter[str] = Counter()
    for kind, schema, count in counts:
        if not is_readable(session.register.kinds, kind, schema):
            total[kind] += count
    return dict(sorted(total.items()))


def export(session: Session, stream: IO[str]) -> int:
    """Write the log as JSON Lines, oldest first by (at, uuid): the same set of rows gives the same bytes in any file.

    A line is the canonical JSON of the row; without its `digest` it is the text whose SHA-256 that digest is.
    """
    count = 0
    for values in rows(session).order_by("at", "uuid").iterator(2000):
        stream.write(Row(*values).line() + "\n")
        count += 1
    return count
