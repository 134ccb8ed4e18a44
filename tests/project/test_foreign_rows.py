"""A merged log may have been written by anybody: each column is looked at, and nothing takes a place without a word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from alongside.errors import AlongsideError
from alongside.evidence import Author
from alongside.project import NewDecision, Project, create, open_project
from alongside.project.log.chain import Row
from alongside.project.screen.kinds import screened

ADA, BEN = Author("person", "Ada"), Author("person", "Ben")
AT = datetime(2026, 1, 2, tzinfo=UTC)
TODAY = "2026-01-03T00:00:00.000000Z"

GOOD = Row(
    uuid="11111111-2222-4333-8444-555555555555",
    writer="66666666-2222-4333-8444-555555555555",
    seq=1,
    subject="study:kew",
    kind="study.eligible",
    schema=1,
    value='{"verdict":"no"}',
    author_kind="person",
    author_name="Mallory",
    author_version="",
    parameters="{}",
    at=TODAY,
    why="",
    anchors="[]",
    supersedes="[]",
    previous="",
)


def log_of(folder: Path, project: Project, *rows: Row) -> Path:
    """A log that begins with the project's own rows, and rightly chained rows of another writer."""
    path = folder / "theirs.jsonl"
    with path.open("w", encoding="utf-8") as stream:
        project.export_log(stream)
        previous = ""
        for number, row in enumerate(rows, 1):
            chained = replace(row, seq=number, previous=previous)
            chained = replace(chained, digest=chained.computed_digest())
            previous = chained.digest
            stream.write(chained.line() + "\n")
    return path


DEEP = "[" * 100_000 + "]" * 100_000

