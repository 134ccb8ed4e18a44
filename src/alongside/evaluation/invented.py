"""An invented trial, made from a seed: nobody in it exists. It shows every step, and tests have something to work on.

People feel lonely to a degree from 0 to 10 on an invented scale. Those with support share one of six supporters, whose
people come to be alike; support lowers loneliness by 1 on average. A tenth of the outcomes are missing, more often from
people who were lonelier at the start, and not everybody who is offered support takes it up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from alongside.evaluation.allocation import PermutedBlocks, arms, draw

__all__ = ["INVENTED_PROCEDURE", "InventedPerson", "invented_trial"]

INVENTED_PROCEDURE = PermutedBlocks(arms({"support": 1, "waiting list": 1}), (2, 4, 6), ("north", "south"))


@dataclass(frozen=True, slots=True)
class InventedPerson:
    """One row: `outcome` and `visit` are None where missing; `supporter` is "" without support."""

    person: str
    stratum: str
    arm: str
    supporter: str
    baseline: int
    week_6: int | None
    outcome: int | None
    received: int
    randomised: str
    measured: str


def invented_trial(
    seed: int, people: int = 96, allocate: Callable[[str, str], str] | None = None
) -> list[InventedPerson]:
    """The people of the trial in the order in which they came.

    `allocate` gives the arm ("support", or another) of a person in a stratum, where another list draws them; None draws
    by `INVENTED_PROCEDURE`.

    >>> rows = invented_trial(28)
    >>> len(rows), rows[0].person
    (96, 'invented-001')
    """
    random = np.random.default_rng(seed)
    sealed = seed.to_bytes(16, "big")
    supporters = random.normal(0, 0.9, 6)
    before: list[tuple[dict[str, str], str]] = []
    rows = []
    for index in range(people):
        traits = {"stratum": ("north", "south")[int(random.random() < 0.4)]}
        if allocate is None:
            arm = draw(INVENTED_PROCEDURE, sealed, before, traits)
        else:
            arm = allocate(invented_name(index), traits["stratum"])
        before.append((traits, arm))
        rows.append(_person(index, traits["stratum"], arm, supporters, random))
    return rows


def invented_name(index: int) -> str:
    """The id of a person who does not exist."""
    return f"invented-{index + 1:03d}"


def _person(index: int, stratum: str, arm: str, supporters: np.ndarray, random: np.random.Generator) -> InventedPerson:
    offered = arm == "support"
    supporter = int(random.integers(len(supporters)))
    lonely = random.normal(6.5, 1.6)
    received = int(offered and random.random() < 0.85)
    shift = (-1.2 * received + supporters[supporter]) if offered else 0.0
    later = [2.6 + 0.6 * lonely + part * shift + random.normal(0, 1.3) for part in (0.6, 1.0)]
    missing = [random.random() < 0.04 + 0.02 * max(lonely - 5, 0) for _ in later]
    week_6, outcome = (
        None if gone else int(np.clip(round(value), 0, 10)) for value, gone in zip(later, missing, strict=True)
    )
    month, day = divmod(index, 28)
    return InventedPerson(
        invented_name(index),
        stratum,
        arm,
        f"supporter {supporter + 1}" if offered else "",
        int(np.clip(round(lonely), 0, 10)),
        week_6,
        outcome,
        received,
        f"2026-{month + 1:02d}-{day + 1:02d}",
        f"2026-{month + 4:02d}-{day + 1:02d}",
    )
