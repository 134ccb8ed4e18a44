"""An empty project on each engine: a real SQLite file, and a real PostgreSQL server of the tests' own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from alongside.project import Project, create, open_project
from postgres_server import MISSING, binaries, private_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a private server, reached by a socket only."""
    folder = binaries()
    if folder is None:
        pytest.skip(MISSING)
    with private_server(folder) as address:
        yield address


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Project]:
    """An empty project."""
    if request.param == "sqlite":
        with create(tmp_path / "review.alongside", title="Review") as created:
            yield created
        return
    with create(request.getfixturevalue("postgres"), title="Review") as created:
        yield created


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A project file that nobody has open."""
    path = tmp_path / "review.alongside"
    create(path, title="Review").close()
    return path


@pytest.fixture
def reopened(file: Path) -> Iterator[Project]:
    with open_project(file) as opened:
        yield opened
