"""For each record where it came from and what was decided, in arrays that follow the log.

Everything that is counted or filtered is worked out from here: pages, views, the flow diagram. A project of 100,000
records is read once; afterwards a decision costs what it changes, since only the subjects of new rows are read again.

An `Index` is frozen: a page that has it sees one moment of the log, whatever others decide meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from alongside.project.find.kinds import DUPLICATE_OF
from alongside.project.find.tables import DuplicateState, FileState, ImportedFile, PairState, Record
from alongside.project.log.reading import changes_since, chunks, last_number
from alongside.project.log.sessions import Session
from alongside.project.overview.groups import standing_of
from alongside.project.screen.kinds import VERDICTS
from alongside.project.screen.status import Status
from alongside.project.screen.tables import ScreeningState

__all__ = ["STATUSES", "Imported", "Index", "IndexKeeper", "Mask"]

Mask: TypeAlias = NDArray[np.bool_]

STATUSES = tuple(Status)
"""Statuses in the order of their numbers in `Index.status`."""

_STATUS_NUMBER = {status.value: number for number, status in enumerate(STATUSES)}
_TO_SCREEN = _STATUS_NUMBER[Status.TO_SCREEN]
_VERDICT_NUMBER = {"": 0} | {verdict: number for number, verdict in enumerate(VERDICTS, 1)}


@dataclass(frozen=True, slots=True)
class Imported:
    """The records of every import that holds, in the order of import.

    Parameters
    ----------
    files : number and key (SHA-256) of each file, in the order of import.
    numbers : keys of the records' rows, of shape (n,).
    position : where each record stands in the arrays, by its id.
    file : for each record the index of its file in `files`.
    """

    files: tuple[tuple[int, str], ...]
    numbers: NDArray[np.int64]
    uuids: tuple[str, ...]
    position: Mapping[str, int]
    file: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Index:
    """Where each record is, as of the log's row `last`; arrays of shape (n,).

    Parameters
    ----------
    status : index in `STATUSES`.
    verdict : 0 where there is none, else 1 + its index in `screen.kinds.VERDICTS`.
    standing : for each record that is set aside, the id of the record that stands for its report.
    set_aside : the same as a mask.
    in_doubt : whether it is one of a pair that waits for a person.
    """

    last: int
    imported: Imported
    status: NDArray[np.int8]
    verdict: NDArray[np.int8]
    standing: Mapping[str, str]
    promoted: frozenset[str]
    set_aside: Mask
    in_doubt: Mask

    def with_status(self, *statuses: Status) -> Mask:
        """Records that stand and have one of these statuses."""
        numbers = [_STATUS_NUMBER[status.value] for status in statuses]
        return np.isin(self.status, numbers) & ~self.set_aside

    def with_verdict(self, verdict: str) -> Mask:
        """Records with this verdict, set aside or not."""
        mask: Mask = self.verdict == _VERDICT_NUMBER[verdict]
        return mask

    def next_to_screen(self, after: str) -> str:
        """The next record after one that nobody decided on, and from the start again; "" if all are decided."""
        waiting = (self.status == _TO_SCREEN) & ~self.set_aside
        start = self.imported.position.get(after, -1)
        if start >= 0:
            waiting[start] = False
        positions = np.flatnonzero(waiting)
        if not len(positions):
            return ""
        later = positions[np.searchsorted(positions, start) :]
        return self.imported.uuids[int(later[0] if len(later) else positions[0])]


class IndexKeeper:
    """The index of one project, brought up to the log when it is asked for; threads may share it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._lock = threading.Lock()
        self._index: Index | None = None

    def index(self) -> Index:
        """The index as of now."""
        with self._lock:
            self._index = self._following()
            return self._index

    def _following(self) -> Index:
        index = self._index
        if index is None:
            return _from_tables(self._session, None)
        changes = changes_since(self._session, index.last)
        if changes.last == index.last:
            return index
        if changes.touches("file:"):
            return _from_tables(self._session, index)
        records = changes.about("record:")
        index = _with_screening(self._session, replace(index, last=changes.last), records)
        subjects = changes.subjects or {}
        if any(subjects[subject] & {DUPLICATE_OF, "undo"} for subject in records):
            index = _with_groups(self._session, index)
        if changes.touches("pair:"):
            index = replace(index, in_doubt=_in_doubt(self._session, index.imported))
        return index


