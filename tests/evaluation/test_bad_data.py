"""Data that cannot be analysed are one clear line, and what is left out is counted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.errors import AlongsideError, InputError, UsageError
from alongside.evaluation.analysis import (
    cluster_level_difference,
    complier_effect,
    gee,
    gee_difference,
    imputed_effect,
    marginal_effects,
    mean_difference,
    repeated_effects,
    trial_data,
)
from trial_cases import COMPARISON, SUPPORT, analysis, plain


def bad(**changes: object) -> object:
    fields: dict[str, object] = {
        "person": ["a", "b", "c", "d"],
        "arm": ["s", "s", "c", "c"],
        "outcome": [1.0, 2.0, 3.0, 4.0],
        "support": "s",
        "comparison": "c",
    }
    return trial_data(**(fields | changes))  # wrong on purpose


NAN = float("nan")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"person": ["a", "b", "a", "d"]}, "row 3: expected one row a person; 'a' is in row 1 as well"),
        ({"arm": ["s", "c", "c", "c"]}, "expected at least 2 people an arm; 's' has 1"),
        ({"arm": ["c", "c", "c", "c"]}, "nobody is in the arm 's'"),
        ({"comparison": "s"}, "two different arms"),
        ({"limits": (0, 3)}, "row 4, column outcome: expected 0 to 3, found 4"),
        ({"kind": "binary"}, "row 2, column outcome: expected 0 or 1, found 2"),
        ({"kind": "count", "outcome": [1, 2, 0.5, 4]}, "expected a whole number from 0, found 0.5"),
        ({"kind": "score"}, "expected an outcome of kind"),
        ({"outcome": [NAN, NAN, 3.0, 4.0]}, "all outcomes are missing in the arm 's'"),
        ({"outcome": [1.0, NAN, 3.0, 4.0]}, "expected at least 2 outcomes an arm; 's' has 1"),
        ({"cluster": ["x", "y", "x", "z"]}, "cluster 'x' is in two arms, 's' and 'c'"),
        ({"cluster": ["x", "y", "", "z"]}, "expected the cluster of every person"),
        ({"group": ["x", "x", "x", ""]}, "group 'x' is in two arms"),
        ({"stratum": ["n", "n", "n", "n"], "strata": ["n", "s"]}, "stratum 's' has nobody"),
        ({"stratum": ["n", "n", "n", "m"], "outcome": [1.0, 2, 3, NAN]}, "in stratum 'm' nobody has an outcome"),
        ({"covariates": {"age": [NAN] * 4}}, "column age: expected at least one value"),
    ],
    ids=str,
)
def test_data_that_cannot_be_are_one_clear_line(changes: dict[str, object], words: str) -> None:
    with pytest.raises(AlongsideError, match=words) as caught:
        bad(**changes)
    assert "\n" not in str(caught.value)


def test_missing_covariates_and_further_arms_are_counted() -> None:
    data = trial_data(
        list("abcdef"),
        ["s", "s", "c", "c", "x", "x"],
        [1.0, 2, 3, 4, 5, 6],
        support="s",
        comparison="c",
        covariates={"age": [1.0, 3.0, NAN, 2.0, 100.0, 100.0]},
    )
    assert data.n == 4
    assert data.covariates["age"].tolist() == [1, 3, 2, 2]
    assert data.notes == ("2 people in further arms are left out", "age: 1 missing values filled with the mean of all")


@pytest.mark.parametrize(
    ("design", "group", "words"),
    [
        ("partially-nested", (), "the group or supporter of everybody"),
        ("partially-nested", ("g", "", "", ""), "the group or supporter of everybody"),
        ("partially-nested", ("g", "g", "", ""), "at least 2 groups"),
        ("partially-nested", ("g", "h", "", ""), "every group has one person"),
        ("cluster", (), "at least 4 clusters"),
        ("crossover", (), "expected a design of"),
    ],
)
def test_a_design_without_what_it_needs_is_refused(design: str, group: tuple[str, ...], words: str) -> None:
    with pytest.raises(AlongsideError, match=words):
        mean_difference(bad(group=group), design)


def test_an_arm_where_everybody_has_the_same_outcome_has_no_ratio() -> None:
    with pytest.raises(InputError, match="everybody has the same outcome"):
        marginal_effects(plain([0.0] * 5, [1.0, 0, 1, 0], "binary"))
    with pytest.raises(UsageError, match="mean difference"):
        marginal_effects(plain(SUPPORT, COMPARISON))
    with pytest.raises(UsageError, match="marginal effect"):
        mean_difference(plain([1.0, 2], [3.0, 4], "count"), "individual")


def test_separation_has_no_solution_and_says_so() -> None:
    X = np.column_stack([np.ones(8), np.arange(8) > 3])
    with pytest.raises(AlongsideError, match="no solution"):
        gee((np.arange(8) > 3).astype(float), X, np.arange(8), link="logit")
    with pytest.raises(UsageError, match="identity, logit, log"):
        gee(np.ones(8), X, np.arange(8), link="probit")


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    groups=st.integers(2, 5),
    size=st.integers(2, 5),
    alone=st.integers(2, 12),
    kind=st.sampled_from(["mean", "binary", "count"]),
)
def test_a_tiny_trial_gives_numbers_or_one_line_and_nothing_between(
    seed: int, groups: int, size: int, alone: int, kind: str
) -> None:
    random = np.random.default_rng(seed)
    n = groups * size + alone
    values = {
        "mean": random.integers(0, 4, n),
        "binary": random.random(n) < random.random(),
        "count": random.poisson(1, n),
    }
    outcome = values[kind].astype(float)
    outcome[random.random(n) < 0.25] = np.nan
    try:
        data = trial_data(
            [str(index) for index in range(n)],
            ["s"] * (n - alone) + ["c"] * alone,
            outcome,
            support="s",
            comparison="c",
            kind=kind,
            covariates={"baseline": random.integers(0, 3, n)},
            group=[f"g{index // size}" if index < n - alone else "" for index in range(n)],
            received=np.where(np.arange(n) < n - alone, random.random(n) < 0.6, False),
        )
    except InputError:
        return
    visits = {"a": data.outcome, "b": data.outcome + random.standard_normal(data.n)}
    for analyse in (
        lambda: [mean_difference(data, "partially-nested")],
        lambda: [cluster_level_difference(data)],
        lambda: [gee_difference(data)],
        lambda: marginal_effects(data),
        lambda: [imputed_effect(data, analysis, m=3, seed=1)],
        lambda: [complier_effect(data)],
        lambda: repeated_effects(data, visits).effects,
    ):
        try:
            effects = analyse()
        except AlongsideError as error:
            assert "\n" not in str(error)
            continue
        for effect in effects:
            assert np.isfinite([effect.estimate, effect.se, effect.df, effect.p]).all()
            assert effect.se > 0
            assert effect.df > 0
