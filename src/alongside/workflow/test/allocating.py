"""One person or cluster at a time, drawn and committed in one act, never twice.

What the log gets is a mark (who), a place in the list, and a sealed text (who, stratum, arm, and the digest that chains
the row to the one before). Nothing of it can be read without the secret, not even by trying both arms: see `sealing`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alongside.errors import InputError, NotHereError, UsageError
from alongside.evaluation.allocation import (
    Allocated,
    ClustersTogether,
    Ledger,
    Minimisation,
    PermutedBlocks,
    Running,
    draw,
    seal,
)
from alongside.evaluation.allocation.ledger import chained
from alongside.evaluation.allocation.sealing import mark, sealed, unsealed
from alongside.evidence import Author
from alongside.project import NewDecision, Project
from alongside.project.log.chain import moment_to_text
from alongside.project.test.facet import Drawn
from alongside.project.test.kinds import ENVELOPES_PRINTED, EVALUATION_OPENED, allocated, revealed
from alongside.workflow.test.designing import procedure_planned
from alongside.workflow.test.evaluations import evaluation_named
from alongside.workflow.test.vault import Vault

__all__ = [
    "Allocation",
    "AllocationService",
    "envelope_arms",
    "refuse_opened",
    "reveal",
]

LONGEST_NAME = 100
"""Characters of an id or a stratum: a sealed row then always has the same length."""


@dataclass(frozen=True, slots=True)
class Allocation:
    """One row of the list, read with the secret. `envelope` is the number on it, 0 for a row drawn by the service.

    A list of blocks has a `stratum` ("" without any), one that is minimised the person's `levels` by factor.
    """

    person: str
    stratum: str
    arm: str
    position: int
    when: str
    envelope: int = 0
    levels: tuple[tuple[str, str], ...] = ()

    @property
    def traits(self) -> dict[str, str]:
        """What the procedure asks of the person."""
        return dict(self.levels) if self.levels else {"stratum": self.stratum} if self.stratum else {}


class AllocationService:
    """The open list of one evaluation. Two of them, in two processes, draw from one list."""

    def __init__(self, project: Project, vault: Vault, evaluation: str) -> None:
        self._project, self._vault = project, vault
        current = evaluation_named(project, evaluation)
        if current.locked is None:
            raise UsageError(f"the plan of {evaluation!r} is not locked; lock it before anybody is allocated")
        self.evaluation = current
        self.procedure = procedure_planned(current.locked.plan)
        self._seed = vault.key(evaluation, "draws")
        self._list_key = vault.key(evaluation, "list")
        self._people_key = vault.key(evaluation, "people")
        if seal(self.procedure, self._seed) != current.locked.seal:
            raise UsageError(f"the secret in the vault is not the one that the list of {evaluation!r} was sealed with")
        self._ledger = Ledger(self.procedure, current.locked.seal)
        self._rows: list[Allocation] = []
        self._people: set[str] = set()
        self._running = None if isinstance(self.procedure, ClustersTogether) else Running(self.procedure, self._seed)
        self._last = 0

    def allocate(
        self,
        person: str,
        stratum: str = "",
        *,
        levels: Mapping[str, str] | None = None,
        author: Author,
        at: datetime,
        envelope: int = 0,
    ) -> Allocation:
        """Draw the next person; or, after an outage, write down whose the next envelope of a stratum was.

        Parameters
        ----------
        stratum, levels : of a list of blocks the stratum; of one that is minimised the person's level of each factor.

        Raises
        ------
        InputError : no id, or one that is allocated already.
        UsageError : a stratum or level that the list does not have, an opened analysis, an envelope out of turn.
        """
        traits = self._traits(stratum, levels or {})
        person, name = person.strip(), self.evaluation.protocol.unit
        check_text(person, f"expected the {name}'s id, found an empty cell", name)
        chosen_levels = tuple(sorted(traits.items())) if levels else ()
        # What others have drawn is read, and the next arm worked out, before the list is locked: it is held no longer
        # than a commit takes, unless somebody was quicker. So nobody waits for long behind another.
        self.rows()
        at_hand = None if envelope or person in self._people else self._drawn_next(person, traits)
        before = self._last

        def choose() -> list[tuple[Allocation, str]]:
            if person in self._people:
                raise InputError(f"{person!r} is allocated already; nobody is drawn twice", column=name)
            if envelope:
                drawn = self._from_envelope(person, stratum, envelope)
            else:
                drawn = at_hand if at_hand and self._last == before else self._drawn_next(person, traits)
            day = moment_to_text(at)[:10]
            row = Allocation(person, stratum, drawn.arm, len(self._rows) + 1, day, envelope, chosen_levels)
            return [(row, drawn.digest)]

        return self.commit(choose, author=author, at=at)[0]

    def commit(
        self, choose: Callable[[], list[tuple[Allocation, str]]], *, author: Author, at: datetime
    ) -> list[Allocation]:
        """Rows chosen and committed in one act: nobody else draws between what `choose` sees and what it gives.

        `choose` gives rows with the digest that chains each to the one before; whatever it raises leaves all as it was.
        """
        chosen: list[Allocation] = []

        def decide(fresh: list[Drawn]) -> list[NewDecision]:
            self._read(fresh)
            refuse_opened(self._project, self.evaluation.id)
            rows = choose()
            chosen[:] = [row for row, _ in rows]
            return [self._entry(row, digest) for row, digest in rows]

        self._project.test.commit(self.evaluation.id, self._last, decide, author=author, at=at)
        return chosen

    def _entry(self, row: Allocation, digest: str) -> NewDecision:
        """A row as the log has it."""
        text = sealed(self._list_key, self._content(row, digest))
        of_person = mark(self._people_key, row.person)
        return allocated(self.evaluation.id, of_person, row.position, text, envelope=bool(row.envelope))

    def _traits(self, stratum: str, levels: Mapping[str, str]) -> dict[str, str]:
        """What the list asks of a person, of the sort that it has; `draw` says which of them it does not know."""
        if isinstance(self.procedure, ClustersTogether):
            raise UsageError("the clusters of this list are drawn all together, in one act; name them all")
        if not isinstance(self.procedure, Minimisation):
            if levels:
                raise UsageError("this list has strata and no factors; name the stratum")
            return {"stratum": stratum} if stratum else {}
        factors = ", ".join(self.procedure.factors)
        if stratum:
            raise UsageError(f"this list has no strata, it is minimised over {factors}; name the level of each")
        unknown = [name for name in levels if name not in self.procedure.factors]
        if unknown:
            raise UsageError(f"this list is minimised over {factors}; it has no factor {unknown[0]!r}")
        return dict(levels)

    def _content(self, row: Allocation, digest: str) -> str:
        """What is sealed of a row, as long for one arm as for another, and for one level as for another."""
        text = _row_text(row, dict(row.levels) or row.stratum, row.arm, digest)
        longest: dict[str, str] | str = row.stratum
        if isinstance(self.procedure, Minimisation):
            longest = {name: max(levels, key=_bytes_of) for name, levels in self.procedure.factors.items()}
        most = max(_bytes_of(_row_text(row, longest, arm, digest)) for arm in self.procedure.arms.names)
        return text + " " * (most - _bytes_of(text))

    def rows(self) -> list[Allocation]:
        """The list so far, for whoever holds the secret."""
        self._read(self._project.test.drawn(self.evaluation.id, self._last))
        return list(self._rows)

    @property
    def ledger(self) -> Ledger:
        """The rows that the service drew, as the engine verifies them; envelopes have a list of their own."""
        self.rows()
        return self._ledger

    def _read(self, fresh: list[Drawn]) -> None:
        """Take in what others have drawn since."""
        for row in fresh:
            person, traits, arm, digest, envelope = json.loads(unsealed(self._list_key, row.sealed))
            stratum, levels = ("", traits) if isinstance(traits, dict) else (traits, {})
            if row.position != len(self._rows) + 1 or mark(self._people_key, person) != row.mark:
                raise InputError(
                    f"the list has place {row.position} where {len(self._rows) + 1} comes next: two copies of the "
                    "project were allocated from; nobody can be drawn until it is settled which one counts"
                )
            self._people.add(person)
            in_order = tuple(sorted(levels.items()))
            allocation = Allocation(person, stratum, arm, row.position, row.at[:10], envelope, in_order)
            self._rows.append(allocation)
            if not envelope:
                entry = Allocated(person, tuple(sorted(allocation.traits.items())), arm, digest)
                if self._running is not None:
                    self._running.enter(allocation.traits, arm)
                self._ledger = Ledger(self.procedure, self._ledger.seal, (*self._ledger.rows, entry))
            self._last = row.number

    def _drawn_next(self, person: str, traits: Mapping[str, str]) -> Allocated:
        """What the engine's `allocate` gives, without a walk through thousands of rows: `Running` keeps the counts that
        the next draw asks for. `check_list` holds the whole list against the engine.
        """
        assert self._running is not None
        return chained(self._ledger, person, traits, self._running.next_arm(traits))

    def _from_envelope(self, person: str, stratum: str, number: int) -> Allocated:
        """The arm in an envelope, which is the next one of its stratum that is not used."""
        printed = max(
            (row.value["each"] for row in self._project.test.ever(self.evaluation.id, ENVELOPES_PRINTED)), default=0
        )
        if number > printed:
            raise UsageError(f"envelope {number} was not printed; {printed} a stratum were")
        used = sum(row.stratum == stratum and row.envelope > 0 for row in self._rows)
        if number != used + 1:
            raise UsageError(f"expected envelope {used + 1}, the next one of this stratum; found {number}")
        assert isinstance(self.procedure, PermutedBlocks)
        arms = envelope_arms(self.procedure, self._vault.key(self.evaluation.id, "envelopes"), stratum, number)
        return Allocated(person, (), arms[-1], "")


def _row_text(row: Allocation, traits: Mapping[str, str] | str, arm: str, digest: str) -> str:
    content: list[Any] = [row.person, traits, arm, digest, row.envelope]
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def _bytes_of(text: str) -> int:
    return len(text.encode())


def refuse_opened(project: Project, evaluation: str) -> None:
    """Nobody is allocated, and nothing loaded, once the arms are known."""
    if rows := project.test.ever(evaluation, EVALUATION_OPENED):
        raise UsageError(
            f"the analysis of {evaluation!r} was opened on {rows[0].at:%Y-%m-%d}; nothing is added after that"
        )


def check_text(text: str, empty: str, column: str) -> None:
    """An id that can stand in the list."""
    if not text:
        raise InputError(empty, column=column)
    if len(text) > LONGEST_NAME or not text.isprintable():
        raise InputError(f"expected an id of at most {LONGEST_NAME} letters that can be seen", column=column)


def envelope_arms(procedure: PermutedBlocks, key: bytes, stratum: str, count: int) -> list[str]:
    """The arms in a stratum's envelopes: the procedure's, from a seed of their own, so that they foretell nothing."""
    traits = {"stratum": stratum} if stratum else {}
    before: list[tuple[Mapping[str, str], str]] = []
    for _ in range(count):
        before.append((traits, draw(procedure, key, before, traits)))
    return [arm for _, arm in before]


def reveal(
    project: Project, vault: Vault, evaluation: str, person: str, *, author: Author, at: datetime, why: str
) -> Allocation:
    """Look up an arm that was drawn before; who looked, when and why stands in the log, the arm does not.

    Raises `NotHereError` for a person who was never drawn, `UsageError` without a reason.
    """
    if not why.strip():
        raise UsageError("say why this arm has to be known: looking is written down with its reason")
    service = AllocationService(project, vault, evaluation)
    rows = {row.person: row for row in service.rows()}
    if person not in rows:
        raise NotHereError(f"{person!r} was not allocated")
    of_person = mark(vault.key(evaluation, "people"), person)
    project.append([revealed(evaluation, of_person, why=why.strip())], author=author, at=at)
    return rows[person]