def _from_tables(session: Session, earlier: Index | None) -> Index:
    """Everything anew; records that were imported are read again only where a file came or went."""
    last = last_number(session)
    files = _files(session)
    imported = earlier.imported if earlier and earlier.imported.files == files else _imported(session, files)
    size = len(imported.numbers)
    index = Index(
        last,
        imported,
        status=np.full(size, _TO_SCREEN, dtype=np.int8),
        verdict=np.zeros(size, dtype=np.int8),
        standing={},
        promoted=frozenset(),
        set_aside=np.zeros(size, dtype=np.bool_),
        in_doubt=_in_doubt(session, imported),
    )
    return _with_groups(session, _with_screening(session, index, None))


def _files(session: Session) -> tuple[tuple[int, str], ...]:
    holding = FileState.objects.using(session.alias).filter(project_id=session.project_id).values("sha256")
    files = ImportedFile.objects.using(session.alias).filter(project_id=session.project_id, sha256__in=holding)
    return tuple(files.order_by("id").values_list("id", "sha256"))


def _imported(session: Session, files: tuple[tuple[int, str], ...]) -> Imported:
    index_of_file = {number: index for index, (number, _) in enumerate(files)}
    records = Record.objects.using(session.alias).filter(project_id=session.project_id)
    numbers: list[int] = []
    uuids: list[str] = []
    file: list[int] = []
    for number, index in index_of_file.items():
        rows = records.filter(file_id=number).order_by("position").values_list("id", "uuid")
        for key, uuid in rows.iterator(20_000):
            numbers.append(key)
            uuids.append(uuid)
            file.append(index)
    position = {uuid: index for index, uuid in enumerate(uuids)}
    return Imported(files, np.array(numbers, dtype=np.int64), tuple(uuids), position, np.array(file, dtype=np.int32))


def _with_screening(session: Session, index: Index, subjects: list[str] | None) -> Index:
    """The index with what was decided in screening about some records, or about all."""
    rows = ScreeningState.objects.using(session.alias).filter(project_id=session.project_id)
    columns = rows.values_list("record", "status", "verdict")
    position = index.imported.position
    status, verdict = index.status.copy(), index.verdict.copy()
    if subjects is None:
        _write(columns.iterator(20_000), position, status, verdict)
    else:
        names = [subject.partition(":")[2] for subject in subjects]
        for batch in chunks(names):
            undecided = ((record, Status.TO_SCREEN.value, "") for record in batch)
            _write(undecided, position, status, verdict)
            _write(columns.filter(record__in=batch), position, status, verdict)
    return replace(index, status=status, verdict=verdict)


def _write(
    rows: Iterable[tuple[str, str, str]],
    position: Mapping[str, int],
    status: NDArray[np.int8],
    verdict: NDArray[np.int8],
) -> None:
    for record, its_status, its_verdict in rows:
        index = position.get(record)
        if index is not None:
            status[index] = _STATUS_NUMBER[its_status]
            verdict[index] = _VERDICT_NUMBER[its_verdict]


def _with_groups(session: Session, index: Index) -> Index:
    """The index with what stands for what."""
    rows = DuplicateState.objects.using(session.alias).filter(project_id=session.project_id)
    repeats = dict(rows.values_list("record", "duplicate_of").iterator(20_000))
    position = index.imported.position
    standing = standing_of(repeats, position)
    promoted = frozenset(record for record in repeats if record in position and record not in standing)
    set_aside = np.zeros(len(index.imported.numbers), dtype=np.bool_)
    set_aside[[position[record] for record in standing]] = True
    return replace(index, standing=standing, promoted=promoted, set_aside=set_aside)


def _in_doubt(session: Session, imported: Imported) -> Mask:
    mask = np.zeros(len(imported.numbers), dtype=np.bool_)
    waiting = PairState.objects.using(session.alias).filter(project_id=session.project_id, verdict="")
    for pair in waiting.values_list("first", "second").iterator(20_000):
        for record in pair:
            index = imported.position.get(record)
            if index is not None:
                mask[index] = True
    return mask
