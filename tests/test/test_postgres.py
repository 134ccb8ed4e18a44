"""The same list on a real PostgreSQL server: drawn and committed in one act, its secret in a folder that is named."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alongside.errors import UsageError
from alongside.evidence import Author
from alongside.project import Project, create, open_project
from alongside.workflow.test.allocating import AllocationService
from alongside.workflow.test.checking import check_list
from alongside.workflow.test.designing import design, lock_plan
from alongside.workflow.test.evaluations import evaluation_named
from alongside.workflow.test.example import EXAMPLE, run_example
from alongside.workflow.test.vault import VAULT, vault_of
from lengths import length
from postgres_server import MISSING, binaries, private_server

from .conftest import document, minimised

pytestmark = [pytest.mark.postgres, pytest.mark.xdist_group("test-postgres")]

AT = datetime(2026, 1, 1, tzinfo=UTC)
ADA = Author("person", "Ada")
SUPPORT = Path(__file__).parents[1] / "support"
DRAWS = length(60, 10_000)


@pytest.fixture
def address() -> Iterator[str]:
    """An empty database of a private server."""
    folder = binaries()
    if folder is None:
        pytest.skip(MISSING)
    with private_server(folder) as where:
        create(where, title="Own").close()
        yield where


def test_without_a_named_folder_nothing_is_locked(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VAULT, raising=False)
    with (
        open_project(address) as project,
        pytest.raises(UsageError, match="ALONGSIDE_VAULT names the folder for the secrets of a project in a database"),
    ):
        vault_of(project)


def test_the_whole_way_runs_on_postgresql(address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(VAULT, str(tmp_path / "vaults"))
    with create(tmp_path / "same.alongside", title="Same") as file, open_project(address) as project:
        for where in (file, project):
            run_example(where, vault_of(where), author=ADA)
        reports = [evaluation_named(where, str(EXAMPLE["id"])).opened for where in (file, project)]
        assert reports[0] is not None
        assert reports[1] is not None
        assert reports[0].report == reports[1].report


def test_two_projects_of_one_folder_never_share_a_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VAULT, str(tmp_path / "vaults"))
    secrets = []
    for name in ("one", "two"):
        with create(tmp_path / f"{name}.alongside", title=name) as project:
            design(project, document(), author=ADA, at=AT)
            lock_plan(project, vault_of(project), "calls", author=ADA, at=AT)
            secrets.append(vault_of(project).secret("calls"))
    assert secrets[0] != secrets[1]


@pytest.mark.slow
@pytest.mark.parametrize("wishes", [document, minimised])
def test_two_processes_at_once_draw_exactly_the_procedures_sequence(
    address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, wishes: Callable[[], dict[str, object]]
) -> None:
    monkeypatch.setenv(VAULT, str(tmp_path / "vaults"))
    with open_project(address) as project:
        design(project, wishes(), author=ADA, at=AT)
        lock_plan(project, vault_of(project), "calls", author=ADA, at=AT)
    both = [started(address, prefix) for prefix in ("a", "b")]
    for process in both:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in both:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in both:
        process.communicate()
    assert [process.returncode for process in both] == [0, 0]
    with open_project(address) as project:
        listed(project)


def started(address: str, prefix: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(SUPPORT / "two_allocators.py"), address, prefix, str(DRAWS // 2)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def listed(project: Project) -> None:
    """Everybody is in the list once, and the procedure drew all of it."""
    vault = vault_of(project)
    service = AllocationService(project, vault, "calls")
    rows = service.rows()
    assert [row.position for row in rows] == list(range(1, DRAWS + 1))
    assert len({row.person for row in rows}) == DRAWS
    assert {row.person[0] for row in rows} == {"a", "b"}
    check_list(service, vault, service.evaluation)
    assert project.verify().ok
