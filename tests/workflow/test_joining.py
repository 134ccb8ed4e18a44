"""Two trials that are one, ids of an earlier version, and a load that is taken back whole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.errors import NotHereError, UsageError
from alongside.evidence import Author, Report, Study
from alongside.project import Project, create
from alongside.project.understand.joining import roots_of
from alongside.project.understand.payloads import study_decision
from alongside.workflow.answer import review_of
from alongside.workflow.understand.joining import join_studies, possibly_one
from alongside.workflow.understand.loading import load_tables
from alongside.workflow.undoing import latest, rows_of_act, take_back

ADA = Author("person", "Ada")
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)

TABLE = """study,outcome,higher_is_better,measure,mean1,sd1,n1,mean2,sd2,n2
Kew 2017,Mood,1,SMD,12,4,50,10,4,50
Kew 2019,Mood,1,SMD,12.4,4,48,10,4,47
Ash 2020,Mood,1,SMD,11,4,40,10,4,40
Fern 2021,Mood,1,SMD,11.5,4,60,10,4,60
"""


@pytest.fixture
def project(tmp_path: Path):
    with create(tmp_path / "own.alongside", title="Own") as created:
        (tmp_path / "results.csv").write_text(TABLE)
        load_tables(created, tmp_path / "results.csv", author=ADA, at=NOW)
        yield created


def later(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def trials_of_mood(project: Project) -> int:
    [answer] = [answer for answer in review_of(project).answers if answer.outcome == "mood" and not answer.by]
    assert answer.estimate is not None
    return answer.estimate.k


def test_a_trial_under_two_names_counts_once_and_parts_again(project: Project) -> None:
    assert trials_of_mood(project) == 4
    row = join_studies(project, "kew-2019", "kew-2017", author=ADA, at=later(1), why="same registration")
    assert trials_of_mood(project) == 3
    assert [study.id for study in project.understand.studies()] == ["ash-2020", "fern-2021", "kew-2017"]
    joined = project.understand.study("kew-2019")
    assert joined is not None
    assert joined.id == "kew-2017"
    assert {report.id for report in joined.reports} == {"kew-2017", "kew-2019"}
    assert {contrast.study for contrast in project.understand.contrasts()} == {"ash-2020", "fern-2021", "kew-2017"}
    assert project.verify().ok
    take_back(project, [row.uuid], author=ADA, at=later(2))
    assert trials_of_mood(project) == 4
    assert project.understand.joined() == {}


def test_what_is_not_there_or_is_one_already_is_refused(project: Project) -> None:
    with pytest.raises(NotHereError, match="no study 'elm-2000'"):
        join_studies(project, "elm-2000", "kew-2017", author=ADA, at=later(1))
    with pytest.raises(UsageError, match="one study already"):
        join_studies(project, "kew-2017", "kew-2017", author=ADA, at=later(1))
    join_studies(project, "kew-2019", "kew-2017", author=ADA, at=later(1))
    with pytest.raises(NotHereError, match="part of another already"):
        join_studies(project, "ash-2020", "kew-2019", author=ADA, at=later(2))


NAMES = st.sampled_from("abcde")


@given(same_as=st.dictionaries(NAMES, NAMES))
def test_every_study_has_one_root_that_is_its_own(same_as: dict[str, str]) -> None:
    roots = roots_of(same_as)
    assert all(root not in roots for root in roots.values())
    for study, neighbour in same_as.items():
        assert roots.get(study, study) == roots.get(neighbour, neighbour)


def test_what_only_one_trial_has_suggests_and_joins_nothing() -> None:
    studies = [
        Study("a", "A", registration="registered as nct01234567"),
        Study("b", "B", registration="NCT01234567, ISRCTN12345678"),
        Study("c", "C", reports=(Report("c", doi="10.1/X"),)),
        Study("d", "D", reports=(Report("d", doi="10.1/x"),)),
        Study("e", "E", pmid="1"),
        Study("f", "F", registration="not registered"),
    ]
    pairs = {(pair.first.id, pair.second.id, pair.sign) for pair in possibly_one(studies)}
    assert pairs == {("a", "b", "NCT01234567"), ("c", "d", "doi 10.1/x")}


def test_a_table_loaded_again_meets_the_study_that_an_earlier_version_named(tmp_path: Path) -> None:
    with create(tmp_path / "old.alongside", title="Old") as project:
        earlier = Study("m-ller-2010", "Müller 2010", 2010)
        project.append([study_decision(earlier, why="by an earlier version")], author=ADA, at=NOW)
        (tmp_path / "results.csv").write_text(
            TABLE.replace("Kew 2017", "Müller 2010").replace("Ash 2020", "Möller 2010")
        )
        load_tables(project, tmp_path / "results.csv", author=ADA, at=later(1))
        labels = {study.id: study.label for study in project.understand.studies()}
    assert labels["m-ller-2010"] == "Müller 2010"
    assert sorted(labels.values()) == ["Fern 2021", "Kew 2019", "Möller 2010", "Müller 2010"]


def test_a_load_is_one_act_of_the_history_and_is_taken_back_whole(project: Project) -> None:
    [load, titled] = latest(project)
    assert (load.rows, titled.rows) == (9, 1)  # one outcome, four studies, four results
    assert len(rows_of_act(project, load.uuid)) == 9
    take_back(project, rows_of_act(project, load.uuid), author=ADA, at=later(1))
    assert project.understand.studies() == []
    assert project.understand.contrasts() == []
    [undone, *_] = latest(project)
    take_back(project, rows_of_act(project, undone.uuid), author=ADA, at=later(2))
    assert len(project.understand.contrasts()) == 4
    assert project.verify().ok
