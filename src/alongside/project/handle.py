"""An open project: append, undo, history, state, merge, verify, backup; what belongs to a verb is its facet's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from alongside.errors import NotHereError, ProjectError, UsageError
from alongside.evidence import Author, Decision
from alongside.project.answer.facet import AnswerFacet
from alongside.project.file.making import copy_file
from alongside.project.find.facet import FindFacet
from alongside.project.log import projecting, reading
from alongside.project.log.appending import append
from alongside.project.log.chain import Row, moment_to_text
from alongside.project.log.decisions import NewDecision
from alongside.project.log.disputes import Disputed, disagreements
from alongside.project.log.merge import MergeReport
from alongside.project.log.merging import merge_path
from alongside.project.log.opening import open_session
from alongside.project.log.own import undone
from alongside.project.log.rooms import Register
from alongside.project.log.sessions import Session
from alongside.project.log.state import SlotState, live, states
from alongside.project.log.tables import Project as ProjectRow
from alongside.project.log.verify import Verification, log_digest_of, verify, verify_file
from alongside.project.overview.counts import title_of
from alongside.project.overview.facet import Overview
from alongside.project.register import REGISTER, load_tables
from alongside.project.screen.facet import ScreenFacet
from alongside.project.test.facet import TestFacet
from alongside.project.understand.facet import UnderstandFacet

__all__ = ["Project", "create", "open_project", "verify_path"]

load_tables()


class Project:
    """One open project. Made by `open_project`; see there. `name` is what messages call it.

    The verbs' sides: `find`, `screen`, `understand`, `answer`, `test`, and `overview` for what several verbs say
    together.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self.closed = False
        self.find = FindFacet(session)
        self.screen = ScreenFacet(session)
        self.understand = UnderstandFacet(session)
        self.answer = AnswerFacet(session)
        self.test = TestFacet(session)
        self.overview = Overview(session, self.understand)

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
        self.closed = True
        self._session.close()

    def leave_thread(self) -> None:
        """Close the connection of a thread that ends; the handle goes on in others."""
        from django.db import connections

        connections[self.alias].close()

    @property
    def alias(self) -> str:
        """Django's name of the connection."""
        return self._session.alias

    @property
    def id(self) -> int:
        """The key of this project in the table of projects."""
        return self._session.project_id

    @property
    def name(self) -> str:
        """What messages call it: the path, or the database."""
        return self._session.name

    @property
    def path(self) -> Path | None:
        """The file; None for a database."""
        return self._session.path

    @property
    def read_only(self) -> bool:
        """Whether it was opened so."""
        return self._session.read_only

    @property
    def uuid(self) -> str:
        """What tells this project from all others; a copy of a file has the same."""
        with self._session.reading():
            return ProjectRow.objects.using(self.alias).get(id=self.id).uuid

    @property
    def title(self) -> str:
        """The title as the log has it."""
        with self._session.reading():
            return title_of(self._session)

    # Deciding -------------------------------------------------------------------------------------------------------

    def append(
        self, decisions: Iterable[NewDecision], *, author: Author | None = None, at: datetime | None = None
    ) -> list[Decision]:
        """Add decisions to the log, all or none, and bring the projections up to date.

        `author` and `at` hold for every decision that names none of its own; `at` is the present where it is None.
        What is returned is on the disk. Raises `UsageError` for a decision of no known kind or shape, `ProjectError`
        where the project is read-only or another process does not let go of it.
        """
        with self._session.writing():
            written = append(self._session, decisions, author, at or datetime.now(UTC))
        return [row.decision() for row in written]

    def undo(self, uuid: str, *, author: Author, at: datetime | None = None, why: str = "") -> Decision:
        """Take a row back, by a row that says so. An undo can be undone. Raises `UsageError` for a row that is not
        there, or is taken back already.
        """
        row = self.row(uuid)
        if not self.is_live(uuid):
            raise UsageError(f"the row {uuid} is taken back already")
        return self.append([undone(row.subject, uuid, why=why)], author=author, at=at)[0]

    def rebuild(self) -> int:
        """Drop the projections and make them again from the log. Gives the number of their rows."""
        with self._session.writing():
            return projecting.rebuild(self._session)

    # What was decided -----------------------------------------------------------------------------------------------

    def row(self, uuid: str) -> Row:
        """One row of the log. Raises `UsageError` where there is none."""
        with self._session.reading():
            values = reading.rows(self._session, uuid=uuid).first()
        if values is None:
            raise NotHereError(f"{self.name}: the log has no row {uuid}")
        return Row(*values)

    def decisions(
        self,
        *,
        subject: str | None = None,
        kind: str | None = None,
        since: datetime | None = None,
        about: Iterable[str] = (),
    ) -> Iterator[Decision]:
        """Rows of the log, oldest first, also those that no longer hold. `since` is included; `about` names prefixes
        of subjects ("study:"), of which one has to fit. Rows of one instant come as their writer wrote them.
        """
        where: dict[str, Any] = {}
        if subject is not None:
            where["subject"] = subject
        if kind is not None:
            where["kind"] = kind
        if since is not None:
            where["at__gte"] = moment_to_text(since)
        with self._session.reading():
            rows = reading.about(reading.rows(self._session, **where), about)
            for values in rows.order_by("at", "writer__uuid", "seq").iterator(2000):
                yield reading.decision_of(self._session, Row(*values))

    def history(self, subject: str) -> list[Decision]:
        """Everything that was ever decided about a subject, oldest first."""
        return list(self.decisions(subject=subject))

    def latest(self, limit: int, *, subject: str = "", people: bool = False) -> list[Decision]:
        """The last decisions, newest first: about one subject, or of people only, where that is asked for."""
        where = {"subject": subject} if subject else {}
        where |= {"author_kind": "person"} if people else {}
        with self._session.reading():
            rows = reading.rows(self._session, **where).order_by("-id")[:limit]
            return [reading.decision_of(self._session, Row(*values)) for values in rows]

    def decisions_named(self, uuids: Iterable[str]) -> list[Decision]:
        """Some rows of the log by their uuids, in the order of the uuids; those that are not there are left out."""
        wanted = list(uuids)
        with self._session.reading():
            rows = {row.uuid: row for row in (Row(*v) for v in reading.rows(self._session, uuid__in=wanted))}
            return [reading.decision_of(self._session, rows[uuid]) for uuid in wanted if uuid in rows]

    def has_row(self, uuid: str) -> bool:
        """Whether the log has this row."""
        with self._session.reading():
            return reading.rows(self._session, uuid=uuid).exists()

    def is_live(self, uuid: str) -> bool:
        """Whether a row of the log holds its place: it was not taken back."""
        row = self.row(uuid)
        with self._session.reading():
            return uuid in live(reading.rows_of_subjects(self._session, [row.subject])[row.subject])

    def live_among(self, uuids: Iterable[str]) -> frozenset[str]:
        """Those of some rows that hold their place; rows that are not in this log hold none."""
        with self._session.reading():
            return reading.live_among(self._session, uuids)

    def state(self, subject: str) -> list[SlotState]:
        """What holds about a subject, slot by slot, with the rows behind it."""
        with self._session.reading():
            rows = reading.rows_of_subjects(self._session, [subject])[subject]
            return states(self._session.register.kinds, rows)

    def standing(self, kind: str) -> list[SlotState]:
        """What holds of one kind about every subject, oldest first; [] for a kind that this version does not know."""
        if kind not in self._session.register.kinds:
            return []
        with self._session.reading():
            return reading.standing(self._session, kind)

    def disagreements(self) -> list[Disputed]:
        """What waits to be settled."""
        with self._session.reading():
            return disagreements(self._session)

    def unreadable(self) -> dict[str, int]:
        """How many rows are kept that only a newer version can read, by kind."""
        with self._session.reading():
            return reading.unreadable(self._session)

    def export_log(self, stream: IO[str]) -> int:
        """Write the log as JSON Lines, oldest first; gives the number of rows. The same rows give the same bytes."""
        with self._session.reading():
            return reading.export(self._session, stream)

    def mark(self) -> int:
        """A number that grows with the log: what was worked out from the log holds as long as it stays."""
        with self._session.reading():
            return reading.last_number(self._session)

    def changes_since(self, mark: int) -> reading.Changes:
        """What was appended since the log had this mark."""
        with self._session.reading():
            return reading.changes_since(self._session, mark)

    def last_decided(self) -> tuple[datetime | None, int]:
        """When the last decision was made (None for an empty log), and how many rows there are."""
        with self._session.reading():
            return reading.last_moment(self._session), reading.log_size(self._session)

    def log_digest(self) -> str:
        """How many rows the log has, with a digest over theirs; `verify` takes it as `against`."""
        with self._session.reading():
            return log_digest_of(self._session)

    def projection_digest(self) -> str:
        """A digest of all projections: equal for two projects whose logs hold the same rows."""
        with self._session.reading():
            return projecting.digest_of_tables(self._session)

    # Other files, and this one ----------------------------------------------------------------------------------------

    def merge(self, other: str | Path, *, another_review: bool = False, at: datetime | None = None) -> MergeReport:
        """Take another project's rows and records, or a log as JSON Lines; see `log.merging`."""
        return merge_path(self._session, Path(other), another_review=another_review, at=at or datetime.now(UTC))

    def verify(self, *, against: str = "") -> Verification:
        """Recompute every digest, chain and table; see `log.verify`."""
        return verify(self._session, against=against)

    def backup(self, path: str | Path) -> Path:
        """A whole copy of the file, also while others write. Raises `ProjectError` where the target is there already,
        and for a PostgreSQL database, which its own tools back up.
        """
        if self.path is None:
            raise ProjectError(f"{self.name}: is a PostgreSQL database; `pg_dump` makes its backups")
        with self._session.reading():
            copy_file(self.path, Path(path))
        return Path(path)


