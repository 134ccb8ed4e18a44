"""One code of one arm has four states, rests on words where it is said, and takes the study's codes with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alongside.coding import cell_counts, read_evidence
from alongside.coding.arm_tables import read_arms
from alongside.coding.evidence_writing import evidence_files
from alongside.errors import NotHereError, UsageError
from alongside.evidence import Arm, Author, Dose, Span
from alongside.packaged import PEER_SUPPORT
from alongside.project import Project, create
from alongside.workflow.understand.arms import code_arm, dose_arm
from alongside.workflow.understand.loading import codebook, load_evidence

ADA = Author("person", "Ada")
NOW = datetime(2026, 1, 2, tzinfo=UTC)
SAID = {"words": "met monthly", "source": "p. 3"}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    evidence = read_evidence(PEER_SUPPORT, codebook())
    [study] = [study for study in evidence.studies if study.id == "simmons-2015"]
    arms = tuple(arm for arm in evidence.arms if arm.study == study.id)
    alone = replace(evidence, studies=(study,), arms=arms, contrasts=(), tidier=(), instruments=())
    with create(tmp_path / "own.alongside", title="Own") as opened:
        load_evidence(opened, alone, author=ADA, at=NOW, why="")
        yield opened


def arm_of(project: Project, name: str) -> Arm:
    return next(arm for arm in project.understand.arms() if arm.id == name)


def support(project: Project) -> Arm:
    return next(arm for arm in project.understand.arms() if arm.role == "support")


def absent_code(arm: Arm) -> str:
    taken = {code.code for code in arm.codes if code.dimension == "component"}
    return next(code.id for code in codebook().dimension("component").codes if code.id not in taken)


def test_each_of_the_four_states_is_said_and_stays_apart_from_the_others(project: Project) -> None:
    arm = support(project)
    code = absent_code(arm)
    for status in ("present", "said_absent", "not_stated", "not_looked_at"):
        code_arm(project, arm.id, "component", code, status, author=ADA, at=NOW, **SAID)
        assert arm_of(project, arm.id).cell("component", code) == status


def test_what_a_person_says_of_one_code_stands_above_how_deeply_the_trial_was_read(project: Project) -> None:
    arm = support(project)
    code = absent_code(arm)
    silent = "not_looked_at" if arm.read_in_full else "not_stated"
    before = cell_counts([arm], codebook(), ("component",))["component"][silent]
    code_arm(project, arm.id, "component", code, silent, author=ADA, at=NOW)
    assert cell_counts([arm_of(project, arm.id)], codebook(), ("component",))["component"][silent] == before + 1


def test_the_study_is_found_by_what_its_arm_has_and_no_longer_by_what_it_has_not(project: Project) -> None:
    arm = support(project)
    code = absent_code(arm)
    assert code not in project.understand.studies()[0].codes_of("component")
    code_arm(project, arm.id, "component", code, "present", author=ADA, at=NOW, **SAID)
    assert code in project.understand.studies()[0].codes_of("component")
    code_arm(project, arm.id, "component", code, "said_absent", author=ADA, at=NOW, **SAID)
    assert code not in project.understand.studies()[0].codes_of("component")


def test_a_change_is_taken_back_whole_with_its_rows(project: Project) -> None:
    arm = support(project)
    code = absent_code(arm)
    study = project.understand.studies()[0]
    rows = code_arm(project, arm.id, "component", code, "present", author=ADA, at=NOW, **SAID)
    assert [row.subject.partition(":")[0] for row in rows] == ["arm", "study"]
    for row in reversed(rows):
        project.undo(row.uuid, author=ADA, at=NOW)
    assert arm_of(project, arm.id) == arm
    assert project.understand.studies()[0] == study


def test_a_code_of_the_comparison_arm_leaves_the_study_as_it_is(project: Project) -> None:
    arm = next(arm for arm in project.understand.arms() if arm.role == "comparator")
    rows = code_arm(project, arm.id, "component", absent_code(arm), "present", author=ADA, at=NOW, **SAID)
    assert len(rows) == 1


@pytest.mark.parametrize("status", ["present", "said_absent"])
def test_presence_and_absence_are_refused_without_words(project: Project, status: str) -> None:
    arm = support(project)
    with pytest.raises(UsageError, match="needs the words"):
        code_arm(project, arm.id, "component", absent_code(arm), status, author=ADA, at=NOW)
    with pytest.raises(UsageError, match="source"):
        code_arm(project, arm.id, "component", absent_code(arm), "present", author=ADA, at=NOW, words="met")


def test_words_stay_where_only_the_doubt_is_changed(project: Project) -> None:
    arm = support(project)
    code = absent_code(arm)
    code_arm(project, arm.id, "component", code, "present", author=ADA, at=NOW, **SAID)
    code_arm(project, arm.id, "component", code, "present", author=ADA, at=NOW, sure=False)
    [coded] = [candidate for candidate in arm_of(project, arm.id).codes if candidate.code == code]
    assert (coded.sure, [anchor.text for anchor in coded.anchors]) == (False, ["met monthly"])


def test_an_unknown_arm_dimension_or_code_is_refused_with_its_name(project: Project) -> None:
    with pytest.raises(NotHereError, match="no arm 'nobody/support'"):
        code_arm(project, "nobody/support", "component", "education", "not_stated", author=ADA, at=NOW)
    with pytest.raises(UsageError, match="'population' is not asked of an arm"):
        code_arm(project, support(project).id, "population", "heart", "not_stated", author=ADA, at=NOW)


def test_a_dose_needs_its_words_and_may_be_unknown_again(project: Project) -> None:
    arm = support(project)
    with pytest.raises(UsageError, match="numbers need the words"):
        dose_arm(project, arm.id, Dose(contacts_planned=Span(6, 14)), author=ADA, at=NOW)
    dose = Dose(contacts_planned=Span(6, 14), words="6 to 14 visits", source="table 2")
    dose_arm(project, arm.id, dose, author=ADA, at=NOW)
    assert arm_of(project, arm.id).dose == dose
    dose_arm(project, arm.id, Dose(), author=ADA, at=NOW)
    assert arm_of(project, arm.id).dose is None
    assert arm_of(project, arm.id).codes == arm.codes


def test_what_a_person_said_of_an_arm_is_exported_and_read_again(project: Project, tmp_path: Path) -> None:
    arm = support(project)
    code = absent_code(arm)
    code_arm(project, arm.id, "component", code, "not_stated", author=ADA, at=NOW)
    studies, arms = project.understand.studies(), tuple(project.understand.arms())
    evidence = replace(read_evidence(PEER_SUPPORT, codebook()), studies=tuple(studies), arms=arms, contrasts=())
    for name, text in evidence_files(evidence).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    again = read_arms(tmp_path, {study.id: study for study in studies}, codebook())
    assert [exported.cell("component", code) for exported in again if exported.id == arm.id] == ["not_stated"]
