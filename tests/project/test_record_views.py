"""Views of records, alike on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from alongside.errors import UsageError
from alongside.evidence import Author
from alongside.project import NewDecision, Project
from alongside.records import Record

ADA = Author("person", "Ada")
AT = datetime(2026, 1, 2, tzinfo=UTC)

RECORDS = (
    Record(
        title="Peer support by telephone for asthma",
        authors=("Ash, Ann",),
        year=2009,
        journal="Thorax",
        doi="10.1234/a",
        abstract="Volunteers call people.",
        keywords=("self care",),
        type="article",
        language="eng",
        database="Embase",
    ),
    Record(
        title="Peers who support: a walking group",
        authors=("Birch, Ben", "van den Berg, C."),
        year=2012,
        journal="Stroke",
        abstract="",
        type="review",
        language="deu",
        database="Embase",
    ),
    Record(
        title="Étude sur l'entraide",
        authors=("Müller, J.",),
        year=2015,
        journal="Thorax",
        pmid="77",
        type="article",
        abstract="Peer support.",
        database="PubMed",
    ),
    Record(title="Nothing of the kind", year=None, type="thesis"),
    Record(title="Peer support by telephone for asthma (copy)", authors=("Ash A",), year=2009, type="article"),
)


@pytest.fixture
def filled(project: Project) -> Project:
    project.find.imports.keep("search.ris", "a" * 64, 10, "ris", RECORDS[:3], author=ADA, at=AT)
    project.find.imports.keep("later.csv", "b" * 64, 10, "csv", RECORDS[3:], author=ADA, at=AT)
    return project


def titles(project: Project, query: str, sort: str = "") -> list[int]:
    """Which of `RECORDS` a question finds, in which order."""
    view = project.overview.view(query, sort)
    window = project.overview.window(view, 0, 100)
    assert len(window) == view.total
    names = [record.title for record in RECORDS]
    return [names.index(stored.record.title) for stored in window]


QUESTIONS = {
    "": [0, 1, 2, 3, 4],
    "peer support": [0, 2, 4],
    '"peer support"': [0, 2, 4],
    "peer* support": [0, 1, 2, 4],
    "title:peer*": [0, 1, 4],
    "abstract:peer": [2],
    "etude": [2],
    "author:muller": [2],
    'author:"van den berg"': [1],
    "keyword:care": [0],
    "telephone NOT copy": [0],
    "walking OR etude": [1, 2],
    "(walking OR telephone) year:2009": [0, 4],
    "year:2010-": [1, 2],
    "year:-2012": [0, 1, 4],
    "NOT has:year": [3],
    "has:abstract": [0, 2],
    "doi:10.1234": [0],
    "pmid:77": [2],
    "journal:thor": [0, 2],
    "type:article NOT journal:thorax": [4],
    "language:deu OR database:pubmed": [1, 2],
    "file:later": [3, 4],
    "type:thesis": [3],
    "thorax": [],
}


def test_each_question_finds_what_it_asks_for(filled: Project) -> None:
    assert {query: titles(filled, query) for query in QUESTIONS} == QUESTIONS


def test_decisions_are_seen_at_once_and_duplicates_stand_aside(filled: Project) -> None:
    ids = {stored.record.title: stored.id for stored in filled.overview.window(filled.overview.view(), 0, 10)}
    by = [ids[record.title] for record in RECORDS]
    assert titles(filled, "is:unscreened") == [0, 1, 2, 3, 4]
    filled.append(
        [
            NewDecision(f"record:{by[4]}", "record.duplicate_of", {"record": by[0], "why": "title 0.98"}),
            NewDecision(f"record:{by[1]}", "screening.decided", {"stage": "title_abstract", "verdict": "exclude"}),
            NewDecision(f"record:{by[2]}", "screening.decided", {"stage": "title_abstract", "verdict": "maybe"}),
        ],
        author=ADA,
        at=AT,
    )
    assert titles(filled, "") == [0, 1, 2, 3]
    assert titles(filled, "telephone") == [0]
    assert titles(filled, "telephone is:any") == [0, 4]
    assert titles(filled, "is:duplicate") == [4]
    assert titles(filled, "is:excluded OR is:unsure") == [1, 2]
    assert titles(filled, "is:unscreened") == [0, 3]
    counts = {value.value: value.count for value in filled.overview.view("").counts["is"]}
    assert counts == {"excluded": 1, "unsure": 1, "unscreened": 2}


def test_what_people_differ_about_is_no_decision_until_it_is_settled(filled: Project) -> None:
    [first] = [r for r in filled.overview.window(filled.overview.view(), 0, 10) if r.record.title == RECORDS[0].title]
    for verdict, author in (("include", ADA), ("exclude", Author("person", "Ben"))):
        row = NewDecision(f"record:{first.id}", "screening.decided", {"stage": "title_abstract", "verdict": verdict})
        filled.append([row], author=author, at=AT)
    [stored] = filled.overview.window(filled.overview.view("telephone"), 0, 1)
    assert stored.disputed
    assert (titles(filled, "is:differ"), titles(filled, "is:included"), titles(filled, "is:excluded")) == ([0], [], [])
    counts = filled.overview.counts()
    assert (counts.included, counts.excluded, counts.to_screen, counts.disagreements) == (0, 0, 4, 1)
    settled = NewDecision(
        f"record:{first.id}", "screening.decided", {"stage": "title_abstract", "verdict": "exclude"}, settles=True
    )
    filled.append([settled], author=ADA, at=AT)
    assert filled.overview.counts().excluded == 1
    assert not filled.overview.window(filled.overview.view("telephone"), 0, 1)[0].disputed


def test_an_order_and_a_window_of_it(filled: Project) -> None:
    assert titles(filled, "", "newest") == [2, 1, 0, 4, 3]
    assert titles(filled, "", "oldest") == [0, 4, 1, 2, 3]
    assert titles(filled, "", "title") == [3, 0, 4, 1, 2]
    view = filled.overview.view("", "newest")
    assert [stored.record.year for stored in filled.overview.window(view, 1, 2)] == [2012, 2009]
    assert filled.overview.window(view, 99, 10) == ()
    assert view.years == (2009, 2015)


def test_counts_say_what_a_view_can_be_narrowed_to(filled: Project) -> None:
    counts = filled.overview.view("year:2009-2015").counts
    assert [(value.value, value.count) for value in counts["type"]] == [("article", 3), ("review", 1)]
    assert [(value.value, value.count) for value in counts["file"]] == [("search.ris", 3), ("later.csv", 1)]


def test_a_file_that_was_taken_back_is_in_no_view(filled: Project) -> None:
    [row] = [row for row in filled.decisions(kind="file.imported") if row.value["name"] == "later.csv"]
    filled.undo(row.uuid, author=ADA, at=AT)
    assert titles(filled, "") == [0, 1, 2]


def test_an_unknown_order_is_refused(filled: Project) -> None:
    with pytest.raises(UsageError, match="no order 'best'"):
        filled.overview.view("", "best")
