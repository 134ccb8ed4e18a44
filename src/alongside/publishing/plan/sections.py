"""The figures of the one page, section by section, each with what it opens."""

from __future__ import annotations

import math
from dataclasses import dataclass

from alongside.certainty import what_matters
from alongside.evidence import Outcome
from alongside.planning import CostPerOutcome, PlanAnswer
from alongside.publishing.links import Links
from alongside.publishing.plan.words import amount, effect_sentence, people, range_of_money, unit_of
from alongside.publishing.review import Review
from alongside.words.addresses import address_of
from alongside.words.numbers import count, number, percent

__all__ = ["Behind", "Figure", "cost_figures", "effect_figures", "measure_figures", "worth_figures"]

PEOPLE_ALIVE = 8e9
"""A trial of more people is no plan."""

POWER = 0.8
"""Chance that a comparison shows the difference, as trials are usually planned."""


@dataclass(frozen=True, slots=True)
class Behind:
    """What a figure opens: words and an address."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of the page: what it is, the figure in words, and what it opens."""

    label: str
    value: str
    behind: tuple[Behind, ...] = ()


def opens(*names: str) -> tuple[Behind, ...]:
    """The assumptions of these names, in the appendix."""
    return tuple(Behind(name, f"#input-{address_of(name.replace(' ', '_'))}") for name in names)


TRIALS = Behind("the trials behind it", "#trials")


def effect_figures(answer: PlanAnswer, review: Review, links: Links) -> tuple[Figure, ...]:
    """What a person may expect, and how surely."""
    prediction, outcome = answer.expected.prediction, review.outcomes[answer.plan.outcome]
    assert prediction is not None
    page = Behind(outcome.label, links.outcome(outcome.id))
    behind: tuple[Behind, ...] = (TRIALS, page)
    if answer.plan.baseline_risk is not None:
        behind += opens("baseline risk")
    figures = [
        Figure("For a person who starts", effect_sentence(answer.figures.effect_per_person, outcome), behind),
        Figure("Chance that it helps at all", percent(answer.figures.chance_of_benefit), (TRIALS,)),
    ]
    matters = what_matters(outcome)
    if matters is not None:
        turn = 1 if outcome.higher_is_better else -1
        chance = float((turn * prediction.draws >= matters.value).mean())
        stated = "stated for this outcome" if matters.stated else "by rule of thumb"
        figures.append(Figure("Chance that it helps enough to matter", f"{percent(chance)} ({stated})", behind))
    trials = f"{number(prediction.effective, 1)} trials’ worth of evidence, of {len(answer.expected.studies)} trials"
    near = "the nearest is just as described"
    if prediction.distance > 0:
        near = f"the nearest differs in {percent(prediction.distance)} of what was described"
    figures.append(Figure("What that rests on", f"{trials}; {near}", (TRIALS,)))
    answered = review.main[outcome.id]
    figures.append(Figure("Certainty of the trials’ average", review.certainty(answered).level, (page,)))
    return tuple(figures)


def cost_figures(answer: PlanAnswer) -> tuple[Figure, ...]:
    """Reach and costs; these need no trial."""
    plan, figures = answer.plan, answer.figures
    lines = opens(*(f"cost of {line.name}" for line in plan.costs))
    reach = opens("people a year", "uptake", "people per supporter")
    limits = {"uptake": "how many start", "supporters": "how many people can help", "budget": "the money"}
    most = max(figures.limited, key=lambda name: figures.limited[name])
    limit = f"{limits[most]}, in {percent(figures.limited[most])} of what may happen"
    hours = opens("hours per person", "hour value")
    rows = [
        Figure("People reached, all years", people(figures.reached), reach),
        Figure("What keeps it from more", limit, reach),
        Figure("To be paid, all years", range_of_money(figures.total_cost, plan.currency), lines),
        Figure("With volunteers’ time as a cost", range_of_money(figures.total_cost_with_time, plan.currency), hours),
    ]
    if figures.cost_per_person is not None and figures.cost_per_person_with_time is not None:
        rows += [
            Figure("For each person reached", range_of_money(figures.cost_per_person, plan.currency), lines),
            Figure(
                "For each person, with volunteers’ time",
                range_of_money(figures.cost_per_person_with_time, plan.currency),
                hours,
            ),
        ]
    if plan.budget is not None:
        rows.append(Figure("What you can spend a year", amount(plan.budget, plan.currency)))
    return tuple(rows)


