"""Which of a trial's numbers enters, and what is said of the rest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from alongside.evidence import Code, Contrast, Counts, Means, Outcome, Study
from alongside.synthesis.answers import answer_all, answer_for
from alongside.synthesis.selection import Rule, select

OUTCOME = Outcome("mood", "Mood", "depression", "SMD", True, instruments=("Best scale", "Second scale"))
BASE = Contrast("a/1", "a", "mood", "Best scale", True, weeks=26, n1=40, n2=40, means=Means(40, 5, 2, 40, 4, 2))


def chosen(rows: list[Contrast], rule: Rule | None = None) -> tuple[list[str], dict[str, str]]:
    selection = select(rows, OUTCOME, rule or Rule())
    return [effect.contrast for effect in selection.effects], dict(selection.left_out)


def test_the_time_nearest_to_the_rule_enters_and_a_tie_goes_to_the_later() -> None:
    rows = [replace(BASE, id=f"a/{w}", weeks=w) for w in (13, 20, 32, 104)]
    assert chosen(rows)[0] == ["a/32"]
    assert chosen(rows, Rule(weeks=100))[0] == ["a/104"]
    assert "nearer to 26 weeks" in chosen(rows)[1]["a/13"]


def test_a_time_that_is_not_said_comes_last() -> None:
    assert chosen([replace(BASE, weeks=None), replace(BASE, id="a/2", weeks=500)])[0] == ["a/2"]


def test_the_preferred_instrument_enters_whatever_the_order_of_the_rows() -> None:
    rows = [
        replace(BASE, id="a/2", instrument="Second scale, total"),
        BASE,
        replace(BASE, id="a/3", instrument="Other"),
    ]
    assert chosen(rows)[0] == ["a/1"]
    assert chosen(rows[::-1])[0] == ["a/1"]
    assert "Best scale" in chosen(rows)[1]["a/3"]


def test_several_instruments_can_be_averaged_instead() -> None:
    rows = [BASE, replace(BASE, id="a/2", instrument="Second scale", means=Means(40, 6, 2, 40, 4, 2))]
    effect_a, estimate_b = (select([row], OUTCOME, Rule()).effects[0] for row in rows)
    [mean] = select(rows, OUTCOME, Rule(several="average", rho=0.5)).effects
    assert mean.yi == pytest.approx((effect_a.yi + estimate_b.yi) / 2)
    assert mean.vi < max(effect_a.vi, estimate_b.vi)
    assert set(mean.combined) == {"a/1", "a/2"}


def test_arms_that_share_a_comparator_become_one() -> None:
    counts = Outcome("mood", "Mood", "depression", "RR", True)
    rows = [
        replace(BASE, id="a/1", means=None, arm1="calls", counts=Counts(10, 40, 5, 40)),
        replace(BASE, id="a/2", means=None, arm1="group", counts=Counts(12, 40, 5, 40)),
    ]
    [effect] = select(rows, counts, Rule()).effects
    assert effect.n == 120


def test_results_put_together_are_known_by_their_rows_whatever_the_ids() -> None:
    counts = Outcome("mood", "Mood", "depression", "RR", True)
    rows = [
        replace(BASE, id="a+b/+", means=None, arm1="calls", counts=Counts(10, 40, 5, 40)),
        replace(BASE, id="+", means=None, arm1="group", counts=Counts(12, 40, 5, 40)),
    ]
    [effect] = select(rows, counts, Rule()).effects
    assert effect.results == ("a+b/+", "+")


def test_arms_put_together_that_lose_are_named_row_by_row() -> None:
    counts = Outcome("mood", "Mood", "depression", "RR", True)
    late = [
        replace(BASE, id="a/1", weeks=200, means=None, arm1="calls", counts=Counts(10, 40, 5, 40)),
        replace(BASE, id="a/2", weeks=200, means=None, arm1="group", counts=Counts(12, 40, 5, 40)),
    ]
    near = replace(BASE, id="a/3", means=None, arm1="calls", counts=Counts(11, 40, 5, 40))
    selection = select([*late, near], counts, Rule(window=0))
    assert [effect.contrast for effect in selection.effects] == ["a/3"]
    assert sorted(row for row, _ in selection.left_out) == ["a/1", "a/2"]


def test_rows_that_wait_were_read_twice_or_are_apart_say_why() -> None:
    rows = [
        BASE,
        replace(BASE, id="a/2", use="ask"),
        replace(BASE, id="a/3", use="apart", use_why="a subgroup"),
    ]
    entered, left_out = chosen(rows)
    assert entered == ["a/1"]
    assert left_out == {"a/2": "waits for a person to say whether it is peer support", "a/3": "a subgroup"}


STUDIES = {name: Study(name, name, codes=(Code("form", "telephone" if name in "abc" else "group"),)) for name in "abcd"}
ROWS = [
    replace(BASE, id=f"{name}/1", study=name, means=Means(40, 5 + i / 4, 2, 40, 4, 2)) for i, name in enumerate("abcd")
]


def test_parts_take_the_trials_that_carry_the_code() -> None:
    answers = {answer.id: answer for answer in answer_all(ROWS, [OUTCOME], STUDIES, Rule())}
    assert set(answers) == {"mood", "mood--form-telephone", "mood--form-group"}
    sizes = {name: answer.estimate.k for name, answer in answers.items() if answer.estimate}
    assert sizes == {"mood": 4, "mood--form-telephone": 3, "mood--form-group": 1}


def test_another_comparator_is_another_answer() -> None:
    rows = [*ROWS[:3], replace(ROWS[3], comparator_class="professional", comparator="a nurse")]
    answers = {answer.id: answer for answer in answer_all(rows, [OUTCOME], STUDIES, Rule())}
    main, against_professionals = answers["mood"], answers["mood--comparator-professional"]
    assert main.estimate is not None
    assert against_professionals.estimate is not None
    assert (main.estimate.k, against_professionals.estimate.k) == (3, 1)
    assert ("d/1", "another comparator (a nurse): shown apart") in main.left_out


def test_an_outcome_without_a_trial_says_why() -> None:
    waiting = [replace(BASE, use="ask")]
    assert "wait for a person" in answer_for(waiting, OUTCOME, Rule()).refused
    elsewhere = [replace(BASE, comparator_class="attention")]
    assert "nothing or usual care" in answer_for(elsewhere, OUTCOME, Rule()).refused


def test_weights_add_to_one_and_the_order_of_rows_does_not_matter() -> None:
    estimate_a, estimate_b = (answer_for(rows, OUTCOME, Rule()).estimate for rows in (ROWS, ROWS[::-1]))
    assert estimate_a is not None
    assert estimate_b is not None
    assert sum(weighted.weight for weighted in estimate_a.studies) == pytest.approx(1)
    assert estimate_a.beta == pytest.approx(estimate_b.beta, rel=1e-12)
