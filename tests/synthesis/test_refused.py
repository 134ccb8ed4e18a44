"""An outcome without an answer says what there is, and why it could not be used."""

from __future__ import annotations

from dataclasses import replace

from alongside.evidence import Contrast, Outcome, PrintedEffect
from alongside.synthesis.answers import answer_for
from alongside.synthesis.selection import Rule

DEATH = Outcome("death", "Death", "death", "RR", False)
HAZARD = Contrast("a/1", "a", "death", "death", False, effect=PrintedEffect("HR", 0.7, 0.5, 0.98))


def refused(*rows: Contrast) -> str:
    answer = answer_for(rows, DEATH, Rule())
    assert answer.estimate is None
    return answer.refused


def test_results_that_could_not_be_used_are_counted_and_their_reason_is_told() -> None:
    told = refused(HAZARD, replace(HAZARD, id="b/1", study="b"))
    assert told.startswith("2 trials have results that could not be used: A hazard ratio")
    assert "No trial" not in told


def test_different_reasons_are_each_told_once() -> None:
    told = refused(HAZARD, replace(HAZARD, id="b/1", study="b", effect=None), replace(HAZARD, id="c/1", study="c"))
    assert told.startswith("3 trials have results that could not be used")
    assert told.count("hazard ratio") == 1
    assert ";" in told


def test_results_that_are_kept_apart_are_told_with_their_reason() -> None:
    assert refused(replace(HAZARD, use="apart", use_why="the unit is not printed")) == (
        "1 trial has results that are kept apart: the unit is not printed."
    )


def test_trials_that_wait_are_told_as_waiting_also_beside_results_that_were_refused() -> None:
    waiting = replace(HAZARD, id="b/1", study="b", use="ask")
    assert (
        refused(waiting) == "The trials of this outcome wait for a person to say whether they are about peer support."
    )
    assert refused(HAZARD, waiting).endswith("1 trial waits for a person to say whether it is about peer support.")


def test_results_against_another_comparator_only_are_told_with_its_name() -> None:
    told = refused(replace(HAZARD, comparator_class="professional"))
    assert told.endswith("on this outcome; there are results against professionals, which are told apart.")
