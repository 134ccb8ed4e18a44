"""Components: what they add up to, what cannot be told apart, and what silence does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks_of import network_data, simulated

from alongside.errors import InputError, UsageError
from alongside.synthesis.networks import (
    NetworkData,
    both_ways,
    component_model,
    contrast_data,
    network,
    recode,
    together,
)

Rows = list[tuple[float, str, str]]


def trials(*rows: tuple[float, str, str]) -> NetworkData:
    """Trials of standard error 1."""
    effects, left, right = zip(*rows, strict=True)
    return contrast_data(effects, [1.0] * len(rows), left, right, [f"t{i}" for i in range(len(rows))])


@given(st.integers(0, 10_000), st.sampled_from(["DL", "REML", "ML"]))
@settings(max_examples=20, deadline=None)
def test_a_saturated_component_model_is_the_network(seed: int, method: str) -> None:
    data = network_data(simulated(seed))
    model = component_model(data, inactive="A", method=method)
    fitted = network(data, method=method)
    assert model.random is not None
    assert fitted.random is not None
    assert model.tau2 == pytest.approx(fitted.tau2, rel=1e-7, abs=1e-12)
    assert np.allclose(model.random.effect, fitted.random.effect[1:, 0], atol=1e-8)
    assert np.allclose(model.random.se, fitted.random.se[1:, 0], atol=1e-8)
    assert (model.df_diff, model.p_diff) == (0, None)
    assert model.q_diff == pytest.approx(0, abs=1e-8)


def test_effects_add_up_by_hand() -> None:
    # a: 1 (se 1); a + b against a: 2 (se 1). So b is 2, and a + b is 3 with variance 2.
    model = component_model(trials((1.0, "a", "none"), (2.0, "a + b", "a")), inactive="none")
    assert np.allclose(model.common.effect, [1.0, 2.0])
    both = model.combination("a + b", model="common")
    assert (both.effect, both.se) == (pytest.approx(3.0), pytest.approx(2**0.5))
    assert not both.extrapolated
    alone = model.combination("b", model="common")
    assert alone.extrapolated
    assert "no arm had this combination" in alone.note
    assert model.combination("a + b", "a", model="common").effect == pytest.approx(2.0)


def test_parts_that_no_trial_connects_are_joined_by_components_they_share() -> None:
    data = trials((1.0, "a", "none"), (1.5, "a + b", "c"), (0.5, "c + b", "c"))
    model = component_model(data, inactive="none")
    assert dict(zip(model.components, model.common.effect.round(6).tolist(), strict=True)) == {
        "a": 1.0,
        "b": 0.5,
        "c": 0.0,
    }


def test_components_that_always_come_together_have_one_sentence_and_no_numbers() -> None:
    data = trials((1.0, "manual + backup", "none"), (2.0, "manual + backup + calls", "none"), (0.5, "calls", "none"))
    model = component_model(data, inactive="none")
    assert model.identifiability.sentences == (
        "backup and manual always come together in the 2 trials that have them; only the effect of both together is "
        "estimated",
    )
    assert np.isnan(model.common.effect).tolist() == [True, False, True]
    assert model.combination("manual", model="common").effect is None
    assert "backup and manual always come together" in model.combination("manual", model="common").note
    together_ = model.combination("manual + backup", model="common")
    assert together_.effect == pytest.approx((2 * 1.0 + (2.0 - 0.5)) / 3)


@pytest.mark.parametrize(
    ("rows", "inactive", "sentence"),
    [
        (
            [(1.0, "a + x", "x"), (2.0, "a + x", "x")],
            "",
            "x is in every arm of the 2 trials that have it, so no trial shows what it adds",
        ),
        (
            [(1.0, "a", "b"), (2.0, "a", "b")],
            "",
            "a and b stand only against each other in the 2 trials that have them; only the "
            "difference of their effects "
            "is estimated",
        ),
        (
            [(1.0, "a", "b"), (2.0, "b", "c")],
            "",
            "arms that differ swap a, b and c for each other, so only differences among them are "
            "estimated; name one of "
            "them as inactive",
        ),
        ([(1.0, "a + c", "n"), (2.0, "b + c", "n"), (1.0, "a + b + c + c2", "n"), (1.0, "c2", "n")], "n", ""),
        (
            [(1.0, "a + c", "n"), (2.0, "b + c", "n")],
            "n",
            "in the 2 trials that have them, c always changes as a + b; these effects cannot be told apart",
        ),
    ],
)
def test_what_cannot_be_told_apart_is_said_in_words(rows: Rows, inactive: str, sentence: str) -> None:
    ours = component_model(trials(*rows), inactive=inactive).identifiability
    assert ours.sentences == ((sentence,) if sentence else ())
    assert all(ours.separable) == (not sentence)


def test_the_reason_of_a_combination_names_only_what_concerns_it() -> None:
    data = trials((1.0, "a + b", "none"), (1.2, "a + b", "none"), (1.0, "x", "y"))
    model = component_model(data, inactive="none")
    assert len(model.identifiability.sentences) == 2
    note = model.combination("a", model="common").note
    assert note.startswith("not estimable: a and b always come together")
    assert "x and y" not in note
    assert model.combination("x", "y", model="common").effect == pytest.approx(1.0)


def test_an_interaction_is_what_two_do_more_together() -> None:
    data = trials((1.0, "a", "n"), (2.0, "b", "n"), (4.5, "a + b", "n"))
    model = component_model(data, inactive="n", interactions=[("a", "b")])
    assert model.components[-1] == "a * b"
    assert model.common.effect[-1] == pytest.approx(1.5)
    assert model.combination("a + b", model="common").effect == pytest.approx(4.5)
    plain = component_model(data, inactive="n")
    assert plain.q_diff == pytest.approx(1.5**2 / 3)  # the contrast (1, 1, −1)/√3 of independent effects
    assert plain.df_diff == 1


def test_a_combination_with_an_unknown_component_is_wrong_use() -> None:
    model = component_model(trials((1.0, "a", "n"), (2.0, "a", "n")), inactive="n")
    with pytest.raises(UsageError, match="no trial has the component 'z'; components are a"):
        model.combination("a + z")
    with pytest.raises(InputError, match="named twice"):
        model.combination("a + a")


def test_which_components_go_together_is_counted() -> None:
    model = component_model(trials((1.0, "a + b", "n"), (2.0, "a", "n"), (0.0, "a + b", "b")), inactive="n")
    counts = together(model.data, model.design, model.components)
    assert counts.arms.tolist() == [[3, 2], [2, 3]]
    assert counts.trials.tolist() == [[3, 2], [2, 2]]
    assert counts.phi[0, 0] == pytest.approx(1.0)


CODES: dict[tuple[str, str], dict[str, Any]] = {
    ("t0", "support"): {"calls": "present", "manual": "present"},
    ("t0", "care"): {"calls": "absent", "manual": "absent"},
    ("t1", "support"): {"calls": "present", "manual": "not stated"},
    ("t1", "care"): {"calls": "absent", "manual": "absent"},
    ("t2", "support"): {"calls": "present", "manual": "absent"},
    ("t2", "care"): {"calls": "absent", "manual": "absent"},
    ("t3", "support"): {"calls": "present", "manual": "not looked at"},
    ("t3", "care"): {"calls": "absent", "manual": "absent"},
}


def test_silence_is_answered_both_ways() -> None:
    data = trials(*((effect, "support", "care") for effect in (3.0, 2.0, 1.0, 9.0)))
    ours = both_ways(data, CODES, ["calls", "manual"])
    assert ours.not_looked_at == ("t3",)
    assert ours.unstated.tolist() == [0, 1]
    assert ours.trials.tolist() == [3, 2]
    as_absent = ours.as_absent.common.effect
    assert np.allclose(as_absent, [1.5, 1.5])  # t1 counts as calls alone: calls (2 + 1)/2, manual 3 − 1.5
    assert ours.stated[1] == pytest.approx(2.0)  # without t1: calls 1, manual 3 − 1
    assert ours.difference[1] == pytest.approx(-0.5)


def test_a_component_that_no_trial_states_has_no_second_answer() -> None:
    data = trials((3.0, "support", "care"), (1.0, "support", "care"))
    codes = {
        (study, arm): {"calls": "present" if arm == "support" else "absent", "manual": state}
        for study, states in (("t0", ("present", "not stated")), ("t1", ("not stated", "absent")))
        for arm, state in zip(("support", "care"), states, strict=True)
    }
    ours = both_ways(data, codes, ["calls", "manual"])
    assert ours.trials.tolist() == [2, 0]
    assert np.isnan(ours.stated[1])


def test_arms_with_the_same_components_still_tell_how_trials_differ() -> None:
    data = trials((2.0, "x", "y"), (1.0, "u", "v"))
    codes = {
        ("t0", "x"): {"calls": "present"},
        ("t0", "y"): {"calls": "absent"},
        ("t1", "u"): {"calls": "present"},
        ("t1", "v"): {"calls": "present"},
    }
    model = component_model(recode(data, codes, ["calls"]), separator=" + ", inactive="(none)")
    assert model.common.effect.tolist() == pytest.approx([2.0])
    assert (model.q, model.df) == (pytest.approx(1.0), 1)


def test_an_unknown_state_names_study_arm_and_component() -> None:
    data = trials((2.0, "x", "y"))
    codes = {("t0", "x"): {"calls": "perhaps"}, ("t0", "y"): {"calls": "absent"}}
    with pytest.raises(InputError, match="column calls: study t0, arm x: calls is 'perhaps'; expected present, absent"):
        recode(data, codes, ["calls"])
    with pytest.raises(InputError, match="the arm 'y' has no codes"):
        recode(data, {("t0", "x"): {"calls": "present"}}, ["calls"])
