"""`alongside screening progress` and `certificate --verify`, held against a project."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from alongside.evidence import Author
from alongside.project import Project, open_project
from alongside.workflow.screen.certifying import stop_screening
from alongside.workflow.screen.desk import ScreeningDesk
from alongside.workflow.screen.planning import save_plan
from alongside.workflow.screen.progress import progress_of
from alongside.workflow.screen.sampling import begin_sample
from screened import AT, is_relevant

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def certified(project: Project, ada: Author, tmp_path: Path) -> Path:
    """A screening that stopped, in the folder of its project, and its certificate."""
    save_plan(project, "peer support", 0.8, 0.2, "", author=ada, at=AT)
    desk = ScreeningDesk(project)
    for read in range(120):
        if read == 24:
            begin_sample(project, author=ada, at=AT)
        if progress_of(desk).may_stop:
            break
        [following] = desk.upcoming(1)
        verdict = "include" if is_relevant(project, following.record) else "exclude"
        moment = AT + timedelta(minutes=read)
        desk.decide(following.record, verdict, author=ada, at=moment, was_drawn=following.drawn)
        if read < 24:
            desk.learner.wait()
    certificate = stop_screening(desk, author=ada, at=AT + timedelta(days=1))[1]
    path = tmp_path / "certificate.json"
    path.write_text(json.dumps(certificate.document()), encoding="utf-8")
    return path


def test_a_certificate_is_held_against_the_project_in_the_folder(certified: Path, alongside: Run) -> None:
    done = alongside("screening", "certificate", str(certified), "--verify")
    assert (done.returncode, "agrees" in done.stderr) == (0, True), done.stderr
    assert "own.alongside" in done.stderr
    assert "were screened" in done.stdout


def test_a_changed_project_does_not_verify(certified: Path, alongside: Run, tmp_path: Path, ada: Author) -> None:
    with open_project(tmp_path / "own.alongside") as project:
        act = next(iter(project.screen.acts("Ada")))
        ScreeningDesk(project).decide(act.record, "include", author=ada, at=AT + timedelta(days=2))
    done = alongside("screening", "certificate", str(certified), "--verify", "--json")
    assert done.returncode == 1
    document = json.loads(done.stdout)
    assert document["verified"] is False
    assert any("another verdict" in fault for fault in document["faults"])


def test_without_a_project_the_file_is_checked_alone_and_that_is_said(
    certified: Path, alongside: Run, tmp_path: Path
) -> None:
    empty = tmp_path / "elsewhere"
    empty.mkdir()
    done = alongside("screening", "certificate", str(certified), "--verify", cwd=empty)
    assert done.returncode == 0
    assert "from the file alone" in done.stderr


def test_progress_says_what_is_known_as_one_document(certified: Path, alongside: Run) -> None:
    done = alongside("screening", "progress", "--json")
    document = json.loads(done.stdout)
    assert (document["records"], document["found"], document["may_stop"]) == (120, 20, True)
    low, high = document["total"][1:]
    assert low <= 20 <= high
    assert "May stop" in alongside("screening", "progress").stdout.replace("you may stop", "May stop")
