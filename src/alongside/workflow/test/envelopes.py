"""Sealed envelopes for an outage: printed before, opened in their order, written down after."""

from __future__ import annotations

from datetime import datetime

from alongside.errors import UsageError
from alongside.evaluation.allocation import ClustersTogether, PermutedBlocks
from alongside.evidence import Author
from alongside.project import Project
from alongside.project.test.kinds import envelopes_printed
from alongside.workflow.test.allocating import AllocationService, envelope_arms, refuse_opened
from alongside.workflow.test.vault import Vault

__all__ = ["print_envelopes"]

MOST_ENVELOPES = 200
"""A stratum: an outage that lasts for more is no outage, but another way of allocating."""


def print_envelopes(
    project: Project, vault: Vault, evaluation: str, each: int, *, author: Author, at: datetime
) -> list[tuple[str, int, str]]:
    """What goes into the envelopes of an outage: stratum, number, arm. That they were printed is written down.

    Raises `UsageError` for a number that no outage needs, or fewer than were printed before; and for minimisation,
    whose next arm depends on everybody before and on who comes: no envelope can hold it.
    """
    service = AllocationService(project, vault, evaluation)
    if isinstance(service.procedure, ClustersTogether):
        raise UsageError("all clusters are drawn together, in one act; there is nothing that an envelope could hold")
    if not isinstance(service.procedure, PermutedBlocks):
        raise UsageError(
            "envelopes are for lists of blocks; the arm that minimisation draws depends on who came before and on who "
            "comes, so in an outage people wait until the list can be reached"
        )
    if not 1 <= each <= MOST_ENVELOPES or each < service.evaluation.envelopes:
        raise UsageError(f"expected {max(1, service.evaluation.envelopes)} to {MOST_ENVELOPES} envelopes, found {each}")
    refuse_opened(project, evaluation)
    key = vault.key(evaluation, "envelopes")
    sheets = [
        (stratum, number, arm)
        for stratum in service.procedure.strata
        for number, arm in enumerate(envelope_arms(service.procedure, key, stratum, each), start=1)
    ]
    project.append([envelopes_printed(evaluation, each)], author=author, at=at)
    return sheets
