"""The result is one more trial of the evidence: by a decision, as the service's own, with its ICC."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from alongside.errors import UsageError
from alongside.evaluation.delivery import Contact, delivered
from alongside.evaluation.protocol import Protocol, assumed
from alongside.evidence import Author
from alongside.project import Project, create
from alongside.project.test.kinds import designed
from alongside.workflow.answer import review_of
from alongside.workflow.test.evaluations import evaluation_named, evaluations
from alongside.workflow.test.example import run_example
from alongside.workflow.test.joining import OWN, class_of_comparison, join
from alongside.workflow.test.vault import Vault, vault_of

ADA = Author("person", "Ada")
AT = datetime(2026, 11, 1, tzinfo=UTC)


def test_the_result_joins_with_its_icc_and_is_marked_as_the_services_own(project: Project, vault: Vault) -> None:
    run_example(project, vault, author=ADA)
    assert project.understand.studies() == []
    study = join(project, "invented-calls", author=ADA, at=AT, why="as planned")
    opened = evaluation_named(project, "invented-calls").opened
    assert opened is not None
    effect = opened.report["analyses"][0]["results"][0]
    [contrast] = project.understand.contrasts()
    assert contrast.effect is not None
    assert contrast.cluster is not None
    assert (contrast.effect.value, contrast.effect.ci_low) == (effect["estimate"], effect["ci_low"])
    assert contrast.cluster.icc == effect["icc"]
    assert contrast.cluster.allowed_for == "yes"
    [described] = project.understand.studies()
    assert described.id == study
    assert described.note == OWN
    assert "risk of bias" in contrast.note
    [arm] = project.understand.arms(study=study)[1:]
    assert arm.dose is not None
    assert arm.dose.uptake_percent is not None
    answered = [answer for answer in review_of(project).answers if answer.estimate is not None]
    assert [answer.estimate.k for answer in answered if answer.estimate] == [1]
    with pytest.raises(UsageError, match="part of the evidence already"):
        join(project, "invented-calls", author=ADA, at=AT)


def test_the_example_is_the_same_each_time_and_no_part_of_the_evidence(tmp_path: Path) -> None:
    reports = []
    for name in ("first", "second"):
        with create(tmp_path / f"{name}.alongside", title="Own") as created:
            run_example(created, vault_of(created), author=ADA)
            current = evaluation_named(created, "invented-calls")
            assert current.opened is not None
            assert created.understand.contrasts() == []
            reports.append(current.opened.report)
    assert reports[0] == reports[1]


def test_an_evaluation_that_cannot_be_read_costs_itself(project: Project) -> None:
    project.append(
        [designed("odd", {"id": "odd", "not_randomised": {"cold": "x"}}), designed("plain", {"id": "plain"})],
        author=ADA,
        at=AT,
    )
    assert [current.id for current in evaluations(project)] == ["plain"]


@pytest.mark.parametrize(("difference", "sd"), [(0, 1), (1, 0), (1, -2), (1e-300, 1), (1, 1e-300), (1e12, 1)])
def test_a_difference_or_spread_that_cannot_be_is_named(difference: float, sd: float) -> None:
    with pytest.raises(UsageError, match=r"the (difference|standard deviation) is"):
        assumed(Protocol("a", difference=difference, sd=sd))


def test_dose_reach_and_fidelity_are_counted_by_hand() -> None:
    contacts = [
        Contact("a", "ann", "2026-01-02", 20, 3, 4),
        Contact("a", "ann", "2026-01-09", 30, 4, 4),
        Contact("b", "ann", "2026-01-03"),
        Contact("c", "bob"),
        Contact("z", "bob", "2026-01-04", 5),
    ]
    delivery = delivered(contacts, {"a": "s", "b": "s", "c": "s", "d": "s", "z": "w"}, "s")
    assert (delivery.offered, delivery.reached, delivery.contacts_n, delivery.contacts) == (4, 2, 3, (0, 0.5, 2))
    assert (delivery.minutes, delivery.minutes_noted, delivery.groups, delivery.people_a_group) == (
        (20, 25, 30),
        2,
        2,
        (1, 1.5, 2),
    )
    assert (delivery.parts_done, delivery.parts_planned, delivery.outside) == (7, 8, 1)


@pytest.mark.parametrize(
    ("comparison", "words", "comparator_class"),
    [
        ("waiting list", "Waiting twelve weeks for the same calls", "waiting_list"),
        ("usual care", "", "nothing_or_usual"),
        ("control", "What the practice offers as usual", "nothing_or_usual"),
        ("control", "Talking therapy by a psychologist", None),
        ("usual care", "What the service does anyway", "nothing_or_usual"),
        ("usual care", "Usual visits and a course about sleep", None),
        ("calls from nurses", "", None),
    ],
)
def test_a_comparator_that_may_be_more_than_usual_care_is_never_taken_for_it(
    comparison: str, words: str, comparator_class: str | None
) -> None:
    protocol = Protocol("calls", "Calls", comparison=comparison, comparison_words=words)
    assert class_of_comparison(protocol) == comparator_class
