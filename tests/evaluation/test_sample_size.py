"""Sample sizes against printed figures, and what may not be assumed."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.errors import UsageError
from alongside.evaluation.samplesize import (
    DESIGNS,
    Assumptions,
    adjusted_sd,
    cluster_design_effect,
    curve,
    longitudinal_size,
    nested_variance,
    power_of,
    power_t,
    power_z,
    required,
    stepped_wedge_variance,
    wedge_pattern,
)

HALF = Assumptions("individual", difference=0.5)
NESTED = Assumptions("partially-nested", difference=0.5, icc=0.1, cluster_size=10)


def test_two_means_half_a_standard_deviation_apart_need_64_people_an_arm() -> None:
    needed = required(HALF)
    assert needed.exact == pytest.approx(63.7656, abs=5e-5)
    assert (needed.support, needed.comparison) == (64, 64)
    assert needed.power == pytest.approx(0.8015, abs=5e-5)


def test_sixteen_clusters_of_ten_have_the_printed_power() -> None:
    trial = Assumptions("cluster", difference=1, sd=math.sqrt(5), icc=0.1, cluster_size=10)
    assert power_of(trial, 16) == pytest.approx(0.801766, abs=2e-6)


def test_two_risks_in_clusters_of_150_need_the_printed_number_of_clusters() -> None:
    trial = Assumptions("cluster", control_risk=0.1, support_risk=0.2, icc=0.05, cluster_size=150)
    assert required(trial).exact == pytest.approx(12.094, abs=5e-4)


def test_ten_groups_of_ten_leave_the_printed_number_of_controls() -> None:
    variance, _ = nested_variance(10, 10, 77.81084, between=0.1, within=0.9, control=1)
    assert power_z(0.5 / math.sqrt(variance)) == pytest.approx(0.8, abs=1e-6)


def test_a_stepped_wedge_of_24_clusters_has_the_printed_power() -> None:
    p = (0.05 + 0.035) / 2
    variance = stepped_wedge_variance(wedge_pattern(4, 6), 120, residual=p * (1 - p), between=0.01**2)
    assert power_z(0.015 / math.sqrt(variance)) == pytest.approx(0.786190, abs=1e-6)


@pytest.mark.parametrize(
    ("rho", "sizes"), [(0.2, (313, 625, 938)), (0.5, (196, 391, 586)), (0.8, (79, 157, 235))], ids=str
)
def test_slopes_need_the_printed_numbers_of_people(rho: float, sizes: tuple[int, ...]) -> None:
    for variance, size in zip((100, 200, 300), sizes, strict=True):
        assert math.ceil(longitudinal_size((0, 2, 5), 0.5, rho=rho, variance=variance, tails=1)) == size


def test_the_wedge_agrees_with_hussey_and_hughes_in_closed_form() -> None:
    X, s2, t2 = wedge_pattern(3, 2), 0.7, 0.05
    clusters, T = X.shape
    U, W, V = X.sum(), (X.sum(0) ** 2).sum(), (X.sum(1) ** 2).sum()
    closed = (
        clusters
        * s2
        * (s2 + T * t2)
        / ((clusters * U - W) * s2 + (U**2 + clusters * T * U - T * W - clusters * V) * t2)
    )
    assert stepped_wedge_variance(X, 10, residual=7, between=t2) == pytest.approx(closed, rel=1e-12)


def test_a_longitudinal_trial_is_the_published_formula() -> None:
    trial = Assumptions("longitudinal", slope=0.5, times=(0, 2, 5), sd=10, baseline_correlation=0.2, tails=1)
    assert required(trial).exact == pytest.approx(longitudinal_size((0, 2, 5), 0.5, rho=0.2, variance=100, tails=1))


@settings(max_examples=40, deadline=None)
@given(
    design=st.sampled_from([name for name in DESIGNS if name not in ("longitudinal", "stepped-wedge")]),
    difference=st.floats(0.25, 1.2),
    icc=st.floats(0, 0.3),
    size=st.floats(2, 30),
    cv=st.floats(0, 0.8),
)
def test_the_whole_number_reaches_the_power_and_one_less_does_not(
    design: str, difference: float, icc: float, size: float, cv: float
) -> None:
    trial = Assumptions(design, difference=difference, icc=icc, cluster_size=size, cluster_cv=cv)
    needed = required(trial)
    whole = math.ceil(needed.exact - 1e-9)
    assert needed.power >= trial.power - 1e-9
    if whole > 2:
        assert power_of(trial, whole - 1) < trial.power


@settings(max_examples=30, deadline=None)
@given(icc=st.floats(0.01, 0.2), extra=st.floats(0.01, 0.2))
def test_people_who_are_more_alike_need_more_groups(icc: float, extra: float) -> None:
    rows = curve(NESTED, "icc", [icc, icc + extra])
    assert rows[1][1].exact >= rows[0][1].exact


def test_unequal_clusters_need_more_than_equal_ones() -> None:
    assert cluster_design_effect(20, 0.05, cv=0.7) > cluster_design_effect(20, 0.05)
    assert required(replace(NESTED, cluster_cv=0.7)).exact > required(NESTED).exact


def test_adjusting_for_baseline_takes_one_minus_r_squared_of_the_people() -> None:
    adjusted = required(replace(HALF, baseline_correlation=0.6, reference="z"))
    assert adjusted.exact / required(replace(HALF, reference="z")).exact == pytest.approx(1 - 0.36)
    assert adjusted_sd(1, 0.6) == pytest.approx(0.8)


def test_people_who_will_be_lost_are_recruited_as_well() -> None:
    assert required(replace(HALF, retained=0.8)).support == 80


def test_a_far_tail_is_a_power_of_one_and_not_a_missing_number() -> None:
    assert power_t(400, 10) == 1
    assert power_t(30, 3) == pytest.approx(1)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"icc": 1.0}, "intracluster correlation"),
        ({"icc": -0.1}, "intracluster correlation"),
        ({"difference": 0.0}, "not 0"),
        ({"difference": None}, "difference to detect"),
        ({"sd": 0.0}, "standard deviation"),
        ({"power": 1.0}, "power is a share"),
        ({"alpha": 0.0}, "alpha is a share"),
        ({"retained": 0.0}, "retained"),
        ({"design": "crossover"}, "expected a design of"),
        ({"control_risk": 0.1}, "needs the risk with support and the risk without"),
        ({"control_risk": 0.1, "support_risk": 1.2}, "a risk is a share"),
        ({"cluster_size": 0.5}, "at least"),
        ({"tails": 3}, "1 tail or 2"),
        ({"design": "longitudinal"}, "difference in slope"),
        ({"design": "stepped-wedge", "steps": 1}, "cannot be told from the periods"),
        ({"baseline_correlation": 1.0}, "correlation with baseline"),
    ],
    ids=str,
)
def test_assumptions_that_cannot_be_are_one_clear_line(wrong: dict[str, object], words: str) -> None:
    with pytest.raises(UsageError) as caught:
        required(replace(NESTED, **wrong))  # wrong on purpose
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_power_that_people_alone_cannot_reach_says_what_limits_it() -> None:
    wedge = Assumptions("stepped-wedge", difference=0.05, icc=0.2, cluster_autocorrelation=0.5, clusters_per_step=1)
    with pytest.raises(UsageError, match="add clusters"):
        required(wedge)


def test_a_curve_over_something_else_names_the_assumptions() -> None:
    with pytest.raises(UsageError, match="expected one of difference, sd"):
        curve(HALF, "colour", [1])


def test_the_command_prints_one_document(alongside) -> None:
    done = alongside(
        "tools",
        "samplesize",
        "partially-nested",
        "--difference",
        "0.5",
        "--icc",
        "0.1",
        "--cluster-size",
        "10",
        "--vary",
        "icc=0.01,0.1",
        "--size",
        "8",
        "--json",
    )
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["required"]["support"] == document["required"]["clusters"]["support"] * 10
    assert document["curves"]["icc"][0]["exact"] < document["curves"]["icc"][1]["exact"]
    assert document["curves"]["icc"][1]["exact"] == document["required"]["exact"]
    assert document["power_of_size"]["power"] == pytest.approx(power_of(NESTED, 8))


def test_the_command_says_what_is_wrong_in_one_line(alongside) -> None:
    for arguments in (["--icc", "2", "--difference", "1"], ["--vary", "icc", "--difference", "1"], []):
        done = alongside("tools", "samplesize", *arguments)
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
