"""A disk that is full while something is written: one line says so, nothing is lost, and later it goes on.

SQLite itself is told how large a file may grow, which is the answer that it has from a full disk. A disk that is really
full is tried by `validation/full_disk.py`, which needs the right to mount one.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connections

from alongside.errors import ProjectError, storage_error
from alongside.evidence import Author
from alongside.project import create
from alongside.records import Record, format_named
from alongside.workflow.find.importing import import_files

ADA = Author("person", "Ada")
AT = datetime(2026, 11, 1, tzinfo=UTC)
EXAMPLES = Path(__file__).parents[2] / "examples"


def export(path: Path, start: int, number: int) -> Path:
    with path.open("wb") as stream:
        format_named("ris").write(
            (
                Record(
                    title=f"Report {number_of_record} that nobody wrote", abstract=f"Peers {number_of_record}. " * 200
                )
                for number_of_record in range(start, start + number)
            ),
            stream,
        )
    return path


def test_a_file_for_which_there_is_no_room_leaves_the_project_as_it_was(tmp_path: Path) -> None:
    small, large = export(tmp_path / "small.ris", 0, 20), export(tmp_path / "large.ris", 1000, 1500)
    with create(tmp_path / "own.alongside", title="Own") as project:
        import_files(project, [small], author=ADA, at=AT)
        before = project.verify().rows
        with connections[project.alias].cursor() as cursor:
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0] + 100}")
        with pytest.raises(ProjectError, match=r"own\.alongside: the disk is full, nothing was written"):
            import_files(project, [large], author=ADA, at=AT)
        assert project.overview.counts().records == 20
        assert (project.verify().ok, project.verify().rows) == (True, before)
        assert [(attempt.name, attempt.outcome) for attempt in project.find.imports.attempts()] == [
            ("large.ris", "failed"),
            ("small.ris", "imported"),
        ]
        with connections[project.alias].cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")
        assert import_files(project, [large], author=ADA, at=AT).records == 1500
        assert project.verify().ok


def test_output_for_which_there_is_no_room_is_one_line() -> None:
    command = [sys.executable, "-m", "alongside", "tools", "convert", str(EXAMPLES / "search.ris"), "--json"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 3
    assert done.stderr.splitlines() == ["alongside: the disk is full; what was there before is as it was"]


def test_an_error_that_nobody_can_mend_is_not_dressed_up() -> None:
    assert storage_error(OSError(0, "no errno that is known")) is None
