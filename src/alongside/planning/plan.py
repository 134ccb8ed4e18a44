"""A plan: who the people are, what is offered to them, who can help, what it costs, and for how long.

Frozen, and the same in every place: `digest` is the SHA-256 of its JSON with sorted keys, `plan_id` its first twelve
characters, so that an address that carries the JSON reopens exactly this plan.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from alongside.errors import InputError
from alongside.planning.assumptions import Assumption, checked_amount, checked_share
from alongside.planning.costs import CostLine, to_price_year

__all__ = ["SHARE_INPUTS", "Plan", "plan_from_json"]

VERSION = 1
"""Of the JSON: another is refused rather than guessed at."""

LONGEST = 50
"""Years of a plan: beyond, neither prices nor effects are known well enough to add up."""

SHARES = ("uptake", "dropout", "supporters_leaving", "effect_kept", "baseline_risk")
SHARE_INPUTS = frozenset(name.replace("_", " ") for name in SHARES)
"""The same as `Plan.assumptions` names them; people write them in per cent."""

OPEN = frozenset({"effect_kept", "baseline_risk"})
"""Shares that a plan may leave out."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A planned service. Shares are from 0 to 1; amounts are in `currency` at the prices of `price_year`.

    Parameters
    ----------
    components, context : the profile, as the prediction takes it.
    outcome : its name and unit, of which the effect is; more is better.
    people_a_year : people a year to whom it can be offered.
    uptake : share of them who start. dropout : share of those who do not stay to the end.
    supporters : who can help at one time. people_per_supporter : whom one supports in a year.
    supporters_leaving : share of supporters who leave in a year, and are replaced.
    hours_per_person : a supporter's unpaid hours for one person; hour_value : what an hour is worth.
    start_year, end_year : first and last calendar year.
    budget : what can be spent a year; None where nobody has set one.
    effect_kept : share of the effect that is still there one year later; None: counted in the year of support alone.
    price_index : the level of prices by year, for cost lines of other price years.
    baseline_risk : share who have the event without support, for an outcome whose effect is a ratio.

    Raises `InputError`, in one line that names the input and what was expected.
    """

    title: str
    components: tuple[str, ...]
    outcome: str
    people_a_year: Assumption
    uptake: Assumption
    dropout: Assumption
    supporters: float
    people_per_supporter: Assumption
    supporters_leaving: Assumption
    hours_per_person: Assumption
    hour_value: Assumption
    costs: tuple[CostLine, ...]
    currency: str
    price_year: int
    start_year: int
    end_year: int
    budget: float | None = None
    threshold: float | None = None
    cost_rate: float = 0.0
    effect_rate: float = 0.0
    effect_kept: Assumption | None = None
    context: Mapping[str, str] = field(default_factory=dict)
    price_index: Mapping[int, float] = field(default_factory=dict)
    baseline_risk: Assumption | None = None

    def __post_init__(self) -> None:
        for name in SHARES:
            share = getattr(self, name)
            if share is not None or name not in OPEN:
                checked_share(name.replace("_", " "), share)
        for name in ("people_a_year", "people_per_supporter", "hours_per_person", "hour_value"):
            checked_amount(name.replace("_", " "), getattr(self, name))
        if self.people_per_supporter.span[0] <= 0:
            raise InputError("people per supporter: expected a number above 0, also at the low end of its range")
        if not math.isfinite(self.supporters) or self.supporters <= 0:
            raise InputError(f"supporters: expected a number above 0, found {self.supporters:g}")
        if self.budget is not None and not (math.isfinite(self.budget) and self.budget > 0):
            raise InputError(f"budget: expected an amount above 0 a year, found {self.budget:g}")
        if self.threshold is not None and not (math.isfinite(self.threshold) and self.threshold >= 0):
            raise InputError(f"threshold: expected an amount of at least 0, found {self.threshold:g}")
        for name, rate in (("discount rate of costs", self.cost_rate), ("of effects", self.effect_rate)):
            if not math.isfinite(rate) or not 0 <= rate < 1:
                raise InputError(f"{name}: expected a share a year from 0 to under 1, found {rate:g}")
        self._check_years_and_costs()

    def _check_years_and_costs(self) -> None:
        for name in ("start_year", "end_year", "price_year"):
            if not isinstance(getattr(self, name), int):
                raise InputError(f"{name.replace('_', ' ')}: expected a year as 2027, found {getattr(self, name)!r}")
        if self.end_year < self.start_year:
            raise InputError(f"end year: expected {self.start_year} or later, found {self.end_year}")
        if self.years > LONGEST:
            raise InputError(f"end year: expected at most {LONGEST} years, found {self.years}")
        if not self.costs:
            raise InputError("costs: expected at least one line; a service that costs nothing states a line of 0")
        names = [line.name for line in self.costs]
        for name in names:
            if names.count(name) > 1:
                raise InputError(f"cost of {name}: expected one line of each name, found two")
        for line in self.costs:
            to_price_year(line, self.currency, self.price_year, self.price_index)

    @property
    def years(self) -> int:
        """Calendar years, the first and the last included."""
        return self.end_year - self.start_year + 1

    @property
    def assumptions(self) -> dict[str, Assumption]:
        """Every uncertain input by name, for an appendix, for drawing and for a tornado."""
        names = ("people_a_year", "uptake", "dropout", "people_per_supporter", "supporters_leaving")
        named = {name.replace("_", " "): getattr(self, name) for name in (*names, "hours_per_person", "hour_value")}
        if self.effect_kept is not None:
            named["effect kept"] = self.effect_kept
        return named | {f"cost of {line.name}": line.amount for line in self.costs}

    def to_json(self) -> str:
        """The whole plan as one line of JSON, keys and components sorted, 3.0 written as 3."""
        document = _plain(asdict(self)) | {"version": VERSION, "components": sorted(self.components)}
        return json.dumps(document, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))

    @property
    def digest(self) -> str:
        """SHA-256 of the JSON, in hexadecimal."""
        return hashlib.sha256(self.to_json().encode("utf-8")).hexdigest()

    @property
    def plan_id(self) -> str:
        """The first twelve characters of the digest."""
        return self.digest[:12]


def plan_from_json(text: str) -> Plan:
    """The plan that `Plan.to_json` wrote.

    Raises `InputError` for text that is no JSON of a plan of this version, and for all that `Plan` refuses.
    """
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"plan: expected JSON, found a fault at character {error.pos + 1}") from None
    if not isinstance(document, dict) or document.pop("version", None) != VERSION:
        raise InputError(f"plan: expected a JSON object of version {VERSION}")
    expected = {item.name for item in fields(Plan)}
    strange, absent = sorted(set(document) - expected), sorted(expected - set(document))
    if strange or absent:
        raise InputError(f"plan: unknown {', '.join(strange) or 'nothing'}; missing {', '.join(absent) or 'nothing'}")
    try:
        return Plan(**{name: _read(name, value) for name, value in document.items()})
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        raise InputError(f"plan: expected values of the kinds that a plan has ({error})") from None


def _plain(value: Any) -> Any:
    """Equal plans have one digest, so equal numbers are written alike."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _read(name: str, value: Any) -> Any:
    if name == "costs":
        return tuple(CostLine(**{**line, "amount": Assumption(**line["amount"])}) for line in value)
    if name == "components":
        return tuple(value)
    if name == "price_index":
        return {int(year): level for year, level in value.items()}
    return Assumption(**value) if isinstance(value, dict) and name != "context" else value
