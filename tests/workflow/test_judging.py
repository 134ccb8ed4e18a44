"""A person judges certainty: the figures follow, what was proposed stays in view, and everything can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from alongside.certainty import Baseline, ScaleUnit, is_automatic
from alongside.errors import NotHereError, UsageError
from alongside.evidence import Author
from alongside.project import Project, create
from alongside.publishing.stated import stated
from alongside.workflow.answer import ReviewKeeper, choose_baselines, judge_bias, judge_reason, write_statement
from alongside.workflow.understand.loading import load_tables

FIVE = Path(__file__).parents[2] / "examples" / "five-trials.csv"
ADA, START = Author("person", "Ada"), datetime(2026, 1, 2, tzinfo=UTC)


def minute(n: int) -> datetime:
    return START + timedelta(minutes=n)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with create(tmp_path / "five.alongside", title="Five") as opened:
        load_tables(opened, FIVE, author=ADA, at=START)
        yield opened


@pytest.fixture
def keeper(project: Project) -> ReviewKeeper:
    return ReviewKeeper(project)


def a_pooled_outcome(keeper: ReviewKeeper) -> str:
    review = keeper.review()
    return max(review.main, key=lambda name: review.main[name].estimate.k if review.main[name].estimate else 0)


def test_trials_that_are_judged_low_take_the_step_back(project: Project, keeper: ReviewKeeper) -> None:
    outcome = a_pooled_outcome(keeper)
    answer = keeper.review().main[outcome]
    assert answer.estimate is not None
    assert keeper.review().grading(answer).reasons[0].proposed.steps == 1
    for n, weighted in enumerate(answer.estimate.studies):
        study = weighted.effect.study
        judge_bias(project, keeper.review(), outcome, study, "low", "Sealed.", author=ADA, at=minute(n))
    graded = keeper.review().grading(keeper.review().main[outcome])
    assert graded.reasons[0].proposed.steps == 0
    assert graded.bias is not None
    assert (graded.bias.judged, graded.bias.trials) == (answer.estimate.k, answer.estimate.k)
    assert is_automatic(graded.certainty)  # people judged trials; the reasons are still only proposed


def test_a_reason_is_judged_and_taken_back(project: Project, keeper: ReviewKeeper) -> None:
    outcome = a_pooled_outcome(keeper)
    decision = judge_reason(project, keeper.review(), outcome, "risk-of-bias", 2, "Open.", author=ADA, at=minute(1))
    review = keeper.review()
    assert review.certainty(review.main[outcome]).in_part
    assert review.grading(review.main[outcome]).reasons[0].steps == 2
    project.undo(decision.uuid, author=ADA, at=minute(2))
    assert is_automatic(keeper.review().certainty(keeper.review().main[outcome]))


def test_parts_of_an_answer_keep_their_own_proposals(project: Project, keeper: ReviewKeeper) -> None:
    outcome = a_pooled_outcome(keeper)
    judge_reason(project, keeper.review(), outcome, "imprecision", 2, "Wide.", author=ADA, at=minute(1))
    review = keeper.review()
    parts = [a for a in review.answers if a.outcome == outcome and a.by and a.estimate is not None]
    assert all(is_automatic(review.certainty(part)) for part in parts)


def test_a_written_sentence_stands_until_the_numbers_move_and_then_says_so(
    project: Project, keeper: ReviewKeeper
) -> None:
    outcome = a_pooled_outcome(keeper)
    before = stated(keeper.review().main[outcome], keeper.review()).claim
    write_statement(project, keeper.review(), outcome, "It may help  a little.", author=ADA, at=minute(1))
    told = stated(keeper.review().main[outcome], keeper.review())
    assert told.claim == "It may help a little."
    assert before not in told.caution
    for n, domain in enumerate(("risk_of_bias", "imprecision", "inconsistency", "indirectness", "missing_results")):
        judge_reason(project, keeper.review(), outcome, domain, 0, "Read.", author=ADA, at=minute(2 + n))
    moved = stated(keeper.review().main[outcome], keeper.review())
    assert moved.claim == "It may help a little."
    assert before in moved.caution
    assert "Now they say" in moved.caution


def test_chosen_baselines_are_those_of_the_findings(project: Project, keeper: ReviewKeeper) -> None:
    outcome = a_pooled_outcome(keeper)
    scale = ScaleUnit("PHQ-9", 5.0, higher_is_better=False)
    choose_baselines(project, keeper.review(), outcome, [], scale, author=ADA, at=minute(1))
    assert keeper.review().judgements.baselines[outcome].scale == scale
    with pytest.raises(UsageError, match="found 120 %"):
        choose_baselines(project, keeper.review(), outcome, [Baseline("x", 1.2)], author=ADA, at=minute(2))


def test_what_cannot_be_judged_is_refused_in_one_line(project: Project, keeper: ReviewKeeper) -> None:
    review, outcome = keeper.review(), a_pooled_outcome(keeper)
    with pytest.raises(NotHereError, match="no result of a trial"):
        judge_bias(project, review, outcome, "nobody", "low", "x", author=ADA, at=minute(1))
    with pytest.raises(NotHereError, match="no answer for an outcome"):
        judge_reason(project, review, "nothing", "imprecision", 1, "x", author=ADA, at=minute(1))
    with pytest.raises(UsageError, match="expected 0 to 1 steps up, found 2"):
        judge_reason(project, review, outcome, "dose_response", 2, "x", author=ADA, at=minute(1))
    with pytest.raises(UsageError, match="expected a reason"):
        judge_reason(project, review, outcome, "imprecision", 1, "  ", author=ADA, at=minute(1))


def test_a_program_may_propose_and_never_judge(project: Project, keeper: ReviewKeeper) -> None:
    machine = Author("machine", "a program", version="1", parameters={})
    with pytest.raises(UsageError, match="judged by a person"):
        judge_reason(
            project, keeper.review(), a_pooled_outcome(keeper), "imprecision", 0, "x", author=machine, at=minute(1)
        )
