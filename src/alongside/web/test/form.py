"""The design's form: what it asks, and what was answered as the fields of a protocol."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from alongside.coding import read_outcomes
from alongside.errors import InputError
from alongside.evaluation.plan import ANALYSES
from alongside.evaluation.protocol import NOT_TO_RANDOMISE, Protocol
from alongside.packaged import PEER_SUPPORT
from alongside.project.test.shapes import PROTOCOL_TEXTS
from alongside.publishing.evaluation.consort import CONSORT
from alongside.publishing.evaluation.spirit import FROM_THE_FORM, SPIRIT
from alongside.publishing.evaluation.wording import ANALYSES as ANALYSIS_NAMES
from alongside.publishing.evaluation.wording import DESIGNS, DISTANCES, METHODS
from alongside.workflow.understand.loading import codebook

__all__ = ["NUMBERS", "answers", "choices", "factors_text", "items_to_write", "other_direction"]

NUMBERS = {
    "low": "Its least possible value",
    "high": "Its greatest possible value",
    "weeks": "Measured how many weeks after allocation",
    "difference": "The smallest difference that would matter",
    "sd": "How much people differ",
    "icc": "How alike people of one supporter or group become",
    "group_size": "People of one supporter, group or cluster",
    "retained": "Share of people who will give the outcome",
    "power": "Power",
    "largest_shift": "The largest shift of missing outcomes to look at",
    "ratio_support": "People with support",
    "ratio_comparison": "For each of these without",
    "probability": "How often the arm that leaves them most alike is drawn",
}
"""Fields that are numbers, with their labels on the page: a message names what a person sees."""

SHARES = ("icc", "retained", "power")
"""Numbers from 0 to 1, for which people type per cent."""

DECIMAL_COMMA = re.compile(r"-?\d+,\d+")

LISTS = ("covariates", "visits", "strata")
REPORT_ITEMS = ("23b", "24b", "29", "30")
"""Items of CONSORT 2025 that only a person can write, after the result is there."""


def answers(posted: QueryDict, evaluation: str) -> dict[str, Any]:
    """The fields of a protocol from what was posted. Raises `InputError` for a number that is none."""
    document: dict[str, Any] = {"id": evaluation}
    for name in PROTOCOL_TEXTS:
        if name in posted:
            document[name] = " ".join(str(posted[name]).split())
    for name in NUMBERS:
        text = posted.get(name, "").strip().replace("\u2212", "-")
        if text:
            document[name] = _number(name, text)
    for name in LISTS:
        parts = (part.strip() for part in posted.get(name, "").split(","))
        document[name] = list(dict.fromkeys(part for part in parts if part))
    if "factors" in posted:
        document["factors"] = _factors(str(posted["factors"]))
    if "higher_is_better" in posted:
        document["higher_is_better"] = posted["higher_is_better"] == "yes"
    document["analyses"] = [name for name in posted.getlist("analyses") if name in ANALYSES]
    document["not_randomised"] = _texts(posted, "not_", NOT_TO_RANDOMISE)
    document["items"] = _texts(posted, "item_", None)
    return {name: value for name, value in document.items() if value is not None}


def _factors(text: str) -> dict[str, list[str]]:
    """Factors with their levels, one a line, as "place: north, south"."""
    factors: dict[str, list[str]] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, sign, levels = (part.strip() for part in line.partition(":"))
        if not sign or not name or name in factors:
            raise InputError(
                f"expected a line for each factor, as place: north, south; found {line!r}", column="factors"
            )
        factors[name] = [level for part in levels.split(",") if (level := part.strip())]
    return factors


def factors_text(factors: Mapping[str, tuple[str, ...]]) -> str:
    """The same as the form shows it."""
    return "\n".join(f"{name}: {', '.join(levels)}" for name, levels in factors.items())


def _number(name: str, text: str) -> float | int:
    label = NUMBERS[name]
    try:
        value = float(text)
    except ValueError:
        way_out = f"; with a point it is {text.replace(',', '.')}" if DECIMAL_COMMA.fullmatch(text) else ""
        raise InputError(f"{label}: expected a number, found {text!r}{way_out}") from None
    if not -1e12 < value < 1e12:
        raise InputError(f"{label}: expected a number of ordinary size, found {text!r}")
    if name in SHARES and not 0 <= value <= 1:
        way_out = f"; {value:g} in 100 is {value / 100:g}" if 1 < value <= 100 else ""
        raise InputError(f"{label}: expected a share from 0 to 1, found {text!r}{way_out}")
    if name.startswith("ratio_"):
        if value != int(value) or not 1 <= value <= 1000:
            raise InputError(f"{label}: expected a whole number from 1, found {text!r}")
        return int(value)
    return value


def other_direction(protocol: Protocol) -> str:
    """A sentence where the design takes an instrument the other way than the evidence knows it; "" where not."""
    listed = next((i for i in choices().instruments if i["label"].casefold() == protocol.instrument.casefold()), None)
    better = "higher is better" if protocol.higher_is_better else "lower is better"
    if listed is None or protocol.kind != "mean" or listed["better"] == better:
        return ""
    return f"The evidence has {listed['label']} as “{listed['better']}”, this design as “{better}”. Which is right?"


def _texts(posted: QueryDict, prefix: str, allowed: Mapping[str, str] | None) -> dict[str, str]:
    texts = {name.removeprefix(prefix): str(posted[name]).strip() for name in posted if name.startswith(prefix)}
    return {name: text for name, text in texts.items() if text and (allowed is None or name in allowed)}


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form offers: (value, words) pairs, instruments with what is known of them, items still to be written."""

    designs: tuple[tuple[str, str], ...]
    methods: tuple[tuple[str, str], ...]
    distances: tuple[tuple[str, str], ...]
    forms: tuple[tuple[str, str], ...]
    outcomes: tuple[tuple[str, str], ...]
    instruments: tuple[Mapping[str, Any], ...]
    analyses: tuple[tuple[str, str], ...]


