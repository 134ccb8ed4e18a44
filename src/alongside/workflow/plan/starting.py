"""Where a plan starts: each input's figure, range and source, from the arms of the project's own trials where ten or
more report it, else from a starting figure that says what it is, with the trials' few figures in view.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import yaml

from alongside.errors import InputError
from alongside.evidence import Arm, Dose, Span
from alongside.packaged import PEER_SUPPORT
from alongside.planning import FEWEST_TRIALS, Assumption, CostLine, share_from_trials

__all__ = ["cost_lines", "currency", "price_year", "starting"]

MEETINGS = frozenset({"group", "training", "activity", "video"})
"""Forms in which one supporter's hour is for several people at once."""


def starting(arms: Sequence[Arm], forms: Sequence[str]) -> dict[str, Assumption]:
    """The inputs of a plan by name, for support in these forms."""
    support = [arm for arm in arms if arm.role == "support" and arm.dose is not None]
    usual = {name.replace("_", " "): _assumption(entry) for name, entry in _document()["assumptions"].items()}
    like = [arm for arm in support if set(arm.form) & set(forms)]
    return usual | {
        "uptake": _share("uptake", usual["uptake"], _figures(support, lambda dose: dose.uptake_percent, 0.01)),
        "dropout": _share("dropout", usual["dropout"], _left(support)),
        "people per supporter": _middle(
            usual["people per supporter"],
            like,
            support,
            lambda arm: _of(arm, lambda dose: dose.participants_per_supporter),
        ),
        "hours per person": _middle(usual["hours per person"], like, support, _hours),
    }


def cost_lines(forms: Sequence[str]) -> tuple[CostLine, ...]:
    """The lines of the cost for support in these forms."""
    return tuple(
        CostLine(
            entry["name"],
            _assumption({"shape": "gamma", "unit": currency(), **entry}),
            entry["per"],
            currency(),
            price_year(),
        )
        for entry in _document()["costs"]
        if not entry.get("forms") or set(entry["forms"]) & set(forms)
    )


def currency() -> str:
    """Of the packaged starting prices."""
    return str(_document()["currency"])


def price_year() -> int:
    """Of the packaged starting prices."""
    return int(_document()["price_year"])


@functools.cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((PEER_SUPPORT / "planning.yaml").read_text(encoding="utf-8"))
    return document


def _assumption(entry: Mapping[str, Any]) -> Assumption:
    shape = entry.get("shape", "fixed") if "low" in entry else "fixed"
    return Assumption(
        entry["value"], entry.get("low"), entry.get("high"), shape, entry.get("unit", ""), entry["source"]
    )


def _figures(arms: Sequence[Arm], part: Callable[[Dose], Span | None], factor: float) -> dict[str, float]:
    """One figure a trial: that of its first support arm which prints one."""
    figures: dict[str, float] = {}
    for arm in arms:
        value = _of(arm, part)
        if value is not None:
            figures.setdefault(arm.study, factor * value)
    return figures


def _of(arm: Arm, part: Callable[[Dose], Span | None]) -> float | None:
    span = part(arm.dose) if arm.dose is not None else None
    return None if span is None else span.middle


def _left(arms: Sequence[Arm]) -> dict[str, float]:
    completed = _figures(arms, lambda dose: dose.completed_percent, 0.01)
    return {study: 1 - share for study, share in completed.items()}


def _share(name: str, usual: Assumption, figures: Mapping[str, float]) -> Assumption:
    try:
        return share_from_trials(name, figures)
    except InputError:
        return _in_view(usual, {study: f"{share:.0%}" for study, share in figures.items()})


def _hours(arm: Arm) -> float | None:
    """A supporter's hours for one person; in meetings, an hour is shared by those who meet."""
    dose = arm.dose
    if dose is None or dose.contacts_planned is None or dose.contact_minutes is None:
        return None
    hours = dose.contacts_planned.middle * dose.contact_minutes.middle / 60
    if not set(arm.form) & MEETINGS:
        return hours
    return hours / dose.group_size.middle if dose.group_size is not None else None


def _middle(
    usual: Assumption, like: Sequence[Arm], support: Sequence[Arm], figure: Callable[[Arm], float | None]
) -> Assumption:
    """The middle of the trials of the same form where ten report it, with the middle half as its range."""
    for arms, whose in ((like, "of the same form"), (support, "of any form")):
        figures: dict[str, float] = {}
        for arm in arms:
            value = figure(arm)
            if value is not None and value > 0:
                figures.setdefault(arm.study, value)
        if len(figures) >= FEWEST_TRIALS:
            low, value, high = (float(f"{end:.3g}") for end in np.quantile(list(figures.values()), [0.25, 0.5, 0.75]))
            source = f"the middle, and the middle half, of {len(figures)} trials {whose}: {', '.join(figures)}"
            return Assumption(value, low, high, "pert", usual.unit, source)
    return _in_view(usual, {study: f"{value:.3g}" for study, value in figures.items()})


def _in_view(usual: Assumption, few: Mapping[str, str]) -> Assumption:
    if not few:
        return replace(usual, source=f"{usual.source}; no trial reports it")
    figures = ", ".join(f"{study} {figure}" for study, figure in few.items())
    return replace(usual, source=f"{usual.source}; {len(few)} trials report it: {figures}")
