"""A table that stands alone meets the project: which of its results are here already, which take another's place.

A table's rows seldom have ids, so a result is known by what it says. Word for word the same, it is that result, with
whatever a person decided about it since. About the same question of the same trial (outcome, instrument, time, arms),
it takes the place of what was loaded before, which is said. Anything else is a further result of its trial.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from alongside.evidence import Contrast
from alongside.project.understand.kinds import CONTRAST_EXTRACTED, STUDY_CODED, STUDY_DESCRIBED
from alongside.project.understand.payloads import contrast_decision
from alongside.words.plurals import many

__all__ = ["Held", "kept_as_described", "met"]

Value = Mapping[str, Any]

Held = Mapping[tuple[str, str, tuple[str, ...]], Any]
"""What holds in each slot: by subject, kind and the slot's key."""

DECIDED = ("use", "use_why", "prefer", "comparator_class")
"""What a person says of a result after it was loaded."""

QUESTION = ("study", "outcome", "instrument", "weeks", "arm1", "arm2", "stratum", "report")
"""What makes two results of a trial results of the same question."""


def met(
    contrasts: Sequence[Contrast], counted: Collection[str], holding: Held
) -> tuple[tuple[Contrast, ...], list[str]]:
    """The contrasts with the ids under which the project has them or will have them, and what is to be said.

    Parameters
    ----------
    counted : ids that the table did not name; only those are changed.
    held : what holds in the project.
    """
    results = [value for (_, kind, _), value in holding.items() if kind == CONTRAST_EXTRACTED]
    free = {value["id"]: value for value in results}
    ids: dict[int, str] = {}
    remarks: list[str] = []
    for contrast in contrasts:
        if contrast.id not in counted:
            free.pop(contrast.id, None)
    values = [_value(contrast) for contrast in contrasts]
    open_places = [index for index, contrast in enumerate(contrasts) if contrast.id in counted]
    settled: dict[int, Contrast] = {}
    waiting = _by(free.values(), _content)
    for index in open_places:
        if same := _taken(waiting, _content(values[index])):
            ids[index] = same["id"]
            settled[index] = _as_decided(contrasts[index], free.pop(same["id"]))
    replaced = []
    waiting = _by(free.values(), _question)
    for index in open_places:
        if index not in ids and (same := _taken(waiting, _question(values[index]))):
            ids[index] = same["id"]
            replaced.append(f"{same['id']} ({_changes(same, values[index])})")
    taken = {value["id"] for value in results} | {contrast.id for contrast in contrasts if contrast.id not in counted}
    numbers = _last_numbers(taken)
    further = 0
    for index in open_places:
        if index not in ids:
            study = contrasts[index].study
            numbers[study] = numbers.get(study, 0) + 1
            ids[index] = f"{study}/{numbers[study]}"
            further += ids[index] != contrasts[index].id
    if replaced:
        verb = "takes" if len(replaced) == 1 else "take"
        listed = "; ".join(replaced[:6]) + (f"; and {len(replaced) - 6} more" if len(replaced) > 6 else "")
        remarks.append(f"{many(len(replaced), 'result')} {verb} the place of what was here: {listed}")
    if further:
        remarks.append(f"{many(further, 'further result')} of trials that are here already")
    now = {contrast.id: ids.get(index, contrast.id) for index, contrast in enumerate(contrasts)}
    named = tuple(
        replace(settled.get(index, contrast), id=now[contrast.id], same_as=now.get(contrast.same_as, contrast.same_as))
        for index, contrast in enumerate(contrasts)
    )
    return named, remarks


def kept_as_described(subject: str, kind: str, key: tuple[str, ...], holding: Held) -> bool:
    """Whether a table that stands alone leaves this as it is: a trial that the project describes, or has coded."""
    return kind in (STUDY_DESCRIBED, STUDY_CODED) and (subject, kind, key) in holding


def _value(contrast: Contrast) -> Value:
    return contrast_decision(contrast).value


def _by(values: Iterable[Value], part: Callable[[Value], object]) -> dict[str, list[Value]]:
    """The values by a part of theirs, in their order, those of one part together."""
    grouped: dict[str, list[Value]] = {}
    for value in values:
        grouped.setdefault(_key(part(value)), []).append(value)
    return grouped


def _taken(grouped: dict[str, list[Value]], part: object) -> Value | None:
    """The first value with this part, which is then no more there."""
    values = grouped.get(_key(part))
    return values.pop(0) if values else None


def _key(part: object) -> str:
    return json.dumps(part, sort_keys=True)


def _content(value: Value) -> dict[str, Any]:
    return {name: cell for name, cell in value.items() if name not in ("id", *DECIDED)}


def _question(value: Value) -> tuple[Any, ...]:
    return tuple(value.get(name) for name in QUESTION)


def _as_decided(contrast: Contrast, decided: Value) -> Contrast:
    """The same result with what was decided about it since; a table that keeps it apart, or prefers, says so anew."""
    if contrast.use == "apart" or contrast.prefer:
        return contrast
    return replace(contrast, **{name: decided[name] for name in DECIDED if name in decided})


def _changes(standing: Value, value: Value) -> str:
    """What of a result changes, at most three parts of it by name."""
    before, after = _flat(_content(standing)), _flat(_content(value))
    names = [name for name in dict.fromkeys((*before, *after)) if before.get(name) != after.get(name)]
    parts = [f"{name} {_shown(before.get(name))} to {_shown(after.get(name))}" for name in names[:3]]
    return ", ".join(parts) + (f", and {len(names) - 3} more" if len(names) > 3 else "")


def _flat(value: Value) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, cell in value.items():
        flat |= cell if isinstance(cell, Mapping) else {name: cell}
    return flat


def _shown(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:g}"
    return "nothing" if cell in (None, "") else str(cell)[:40]


def _last_numbers(names: Iterable[str]) -> dict[str, int]:
    """The highest number that a result of each trial has in its id."""
    numbers: dict[str, int] = {}
    for name in names:
        study, _, number = name.rpartition("/")
        if re.fullmatch(r"[0-9]{1,9}", number):
            numbers[study] = max(numbers.get(study, 0), int(number))
    return numbers
