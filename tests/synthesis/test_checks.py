"""What a report prints against what it counted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from alongside.evidence import ClusterDesign, Contrast, Counts, Means, PrintedEffect
from alongside.synthesis import check


def contrast(effect: PrintedEffect | None, **parts: Any) -> Contrast:
    return Contrast("a/1", "a", "x", "i", False, effect=effect, adjusted=parts.pop("adjusted", False), **parts)


def verdict(effect: PrintedEffect, **parts: Any) -> str:
    checked = check(contrast(effect, **parts))
    assert checked is not None
    return checked.verdict


RR = PrintedEffect("RR", 0.5, 0.25, 1.01)
COUNTS = Counts(10, 100, 20, 100)


def test_johnson_2018_is_within_a_few_per_cent_of_its_counts() -> None:
    # Printed OR 0.66 (0.43 to 0.99); 64/218 and 83/216 give 0.666 (0.446 to 0.994), so 0.67 (0.45 to 0.99).
    checked = check(contrast(PrintedEffect("OR", 0.66, 0.43, 0.99), counts=Counts(64, 218, 83, 216)))
    assert checked is not None
    assert checked.verdict == "rounding"
    assert checked.recomputed == pytest.approx((0.6659, 0.4463, 0.9936), abs=1e-4)
    assert abs(checked.apart) < 0.05
    assert checked.sentence.startswith("Printed OR 0.66 (0.43 to 0.99); from the counts 0.666 (0.446 to 0.994)")


def test_mountain_2014_is_explained_by_rounded_means_and_sds() -> None:
    checked = check(contrast(PrintedEffect("MD", 7, -3, 16), means=Means(26, 78, 18, 30, 71, 21)))
    assert checked is not None
    assert checked.verdict == "rounding"
    assert checked.recomputed[0] == 7


def test_printed_digits_that_come_out_agree() -> None:
    assert verdict(RR, counts=COUNTS) == "agrees"
    assert verdict(replace(RR, measure="PR"), counts=COUNTS) == "agrees"
    assert verdict(PrintedEffect("RR", 0.5), counts=COUNTS) == "agrees"
    assert verdict(PrintedEffect("RD", -0.1, -0.198, -0.002), counts=COUNTS) == "agrees"


def test_either_t_or_the_normal_distribution_may_have_been_used() -> None:
    means = Means(10, 5.0, 2.0, 12, 4.0, 4.0)
    ways = {}
    # pooled SD 3.256: Student ±2.91; Welch (16.7 df) ±2.78; normal ±2.58
    for low, high in ((-1.91, 3.91), (-1.78, 3.78), (-1.58, 3.58)):
        checked = check(contrast(PrintedEffect("MD", 1.0, low, high), means=means))
        assert checked is not None
        ways[checked.way] = checked.verdict
    assert set(ways) == {"Student's t", "Welch's t", "normal distribution"}


def test_a_model_may_move_the_effect_and_a_plain_one_may_not() -> None:
    moved = PrintedEffect("RR", 0.55, 0.28, 1.09)
    assert verdict(moved, counts=COUNTS, adjusted=True) == "adjusted"
    assert verdict(moved, counts=COUNTS, adjusted=None) == "adjusted"
    assert verdict(moved, counts=COUNTS, adjusted=False) == "contradicts"
    assert verdict(moved, counts=COUNTS, adjusted=False, cluster=ClusterDesign("yes")) == "adjusted"


def test_clusters_may_widen_an_interval_by_much_and_nothing_else_may() -> None:
    wide = PrintedEffect("RR", 0.5, 0.05, 5.0)
    assert verdict(wide, counts=COUNTS, adjusted=True) == "contradicts"
    assert verdict(wide, counts=COUNTS, adjusted=True, cluster=ClusterDesign("yes")) == "adjusted"


def test_an_effect_on_the_other_side_contradicts_whatever_the_model() -> None:
    assert verdict(PrintedEffect("RR", 2.0, 1.0, 4.0), counts=COUNTS, adjusted=True) == "contradicts"


def test_a_printed_standardised_difference_may_be_g_or_d() -> None:
    # d = −1/4 with 20 people an arm; g = 0.9801 d
    means = Means(20, 9.0, 4.0, 20, 10.0, 4.0)
    for value in (-0.25, -0.245):
        assert verdict(PrintedEffect("SMD", value), means=means) == "agrees"


@pytest.mark.parametrize(
    "row",
    [
        contrast(None, counts=COUNTS),
        contrast(RR),
        contrast(replace(RR, measure="HR"), counts=COUNTS),
        contrast(PrintedEffect("MD", 1, 0, 2), counts=COUNTS),
        contrast(PrintedEffect("MD", 1, 0, 2), means=Means(10, 1, None, 10, 0, 1)),
        contrast(PrintedEffect("MD", 1, 0, 2), means=Means(1, 1, 1, 1, 0, 1)),
        contrast(PrintedEffect("MD", 1, 0, 2), means=Means(10, 1, 0, 10, 0, 0)),
        contrast(PrintedEffect("MD", 1, 0, 2), means=Means(0.5, 1, 1e9, 50, 0, 1)),  # its pooled variance is below 0
        contrast(PrintedEffect("SMD", 1, 0, 2), means=Means(1, 1, 7, 50, 0, 0)),
        contrast(RR, counts=Counts(0, 100, 20, 100)),
    ],
)
def test_what_cannot_be_recomputed_is_not_checked(row: Contrast) -> None:
    assert check(row) is None


def test_spreads_at_the_end_of_what_may_be_written_are_checked_like_others() -> None:
    huge = Means(50, 1e100, 1e100, 50, 0, 1e100)
    checked = check(contrast(PrintedEffect("MD", 1e100, None, None), means=huge))
    assert checked is not None
    assert checked.recomputed[0] == 1e100
