"""The same list on a real PostgreSQL server: drawn and committed in one act, its secret in a folder that is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alongside.errors import UsageError
from alongside.evidence import Author
from alongside.project import create, open_project
from alongside.workflow.test.designing import design, lock_plan
from alongside.workflow.test.evaluations import evaluation_named
from alongside.workflow.test.example import EXAMPLE, run_example
from alongside.workflow.test.vault import VAULT, vault_of
from lengths import length
from postgres_server import MISSING, binaries, private_server
from two_allocators import assert_everybody_once, both_at_once

from .conftest import document, minimised

pytestmark = [pytest.mark.postgres, pytest.mark.xdist_group("test-postgres")]

AT = datetime(2026, 1, 1, tzinfo=UTC)
ADA = Author("person", "Ada")
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
    both_at_once(address, DRAWS)
    with open_project(address) as project:
        assert_everybody_once(project, vault_of(project), DRAWS)
