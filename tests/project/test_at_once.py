"""Many at once, on a file and in a database: each first decision is kept, and a file that comes twice is one import."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from alongside.evidence import Author
from alongside.project import NewDecision, Project, open_project
from alongside.records import Record

NOW = datetime(2026, 11, 28, tzinfo=UTC)
PEOPLE = 12


@pytest.fixture
def address(request: pytest.FixtureRequest, project: Project) -> str:
    """The address of an empty project, which `project` holds open: a file's path, then a database's."""
    if project.path is not None:
        return str(project.path)
    return f"{request.getfixturevalue('postgres')}&project={project.uuid}"


def all_at_once(address: str, act: Callable[[Project, int], None]) -> list[BaseException]:
    """Each person with a handle of their own, all let go at the same moment; gives what failed."""
    gate = threading.Barrier(PEOPLE)
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            with open_project(address) as project:
                gate.wait(60)
                act(project, number)
        except Exception as error:  # noqa: BLE001 - it is what the test asks for
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return failures


def test_the_first_decisions_of_many_are_all_kept(project: Project, address: str) -> None:
    def decide(handle: Project, number: int) -> None:
        new = NewDecision(f"study:s{number}", "study.eligible", {"verdict": "yes"})
        handle.append([new], author=Author("person", f"Person {number}"), at=NOW)

    assert all_at_once(address, decide) == []
    assert {row.subject for row in project.decisions(kind="study.eligible")} == {f"study:s{n}" for n in range(PEOPLE)}
    assert project.verify().ok


def test_a_file_that_many_bring_in_at_once_is_imported_once(project: Project, address: str) -> None:
    records = [Record(title=f"Invented {number}") for number in range(50)]

    def bring(handle: Project, number: int) -> None:
        author = Author("person", f"Person {number}")
        handle.find.imports.keep("same.ris", "ab" * 32, 9, "ris", records, author=author, at=NOW)

    assert all_at_once(address, bring) == []
    assert project.overview.counts().records == 50
    assert len(list(project.decisions(kind="file.imported"))) == 1
    assert project.verify().ok
