"""Files of earlier versions, made by the code that wrote them, and one with rows of an invented newer version.

`older/migration-N.alongside.gz` is a file whose last migration was N. Each holds an import of five records, decisions
of two people and a machine about them, an undo, a disagreement, and five trials.
"""

from __future__ import annotations

import gzip
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alongside.errors import ProjectError
from alongside.evidence import Author
from alongside.project import REGISTER, Kind, NewDecision, Project, create, open_project, verify_path
from alongside.project.log.kinds import TEXT, Value, closed_object
from alongside.project.log.rooms import Register, Room

OLDER = Path(__file__).parent / "older"
ADA = Author("person", "Ada")
AT = datetime(2026, 6, 1, tzinfo=UTC)

ROWS = {2: 30, 3: 32, 4: 35, 5: 36}
"""Rows of the log in each file: every later version knew more kinds."""


def older(number: int, folder: Path) -> Path:
    path = folder / f"from-{number}.alongside"
    with gzip.open(OLDER / f"migration-{number}.alongside.gz") as packed, path.open("wb") as file:
        shutil.copyfileobj(packed, file)
    return path


@pytest.mark.parametrize("number", ROWS)
def test_a_file_of_each_earlier_schema_opens_verifies_and_rebuilds_to_the_same(number: int, tmp_path: Path) -> None:
    with open_project(older(number, tmp_path)) as project:
        verified = project.verify()
        assert (verified.ok, verified.rows, verified.unreadable) == (True, ROWS[number], {})
        counts = project.overview.counts()
        assert (counts.records, counts.duplicates, counts.included, counts.disagreements) == (
            5,
            1,
            1,
            1,
        )  # two were included, one of them in dispute
        assert (counts.studies, counts.contrasts, counts.outcomes) == (6, 5, 2)
        assert project.answer.rule()["timepoint_weeks"] == 52.0
        assert project.understand.study("invented-2001").is_peer_support == "yes"
        digest = project.projection_digest()
        project.rebuild()
        assert project.projection_digest() == digest
    [backup] = tmp_path.glob(f"from-{number}.backup-*.alongside")
    with pytest.raises(ProjectError, match="older Alongside"):  # the backup is as it was
        verify_path(backup)


@pytest.mark.parametrize("number", ROWS)
def test_a_file_of_each_earlier_schema_merges_both_ways_and_takes_undos(number: int, tmp_path: Path) -> None:
    path = older(number, tmp_path)
    open_project(path).close()
    with create(tmp_path / "new.alongside", title="New") as new, open_project(path) as old:
        new.append([NewDecision("study:kew-2017", "study.eligible", {"verdict": "yes"})], author=ADA, at=AT)
        assert new.merge(path, another_review=True).rows_added == ROWS[number]
        assert old.merge(tmp_path / "new.alongside").rows_added == 2
        assert old.projection_digest() == new.projection_digest()
        [coded] = [row for row in old.history("study:invented-2001") if row.kind == "study.coded"]
        old.undo(coded.uuid, author=ADA, at=AT)
        assert "invented-2001" not in old.understand.codes()
        assert old.verify().ok


@pytest.mark.parametrize("number", ROWS)
def test_results_of_before_arms_were_things_name_two_arms_of_their_trial(number: int, tmp_path: Path) -> None:
    with open_project(older(number, tmp_path)) as project:
        contrasts = project.understand.contrasts()
        assert len(contrasts) == 5
        for contrast in contrasts:
            assert (contrast.arm1, contrast.arm2) == (f"{contrast.study}/support", f"{contrast.study}/comparator")
            assert contrast.read_twice is None
        [described] = [row for row in project.history("study:invented-2001") if row.kind == "study.described"]
        assert described.schema == 1  # the log is as it was written
        assert project.understand.study("invented-2001").depth == ""
        assert project.understand.arms() == []


# A newer version: it has a verb that we do not know, and gave one of our kinds another shape.


def sung(value: Value) -> Value:
    return {"song": value["title"], "key": "C"}


NEWER_ELIGIBLE = Kind(
    "study.eligible",
    "study:",
    closed_object({"verdict": TEXT, "certain": {"type": "boolean"}}),
    ("study:a", {"verdict": "yes", "certain": True}),
    schema=2,
    upgrades={1: lambda value: {**value, "certain": True}},
)
SONG = Kind("song.sung", "song:", closed_object({"title": TEXT}), ("song:a", {"title": "A song"}))


