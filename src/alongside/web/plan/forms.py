"""The short form: its fields with their choices and what stands in them, and the assumptions behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict

from alongside.planning import SHARE_INPUTS, Plan
from alongside.publishing.plan.appendix import Input
from alongside.publishing.review import Review
from alongside.web.frame.pages import now
from alongside.words.addresses import address_of
from alongside.workflow.plan import Described, Desk, describe
from alongside.workflow.plan.describing import INPUTS, SHORT, START
from alongside.workflow.plan.starting import price_year

__all__ = ["Asked", "Row", "asked", "choices", "more", "rows"]

FEW_FORMS = 1


@dataclass(frozen=True, slots=True)
class Asked:
    """What the fields have: text by name, and the forms of support."""

    values: Mapping[str, str]
    forms: tuple[str, ...]

    def described(self) -> Described:
        return describe(self.values, self.forms, start_year=now().year + 1)

    @property
    def query(self) -> str:
        """The same as the part of an address after the question mark."""
        query = QueryDict(mutable=True)
        query.setlist("form", list(self.forms))
        for name, text in self.values.items():
            if text:
                query[name] = text
        return query.urlencode()


LONGEST = 1000
"""Signs of a field; an id may have some hundred."""


def asked(request: HttpRequest, desk: Desk) -> Asked:
    """The fields that were sent; on a first visit, where the form starts."""
    sent = request.POST if request.method == "POST" else request.GET
    names = [name for name in sent if name in SHORT or _is_assumption(name)]
    # As they were sent: the id of an outcome may end in a blank, and numbers are stripped where they are read.
    values = {name: sent.get(name, "")[:LONGEST] for name in names}
    forms = tuple(form[:LONGEST] for form in sent.getlist("form"))
    if not sent:
        leading = [name for name in desk.review.leading if desk.review.main[name].estimate is not None]
        values = {**START, "outcome": (leading or list(desk.review.outcomes) or [""])[0]}
        forms = _usual_form(desk.review)
    return Asked({name: text for name, text in values.items() if text}, forms)


def _is_assumption(name: str) -> bool:
    plain = name.removesuffix(" low").removesuffix(" high")
    return plain in INPUTS or plain == "people" or plain.startswith("cost of ")


def _usual_form(review: Review) -> tuple[str, ...]:
    """The form that most trials offered."""
    offered: dict[str, int] = {}
    for study in review.trials:
        for form in study.codes_of("form"):
            offered[form] = offered.get(form, 0) + 1
    ranked = sorted(offered, key=lambda form: (-offered[form], form))
    codes = [code.id for code in review.codebook.dimension("form").codes]
    return tuple((ranked or codes)[:FEW_FORMS])


def choices(review: Review) -> dict[str, list[dict[str, Any]]]:
    """What can be chosen, with the number of trials; conditions and places that no trial had are left to the end."""
    lists: dict[str, list[dict[str, Any]]] = {}
    for name, dimension in (("conditions", "population"), ("settings", "setting"), ("forms", "form")):
        options = [
            {
                "id": code.id,
                "label": code.label,
                "k": sum(code.id in study.codes_of(dimension) for study in review.trials),
            }
            for code in review.codebook.dimension(dimension).codes
        ]
        lists[name] = options if name == "forms" else sorted(options, key=lambda option: -int(option["k"]))
    trials = {name: answer.estimate.k for name, answer in review.main.items() if answer.estimate is not None}
    lists["outcomes"] = [
        {"id": name, "label": review.outcomes[name].label, "k": trials.get(name, 0)} for name in review.leading
    ]
    return lists


def more(fields: Asked) -> dict[str, str]:
    """The fields whose names a template cannot say, with what holds where they are left as they are."""
    usual = {"start year": str(now().year + 1), "price year": str(price_year()), **START}
    names = ("start year", "price year", "cost rate", "effect rate")
    return {name.replace(" ", "_"): fields.values.get(name, usual[name]) for name in names}


@dataclass(frozen=True, slots=True)
class Row:
    """One assumption as the form has it: three fields, and the figure that holds where they are empty."""

    name: str
    id: str
    label: str
    unit: str
    value: str
    low: str
    high: str
    now: str


def rows(plan: Plan, inputs: tuple[Input, ...], values: Mapping[str, str]) -> list[Row]:
    """The assumptions of a plan that can be changed."""
    by_name = {item.name: item for item in inputs}
    named = dict(plan.assumptions)
    if plan.baseline_risk is not None:
        named["baseline risk"] = plan.baseline_risk
    result = []
    for name, assumption in named.items():
        field = "people" if name == "people a year" else name
        item = by_name[name]
        unit = "%" if name in SHARE_INPUTS else assumption.unit
        result.append(
            Row(
                field,
                address_of(field.replace(" ", "_")),
                item.label,
                unit,
                "" if field == "people" else values.get(field, ""),
                values.get(f"{field} low", ""),
                values.get(f"{field} high", ""),
                f"{item.value}, {item.range}" if item.range else item.value,
            )
        )
    if plan.effect_kept is None:
        result.append(
            Row(
                "effect kept",
                "effect_kept",
                "Share of the effect that is left a year later",
                "%",
                "",
                "",
                "",
                "not counted",
            )
        )
    return result
