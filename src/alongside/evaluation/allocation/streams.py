"""Random draws that are a function of a sealed seed and of what is drawn, and of nothing else.

Each draw has a name (which block of which stratum, which person in the list), and its bits are SHA-256 of seed, name
and a counter. So the same seed gives the same list on every machine and with every version of every library, draws can
be checked one by one, and none depends on how many were drawn before it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from alongside.errors import UsageError

__all__ = ["SHORTEST_SEED", "Stream", "check_seed"]

Item = TypeVar("Item")

SHORTEST_SEED = 16
"""Bytes of a seed: 128 bits, which nobody finds by trying all."""


def check_seed(seed: bytes) -> None:
    """Refuse a seed that can be guessed."""
    if len(seed) < SHORTEST_SEED:
        raise UsageError(
            f"a seed has at least {SHORTEST_SEED} bytes, found {len(seed)}; make one with secrets.token_bytes"
        )


@dataclass(slots=True)
class Stream:
    """Bits of one draw. `name` is what is drawn; parts are told apart whatever characters they have."""

    seed: bytes
    name: tuple[str, ...]
    used: int = 0

    def bits(self) -> int:
        """64 bits more."""
        message = b"".join(len(part.encode()).to_bytes(8, "big") + part.encode() for part in self.name)
        digest = hashlib.sha256(self.seed + b"\0" + message + self.used.to_bytes(8, "big")).digest()
        self.used += 1
        return int.from_bytes(digest[:8], "big")

    def below(self, bound: int) -> int:
        """A whole number from 0 to below `bound`, each as likely as the next.

        >>> Stream(b"0123456789abcdef", ("doc",)).below(6) in range(6)
        True
        """
        # Numbers at the top that would favour small remainders are drawn again.
        limit = (1 << 64) - (1 << 64) % bound
        while (value := self.bits()) >= limit:
            pass
        return value % bound

    def share(self) -> float:
        """A number from 0 to below 1 with 53 bits."""
        return (self.bits() >> 11) / (1 << 53)

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        """The items in random order (Fisher and Yates; Durstenfeld 1964)."""
        order = list(items)
        for last in range(len(order) - 1, 0, -1):
            chosen = self.below(last + 1)
            order[last], order[chosen] = order[chosen], order[last]
        return order

    def weighted(self, items: Sequence[Item], weights: Sequence[float]) -> Item:
        """One item, each as likely as its weight."""
        target, total = self.share() * sum(weights), 0.0
        for item, weight in zip(items, weights, strict=True):
            total += weight
            if target < total:
                return item
        return items[-1]