HOSTILE: dict[str, dict[str, Any]] = {
    "author empty": {"author_name": " "},
    "author kind root": {"author_kind": "root"},
    "a machine without version": {"author_kind": "machine"},
    "anchors a number": {"anchors": "5"},
    "anchors without text": {"anchors": "[{}]"},
    "supersedes a number": {"supersedes": "5"},
    "supersedes a list of lists": {"supersedes": '[["a"]]'},
    "parameters a list": {"parameters": "[]"},
    "an outcome whose measure is none": {
        "subject": "outcome:x",
        "kind": "outcome.defined",
        "value": '{"domain":"","higher_is_better":true,"id":"x","label":"X","measure":"ODS"}',
    },
    "a rule of words": {"subject": "rule", "kind": "rule.set", "value": '{"icc":"abc"}'},
    "a rule of 5": {"subject": "rule", "kind": "rule.set", "value": '{"icc":5}'},
    "uuid empty": {"uuid": ""},
    "uuid a script": {"uuid": "<script>alert(1)</script>"},
    "a reason of megabytes": {"why": "x" * 3_000_000},
    "the year 1": {"at": "0001-01-01T00:00:00.000000Z"},
    "the year 9999": {"at": "9999-01-01T00:00:00.000000Z"},
    "JSON a hundred thousand deep": {"kind": "song.sung", "subject": "song:x", "value": f'{{"a":{DEEP}}}'},
    "a subject of 300 signs": {"subject": "study:" + "x" * 300},
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_row_that_this_version_would_not_write_is_never_merged(case: str, file: Path) -> None:
    with open_project(file) as project:
        log = log_of(file.parent, project, replace(GOOD, **HOSTILE[case]))
        before = project.projection_digest(), project.mark()
        with pytest.raises(AlongsideError) as caught:
            project.merge(log)
        assert len(str(caught.value)) < 700
        assert (project.projection_digest(), project.mark()) == before
        assert project.verify().ok


def test_a_good_row_of_another_writer_is_merged_after_a_backup(file: Path) -> None:
    with open_project(file) as project:
        report = project.merge(log_of(file.parent, project, GOOD))
        assert (report.rows_added, report.rows_known) == (1, 1)
    [backup] = file.parent.glob("review.before-merge-*.alongside")
    with open_project(backup) as before:
        assert before.mark() == 1


def test_a_log_of_another_review_is_asked_about(file: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "other.alongside"
    create(foreign, title="Other").close()
    with open_project(file) as project:
        with pytest.raises(AlongsideError, match="another review"):
            project.merge(foreign)
        assert project.merge(foreign, another_review=True).rows_added == 1


def decided(project: Project) -> tuple[str, Callable[[], list[tuple[str, bool]]]]:
    [row] = project.append([NewDecision("study:kew", "study.eligible", {"verdict": "yes"})], author=ADA, at=AT)
    return row.uuid, lambda: [
        (state.value["verdict"], state.disputed)
        for state in project.state("study:kew")
        if state.kind == "study.eligible"
    ]


def test_who_did_not_decide_does_not_supersede_but_disagrees(file: Path) -> None:
    with open_project(file) as project:
        uuid, state = decided(project)
        report = project.merge(log_of(file.parent, project, replace(GOOD, supersedes=f'["{uuid}"]')))
        assert report.disagreements == 1
        assert state() == [("yes", True)]
        [dispute] = [row for row in project.history("study:kew") if row.kind == "dispute.raised"]
        project.undo(dispute.uuid, author=ADA, at=AT)
        assert state() == [("no", False)]


def test_a_disagreement_by_a_merge_is_settled_like_any_other(file: Path) -> None:
    with open_project(file) as project:
        uuid, state = decided(project)
        project.merge(log_of(file.parent, project, replace(GOOD, supersedes=f'["{uuid}"]')))
        [question] = project.disagreements()
        new = NewDecision("study:kew", "study.eligible", {"verdict": "ask"}, supersedes=question.heads)
        project.append([new], author=BEN, at=AT)
        assert state() == [("ask", False)]
        assert project.disagreements() == []


def test_merging_the_same_log_again_raises_no_second_dispute(file: Path) -> None:
    with open_project(file) as project:
        uuid, state = decided(project)
        log = log_of(file.parent, project, replace(GOOD, supersedes=f'["{uuid}"]'))
        project.merge(log)
        rows = project.mark()
        assert project.merge(log).rows_added == 0
        assert project.mark() == rows
        assert state() == [("yes", True)]


def test_a_line_that_is_deeper_than_any_json_is_one_line_of_refusal(file: Path) -> None:
    path = file.parent / "deep.jsonl"
    path.write_text('{"a":' + DEEP + "}\n", encoding="utf-8")
    with open_project(file) as project, pytest.raises(AlongsideError, match="row 1"):
        project.merge(path)


def test_two_who_differ_are_settled_by_a_third(file: Path) -> None:
    from alongside.workflow.settling import differences, settle_difference

    with open_project(file) as project:
        record = str(uuid4())
        for minute, author, verdict in ((1, ADA, "include"), (2, BEN, "exclude")):
            moment = AT + timedelta(minutes=minute)
            project.append([screened(record, verdict)], author=author, at=moment)  # type: ignore[arg-type]
        [difference] = differences(project)
        assert [(act.author, act.value) for act in difference.acts] == [
            ("Ada", "include, by title and abstract"),
            ("Ben", "exclude, by title and abstract"),
        ]
        settle_difference(
            project, difference.subject, difference.acts[1].uuid, author=Author("person", "Cy"), at=AT, why="too young"
        )
        [state] = project.state(f"record:{record}")
        assert (state.value["verdict"], state.disputed, state.row.author_name) == ("exclude", False, "Cy")
        assert differences(project) == []


def test_the_digest_of_the_log_shows_rows_that_were_written_again(file: Path) -> None:
    with open_project(file) as project:
        decided(project)
        digest = project.verify().digest
        project.append([NewDecision("study:b", "study.eligible", {"verdict": "no"})], author=ADA, at=AT)
        assert project.verify(against=digest).ok
        number, _, rest = digest.partition("-")
        for wrong in (f"{number}-{'0' * len(rest)}", "x", f"99-{rest}"):
            assert not project.verify(against=wrong).ok
