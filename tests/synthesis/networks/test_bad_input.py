"""Each fault in the data is one line that names study and column."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from alongside.errors import InputError, UsageError
from alongside.synthesis.networks import arm_data, component_model, contrast_data

TRIANGLE: dict[str, Any] = {
    "effect": [1.0, 2.0, 1.0],
    "se": [0.5, 0.5, 0.5],
    "treatment1": list("AAB"),
    "treatment2": list("BCC"),
    "study": ["S"] * 3,
}


@pytest.mark.parametrize(
    ("changed", "column", "text"),
    [
        (
            {"effect": [1.0, 5.0, 1.0]},
            "effect",
            "study S: the effects contradict each other: A against B is 1 and B against C is 1, so "
            "A against C must be 2, "
            "not 5",
        ),
        (
            {"se": [0.1, 0.9, 0.1]},
            "se",
            "study S: impossible standard errors: the variance of A against C is 0.81, and cannot "
            "exceed the sum of those "
            "of B against A (0.01) and against C (0.01), 0.02",
        ),
        (
            {
                "effect": [1.0, 2.0],
                "se": [0.5, 0.5],
                "treatment1": list("AA"),
                "treatment2": list("BC"),
                "study": ["S"] * 2,
            },
            "study",
            "so 3 rows are expected, not 2: the row of 'B' against 'C' is missing",
        ),
        ({"se": [0.5, -0.1, 0.5]}, "se", "study S: expected a finite number above 0, found -0.1 in row 2"),
        ({"se": [0.5, 0.0, 0.5]}, "se", "study S: expected a finite number above 0, found 0 in row 2"),
        ({"effect": [1.0, float("nan"), 1.0]}, "effect", "study S: expected a finite number, found nan in row 2"),
        (
            {"treatment2": ["B", "c ", "C"]},
            "treatment1, treatment2",
            "study S: treatment 'C' differs from 'c ' (study S) only by case or spaces",
        ),
        ({"treatment2": ["A", "C", " "]}, "treatment1, treatment2", "expected the name of a treatment"),
        ({"treatment2": list("ACC")}, "treatment2", "study S: 'A' is compared with itself"),
        ({"treatment1": list("ABB")}, "study", "study S: two rows compare 'B' with 'C'"),
        ({"study": ["S"]}, None, "expected columns of one length"),
        ({name: [] for name in TRIANGLE}, "effect", "expected at least one study"),
        ({"effect": ["x", 2.0, 1.0]}, "effect", "expected numbers only"),
    ],
)
def test_contrasts_that_cannot_be(changed: dict[str, Any], column: str | None, text: str) -> None:
    with pytest.raises(InputError) as caught:
        contrast_data(**{**TRIANGLE, **changed})
    assert text in str(caught.value)
    assert caught.value.column == column
    assert "\n" not in str(caught.value)


def test_five_arms_whose_triangles_hold_but_whose_covariance_is_none() -> None:
    # A, B, C, D are a square of side 1 (variances), so E, at 1 from D and 2 from all others, has no place to lie in.
    pairs = list(itertools.combinations("ABCDE", 2))
    near = {("A", "B"), ("B", "C"), ("C", "D"), ("A", "D"), ("D", "E")}
    names = ([left for left, _ in pairs], [right for _, right in pairs], ["S"] * 10)
    with pytest.raises(InputError, match="the standard errors of A, B, C, D, E together make a covariance with an"):
        contrast_data([0.0] * 10, [1.0 if pair in near else 2**0.5 for pair in pairs], *names)
    assert contrast_data([0.0] * 10, [1.0 if pair in near else 1.1 for pair in pairs], *names).contrasts == 4


def test_effects_that_differ_by_rounding_are_taken() -> None:
    rounded = contrast_data(**{**TRIANGLE, "effect": [0.333, 0.667, 0.333]})
    assert rounded.contrasts == 2


def test_a_study_is_left_out_only_where_it_is_named_and_that_is_said() -> None:
    rows: dict[str, Any] = {
        "effect": [1.0, 0.5],
        "se": [-1.0, 1.0],
        "treatment1": ["A", "A"],
        "treatment2": ["B", "B"],
        "study": ["bad", "good"],
    }
    data = contrast_data(**rows, exclude=["bad"])
    assert (data.studies, data.left_out) == (("good",), ("bad",))
    with pytest.raises(UsageError, match="no study is named 'worse'"):
        contrast_data(**rows, exclude=["worse"])


ARMS: dict[str, Any] = {
    "study": ["S", "S", "T", "T"],
    "treatment": ["a", "b", "a", "b"],
    "n": [50, 50, 40, 40],
    "events": [5, 9, 4, 0],
}


@pytest.mark.parametrize(
    ("changed", "column", "text"),
    [
        ({"study": ["S", "S", "T", "U"]}, "treatment", "study T: expected two arms or more, found one (a)"),
        ({"treatment": ["a", "a", "a", "b"]}, "treatment", "study S: the arm 'a' is there twice"),
        ({"treatment": ["a", "b", "A", "b"]}, "treatment", "study T: treatment 'A' differs from 'a' (study S) only by"),
        ({"events": [0, 0, 4, 0]}, "events", "study S: no arm has an event, so it says nothing about OR"),
        ({"events": [50, 50, 4, 0]}, "events", "study S: everybody in every arm has the event"),
        ({"events": [51, 9, 4, 0]}, "events", "study S, arm a: expected events from 0 to 50, found 51"),
        ({"n": [0, 50, 40, 40]}, "n", "study S, arm a: expected people above 0, found 0"),
    ],
)
def test_arms_that_cannot_be(changed: dict[str, Any], column: str, text: str) -> None:
    with pytest.raises(InputError) as caught:
        arm_data("OR", **{**ARMS, **changed})
    assert text in str(caught.value)
    assert caught.value.column == column


def test_means_that_cannot_be() -> None:
    arms: dict[str, Any] = {"study": ["S", "S"], "treatment": ["a", "b"], "n": [20, 20], "mean": [1.0, 2.0]}
    with pytest.raises(InputError, match=r"column sd: study S, arm b: expected an SD above 0, found 0"):
        arm_data("MD", **arms, sd=[1.0, 0.0])
    with pytest.raises(UsageError, match="MD needs n, mean, sd; missing: sd"):
        arm_data("MD", **arms)


@pytest.mark.parametrize(
    ("treatment", "text"),
    [
        ("a + b + a", "the component 'a' is named twice"),
        ("a + ", "a component between '+' has no name"),
        ("A + b", "treatment A + b: component 'A' differs from 'a' (treatment a) only by case or spaces"),
    ],
)
def test_components_that_cannot_be(treatment: str, text: str) -> None:
    data = contrast_data([1.0, 0.5], [1.0, 1.0], [treatment, "a"], ["none", "none"], ["1", "2"])
    with pytest.raises(InputError) as caught:
        component_model(data, inactive="none")
    assert text in str(caught.value)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"inactive": "placebo"}, "no treatment has the inactive component 'placebo'"),
        ({"interactions": [("a", "z")]}, "the interaction a \\* z needs two active components"),
        ({"interactions": [("a", "b")]}, "no treatment has both a and b"),
    ],
)
def test_components_asked_for_that_are_not_there(options: dict[str, Any], text: str) -> None:
    data = contrast_data([1.0, 0.5], [1.0, 1.0], ["a", "b"], ["none", "none"], ["1", "2"])
    with pytest.raises(UsageError, match=text):
        component_model(data, **options)
