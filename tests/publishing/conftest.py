"""Five invented trials, as a project has them after their table was loaded."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from alongside.evidence import Author
from alongside.project import create
from alongside.publishing.review import Review
from alongside.workflow.answer import review_of
from alongside.workflow.demo import demo_project
from alongside.workflow.understand.loading import load_tables

FIVE = Path(__file__).parents[2] / "examples" / "five-trials.csv"


@pytest.fixture(scope="session")
def five(tmp_path_factory: pytest.TempPathFactory) -> Review:
    with create(tmp_path_factory.mktemp("five") / "five.alongside", title="Five trials") as project:
        load_tables(project, FIVE, author=Author("person", "Ada"), at=datetime(2026, 1, 2, tzinfo=UTC))
        return review_of(project)


@pytest.fixture(scope="session")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Review:
    """The packaged evidence as a review."""
    path = tmp_path_factory.mktemp("packaged") / "demo.alongside"
    with demo_project(path, at=datetime(2026, 1, 2, tzinfo=UTC)) as project:
        return review_of(project)
