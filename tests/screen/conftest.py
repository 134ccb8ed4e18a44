"""A project with records that somebody could screen: a third of them about peer support."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from alongside.evidence import Author
from alongside.project import Project, create
from alongside.workflow.find.importing import import_file
from screened import AT, draw_as_always, write_records


@pytest.fixture
def ada() -> Author:
    return Author("person", "Ada")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    table = write_records(tmp_path / "records.csv", 120)
    with create(tmp_path / "own.alongside", title="Peer support by volunteers") as created:
        draw_as_always(created)
        import_file(created, table, author=Author("person", "Ada"), at=AT)
        yield created
