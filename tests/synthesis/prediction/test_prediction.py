"""Predictions: what they rest on, where they refuse, and that one more trial is the model refitted."""

from __future__ import annotations

import numpy as np
import pytest

from alongside.errors import InputError, UsageError
from alongside.synthesis.prediction import (
    Hierarchy,
    Profile,
    Refused,
    TrialEffect,
    after_one_more,
    fit,
    left_out,
    predict,
)

COMPONENTS = ("calls", "group", "training", "manual")
CONDITIONS = ("asthma", "cancer", "diabetes")


def trials(count: int = 40, seed: int = 1, spread: float = 0.1) -> list[TrialEffect]:
    """Trials in which calls add 0.2, training 0.4, and cancer takes 0.3 away."""
    random = np.random.default_rng(seed)
    rows = []
    for index in range(count):
        present = frozenset(name for name in COMPONENTS if random.random() < 0.5) or frozenset({"calls"})
        condition = CONDITIONS[index % 3]
        variance = float(random.uniform(0.005, 0.04))
        truth = 0.1 + 0.2 * ("calls" in present) + 0.4 * ("training" in present) - 0.3 * (condition == "cancer")
        effect = truth + float(random.normal(0, np.hypot(spread, np.sqrt(variance))))
        rows.append(TrialEffect(f"t{index}", effect, variance, present, {"condition": condition}))
    return rows


@pytest.fixture(scope="module")
def model() -> Hierarchy:
    return fit(trials(), factors=("condition",), seed=3)


def test_a_prediction_is_near_the_truth_and_says_what_it_rests_on(model: Hierarchy) -> None:
    ours = predict(model, Profile(frozenset({"calls", "training"}), {"condition": "asthma"}), seed=1)
    assert ours.pi_lb < 0.7 < ours.pi_ub
    assert abs(ours.mean - 0.7) < 0.2
    assert ours.pi_lb < ours.ci_lb < ours.quantiles[0.5] < ours.ci_ub < ours.pi_ub
    assert ours.quantiles[0.025] == pytest.approx(ours.pi_lb)
    assert ours.shares.sum() == pytest.approx(1)
    assert ours.effective == pytest.approx(1 / np.sum(ours.shares**2))
    assert ours.nearest[0].distance == ours.distance
    assert [near.distance for near in ours.nearest] == sorted(near.distance for near in ours.nearest)
    assert "Across trials only" in ours.basis
    assert "condition" in ours.basis


def test_context_moves_a_prediction_the_way_the_trials_say(model: Hierarchy) -> None:
    means = {
        condition: predict(model, Profile(frozenset({"training"}), {"condition": condition}), seed=1).mean
        for condition in CONDITIONS
    }
    assert means["cancer"] < means["asthma"] - 0.1
    assert means["cancer"] < means["diabetes"] - 0.1


def test_draws_are_those_of_the_seed_and_follow_the_quantiles(model: Hierarchy) -> None:
    profile = Profile(frozenset({"calls"}), {"condition": "cancer"})
    ours, again, apart = (predict(model, profile, seed=seed, draws=20_000) for seed in (1, 1, 2))
    assert np.array_equal(ours.draws, again.draws)
    assert not np.array_equal(ours.draws, apart.draws)
    for q in (0.05, 0.5, 0.95):
        # Four standard errors of a share of 20,000 draws.
        assert abs(np.mean(ours.draws < ours.quantiles[q]) - q) < 4 * np.sqrt(q * (1 - q) / 20_000)


def test_equal_trials_share_the_weight_equally_and_pool_as_a_mean() -> None:
    rows = [TrialEffect(str(i), 0.2 + 0.1 * i, 0.05, frozenset({"calls"})) for i in range(6)]
    ours = predict(fit(rows, factors=()), Profile(frozenset({"calls"})), seed=1)
    assert np.allclose(ours.shares, 1 / 6)
    assert ours.effective == pytest.approx(6)
    assert ours.mean == pytest.approx(0.45, abs=1e-9)


def test_order_of_trials_changes_nothing() -> None:
    rows = trials(20)
    profile = Profile(frozenset({"calls", "group"}), {"condition": "asthma"})
    ours, turned = (predict(fit(r, factors=("condition",), seed=5), profile, seed=1) for r in (rows, rows[::-1]))
    assert ours.mean == pytest.approx(turned.mean, abs=1e-9)
    assert ours.pi_ub == pytest.approx(turned.pi_ub, abs=1e-8)
    assert ours.effective == pytest.approx(turned.effective)


@pytest.mark.parametrize(
    ("profile", "text"),
    [
        (
            Profile(frozenset({"calls", "robot"})),
            "no trial of this outcome has robot; its trials have calls, group, manual, training",
        ),
        (
            Profile(frozenset({"calls"}), {"condition": "gout"}),
            "no trial of this outcome has condition 'gout'; its trials have asthma, cancer, diabetes",
        ),
    ],
)
def test_what_no_trial_has_is_refused_in_words(model: Hierarchy, profile: Profile, text: str) -> None:
    with pytest.raises(Refused, match=text):
        predict(model, profile, seed=1)


