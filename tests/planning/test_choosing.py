"""Net benefit, acceptability, expected loss, cost per outcome, tornado and turning points."""

from __future__ import annotations

import numpy as np
import pytest

from alongside.errors import InputError, UsageError
from alongside.planning import (
    acceptability,
    cost_per_outcome,
    draws,
    evpi,
    net_benefit,
    tornado,
    turning_point,
)

RANDOM = np.random.default_rng(3)
EFFECTS = np.column_stack([np.zeros(4000), RANDOM.normal(0.2, 0.1, 4000), RANDOM.normal(0.3, 0.4, 4000)])
COSTS = np.column_stack([np.zeros(4000), RANDOM.gamma(4, 25, 4000), RANDOM.gamma(4, 50, 4000)])


def test_net_benefit_is_worth_less_cost() -> None:
    assert net_benefit([[0, 50], [0, 20]], [[0, 2], [0, 1]], 30).tolist() == [[0, 10], [0, 10]]


def test_chances_of_being_best_sum_to_one_at_every_threshold() -> None:
    curve = acceptability(COSTS, EFFECTS, [0, 200, 500, 1000, 5000])
    assert curve.chance_best.sum(axis=1) == pytest.approx(1)


def test_at_a_threshold_of_nothing_the_cheapest_is_best() -> None:
    curve = acceptability(COSTS, EFFECTS, [0])
    assert curve.best == (0,)
    assert curve.frontier.tolist() == [1.0]


def test_the_best_option_has_the_least_expected_loss_and_it_is_the_worth_of_knowing_all() -> None:
    thresholds = [200, 600, 2000]
    curve = acceptability(COSTS, EFFECTS, thresholds)
    for threshold, best, loss in zip(thresholds, curve.best, curve.expected_loss, strict=True):
        assert loss.argmin() == best
        assert loss.min() == pytest.approx(evpi(draws(net_benefit(COSTS, EFFECTS, threshold))).value)


def test_the_best_option_need_not_be_the_likeliest() -> None:
    # One draw in four gains 10, three lose 1: best on average, and rarely best.
    curve = acceptability(np.zeros((4, 2)), [[0, 10], [0, -1], [0, -1], [0, -1]], [1])
    assert curve.best == (1,)
    assert curve.frontier[0] == 0.25


def test_cost_per_outcome_is_a_ratio_of_means() -> None:
    result = cost_per_outcome([90, 110, 100, 100], [0.1, 0.3, 0.2, 0.2])
    assert result.ratio == pytest.approx(500)
    assert result.interval == pytest.approx((110 / 0.3, 900))


def test_a_ratio_has_no_interval_where_the_effect_may_be_none() -> None:
    result = cost_per_outcome([100, 100, 100, 100], [0.5, 0.5, -0.1, 0.5])
    assert result.ratio == pytest.approx(400 / 1.4)
    assert result.interval is None
    assert "25% of the draws have no more effect" in result.note


def test_where_there_is_no_price_there_is_no_ratio() -> None:
    assert cost_per_outcome([-5, -5], [1, 1]).note == "more effect at less cost: no price to pay"
    assert cost_per_outcome([5, 5], [-1, -1]).note == "no more effect on average, at more cost"
    assert cost_per_outcome([-5, -5], [-1, -1]).note == "no more effect on average; look at the net benefit"
    assert cost_per_outcome([-5, -5], [1, 1]).ratio is None


def test_the_widest_bar_of_a_tornado_is_on_top() -> None:
    bars = tornado(
        lambda x: x["effect"] * x["value"] - x["cost"],
        {"effect": 0.2, "value": 1000, "cost": 120},
        {"cost": (100, 150), "effect": (-0.1, 0.5), "value": (1000, 1000)},
    )
    assert [bar.name for bar in bars] == ["effect", "cost", "value"]
    assert (bars[0].at_low, bars[0].at_high) == (pytest.approx(-220), pytest.approx(380))
    assert bars[2].width == 0


def test_what_would_have_to_be_true_is_where_net_benefit_is_zero() -> None:
    turn = turning_point(lambda x: 1000 * x["effect"] - x["cost"], {"effect": 0.2, "cost": 120}, "effect", 0, 1)
    assert turn.value == pytest.approx(0.12)


def test_where_nothing_turns_the_result_it_is_said() -> None:
    turn = turning_point(lambda x: x["a"] + 1, {"a": 1}, "a", 0, 5)
    assert turn.value is None
    assert turn.note == "from 0 to 5 of a the result stays above zero at both ends"


@pytest.mark.parametrize(
    ("call", "line"),
    [
        (lambda: net_benefit([[1]], [[1]], -1), "threshold: expected an amount of at least 0, found -1"),
        (lambda: net_benefit([[1]], [[1, 2]], 1), "expected costs and effects as draws by options, found (1, 1) and"),
        (lambda: net_benefit([[np.nan]], [[1]], 1), "expected finite costs and effects"),
        (lambda: acceptability([[1]], [[1]], []), "expected at least one threshold"),
        (lambda: cost_per_outcome([1, 2], [1]), "expected finite draws of cost and of effect, as many of each"),
        (lambda: cost_per_outcome([1, 2], [1, 2], level=1.5), "level: expected a share between 0 and 1, found 1.5"),
        (lambda: tornado(lambda _: 0, {"a": 1}, {"a": (2, 1)}), "a: expected a range from low to high, found 2 to 1"),
        (lambda: turning_point(lambda _: np.nan, {"a": 1}, "a", 0, 1), "a: expected a finite result at both ends"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(call: object, line: str) -> None:
    with pytest.raises(InputError) as caught:
        call()
    assert line in str(caught.value)


def test_an_unknown_assumption_names_those_there_are() -> None:
    with pytest.raises(UsageError, match="no assumption 'b'; there are a"):
        tornado(lambda _: 0, {"a": 1}, {"b": (0, 1)})
