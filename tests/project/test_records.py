"""Imported files: whole or not at all, searched by words, covered by the log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from alongside.errors import InputError
from alongside.evidence import Author
from alongside.project import NewDecision, Project
from alongside.records import Record

ADA = Author("person", "Ada")
AT = datetime(2026, 1, 2, tzinfo=UTC)
RECORDS = [
    Record(title="Telephone calls for asthma", authors=("Müller, K.",), year=2001, doi="10.1234/a", keywords=("x",)),
    Record(title="Inhalers in schools", abstract="Peers teach peers.", extra={"Z9": ("kept",)}, volume="7", line=9),
    Record(title="Knees", authors=("Ash, A.",), pmid="77", urls=("https://example.org",)),
]


def imported(project: Project, records: list[Record] = RECORDS, sha: str = "a" * 64) -> list[str]:
    project.find.imports.keep("search.ris", sha, 99, "ris", records, author=ADA, at=AT)
    return [stored.id for stored in project.overview.records(project.overview.view("is:any"))]


def test_a_record_comes_back_as_it_was_read(project: Project) -> None:
    imported(project)
    expected = [replace(record, file="search.ris") for record in RECORDS]
    assert [stored.record for stored in project.overview.window(project.overview.view("is:any"))] == expected


def test_the_same_file_is_imported_once(project: Project) -> None:
    imported(project)
    rows = project.overview.counts().log_rows
    again = project.find.imports.keep("renamed.ris", "a" * 64, 99, "ris", RECORDS, author=ADA, at=AT)
    assert (again.is_known, again.records, project.overview.counts().records, project.overview.counts().log_rows) == (
        True,
        3,
        3,
        rows,
    )


def test_a_file_that_breaks_on_the_way_leaves_nothing(project: Project) -> None:
    def broken() -> Iterator[Record]:
        yield RECORDS[0]
        raise InputError("expected more", path="search.ris", row=9)

    with pytest.raises(InputError):
        project.find.imports.keep("search.ris", "b" * 64, 9, "ris", broken(), author=ADA, at=AT)
    assert (project.overview.counts().records, project.overview.counts().files) == (0, 0)
    assert project.verify().ok


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("telephone", ["Telephone calls for asthma"]),
        ("muller", ["Telephone calls for asthma"]),
        ("Müll*", ["Telephone calls for asthma"]),
        ("peers teach", ["Inhalers in schools"]),
        ("peers knees", []),
        ("", [record.title for record in RECORDS]),
    ],
)
def test_words_are_found(project: Project, words: str, titles: list[str]) -> None:
    imported(project)
    assert [stored.record.title for stored in project.overview.records(project.overview.view(words))] == titles


def test_decided_records_and_duplicates_do_not_wait(project: Project) -> None:
    record_a, record_b, record_c = imported(project)
    assert project.overview.next_to_screen(record_a) == record_b
    value = {"stage": "title_abstract", "verdict": "exclude", "reason": "people"}
    project.append([NewDecision(f"record:{record_b}", "screening.decided", value)], author=ADA, at=AT)
    duplicate = {"record": record_a, "why": "doi"}
    project.append([NewDecision(f"record:{record_c}", "record.duplicate_of", duplicate)], author=ADA, at=AT)
    assert project.overview.next_to_screen(record_b) == record_a
    assert [stored.id for stored in project.overview.records(project.overview.view("is:unscreened"))] == [record_a]
    assert [stored.id for stored in project.overview.records(project.overview.view("is:excluded"))] == [record_b]
    assert project.find.duplicates.all() == {record_c: record_a}
    counts = project.overview.counts()
    assert (counts.to_screen, counts.excluded, counts.duplicates) == (1, 1, 1)


def test_ten_thousand_records_come_in_in_batches(project: Project) -> None:
    many = [Record(title=f"Record {i}", doi=f"10.1234/{i}") for i in range(10_000)]
    report = project.find.imports.keep("many.ris", "c" * 64, 9, "ris", iter(many), author=ADA, at=AT)
    assert report.records == project.overview.counts().records == 10_000
    assert project.overview.view("9999").total == 1
    assert project.verify().ok
