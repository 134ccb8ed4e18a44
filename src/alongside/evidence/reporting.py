"""What a trial's reports say of the programme, after TIDieR (Hoffmann 2014, BMJ 348:g1687), item by item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

__all__ = ["REPORTED", "TIDIER_ITEMS", "Reported", "Tidier"]

TIDIER_ITEMS = (
    "brief name",
    "why",
    "what (materials)",
    "what (procedures)",
    "who provided",
    "how",
    "where",
    "when and how much",
    "tailoring",
    "modifications",
    "how well (planned)",
    "how well (actual)",
)
"""The twelve items in their order; item 1 is the first."""

Reported = Literal["yes", "partly", "no", "not_seen"]
REPORTED: tuple[Reported, ...] = get_args(Reported)
"""`not_seen`: no full text was read, so that its silence says nothing. It is never counted as "no"."""


@dataclass(frozen=True, slots=True)
class Tidier:
    """The twelve items of one trial, and the texts that were read for them.

    >>> card = Tidier("kew-2017", ("yes",) * 4 + ("partly",) * 4 + ("no", "not_seen", "not_seen", "not_seen"))
    >>> card.count("partly"), card.seen
    (4, 9)
    """

    study: str
    items: tuple[Reported, ...]
    source: str = ""

    def count(self, reported: Reported) -> int:
        """How many items are so."""
        return self.items.count(reported)

    @property
    def seen(self) -> int:
        """Items of which somebody could judge whether they are reported."""
        return len(self.items) - self.count("not_seen")
