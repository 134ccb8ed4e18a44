"""One default for every door: random effects by REML, Hartung and Knapp from three trials on."""

from __future__ import annotations

import inspect

import pytest

from alongside.cli.tools import pool as pool_command
from alongside.evidence import Contrast, Means, Outcome
from alongside.synthesis.answers import answers_of_outcome
from alongside.synthesis.pooling import pool
from alongside.synthesis.selection import Rule

MOOD = Outcome("mood", "Mood", "m", "SMD", higher_is_better=True)


def default_of(function: object, name: str) -> object:
    return inspect.signature(function).parameters[name].default


@pytest.mark.parametrize("setting", ["method", "test"])
def test_function_command_and_rule_have_one_default(setting: str) -> None:
    assert default_of(pool, setting) == default_of(pool_command, setting) == getattr(Rule(), setting)


def answer_of(*effects: float):
    rows = [
        Contrast(f"t{i}/1", f"t{i}", "mood", "scale", True, means=Means(50, 10 + effect, 4, 50, 10, 4))
        for i, effect in enumerate(effects)
    ]
    [answer] = [a for a in answers_of_outcome(rows, MOOD, {}, Rule()) if not a.by]
    assert answer.estimate is not None
    return answer.estimate


def test_three_trials_are_tested_by_hartung_and_knapp_and_two_never_narrower_than_plain_ones() -> None:
    assert answer_of(0.2, 1.0, 0.9).test == "knha"
    two = answer_of(1.0, 1.001)
    assert two.test == "adhoc"
    plain = pool([w.effect.yi for w in two.studies], [w.effect.vi for w in two.studies], test="z")
    assert two.se >= plain.se * (1 - 1e-9)


def test_trials_that_print_one_effect_do_not_claim_certainty() -> None:
    same = answer_of(1.0, 1.0, 1.0)
    assert same.test == "adhoc"
    assert same.ci_low < same.beta < same.ci_high


def test_the_answer_is_that_of_the_pooling_function() -> None:
    estimate = answer_of(0.2, 1.0, 0.9, 0.4)
    pooled = pool([w.effect.yi for w in estimate.studies], [w.effect.vi for w in estimate.studies])
    assert (estimate.beta, estimate.ci_low, estimate.ci_high) == (pooled.beta, pooled.ci_lb, pooled.ci_ub)
