"""What an estimate comes to for people: hand-worked figures."""

from __future__ import annotations

import math

import pytest

from alongside.certainty import Baseline, Baselines, ScaleUnit
from alongside.evidence import Contrast, Counts, EffectSize, Estimate, Means, Outcome, Weighted
from alongside.publishing.findings import at_risk, baselines_of, in_points
from alongside.publishing.pages.certainty import findings
from alongside.publishing.review import Review

ADMISSION = Outcome("h", "Admission", "hospital_use", "RR", False, event="go into hospital")
MOOD = Outcome("d", "Depression", "depression", "SMD", False)


def estimate(measure: str, beta: float, low: float, high: float, studies: tuple[Weighted, ...] = ()) -> Estimate:
    return Estimate(measure, 3, 90, beta, 0.1, low, high, None, None, 0, 0, 1, 1, 1, "REML", "knha", studies)


def weighted(study: str) -> Weighted:
    return Weighted(EffectSize(f"{study}/1", study, "RR", 0.0, 0.1, 90), 0.25)


def test_a_risk_ratio_of_a_half_at_20_of_100_is_10_fewer_and_one_in_ten() -> None:
    row = at_risk(estimate("RR", math.log(0.5), math.log(0.4), math.log(0.75)), ADMISSION, Baseline("ours", 0.2))
    assert row.with_support == pytest.approx((0.1, 0.08, 0.15))
    assert row.difference == pytest.approx((-0.1, -0.12, -0.05))
    assert row.needed == pytest.approx((10, 1 / 0.12, 20))


def test_an_odds_ratio_goes_through_odds() -> None:
    # Odds 0.25 at a risk of 0.2; twice that is 0.5, a risk of a third.
    odds = Outcome("h", "Admission", "d", "OR", False)
    row = at_risk(estimate("OR", math.log(2), math.log(1.5), math.log(3)), odds, Baseline("ours", 0.2))
    assert row.with_support[0] == pytest.approx(1 / 3)


def test_an_interval_that_holds_no_effect_has_no_number_needed() -> None:
    row = at_risk(estimate("RR", math.log(0.8), math.log(0.5), math.log(1.2)), ADMISSION, Baseline("ours", 0.2))
    assert row.needed is None


def test_a_risk_never_leaves_0_to_100() -> None:
    row = at_risk(estimate("RR", math.log(2), math.log(1.1), math.log(9)), ADMISSION, Baseline("ours", 0.4))
    assert max(row.with_support) == 1
    difference = Outcome("h", "Admission", "d", "RD", False)
    assert at_risk(estimate("RD", -0.5, -0.9, -0.1), difference, Baseline("ours", 0.3)).with_support[1] == 0


def test_a_scale_that_counts_the_other_way_turns_the_sign() -> None:
    pooled = estimate("SMD", -0.5, -0.7, -0.3)
    assert in_points(pooled, MOOD, ScaleUnit("PHQ-9", 6, False)).difference == pytest.approx((-3.0, -4.2, -1.8))
    assert in_points(pooled, MOOD, ScaleUnit("Vigour", 6, True)).difference == pytest.approx((3.0, 1.8, 4.2))


def counted(study: str, events: float) -> Contrast:
    return Contrast(f"{study}/1", study, "h", "admission", False, counts=Counts(events, 100, events, 100))


def test_risks_are_quarters_of_the_trials_from_four_on_and_the_middle_below() -> None:
    names = ("a", "b", "c", "d", "e")
    contrasts = {f"{n}/1": counted(n, 10 * (i + 1)) for i, n in enumerate(names)}
    five = baselines_of(estimate("RR", 0, -1, 1, tuple(map(weighted, names))), ADMISSION, contrasts)
    assert [risk.risk for risk in five.risks] == pytest.approx([0.2, 0.3, 0.4])
    two = baselines_of(estimate("RR", 0, -1, 1, tuple(map(weighted, names[:2]))), ADMISSION, contrasts)
    assert [risk.risk for risk in two.risks] == pytest.approx([0.15])
    assert "2 trials" in two.risks[0].source


def test_what_a_person_chose_stands() -> None:
    chosen = Baselines((Baseline("our ward", 0.07),))
    assert (
        baselines_of(estimate("RR", 0, -1, 1, (weighted("a"),)), ADMISSION, {"a/1": counted("a", 9)}, chosen) == chosen
    )


def test_the_scale_is_that_of_most_trials_with_their_middle_spread() -> None:
    def measured(study: str, instrument: str, sd: float) -> Contrast:
        means = Means(30, 1.0, sd, 30, 2.0, sd)
        return Contrast(f"{study}/1", study, "d", instrument, False, means=means)

    contrasts = {
        "a/1": measured("a", "BDI", 9.0),
        "b/1": measured("b", "PHQ-9", 5.0),
        "c/1": measured("c", "PHQ-9", 6.0),
    }
    pooled = estimate("SMD", 0.1, 0.0, 0.2, tuple(map(weighted, ("a", "b", "c"))))
    scale = baselines_of(pooled, MOOD, contrasts).scale
    assert scale is not None
    assert (scale.instrument, scale.sd) == ("PHQ-9", 5.5)
    assert baselines_of(pooled, MOOD, {}).scale is None


def test_two_trials_come_to_no_figure_and_the_page_says_why(packaged: Review) -> None:
    pairs = [answer for answer in packaged.main.values() if answer.estimate and answer.estimate.k == 2]
    assert pairs
    for answer in pairs:
        told = findings(packaged, answer)
        assert (told["rows"], told["points"]) == ([], None)
        assert "too few for one figure" in told["why_not"]
    more = next(a for a in packaged.main.values() if a.estimate and a.estimate.k > 2 and a.estimate.measure == "RR")
    assert findings(packaged, more)["rows"]