def worth_figures(answer: PlanAnswer, outcome: Outcome) -> tuple[Figure, ...]:
    """Cost per outcome, the chance that it is worth it, what would have to be true, and whether to ask for a trial."""
    plan, figures = answer.plan, answer.figures
    rows = [
        Figure(f"Price of one {unit_of(outcome)}", _ratio(figures.per_outcome, plan.currency), (TRIALS,)),
        Figure("That price, with volunteers’ time", _ratio(figures.per_outcome_with_time, plan.currency), (TRIALS,)),
    ]
    if plan.threshold is None or figures.chance_worth_it is None or figures.chance_worth_it_with_time is None:
        text = f"say what one {unit_of(outcome)} is worth to you; the drawing shows the chance for any answer"
        return (*rows, Figure("Chance that it is worth its price", text))
    worth = f"where one {unit_of(outcome)} is worth {amount(plan.threshold, plan.currency)}"
    rows += [
        Figure("Chance that it is worth its price", f"{percent(figures.chance_worth_it)}, {worth}", (TRIALS,)),
        Figure("That chance, with volunteers’ time", percent(figures.chance_worth_it_with_time), opens("hour value")),
    ]
    if answer.turn is not None:
        value = answer.turn.value
        text = (
            f"an effect of {number(value, 2)} for one person; {number(figures.effect_per_person.mean, 2)} is expected"
            if value is not None
            else "no effect in reach makes it pay for itself"
        )
        rows.append(Figure("What would have to be true to break even", text, (TRIALS,)))
    rows.append(Figure("A trial first?", _trial(answer), (TRIALS,)))
    return tuple(rows)


def measure_figures(answer: PlanAnswer, outcome: Outcome, links: Links) -> tuple[Figure, ...]:
    """What to measure to know locally, and how many people that takes."""
    instruments = ", ".join(outcome.instruments[:2])
    rows = [Figure("With what", f"{outcome.label}: {instruments}" if instruments else outcome.label)]
    matters = what_matters(outcome)
    if matters is not None:
        people_needed = _people_needed(answer.expected.trial_variance, matters.value)
        text = "more than there are: the difference that is said to matter is too small to be seen"
        if people_needed is not None:
            text = (
                f"about {count(people_needed)} people, half of them without support for a while, to see the smallest "
                f"difference that matters with a chance of {percent(POWER)}"
            )
        rows.append(Figure("How many, to know in your own service", text, (TRIALS,)))
    if not answer.has_effect:
        text = "the trials so far cannot say what one is worth to this plan; those most worth it for all are ranked"
        rows.append(Figure("A trial first?", text, (Behind("what to find out next", links.agenda()),)))
    rows.append(
        Figure("Besides", "how many were offered it, started, and stayed; supporters who left; hours; what was paid")
    )
    return tuple(rows)


def _people_needed(trial_variance: float, difference: float) -> int | None:
    """(z of 97.5 % + z of 80 %)² times the variance of a trial of one person, over the difference squared; in tens.

    None for more people than live.
    """
    people = (1.959964 + 0.841621) ** 2 * trial_variance
    for _ in range(2):  # its square alone may be 0 where the difference is not
        people = people / abs(difference) if difference else math.inf
    return 10 * math.ceil(people / 10) if people < PEOPLE_ALIVE else None


def _ratio(ratio: CostPerOutcome, currency: str) -> str:
    if ratio.ratio is None:
        return ratio.note
    if ratio.interval is None:
        none = percent(1 - ratio.gains)
        return f"{amount(ratio.ratio, currency)} on average; {none} of what may happen has no gain at all"
    low, high = ratio.interval
    return f"{amount(ratio.ratio, currency)} ({amount(low, currency)} to {amount(high, currency)})"


def _trial(answer: PlanAnswer) -> str:
    currency = answer.plan.currency
    paying = [trial for trial in answer.trials if trial.plans_to_pay is not None]
    if not paying:
        return "no: no result of a trial would change the decision"
    best = min(paying, key=lambda trial: trial.plans_to_pay or 0)
    needed = best.plans_to_pay or 0
    worth = (
        f"a trial of {count(best.n)} people would be worth {amount(best.worth, currency)} to this plan and cost "
        f"{amount(best.price, currency)}"
    )
    if needed <= 1:
        return f"yes: {worth}"
    return f"not for this plan alone: {worth}; it pays where {count(needed)} plans like this one go by its result"
