"""A plan: what it comes to by hand, its digest and JSON, its readings, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.errors import InputError, UsageError
from alongside.planning import (
    Assumption,
    CostLine,
    Plan,
    Range,
    benefit_draws,
    budget_impact,
    effect_draws,
    evpi,
    evppi,
    outlook,
    outlook_at,
    plan_from_json,
    plan_tornado,
    plan_turn,
    sampled,
    summary,
)


def fixed(value: float) -> Assumption:
    return Assumption(value, source="worked by hand")


def line(name: str, amount: float, per: str, **changes: Any) -> CostLine:
    return CostLine(name, fixed(amount), per, **{"currency": "GBP", "price_year": 2024, **changes})


LINES = (
    line("set-up", 1000, "start"),
    line("coordination", 500, "year"),
    line("training", 60, "new supporter"),
    line("expenses", 20, "supporter year"),
    line("telephone", 5, "person"),
    line("last meeting", 10, "person who stays"),
)

PLAN = Plan(
    title="telephone support",
    components=("telephone", "training"),
    context={"condition": "diabetes"},
    outcome="loneliness, standard deviations",
    people_a_year=fixed(100),
    uptake=fixed(0.5),
    dropout=fixed(0.25),
    supporters=10,
    people_per_supporter=fixed(4),
    supporters_leaving=fixed(0.2),
    hours_per_person=fixed(6),
    hour_value=fixed(10),
    costs=LINES,
    currency="GBP",
    price_year=2024,
    start_year=2027,
    end_year=2028,
    threshold=500,
)

UNSURE = replace(
    PLAN,
    uptake=Assumption(0.5, 0.3, 0.6, shape="pert", source="52 % took it up (BECCA)"),
    dropout=Assumption(0.25, 0.15, 0.4, shape="beta", source="invented"),
    costs=(
        CostLine("training", Assumption(60, 40, 90, shape="gamma", source="invented"), "new supporter", "GBP", 2024),
        CostLine("rooms", Assumption(500, 300, 800, shape="triangular", source="invented"), "year", "GBP", 2024),
    ),
    supporters=30,
)

EFFECT = np.random.default_rng(5).normal(0.2, 0.15, 3000)


def test_supporters_cap_how_many_are_reached() -> None:
    view = outlook_at(PLAN, {"effect": 0.2})
    assert view.reached.tolist() == [[40, 40]]
    assert view.stayed.tolist() == [[30, 30]]
    assert view.limited == {"uptake": 0, "supporters": 1, "budget": 0}


def test_costs_are_what_a_pencil_gives() -> None:
    # Start 1000, year 500, 40 calls at 5, 30 meetings at 10, 10 supporters at 20, 2 replaced and 10 trained at 60.
    view = outlook_at(PLAN, {"effect": 0.2})
    assert view.cash.tolist() == [[1000 + 500 + 200 + 300 + 200 + 120 + 600, 500 + 200 + 300 + 200 + 120]]
    assert view.volunteer.tolist() == [[2400, 2400]]
    assert view.total_cost(volunteer_time=True) - view.total_cost(volunteer_time=False) == pytest.approx(4800)


def test_where_supporters_are_many_uptake_is_what_limits() -> None:
    view = outlook_at(replace(PLAN, supporters=1000), {"effect": 0.2})
    assert view.reached.tolist() == [[50, 50]]
    assert view.limited["uptake"] == 1


def test_a_budget_caps_and_is_spent_to_the_end() -> None:
    view = outlook_at(replace(PLAN, budget=2000), {"effect": 0.2})
    a_person = 5 + 7.5 + (20 + 0.2 * 60) / 4
    in_first_year = 500 / (a_person + 60 / 4)
    assert view.reached[0] == pytest.approx([in_first_year, 40])
    assert view.cash[0] == pytest.approx([2000, 500 + 40 * a_person + 60 * (10 - in_first_year / 4)])
    assert view.limited == {"uptake": 0, "supporters": 0.5, "budget": 0.5}


@settings(max_examples=40, deadline=None)
@given(budget=st.floats(1501, 1e5), supporters=st.floats(0.5, 100), leaving=st.floats(0, 1), years=st.integers(0, 4))
def test_no_year_costs_more_than_its_budget(budget: float, supporters: float, leaving: float, years: int) -> None:
    plan = replace(PLAN, budget=budget, supporters=supporters, supporters_leaving=fixed(leaving), end_year=2027 + years)
    view = outlook_at(plan, {"effect": 0.2})
    assert view.cash.max() <= budget * (1 + 1e-9)
    assert view.reached.max() <= min(50, supporters * 4) + 1e-9


def test_later_years_are_discounted_and_the_first_is_not() -> None:
    view = outlook_at(replace(PLAN, cost_rate=0.1, effect_rate=0.25), {"effect": 0.2})
    assert view.total_cost(volunteer_time=False)[0] == pytest.approx(2920 + 1320 / 1.1)
    assert view.total_effect[0] == pytest.approx(8 + 8 / 1.25)


def test_an_effect_that_lasts_is_counted_again_as_far_as_it_lasts() -> None:
    view = outlook_at(replace(PLAN, effect_kept=fixed(0.5)), {"effect": 0.2})
    assert view.effect[0] == pytest.approx([8, 8 + 4])


def test_prices_of_another_year_are_brought_over_by_the_index() -> None:
    older = tuple(replace(item, price_year=2020) for item in LINES)
    view = outlook_at(replace(PLAN, costs=older, price_index={2020: 80, 2024: 100}), {"effect": 0.2})
    assert view.cash[0] == pytest.approx([2920 * 1.25, 1320 * 1.25])


def test_changing_one_assumption_leaves_the_draws_of_the_others() -> None:
    changed = replace(UNSURE, uptake=Assumption(0.4, 0.1, 0.6, shape="pert", source="invented"))
    before, after = outlook(UNSURE, EFFECT, seed=1).inputs, outlook(changed, EFFECT, seed=1).inputs
    assert (before["dropout"] == after["dropout"]).all()
    assert (before["cost of rooms"] == after["cost of rooms"]).all()
    assert (before["uptake"] != after["uptake"]).any()


def test_the_same_seed_gives_the_same_outlook() -> None:
    run_a, run_b = outlook(UNSURE, EFFECT, seed=3), outlook(UNSURE, EFFECT, seed=3)
    assert (run_a.cash == run_b.cash).all()
    assert (run_a.cash != outlook(UNSURE, EFFECT, seed=4).cash).any()


def test_a_summary_has_volunteer_time_both_ways() -> None:
    figures = summary(outlook(UNSURE, EFFECT, seed=1))
    assert figures.cost_per_person is not None
    assert figures.cost_per_person_with_time is not None
    assert figures.cost_per_person_with_time.mean - figures.cost_per_person.mean == pytest.approx(60)
    assert figures.net_benefit is not None
    assert figures.net_benefit_with_time is not None
    assert figures.net_benefit.mean - figures.net_benefit_with_time.mean == pytest.approx(60 * figures.reached.mean)
    assert figures.chance_of_benefit == pytest.approx((EFFECT > 0).mean())
    assert figures.chance_worth_it is not None
    assert figures.chance_worth_it_with_time is not None
    assert 0 < figures.chance_worth_it_with_time < figures.chance_worth_it < 1


def test_without_a_threshold_nothing_is_said_to_be_worth_it() -> None:
    view = outlook(replace(UNSURE, threshold=None), EFFECT, seed=1)
    assert summary(view).chance_worth_it is None
    with pytest.raises(UsageError, match="net benefit needs a threshold"):
        benefit_draws(view, volunteer_time=False)


def test_the_budget_is_by_calendar_year() -> None:
    years = budget_impact(outlook(UNSURE, EFFECT, seed=1))
    assert [row.year for row in years] == [2027, 2028]
    assert years[0].cash.mean > years[1].cash.mean
    assert years[0].reached.low < years[0].reached.mean < years[0].reached.high


def test_knowing_the_effect_is_worth_most_and_no_more_than_all() -> None:
    sample = benefit_draws(outlook(UNSURE, EFFECT, seed=1), volunteer_time=True)
    assert set(sample.parameters) == {"effect", "uptake", "dropout", "cost of training", "cost of rooms"}
    worth = {name: evppi(sample, name).value for name in sample.parameters}
    assert max(worth, key=lambda name: worth[name]) == "effect"
    assert worth["effect"] <= evpi(sample).value


def test_a_tornado_moves_each_assumption_alone() -> None:
    bars = plan_tornado(UNSURE, Range(0.2, -0.1, 0.5))
    assert bars[0].name == "effect"
    assert {bar.name for bar in bars} == {"effect", "uptake", "dropout", "cost of training", "cost of rooms"}
    assert next(bar for bar in bars if bar.name == "dropout").width == 0


def test_what_the_effect_would_have_to_be() -> None:
    turn = plan_turn(PLAN, Range(0.2, 0, 1), "effect", 0, 1)
    assert turn.value == pytest.approx((2920 + 1320) / (500 * 80))


def test_an_unknown_figure_names_those_there_are() -> None:
    with pytest.raises(UsageError, match="no figure 'x'; there are cost, "):
        plan_tornado(PLAN, Range(0.2, 0, 1), "x")


def test_a_plan_comes_back_from_its_json_with_its_digest() -> None:
    for plan in (PLAN, UNSURE, replace(PLAN, price_index={2020: 80.5}, effect_kept=fixed(0.5), budget=9000)):
        again = plan_from_json(plan.to_json())
        assert again == plan
        assert again.digest == plan.digest
    assert len(PLAN.plan_id) == 12


NAMES = sorted(json.loads(UNSURE.to_json()))
VALUES = st.sampled_from([None, -1, 0, 0.5, 3, 1e400, "", "x", [], [1], {}, {"value": 1}, [{"name": "x"}], True])


@settings(max_examples=200, deadline=None)
@given(name=st.sampled_from(NAMES), value=VALUES)
def test_a_damaged_plan_is_a_plan_or_one_line(name: str, value: object) -> None:
    document = json.loads(UNSURE.to_json()) | {name: value}
    try:
        plan = plan_from_json(json.dumps(document))
    except (InputError, UsageError) as refused:
        assert "\n" not in str(refused)
    else:
        try:
            summary(outlook(plan, EFFECT[:50], seed=1))
        except InputError as refused:
            assert "\n" not in str(refused)


def test_any_change_changes_the_digest_and_none_does_not() -> None:
    assert replace(PLAN, supporters=11).digest != PLAN.digest
    assert replace(PLAN, uptake=Assumption(0.5, source="another")).digest != PLAN.digest
    assert replace(PLAN, supporters=10.0, components=("training", "telephone")).digest == PLAN.digest


def test_draws_have_the_mean_and_range_that_were_stated() -> None:
    random = np.random.default_rng(1)
    for shape, mean in (("triangular", 70), ("pert", (40 + 4 * 60 + 110) / 6), ("uniform", 75), ("gamma", 60)):
        values = sampled(Assumption(60, 40, 110, shape=shape, source="x"), random, 100_000)
        assert values.mean() == pytest.approx(mean, rel=0.01)
        assert values.min() >= (40 if shape != "gamma" else 0)
    assert sampled(Assumption(60, 40, 110, shape="gamma", source="x"), random, 100_000).std() == pytest.approx(
        70 / 3.92, rel=0.02
    )
    shares = sampled(Assumption(0.3, 0.2, 0.4, shape="beta", source="x"), random, 100_000)
    assert (shares.mean(), shares.std()) == (pytest.approx(0.3, rel=0.01), pytest.approx(0.2 / 3.92, rel=0.02))


def test_an_effect_is_turned_so_that_more_is_better() -> None:
    class Prediction:
        draws = np.array([-1.0, -2.0])

    assert effect_draws(Prediction(), lower_is_better=True).tolist() == [1, 2]
    assert effect_draws(Prediction()).tolist() == [-1, -2]


REFUSED: list[tuple[Callable[[], object], str]] = [
    (lambda: line("rooms", -1, "year"), "cost of rooms: expected an amount of at least 0, found -1"),
    (
        lambda: CostLine("rooms", Assumption(1, -1, 2, "pert", source="x"), "year", "GBP", 2024),
        "cost of rooms: expected an amount of at least 0, found -1",
    ),
    (lambda: line("rooms", 1, "year", currency="£"), "cost of rooms: expected a currency as GBP, found '£'"),
    (lambda: replace(PLAN, uptake=fixed(1.2)), "uptake: expected a probability from 0 to 1, found 1.2"),
    (
        lambda: replace(PLAN, dropout=Assumption(0.5, 0.1, 1.1, "pert", source="x")),
        "dropout: expected a probability from 0 to 1, found 1.1",
    ),
    (lambda: replace(PLAN, effect_kept=fixed(-0.1)), "effect kept: expected a probability from 0 to 1, found -0.1"),
    (lambda: replace(PLAN, budget=0), "budget: expected an amount above 0 a year, found 0"),
    (
        lambda: outlook(replace(PLAN, budget=1500), EFFECT, seed=1),
        "budget: expected more than the 1,500 GBP that the first year costs before anybody is reached, found 1,500",
    ),
    (
        lambda: replace(PLAN, costs=(*LINES, line("post", 1, "person", currency="EUR"))),
        "cost of post: currencies mixed, expected GBP as the plan, found EUR",
    ),
    (
        lambda: replace(PLAN, costs=(*LINES, line("post", 1, "person", price_year=2019))),
        "cost of post: in prices of 2019, the plan's are of 2024: expected a price index with 2019",
    ),
    (
        lambda: replace(PLAN, costs=(line("post", 1, "person", price_year=2019),), price_index={2019: 0, 2024: 1}),
        "price index of 2019: expected a number above 0, found 0",
    ),
    (lambda: replace(PLAN, end_year=2026), "end year: expected 2027 or later, found 2026"),
    (lambda: replace(PLAN, start_year=2027.5), "start year: expected a year as 2027, found 2027.5"),
    (lambda: replace(PLAN, end_year=2200), "end year: expected at most 50 years, found 174"),
    (lambda: replace(PLAN, costs=()), "costs: expected at least one line"),
    (lambda: replace(PLAN, costs=(LINES[0], LINES[0])), "cost of set-up: expected one line of each name, found two"),
    (lambda: replace(PLAN, supporters=0), "supporters: expected a number above 0, found 0"),
    (lambda: replace(PLAN, people_per_supporter=fixed(0)), "people per supporter: expected a number above 0"),
    (lambda: replace(PLAN, people_a_year=fixed(-5)), "people a year: expected an amount of at least 0, found -5"),
    (
        lambda: replace(PLAN, cost_rate=3.5),
        "discount rate of costs: expected a share a year from 0 to under 1, found 3.5",
    ),
    (lambda: replace(PLAN, threshold=-1), "threshold: expected an amount of at least 0, found -1"),
    (lambda: Assumption(1), "assumption of 1: expected a source"),
    (lambda: Assumption(np.nan, source="x"), "expected a finite value, found nan"),
    (lambda: Assumption(1, 0, 2, source="x"), "a range needs a shape: triangular, pert, uniform, gamma or beta"),
    (lambda: Assumption(1, shape="pert", source="x"), "shape pert: expected a low and a high end of the range"),
    (lambda: Assumption(3, 0, 2, "pert", source="x"), "expected 0 to 2 to hold the value, found 3"),
    (lambda: Assumption(0, 0, 2, "gamma", source="x"), "shape gamma: expected a value above 0 and a range from 0 up"),
    (lambda: Assumption(1, 0, 2, "beta", source="x"), "shape beta: expected a share between 0 and 1 and its range"),
    (lambda: Assumption(0.01, 0, 1, "beta", source="x"), "shape beta: expected a range that a share of this value can"),
    (lambda: outlook(PLAN, [0.1, np.nan], seed=1), "row 2, column effect: expected a finite number, found nan"),
    (lambda: outlook(PLAN, [0.1], seed=1), "effect: expected a vector of at least 2 draws"),
    (lambda: plan_from_json("{"), "plan: expected JSON, found a fault at character 2"),
    (lambda: plan_from_json("{}"), "plan: expected a JSON object of version 1"),
    (lambda: plan_from_json('{"version":1,"x":2}'), "plan: unknown x; missing baseline_risk, budget, components"),
    (
        lambda: plan_from_json(json.dumps({**json.loads(PLAN.to_json()), "uptake": "half"})),
        "plan: expected values of the kinds that a plan has",
    ),
]


@pytest.mark.parametrize(("call", "text"), REFUSED, ids=[text[:60] for _, text in REFUSED])
def test_what_cannot_be_is_refused_in_one_line(call: Callable[[], object], text: str) -> None:
    with pytest.raises(InputError) as caught:
        call()
    assert text in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_not_on_offer_names_what_is() -> None:
    with pytest.raises(UsageError, match="per 'week': expected one of start, year"):
        line("rooms", 1, "week")
    with pytest.raises(UsageError, match="shape 'normal': expected one of fixed, triangular"):
        Assumption(1, 0, 2, "normal", source="x")
