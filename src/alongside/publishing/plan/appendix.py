"""The appendix: every assumption with its range and source, and the trials behind the effect."""

from __future__ import annotations

import re
from dataclasses import dataclass

from alongside.planning import PER, Plan, PlanAnswer
from alongside.publishing.links import Links
from alongside.publishing.plan.words import input_text
from alongside.publishing.review import Review
from alongside.words.addresses import address_of
from alongside.words.numbers import percent

__all__ = ["Input", "Trial", "inputs_of", "trials_behind"]

LABELS = {
    "people a year": "People a year to whom it can be offered",
    "uptake": "Share of them who start",
    "dropout": "Share of those who do not stay to the end",
    "people per supporter": "People whom one supporter helps in a year",
    "supporters leaving": "Share of supporters who leave in a year",
    "hours per person": "A supporter’s unpaid hours for one person",
    "hour value": "What an unpaid hour is worth",
    "effect kept": "Share of the effect that is left a year later",
    "baseline risk": "Chance of the event without support",
}


@dataclass(frozen=True, slots=True)
class Input:
    """One assumption: `anchor` is its place on the page, `opens` are words and addresses of what its source names."""

    name: str
    anchor: str
    label: str
    value: str
    range: str
    source: str
    opens: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """One trial behind the effect: its part of the weight, and what differs from what was described."""

    label: str
    url: str
    share: str
    differs: str


def inputs_of(plan: Plan, review: Review, links: Links) -> tuple[Input, ...]:
    """Every assumption of a plan, those that are no draw at the end."""
    assumptions = dict(plan.assumptions)
    if plan.baseline_risk is not None:
        assumptions["baseline risk"] = plan.baseline_risk
    per = {f"cost of {line.name}": f" (for {PER[line.per].split(',')[0]})" for line in plan.costs}
    rows = []
    for name, assumption in assumptions.items():
        value, span = input_text(name, assumption)
        label = LABELS.get(name, name[0].upper() + name[1:] + per.get(name, ""))
        rows.append(Input(name, _anchor(name), label, value, span, *_source(assumption.source, review, links)))
    fixed = (
        ("supporters", "People who can help at one time", f"{plan.supporters:g}", "stated by the person who plans"),
        ("cost rate", "Costs of later years count less, a year", percent(plan.cost_rate, 1), RATE),
        ("effect rate", "Effects of later years count less, a year", percent(plan.effect_rate, 1), RATE),
    )
    rows += [Input(name, _anchor(name), label, value, "", source) for name, label, value, source in fixed]
    return tuple(rows)


def _source(text: str, review: Review, links: Links) -> tuple[str, tuple[tuple[str, str], ...]]:
    """A source in words, trials by their names, and the addresses that it names."""
    opens = []
    for word in dict.fromkeys(re.findall(r"https?://[^\s),;]+|[a-z0-9][a-z0-9_-]+", text)):
        if word.startswith("http"):
            opens.append((word.split("/")[2], word))
        elif word in review.studies:
            opens.append((review.studies[word].label, links.study(word)))
    named = re.sub(
        r"[a-z0-9][a-z0-9_-]+",
        lambda match: review.studies[match[0]].label if match[0] in review.studies else match[0],
        text,
    )
    return named, tuple(opens)


RATE = "3.5 % is the rate of the United Kingdom’s Treasury (Green Book 2022, A6), unless another was put in"


def trials_behind(answer: PlanAnswer, review: Review, links: Links) -> tuple[Trial, ...]:
    """The trials behind the effect, the heaviest on top; without shares where the effect was refused."""
    expected = answer.expected
    if expected.prediction is None:
        return tuple(Trial(review.studies[study].label, links.study(study), "", "") for study in expected.studies)
    differs = {near.study: ", ".join(near.differs) for near in expected.prediction.nearest}
    pairs = sorted(zip(expected.prediction.shares, expected.studies, strict=True), reverse=True)
    return tuple(
        Trial(review.studies[study].label, links.study(study), percent(float(share)), differs.get(study, ""))
        for share, study in pairs
    )


def _anchor(name: str) -> str:
    return f"input-{address_of(name.replace(' ', '_'))}"
