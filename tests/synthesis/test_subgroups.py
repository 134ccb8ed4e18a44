"""The test between groups: what it compares, and what it refuses."""

from __future__ import annotations

import numpy as np
import pytest

from alongside.evidence import EffectSize, Outcome
from alongside.synthesis.all_results import Refused, estimate_of_all
from alongside.synthesis.answers import estimate_of
from alongside.synthesis.meta_regression import meta_regression
from alongside.synthesis.selection import Rule
from alongside.synthesis.subgroups import between

MOOD = Outcome("mood", "Mood", "wellbeing", "MD", higher_is_better=True)


def effects(k: int, shift: float = 0.0, results: int = 1) -> list[EffectSize]:
    random = np.random.default_rng(11)
    return [
        EffectSize(f"s{i}/{j}", f"s{i}", "MD", float(random.normal(0.2, 0.2)) + shift * (i % 2), 0.03 + 0.005 * i, 40.0)
        for i in range(k)
        for j in range(results)
    ]


def groups(k: int) -> dict[str, tuple[str, ...]]:
    return {f"s{i}": (("phone", "group")[i % 2],) for i in range(k)}


def test_the_test_is_that_of_a_regression_on_the_group() -> None:
    entered = effects(8)
    tested = between(estimate_of(entered, MOOD, Rule()), groups(8))
    fit = meta_regression([e.yi for e in entered], [e.vi for e in entered], {"g": [float(i % 2) for i in range(8)]})
    assert (tested.stat, tested.p, tested.df2) == pytest.approx((fit.qm, fit.qm_p, 6))
    assert tested.groups == (("group", 4), ("phone", 4))


def test_groups_that_differ_are_told_apart() -> None:
    alike, apart = (between(estimate_of(effects(10, s), MOOD, Rule()), groups(10)) for s in (0.0, 3.0))
    assert alike.p is not None
    assert apart.p is not None
    assert apart.p < 1e-4 < alike.p


def test_a_trial_in_two_groups_and_a_group_of_one_stand_aside() -> None:
    codes = {**groups(8), "s0": ("phone", "group"), "s1": ("forum",)}
    tested = between(estimate_of(effects(8), MOOD, Rule()), codes)
    assert (tested.several, tested.small, tested.groups) == (1, 1, (("group", 3), ("phone", 3)))


def test_one_group_alone_gives_the_reason() -> None:
    tested = between(estimate_of(effects(4), MOOD, Rule()), {f"s{i}": ("phone",) for i in range(4)})
    assert tested.p is None
    assert "two groups" in tested.why_not


def test_where_all_results_entered_the_test_is_robust_by_trial() -> None:
    estimate = estimate_of_all(effects(14, results=2), MOOD, Rule())
    assert not isinstance(estimate, Refused)
    tested = between(estimate, groups(14))
    assert tested.df1 == 1
    assert tested.df2 is not None
    assert 4 <= tested.df2 < 13


def test_too_few_trials_for_a_robust_test_are_said() -> None:
    estimate = estimate_of_all(effects(6, results=2), MOOD, Rule())
    assert not isinstance(estimate, Refused)
    tested = between(estimate, {f"s{i}": (("phone" if i < 4 else "group"),) for i in range(6)})
    assert tested.p is None
    assert "fewer than 4" in tested.why_not
