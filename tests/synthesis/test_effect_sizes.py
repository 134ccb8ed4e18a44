"""Effect sizes from counts, and from means and standard deviations."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.errors import InputError, UsageError
from alongside.synthesis import effect_size
from alongside.synthesis.measures import small_sample_factor

tables = st.tuples(*[st.integers(1, 500)] * 4)


def two_by_two(a: float, b: float, c: float, d: float) -> dict[str, list[float]]:
    return {"ai": [a], "n1i": [a + b], "ci": [c], "n2i": [c + d]}


def groups(**changed: float) -> dict[str, list[float]]:
    columns = {"m1i": 12.0, "sd1i": 4.0, "n1i": 10.0, "m2i": 10.0, "sd2i": 4.0, "n2i": 10.0} | changed
    return {name: [value] for name, value in columns.items()}


def test_the_odds_ratio_is_the_cross_product_with_woolfs_variance() -> None:
    # 64 of 218 and 83 of 216: 64·133/(154·83); 1/64 + 1/154 + 1/83 + 1/133
    es = effect_size("OR", ai=[64], n1i=[218], ci=[83], n2i=[216])
    assert es.yi[0] == pytest.approx(math.log(64 * 133 / (154 * 83)), rel=1e-14)
    assert es.vi[0] == pytest.approx(1 / 64 + 1 / 154 + 1 / 83 + 1 / 133, rel=1e-14)


def test_risk_ratio_and_risk_difference_by_hand() -> None:
    # 10 of 100 against 20 of 100
    rr = effect_size("RR", ai=[10], n1i=[100], ci=[20], n2i=[100])
    rd = effect_size("RD", ai=[10], n1i=[100], ci=[20], n2i=[100])
    assert rr.yi[0] == pytest.approx(math.log(0.5))
    assert rr.vi[0] == pytest.approx(1 / 10 - 1 / 100 + 1 / 20 - 1 / 100)
    assert rd.yi[0] == pytest.approx(-0.1)
    assert rd.vi[0] == pytest.approx(0.1 * 0.9 / 100 + 0.2 * 0.8 / 100)


def test_hedges_g_by_hand() -> None:
    # d = (12 − 10)/4 = 0.5; J(18) = 1 − 3/(4·18 − 1) = 0.9577 nearly; v = 1/10 + 1/10 + g²/40
    es = effect_size("SMD", **groups())
    g = 0.5 * math.exp(math.lgamma(9) - math.lgamma(8.5)) / 3
    assert es.yi[0] == pytest.approx(g, rel=1e-13)
    assert es.yi[0] == pytest.approx(0.5 * (1 - 3 / 71), abs=1e-4)
    assert es.vi[0] == pytest.approx(0.2 + g**2 / 40, rel=1e-13)


def test_the_mean_difference_pools_the_variances_only_where_asked() -> None:
    columns = groups(sd1i=3.0, sd2i=5.0, n1i=20.0, n2i=10.0)
    assert effect_size("MD", **columns).vi[0] == pytest.approx(9 / 20 + 25 / 10)
    assert effect_size("MD", vtype="HO", **columns).vi[0] == pytest.approx((19 * 9 + 9 * 25) / 28 * (1 / 20 + 1 / 10))


def test_the_average_variance_puts_one_g_in_all_studies() -> None:
    columns = {name: value * 2 for name, value in groups().items()} | {"m1i": [12.0, 10.0]}
    es = effect_size("SMD", vtype="AV", **columns)
    mean = es.yi.mean()
    assert es.vi == pytest.approx([0.2 + mean**2 / 40] * 2)


def test_the_small_sample_factor_nears_one_and_keeps_its_digits() -> None:
    assert small_sample_factor(np.array([1e8]))[0] == pytest.approx(1 - 3 / (4e8 - 1), rel=1e-14)
    assert np.isnan(small_sample_factor(np.array([1.0]))[0])


@pytest.mark.parametrize(
    ("to", "added"), [("only0", [0.5, 0]), ("if0all", [0.5, 0.5]), ("all", [0.5, 0.5]), ("none", [None, 0])]
)
def test_zero_cells_follow_the_rule_study_by_study(to: str, added: list[float | None]) -> None:
    es = effect_size("OR", ai=[0, 5], n1i=[10, 10], ci=[3, 4], n2i=[10, 10], to=to)
    cells = [(0, 10, 3, 7), (5, 5, 4, 6)]
    for i, plus in enumerate(added):
        if plus is None:
            assert math.isnan(es.yi[i])
            assert math.isnan(es.vi[i])
        else:
            a, b, c, d = (cell + plus for cell in cells[i])
            assert es.yi[i] == pytest.approx(math.log(a * d / (b * c)))
            assert es.vi[i] == pytest.approx(1 / a + 1 / b + 1 / c + 1 / d)


def test_a_study_with_zero_events_keeps_its_weight() -> None:
    es = effect_size("RR", ai=[0], n1i=[50], ci=[4], n2i=[50])
    assert math.isfinite(es.yi[0])
    assert es.vi[0] > 0


@given(tables)
@settings(max_examples=50, deadline=None)
def test_swapped_arms_give_the_inverse_ratio(cells: tuple[int, int, int, int]) -> None:
    a, b, c, d = cells
    for measure in ("OR", "RR", "RD"):
        effects_a, effects_b = (
            effect_size(measure, **two_by_two(a, b, c, d)),
            effect_size(measure, **two_by_two(c, d, a, b)),
        )
        assert effects_a.yi[0] == pytest.approx(-effects_b.yi[0], abs=1e-12)
        assert effects_a.vi[0] == pytest.approx(effects_b.vi[0])


@given(tables)
@settings(max_examples=50, deadline=None)
def test_the_odds_ratio_of_the_opposite_event_is_the_inverse(cells: tuple[int, int, int, int]) -> None:
    a, b, c, d = cells
    effects_a, effects_b = effect_size("OR", **two_by_two(a, b, c, d)), effect_size("OR", **two_by_two(b, a, d, c))
    assert effects_a.yi[0] == pytest.approx(-effects_b.yi[0], abs=1e-12)


@given(st.floats(-50, 50), st.floats(0.1, 20), st.floats(0.01, 100))
@settings(max_examples=50, deadline=None)
def test_g_does_not_depend_on_the_unit(difference: float, sd: float, unit: float) -> None:
    effects_a = effect_size("SMD", **groups(m1i=difference, m2i=0.0, sd1i=sd, sd2i=sd))
    effects_b = effect_size("SMD", **groups(m1i=difference * unit, m2i=0.0, sd1i=sd * unit, sd2i=sd * unit))
    assert effects_a.yi[0] == pytest.approx(effects_b.yi[0], rel=1e-9)
    assert effects_a.vi[0] == pytest.approx(effects_b.vi[0], rel=1e-9)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"ai": [1, -1]}, r"column ai: expected 0 events or more, found -1 in study 2 of 2"),
        ({"ci": [1, 11]}, r"column ci: expected no more events than people \(n2i\), found 11 in study 2 of 2"),
        ({"n1i": [0, 10]}, r"column n1i: expected a number of people above 0, found 0 in study 1 of 2"),
        ({"ai": [1, math.nan]}, r"column ai: expected a number, found nan in study 2 of 2"),
        ({"n2i": [10, math.inf]}, r"column n2i: expected a finite number"),
        ({"ai": [1]}, r"expected columns of one length, found ai 1, n1i 2"),
        ({"ai": ["one", 2]}, r"column ai: expected numbers only"),
        ({"ai": [[1, 2]]}, r"column ai: expected one number a study"),
    ],
)
def test_a_number_that_cannot_be_is_named_with_its_column_and_study(changed: dict[str, list], message: str) -> None:
    columns = {"ai": [1, 2], "n1i": [10, 10], "ci": [1, 2], "n2i": [10, 10]} | changed
    with pytest.raises(InputError, match=message):
        effect_size("OR", **columns)


def test_a_negative_sd_and_an_empty_table_are_refused() -> None:
    with pytest.raises(InputError, match="column sd2i: expected a standard deviation of 0 or more, found -1"):
        effect_size("MD", **groups(sd2i=-1.0))
    with pytest.raises(InputError, match="expected at least one study"):
        effect_size("OR", ai=[], n1i=[], ci=[], n2i=[])


def test_a_missing_number_gives_nan_where_that_is_asked_for() -> None:
    es = effect_size("RD", ai=[1, math.nan], n1i=[10, 10], ci=[2, 2], n2i=[10, 10], missing="nan")
    assert np.isnan(es.yi).tolist() == [False, True]
    assert np.isnan(es.vi).tolist() == [False, True]


@pytest.mark.parametrize(
    ("measure", "options", "message"),
    [
        ("SMDX", {}, "measure 'SMDX' is not supported; supported are OR, RR, RD, MD, SMD, "),
        ("OR", {"vtype": "UB"}, "vtype 'UB' is not supported for OR; supported are LS"),
        ("OR", {"to": "some"}, "to='some' is none of only0, all, if0all, none"),
        ("OR", {"add": -1}, "add=-1 must be 0 or more"),
        ("OR", {"m1i": [1]}, "OR needs ai, n1i, ci, n2i; not m1i"),
        ("MD", {}, "MD needs m1i, sd1i, n1i, m2i, sd2i, n2i; not ai, ci"),
        ("OR", {"n2i": None}, "missing: n2i"),
        ("OR", {"missing": "drop"}, "missing='drop' is none of error, nan"),
    ],
)
def test_wrong_use_says_what_is_right(measure: str, options: dict, message: str) -> None:
    columns = {"ai": [1], "n1i": [10], "ci": [2], "n2i": [10]} | options
    with pytest.raises(UsageError, match=message):
        effect_size(measure, **columns)
