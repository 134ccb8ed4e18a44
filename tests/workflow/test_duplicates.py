"""Duplicates in a project: marked on import, kept when later files come, settled and taken back by people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alongside.errors import UsageError
from alongside.evidence import Author
from alongside.project import Project, create, open_project
from alongside.project.find.tables import RecordKeys
from alongside.records import Record
from alongside.workflow.find.duplicates import Found, find_duplicates, report_of, separate, settle, settle_pattern

ADA = Author("person", "Ada")
AT = datetime(2026, 11, 1, tzinfo=UTC)

CALLS = Record(
    title="Telephone peer support for adults with asthma: a randomised controlled trial",
    authors=("Ash, Ada",),
    year=2011,
    journal="Journal of Invented Lung Medicine",
    volume="12",
    pages="101–109",
)
WALKS = replace(CALLS, title="Walking groups led by peers after a stroke: a cluster trial", volume="3", pages="7–19")
OTHER_DOI = replace(CALLS, doi="10.1234/other")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with create(tmp_path / "own.alongside", title="Own") as created:
        yield created


def load(project: Project, letter: str, *records: Record) -> list[str]:
    """Import records as one file, look for duplicates, and give the ids of all that are here."""
    project.find.imports.keep(f"{letter}.ris", letter * 64, 9, "ris", records, author=ADA, at=AT)
    find_duplicates(project, at=AT)
    return ids(project)


def ids(project: Project) -> list[str]:
    return [stored.id for stored in project.overview.records(project.overview.view("is:any"))]


def test_the_fuller_record_is_kept_and_the_other_points_to_it_with_words(project: Project) -> None:
    thin, full = load(project, "a", CALLS, replace(CALLS, doi="10.1234/calls", abstract="We called. " * 20))
    assert project.find.duplicates.all() == {thin: full}
    [row] = project.history(f"record:{thin}")
    assert row.value["why"].startswith("same volume and page; same title")
    assert row.author.kind == "machine"
    assert 0.9 < row.value["probability"] < 1


def test_a_record_is_made_of_the_best_of_each(project: Project) -> None:
    full, thin = load(project, "a", replace(CALLS, doi="10.1234/calls"), replace(CALLS, authors=("Ash, Ada", "Elm, E")))
    report, members = report_of(project, thin)
    assert report.record.doi == "10.1234/calls"
    assert report.record.authors == ("Ash, Ada", "Elm, E")
    assert {members[index] for index in report.fields.values()} == {thin}
    assert set(members) == {full, thin}


def test_the_same_file_twice_changes_nothing(project: Project) -> None:
    ids_before = load(project, "a", CALLS, WALKS)
    assert load(project, "a", CALLS, WALKS) == ids_before
    assert project.find.duplicates.all() == {}


def test_a_later_file_joins_what_is_here_and_compares_only_the_new(project: Project) -> None:
    record_a, record_b = load(project, "a", CALLS, replace(CALLS, volume="12"))
    assert project.find.duplicates.all() == {record_b: record_a}
    project.find.imports.keep(
        "b.ris", "b" * 64, 9, "ris", [replace(CALLS, doi="10.1234/calls"), WALKS], author=ADA, at=AT
    )
    comparison = find_duplicates(project, at=AT)
    assert (comparison.compared, comparison.duplicates) == (2, 1)
    third = ids(project)[2]
    assert project.find.duplicates.all() == {record_b: record_a, third: record_a}
    assert find_duplicates(project, at=AT).compared == 0


def test_what_was_kept_stays_kept_when_a_fuller_record_comes(project: Project) -> None:
    [fuller] = load(project, "a", CALLS)
    ids = load(project, "b", replace(CALLS, doi="10.1234/calls", abstract="We called. " * 20))
    assert project.find.duplicates.all() == {ids[1]: fuller}


def test_two_dois_wait_for_a_person_and_the_answer_holds(project: Project) -> None:
    record_a, record_b = load(project, "a", replace(CALLS, doi="10.1234/calls"), OTHER_DOI)
    assert project.find.duplicates.all() == {}
    [pair] = project.find.duplicates.waiting(limit=9)
    assert pair.pattern == "doi"
    assert "each has a DOI of its own" in pair.why
    settle(project, pair.pair, "same", author=ADA, at=AT)
    assert project.find.duplicates.all() in ({record_a: record_b}, {record_b: record_a})
    assert project.find.duplicates.waiting() == []
    find_duplicates(project, at=AT, again=True)
    assert len(project.find.duplicates.all()) == 1
    assert project.history(f"record:{next(iter(project.find.duplicates.all()))}")[-1].author == ADA


def test_two_that_a_person_called_different_are_not_merged_by_a_later_file(project: Project) -> None:
    record_a, record_b = load(project, "a", replace(CALLS, doi="10.1234/calls"), OTHER_DOI)
    [pair] = project.find.duplicates.waiting(limit=9)
    settle(project, pair.pair, "different", author=ADA, at=AT)
    assert project.find.duplicates.waiting() == []
    ids = load(project, "b", CALLS)
    assert project.find.duplicates.all().get(ids[2]) in (record_a, record_b)
    assert record_b not in project.find.duplicates.all()
    assert record_a not in project.find.duplicates.all()


def test_a_merge_taken_back_stays_back_when_later_files_come(project: Project) -> None:
    record_a, record_b = load(project, "a", CALLS, CALLS)
    separate(project, record_b, author=ADA, at=AT)
    assert project.find.duplicates.all() == {}
    find_duplicates(project, at=AT, again=True)
    assert project.find.duplicates.all() == {}
    ids = load(project, "b", WALKS)
    assert project.find.duplicates.all() == {}
    assert ids[:2] == [record_a, record_b]
    with pytest.raises(UsageError, match="no duplicate"):
        separate(project, record_b, author=ADA, at=AT)


def test_pairs_of_one_pattern_are_settled_in_one_act(project: Project) -> None:
    load(
        project,
        "a",
        *(replace(record, doi=f"10.1234/{number}") for number, record in enumerate((CALLS, CALLS, WALKS, WALKS))),
    )
    assert project.find.duplicates.patterns_waiting() == {"doi": 2}
    assert settle_pattern(project, "doi", "different", author=ADA, at=AT) == 2
    assert project.find.duplicates.patterns_waiting() == {}


def test_joining_two_groups_joins_all_of_their_records(project: Project) -> None:
    load(project, "a", *(replace(CALLS, doi=doi) for doi in ("10.1234/a", "10.1234/a", "10.1234/b", "10.1234/b")))
    [pair] = project.find.duplicates.waiting(limit=9)
    settle(project, pair.pair, "same", author=ADA, at=AT)
    assert len(set(project.find.duplicates.all().values())) == 1
    assert len(project.find.duplicates.all()) == 3


def test_a_search_cut_off_before_it_wrote_is_done_again(project: Project) -> None:
    project.find.imports.keep("a.ris", "a" * 64, 9, "ris", [CALLS, CALLS], author=ADA, at=AT)
    assert len(project.find.duplicates.unmatched()) == 2
    assert find_duplicates(project, at=AT).duplicates == 1
    assert project.find.duplicates.unmatched() == []


def test_what_stands_follows_from_the_log(project: Project) -> None:
    load(project, "a", replace(CALLS, doi="10.1234/calls"), OTHER_DOI, WALKS, WALKS)
    settle(project, project.find.duplicates.waiting()[0].pair, "linked", author=ADA, at=AT)
    assert project.verify().ok
    before = project.projection_digest()
    project.rebuild()
    assert project.projection_digest() == before


def test_two_searches_at_once_find_each_duplicate_once(project: Project, tmp_path: Path) -> None:
    """While one compares, another file comes in and is compared from another page."""
    standing = load(project, "a", CALLS)[0]
    project.find.imports.keep("b.ris", "b" * 64, 9, "ris", [replace(CALLS, doi="10.1234/calls")], author=ADA, at=AT)
    inner: list[Found] = []

    def meanwhile(doing: str) -> None:
        if doing == "writing what was found" and not inner:
            with open_project(tmp_path / "own.alongside") as second_project:
                second_project.find.imports.keep(
                    "c.ris", "c" * 64, 9, "ris", [replace(CALLS, volume="12")], author=ADA, at=AT
                )
                inner.append(find_duplicates(second_project, at=AT))

    outer = find_duplicates(project, at=AT, progress=meanwhile)
    assert inner == [Found(2, 2, 0)]
    assert outer == Found(0, 0, 0)
    assert set(project.find.duplicates.all().values()) == {standing}
    assert project.verify().ok


def test_records_whose_outlines_are_of_an_older_version_are_compared_again(project: Project) -> None:
    ids = load(project, "a", CALLS, WALKS)
    RecordKeys.objects.using(project.alias).update(version=1, keys=b"another form")
    project.find.imports.keep("b.ris", "b" * 64, 9, "ris", [replace(CALLS, doi="10.1234/calls")], author=ADA, at=AT)
    assert find_duplicates(project, at=AT) == Found(3, 1, 0)
    assert set(project.find.duplicates.all()) | set(project.find.duplicates.all().values()) > {ids[0]}
    assert project.find.duplicates.unmatched() == []
