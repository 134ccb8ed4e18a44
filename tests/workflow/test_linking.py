"""Reports of one study in a project: suggested once, settled by a person, counted apart from duplicates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alongside.evidence import Author
from alongside.project import Project, create
from alongside.records import Record
from alongside.workflow.find.duplicates import find_duplicates, settle
from alongside.workflow.find.linking import suggest_links

ADA = Author("person", "Ada")
AT = datetime(2026, 1, 2, tzinfo=UTC)

RECORDS = (
    Record(
        title="Peer calls after a stroke: a randomised trial",
        authors=("Ash, A.",),
        year=2010,
        type="article",
        registrations=("NCT01234567",),
        journal="Stroke",
        pages="1–9",
    ),
    Record(
        title="Protocol of a trial of peer calls",
        authors=("Ash, A.",),
        year=2008,
        type="protocol",
        abstract="NCT01234567",
        journal="Trials",
        pages="5",
    ),
    Record(title="Something else", authors=("Elm, E.",), year=2010, type="article", journal="Heart", pages="7"),
)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with create(tmp_path / "own.alongside", title="Own") as created:
        created.find.imports.keep("search.ris", "a" * 64, 10, "ris", RECORDS, author=ADA, at=AT)
        find_duplicates(created, at=AT)
        yield created


def test_a_link_is_suggested_once_and_what_a_person_said_holds(project: Project) -> None:
    assert suggest_links(project, at=AT).suggested == 1
    assert project.find.duplicates.patterns_waiting() == {"registration": 1}
    [pair] = project.find.duplicates.waiting("registration")
    assert pair.why == "both name NCT01234567"
    settle(project, pair.pair, "linked", author=ADA, at=AT)
    assert project.find.duplicates.patterns_waiting() == {}
    assert suggest_links(project, at=AT).suggested == 0
    assert project.overview.counts().duplicates == 0
    assert project.overview.view().total == 3
