"""Moderators by formula: the same as by columns, and what cannot be read says so with the nearest name."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
import pytest

from alongside.errors import InputError, UsageError
from alongside.synthesis import meta_regression

YI = [0.1, 0.4, 0.3, 0.8, 0.2, 0.5]
VI = [0.04, 0.05, 0.03, 0.06, 0.05, 0.04]
TABLE = {"weeks": [1.0, 2, 3, 4, 5, 7], "form": ["online", "group", "group", "online", "phone", "phone"]}


def test_a_formula_gives_what_the_columns_give() -> None:
    by_formula = meta_regression(YI, VI, "~ weeks + form", data=TABLE)
    by_columns = meta_regression(YI, VI, TABLE)
    assert by_formula.names == ("intrcpt", "weeks", "formonline", "formphone") == by_columns.names
    assert by_formula.beta == pytest.approx(by_columns.beta)
    assert by_formula.anova("form").pval == pytest.approx(by_columns.anova("form").pval)


def test_powers_interactions_and_no_intercept_can_be_written() -> None:
    squared = meta_regression(YI, VI, "~ weeks + I(weeks**2)", data=pd.DataFrame(TABLE))
    assert squared.beta == pytest.approx(meta_regression(YI, VI, [TABLE["weeks"], [w**2 for w in TABLE["weeks"]]]).beta)
    assert "intrcpt" not in meta_regression(YI, VI, "~ 0 + form", data=TABLE).names


def test_a_missing_number_stops_or_leaves_the_study_out_with_a_count() -> None:
    lacking = {"weeks": [1.0, 2, np.nan, 4, 5, 7]}
    with pytest.raises(InputError, match="found none in study 3 of 6"):
        meta_regression(YI, VI, "~ weeks", data=lacking)
    assert meta_regression(YI, VI, "~ weeks", data=lacking, missing="drop").dropped == 1
    with pytest.raises(InputError, match="found none in study 2 of 6"):
        meta_regression(YI, VI, "~ form", data={"form": ["a", None, "a", "b", "b", "b"]})


@pytest.mark.parametrize(
    ("formula", "data", "message"),
    [
        ("~ week", TABLE, "no column 'week'; did you mean weeks?"),
        ("~ country", TABLE, "no column 'country'; there are weeks, form"),
        ("~ weeks +", TABLE, "cannot be read as a formula"),
        ("~ nothing_like_it(weeks)", TABLE, "no column 'nothing_like_it'"),
        ("~ weeks + log(form)", TABLE, "cannot be worked out"),
        ("~ weeks", {"weeks": [1, 2]}, "expected a moderator of 6 studies, found 2"),
    ],
)
def test_what_cannot_be_read_says_why(formula: str, data: dict[str, list[float]], message: str) -> None:
    with pytest.raises(InputError, match=message.replace("?", "[?]")):
        meta_regression(YI, VI, formula, data=data)


def test_a_formula_needs_its_table_and_begins_with_a_tilde() -> None:
    with pytest.raises(UsageError, match="needs the table"):
        meta_regression(YI, VI, "~ weeks")
    with pytest.raises(UsageError, match="begins with ~"):
        meta_regression(YI, VI, "yi ~ weeks", data=TABLE)
    with pytest.raises(UsageError, match="goes with a formula"):
        meta_regression(YI, VI, TABLE, data=TABLE)


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "formulaic", None)
    with pytest.raises(UsageError, match=r"alongside\[formula\]"):
        meta_regression(YI, VI, "~ weeks", data=TABLE)
