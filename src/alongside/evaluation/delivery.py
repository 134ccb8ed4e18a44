"""What was delivered, counted from a table of contacts: dose, reach and fidelity (TIDieR items 11 and 12).

Fidelity is never typed: it is the parts of the contacts that were to be done, and were.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alongside.errors import InputError

__all__ = ["Contact", "Delivered", "delivered", "groups_of"]


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact of one person; without a date it says only who the person's supporter or group is.

    minutes : None where nobody noted them. done, planned : parts of the contact that were done, and were to be done.
    """

    person: str
    group: str
    date: str = ""
    minutes: float | None = None
    done: int | None = None
    planned: int | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Delivered:
    """What came of the support.

    Parameters
    ----------
    offered, reached : people in the support arm, and those with at least one contact.
    contacts : (least, median, greatest) of a person that was offered the support, 0 for those without any.
    minutes : the same of one contact, None where no minutes were noted; `minutes_noted` counts the contacts with them.
    groups, people_a_group : supporters or groups, and the people of each: (least, median, greatest).
    parts_done, parts_planned : over all contacts where both were noted; None where none was.
    outside : people of another arm who had contacts all the same, which draws the arms together.
    """

    offered: int
    reached: int
    contacts_n: int
    contacts: tuple[float, float, float]
    minutes: tuple[float, float, float] | None
    minutes_noted: int
    groups: int
    people_a_group: tuple[float, float, float]
    parts_done: int | None
    parts_planned: int | None
    outside: int


def groups_of(contacts: Sequence[Contact]) -> dict[str, str]:
    """Person to supporter or group. Raises `InputError` for a person with two, whose outcome would belong to both."""
    groups: dict[str, str] = {}
    for contact in contacts:
        if contact.group and groups.setdefault(contact.person, contact.group) != contact.group:
            raise InputError(
                f"{contact.person!r} is with {groups[contact.person]!r} and with {contact.group!r}; name the one that "
                "the person was first assigned to",
                row=contact.row,
                column="group",
            )
    return groups


def delivered(contacts: Sequence[Contact], arm_of: Mapping[str, str], support: str) -> Delivered:
    """Count contacts. Raises `InputError` for a person who was never allocated, or more parts done than planned."""
    for contact in contacts:
        if contact.person not in arm_of:
            raise InputError(f"{contact.person!r} was not allocated", row=contact.row, column="person")
        if contact.done is not None and contact.planned is not None and contact.done > contact.planned:
            raise InputError(
                f"expected at most the {contact.planned} parts that were planned, found {contact.done}",
                row=contact.row,
                column="done",
            )
    of_support = [contact for contact in contacts if arm_of[contact.person] == support]
    people = dict.fromkeys((person for person, arm in arm_of.items() if arm == support), 0)
    dated = [contact for contact in of_support if contact.date]
    for contact in dated:
        people[contact.person] += 1
    minutes = [contact.minutes for contact in dated if contact.minutes is not None]
    parts = [(contact.done, contact.planned) for contact in dated if contact.done is not None and contact.planned]
    sizes: dict[str, int] = {}
    for group in groups_of(of_support).values():
        sizes[group] = sizes.get(group, 0) + 1
    outside = {contact.person for contact in contacts if contact.date and arm_of[contact.person] != support}
    return Delivered(
        len(people),
        sum(count > 0 for count in people.values()),
        len(dated),
        _spread(list(people.values())),
        _spread(minutes) if minutes else None,
        len(minutes),
        len(sizes),
        _spread(list(sizes.values())),
        sum(done for done, _ in parts) if parts else None,
        sum(planned or 0 for _, planned in parts) if parts else None,
        len(outside),
    )


def _spread(values: Sequence[float]) -> tuple[float, float, float]:
    return (float(min(values)), float(statistics.median(values)), float(max(values))) if values else (0.0, 0.0, 0.0)
