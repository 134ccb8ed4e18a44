"""What the one page says, as plain values: sentences, figures with what they open, tables and drawings.

Nothing here is HTML, so that the page, the PDF and the Word document can only say the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from alongside.certainty import what_matters
from alongside.planning import FIGURES, TRIAL, Expectation, PlanAnswer, outlook_at
from alongside.publishing.figures.planning import Drawing, chance_drawing, tornado_drawing
from alongside.publishing.links import Links
from alongside.publishing.plan.appendix import Input, Trial, inputs_of, trials_behind
from alongside.publishing.plan.sections import (
    Behind,
    Figure,
    cost_figures,
    effect_figures,
    measure_figures,
    worth_figures,
)
from alongside.publishing.plan.words import (
    amount,
    effect_sentence,
    people,
    range_of_money,
    short_unit,
    unit_of,
    units_of,
)
from alongside.publishing.review import Review
from alongside.words.labels import lowered
from alongside.words.numbers import count, number, percent

__all__ = ["Behind", "Figure", "OnePage", "one_page"]

SHOWN_BARS = 8

DOUBT = {"very low": ", so all of it may turn out otherwise", "low": ", so much of it may turn out otherwise"}
"""What a level of certainty means for a plan, where it is low."""

NO_EVIDENCE = "No evidence like yours:"


@dataclass(frozen=True, slots=True)
class OnePage:
    """`lede` says it in one breath; `sections` are headings with their figures; `refused` why there is no effect, with
    `instead` for what the trials do bear. `inputs` and `trials` are the appendix."""

    title: str
    plan_id: str
    digest: str
    about: str
    lede: str
    refused: str
    instead: tuple[Figure, ...]
    sections: tuple[tuple[str, tuple[Figure, ...]], ...]
    years: tuple[tuple[str, ...], ...]
    forms: tuple[tuple[str, str], ...]
    drawings: tuple[tuple[Drawing, str], ...]
    inputs: tuple[Input, ...]
    trials: tuple[Trial, ...]
    basis: str
    limits: tuple[str, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """Every figure on the page, in its order: what page, PDF and Word must share."""
        told = [figure.value for _, figures in self.sections for figure in figures]
        return (*told, *(cell for row in self.years for cell in row[1:]), *(item.value for item in self.inputs))


YEAR_HEADS = ("Year", "People reached", "To be paid", "Worth of unpaid hours")


def one_page(
    answer: PlanAnswer,
    review: Review,
    links: Links,
    *,
    instead: Sequence[Expectation] = (),
    forms: Sequence[Expectation] = (),
) -> OnePage:
    """The page of a plan. `instead` is what the trials bear where its effect is refused, `forms` what each form of
    support alone may be expected to do for the same people."""
    plan, outcome = answer.plan, review.outcomes[answer.plan.outcome]
    sections: list[tuple[str, tuple[Figure, ...]]] = []
    if answer.has_effect:
        sections.append(("What to expect", effect_figures(answer, review, links)))
    sections.append(("Whom it reaches and what it costs", cost_figures(answer)))
    if answer.has_effect:
        sections.append(("Is it worth it?", worth_figures(answer, outcome)))
    sections.append(("What to measure", measure_figures(answer, outcome, links)))
    return OnePage(
        title=plan.title,
        plan_id=plan.plan_id,
        digest=plan.digest,
        about=f"{outcome.label}; {plan.start_year} to {plan.end_year}; {plan.currency}, prices of {plan.price_year}",
        lede=_lede(answer, review),
        refused="" if answer.has_effect else f"{NO_EVIDENCE} {readable(answer.expected.refused, review)}.",
        instead=tuple(_instead(expected, review, links) for expected in instead),
        sections=tuple(sections),
        years=tuple(
            (
                str(y.year),
                people(y.reached),
                range_of_money(y.cash, plan.currency),
                range_of_money(y.volunteer, plan.currency),
            )
            for y in answer.years
        ),
        forms=tuple(_form(expected, review) for expected in forms),
        drawings=_drawings(answer, review),
        inputs=inputs_of(plan, review, links),
        trials=tuple(
            replace(trial, differs=readable(trial.differs, review)) for trial in trials_behind(answer, review, links)
        ),
        basis=readable(answer.expected.prediction.basis, review) if answer.expected.prediction is not None else "",
        limits=_limits(answer),
    )


def readable(text: str, review: Review) -> str:
    """A refusal with the words of the codebook and the trials' names in place of ids."""
    words = {study.id: study.label for study in review.studies.values()}
    for dimension in ("setting", "population", "form"):
        words |= {code.id: lowered(code.label) for code in review.codebook.dimension(dimension).codes}
    return re.sub(r"'?([a-z0-9][a-z0-9_-]*)'?", lambda match: words.get(match[1], match[0]), text)


