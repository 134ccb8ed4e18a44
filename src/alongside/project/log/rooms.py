"""What a verb brings to the log, and what all verbs bring together."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from alongside.project.log.kinds import Kind, Kinds

if TYPE_CHECKING:
    from django.db import models as orm

    from alongside.project.log.sessions import Session
    from alongside.project.log.state import SlotState

__all__ = ["Fault", "Projection", "Register", "Room"]

Columns = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was written. `row` is the number in the log, None where it is elsewhere."""

    row: int | None
    uuid: str | None
    reason: str


def _nothing_to_copy(_source: Session, _target: Session) -> int:
    return 0


def _no_faults(_session: Session) -> Sequence[Fault]:
    return ()


@dataclass(frozen=True, slots=True)
class Projection:
    """A table of one verb's own, for what has more than ten thousand rows; everything else is kept in `State`.

    Parameters
    ----------
    table : the Django model; it has the columns of `tables.Projected`.
    subject : the prefix of the subjects that it shows, "record:".
    column : its column that holds the name in the subject.
    kinds : the kinds that it shows, which then need no row in `State`.
    rows : the columns of each row, from the subject's name and what holds about it by kind (every kind is there, []
        where nothing holds). It is called only where something of its kinds holds.
    """

    table: type[orm.Model]
    subject: str
    column: str
    kinds: frozenset[str]
    rows: Callable[[str, Mapping[str, Sequence[SlotState]]], Iterator[Columns]]


@dataclass(frozen=True, slots=True)
class Room:
    """One verb in the project: the kinds of decision that it knows.

    Parameters
    ----------
    projections : gives its own tables; a function, so that kinds can be looked at without a database.
    copy_primary : copies what it keeps beside the log from one project to another, and gives the number of records;
        only what the other lacks, inside a transaction.
    primary_faults : what of that is not as it was written.
    """

    name: str
    kinds: tuple[Kind, ...]
    projections: Callable[[], tuple[Projection, ...]] = tuple
    copy_primary: Callable[[Session, Session], int] = _nothing_to_copy
    primary_faults: Callable[[Session], Iterable[Fault]] = _no_faults


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """All rooms. `kinds` has every kind by its name."""

    rooms: tuple[Room, ...]
    kinds: Kinds = field(init=False)
    _projections: list[Projection] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        kinds = [kind for room in self.rooms for kind in room.kinds]
        by_name = {kind.name: kind for kind in kinds}
        if len(by_name) < len(kinds):
            names = [kind.name for kind in kinds]
            raise ValueError(f"two rooms have the kind {next(name for name in names if names.count(name) > 1)!r}")
        object.__setattr__(self, "kinds", by_name)

    @property
    def fingerprint(self) -> str:
        """Tells registers apart that would make other tables of the same log."""
        kinds = sorted(f"{kind.name} {kind.schema}" for kind in self.kinds.values())
        return hashlib.sha256("\n".join(kinds).encode()).hexdigest()

    @property
    def projections(self) -> tuple[Projection, ...]:
        """The tables of every room; needs Django."""
        if not self._projections:
            self._projections.extend(projection for room in self.rooms for projection in room.projections())
        return tuple(self._projections)
