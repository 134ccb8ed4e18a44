"""Files that are brought in, read with other columns, and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alongside.errors import UsageError
from alongside.evidence import Author
from alongside.project import Project, create, import_key
from alongside.workflow.find.importing import import_file, import_files, take_back_import

ADA = Author("person", "Ada")
AT = datetime(2026, 11, 1, tzinfo=UTC)
GERMAN = "Titel;Zeitschrift;Jahr\nHilfe am Telefon;Archiv;2009\nGruppen unter Gleichen;Archiv;2011\n"
WRONG, RIGHT = {"title": "Zeitschrift"}, {"title": "Titel", "journal": "Zeitschrift", "year": "Jahr"}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with create(tmp_path / "own.alongside", title="Own") as created:
        yield created


@pytest.fixture
def german(tmp_path: Path) -> Path:
    path = tmp_path / "german.csv"
    path.write_text(GERMAN, encoding="utf-8")
    return path


def titles(project: Project) -> list[str]:
    return [stored.record.title for stored in project.overview.records(project.overview.view("is:any"))]


def test_columns_that_were_mistaken_are_put_right_by_taking_the_import_back(project: Project, german: Path) -> None:
    assert import_file(project, german, columns=WRONG, author=ADA, at=AT).outcome == "imported"
    assert titles(project) == ["Archiv", "Archiv"]
    with pytest.raises(UsageError, match=r"german\.csv: is here already, read with other columns; take that import"):
        import_file(project, german, columns=RIGHT, author=ADA, at=AT)

    [attempt] = [candidate for candidate in project.find.imports.attempts() if candidate.outcome == "imported"]
    take_back_import(project, attempt.sha256, author=ADA, at=AT)
    assert (titles(project), project.overview.counts().records) == ([], 0)
    assert import_file(project, german, columns=RIGHT, author=ADA, at=AT).outcome == "imported"
    assert titles(project) == ["Hilfe am Telefon", "Gruppen unter Gleichen"]
    [state] = project.standing("file.imported")
    assert state.value["columns"] == RIGHT
    assert project.verify().ok
    assert [attempt_here.is_here for attempt_here in project.find.imports.attempts()] == [True, True, False]


def test_a_file_taken_back_and_brought_in_again_has_its_records_once(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "calls.ris"
    path.write_text("TY  - JOUR\nTI  - Calls that help\nER  - \n" * 2, encoding="utf-8")
    import_files(project, [path], author=ADA, at=AT)
    [attempt] = project.find.imports.attempts()
    rows = take_back_import(project, attempt.sha256, author=ADA, at=AT, why="the wrong search")
    assert titles(project) == []
    with pytest.raises(UsageError, match="no import"):
        take_back_import(project, attempt.sha256, author=ADA, at=AT)
    import_files(project, [path], author=ADA, at=AT)
    assert titles(project) == ["Calls that help"] * 2
    # The undo undone is no second import.
    project.undo(rows[0].uuid, author=ADA, at=AT)
    assert titles(project) == ["Calls that help"] * 2
    assert project.verify().ok


def test_the_key_of_an_import_is_the_files_digest_and_the_columns_that_a_person_named() -> None:
    digest = "ab" * 32
    assert import_key(digest) == import_key(digest, {}) == digest
    assert import_key(digest, WRONG) != import_key(digest, RIGHT)
    assert import_key(digest, {"title": "A", "year": "B"}) == import_key(digest, {"year": "B", "title": "A"})