def test_a_profile_far_from_every_trial_is_refused() -> None:
    rows = [TrialEffect(f"{name}{i}", 0.3, 0.02, frozenset({name})) for name in "abcde" for i in range(4)]
    with pytest.raises(Refused, match=r"outside what 20 trials span: the nearest \(a0\) differs in 80% of it"):
        predict(fit(rows, factors=()), Profile(frozenset("abcde")), seed=1)


def test_fewer_than_three_effective_trials_are_refused() -> None:
    precise = TrialEffect("large", 0.3, 1e-6, frozenset({"a"}))
    rows = [precise, TrialEffect("small", 0.5, 0.5, frozenset({"a"}))]
    with pytest.raises(Refused, match=r"would rest on 1\.\d trials \(mostly large, small\), and 3 are the fewest"):
        predict(fit(rows, factors=()), Profile(frozenset({"a"})), seed=1)


def test_one_more_trial_is_the_model_refitted(model: Hierarchy) -> None:
    plan = Profile(frozenset({"calls", "manual"}), {"condition": "diabetes"})
    target = Profile(frozenset({"calls"}), {"condition": "diabetes"})
    later = after_one_more(model, plan, 0.01, target, results=[-0.2, 0.5])
    for result, mean in zip((-0.2, 0.5), later.mean, strict=True):
        added = TrialEffect("new", result, 0.01, plan.components, plan.context)
        again = predict(fit([*trials(), added], factors=("condition",), seed=3), target, seed=1)
        # Both integrate over the spreads with their own points, so they agree to a part of the standard deviation.
        assert abs(mean - again.mean) < 0.15 * again.sd


def test_expectations_before_a_trial_are_what_is_expected_now(model: Hierarchy) -> None:
    target = Profile(frozenset({"group"}), {"condition": "cancer"})
    now = predict(model, target, seed=1)
    later = after_one_more(model, target, 0.01, target, seed=4, draws=4000)
    error = later.mean.std() / np.sqrt(4000)
    assert abs(later.mean.mean() - now.mean) < 5 * error
    assert later.sd.mean() < (now.ci_ub - now.ci_lb) / 3.92


def test_each_trial_left_out_is_predicted_as_if_the_model_had_never_seen_it() -> None:
    rows = trials(24)
    ours = left_out(fit(rows, factors=("condition",), seed=2))
    alone = fit(rows[1:], factors=("condition",), seed=2)
    unseen = predict(alone, Profile(rows[0].components, rows[0].context), seed=1)
    assert abs(ours.mean[0] - unseen.mean) < 0.15 * unseen.sd
    assert 0.8 <= ours.covered <= 1
    assert ours.helps
    assert ours.error < ours.plain_error


def test_where_components_say_nothing_the_plain_average_is_not_beaten_by_much() -> None:
    random = np.random.default_rng(8)
    rows = [TrialEffect(t.study, float(random.normal(0.3, 0.2)), 0.01, t.components, t.context) for t in trials(40)]
    ours = left_out(fit(rows, factors=("condition",)))
    assert ours.log_density.sum() - ours.plain_log_density.sum() < 3


CALLS = frozenset({"calls"})


@pytest.mark.parametrize(
    ("rows", "column", "text"),
    [
        ([TrialEffect("a", 0.1, 0.1, CALLS)], "study", "expected two trials or more, found 1"),
        ([TrialEffect("a", 0.1, 0.1, CALLS)] * 2, "study", "study a: expected one effect a trial"),
        (
            [TrialEffect("a", 0.1, 0.0, CALLS), TrialEffect("b", 0.1, 0.1, CALLS)],
            "variance",
            "study a: expected a finite variance above 0, found 0",
        ),
        (
            [TrialEffect("a", float("inf"), 0.1, CALLS), TrialEffect("b", 0.1, 0.1, CALLS)],
            "effect",
            "study a: expected a finite number",
        ),
        (
            [TrialEffect("a", 0.1, 0.1, CALLS, against=CALLS), TrialEffect("b", 0.1, 0.1, CALLS)],
            "components",
            "study a: 'calls' is on both sides",
        ),
        (
            [TrialEffect("a", 0.1, 0.1, CALLS), TrialEffect("b", 0.1, 0.1, CALLS, {"condition": "x"})],
            "condition",
            "condition is missing in 1 of 2 trials, half or more; state it, or leave the factor out",
        ),
    ],
)
def test_trials_that_cannot_be(rows: list[TrialEffect], column: str, text: str) -> None:
    with pytest.raises(InputError) as caught:
        fit(rows, factors=("condition",))
    assert caught.value.column == column
    assert text in str(caught.value)


def test_wrong_use_is_said(model: Hierarchy) -> None:
    for work, text in (
        (lambda: fit(trials(), factors=("condition",), prior_scale=0.0), "prior_scale"),
        (lambda: predict(model, Profile(frozenset()), seed=1), "no component"),
        (lambda: predict(model, Profile(CALLS, {"age": "old"}), seed=1), "no factor 'age'; it has condition"),
        (lambda: predict(model, Profile(CALLS), seed=1, level=2), "between 0 and 1"),
        (lambda: after_one_more(model, Profile(CALLS), 0.0, Profile(CALLS)), "must be above 0"),
    ):
        with pytest.raises(UsageError, match=text):
            work()
