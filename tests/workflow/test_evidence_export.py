"""A project's evidence as tables, and the same evidence from them in another project."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alongside.errors import UsageError
from alongside.evidence import Author
from alongside.project import Project, create, open_project
from alongside.workflow.understand.exporting import evidence_of, export_evidence
from alongside.workflow.understand.loading import code_study, decide_eligible, load_tables

ADA = Author("person", "Ada")
AT = datetime(2026, 11, 28, tzinfo=UTC)


def same_again(project: Project, folder: Path) -> None:
    export_evidence(project, folder / "tables")
    with create(folder / "again.alongside", title="Again") as again:
        load_tables(again, folder / "tables", author=ADA, at=AT)
        before, after = evidence_of(project), evidence_of(again)
        assert after.outcomes == before.outcomes
        assert after.contrasts == before.contrasts
        assert after.arms == before.arms
        assert after.tidier == before.tidier
        assert after.instruments == before.instruments
        assert [replace(study, codes=()) for study in after.studies] == [
            replace(study, codes=()) for study in before.studies
        ]
        assert [set(study.codes) for study in after.studies] == [set(study.codes) for study in before.studies]
        assert load_tables(again, folder / "tables", author=ADA, at=AT).rows == 0  # word for word what is there


def test_the_demonstration_comes_back_with_what_a_person_decided_in_it(demonstration: Path, tmp_path: Path) -> None:
    copy = shutil.copy(demonstration / "peer-support.alongside", tmp_path / "demo.alongside")
    with open_project(copy) as project:
        decide_eligible(project, "assist-2008", "yes", author=ADA, at=AT, why="pupils support each other")
        code_study(project, "dale-2009", "setting", ["home"], author=ADA, at=AT, words="at home", source="the report")
        same_again(project, tmp_path)


def test_a_project_from_one_table_comes_back(tmp_path: Path) -> None:
    table = tmp_path / "mine.csv"
    table.write_text(
        "study,outcome,higher_is_better,events1,n1,events2,n2,form\nAsh 2009,Stay,0,3,10,5,10,group\n", encoding="utf-8"
    )
    with create(tmp_path / "mine.alongside", title="Mine") as project:
        load_tables(project, table, author=ADA, at=AT)
        same_again(project, tmp_path)


def test_a_folder_that_holds_something_is_never_written_into(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear reader", encoding="utf-8")
    with create(tmp_path / "x.alongside", title="X") as project, pytest.raises(UsageError, match="is not empty"):
        export_evidence(project, tmp_path)
