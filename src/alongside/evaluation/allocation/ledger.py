"""The list of who was allocated to what: it only grows, each row is drawn and entered in one act, and can be checked.

The seed is sealed before anybody is recruited: its digest with the procedure's is published, the seed itself is not.
When it is opened, `verify` draws the whole list again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from alongside.errors import InputError, UsageError
from alongside.evaluation.allocation.clusters import ClustersTogether
from alongside.evaluation.allocation.procedures import Procedure, draw
from alongside.evaluation.allocation.running import Running

__all__ = ["Allocated", "Ledger", "allocate", "chained", "new_ledger", "seal", "verify"]


@dataclass(frozen=True, slots=True)
class Allocated:
    """One row: who, with which stratum or levels, to which arm; `digest` chains it to the row before."""

    person: str
    traits: tuple[tuple[str, str], ...]
    arm: str
    digest: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """A procedure, the seal on its seed, and the rows so far."""

    procedure: Procedure | ClustersTogether
    seal: str
    rows: tuple[Allocated, ...] = ()


def seal(procedure: Procedure | ClustersTogether, seed: bytes) -> str:
    """What is published of seed and procedure before the first draw: neither can be changed without it showing."""
    described = json.dumps([type(procedure).__name__, asdict(procedure)], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(seed + b"\0" + described.encode()).hexdigest()


def new_ledger(procedure: Procedure, seed: bytes) -> Ledger:
    """An empty list with its seal."""
    return Ledger(procedure, seal(procedure, seed))


def allocate(ledger: Ledger, seed: bytes, person: str, traits: Mapping[str, str]) -> Ledger:
    """The list with one person more; the one that was passed in is as it was, whatever goes wrong.

    Raises
    ------
    InputError : the person is allocated already (nobody is drawn twice), or has no name.
    UsageError : the seed is not the sealed one, or the stratum or a level is none of the procedure's.
    """
    check_seal(ledger, seed)
    if not person:
        raise InputError("expected the person's id, found an empty cell", column="person")
    if any(row.person == person for row in ledger.rows):
        raise InputError(f"{person!r} is allocated already; nobody is drawn twice", column="person")
    before = [(dict(row.traits), row.arm) for row in ledger.rows]
    arm = draw(_one_by_one(ledger), seed, before, traits)
    row = chained(ledger, person, traits, arm)
    return Ledger(ledger.procedure, ledger.seal, (*ledger.rows, row))


def chained(ledger: Ledger, person: str, traits: Mapping[str, str], arm: str) -> Allocated:
    """The row that comes next, with the digest that chains it to the last."""
    last = ledger.rows[-1].digest if ledger.rows else ledger.seal
    content = json.dumps([last, person, sorted(traits.items()), arm], ensure_ascii=False)
    return Allocated(person, tuple(sorted(traits.items())), arm, hashlib.sha256(content.encode()).hexdigest())


def _one_by_one(ledger: Ledger) -> Procedure:
    if isinstance(ledger.procedure, ClustersTogether):
        raise UsageError("the clusters of this list are drawn all together, in one act")
    return ledger.procedure


def check_seal(ledger: Ledger, seed: bytes) -> None:
    """Refuse a seed, or a procedure, that is not the one that was sealed."""
    if seal(ledger.procedure, seed) != ledger.seal:
        raise UsageError("the seed or the procedure is not the one that was sealed")


def verify(ledger: Ledger, seed: bytes) -> None:
    """Draw the whole list again.

    Raises `InputError` with the number of the first row that the procedure did not draw.
    """
    check_seal(ledger, seed)
    running = Running(_one_by_one(ledger), seed)
    people: set[str] = set()
    last = Ledger(ledger.procedure, ledger.seal)
    for number, row in enumerate(ledger.rows, start=1):
        if row.person in people:
            raise InputError(f"{row.person!r} is in the list twice", row=number)
        traits = dict(row.traits)
        drawn = chained(last, row.person, traits, running.next_arm(traits))
        if drawn != row:
            raise InputError(f"the procedure did not draw {row.person!r} to {row.arm!r} here", row=number)
        people.add(row.person)
        running.enter(traits, row.arm)
        last = Ledger(ledger.procedure, ledger.seal, (row,))
