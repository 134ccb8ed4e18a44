"""The packaged evidence as a project, and the desk on which plans are made of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alongside.project import Project
from alongside.workflow.answer import review_of
from alongside.workflow.demo import demo_project
from alongside.workflow.plan import Desk, DeskKeeper


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Plans on the packaged evidence; nothing is decided in it."""
    path = tmp_path_factory.mktemp("plan") / "demo.alongside"
    with demo_project(path, at=datetime(2026, 11, 1, tzinfo=UTC)) as project:
        return DeskKeeper(project).desk(review_of(project))


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """The packaged evidence in a project of one's own."""
    with demo_project(tmp_path / "own.alongside", at=datetime(2026, 11, 1, tzinfo=UTC)) as opened:
        yield opened