@functools.cache
def choices() -> Choices:
    """The same for every evaluation."""
    from alongside.coding import read_codebook, read_evidence

    book = codebook()
    evidence = read_evidence(PEER_SUPPORT, read_codebook(PEER_SUPPORT / "codebook.yaml"))
    return Choices(
        tuple(DESIGNS.items()),
        tuple(METHODS.items()),
        tuple(DISTANCES.items()),
        tuple((code.id, code.label) for code in book.dimension("form").codes),
        tuple((o.id, o.label) for o in read_outcomes(PEER_SUPPORT / "outcomes.yaml").outcomes),
        tuple(
            {
                "label": instrument.label,
                "outcome": instrument.outcome,
                "range": f"{instrument.low:g} to {instrument.high:g}"
                if instrument.low is not None and instrument.high is not None
                else "",
                "better": "higher is better" if instrument.higher_is_better else "lower is better",
                "sd": "" if instrument.typical_sd is None else f"{instrument.typical_sd.value:g}",
                "source": "" if instrument.typical_sd is None else instrument.typical_sd.source,
            }
            for instrument in evidence.instruments
        ),
        tuple((name, ANALYSIS_NAMES[name]) for name in ANALYSES if name != "primary"),
    )


def items_to_write(protocol: Protocol, *, opened: bool) -> list[dict[str, Any]]:
    """Sections of the items that the form does not fill, with what was written."""
    sections = [
        {
            "name": name,
            "items": [
                {"field": f"item_{number}", "number": number, "name": item, "text": protocol.items.get(number, "")}
                for number, item in items
                if number not in FROM_THE_FORM
            ],
        }
        for name, items in SPIRIT
    ]
    if opened:
        names = {number: item for _, items in CONSORT for number, item, _ in items}
        rows = [
            {
                "field": f"item_r{number}",
                "number": f"report {number}",
                "name": names[number],
                "text": protocol.items.get(f"r{number}", ""),
            }
            for number in REPORT_ITEMS
        ]
        sections.append({"name": "For the report", "items": rows})
    return [section for section in sections if section["items"]]
