"""A byte that was changed behind our back is found, and its row is named."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alongside.evidence import Author
from alongside.project import NewDecision, Project, open_project, verify_path
from alongside.records import Record

AT = datetime(2026, 1, 2, tzinfo=UTC)


def filled(path: Path, rows: int = 60) -> None:
    with open_project(path) as project:
        for i in range(rows):
            new = NewDecision(f"study:s{i}", "study.described", {"label": f"Label-{i:04d}"}, why=f"reason-{i:04d}")
            project.append([new], author=Author("person", f"Person-{i:04d}"), at=AT)
        records = [Record(title=f"Title-{i:04d}") for i in range(5)]
        project.find.imports.keep("a.ris", "a" * 64, 9, "ris", records, author=Author("person", "Ada"), at=AT)


@pytest.mark.parametrize("text", [b"reason-0030", b"Label-0017", b"Person-0059"])
@pytest.mark.parametrize("offset", [0, 8, 10])
def test_one_flipped_byte_names_its_row(file: Path, text: bytes, offset: int) -> None:
    filled(file)
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        wanted = {b"reason": "why", b"Label-": "value", b"Person": "author_name"}[text[:6]]
        query = f"SELECT id, uuid FROM project_logrow WHERE {wanted} LIKE ?"
        row, uuid = connection.execute(query, [f"%{text.decode()}%"]).fetchone()
    connection.close()
    data = bytearray(file.read_bytes())
    spots = [i for i in range(len(data)) if data.startswith(text, i)]
    results = []
    for spot in spots:  # the words also stand in projections; the log's own copy is one of the places
        changed = bytearray(data)
        changed[spot + offset] ^= 0x80 if offset == 8 else 0x01
        file.write_bytes(changed)
        verified = verify_path(file)
        assert not verified.ok
        results.append((verified.first_bad, verified.first_bad_uuid))
    assert (row, uuid) in results
    assert {result for result in results if result[0] is not None} == {(row, uuid)}


@pytest.mark.parametrize(
    "column",
    [
        "uuid",
        "seq",
        "subject",
        "kind",
        "schema",
        "author_kind",
        "author_version",
        "parameters",
        "at",
        "anchors",
        "supersedes",
        "previous",
        "digest",
    ],
)
def test_a_change_in_any_column_names_its_row(file: Path, column: str) -> None:
    filled(file, 20)
    with sqlite3.connect(file) as connection:
        connection.execute("DROP TRIGGER project_logrow_no_update")
        new = "999" if column in ("seq", "schema") else f"{column} || ' '"
        connection.execute(f"UPDATE project_logrow SET {column} = {new} WHERE id = 12")
    connection.close()
    verified = verify_path(file)
    assert (verified.ok, verified.first_bad) == (False, 12)


@pytest.mark.parametrize("which", [5, 21])
def test_a_row_that_was_taken_out_is_missed(file: Path, which: int) -> None:
    filled(file, 20)
    with sqlite3.connect(file) as connection:
        connection.execute("DROP TRIGGER project_logrow_no_delete")
        (last,) = connection.execute("SELECT max(id) FROM project_logrow WHERE kind = 'study.described'").fetchone()
        connection.execute("DELETE FROM project_logrow WHERE id = ?", [min(which, last)])
    connection.close()
    verified = verify_path(file)
    assert not verified.ok
    assert "missing" in verified.reason


def test_the_end_of_the_log_that_was_cut_off_is_missed(file: Path) -> None:
    filled(file, 20)
    with sqlite3.connect(file) as connection:
        connection.execute("DROP TRIGGER project_logrow_no_delete")
        connection.execute("DELETE FROM project_logrow WHERE id >= 20")
    connection.close()
    verified = verify_path(file)
    assert (verified.ok, verified.first_bad) == (False, 19)
    assert "after it are missing" in verified.reason


def test_a_changed_record_is_found(file: Path) -> None:
    filled(file, 2)
    with sqlite3.connect(file) as connection:
        connection.execute("DROP TRIGGER project_record_no_update")
        connection.execute("UPDATE project_record SET title = 'Another' WHERE position = 3")
    connection.close()
    verified = verify_path(file)
    assert not verified.ok
    assert "is not as it was imported" in verified.reason


def test_a_changed_projection_is_found_and_made_again(file: Path) -> None:
    filled(file, 2)
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE project_state SET value = '{}' WHERE kind LIKE 'study.%'")
    connection.close()
    verified = verify_path(file)
    assert (verified.ok, verified.projections_match, verified.first_bad) == (False, False, None)
    with open_project(file) as project:
        project.rebuild()
        assert project.verify().ok


def test_a_whole_file_is_ok(reopened: Project) -> None:
    verified = reopened.verify()
    assert (verified.ok, verified.rows, verified.first_bad, verified.projections_match) == (True, 1, None, True)
