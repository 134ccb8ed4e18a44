"""The packaged evidence as a project, and the desk on which plans are made of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from alongside.project import Project, open_project
from alongside.workflow.answer import review_of
from alongside.workflow.plan import Desk, DeskKeeper


@pytest.fixture(scope="session")
def desk(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Plans on the packaged evidence; nothing is decided in it."""
    with open_project(copied(demonstration, tmp_path_factory.mktemp("plan"))) as project:
        return DeskKeeper(project).desk(review_of(project))


@pytest.fixture
def project(demonstration: Path, tmp_path: Path) -> Iterator[Project]:
    """The packaged evidence in a project of one's own."""
    with open_project(copied(demonstration, tmp_path)) as opened:
        yield opened


def copied(demonstration: Path, folder: Path) -> Path:
    return Path(shutil.copy(demonstration / "peer-support.alongside", folder / "own.alongside"))
