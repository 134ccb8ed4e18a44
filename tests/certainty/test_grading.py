"""A person's judgement takes the place of a proposal and never hides it; what nobody judged keeps what was proposed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from alongside.certainty import BiasShares, Held, Judged, ReasonJudged, grade, is_automatic, propose
from alongside.evidence import Estimate, Outcome, SmallestThatMatters

BLOOD = Outcome(
    "hba1c", "Blood sugar", "clinical", "MD", False, "%", smallest_that_matters=SmallestThatMatters(0.5, "x")
)
SURE = Estimate("MD", 8, 2400, -0.8, 0.1, -1.0, -0.6, -1.2, -0.4, 0.01, 10.0, 7.5, 0.4, 0.001, "REML", "knha")
SEARCHED = Held("several sources", other_domain=0.0)
ADA = Judged("Ada", datetime(2026, 1, 2, tzinfo=UTC), "0")
DOWN = ("risk_of_bias", "inconsistency", "indirectness", "imprecision", "missing_results")


def judged(steps: int, by: Judged = ADA) -> ReasonJudged:
    return ReasonJudged(steps, "It was read.", by)


def test_without_a_judgement_the_level_is_the_proposal_and_says_so() -> None:
    grading = grade(SURE, BLOOD, SEARCHED)
    assert (grading.level, grading.proposed_level, grading.judged) == ("moderate", "moderate", 0)
    assert is_automatic(grading.certainty)


def test_a_judgement_takes_the_place_of_the_proposal_which_stays() -> None:
    grading = grade(SURE, BLOOD, SEARCHED, {"risk_of_bias": judged(0)})
    assert (grading.level, grading.proposed_level) == ("high", "moderate")
    assert grading.reasons[0].proposed.steps == 1
    certainty = grading.certainty
    assert (certainty.judged, certainty.out_of, certainty.in_part, certainty.proposed) == (1, 5, True, "moderate")
    assert not is_automatic(certainty)
    assert "judged by Ada: It was read (no step down)" in certainty.reasons[0]


def test_only_five_judged_reasons_make_a_judged_level() -> None:
    every = {domain: judged(0) for domain in DOWN}
    assert not grade(SURE, BLOOD, SEARCHED, every).certainty.in_part
    del every["imprecision"]
    assert grade(SURE, BLOOD, SEARCHED, every).certainty.in_part


def test_a_step_up_takes_back_a_step_down_and_never_lifts_above_high() -> None:
    up = {"large_effect": judged(2)}
    assert grade(SURE, BLOOD, SEARCHED, up).level == "high"
    twice = {**up, "imprecision": judged(2), "inconsistency": judged(1)}
    assert grade(SURE, BLOOD, SEARCHED, twice).level == "low"  # 1 + 1 + 2 down, 2 up
    assert grade(SURE, BLOOD, SEARCHED, up).certainty.in_part


def test_both_names_stand_where_two_people_judged() -> None:
    two = {"imprecision": judged(0), "inconsistency": judged(0, replace(ADA, by="Bo"))}
    assert grade(SURE, BLOOD, SEARCHED, two).certainty.by == "Bo and Ada"


@pytest.mark.parametrize(
    ("bias", "steps"),
    [
        (BiasShares(0, 8, 0.0, 0.0), 1),
        (BiasShares(5, 8, 0.6, 0.0), 0),
        (BiasShares(5, 8, 0.5, 0.0), 1),  # not more than half at low risk
        (BiasShares(5, 8, 0.6, 0.2), 1),  # a fifth at high risk matters
        (BiasShares(8, 8, 0.3, 0.5), 2),
    ],
)
def test_risk_of_bias_is_proposed_from_what_was_judged_of_the_trials(bias: BiasShares, steps: int) -> None:
    proposal = propose(SURE, BLOOD, replace(SEARCHED, bias=bias))[0]
    assert proposal.steps == steps
    assert bias.judged == 0 or f"judged for {bias.judged} of 8 trials" in proposal.reason
    assert ("counts as some concerns" in proposal.reason) == (0 < bias.judged < 8)


def test_a_judged_domain_is_not_named_as_without_data() -> None:
    assert grade(SURE, BLOOD).unheld == "indirectness, the kind of search"
    assert grade(SURE, BLOOD, judged={"indirectness": judged(0)}).unheld == "the kind of search"
