"""REML and its degrees of freedom against printed figures, exact cases, and models that cannot be fitted."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from alongside.errors import AlongsideError, InputError, UsageError
from alongside.evaluation.analysis import mixed
from sleep_study import sleep_study


def test_the_sleep_study_has_the_printed_estimates() -> None:
    model = sleep_study()
    assert model.beta == pytest.approx([251.4051, 10.46729], abs=5e-5)
    assert model.criterion == pytest.approx(1743.628, abs=5e-4)
    for contrast, se in (((1, 0), 6.8246), ((0, 1), 1.54579)):
        tests = mixed.contrast_test(model, contrast)
        assert tests["kenward-roger"].se == pytest.approx(se, abs=5e-5)
        assert tests["kenward-roger"].df == pytest.approx(17, abs=1e-6)
        assert tests["satterthwaite"].df == pytest.approx(17, abs=1e-5)


def test_both_coefficients_at_once_have_an_f_on_sixteen_degrees_of_freedom() -> None:
    # Two-dimensional means of 18 people: Hotelling's T² turned into F has 18 − 2 degrees of freedom, exactly.
    joint = mixed.joint_test(sleep_study(), np.eye(2))
    assert (joint.df_numerator, joint.df_denominator) == (2, pytest.approx(16))
    assert joint.scale == pytest.approx(16 / 17)


def test_one_contrast_tested_jointly_is_the_square_of_its_t() -> None:
    model = sleep_study()
    t = mixed.contrast_test(model, [0, 1])["kenward-roger"]
    joint = mixed.joint_test(model, [[0, 1]])
    assert joint.f == pytest.approx(t.t**2)
    assert joint.df_denominator == pytest.approx(t.df)
    assert joint.p == pytest.approx(t.p)


def nested(seed: int, groups: int, size: int, alone: int, sd: float) -> tuple[np.ndarray, np.ndarray, list]:
    random = np.random.default_rng(seed)
    n = groups * size + alone
    support = (np.arange(n) < groups * size).astype(float)
    code = np.where(support == 1, np.arange(n) // size, groups)
    y = random.standard_normal(n) + support * sd * random.standard_normal(groups + 1)[code]
    parts = [
        mixed.random_intercept("groups", code, support),
        mixed.residual("with", support),
        mixed.residual("without", 1 - support),
    ]
    return y, np.column_stack([np.ones(n), support]), parts


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), groups=st.integers(3, 9), size=st.integers(2, 9), alone=st.integers(5, 60))
def test_with_groups_of_one_size_the_model_is_welchs_test_of_their_means(
    seed: int, groups: int, size: int, alone: int
) -> None:
    y, X, parts = nested(seed, groups, size, alone, sd=1.5)
    model = mixed.fit(y, X, parts, ("intercept", "arm"))
    if not all(model.free):
        return
    means = y[: groups * size].reshape(groups, size).mean(axis=1)
    welch = stats.ttest_ind(means, y[groups * size :], equal_var=False)
    for test in mixed.contrast_test(model, [0, 1]).values():
        assert test.t == pytest.approx(welch.statistic, rel=1e-6)
        assert test.df == pytest.approx(welch.df, rel=1e-5)


def test_a_variance_that_is_put_at_zero_has_no_part_in_the_test() -> None:
    # Group means are made equal, so their variance is as small as it can be.
    y, X, parts = nested(3, 4, 6, 20, sd=0)
    y[:24] -= np.repeat(y[:24].reshape(4, 6).mean(axis=1), 6)
    model = mixed.fit(y, X, parts, ("intercept", "arm"))
    assert model.free == (False, True, True)
    assert model.theta["groups"] == 0
    without = mixed.fit(y, X, parts[1:], ("intercept", "arm"))
    assert model.criterion == pytest.approx(without.criterion)
    assert mixed.contrast_test(model, [0, 1])["kenward-roger"].df == pytest.approx(
        mixed.contrast_test(without, [0, 1])["kenward-roger"].df
    )


def test_without_groups_it_is_least_squares() -> None:
    random = np.random.default_rng(1)
    X = np.column_stack([np.ones(30), random.standard_normal((30, 2))])
    y = random.standard_normal(30)
    model = mixed.fit(y, X, [mixed.residual("residual", np.ones(30))], ("a", "b", "c"))
    beta, rss, *_ = np.linalg.lstsq(X, y, rcond=None)
    assert model.beta == pytest.approx(beta)
    assert model.theta["residual"] == pytest.approx(rss[0] / 27)
    for test in mixed.contrast_test(model, [0, 1, 0]).values():
        assert test.df == pytest.approx(27)


@settings(max_examples=15, deadline=None)
@given(scale=st.floats(1e-4, 1e4), shift=st.floats(-100, 100), seed=st.integers(0, 1000))
def test_units_of_the_outcome_change_nothing_but_units(scale: float, shift: float, seed: int) -> None:
    y, X, parts = nested(seed, 5, 4, 20, sd=0.8)
    plain = mixed.contrast_test(mixed.fit(y, X, parts, ("i", "a")), [0, 1])["kenward-roger"]
    again = mixed.contrast_test(mixed.fit(y * scale + shift * scale, X, parts, ("i", "a")), [0, 1])["kenward-roger"]
    assert again.estimate == pytest.approx(plain.estimate * scale, rel=1e-6, abs=1e-9 * scale)
    assert again.df == pytest.approx(plain.df, rel=1e-4)


def test_the_order_of_rows_changes_nothing() -> None:
    y, X, parts = nested(8, 6, 5, 25, sd=0.7)
    order = np.random.default_rng(2).permutation(len(y))
    shuffled = [
        mixed.Component(
            p.name, p.kind, p.label[order] if p.kind != "residual" else p.label, p.left[order], p.right[order]
        )
        for p in parts
    ]
    plain = mixed.contrast_test(mixed.fit(y, X, parts, ("i", "a")), [0, 1])
    again = mixed.contrast_test(mixed.fit(y[order], X[order], shuffled, ("i", "a")), [0, 1])
    assert again["kenward-roger"].p == pytest.approx(plain["kenward-roger"].p)


def test_the_score_is_the_slope_of_the_likelihood() -> None:
    from alongside.evaluation.analysis.mixed.likelihood import criterion_at, state_at

    y, X, parts = nested(4, 5, 4, 20, sd=0.8)
    batches, theta = mixed.batches_of(parts), np.array([0.4, 0.9, 1.2])
    state = state_at(y, X, batches, theta)
    assert state is not None
    for k in range(3):
        step = np.zeros(3)
        step[k] = 1e-5
        slope = (criterion_at(y, X, batches, theta + step) - criterion_at(y, X, batches, theta - step)) / 2e-5
        assert state.score[k] == pytest.approx(-slope / 2, rel=1e-5, abs=1e-7)
        higher, lower = state_at(y, X, batches, theta + step), state_at(y, X, batches, theta - step)
        assert higher is not None
        assert lower is not None
        assert state.observed[k] == pytest.approx(-(higher.score - lower.score) / 2e-5, rel=1e-4, abs=1e-6)


def test_columns_that_say_the_same_are_refused() -> None:
    X = np.column_stack([np.ones(10), np.ones(10)])
    with pytest.raises(InputError, match="cannot be told from"):
        mixed.fit(np.arange(10.0), X, [mixed.residual("residual", np.ones(10))], ("intercept", "arm"))


def test_an_outcome_without_variation_is_refused() -> None:
    X = np.column_stack([np.ones(10), np.arange(10) % 2])
    with pytest.raises(InputError, match="varies between people"):
        mixed.fit(np.full(10, 3.0), X, [mixed.residual("residual", np.ones(10))], ("intercept", "arm"))


def test_parts_that_cannot_be_told_apart_are_said() -> None:
    y, X, parts = nested(4, 5, 4, 20, sd=2)
    with pytest.raises(AlongsideError, match="cannot be told apart"):
        mixed.fit(y, X, [parts[0], parts[0], *parts[1:]], ("intercept", "arm"))


def test_a_model_without_residual_and_a_contrast_of_another_length_are_wrong_use() -> None:
    y, X, parts = nested(4, 5, 4, 20, sd=1)
    with pytest.raises(UsageError, match="residual"):
        mixed.fit(y, X, parts[:1], ("intercept", "arm"))
    model = mixed.fit(y, X, parts, ("intercept", "arm"))
    with pytest.raises(UsageError, match="a number for each of intercept, arm"):
        mixed.contrast_test(model, [1])
    with pytest.raises(UsageError, match="none of them following"):
        mixed.joint_test(model, [[0, 1], [0, 2]])


def test_no_rest_is_an_error_that_carries_the_last_state(monkeypatch: pytest.MonkeyPatch) -> None:
    from alongside.evaluation.analysis.mixed import fitting

    monkeypatch.setattr(fitting, "STEPS", 1)
    y, X, parts = nested(4, 5, 4, 20, sd=1)
    with pytest.raises(mixed.NotConvergedError, match="did not converge") as caught:
        mixed.fit(y, X, parts, ("intercept", "arm"))
    assert caught.value.state is not None
    assert math.isfinite(caught.value.state.criterion)
