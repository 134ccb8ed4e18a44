"""An order that is drawn, which anybody can draw again: records by the SHA-256 of seed and id.

A certificate has to be checked years later, on another machine and with another version of everything. A generator of
random numbers may change; the digest of a text does not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

__all__ = ["EXPLORE", "digest_of_frame", "drawn_order", "ticket"]

EXPLORE = 20
"""Every so many records one is drawn before the sample begins: 5 % of the reading buys an estimate of what is left."""


def ticket(seed: str, record: str) -> str:
    """The record's place in the order, as hexadecimal digits: the SHA-256 of the seed, a line end and the id.

    >>> ticket("1", "a")[:8]
    '87a4add6'
    """
    return hashlib.sha256(f"{seed}\n{record}".encode()).hexdigest()


def drawn_order(records: Iterable[str], seed: str) -> list[str]:
    """The ids of a frame in the order in which they are drawn.

    >>> sorted(drawn_order(["a", "b", "c"], "1"))
    ['a', 'b', 'c']
    """
    return sorted(records, key=lambda record: (ticket(seed, record), record))


def digest_of_frame(records: Iterable[str]) -> str:
    """The SHA-256 of the sorted ids, one a line: two frames have the same digest where they hold the same records."""
    return hashlib.sha256("\n".join(sorted(records)).encode()).hexdigest()