def newer_register() -> Register:
    rooms = [
        Room(
            room.name,
            tuple(NEWER_ELIGIBLE if kind.name == "study.eligible" else kind for kind in room.kinds),
            room.projections,
            room.copy_primary,
            room.primary_faults,
        )
        for room in REGISTER.rooms
    ]
    return Register((*rooms, Room("sing", (SONG,))))


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """A file in which somebody with the newer version decided, after somebody with this one."""
    path = tmp_path / "newer.alongside"
    with create(path, title="Newer") as project:
        for study in ("a", "b"):
            new = NewDecision(f"study:{study}", "study.eligible", {"verdict": "no"})
            project.append([new], author=ADA, at=AT)
    with open_project(path, register=newer_register()) as project:
        value = {"verdict": "yes", "certain": False}
        project.append([NewDecision("study:a", "study.eligible", value)], author=ADA, at=AT)
        project.append([NewDecision("song:one", "song.sung", {"title": "Alongside"})], author=ADA, at=AT)
    return path


def eligible(project: Project, study: str) -> list[Value]:
    return [state.value for state in project.state(f"study:{study}")]


def test_the_newer_version_reads_the_older_shape_through_its_upgrade(newer: Path) -> None:
    with open_project(newer, register=newer_register()) as project:
        assert eligible(project, "b") == [{"verdict": "no", "certain": True}]
        assert eligible(project, "a") == [{"verdict": "yes", "certain": False}]
        [row] = project.history("study:b")
        assert (row.schema, row.value) == (1, {"verdict": "no", "certain": True})
        project.rebuild()
        assert project.verify().ok


def test_rows_of_a_newer_version_are_kept_chained_verified_exported_and_not_projected(
    newer: Path, tmp_path: Path
) -> None:
    with open_project(newer) as project:
        assert project.unreadable() == {"song.sung": 1, "study.eligible": 1}
        project.rebuild()
        verified = project.verify()
        assert (verified.ok, verified.unreadable) == (True, {"song.sung": 1, "study.eligible": 1})
        assert project.state("song:one") == []
        with (tmp_path / "log.jsonl").open("w", encoding="utf-8") as stream:
            assert project.export_log(stream) == 5
    assert '"song.sung"' in (tmp_path / "log.jsonl").read_text(encoding="utf-8")


def test_what_a_newer_version_decided_is_not_answered_with_what_stood_before(newer: Path) -> None:
    with open_project(newer) as project:
        assert eligible(project, "a") == []
        assert eligible(project, "b") == [{"verdict": "no"}]


def test_a_newer_file_is_merged_both_ways_and_nothing_is_lost(newer: Path, tmp_path: Path) -> None:
    with create(tmp_path / "ours.alongside", title="Ours") as ours:
        report = ours.merge(newer, another_review=True)
        assert (report.rows_added, report.unreadable) == (5, {"song.sung": 1, "study.eligible": 1})
    with open_project(newer) as theirs:
        assert theirs.merge(tmp_path / "ours.alongside").rows_added == 1
    with open_project(tmp_path / "ours.alongside", register=newer_register()) as ours:
        ours.rebuild()
        assert ours.state("song:one")[0].value == {"title": "Alongside"}
        assert eligible(ours, "a") == [{"verdict": "yes", "certain": False}]


def test_a_row_of_a_newer_version_can_be_taken_back_and_the_earlier_one_holds_again(newer: Path) -> None:
    with open_project(newer) as project:
        [new] = [row for row in project.history("study:a") if row.schema == 2]
        undo = project.undo(new.uuid, author=ADA, at=AT)
        assert eligible(project, "a") == [{"verdict": "no"}]
        project.undo(undo.uuid, author=ADA, at=AT)
        assert eligible(project, "a") == []
        assert project.verify().ok


def test_a_later_row_of_this_version_stands_beside_a_newer_one_as_before(newer: Path) -> None:
    with open_project(newer) as project:
        project.append([NewDecision("study:b", "study.eligible", {"verdict": "ask"})], author=ADA, at=AT)
        assert eligible(project, "b") == [{"verdict": "ask"}]
