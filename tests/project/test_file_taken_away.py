"""A file that is deleted, moved, cut, emptied or replaced while it is open: said at once, and nothing is written."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alongside.errors import ProjectError
from alongside.evidence import Author
from alongside.project import NewDecision, create, open_project

ADA = Author("person", "Ada")
NOW = datetime(2026, 11, 28, tzinfo=UTC)
YES = [NewDecision("study:kew-2017", "study.eligible", {"verdict": "yes"})]


def deleted(path: Path) -> None:
    path.unlink()


def moved(path: Path) -> None:
    path.rename(path.with_name("elsewhere.alongside"))


def emptied(path: Path) -> None:
    os.truncate(path, 0)


def replaced_by_a_note(path: Path) -> None:
    note = path.with_name("note.txt")
    note.write_text("no project")
    note.replace(path)


def replaced_by_another(path: Path) -> None:
    create(path.with_name("second.alongside"), title="Second").close()
    path.with_name("second.alongside").replace(path)


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (deleted, "no longer there"),
        (moved, "no longer there"),
        (emptied, "cut off"),
        (replaced_by_a_note, "replaced"),
        (replaced_by_another, "replaced"),
    ],
)
def test_reading_and_writing_are_refused_at_once(file: Path, act: Callable[[Path], None], says: str) -> None:
    with open_project(file) as project:
        project.append(YES, author=ADA, at=NOW)
        act(file)
        with pytest.raises(ProjectError, match=says):
            project.overview.counts()
        with pytest.raises(ProjectError, match=says):
            project.append(YES, author=ADA, at=NOW)


def test_a_file_that_comes_back_goes_on(file: Path) -> None:
    with open_project(file) as project:
        away = file.with_name("away")
        file.rename(away)
        with pytest.raises(ProjectError):
            project.overview.counts()
        away.rename(file)
        project.append(YES, author=ADA, at=NOW)
        assert project.verify().ok


def test_a_copy_put_in_its_place_is_another_file(file: Path, tmp_path: Path) -> None:
    with open_project(file) as project:
        project.append(YES, author=ADA, at=NOW)
        shutil.copy(file, tmp_path / "copy")
        (tmp_path / "copy").replace(file)
        with pytest.raises(ProjectError, match="replaced"):
            project.append(YES, author=ADA, at=NOW)
