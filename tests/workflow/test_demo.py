"""The demonstration: what it promises, that it keeps what a person did, and that a project gives the same bytes."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alongside.coding import read_evidence
from alongside.errors import ProjectError
from alongside.evidence import Answer, Author, Estimate, Outcome
from alongside.packaged import PEER_SUPPORT
from alongside.project import open_project
from alongside.publishing.review import Review
from alongside.workflow.answer import explain, review_of, rule_of, set_rule
from alongside.workflow.demo import build_demo, demo_project
from alongside.workflow.screen.practice import make_practice
from alongside.workflow.share.building import build
from alongside.workflow.understand.checking import beside, check_evidence
from alongside.workflow.understand.loading import codebook, decide_eligible

pytestmark = pytest.mark.xdist_group("demo")  # one worker builds it

AT = datetime(2026, 11, 23, tzinfo=UTC)
ADA = Author("person", "Ada")


@pytest.fixture(scope="module")
def packaged_project(demonstration: Path) -> Path:
    return demonstration / "peer-support.alongside"


@pytest.fixture(scope="module")
def review(packaged_project: Path) -> Review:
    with open_project(packaged_project, read_only=True) as project:
        return review_of(project)


def test_the_summary_has_what_scripts_rely_on(demonstration: Path) -> None:
    document = json.loads((demonstration.parent / "summary.json").read_text(encoding="utf-8"))
    assert document["trials"] >= 125
    assert document["contrasts"] >= 400
    assert document["contrasts"] == sum(document["contrasts_by_use"].values())
    assert document["arms"] >= 2 * document["trials"]
    assert {"component", "infrastructure", "form", "aim"} <= set(document["codes"])
    assert len([answer for answer in document["answers"] if not answer["by"]]) >= 12
    assert Path(document["project"]).exists()
    assert Path(document["site"]).exists()
    assert Path(document["report"]).read_bytes().startswith(b"%PDF-")
    keys = {
        "id",
        "outcome",
        "by",
        "measure",
        "k",
        "participants",
        "estimate",
        "ci_low",
        "ci_high",
        "pi_low",
        "pi_high",
        "tau2",
        "i2",
        "direction",
    }
    assert all(keys <= set(answer) for answer in document["answers"])


def test_other_comparators_are_never_mixed_in(review: Review) -> None:
    for answer in review.answers:
        expected = answer.by.get("comparator", "nothing_or_usual")
        for weighted in answer.estimate.studies if answer.estimate else ():
            for name in weighted.effect.combined or (weighted.effect.contrast,):
                for one in name.split("+"):
                    assert review.contrasts[one].comparator_class == expected


def test_what_waits_for_a_person_stands_in_no_answer(review: Review) -> None:
    # 11 of the first version, chien-2008 (professionals lead its first sessions), and 34 of the second version.
    assert len(review.waiting) == 46
    waiting = {study.id for study in review.waiting}
    for answer in review.answers:
        assert not waiting & {w.effect.study for w in (answer.estimate.studies if answer.estimate else ())}


def test_no_trial_stands_in_an_answer_twice(review: Review) -> None:
    for answer in review.answers:
        studies = [w.effect.study for w in (answer.estimate.studies if answer.estimate else ())]
        assert len(studies) == len(set(studies)), answer.id


def test_one_trial_claims_no_pooling_and_two_no_range(review: Review) -> None:
    for answer in review.answers:
        estimate = answer.estimate
        if estimate is None:
            assert answer.refused
        elif estimate.k == 1:
            assert (estimate.tau2, estimate.i2, estimate.q, estimate.pi_low) == (None, None, None, None)
        elif estimate.k == 2:
            assert estimate.tau2 is not None
            assert estimate.pi_low is None
        else:
            assert estimate.pi_low is not None
            assert estimate.pi_high is not None
            assert estimate.pi_low <= estimate.ci_low <= estimate.ci_high <= estimate.pi_high


def test_the_explanation_leads_from_the_mean_to_the_words(review: Review) -> None:
    document = explain(review, "hospital_admission")
    paths = {path["contrast"]: path for path in document["contrasts"]}
    johnson = paths["johnson-2018/1"]
    assert johnson["printed"] == [
        "64 of 218 people against 83 of 216",
        "OR 0.66 (95 % interval 0.43 to 0.99), p = 0.0438",
    ]
    assert johnson["decisions"][0]["author_kind"] == "machine"
    assert "research-information.bris.ac.uk" in johnson["words"][0]["source"]
    assert sum(path["weight"] for path in document["contrasts"]) == pytest.approx(1)


def digest(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_same_project_gives_the_same_bytes(packaged_project: Path, tmp_path: Path) -> None:
    site = packaged_project.parent / "site"
    with open_project(packaged_project, read_only=True) as project:
        build(project, tmp_path / "again")
    one = digest(site)
    assert one == digest(tmp_path / "again")
    listed = dict(reversed(line.split("  ")) for line in (site / "SHA256SUMS").read_text().splitlines())
    assert listed == {name: found for name, found in one.items() if name != "SHA256SUMS"}


def test_a_folder_of_somebody_else_is_never_replaced(packaged_project: Path, tmp_path: Path) -> None:
    from alongside.errors import UsageError

    (tmp_path / "letter.txt").write_text("Dear reader", encoding="utf-8")
    with open_project(packaged_project, read_only=True) as project, pytest.raises(UsageError, match="is not empty"):
        build(project, tmp_path)
    assert (tmp_path / "letter.txt").read_text(encoding="utf-8") == "Dear reader"


def test_a_second_run_keeps_what_the_user_did_and_the_answers_follow(
    packaged_project: Path, review: Review, tmp_path: Path
) -> None:
    assert review.main["smoking_uptake"].estimate is None
    path = tmp_path / packaged_project.name
    shutil.copy(packaged_project, path)
    with open_project(path) as project:
        decide_eligible(project, "assist-2008", "yes", author=ADA, at=AT, why="pupils support each other")
        set_rule(project, {"weeks": 104.0}, author=ADA, at=AT)
    second = build_demo(tmp_path, at=AT)
    assert second.rows == review.version + 2
    estimate = second.review.main["smoking_uptake"].estimate
    assert estimate is not None
    assert estimate.studies[0].effect.contrast == "assist-2008/3"
    with open_project(path) as project:
        assert rule_of(project).weeks == 104.0
        assert project.verify().ok
        assert review_of(project).contrasts["assist-2008/1"].use == "main"


def test_a_demonstration_that_was_stopped_in_the_middle_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("alongside.workflow.demo.load_evidence", stopped)
    with pytest.raises(KeyboardInterrupt):
        demo_project(tmp_path / "demo.alongside", at=AT)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr("alongside.workflow.screen.practice.import_files", stopped)
    with pytest.raises(KeyboardInterrupt):
        make_practice(tmp_path, at=AT)
    assert not (tmp_path / "practice.alongside").exists()
    (tmp_path / "mine.alongside").write_text("mine", encoding="utf-8")
    with pytest.raises(ProjectError, match="never written over"):
        demo_project(tmp_path / "mine.alongside", at=AT)


def test_the_packaged_rows_hold_against_their_own_numbers() -> None:
    document = check_evidence()
    verdicts = {row["id"]: row["verdict"] for row in document["checks"]}
    assert verdicts["johnson-2018/1"] in ("agrees", "rounding")
    assert verdicts["mountain-2014/1"] in ("agrees", "rounding", "adjusted")
    # What contradicts itself waits for a person or is kept apart with its reason: none of it enters an answer.
    contradictions = {row["id"]: row["use"] for row in document["checks"] if row["verdict"] == "contradicts"}
    assert "graffy-2004/1" in contradictions
    assert "main" not in contradictions.values()
    compared = [row for row in document["published"] if row["k"] >= 2]
    assert len(compared) >= 20
    assert sum(1 for row in compared if row["verdict"] == "overlap") > len(compared) / 2


def test_the_check_counts_what_the_evidence_holds_and_every_cell_has_one_of_four_values() -> None:
    holds = check_evidence()["holds"]
    component = holds["cells"]["component"]
    codes = len(codebook().dimension("component").codes)
    assert sum(component.values()) == holds["arms"]["support"] * codes
    assert min(component.values()) > 0
    assert sum(holds["left_out"].values()) == holds["appendices"]["left_out"]
    assert all(row["known"] <= row["of"] == holds["arms"]["support"] for row in holds["doses"].values())
    assert all(sum(list(row.values())[1:]) == 108 for row in holds["tidier"])


def test_arms_come_back_from_the_project_as_they_were_read(packaged_project: Path) -> None:
    packaged = read_evidence(PEER_SUPPORT, codebook())
    with open_project(packaged_project, read_only=True) as project:
        back = {arm.id: arm for arm in project.understand.arms()}
        assert project.understand.tidier() == {card.study: card for card in packaged.tidier}
        assert {i.id: i for i in project.understand.instruments()} == {i.id: i for i in packaged.instruments}
    assert set(back) == {arm.id for arm in packaged.arms}
    for arm in packaged.arms:
        assert set(back[arm.id].codes) == set(arm.codes)
        assert replace(back[arm.id], codes=()) == replace(arm, codes=())


def test_a_contrast_names_two_arms_of_its_own_trial(review: Review, packaged_project: Path) -> None:
    with open_project(packaged_project, read_only=True) as project:
        arms = {arm.id: arm for arm in project.understand.arms()}
    for contrast in review.contrasts.values():
        assert arms[contrast.arm1].role == "support"
        assert arms[contrast.arm2].role != "support"
        assert {arms[contrast.arm1].study, arms[contrast.arm2].study} == {contrast.study}


def test_a_published_mean_is_beside_ours_or_apart_from_it_by_their_intervals() -> None:
    outcome = Outcome("stay", "Stay", "use", "MD", False)
    ours = Estimate("MD", 2, 100, -1.0, 0.2, -1.4, -0.6, None, None, 0.0, 0.0, 0.0, 1.0, 0.01, "REML", "knha")
    answer = Answer("stay", "stay", estimate=ours)
    published = {"review": "r", "population": "", "measure": "MD", "turn": "1", "estimate": "-0.8"}
    for low, high, verdict in (("-1.0", "-0.5", "overlap"), ("0.1", "0.9", "apart"), ("", "", "no interval printed")):
        row = {**published, "ci_low": low, "ci_high": high}
        assert beside(row, outcome, answer)["verdict"] == verdict
    turned = {**published, "turn": "-1", "ci_low": "0.5", "ci_high": "1.0"}
    assert beside(turned, outcome, answer)["verdict"] == "overlap"
