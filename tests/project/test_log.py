"""Decisions: kept for good, superseded, taken back, disputed, settled; the same on both engines."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connections

from alongside.errors import UsageError
from alongside.evidence import Author, QuoteAnchor
from alongside.project import NewDecision, Project

ADA, BEN = Author("person", "Ada"), Author("person", "Ben")
MACHINE = Author("machine", "ranker", version="1.2", parameters={"seed": 7})
AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def eligible(verdict: str, study: str = "kew-2017") -> NewDecision:
    return NewDecision(f"study:{study}", "study.eligible", {"verdict": verdict})


def coded(*codes: str) -> NewDecision:
    return NewDecision("study:kew-2017", "study.coded", {"dimension": "form", "codes": list(codes), "sure": True})


def screened(verdict: str, record: str = "r1") -> NewDecision:
    return NewDecision(f"record:{record}", "screening.decided", {"stage": "title_abstract", "verdict": verdict})


def test_a_row_keeps_who_when_why_and_the_words(project: Project) -> None:
    anchor = QuoteAnchor("led by people with asthma", source="abstract", verbatim=True)
    new = NewDecision("study:kew-2017", "study.eligible", {"verdict": "yes"}, why="read twice", anchors=(anchor,))
    [row] = project.append([new], author=MACHINE, at=AT)
    [stored] = project.history("study:kew-2017")
    assert stored == row
    assert (stored.author, stored.at, stored.why, stored.anchors) == (MACHINE, AT, "read twice", (anchor,))


def test_a_later_row_supersedes_and_the_history_keeps_both(project: Project) -> None:
    earlier, later = project.append([eligible("ask"), eligible("yes")], author=ADA, at=AT)
    assert later.supersedes == (earlier.uuid,)
    [state] = project.state("study:kew-2017")
    assert state.value == {"verdict": "yes"}
    assert len(project.history("study:kew-2017")) == 2


def test_undo_is_a_row_and_can_be_undone(project: Project) -> None:
    project.append([coded("group")], author=ADA, at=AT)
    [later] = project.append([coded("telephone")], author=ADA, at=AT)
    taken_back = project.undo(later.uuid, author=BEN, at=AT)
    assert project.understand.codes()["kew-2017"][0].code == "group"
    project.undo(taken_back.uuid, author=ADA, at=AT)
    assert project.understand.codes()["kew-2017"][0].code == "telephone"
    with pytest.raises(UsageError, match="taken back already"):
        project.undo(taken_back.uuid, author=ADA, at=AT)
    assert len(project.history("study:kew-2017")) == 4


def test_two_readers_who_differ_are_a_disagreement_until_it_is_settled(project: Project) -> None:
    project.append([screened("include")], author=ADA, at=AT)
    project.append([screened("exclude")], author=BEN, at=AT)
    [open_one] = project.disagreements()
    assert (open_one.subject, len(open_one.heads)) == ("record:r1", 2)
    settled = NewDecision(
        "record:r1", "screening.decided", {"stage": "title_abstract", "verdict": "exclude"}, settles=True
    )
    project.append([settled], author=ADA, at=AT)
    assert project.disagreements() == []


def test_a_reader_changes_only_their_own_mind(project: Project) -> None:
    project.append([screened("include")], author=ADA, at=AT)
    project.append([screened("include")], author=BEN, at=AT)
    project.append([screened("maybe")], author=BEN, at=AT)
    [state] = project.state("record:r1")
    assert {head.author().name for head in state.heads} == {"Ada", "Ben"}


def test_nothing_is_written_where_one_of_several_is_refused(project: Project) -> None:
    before = project.overview.counts().log_rows
    with pytest.raises(UsageError, match="'perhaps' is not one of"):
        project.append([eligible("yes"), eligible("perhaps")], author=ADA, at=AT)
    assert project.overview.counts().log_rows == before


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("study.eligible", {"verdict": "yes", "phone": "0123"}),
        ("study.eligible", {}),
        ("screening.decided", {"stage": "title_abstract", "verdict": "include"}),
        ("unheard.of", {}),
    ],
)
def test_a_value_of_another_shape_is_refused(project: Project, kind: str, value: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        project.append([NewDecision("study:kew-2017", kind, value)], author=ADA, at=AT)


@pytest.mark.parametrize("table", ["project_logrow", "project_importedfile", "project_record"])
@pytest.mark.parametrize("verb", ["UPDATE {0} SET id = id", "DELETE FROM {0}"])
def test_the_database_itself_refuses_to_change_a_row(project: Project, table: str, verb: str) -> None:
    from alongside.records import Record

    project.find.imports.keep("a.ris", "0" * 64, 10, "ris", [Record(title="A")], author=ADA, at=AT)
    with pytest.raises(DatabaseError, match="never changed or deleted"), connections[project.alias].cursor() as cursor:
        cursor.execute(verb.format(table))


def test_rebuilding_gives_the_same_tables(project: Project) -> None:
    project.append([eligible("ask"), coded("group"), screened("include")], author=ADA, at=AT)
    project.append([screened("exclude")], author=BEN, at=AT)
    before = project.projection_digest()
    project.rebuild()
    assert project.projection_digest() == before
    assert project.verify().ok


def test_the_log_is_written_as_json_lines_whose_digests_can_be_checked_by_anybody(project: Project) -> None:
    import hashlib

    project.append([eligible("yes"), coded("group")], author=ADA, at=AT)
    stream = io.StringIO()
    count = project.export_log(stream)
    lines = stream.getvalue().splitlines()
    assert len(lines) == count == 3
    for line in lines:
        row = json.loads(line)
        digest = row.pop("digest")
        text = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert hashlib.sha256(text.encode()).hexdigest() == digest


def test_decisions_of_one_instant_are_listed_as_they_were_written(project: Project) -> None:
    verdicts = ["yes", "no", "ask"] * 4
    at = datetime(2026, 11, 1, tzinfo=UTC)
    project.append([eligible(verdict) for verdict in verdicts], author=Author("person", "Ada"), at=at)
    assert [decision.value["verdict"] for decision in project.history("study:kew-2017")] == verdicts