def _lede(answer: PlanAnswer, review: Review) -> str:
    plan, figures = answer.plan, answer.figures
    yearly = sum(year.reached.mean for year in answer.years) / len(answer.years)
    years = "one year" if plan.years == 1 else f"{plan.years} years"
    costs = (
        f"It could reach about {count(float(f'{yearly:.2g}'))} people a year, and cost about "
        f"{amount(figures.total_cost.mean, plan.currency)} over {years}."
    )
    if not answer.has_effect:
        return f"The trials cannot say what it would do for {lowered(review.outcomes[plan.outcome].label)}. {costs}"
    outcome = review.outcomes[plan.outcome]
    sure = f"The chance that it helps at all is {percent(figures.chance_of_benefit)}"
    if figures.chance_worth_it is not None:
        sure += f"; that it is worth its price to you, {percent(figures.chance_worth_it)}"
    level = review.certainty(review.main[plan.outcome]).level
    certain = f"All of this rests on trials whose average is of {level} certainty{DOUBT.get(level, '')}."
    return f"{effect_sentence(figures.effect_per_person, outcome)} {sure}. {certain} {costs}"


def _instead(expected: Expectation, review: Review, links: Links) -> Figure:
    assert expected.prediction is not None
    outcome = expected.outcome
    draws = expected.prediction
    lean = draws.mean if outcome.higher_is_better else -draws.mean
    condition = expected.profile.context.get("condition", "")
    whom = review.codebook.code("population", condition).label if condition else "any people"
    setting = "" if "setting" in expected.profile.context else ", any place"
    turn = 1 if outcome.higher_is_better else -1
    text = (
        f"{'better' if lean > 0 else 'worse'} on average; the chance that it helps at all is "
        f"{percent(float((turn * draws.draws > 0).mean()))} ({draws.effective:.0f} trials’ worth of evidence, "
        f"{review.certainty(review.main[outcome.id]).level} certainty)"
    )
    return Figure(
        f"{outcome.label}, {lowered(whom)}{setting}", text, (Behind(outcome.label, links.outcome(outcome.id)),)
    )


def _form(expected: Expectation, review: Review) -> tuple[str, str]:
    (form,) = expected.profile.components
    label = review.codebook.code("form", form).label
    if expected.prediction is None:
        return label, f"cannot be said: {readable(_briefly(expected.refused), review)}"
    turn = 1 if expected.outcome.higher_is_better else -1
    prediction = expected.prediction
    chance = float((turn * prediction.draws > 0).mean())
    matters = what_matters(expected.outcome)
    text = f"chance that it helps at all {percent(chance)}"
    if matters is not None:
        enough = float((turn * prediction.draws >= matters.value).mean())
        text += f", enough to matter {percent(enough)}"
    return label, text


def _briefly(refused: str) -> str:
    """A refusal without the list of what there is in its place."""
    return re.sub(r" \(mostly [^)]*\)", "", refused).split("; ")[0].split(": ")[0]


def _drawings(answer: PlanAnswer, review: Review) -> tuple[tuple[Drawing, str], ...]:
    plan, outcome = answer.plan, review.outcomes[answer.plan.outcome]
    drawn: list[tuple[Drawing, str]] = []
    if answer.curve:
        last = answer.curve[-1]
        words = (
            f"The chance that the plan is worth its price rises from {percent(answer.curve[0][1])} where one "
            f"{unit_of(outcome)} is worth nothing to {percent(last[1])} at {amount(last[0], plan.currency)} "
            f"({percent(last[2])} with volunteers’ time)."
        )
        caption = "How sure it is worth it, by what one unit is worth to you. Dashes count volunteers’ time as a cost."
        drawn.append((chance_drawing(answer.curve, f"one {short_unit(outcome)}", plan.currency, words), caption))
    if answer.bars:
        bars = answer.bars[:SHOWN_BARS]
        names = [bar.name[0].upper() + bar.name[1:] for bar in bars]
        unit = f", {units_of(outcome)} over all people" if answer.bars_of == "effect" else f", {plan.currency}"
        words = "On what it depends, the most first: " + "; ".join(
            f"{name} from {number(bar.at_low, 0)} to {number(bar.at_high, 0)}"
            for name, bar in zip(names, bars, strict=True)
        )
        title = {"cost": "Total cost", "effect": "Total effect", "net benefit": "Worth less cost"}[answer.bars_of]
        moved = "with each assumption moved over its range alone; the upright line is with all at their value."
        caption = f"{title}{unit}, {moved}"
        drawn.append((tornado_drawing(bars, _middle(answer), words + ".", names, f"{title}{unit}"), caption))
    return tuple(drawn)


def _middle(answer: PlanAnswer) -> float:
    effect = answer.figures.effect_per_person.mean if answer.has_effect else 0.0
    return FIGURES[answer.bars_of](outlook_at(answer.plan, {"effect": effect}))


def _limits(answer: PlanAnswer) -> tuple[str, ...]:
    limits = [
        "The effect is that on everybody who was offered support in the trials, those who dropped out included.",
        "What the health service may spend less or more is not counted: nothing is promised that was not put in.",
        f"A trial is taken to cost {amount(TRIAL.fixed_cost, answer.plan.currency)} and "
        f"{amount(TRIAL.cost_per_participant, answer.plan.currency)} for each person: "
        "a figure of ours, from no publication.",
    ]
    if answer.plan.effect_kept is None:
        limits.append("An effect is counted in the year of support alone; how long it lasts was not put in.")
    if answer.expected.trials.without_form:
        limits.append(
            f"{len(answer.expected.trials.without_form)} trials that do not say the form of support are left out."
        )
    if answer.figures.not_run >= 0.005:
        limits.append(f"In {percent(answer.figures.not_run)} of the draws the budget did not even start the service.")
    return tuple(limits)