def create(path_or_url: str | Path, *, title: str | None = None, scratch: bool = False) -> Project:
    """Make a project and open it. See `open_project`.

    A `scratch` file is one that is copied (`backup`) when it is filled, and then thrown away: a commit of it does not
    wait for the disk, so that the loss of power would take it.
    """
    if scratch:
        return Project(open_session(Path(path_or_url), REGISTER, create=True, title=title, scratch=True))
    return open_project(path_or_url, create=True, title=title)


def open_project(
    path_or_url: str | Path,
    *,
    create: bool = False,
    title: str | None = None,
    read_only: bool = False,
    project: str | None = None,
    register: Register = REGISTER,
) -> Project:
    """Open a project file, or a project in a PostgreSQL database.

    Parameters
    ----------
    path_or_url : a path, or `postgresql://user:password@host:port/name`, with `?project=UUID` where the database holds
        several (or give `project`, a uuid or a title).
    create : make it first. A file that exists is never written over; a database gets one project more.
    title : of a new project; a file's own name where it is None.
    read_only : nothing can be written, and a file that nobody may write to opens too.
    register : the kinds of decision that are known; all of this version, where nothing else is named.

    An older file is migrated, with a backup `NAME.backup-<schema>-<moment>.alongside` beside it first. Close the
    handle, or use it in a `with`. Any number of projects can be open in one process, and one handle may serve many
    threads (each has its own connection).

    Raises `ProjectError` with one line for whatever cannot be opened; the file is then as it was.
    """
    session = open_session(path_or_url, register, create=create, title=title, read_only=read_only, project=project)
    return Project(session)


def verify_path(path_or_url: str | Path, *, against: str = "") -> Verification:
    """The verification of a file or a database. A damaged file is a finding; one that is none of ours an error.

    `against` is a digest of the log that was kept elsewhere: where the log's first rows do not give it, rows were
    changed and their digests worked out again, or the log is another.
    """
    return verify_file(path_or_url, REGISTER, against)
