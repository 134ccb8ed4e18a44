"""An open project: what can be asked of it, and what can be said to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any

from alongside.errors import ProjectError, UsageError
from alongside.evidence import Author, Code, Contrast, Decision, Outcome, Study
from alongside.project import attempts, flow, log, matching, merge, models, projections, queries, records_store
from alongside.project.attempts import Attempt, AttemptEnd
from alongside.project.chain import Row, moment_to_text
from alongside.project.decisions import NewDecision
from alongside.project.failures import explained
from alongside.project.files import copy_file, note_closed, note_open, open_project
from alongside.project.flow import FlowCounts
from alongside.project.kinds import KINDS
from alongside.project.matching import Merged, Settled, SuggestedPair
from alongside.project.merge import MergeReport
from alongside.project.queries import Disputed, ProjectCounts
from alongside.project.records_store import ImportReport, RecordPage, StoredRecord
from alongside.project.settings import forget
from alongside.project.state import SlotState, live, states
from alongside.records import Record

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from alongside.deduplication.outlines import Outlines
    from alongside.project.record_views import RecordViews, View
    from alongside.project.verify import Verification

__all__ = ["Project"]


class Project:
    """One open project. Made by `open_project`; see there. `name` is what messages call it."""

    def __init__(
        self, alias: str, row: models.Project, name: str, *, read_only: bool, path: Path | None, own_alias: bool
    ) -> None:
        self.alias = alias
        self.uuid = row.uuid
        self.name = name
        self.path = path
        self.read_only = read_only
        self._own_alias = own_alias
        self._place = log.Place(alias, row.id, name)
        self._inode = note_open(path) if path else None
        self._views: RecordViews | None = None

    def __enter__(self) -> Project:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Project {self.name}>"

    def close(self) -> None:
        """Close this thread's connection. The handle is of no use afterwards."""
        if self._own_alias:
            self._own_alias = False
            forget(self.alias)
        if self._inode:
            note_closed(self._inode)
            self._inode = None

    def leave_thread(self) -> None:
        """Close the connection of a thread that ends; the handle goes on in others."""
        from django.db import connections

        connections[self.alias].close()

    @property
    def id(self) -> int:
        """The key of this project in the table of projects."""
        return self._place.project_id

    @property
    def title(self) -> str:
        """The title as the log has it."""
        with self._reading():
            return models.Project.objects.using(self.alias).get(id=self.id).title

    # What is said ---------------------------------------------------------------------------------------------------

    def append(
        self, decisions: Iterable[NewDecision], *, author: Author | None = None, at: datetime | None = None
    ) -> list[Decision]:
        """Add decisions to the log, all or none, and bring the projections up to date.

        `author` and `at` hold for every decision that names none of its own; `at` is the present where it is None.
        What is returned is on the disk. Raises `UsageError` for a decision of no known kind or shape, `ProjectError`
        where the project is read-only or another process does not let go of it.
        """
        with self._writing():
            written = log.append(self._place, decisions, author, at or datetime.now(UTC))
        return [row.decision() for row in written]

    def undo(self, uuid: str, *, author: Author, at: datetime | None = None, why: str = "") -> Decision:
        """Take a row back, by a row that says so. An undo can be undone. Raises `UsageError` for a row that is not
        there, or is taken back already.
        """
        row = self.row(uuid)
        with self._reading():
            about = log.rows_of_subjects(self._place, [row.subject])[row.subject]
        if uuid not in live(about):
            raise UsageError(f"the row {uuid} is taken back already")
        return self.append([NewDecision(row.subject, "undo", {"of": uuid}, why)], author=author, at=at)[0]

    def rebuild(self) -> int:
        """Drop the projections and make them again from the log. Gives the number of their rows."""
        with self._writing():
            return projections.rebuild(self.alias, self.id, self._by_subject())

    # What was decided -----------------------------------------------------------------------------------------------

    def row(self, uuid: str) -> Row:
        """One row of the log. Raises `UsageError` where there is none."""
        with self._reading():
            found = log.rows(self._place, uuid=uuid).first()
        if found is None:
            raise UsageError(f"{self.name}: the log has no row {uuid}")
        return Row(*found)

    def decisions(
        self, *, subject: str | None = None, kind: str | None = None, since: datetime | None = None
    ) -> Iterator[Decision]:
        """Rows of the log, oldest first, also those that no longer hold. `since` is included."""
        where: dict[str, Any] = {}
        if subject is not None:
            where["subject"] = subject
        if kind is not None:
            where["kind"] = kind
        if since is not None:
            where["at__gte"] = moment_to_text(since)
        with self._reading():
            for values in log.rows(self._place, **where).order_by("at", "uuid").iterator(2000):
                yield Row(*values).decision()

    def history(self, subject: str) -> list[Decision]:
        """Everything that was ever decided about a subject, oldest first."""
        return list(self.decisions(subject=subject))

    def state(self, subject: str) -> list[SlotState]:
        """What holds about a subject, slot by slot, with the rows behind it."""
        with self._reading():
            return states(log.rows_of_subjects(self._place, [subject])[subject])

    def standing(self, kind: str) -> list[SlotState]:
        """What holds of one kind about every subject, oldest first; [] for a kind that this version does not know."""
        if kind not in KINDS:
            return []
        with self._reading():
            subjects = sorted(set(log.rows(self._place, kind=kind).values_list("subject", flat=True)))
            about = log.rows_of_subjects(self._place, subjects)
            found = [state for rows in about.values() for state in states(rows) if state.kind == kind]
        return sorted(found, key=lambda state: (state.row.at, state.row.uuid))

    def export_log(self, stream: IO[str]) -> int:
        """Write the log as JSON Lines, oldest first; gives the number of rows. The same rows give the same bytes."""
        with self._reading():
            return log.export(self._place, stream)

    # What holds -----------------------------------------------------------------------------------------------------

    def studies(self) -> list[Study]:
        """Every study that was described, with its codes."""
        with self._reading():
            return queries.studies(self._place)

    def study(self, study: str) -> Study | None:
        """One study, None where none of this id was described."""
        with self._reading():
            return next(iter(queries.studies(self._place, study)), None)

    def codes(self) -> dict[str, tuple[Code, ...]]:
        """The codes of every study that has some."""
        with self._reading():
            return queries.codes(self._place)

    def contrasts(self, *, study: str | None = None, outcome: str | None = None) -> list[Contrast]:
        """Contrasts, all or of one study or outcome."""
        where = {"study": study, "outcome": outcome}
        with self._reading():
            return queries.contrasts(self._place, **{key: value for key, value in where.items() if value is not None})

    def outcomes(self) -> list[Outcome]:
        """The outcomes of the review."""
        with self._reading():
            return queries.outcomes(self._place)

    def rule(self) -> dict[str, Any]:
        """The settings of the analysis, as `rule.set` has them; {} where they were never set."""
        with self._reading():
            return queries.rule(self._place)

    def disagreements(self) -> list[Disputed]:
        """What waits to be settled."""
        with self._reading():
            return queries.disagreements(self._place)

    def mark(self) -> int:
        """A number that grows with the log: what was worked out from the log holds as long as it stays."""
        with self._reading():
            return log.last_number(self._place)

    def counts(self) -> ProjectCounts:
        """Where the review stands."""
        with self._reading():
            return queries.counts(self._place)

    def flow_counts(self) -> FlowCounts:
        """How many records of each file stand where; see `flow`."""
        with self._reading():
            return flow.flow_counts(self._place)

    def records_at(
        self,
        stations: Collection[str],
        files: Iterable[str],
        *,
        page: int = 1,
        size: int = 50,
    ) -> RecordPage:
        """The records behind a number of the flow; see `flow.records_at`."""
        with self._reading():
            return flow.records_at(self._place, stations, files, page=page, size=size)

    def projection_digest(self) -> str:
        """A digest of all projections: equal for two projects whose logs hold the same rows."""
        with self._reading():
            return projections.digest_of_tables(self.alias, self.id)

    # Records -------------------------------------------------------------------------------------------------------

    def import_file(
        self, name: str, sha256: str, size: int, file_format: str, records: Iterable[Record], *, author: Author,
        at: datetime, columns: Mapping[str, str] | None = None,
    ) -> ImportReport:  # fmt: skip
        """Keep a file's records, whole or not at all; a file that is here already changes nothing."""
        with self._writing():
            return records_store.import_file(
                self._place, name, sha256, size, file_format, records, author=author, at=at, columns=columns
            )

    def begin_attempt(self, name: str, sha256: str, size: int, at: datetime) -> int:
        """Say that a file is about to be imported, so that an end in the middle is seen later; gives its number."""
        with self._writing():
            return attempts.begin(self._place, name, sha256, size, at)

    def end_attempt(self, number: int, ended: AttemptEnd, at: datetime) -> None:
        """Say how that went."""
        with self._writing():
            attempts.end(self._place, number, ended, at)

    def attempts(self, limit: int = 50) -> list[Attempt]:
        """The latest attempts to import a file, newest first."""
        with self._reading():
            return attempts.latest(self._place, limit)

    def not_read(self, number: int) -> tuple[str, str] | None:
        """The name of the file of an attempt and the text in it that could not be read; None where there is none."""
        with self._reading():
            return attempts.not_read(self._place, number)

    def records(self, query: str = "", *, verdict: str = "", page: int = 1, size: int = 50) -> RecordPage:
        """Records that hold all words of `query`, a page at a time; see `records_store.page_of_records`."""
        with self._reading():
            return records_store.page_of_records(self._place, query, verdict=verdict, page=page, size=size)

    def view(self, query: str = "", sort: str = "") -> View:
        """The records that a question asks for, in an order; see `query_language` and `record_views`.

        Raises `UsageError` for a question that cannot be understood, saying where.
        """
        with self._reading():
            return self._record_views().view(query, sort)

    def window(self, view: View, start: int = 0, size: int = 50) -> tuple[StoredRecord, ...]:
        """So many records of a view from a place on, counted from 0."""
        with self._reading():
            return self._record_views().window(view, start, size)

    def records_of(self, view: View) -> Iterator[StoredRecord]:
        """All records of a view."""
        with self._reading():
            yield from self._record_views().records(view)

    def record(self, record: str) -> StoredRecord | None:
        """One record with its state, None where there is none."""
        with self._reading():
            return records_store.stored_record(self._place, record)

    def next_undecided(self, after: str) -> str:
        """The record to read after this one; "" where all are decided."""
        with self._reading():
            return records_store.next_undecided(self._place, after)

    # Duplicates: see `matching` ------------------------------------------------------------------------------------

    def unmatched(self) -> list[int]:
        """Numbers of the records that were not compared with the others yet."""
        with self._reading():
            return matching.unmatched(self._place)

    def stored_outlines(self) -> tuple[NDArray[np.int64], Outlines]:
        """Numbers and outlines of the records that were."""
        with self._reading():
            return matching.stored_outlines(self._place)

    def numbered_records(self, numbers: Iterable[int]) -> Iterator[tuple[int, StoredRecord]]:
        """Records by number, in the order of their numbers."""
        with self._reading():
            yield from matching.numbered_records(self._place, numbers)

    def numbers_of(self, records: Iterable[str]) -> list[int]:
        """The numbers of some records."""
        with self._reading():
            return matching.numbers_of(self._place, records)

    def group_of(self, records: Iterable[str]) -> set[str]:
        """Some records with every record of their groups."""
        with self._reading():
            return matching.group_of(self._place, records)

    def settled_about(self, records: Iterable[str]) -> Settled:
        """What was settled among some records."""
        with self._reading():
            return matching.settled_about(self._place, records)

    def write_matched(
        self,
        numbers: NDArray[np.int64],
        outlines: Outlines,
        decisions: Iterable[NewDecision],
        *,
        author: Author,
        at: datetime,
    ) -> bool:
        """Note that records were compared, and what was found, both or neither; see `matching.write_matched`."""
        with self._writing():
            return matching.write_matched(self._place, numbers, outlines, decisions, author, at)

    def forget_keys(self) -> None:
        """Let everything be compared again."""
        with self._writing():
            matching.forget_keys(self._place)

    def pairs_waiting(self, pattern: str = "", limit: int = 1) -> list[SuggestedPair]:
        """Pairs that wait for a person, the most probable first."""
        with self._reading():
            return matching.pairs_waiting(self._place, pattern, limit)

    def pairs_known(self) -> set[str]:
        """Every pair about which anything was said, suggestions included."""
        with self._reading():
            return matching.pairs_known(self._place)

    def merged(self, page: int, size: int) -> tuple[list[Merged], int]:
        """Records that repeat another, a page at a time, and how many there are."""
        with self._reading():
            return matching.merged(self._place, page, size)

    def patterns_waiting(self) -> dict[str, int]:
        """How many pairs wait, by pattern."""
        with self._reading():
            return matching.patterns_waiting(self._place)

    def duplicates(self) -> dict[str, str]:
        """What is marked as a duplicate, and of which record."""
        with self._reading():
            rows = models.RecordState.objects.using(self.alias).filter(project_id=self.id).exclude(duplicate_of="")
            return dict(rows.values_list("record", "duplicate_of"))

    # Other files, and this one ---------------------------------------------------------------------------------------

    def merge(self, other: str | Path) -> MergeReport:
        """Take another project's rows and records, or a log as JSON Lines; see `merge`.

        Raises `ProjectError` where the other log is not as it was written, and then nothing is merged.
        """
        path = Path(other)
        with path.open("rb") if path.is_file() else nullcontext() as stream:
            is_log = stream is not None and stream.read(1) == b"{"
        if is_log:
            with self._writing():
                return merge.merge_log(path, self._place)
        with open_project(path, read_only=True) as theirs, self._writing():
            return merge.merge_project(theirs._place, self._place)

    def verify(self) -> Verification:
        """Recompute every digest, chain and table; see `verify`."""
        from alongside.project.verify import verify

        return verify(self)

    # The file -------------------------------------------------------------------------------------------------------

    def backup(self, path: str | Path) -> Path:
        """A whole copy of the file, also while others write. Raises `ProjectError` where the target is there already,
        and for a PostgreSQL database, which its own tools back up.
        """
        if self.path is None:
            raise ProjectError(f"{self.name}: is a PostgreSQL database; `pg_dump` makes its backups")
        with explained(self.name):
            copy_file(self.path, Path(path))
        return Path(path)

    def _record_views(self) -> RecordViews:
        from alongside.project.record_views import RecordViews

        if self._views is None:
            self._views = RecordViews(self._place)
        return self._views

    def _by_subject(self) -> Iterator[Row]:
        return (Row(*values) for values in log.rows(self._place).order_by("subject", "id").iterator(2000))

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with explained(self.name):
            yield

    @contextmanager
    def _writing(self) -> Iterator[None]:
        if self.read_only:
            raise ProjectError(f"{self.name}: was opened read-only, nothing was written")
        with explained(self.name):
            yield
