"""A plan from what a person says: what is filled in and from where, what is refused, and three described services."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest

from alongside.errors import InputError
from alongside.evidence import EffectSize
from alongside.planning import FEWEST_PAIRS, Plan, PlanAnswer, fitted
from alongside.publishing.links import SiteLinks
from alongside.publishing.plan import OnePage, one_page
from alongside.synthesis.prediction import Hierarchy, TrialEffect
from alongside.workflow.plan import Desk, describe, values_of
from alongside.workflow.plan.lasting import two_times

CALLS = {"outcome": "hba1c", "condition": "diabetes", "worth": "500"}
DISCHARGE = {"outcome": "hospital_admission", "condition": "severe_mental_illness", "setting": "hospital"}
GROUPS = {"outcome": "loneliness", "condition": "older_people"}


def plan_of(desk: Desk, values: dict[str, str], *forms: str) -> Plan:
    return desk.plan_of(describe(values, forms, start_year=2027))


def page_of(desk: Desk, values: dict[str, str], *forms: str) -> tuple[PlanAnswer, OnePage]:
    plan = plan_of(desk, values, *forms)
    answer = desk.answer(plan)
    instead = () if answer.has_effect else desk.instead(plan)
    return answer, one_page(answer, desk.review, SiteLinks(), instead=instead, forms=desk.forms(plan))


def figures_of(page: OnePage) -> dict[str, str]:
    return {figure.label: figure.value for _, figures in page.sections for figure in figures}


def test_how_long_an_effect_lasts_is_taken_from_four_trials_that_measured_twice(desk: Desk) -> None:
    """The packaged evidence has three such trials of depression: too few. With one more the plan takes it from them."""
    review = desk.review
    few = two_times(review, "depression")
    assert 0 < len(few) < FEWEST_PAIRS
    assert plan_of(desk, {"outcome": "depression"}, "telephone").effect_kept is None
    used = {pair.study for pair in few}
    rows = [c for c in review.contrasts.values() if c.outcome == "depression" and c.study not in used]
    usable = [c for c in rows if c.weeks is not None and c.id in review.effects and c.use == "main"]
    usual = [c for c in usable if c.comparator_class == "nothing_or_usual"]
    contrasts, effects = dict(review.contrasts), dict(review.effects)
    for contrast in usual:
        effect = effects[contrast.id]
        if not isinstance(effect, EffectSize):
            continue
        later = f"{contrast.id}/a-year-later"
        contrasts[later] = replace(contrast, id=later, weeks=(contrast.weeks or 0) + 52)
        effects[contrast.id] = replace(effect, yi=-0.5)
        effects[later] = replace(effect, contrast=later, yi=-0.2)
    grown = Desk(replace(review, contrasts=contrasts, effects=effects), review.arms)
    assert len(two_times(grown.review, "depression")) >= FEWEST_PAIRS
    share_kept = plan_of(grown, {"outcome": "depression"}, "telephone").effect_kept
    assert share_kept is not None
    assert 0 < share_kept.value < 1
    assert all(pair.study in share_kept.source for pair in two_times(grown.review, "depression"))


def test_what_a_person_says_of_how_long_it_lasts_stands(desk: Desk) -> None:
    stated = plan_of(desk, {"outcome": "depression", "effect kept": "60"}, "telephone").effect_kept
    assert stated is not None
    assert (stated.value, stated.source) == (0.6, "stated by the person who plans")


def test_every_assumption_has_a_source_and_says_where_it_is_ours(desk: Desk) -> None:
    plan = plan_of(desk, CALLS, "telephone")
    assert "12 trials" in plan.uptake.source
    assert "16 trials" in plan.dropout.source
    assert "12 trials of the same form" in plan.people_per_supporter.source
    assert all(assumption.source for assumption in plan.assumptions.values())
    ours = [line.name for line in plan.costs if "from no publication" in line.amount.source]
    assert "supervision" in ours
    assert "telephone" not in ours


def test_where_fewer_than_ten_trials_report_it_their_figures_are_in_view(desk: Desk) -> None:
    source = plan_of(desk, CALLS, "forum").people_per_supporter.source
    assert "trials of any form" in source
    few = Desk(desk.review, [arm for arm in desk._arms if arm.study in ("kew-2017", "calle-1994")])
    assert "1 trials report it: calle-1994" in plan_of(few, CALLS, "telephone").people_per_supporter.source


def test_each_form_has_its_own_lines_of_cost(desk: Desk) -> None:
    calls, groups = (plan_of(desk, CALLS, form) for form in ("telephone", "group"))
    assert {line.name for line in calls.costs} - {line.name for line in groups.costs} == {"telephone"}
    assert {line.name for line in groups.costs} - {line.name for line in calls.costs} == {"rooms"}


def test_what_a_person_puts_in_is_used_and_named_as_theirs(desk: Desk) -> None:
    stated = {**CALLS, "uptake": "50", "uptake low": "40", "uptake high": "70", "cost of training": "90"}
    plan = plan_of(desk, stated, "telephone")
    assert (plan.uptake.value, plan.uptake.span, plan.uptake.shape) == (0.5, (0.4, pytest.approx(0.7)), "pert")
    training = next(line.amount for line in plan.costs if line.name == "training")
    assert (training.value, training.shape, training.source) == (90, "fixed", "stated by the person who plans")


def test_the_fields_of_a_plan_describe_the_same_plan(desk: Desk) -> None:
    for values, form in ((CALLS, "telephone"), (DISCHARGE, "one_to_one"), (GROUPS, "group")):
        plan = plan_of(desk, {**values, "uptake": "33", "budget": "70000"}, form)
        assert plan_of(desk, values_of(plan), form).digest == plan.digest
        assert plan_of(desk, desk.fields_of(plan), form).digest == plan.digest
        assert {name for name in desk.fields_of(plan) if name.startswith("cost of")} == set()


BAD = [
    ({"people": "-5"}, "people a year: expected an amount of at least 0, found -5"),
    ({"people": "many"}, "people a year: expected a number, found 'many'"),
    ({"uptake": "120"}, "uptake: expected a probability from 0 to 100 %, found 120"),
    ({"uptake": "50", "uptake low": "60", "uptake high": "70"}, "uptake: expected 60 to 70 % to hold 50"),
    ({"uptake": "50", "uptake low": "40"}, "uptake: expected both ends of its range, found one"),
    ({"budget": "0"}, "budget: expected an amount above 0 a year, found 0"),
    ({"budget": "1000"}, "budget: expected more than the 28,000 GBP"),
    ({"cost of training": "-3"}, "cost of training: expected an amount of at least 0, found -3"),
    ({"cost of lunch": "3"}, "cost of lunch: expected a line of the cost, one of cost of coordination"),
    ({"currency": "EUR"}, "currencies mixed, expected EUR as the plan, found GBP"),
    ({"price year": "2020"}, "expected a price index with 2025"),
    ({"years": "0"}, "years: expected a horizon of at least 1 year from the start, found 0"),
    ({"years": "1.5"}, "years: expected a whole number, found '1.5'"),
    ({"supporters": "0"}, "supporters: expected a number above 0, found 0"),
    ({"worth": "1e99"}, "worth: expected a number, found '1e99'"),
    ({"outcome": "happiness"}, "outcome: expected one of"),
    ({"condition": "gout"}, "condition: expected one of"),
    ({"cost rate": "200"}, "discount rate of costs: expected a share a year from 0 to under 1, found 2"),
]


@pytest.mark.parametrize(("values", "line"), BAD, ids=[line[:50] for _, line in BAD])
def test_what_cannot_be_is_one_clear_line_and_nothing_takes_its_place(
    desk: Desk, values: dict[str, str], line: str
) -> None:
    with pytest.raises(InputError) as caught:
        desk.answer(plan_of(desk, {**CALLS, **values}, "telephone"))
    assert line in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_form_of_support_is_asked_for() -> None:
    with pytest.raises(InputError, match="form of support: expected at least one"):
        describe(CALLS, [], start_year=2027)


def test_calls_for_people_with_diabetes_end_in_a_page_to_act_on(desk: Desk) -> None:
    answer, page = page_of(desk, CALLS, "telephone")
    figures = figures_of(page)
    assert answer.has_effect
    assert page.refused == ""
    assert "percentage points better" in page.lede
    told = " ".join([page.basis, *(trial.differs for trial in page.trials)])
    assert "telephone calls" in told
    assert "one_to_one" not in told, "words of the codebook, and no ids"
    assert "rests on trials whose average is of very low certainty, so all of it may turn out otherwise" in page.lede
    assert figures["Chance that it is worth its price"].endswith("is worth GBP\u202f500")
    assert "people would be worth GBP" in figures["A trial first?"]
    assert figures["How many, to know in your own service"].startswith("about ")
    assert {trial.label for trial in page.trials} >= {"Dale 2009", "Long 2012"}
    assert dict(page.forms)["Telephone calls"].startswith("chance that it helps at all")
    assert dict(page.forms)["Online forum or messaging"].startswith("cannot be said: no trial of this outcome has")


def test_discharge_support_in_mental_health_is_refused_and_shows_what_the_trials_bear(desk: Desk) -> None:
    answer, page = page_of(desk, DISCHARGE, "one_to_one")
    assert not answer.has_effect
    assert "would rest on 2.4 trials (mostly Johnson 2018" in page.refused
    assert page.lede.startswith("The trials cannot say what it would do for going into hospital.")
    assert figures_of(page)["A trial first?"].startswith("the trials so far cannot say")
    assert [figure.label for figure in page.instead] == ["Happiness and wellbeing, severe mental illness, any place"]
    [figure] = page.instead
    assert "the chance that it helps at all is" in figure.value
    assert figure.value.endswith(" certainty)"), "an average is never told without how sure it is"
    assert "Is it worth it?" not in dict(page.sections)
    assert not any("worth" in label for label in figures_of(page))


def test_groups_for_lonely_older_people_are_refused_and_their_cost_is_not(desk: Desk) -> None:
    answer, page = page_of(desk, GROUPS, "group")
    assert page.refused.startswith(
        "No evidence like yours: no trial of this outcome has group meetings in person; its trials have one to one"
    )
    assert answer.curve == ()
    assert answer.bars_of == "cost"
    assert figures_of(page)["For each person reached"].startswith("GBP")
    assert "about 540 people" in figures_of(page)["How many, to know in your own service"]


def test_a_ratio_is_told_in_people_and_shows_its_risk_without_support(desk: Desk) -> None:
    answer, page = page_of(desk, {"outcome": "exclusive_breastfeeding", "condition": "perinatal"}, "one_to_one")
    assert answer.plan.baseline_risk is not None
    assert "the chance without support in" in answer.plan.baseline_risk.source
    assert page.lede.startswith("Of 100 people, about ")
    risk = next(item for item in page.inputs if item.name == "baseline risk")
    assert risk.value.endswith("%")
    assert all(abs(end) <= 1 for end in (answer.figures.effect_per_person.low, answer.figures.effect_per_person.high))


def test_every_figure_opens_a_place_that_is_there(desk: Desk) -> None:
    _, page = page_of(desk, CALLS, "telephone")
    places = {f"#{item.anchor}" for item in page.inputs} | {"#trials"}
    behind = [item for _, figures in page.sections for figure in figures for item in figure.behind]
    assert len(behind) > 20
    assert {item.url for item in behind if item.url.startswith("#")} <= places
    assert {item.url for item in behind} - places == {"outcomes/hba1c.html"}
    uptake = next(item for item in page.inputs if item.name == "uptake")
    assert ("Charlesworth 2016 (SHIELD)", "studies/charlesworth-2016.html") in uptake.opens
    assert "charlesworth-2016" not in uptake.source


def test_a_trial_is_worth_no_more_than_knowing_everything(desk: Desk) -> None:
    answer, _ = page_of(desk, CALLS, "telephone")
    assert answer.worth_of_all is not None
    assert answer.worth_of_effect is not None
    worth = [trial.worth for trial in answer.trials]
    assert 0 < worth[0] <= worth[-1]
    assert worth == sorted(worth)
    assert worth[-1] < answer.worth_of_effect <= answer.worth_of_all
    assert [trial.plans_to_pay for trial in answer.trials] == [math.ceil(t.price / t.worth) for t in answer.trials]


def test_the_curve_is_the_chance_at_what_one_unit_is_worth(desk: Desk) -> None:
    answer, _ = page_of(desk, CALLS, "telephone")
    prices = [price for price, _, _ in answer.curve]
    at_500 = desk.answer(replace(answer.plan, threshold=prices[8]))
    assert at_500.figures.chance_worth_it == pytest.approx(answer.curve[8][1])
    assert all(valued <= paid for _, paid, valued in answer.curve)


def test_without_a_worth_no_chance_of_being_worth_it_is_told(desk: Desk) -> None:
    answer, page = page_of(desk, {**CALLS, "worth": ""}, "telephone")
    assert answer.trials == ()
    assert "A trial first?" not in figures_of(page)
    assert figures_of(page)["Chance that it is worth its price"].startswith("say what one percentage point")


def test_the_trials_of_an_outcome_are_fitted_once_for_all_forms_of_support(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    fits: list[int] = []

    def counted(effects: Sequence[TrialEffect], factors: Sequence[str], scale: float) -> Hierarchy:
        fits.append(len(effects))
        return fitted(effects, factors, scale)

    monkeypatch.setattr("alongside.workflow.plan.desk.fitted", counted)
    fresh = Desk(desk.review, desk.review.arms)
    told = [fresh.expected("hba1c", (form,), {"condition": "diabetes"}) for form in ("telephone", "group", "forum")]
    assert len(fits) == 1
    for expected in told:
        alone = Desk(desk.review, desk.review.arms).expected(
            "hba1c", tuple(expected.profile.components), {"condition": "diabetes"}
        )
        assert (expected.refused, expected.prediction is None) == (alone.refused, alone.prediction is None)
        if expected.prediction is not None and alone.prediction is not None:
            assert expected.prediction.mean == alone.prediction.mean
            assert (expected.prediction.draws == alone.prediction.draws).all()
