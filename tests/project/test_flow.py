"""Counts of the flow on both engines: by file, by the database that records name, and the records behind a count."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from uuid import uuid5

import pytest

from alongside.evidence import Author
from alongside.project import NewDecision, Project
from alongside.project.find.records import NAMESPACE
from alongside.project.overview.groups import standing_of
from alongside.records import Record

AT = datetime(2026, 1, 2, tzinfo=UTC)
ADA = Author("person", "Ada")


def imported(project: Project, name: str, databases: list[str]) -> list[str]:
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    records = [Record(title=f"{name} {number}", database=database) for number, database in enumerate(databases)]
    project.find.imports.keep(name, sha256, 1, "ris", records, author=ADA, at=AT)
    return [str(uuid5(NAMESPACE, f"{sha256}:{number}")) for number in range(len(databases))]


def repeats(record: str, root: str) -> NewDecision:
    return NewDecision(f"record:{record}", "record.duplicate_of", {"record": root, "why": "the same title"})


def test_records_are_counted_by_the_database_that_they_name(project: Project) -> None:
    imported(project, "one.ris", ["Embase", "Embase", ""])
    imported(project, "two.ris", ["ISRCTN registry"])
    file_a, file_b = project.overview.flow().files
    assert (file_a.name, file_a.databases, file_b.databases) == (
        "one.ris",
        {"Embase": 2, "": 1},
        {"ISRCTN registry": 1},
    )
    stated = {"source": "database", "database": "MEDLINE"}
    project.append([NewDecision(f"file:{file_a.sha256}", "file.searched", stated)], author=ADA, at=AT)
    assert (project.overview.flow().files[0].searched, project.overview.flow().files[0].databases) == (stated, {})


def test_each_record_stands_or_is_set_aside_and_is_found_behind_its_count(project: Project) -> None:
    a, b, c = imported(project, "one.ris", ["", "", ""])
    d, e = imported(project, "two.ris", ["", ""])
    project.append([repeats(d, a), repeats(b, e), repeats(e, b)], author=ADA, at=AT)
    value = {"stage": "title_abstract", "verdict": "exclude"}
    project.append([NewDecision(f"record:{c}", "screening.decided", value)], author=ADA, at=AT)
    counts = project.overview.flow()
    file_a, file_b = counts.files
    assert (file_a.duplicates, file_b.duplicates) == (0, 2)
    assert (file_a.alone, file_b.alone) == (1, 0)
    assert project.overview.index().promoted == {b}
    assert (file_a.statuses, file_b.statuses) == ({"excluded": 1, "to_screen": 2}, {})
    files = [file_a.sha256, file_b.sha256]

    def at(*statuses: str) -> list[str]:
        return [stored.id for stored in project.overview.records_behind(statuses, files).records]

    assert at("to_screen") == [a, b]
    assert at("duplicate") == [d, e]
    assert at("excluded", "duplicate") == [c, d, e]
    assert at("") == [a, b, c, d, e]
    assert [stored.id for stored in project.overview.records_behind(("duplicate",), files[:1]).records] == []


def test_a_report_whose_kept_record_was_taken_back_is_offered_for_screening(project: Project) -> None:
    a, _ = imported(project, "one.ris", ["", ""])
    c, d, e = imported(project, "two.ris", ["", "", ""])
    project.append([repeats(c, a), repeats(d, a)], author=ADA, at=AT)
    assert (project.overview.counts().duplicates, project.overview.counts().to_screen) == (2, 3)
    [import_row] = [row for row in project.decisions(kind="file.imported") if row.value["name"] == "one.ris"]
    undone = project.undo(import_row.uuid, author=ADA, at=AT)
    assert (project.overview.counts().duplicates, project.overview.counts().to_screen) == (1, 2)
    assert [record.id for record in project.overview.window(project.overview.view("is:unscreened"))] == [c, e]
    assert project.overview.next_to_screen(e) == c
    project.undo(undone.uuid, author=ADA, at=AT)
    assert (project.overview.counts().duplicates, project.overview.counts().to_screen) == (2, 3)


def test_what_holds_of_one_kind_is_asked_without_what_was_taken_back(project: Project) -> None:
    record_a, record_b = imported(project, "one.ris", ["", ""])
    gone, stays = project.append([repeats(record_a, record_b), repeats(record_b, record_a)], author=ADA, at=AT)
    project.undo(gone.uuid, author=ADA, at=AT)
    assert [state.row.uuid for state in project.standing("record.duplicate_of")] == [stays.uuid]
    assert project.standing("no.such") == []


@pytest.mark.parametrize("length", [1, 2, 5000])
def test_a_long_chain_has_one_that_stands(length: int) -> None:
    repeats_ = {str(number): str(number + 1) for number in range(length)}
    position_of = {str(number): number for number in range(length + 1)}
    assert standing_of(repeats_, position_of) == {str(number): str(length) for number in range(length)}
