"""What a described service may expect: the trials as a prediction takes them, chances from ratios, and refusals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from alongside.evidence import Code, Contrast, Counts, EffectSize, Estimate, Outcome, Study, Weighted
from alongside.planning import (
    Design,
    Question,
    agenda,
    control_risks,
    expect,
    per_person,
    questions_of,
    trials_of,
    unit_variance,
)
from alongside.planning.agenda import STANDARD

LONELINESS = Outcome("loneliness", "Feeling alone", "loneliness", "SMD", higher_is_better=False)
ADMISSION = Outcome("admission", "Admission", "service", "RR", higher_is_better=False, event="go into hospital")


def study(name: str, forms: str, condition: str = "older_people", setting: str = "home") -> Study:
    codes = [Code("form", form) for form in forms.split()]
    codes += [Code("population", code) for code in condition.split()] + [
        Code("setting", code) for code in setting.split()
    ]
    return Study(name, name.upper(), codes=tuple(codes))


def estimate(effects: list[float], measure: str = "SMD", variance: float = 0.04, n: float | None = 100) -> Estimate:
    weighted = tuple(
        Weighted(EffectSize(f"t{i}/1", f"t{i}", measure, effect, variance, n), 1 / len(effects))
        for i, effect in enumerate(effects)
    )
    mean = float(np.mean(effects))
    return Estimate(
        measure, len(effects), None, mean, 0.1, -1, 1, -1, 1, 0.0, 0.0, 0.0, 1.0, 1.0, "REML", "adhoc", weighted
    )


STUDIES = {f"t{i}": study(f"t{i}", "telephone") for i in range(8)}
EIGHT = estimate([-0.3, -0.1, -0.2, -0.4, 0.0, -0.25, -0.15, -0.35])


def test_a_trial_of_several_groups_counts_as_one_of_those_that_are_asked_for() -> None:
    studies = {**STUDIES, "t0": study("t0", "telephone", "diabetes older_people", "hospital home")}
    level = trials_of(EIGHT, studies, {"condition": "older_people", "setting": "home"}).effects[0].context
    assert level == {"condition": "older_people", "setting": "home"}
    assert trials_of(EIGHT, studies).effects[0].context == {"condition": "diabetes", "setting": "hospital"}


def test_a_trial_without_a_form_is_left_out_and_named() -> None:
    trials = trials_of(EIGHT, {**STUDIES, "t3": study("t3", "")})
    assert trials.without_form == ("t3",)
    assert len(trials.effects) == 7


def test_a_next_trial_is_as_precise_as_the_middle_of_those_before() -> None:
    assert unit_variance(EIGHT) == pytest.approx(0.04 * 100)
    assert unit_variance(estimate([0.1, 0.2], n=None)) == 4


def test_chances_come_from_a_ratio_by_hand() -> None:
    odds = replace(ADMISSION, measure="OR", higher_is_better=True)
    # Odds 0.25 / 0.75 doubled are 2/3, which is a chance of 0.4.
    assert per_person(odds, np.log(np.array([2.0])), 0.25) == pytest.approx([0.15])
    assert per_person(ADMISSION, np.log(np.array([0.5, 3.0])), 0.4) == pytest.approx([0.2, -0.6])
    assert per_person(LONELINESS, np.array([-0.3]), 0.0) == pytest.approx([0.3])


def test_the_risk_without_support_is_read_in_the_outcomes_direction() -> None:
    row = Contrast("t0/1", "t0", "admission", "readmitted", False, counts=Counts(10, 100, 20, 80))
    kept_out = replace(row, id="t1/1", study="t1", higher_is_better=True, counts=Counts(60, 100, 60, 80))
    pair = estimate([-0.1, -0.2], "RR")
    assert control_risks(pair, ADMISSION, {"t0/1": row, "t1/1": kept_out}) == {"t0": 0.25, "t1": 0.25}


def test_a_prediction_turns_so_that_more_is_better() -> None:
    expected = expect(LONELINESS, EIGHT, STUDIES, frozenset({"telephone"}), {"condition": "older_people"})
    assert expected.prediction is not None
    assert expected.prediction.mean < 0
    assert per_person(LONELINESS, expected.prediction.draws, 0.0).mean() == pytest.approx(0.22, abs=0.05)


@pytest.mark.parametrize(
    ("forms", "context", "effects", "words"),
    [
        ({"group"}, {}, 8, "no trial of this outcome has group"),
        ({"telephone"}, {"condition": "diabetes"}, 8, "no trial of this outcome has condition 'diabetes'"),
        ({"telephone"}, {}, 1, "1 trial of this outcome say which form"),
        ({"telephone"}, {}, 2, "3 are the fewest"),
    ],
)
def test_what_the_trials_cannot_bear_is_refused_in_words(
    forms: set[str], context: dict[str, str], effects: int, words: str
) -> None:
    expected = expect(LONELINESS, estimate([-0.2] * effects), STUDIES, frozenset(forms), context)
    assert expected.prediction is None
    assert words in expected.refused


def test_an_outcome_without_an_answer_says_why() -> None:
    expected = expect(LONELINESS, None, {}, frozenset({"telephone"}), {}, refused="All results wait for a person.")
    assert expected.refused == "All results wait for a person."


def ranked(effects: list[float], forms: tuple[str, ...] = ("telephone", "group", "forum")) -> list[Question]:
    pooled = estimate(effects)
    return questions_of(LONELINESS, pooled, trials_of(pooled, STUDIES), forms)


def test_forms_that_nobody_tried_are_one_question_and_name_each_other() -> None:
    telephone, group, forum = ranked([-0.3, -0.1, -0.2, -0.4])
    assert (telephone.k_form, group.k_form) == (4, 0)
    assert group.best == forum.best
    assert group.alike == ("forum",)
    assert group.spread > telephone.spread


def test_a_question_is_counted_in_smallest_differences_that_matter() -> None:
    telephone = ranked([-0.4] * 8)[0]
    assert telephone.expected == pytest.approx(2, abs=0.2)
    assert 0.9 < telephone.chance_it_matters <= 1


def test_two_trials_rank_no_question() -> None:
    assert ranked([-0.1, -0.4]) == []


def test_an_agenda_has_one_question_an_outcome_and_none_that_is_not_worth_its_price() -> None:
    questions = ranked([-0.3, -0.1, -0.2, -0.4])
    agreed = agenda(questions)
    assert len(agreed) == 1
    assert agreed[0].best.net == max(question.best.net for question in questions)
    dear = replace(STANDARD, design=Design(1e12, 0, 3))
    pooled = estimate([-0.3, -0.1, -0.2, -0.4])
    assert agenda(questions_of(LONELINESS, pooled, trials_of(pooled, STUDIES), ["telephone"], dear)) == ()
