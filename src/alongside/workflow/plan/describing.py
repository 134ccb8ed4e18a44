"""What a person says of their service, read from the fields of the short form.

Fields are text, as a form or a command line has them. An empty one is left open and filled from the evidence. An
assumption that the person changes has the name of the plan's input with its low and high end beside it ("uptake",
"uptake low", "uptake high"); shares are in per cent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from alongside.errors import InputError
from alongside.planning import SHARE_INPUTS, Assumption, Plan

__all__ = ["INPUTS", "SHORT", "START", "Described", "Stated", "describe", "values_of"]

INPUTS = (
    "uptake",
    "dropout",
    "people per supporter",
    "supporters leaving",
    "hours per person",
    "hour value",
    "effect kept",
    "baseline risk",
)
"""Inputs that may be changed, besides the people a year and the lines of the cost ("cost of training")."""

START = {"people": "200", "supporters": "20", "years": "3", "cost rate": "3.5", "effect rate": "3.5"}
"""Where the short form starts. 3.5 % a year is the rate of the United Kingdom's Treasury (Green Book 2022, A6)."""

SHORT = (
    "outcome",
    "condition",
    "setting",
    "people",
    "supporters",
    "budget",
    "worth",
    "title",
    "start year",
    "years",
    "currency",
    "price year",
    "cost rate",
    "effect rate",
)
"""Fields that are no assumption with a range."""

NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure that the person put in, with its range where they gave one; shares are from 0 to 1."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Described:
    """A described service. `stated` are the assumptions that the person changed, by the plan's name for each."""

    outcome: str
    forms: tuple[str, ...]
    condition: str = ""
    setting: str = ""
    people: float = 200
    people_range: tuple[float, float] | None = None
    supporters: float = 20
    budget: float | None = None
    threshold: float | None = None
    title: str = ""
    start_year: int = 2027
    years: int = 3
    currency: str = "GBP"
    price_year: int = 2025
    cost_rate: float = 0.035
    effect_rate: float = 0.035
    stated: Mapping[str, Stated] = field(default_factory=dict)


def describe(values: Mapping[str, str], forms: Iterable[str], *, start_year: int) -> Described:
    """A described service from the fields of the form; `start_year` is the first year where none is stated.

    Raises `InputError` in one line that names the field and what was expected.

    >>> describe({"outcome": "hba1c", "people": "1,200"}, ["telephone"], start_year=2027).people
    1200.0
    """
    chosen = tuple(dict.fromkeys(form for form in forms if form))
    if not chosen:
        raise InputError("form of support: expected at least one, as telephone calls")
    filled = {**START, **{name: text for name, text in values.items() if text.strip()}}
    if not filled.get("outcome"):
        raise InputError("outcome: expected what the support is for, as loneliness")
    years = _whole("years", filled["years"])
    if years < 1:
        raise InputError(f"years: expected a horizon of at least 1 year from the start, found {years}")
    low, high = (_optional(f"people {end}", filled) for end in ("low", "high"))
    names = [
        *INPUTS,
        *(name for name in filled if name.startswith("cost of ") and not name.endswith((" low", " high"))),
    ]
    return Described(
        outcome=filled["outcome"],
        forms=chosen,
        condition=filled.get("condition", ""),
        setting=filled.get("setting", ""),
        people=_number("people a year", filled["people"]),
        people_range=None if low is None or high is None else (low, high),
        supporters=_number("supporters", filled["supporters"]),
        budget=_optional("budget", filled),
        threshold=_optional("worth", filled),
        title=" ".join(filled.get("title", "").split())[:200],
        start_year=_whole("start year", filled["start year"]) if "start year" in filled else start_year,
        years=years,
        currency=filled.get("currency", "GBP").strip().upper(),
        price_year=_whole("price year", filled.get("price year", "2025")),
        cost_rate=_number("discount rate of costs", filled["cost rate"]) / 100,
        effect_rate=_number("discount rate of effects", filled["effect rate"]) / 100,
        stated={name: _stated(name, filled) for name in names if name in filled},
    )


def values_of(plan: Plan) -> dict[str, str]:
    """The fields that describe a plan, so that a form can start from it. Its forms are `plan.components`."""
    values = {
        "outcome": plan.outcome,
        "condition": plan.context.get("condition", ""),
        "setting": plan.context.get("setting", ""),
        "people": _text(plan.people_a_year.value),
        "supporters": _text(plan.supporters),
        "budget": "" if plan.budget is None else _text(plan.budget),
        "worth": "" if plan.threshold is None else _text(plan.threshold),
        "title": plan.title,
        "start year": str(plan.start_year),
        "years": str(plan.years),
        "currency": plan.currency,
        "price year": str(plan.price_year),
        "cost rate": _text(100 * plan.cost_rate),
        "effect rate": _text(100 * plan.effect_rate),
    }
    named = dict(plan.assumptions)
    people = named.pop("people a year")
    if people.low is not None and people.high is not None:
        values |= {"people low": _text(people.low), "people high": _text(people.high)}
    if plan.baseline_risk is not None:
        named["baseline risk"] = plan.baseline_risk
    for name, assumption in named.items():
        values |= texts_of(name, assumption)
    return values


def texts_of(name: str, assumption: Assumption) -> dict[str, str]:
    """An assumption as the three fields of a form have it.

    >>> texts_of("uptake", Assumption(0.5, 0.25, 0.75, "pert", source="invented"))
    {'uptake': '50', 'uptake low': '25', 'uptake high': '75'}
    """
    factor = 100 if name in SHARE_INPUTS else 1
    texts = {name: _text(factor * assumption.value)}
    if assumption.low is not None and assumption.high is not None:
        texts |= {f"{name} low": _text(factor * assumption.low), f"{name} high": _text(factor * assumption.high)}
    return texts


def _text(value: float) -> str:
    """A number as a field shows it, four significant figures at most."""
    rounded = float(f"{value:.4g}")
    return f"{rounded:.0f}" if rounded == int(rounded) else f"{rounded:.6f}".rstrip("0")


def _stated(name: str, filled: Mapping[str, str]) -> Stated:
    factor = 0.01 if name in SHARE_INPUTS else 1.0
    ends = [_optional(f"{name} {end}", filled) for end in ("low", "high")]
    low, high = (None if end is None else factor * end for end in ends)
    value = factor * _number(name, filled[name])
    if (low is None) != (high is None):
        raise InputError(f"{name}: expected both ends of its range, found one")
    if low is not None and high is not None and not low <= value <= high:
        unit = " %" if name in SHARE_INPUTS else ""
        raise InputError(f"{name}: expected {ends[0]:g} to {ends[1]:g}{unit} to hold {filled[name].strip()}")
    if name in SHARE_INPUTS and not 0 <= value <= 1:
        raise InputError(f"{name}: expected a probability from 0 to 100 %, found {filled[name].strip()}")
    return Stated(value, low, high)


def _optional(name: str, filled: Mapping[str, str]) -> float | None:
    return _number(name, filled[name]) if name in filled else None


def _number(name: str, text: str) -> float:
    plain = text.strip().rstrip("%").replace(",", "").replace("\u202f", "").replace(" ", "").replace("\u2212", "-")
    if len(plain) > 30 or not NUMBER.fullmatch(plain):
        raise InputError(f"{name}: expected a number, found {text.strip()[:60]!r}")
    return float(plain)


def _whole(name: str, text: str) -> int:
    value = _number(name, text)
    if value != int(value) or abs(value) > 9999:
        raise InputError(f"{name}: expected a whole number, found {text.strip()[:60]!r}")
    return int(value)
