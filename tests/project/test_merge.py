"""Two people's files: merged by rows, with their records, and never over one another's words."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alongside.errors import InputError, ProjectError
from alongside.evidence import Author
from alongside.project import NewDecision, Project, create, open_project
from alongside.records import Record

ADA, BEN = Author("person", "Ada"), Author("person", "Ben")
AT = datetime(2026, 1, 2, tzinfo=UTC)


def eligible(verdict: str) -> NewDecision:
    return NewDecision("study:kew", "study.eligible", {"verdict": verdict})


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """A file and its copy; each goes on alone."""
    ada, ben = tmp_path / "ada.alongside", tmp_path / "ben.alongside"
    with create(ada, title="Review") as project:
        project.append([eligible("ask")], author=ADA, at=AT)
        project.backup(ben)
    with open_project(ada) as project:
        project.append([eligible("yes")], author=ADA, at=AT)
    with open_project(ben) as project:
        project.append([eligible("no")], author=BEN, at=AT)
        project.find.imports.keep("a.ris", "a" * 64, 9, "ris", [Record(title="A")], author=BEN, at=AT)
    return ada, ben


def test_what_differs_becomes_a_disagreement_and_both_rows_stand(pair: tuple[Path, Path]) -> None:
    with open_project(pair[0]) as project:
        report = project.merge(pair[1])
        assert (report.rows_added, report.rows_known, report.records_added, report.disagreements) == (2, 2, 1, 1)
        assert len(project.history("study:kew")) == 3
        assert project.overview.window(project.overview.view("is:any"))[0].record.title == "A"
        assert project.verify().ok


def test_merging_in_either_order_gives_the_same_state(pair: tuple[Path, Path]) -> None:
    with open_project(pair[0]) as ada, open_project(pair[1]) as ben:
        copy = ada.backup(pair[0].with_name("copy.alongside"))
        ada.merge(pair[1])
        ben.merge(copy)
        assert ada.projection_digest() == ben.projection_digest()
        assert ada.merge(pair[1]).rows_added == 0


def test_a_log_as_json_lines_merges_as_the_file_does(pair: tuple[Path, Path], tmp_path: Path) -> None:
    log = tmp_path / "ben.jsonl"
    with open_project(pair[1]) as ben, log.open("w", encoding="utf-8") as stream:
        ben.export_log(stream)
    with open_project(pair[0]) as ada:
        assert ada.merge(log).rows_added == 2
        assert ada.verify().ok


def changed(log: Path, number: int, **changes: object) -> None:
    lines = log.read_text(encoding="utf-8").splitlines()
    lines[number] = json.dumps(json.loads(lines[number]) | changes)
    log.write_text("\n".join(lines), encoding="utf-8")


def test_a_log_that_was_changed_is_refused_with_the_row_named(pair: tuple[Path, Path], tmp_path: Path) -> None:
    log = tmp_path / "ben.jsonl"
    with open_project(pair[1]) as ben, log.open("w", encoding="utf-8") as stream:
        ben.export_log(stream)
    uuid = json.loads(log.read_text(encoding="utf-8").splitlines()[-1])["uuid"]
    changed(log, -1, why="another reason")
    with open_project(pair[0]) as ada:
        before = ada.projection_digest()
        with pytest.raises(ProjectError, match=uuid):
            ada.merge(log)
        assert ada.projection_digest() == before
        assert ada.verify().ok


def test_a_line_that_is_no_row_is_named(reopened: Project, tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text('{"uuid": 7}\n', encoding="utf-8")
    with pytest.raises(InputError, match="row 1: expected a row of a log"):
        reopened.merge(log)


def test_a_missing_file_is_one_line(reopened: Project, tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="no such file"):
        reopened.merge(tmp_path / "nothing.alongside")
