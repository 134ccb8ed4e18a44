"""A table that stands alone meets the project: which of its results are here already, which take another's place.

A table's rows seldom have ids, so a result is known by what it says. Word for word the same, it is that result, with
whatever a person decided about it since. About the same question of the same trial (outcome, instrument, time, arms),
it takes the place of what was loaded before, which is said. Anything else is a further result of its trial.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from alongside.evidence import Contrast
from alongside.project.understand.kinds import CONTRAST_EXTRACTED, STUDY_CODED, STUDY_DESCRIBED
from alongside.project.understand.payloads import contrast_decision
from alongside.words.plurals import many

__all__ = ["Held", "kept_as_described", "met"]

Held = Mapping[tuple[str, str, tuple[str, ...]], Any]
"""What holds in each slot: by subject, kind and the slot's key."""

DECIDED = ("use", "use_why", "prefer", "comparator_class")
"""What a person says of a result after it was loaded."""

QUESTION = ("outcome", "instrument", "weeks", "arm1", "arm2", "stratum", "report")
"""What makes two results of a trial results of the same question."""


def met(contrasts: Sequence[Contrast], counted: Collection[str], held: Held) -> tuple[tuple[Contrast, ...], list[str]]:
    """The contrasts with the ids under which the project has them or will have them, and what is to be said.

    Parameters
    ----------
    counted : ids that the table did not name; only those are changed.
    held : what holds in the project.
    """
    results = [value for (_, kind, _), value in held.items() if kind == CONTRAST_EXTRACTED]
    free = {value["id"]: value for value in results}
    ids: dict[int, str] = {}
    said: list[str] = []
    for contrast in contrasts:
        if contrast.id not in counted:
            free.pop(contrast.id, None)
    open_places = [place for place, contrast in enumerate(contrasts) if contrast.id in counted]
    settled: dict[int, Contrast] = {}
    for place in open_places:
        if same := _first(free.values(), contrasts[place], _content):
            ids[place] = same["id"]
            settled[place] = _as_decided(contrasts[place], free.pop(same["id"]))
    replaced = []
    for place in open_places:
        if place not in ids and (same := _first(free.values(), contrasts[place], _question)):
            ids[place] = same["id"]
            replaced.append(f"{same['id']} ({_changes(free.pop(same['id']), contrasts[place])})")
    taken = {value["id"] for value in results} | {contrast.id for contrast in contrasts if contrast.id not in counted}
    further = 0
    for place in open_places:
        if place not in ids:
            ids[place] = _next_id(contrasts[place].study, taken)
            taken.add(ids[place])
            further += ids[place] != contrasts[place].id
    if replaced:
        verb = "takes" if len(replaced) == 1 else "take"
        listed = "; ".join(replaced[:6]) + (f"; and {len(replaced) - 6} more" if len(replaced) > 6 else "")
        said.append(f"{many(len(replaced), 'result')} {verb} the place of what was here: {listed}")
    if further:
        said.append(f"{many(further, 'further result')} of trials that are here already")
    now = {contrast.id: ids.get(place, contrast.id) for place, contrast in enumerate(contrasts)}
    named = tuple(
        replace(settled.get(place, contrast), id=now[contrast.id], same_as=now.get(contrast.same_as, contrast.same_as))
        for place, contrast in enumerate(contrasts)
    )
    return named, said


def kept_as_described(subject: str, kind: str, key: tuple[str, ...], held: Held) -> bool:
    """Whether a table that stands alone leaves this as it is: a trial that the project describes, or has coded."""
    return kind in (STUDY_DESCRIBED, STUDY_CODED) and (subject, kind, key) in held


def _value(contrast: Contrast) -> Mapping[str, Any]:
    return contrast_decision(contrast).value


def _first(values: Iterable[Mapping[str, Any]], contrast: Contrast, part: Any) -> Mapping[str, Any] | None:
    wanted = part(_value(contrast))
    return next((value for value in values if value["study"] == contrast.study and part(value) == wanted), None)


def _content(value: Mapping[str, Any]) -> dict[str, Any]:
    return {name: cell for name, cell in value.items() if name not in ("id", *DECIDED)}


def _question(value: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(value.get(name) for name in QUESTION)


def _as_decided(contrast: Contrast, held: Mapping[str, Any]) -> Contrast:
    """The same result with what was decided about it since; a table that keeps it apart, or prefers, says so anew."""
    if contrast.use == "apart" or contrast.prefer:
        return contrast
    return replace(contrast, **{name: held[name] for name in DECIDED if name in held})


def _changes(held: Mapping[str, Any], contrast: Contrast) -> str:
    """What of a result changes, at most three parts of it by name."""
    before, after = _flat(_content(held)), _flat(_content(_value(contrast)))
    names = [name for name in dict.fromkeys((*before, *after)) if before.get(name) != after.get(name)]
    parts = [f"{name} {_shown(before.get(name))} to {_shown(after.get(name))}" for name in names[:3]]
    return ", ".join(parts) + (f", and {len(names) - 3} more" if len(names) > 3 else "")


def _flat(value: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, cell in value.items():
        flat |= cell if isinstance(cell, Mapping) else {name: cell}
    return flat


def _shown(cell: Any) -> str:
    if isinstance(cell, float):
        return f"{cell:g}"
    return "nothing" if cell in (None, "") else str(cell)[:40]


def _next_id(study: str, taken: Collection[str]) -> str:
    numbers = [
        int(number.group(1)) for name in taken if (number := re.fullmatch(rf"{re.escape(study)}/(\d{{1,9}})", name))
    ]
    return f"{study}/{max(numbers, default=0) + 1}"
