"""What *find* brings to the log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from alongside.project.find.kinds import KINDS
from alongside.project.log.rooms import Fault, Projection, Room

if TYPE_CHECKING:
    from alongside.project.log.sessions import Session

__all__ = ["ROOM"]


def _projections() -> tuple[Projection, ...]:
    from alongside.project.find.projections import PROJECTIONS

    return PROJECTIONS


def _copy_files(source: Session, target: Session) -> int:
    from alongside.project.find.records import copy_files

    return copy_files(source, target)


def _faults_of_records(session: Session) -> Iterable[Fault]:
    from alongside.project.find.records import faults_of_records

    return faults_of_records(session)


ROOM = Room("find", KINDS, _projections, _copy_files, _faults_of_records)
