"""A file that SQLite has open in this process is never opened by other means: that would drop SQLite's locks."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from alongside.project import Project, create, open_project
from alongside.project.file.connections import is_open
from alongside.project.file.looking import look


def test_a_file_counts_as_open_for_as_long_as_a_connection_is(file: Path) -> None:
    assert not is_open(file)
    with open_project(file) as connection_a:
        assert is_open(file)
        with open_project(file) as second:
            assert second.title == connection_a.title
        assert is_open(file)
    assert not is_open(file)


def test_a_connection_of_another_thread_counts_too(file: Path) -> None:
    with open_project(file) as project:
        begun, go_on = threading.Event(), threading.Event()

        def read() -> None:
            assert project.title
            begun.set()
            go_on.wait(20)
            project.leave_thread()

        thread = threading.Thread(target=read)
        thread.start()
        assert begun.wait(20)
        go_on.set()
        thread.join(20)
        assert is_open(file)
    assert not is_open(file)


def test_looking_at_an_open_file_reads_it_through_sqlite_only(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    original = Path.open
    with open_project(file) as project:
        monkeypatch.setattr(Path, "open", lambda self, *a, **k: (opened.append(self), original(self, *a, **k))[1])
        look(file)
        with open_project(file) as second:
            assert second.title == project.title
    assert file not in opened


def test_only_a_scratch_file_does_not_wait_for_the_disk(tmp_path: Path) -> None:
    def waits(project: Project) -> int:
        from django.db import connections

        with connections[project._session.alias].cursor() as cursor:
            return int(cursor.execute("PRAGMA synchronous").fetchone()[0])

    off, full = 0, 2
    with create(tmp_path / "scratch.alongside", scratch=True) as scratch:
        assert waits(scratch) == off
        copied = scratch.backup(tmp_path / "copy.alongside")
    with open_project(copied) as project, create(tmp_path / "new.alongside") as new:
        assert (waits(project), waits(new)) == (full, full)
        assert project.verify().ok
