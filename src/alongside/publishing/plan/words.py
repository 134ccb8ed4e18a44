"""Amounts, ranges and effects of a plan in plain words."""

from __future__ import annotations

from statistics import NormalDist

from alongside.evidence import Outcome
from alongside.planning import SHARE_INPUTS, Assumption, Range
from alongside.words.labels import lowered
from alongside.words.numbers import count, number, percent

__all__ = [
    "amount",
    "effect_sentence",
    "input_text",
    "lowered",
    "people",
    "range_of_money",
    "short_unit",
    "unit_of",
    "units_of",
]

THIN = "\u202f"


def rounded(value: float) -> float:
    """Three significant figures: no plan bears more."""
    return float(f"{value:.3g}")


def amount(value: float, currency: str) -> str:
    """An amount of money.

    >>> amount(12345.6, "GBP")
    'GBP\\u202f12\\u202f300'
    """
    return f"{currency}{THIN}{number(rounded(value), 0 if abs(value) >= 10 else 2)}"


def range_of_money(value: Range, currency: str) -> str:
    """The mean with its 95 % range."""
    return f"{amount(value.mean, currency)} ({amount(value.low, currency)} to {amount(value.high, currency)})"


def people(value: Range) -> str:
    """People on average, with their 95 % range."""
    return f"{count(rounded(value.mean))} ({count(rounded(value.low))} to {count(rounded(value.high))})"


def unit_of(outcome: Outcome) -> str:
    """What one unit of the effect is, after "for one"."""
    label = lowered(outcome.label)
    if outcome.measure == "SMD":
        return f"standard deviation of {label}"
    if outcome.is_ratio:
        event = outcome.event or label
        return f"person {'more' if outcome.higher_is_better else 'fewer'} ({event})"
    return f"{(outcome.unit or 'unit').replace('points', 'point')} of {label}"


def short_unit(outcome: Outcome) -> str:
    """The same in a word or two, for an axis."""
    if outcome.measure == "SMD":
        return "standard deviation"
    if outcome.is_ratio:
        return f"person {'more' if outcome.higher_is_better else 'fewer'}"
    return (outcome.unit or "unit").replace("points", "point")


def units_of(outcome: Outcome) -> str:
    """Several units of the effect, where effects on all people are added up.

    >>> units_of(Outcome("d", "Depression", "d", "SMD", False)), units_of(Outcome("h", "Stay", "d", "RR", False))
    ('standard deviations', 'people fewer')
    """
    if outcome.measure == "SMD":
        return "standard deviations"
    if outcome.is_ratio:
        return f"people {'more' if outcome.higher_is_better else 'fewer'}"
    return outcome.unit or "units"


def effect_sentence(effect: Range, outcome: Outcome) -> str:
    """What a person who starts may expect, more is better, with what a new service may find."""
    if outcome.measure == "SMD":
        middle, low, high = (round(100 * NormalDist().cdf(value)) for value in (effect.mean, effect.low, effect.high))
        return (
            f"Of 100 people, about {middle} do better than the middle person without support; in a new service "
            f"anything from {low} to {high} is in line with the trials, and 50 would mean no difference."
        )
    if outcome.is_ratio:
        middle, low, high = (round(100 * value) for value in (effect.mean, effect.low, effect.high))
        event = outcome.event or f"have {lowered(outcome.label)}"
        side, opposite = ("more", "fewer") if outcome.higher_is_better else ("fewer", "more")
        return (
            f"Of 100 people, about {_times(middle, side, opposite)} {event}; in a new service anything from "
            f"{_times(low, side, opposite)} to {_times(high, side, opposite)} is in line with the trials."
        )
    unit = f" {outcome.unit}" if outcome.unit else ""
    side = "better" if effect.mean >= 0 else "worse"
    return (
        f"On average {number(abs(effect.mean), 2)}{unit} {side} on {lowered(outcome.label)}; in a new service "
        f"anything from {_side(effect.low)} to {_side(effect.high)} is in line with the trials."
    )


def _times(value: int, side: str, opposite: str) -> str:
    return f"{abs(value)} {side if value >= 0 else opposite}"


def _side(value: float) -> str:
    return f"{number(abs(value), 2)} {'better' if value >= 0 else 'worse'}"


def input_text(name: str, assumption: Assumption) -> tuple[str, str]:
    """An assumption's value and its range, as the appendix has them; the range is "" where there is none."""

    def text(value: float) -> str:
        if name in SHARE_INPUTS:
            return percent(value)
        plain = f"{float(f'{value:.4g}'):.10g}"
        return number(float(plain), len(plain.partition(".")[2])) + (f" {assumption.unit}" if assumption.unit else "")

    if assumption.low is None or assumption.high is None:
        return text(assumption.value), ""
    unit = f" {assumption.unit}" if assumption.unit and name not in SHARE_INPUTS else ""
    low, high = (text(end).removesuffix(unit) for end in (assumption.low, assumption.high))
    return text(assumption.value), f"{low} to {high}"
