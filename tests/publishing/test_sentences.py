"""Every cell of GRADE's statements is reached, and says what the guidance says (see validation/sentences.py)."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.publishing.sentences import LEVELS, Cell, Sign, Size, cell_of, sentence

TABLE: dict[str, Any] = runpy.run_path(str(Path(__file__).parents[2] / "validation" / "sentences.py"))

figures = st.floats(-3, 3, allow_nan=False)
levels = st.sampled_from(LEVELS)


@pytest.mark.parametrize("row", TABLE["results"](), ids=lambda row: row["case"])
def test_the_sentence_is_the_one_that_the_guidance_asks_for(row: dict[str, Any]) -> None:
    assert row["value"] == row["expected"]


def test_the_table_reaches_every_cell_at_every_level() -> None:
    reached = {(cell_of(case.value, case.smallest), case.level) for case in TABLE["CASES"]}
    cells = {Cell(size, sign) for size in get_args(Size) for sign in get_args(Sign) if sign != "none"}
    cells = {cell for cell in cells if cell.size != "trivial"} | {Cell("trivial", "none")}
    assert reached == {(cell, level) for cell in cells for level in LEVELS}


@given(figures, figures, figures, levels, st.one_of(st.none(), st.floats(0.01, 2)))
def test_what_leans_to_harm_is_never_worded_as_help(
    value: float, low: float, high: float, level: str, smallest: float | None
) -> None:
    low, value, high = sorted((low, value, high))
    told = sentence(value, low, high, smallest=smallest, level=level, plain="sleep well")
    assert not (value <= 0 and "help" in told)
    assert not (value >= 0 and "less likely" in told)


@given(figures, figures, figures, levels, st.floats(0.01, 2))
def test_an_interval_with_both_a_benefit_and_a_harm_that_matter_says_so(
    value: float, low: float, high: float, level: str, smallest: float
) -> None:
    low, value, high = sorted((low, value, high))
    told = sentence(value, low, high, smallest=smallest, level=level, plain="sleep well")
    assert ("both a benefit and a harm" in told) == (low <= -smallest and high >= smallest)


@given(figures, figures, figures, levels, st.one_of(st.none(), st.floats(0.01, 2)))
def test_very_low_certainty_always_warns_and_no_level_above_it_does(
    value: float, low: float, high: float, level: str, smallest: float | None
) -> None:
    told = sentence(value, low, high, smallest=smallest, level=level, plain="sleep well")
    assert ("very uncertain" in told) == (level == "very low")


def test_people_are_helped_to_be_what_they_then_are() -> None:
    helped = sentence(0.3, 0.1, 0.5, smallest=0.2, level="moderate", plain="are more active")
    assert helped == "On average, peer support probably helps people be more active (a small effect)."
    none = sentence(0.0, -0.1, 0.1, smallest=0.2, level="high", plain="are more active")
    assert none.endswith("to whether people are more active.")
