"""One person or cluster at a time, drawn and committed in one act, never twice.

What the log gets is a mark (who), a place in the list, and a sealed text (who, stratum, arm, and the digest that chains
the row to the one before). Nothing of it can be read without the secret, not even by trying both arms: see `sealing`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from alongside.errors import InputError, NotHereError, UsageError
from alongside.evaluation.allocation import Allocated, Ledger, PermutedBlocks, draw, seal, verify
from alongside.evaluation.allocation.ledger import chained
from alongside.evaluation.allocation.procedures import Procedure
from alongside.evaluation.allocation.sealing import mark, sealed, unsealed
from alongside.evidence import Author
from alongside.project import NewDecision, Project
from alongside.project.log.chain import moment_to_text
from alongside.project.test.facet import Drawn
from alongside.project.test.kinds import ENVELOPES_PRINTED, EVALUATION_OPENED, allocated, envelopes_printed, revealed
from alongside.workflow.test.designing import procedure_planned
from alongside.workflow.test.evaluations import Evaluation, evaluation_named
from alongside.workflow.test.vault import Vault

__all__ = [
    "Allocation",
    "AllocationService",
    "check_list",
    "envelope_arms",
    "print_envelopes",
    "refuse_opened",
    "reveal",
]

MOST_ENVELOPES = 200
"""A stratum: an outage that lasts for more is no outage, but another way of allocating."""

LONGEST_NAME = 100
"""Characters of an id or a stratum: a sealed row then always has the same length."""


@dataclass(frozen=True, slots=True)
class Allocation:
    """One row of the list, read with the secret. `envelope` is the number on it, 0 for a row drawn by the service."""

    person: str
    stratum: str
    arm: str
    position: int
    when: str
    envelope: int = 0


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
        self._of_stratum: dict[str, list[tuple[Mapping[str, str], str]]] = {}
        self._last = 0

    def allocate(
        self, person: str, stratum: str = "", *, author: Author, at: datetime, envelope: int = 0
    ) -> Allocation:
        """Draw the next person; or, after an outage, write down whose the next envelope of a stratum was.

        Raises
        ------
        InputError : no id, or one that is allocated already.
        UsageError : a stratum that the list does not have, an analysis that is opened, an envelope out of turn.
        """
        person, name = person.strip(), self.evaluation.protocol.unit
        check_text(person, f"expected the {name}'s id, found an empty cell", name)
        chosen: list[Allocation] = []
        # What others have drawn is read, and the next arm worked out, before the list is locked: it is held no longer
        # than a commit takes, unless somebody was quicker. So nobody waits for long behind another.
        self.rows()
        at_hand = None if envelope or person in self._people else self._drawn_next(person, stratum)
        before = self._last

        def choose(fresh: list[Drawn]) -> list[NewDecision]:
            self._read(fresh)
            refuse_opened(self._project, self.evaluation.id)
            if person in self._people:
                raise InputError(f"{person!r} is allocated already; nobody is drawn twice", column=name)
            if envelope:
                drawn = self._from_envelope(person, stratum, envelope)
            else:
                drawn = at_hand if at_hand and self._last == before else self._drawn_next(person, stratum)
            row = Allocation(person, stratum, drawn.arm, len(self._rows) + 1, moment_to_text(at)[:10], envelope)
            chosen.append(row)
            text = sealed(self._list_key, self._content(row, drawn.digest))
            of_person = mark(self._people_key, person)
            return [allocated(self.evaluation.id, of_person, row.position, text, envelope=bool(envelope))]

        self._project.test.commit(self.evaluation.id, self._last, choose, author=author, at=at)
        return chosen[0]

    def _content(self, row: Allocation, digest: str) -> str:
        """What is sealed of a row, as long for one arm as for another."""
        texts = {
            arm: json.dumps([row.person, row.stratum, arm, digest, row.envelope], ensure_ascii=False)
            for arm in self.procedure.arms.names
        }
        longest = max(len(text.encode()) for text in texts.values())
        text = texts[row.arm]
        return text + " " * (longest - len(text.encode()))

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
            person, stratum, arm, digest, envelope = json.loads(unsealed(self._list_key, row.sealed))
            if row.position != len(self._rows) + 1 or mark(self._people_key, person) != row.mark:
                raise InputError(
                    f"the list has place {row.position} where {len(self._rows) + 1} comes next: two copies of the "
                    "project were allocated from; nobody can be drawn until it is settled which one counts"
                )
            self._people.add(person)
            self._rows.append(Allocation(person, stratum, arm, row.position, row.at[:10], envelope))
            if not envelope:
                traits = (("stratum", stratum),) if stratum else ()
                entry = Allocated(person, traits, arm, digest)
                self._of_stratum.setdefault(stratum, []).append((dict(traits), arm))
                self._ledger = Ledger(self.procedure, self._ledger.seal, (*self._ledger.rows, entry))
            self._last = row.number

    def _drawn_next(self, person: str, stratum: str) -> Allocated:
        """What the engine's `allocate` gives, without a walk through thousands of rows: of those before, blocks ask
        only for the person's own stratum. `check_list` holds the whole list against the engine.
        """
        traits: Mapping[str, str] = {"stratum": stratum} if stratum else {}
        arm = draw(self.procedure, self._seed, self._of_stratum.get(stratum, ()), traits)
        return chained(self._ledger, person, traits, arm)

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
        arms = envelope_arms(self.procedure, self._vault.key(self.evaluation.id, "envelopes"), stratum, number)
        return Allocated(person, (), arms[-1], "")


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


def envelope_arms(procedure: Procedure, key: bytes, stratum: str, count: int) -> list[str]:
    """The arms in a stratum's envelopes: the procedure's, from a seed of their own, so that they foretell nothing."""
    traits = {"stratum": stratum} if stratum else {}
    before: list[tuple[Mapping[str, str], str]] = []
    for _ in range(count):
        before.append((traits, draw(procedure, key, before, traits)))
    return [arm for _, arm in before]


def print_envelopes(
    project: Project, vault: Vault, evaluation: str, each: int, *, author: Author, at: datetime
) -> list[tuple[str, int, str]]:
    """What goes into the envelopes of an outage: stratum, number, arm. That they were printed is written down.

    Raises `UsageError` for a number that no outage needs, or fewer than were printed before.
    """
    service = AllocationService(project, vault, evaluation)
    if not 1 <= each <= MOST_ENVELOPES or each < service.evaluation.envelopes:
        raise UsageError(f"expected {max(1, service.evaluation.envelopes)} to {MOST_ENVELOPES} envelopes, found {each}")
    refuse_opened(project, evaluation)
    key = vault.key(evaluation, "envelopes")
    assert isinstance(service.procedure, PermutedBlocks)
    sheets = [
        (stratum, number, arm)
        for stratum in service.procedure.strata
        for number, arm in enumerate(envelope_arms(service.procedure, key, stratum, each), start=1)
    ]
    project.append([envelopes_printed(evaluation, each)], author=author, at=at)
    return sheets


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


def check_list(service: AllocationService, vault: Vault, evaluation: Evaluation) -> None:
    """Draw the whole list again, envelopes too. Raises `InputError` for a row that the procedure did not draw."""
    verify(service.ledger, vault.key(evaluation.id, "draws"))
    for row in service.rows():
        if row.envelope:
            key = vault.key(evaluation.id, "envelopes")
            if envelope_arms(service.procedure, key, row.stratum, row.envelope)[-1] != row.arm:
                raise InputError(f"envelope {row.envelope} of {row.stratum!r} holds another arm", row=row.position)
