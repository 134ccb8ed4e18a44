"""The CONSORT 2025 flow: how many people came how far, counted from a table of events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from alongside.errors import InputError

__all__ = ["EVENTS", "ArmFlow", "Event", "Flow", "Harm", "flow", "harms"]

EVENTS = ("assessed", "excluded", "randomised", "received", "not-received", "discontinued", "lost", "analysed", "harm")
AFTER_RANDOMISATION = EVENTS[3:]


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to a person. `date` is ISO (2026-01-31); `reason` says why, or what the harm was; `arm` stands with
    "randomised"; `row` is where it was read."""

    person: str
    kind: str
    date: str
    reason: str = ""
    arm: str = ""
    serious: bool = False
    row: int | None = None


@dataclass(frozen=True, slots=True)
class ArmFlow:
    """One arm's column of the diagram; reasons with their counts, most frequent first.

    `received` is None where nobody wrote down of anybody in the arm whether they received the support.
    """

    arm: str
    randomised: int
    received: int | None
    not_received: tuple[tuple[str, int], ...]
    discontinued: tuple[tuple[str, int], ...]
    lost: tuple[tuple[str, int], ...]
    analysed: int


@dataclass(frozen=True, slots=True)
class Flow:
    """The whole diagram. `waiting` were assessed, and are neither excluded nor randomised yet."""

    assessed: int
    excluded: tuple[tuple[str, int], ...]
    waiting: int
    arms: tuple[ArmFlow, ...]


@dataclass(frozen=True, slots=True)
class Harm:
    """One kind of harm in one arm: people, events, and how many events were serious; `at_risk` are those randomised."""

    arm: str
    kind: str
    people: int
    events: int
    serious: int
    at_risk: int


def flow(events: Sequence[Event]) -> Flow:
    """Count people, each once at each stage.

    Raises
    ------
    InputError : an unknown event, something of the trial dated before the person's randomisation or without it, a
        person randomised twice, or one that is both excluded and randomised.
    """
    arm_of, _ = randomisations(events)
    by_kind = {kind: {event.person: event for event in events if event.kind == kind} for kind in EVENTS}
    both = sorted(set(by_kind["excluded"]) & set(arm_of))
    if both:
        raise InputError(f"{both[0]!r} is both excluded and randomised", row=by_kind["excluded"][both[0]].row)
    # Whoever was excluded or randomised was assessed, written down or not.
    assessed = set(by_kind["assessed"]) | set(by_kind["excluded"]) | set(arm_of)
    columns = []
    for arm in sorted(set(arm_of.values())):
        people = {person for person, drawn in arm_of.items() if drawn == arm}
        is_stated = people & (by_kind["received"].keys() | by_kind["not-received"].keys())
        columns.append(
            ArmFlow(
                arm,
                len(people),
                len(people & set(by_kind["received"])) if is_stated else None,
                _reasons(by_kind["not-received"], people),
                _reasons(by_kind["discontinued"], people),
                _reasons(by_kind["lost"], people),
                len(people & set(by_kind["analysed"])),
            )
        )
    waiting = assessed - set(by_kind["excluded"]) - set(arm_of)
    return Flow(len(assessed), _reasons(by_kind["excluded"], assessed), len(waiting), tuple(columns))


def _reasons(events: dict[str, Event], people: set[str]) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for person, event in events.items():
        if person in people:
            reason = event.reason or "no reason recorded"
            counts[reason] = counts.get(reason, 0) + 1
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def randomisations(events: Sequence[Event]) -> tuple[dict[str, str], dict[str, str]]:
    """Person to arm and to date of randomisation, the rest of the events held against them."""
    arm_of: dict[str, str] = {}
    date_of: dict[str, str] = {}
    for event in events:
        if event.kind not in EVENTS:
            raise InputError(f"expected an event of {', '.join(EVENTS)}; found {event.kind!r}", row=event.row)
        if event.kind == "randomised":
            if event.person in arm_of:
                raise InputError(f"{event.person!r} is randomised twice", row=event.row)
            if not event.arm:
                raise InputError("expected the arm of a randomised person, found an empty cell", row=event.row)
            arm_of[event.person], date_of[event.person] = event.arm, event.date
    for event in events:
        if event.kind not in AFTER_RANDOMISATION:
            continue
        if event.person not in arm_of:
            raise InputError(f"{event.person!r} has the event {event.kind!r} and was never randomised", row=event.row)
        if event.date and date_of[event.person] and event.date < date_of[event.person]:
            raise InputError(
                f"{event.kind!r} of {event.person!r} is dated {event.date}, before randomisation on "
                f"{date_of[event.person]}",
                row=event.row,
            )
    return arm_of, date_of


def harms(events: Sequence[Event]) -> tuple[Harm, ...]:
    """Harms by kind and arm, arms without any with 0, so that none is left out (CONSORT Harms 2022)."""
    arm_of, _ = randomisations(events)
    kinds = sorted({event.reason or "not described" for event in events if event.kind == "harm"})
    rows = []
    for kind in kinds:
        for arm in sorted(set(arm_of.values())):
            matching = [
                event
                for event in events
                if event.kind == "harm" and (event.reason or "not described") == kind and arm_of[event.person] == arm
            ]
            people = len({event.person for event in matching})
            at_risk = sum(drawn == arm for drawn in arm_of.values())
            rows.append(Harm(arm, kind, people, len(matching), sum(event.serious for event in matching), at_risk))
    return tuple(rows)
