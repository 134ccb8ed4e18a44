"""The whole list drawn again before anything is joined to it: a row that the procedure did not draw is found out."""

from __future__ import annotations

from alongside.errors import InputError
from alongside.evaluation.allocation import Allocated, ClustersTogether, Ledger, PermutedBlocks, verify
from alongside.evaluation.allocation.ledger import chained
from alongside.workflow.test.allocating import AllocationService, envelope_arms
from alongside.workflow.test.evaluations import Evaluation
from alongside.workflow.test.vault import Vault

__all__ = ["chained_rows", "check_list"]


def check_list(service: AllocationService, vault: Vault, evaluation: Evaluation) -> None:
    """Draw the whole list again, envelopes too. Raises `InputError` for a row that the procedure did not draw."""
    seed = vault.key(evaluation.id, "draws")
    if isinstance(service.procedure, ClustersTogether):
        _check_together(service, service.procedure, seed)
        return
    verify(service.ledger, seed)
    for row in service.rows():
        if row.envelope:
            assert isinstance(service.procedure, PermutedBlocks)
            key = vault.key(evaluation.id, "envelopes")
            if envelope_arms(service.procedure, key, row.stratum, row.envelope)[-1] != row.arm:
                raise InputError(f"envelope {row.envelope} of {row.stratum!r} holds another arm", row=row.position)


def _check_together(service: AllocationService, procedure: ClustersTogether, seed: bytes) -> None:
    strata = {row.person: row.stratum for row in service.rows()}
    if not strata:
        return
    expected = chained_rows(service.ledger, strata, procedure.drawn(seed, strata))
    for number, (drawn, row) in enumerate(zip(expected, service.ledger.rows, strict=True), start=1):
        if drawn != row:
            raise InputError(f"the procedure did not draw {row.person!r} to {row.arm!r} here", row=number)


def chained_rows(ledger: Ledger, strata: dict[str, str], arms: dict[str, str]) -> list[Allocated]:
    """The rows of clusters that were drawn together, each chained to the one before."""
    rows: list[Allocated] = []
    for cluster, stratum in strata.items():
        before = Ledger(ledger.procedure, ledger.seal, tuple(rows[-1:]))
        rows.append(chained(before, cluster, {"stratum": stratum} if stratum else {}, arms[cluster]))
    return rows
