"""Files that are not as hoped: one line each, and the file untouched."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import alongside.project
from alongside.errors import ProjectError
from alongside.project import create, database_for, open_project, verify_path
from alongside.project.file.looking import SCHEMA
from alongside.project.file.migrating import migrate
from alongside.project.file.settings import alias_for, forget


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def of_another_program(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE letters (text)")
    connection.close()


def newer(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    connection.close()


SPOILT: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (lambda path: path.write_bytes(b""), "empty file"),
    "text": (lambda path: path.write_text("Dear reader"), "no SQLite file"),
    "cut": (cut, "cut off"),
    "cut in the header": (lambda path: os.truncate(path, 40), "cut off"),
    "of another program": (of_another_program, "some other program"),
    "newer": (newer, "newer Alongside"),
}


@pytest.mark.parametrize("case", SPOILT)
def test_a_file_that_is_none_of_ours_is_refused_and_left_as_it_is(case: str, file: Path) -> None:
    spoil, words = SPOILT[case]
    spoil(file)
    before, beside = digest(file), sorted(file.parent.iterdir())
    with pytest.raises(ProjectError, match=words) as refused:
        open_project(file)
    assert "\n" not in str(refused.value)
    assert str(file) in str(refused.value)
    assert (digest(file), sorted(file.parent.iterdir())) == (before, beside)


def test_a_missing_path_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="no such file"):
        open_project(tmp_path / "nothing.alongside")
    with pytest.raises(ProjectError, match="is a folder"):
        open_project(tmp_path)


def test_a_new_project_is_never_written_over_a_file(file: Path) -> None:
    before = digest(file)
    with pytest.raises(ProjectError, match="already exists"):
        create(file)
    assert digest(file) == before


def test_a_read_only_file_is_refused_for_writing_and_opens_for_reading(file: Path) -> None:
    before = digest(file)
    file.chmod(0o444)
    with pytest.raises(ProjectError, match="is read-only"):
        open_project(file)
    with open_project(file, read_only=True) as opened:
        assert opened.title == "Review"
    assert verify_path(file).ok
    file.chmod(0o644)
    assert digest(file) == before


def test_the_schema_number_is_that_of_the_last_migration() -> None:
    folder = Path(alongside.project.__file__).parent / "migrations"
    assert max(int(path.name[:4]) for path in folder.glob("0*.py")) == SCHEMA


def test_a_migration_to_an_older_schema_and_back_is_possible_(tmp_path: Path) -> None:
    path = tmp_path / "first.alongside"
    path.touch()
    alias, _ = alias_for(database_for(path))
    try:
        migrate(alias, "0001_initial")
    finally:
        forget(alias)
    with pytest.raises(ProjectError):  # it has no project in it yet
        open_project(path).close()


def test_the_file_is_as_safe_as_sqlite_makes_it(file: Path) -> None:
    from django.db import connections

    with open_project(file) as opened, connections[opened.alias].cursor() as cursor:
        pragmas = {}
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout"):
            cursor.execute(f"PRAGMA {name}")
            pragmas[name] = cursor.fetchone()[0]
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 20_000}


def test_a_backup_is_whole_and_is_never_written_over_a_file(file: Path) -> None:
    with open_project(file) as opened:
        copy = opened.backup(file.with_name("copy.alongside"))
        with pytest.raises(ProjectError, match="already exists"):
            opened.backup(copy)
    assert verify_path(copy).ok


WRITER = """
import sys
from datetime import UTC, datetime
from alongside.evidence import Author
from alongside.project import NewDecision, open_project
with open_project(sys.argv[1]) as project:
    for i in range(40):
        new = NewDecision(f"study:{sys.argv[2]}-{i}", "study.eligible", {"verdict": "yes"})
        project.append([new], author=Author("person", sys.argv[2]), at=datetime.now(UTC))
"""


def test_two_processes_write_to_one_file_at_once(file: Path) -> None:
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(file), name]) for name in ("ada", "ben")]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0]
    with open_project(file) as opened:
        assert opened.overview.counts().log_rows == 1 + 2 * 40
        assert opened.verify().ok
