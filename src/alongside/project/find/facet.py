"""`project.find`: imports and duplicates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from alongside.evidence import Author
from alongside.project.find import attempts
from alongside.project.find.attempts import Attempt, AttemptEnd
from alongside.project.find.duplicates import Duplicates
from alongside.project.find.records import ImportReport, import_file
from alongside.project.log.facets import Facet, reading, writing
from alongside.project.log.sessions import Session
from alongside.records import Record

__all__ = ["FindFacet", "Imports"]


class Imports(Facet):
    """`project.find.imports`."""

    @writing
    def keep(
        self,
        name: str,
        sha256: str,
        size: int,
        file_format: str,
        records: Iterable[Record],
        *,
        author: Author,
        at: datetime,
        columns: Mapping[str, str] | None = None,
    ) -> ImportReport:
        """Keep a file's records, whole or not at all; a file that is here already changes nothing."""
        return import_file(
            self._session, name, sha256, size, file_format, records, author=author, at=at, columns=columns
        )

    @writing
    def begin(self, name: str, sha256: str, size: int, at: datetime) -> int:
        """Keep that a file is about to be imported, so that an end in the middle is seen later; gives its number."""
        return attempts.begin(self._session, name, sha256, size, at)

    @writing
    def end(self, number: int, ended: AttemptEnd, at: datetime) -> None:
        """Keep how that went."""
        attempts.end(self._session, number, ended, at)

    @reading
    def attempts(self, limit: int = 50) -> list[Attempt]:
        """The latest attempts to import a file, newest first."""
        return attempts.latest(self._session, limit)

    @reading
    def not_read(self, number: int) -> tuple[str, str] | None:
        """The name of the file of an attempt and the text in it that could not be read; None where there is none."""
        return attempts.not_read(self._session, number)


class FindFacet(Facet):
    """What *find* asks of a project, and says to it."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.imports = Imports(session)
        self.duplicates = Duplicates(session)
