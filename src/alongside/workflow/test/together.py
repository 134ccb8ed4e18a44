"""All clusters of a trial drawn in one act: either every cluster has its arm, or none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from alongside.errors import InputError, UsageError
from alongside.evaluation.allocation import ClustersTogether
from alongside.evidence import Author
from alongside.project import Project
from alongside.project.log.chain import moment_to_text
from alongside.tables import read_table
from alongside.workflow.test.allocating import Allocation, AllocationService, check_text
from alongside.workflow.test.checking import chained_rows
from alongside.workflow.test.vault import Vault

__all__ = ["allocate_together", "clusters_in", "clusters_typed"]


def allocate_together(
    project: Project, vault: Vault, evaluation: str, clusters: Mapping[str, str], *, author: Author, at: datetime
) -> list[Allocation]:
    """Draw all clusters (each with its stratum, "" without strata) and commit them in one act.

    Raises
    ------
    UsageError : a list that is drawn one by one, a stratum that it does not have, an opened analysis, or a list that
        was drawn already: a cluster more would have had another chance than the rest.
    InputError : fewer than two clusters an arm, a stratum without any, a name that cannot stand in the list.
    """
    service = AllocationService(project, vault, evaluation)
    procedure = service.procedure
    if not isinstance(procedure, ClustersTogether):
        raise UsageError("this list is drawn one by one, in the order in which they come")
    for name in clusters:
        check_text(name, "expected the cluster's id, found an empty cell", "cluster")
    arms = procedure.drawn(vault.key(evaluation, "draws"), clusters)

    def choose() -> list[tuple[Allocation, str]]:
        if already := service.rows():
            raise UsageError(f"the clusters were drawn together on {already[0].when}; none is added after that")
        day = moment_to_text(at)[:10]
        return [
            (Allocation(row.person, clusters[row.person], row.arm, number, day), row.digest)
            for number, row in enumerate(chained_rows(service.ledger, dict(clusters), arms), start=1)
        ]

    return service.commit(choose, author=author, at=at)


def clusters_in(path: Path) -> dict[str, str]:
    """Clusters with their strata from a table: `cluster`, and perhaps `stratum`."""
    table = read_table(path, required=("cluster",))
    clusters: dict[str, str] = {}
    for row in table.rows:
        name = row.text("cluster")
        if not name:
            raise InputError("expected a name, found an empty cell", path=path, row=row.line, column="cluster")
        if name in clusters:
            raise InputError(f"cluster {name!r} is named twice", path=path, row=row.line, column="cluster")
        clusters[name] = row.text("stratum")
    return clusters


def clusters_typed(text: str) -> dict[str, str]:
    """The same from lines as "Elm Street, north"; a name alone has no stratum."""
    clusters: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        name, comma, stratum = (part.strip() for part in line.partition(","))
        if not name and not comma:
            continue
        if name in clusters:
            raise InputError(f"cluster {name!r} is named twice", row=number)
        clusters[name] = stratum
    return clusters
