"""Clusters drawn all together: every one or none, once, by the sealed procedure; drawn again as they were."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from alongside.errors import AlongsideError, InputError, UsageError
from alongside.evaluation.allocation import allocate_clusters, arms, redrawing_clusters
from alongside.evaluation.analysis import randomisation_test, trial_data
from alongside.evidence import Author
from alongside.project import Project
from alongside.project.test.kinds import UNIT_ALLOCATED
from alongside.workflow.test.allocating import AllocationService
from alongside.workflow.test.checking import check_list
from alongside.workflow.test.designing import design, lock_plan
from alongside.workflow.test.envelopes import print_envelopes
from alongside.workflow.test.loading import load_table
from alongside.workflow.test.opening import open_analysis
from alongside.workflow.test.together import allocate_together, clusters_in, clusters_typed
from alongside.workflow.test.vault import Vault

from .conftest import document

AT = datetime(2026, 1, 1, tzinfo=UTC)
ADA = Author("person", "Ada")
CLUSTERS = {f"street {number}": ("north", "south")[number % 2] for number in range(12)}


@pytest.fixture
def grouped(project: Project, vault: Vault) -> Project:
    design(project, document(design="cluster", method="clusters", analyses=["randomisation"]), author=ADA, at=AT)
    lock_plan(project, vault, "calls", author=ADA, at=AT)
    return project


def test_all_clusters_are_drawn_in_one_act_by_the_sealed_procedure(grouped: Project, vault: Vault) -> None:
    rows = allocate_together(grouped, vault, "calls", CLUSTERS, author=ADA, at=AT)
    expected = allocate_clusters(arms({"support": 1, "waiting list": 1}), vault.key("calls", "draws"), CLUSTERS)
    assert {row.person: row.arm for row in rows} == expected
    for stratum in ("north", "south"):
        assert Counter(row.arm for row in rows if row.stratum == stratum) == {"support": 3, "waiting list": 3}
    service = AllocationService(grouped, vault, "calls")
    assert service.rows() == rows
    check_list(service, vault, service.evaluation)
    logged = list(grouped.decisions(kind=UNIT_ALLOCATED))
    assert len({len(row.value["sealed"]) for row in logged}) == 1


def test_no_cluster_is_added_and_none_is_drawn_alone(grouped: Project, vault: Vault) -> None:
    service = AllocationService(grouped, vault, "calls")
    with pytest.raises(UsageError, match="drawn all together, in one act"):
        service.allocate("street 1", "north", author=ADA, at=AT)
    with pytest.raises(UsageError, match="nothing that an envelope could hold"):
        print_envelopes(grouped, vault, "calls", 4, author=ADA, at=AT)
    allocate_together(grouped, vault, "calls", CLUSTERS, author=ADA, at=AT)
    before = grouped.last_decided()[1]
    with pytest.raises(UsageError, match="were drawn together on 2026-01-01; none is added"):
        allocate_together(grouped, vault, "calls", {"late": "north", **CLUSTERS}, author=ADA, at=AT)
    assert grouped.last_decided()[1] == before


@pytest.mark.parametrize(
    ("clusters", "expected"),
    [
        ({"a": "north", "b": "south"}, "expected at least 2 clusters an arm, 4 in all; found 2"),
        (dict.fromkeys("abcd", "north"), "stratum 'south' has no cluster"),
        ({**CLUSTERS, "odd": "east"}, "expected a stratum of 'north', 'south'; found 'east'"),
        ({**CLUSTERS, "": "north"}, "expected the cluster's id, found an empty cell"),
    ],
)
def test_clusters_that_cannot_be_drawn_leave_nothing_drawn(
    grouped: Project, vault: Vault, clusters: dict[str, str], expected: str
) -> None:
    with pytest.raises(AlongsideError, match=expected):
        allocate_together(grouped, vault, "calls", clusters, author=ADA, at=AT)
    assert AllocationService(grouped, vault, "calls").rows() == []


def test_people_are_never_drawn_together(project: Project, vault: Vault) -> None:
    design(project, document(method="clusters"), author=ADA, at=AT)
    with pytest.raises(UsageError, match="only clusters are drawn together"):
        lock_plan(project, vault, "calls", author=ADA, at=AT)


def test_a_list_of_single_draws_is_not_drawn_together(locked: Project, vault: Vault) -> None:
    with pytest.raises(UsageError, match="drawn one by one"):
        allocate_together(locked, vault, "calls", CLUSTERS, author=ADA, at=AT)


def test_the_analysis_draws_the_clusters_again_as_they_were_drawn(
    grouped: Project, vault: Vault, tmp_path: Path
) -> None:
    rows = allocate_together(grouped, vault, "calls", CLUSTERS, author=ADA, at=AT)
    random = np.random.default_rng(28)
    # Not in the order of the list: what a person's cluster is must not hang on where the row stands.
    people = [(f"p{number}", list(CLUSTERS)[number % 12], int(random.integers(0, 9))) for number in range(96)]
    lines = [f"{person},{cluster},{person[1:]},{outcome}" for person, cluster, outcome in reversed(people)]
    path = tmp_path / "outcomes.csv"
    path.write_text("\n".join(["person,cluster,baseline,outcome", *lines]) + "\n", encoding="utf-8")
    load_table(grouped, vault, "calls", "outcomes", path, author=ADA, at=AT)
    report = open_analysis(grouped, vault, "calls", author=ADA, at=AT)
    arm_of = {row.person: row.arm for row in rows}
    # The engine takes people cluster by cluster, as the list has them.
    ordered = [row for name in CLUSTERS for row in reversed(people) if row[1] == name]
    data = trial_data(
        [person for person, _, _ in ordered],
        [arm_of[cluster] for _, cluster, _ in ordered],
        [float(outcome) for _, _, outcome in ordered],
        support="support",
        comparison="waiting list",
        covariates={"baseline": [float(person[1:]) for person, _, _ in ordered]},
        cluster=[cluster for _, cluster, _ in ordered],
        stratum=[CLUSTERS[cluster] for _, cluster, _ in ordered],
    )
    redraw = redrawing_clusters(arms({"support": 1, "waiting list": 1}), CLUSTERS, data.cluster, "support")
    expected = randomisation_test(data, redraw, draws=999, seed=1)
    assert report["analyses"][1]["results"][0]["p"] == expected.p


def test_clusters_come_from_a_table_or_from_lines(tmp_path: Path) -> None:
    path = tmp_path / "clusters.csv"
    path.write_text("cluster,stratum\nelm,north\noak,south\n", encoding="utf-8")
    assert clusters_in(path) == clusters_typed("elm, north\n\n oak ,south\n") == {"elm": "north", "oak": "south"}
    path.write_text("cluster\nelm\nelm\n", encoding="utf-8")
    with pytest.raises(InputError, match="row 3, column cluster: cluster 'elm' is named twice"):
        clusters_in(path)
    with pytest.raises(InputError, match="row 2: cluster 'elm' is named twice"):
        clusters_typed("elm\nelm")


@pytest.mark.parametrize("named", ["stepped-wedge", "longitudinal"])
def test_a_design_that_a_project_does_not_carry_says_where_it_is_done(
    project: Project, vault: Vault, named: str
) -> None:
    with pytest.raises(InputError, match="cannot be planned in a project by this version: alongside tools samplesize"):
        design(project, document(design=named), author=ADA, at=AT)
    assert not vault.has("calls")
