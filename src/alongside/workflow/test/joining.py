"""The result made one more trial of the project's evidence: by a person's decision, marked as the service's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from alongside.coding import read_outcomes
from alongside.coding.comparators import class_of, gives_more
from alongside.errors import UsageError
from alongside.evaluation.protocol import Protocol
from alongside.evidence import (
    Arm,
    Author,
    ClusterDesign,
    Code,
    Contrast,
    Counts,
    Dose,
    Means,
    PrintedEffect,
    Span,
    Study,
)
from alongside.packaged import PEER_SUPPORT
from alongside.project import NewDecision, Project
from alongside.project.test.kinds import joined
from alongside.project.understand.payloads import (
    arm_decisions,
    code_decisions,
    contrast_decision,
    outcome_decision,
    study_decision,
)
from alongside.workflow.test.evaluations import Evaluation, evaluation_named
from alongside.workflow.understand.loading import codebook

__all__ = ["OWN", "class_of_comparison", "join", "own_study"]

OWN = "The service's own evaluation, run with Alongside. Nobody has judged its risk of bias yet."
"""What marks the study and its result wherever they are shown, until somebody judges it."""


def own_study(evaluation: str) -> str:
    """The id of the study that an evaluation becomes."""
    return f"own-{evaluation}"


def join(project: Project, evaluation: str, *, author: Author, at: datetime, why: str = "") -> str:
    """Study, arms and result into the evidence, in one step; gives the study's id.

    Raises `UsageError` for an evaluation that is not opened, is in already, names no outcome of the review, or has an
    effect that no outcome of the review can hold.
    """
    current = evaluation_named(project, evaluation)
    if current.opened is None:
        raise UsageError("the analysis is not opened yet; there is no result that could join the evidence")
    if current.study:
        raise UsageError(f"the result of {evaluation!r} is part of the evidence already, as {current.study}")
    study = own_study(evaluation)
    if study in {described.id for described in project.understand.studies()}:
        raise UsageError(f"there is a study {study!r} already that did not come from this evaluation")
    decisions = [*_outcome(project, current.protocol.outcome_id), *_evidence(current, study, at)]
    contrasts = [decision.value["id"] for decision in decisions if decision.kind == "contrast.extracted"]
    project.append([*decisions, joined(evaluation, study, contrasts, why=why)], author=author, at=at)
    return study


def _outcome(project: Project, outcome: str) -> list[NewDecision]:
    """The review's outcome, defined as the packaged evidence has it where the project does not have it yet."""
    if not outcome:
        raise UsageError("the design does not say to which outcome of the review the result belongs (outcome_id)")
    if outcome in {outcome_here.id for outcome_here in project.understand.outcomes()}:
        return []
    packaged = {
        packaged_outcome.id: packaged_outcome
        for packaged_outcome in read_outcomes(PEER_SUPPORT / "outcomes.yaml").outcomes
    }
    if outcome not in packaged:
        raise UsageError(f"the review has no outcome {outcome!r}; there are {', '.join(packaged)}")
    return [outcome_decision(packaged[outcome], why="as the packaged evidence defines it")]


def _evidence(current: Evaluation, study: str, at: datetime) -> list[NewDecision]:
    protocol, report = current.protocol, (current.opened.report if current.opened else {})
    code = "cluster_rct" if protocol.unit == "cluster" else "rct"
    codes = [Code("design", code)]
    if protocol.form:
        codebook().check("form", protocol.form)
        codes.append(Code("form", protocol.form))
    described = Study(
        id=study,
        label=f"{current.name} (own evaluation)",
        year=at.year,
        setting=protocol.where,
        design=protocol.design,
        comparator=protocol.comparison_words or protocol.comparison,
        codes=tuple(codes),
        note=OWN,
        registration=protocol.items.get("4", ""),
        depth="protocol",
        read_in="the protocol, the list and the tables of the evaluation itself",
    )
    support = Arm(
        f"{study}/support",
        study,
        protocol.support_words or protocol.support,
        "support",
        tuple(code for code in codes if code.dimension == "form"),
        _dose(report.get("delivery")),
        read_in_full=True,
    )
    comparator = Arm(
        f"{study}/comparator", study, protocol.comparison_words or protocol.comparison, "comparator", read_in_full=True
    )
    why = f"result of the evaluation {current.id}"
    return [
        study_decision(described, why=why),
        *code_decisions(described, why=why),
        *arm_decisions(support, why=why),
        *arm_decisions(comparator, why=why),
        contrast_decision(_contrast(protocol, report, study), why=why),
    ]


def _contrast(protocol: Protocol, report: Mapping[str, Any], study: str) -> Contrast:
    results = report["analyses"][0]["results"]
    support, comparison = report["arms"]
    means = counts = None
    if protocol.kind == "mean":
        measure, effect = "MD", results[0]
        means = Means(
            support["outcomes"],
            support["mean"],
            support["sd"],
            comparison["outcomes"],
            comparison["mean"],
            comparison["sd"],
        )
    elif protocol.kind == "binary":
        measure, effect = "RR", results[1]
        counts = Counts(support["events"], support["outcomes"], comparison["events"], comparison["outcomes"])
    else:
        raise UsageError("a rate cannot be pooled with the outcomes of the review; the report has it all the same")
    icc = effect["icc"]
    comparator_class = class_of_comparison(protocol)
    doubt = f"compared with “{protocol.comparison_words or protocol.comparison}”: is that usual care?"
    grouped = protocol.design != "individual"
    return Contrast(
        f"{study}/1",
        study,
        protocol.outcome_id,
        protocol.instrument or protocol.outcome,
        protocol.higher_is_better,
        weeks=protocol.weeks,
        comparator=protocol.comparison_words or protocol.comparison,
        comparator_class=comparator_class or "nothing_or_usual",
        comparator_why="as the design names its arm",
        use="main" if comparator_class else "ask",
        use_why="" if comparator_class else doubt,
        arm1=f"{study}/support",
        arm2=f"{study}/comparator",
        n1=float(effect["n"][0]),
        n2=float(effect["n"][1]),
        means=means,
        counts=counts,
        effect=PrintedEffect(
            measure, effect["estimate"], effect["ci_low"], effect["ci_high"], effect["p"], effect["level"]
        ),
        adjusted=True,
        cluster=ClusterDesign("yes", protocol.group_size, icc if icc is not None and 0 <= icc <= 1 else None)
        if grouped
        else None,
        prefer="effect",
        note=f"{OWN} Groups are allowed for in the interval. {effect['method']}",
    )


def class_of_comparison(protocol: Protocol) -> str | None:
    """The class of the comparator: by what people in it get; by the arm's short name where that says more than
    "control" and the words speak of nothing else that is given. None where a doubt is left: a person has to say.
    """
    by_name = class_of(protocol.comparison)
    if not protocol.comparison_words:
        return by_name
    by_words = class_of(protocol.comparison_words)
    if by_words or gives_more(protocol.comparison_words):
        return by_words
    return None if protocol.comparison.casefold().startswith("control") else by_name


def _dose(delivery: Mapping[str, Any] | None) -> Dose | None:
    """What was delivered, as counted; None where no contacts were recorded."""
    if delivery is None:
        return None
    low, middle, high = delivery["contacts"]
    minutes = delivery["minutes"]
    uptake = 100 * delivery["reached"] / delivery["offered"] if delivery["offered"] else None
    sizes = delivery["people_a_group"]
    return Dose(
        contact_minutes=None if minutes is None else Span(minutes[1], minutes[1]),
        supporters_n=Span(delivery["groups"], delivery["groups"]) if delivery["groups"] else None,
        participants_per_supporter=Span(sizes[0], sizes[2]) if delivery["groups"] else None,
        uptake_percent=None if uptake is None else Span(uptake, uptake),
        words=f"counted from records: {low:g} to {high:g} contacts a person, {middle:g} in the middle",
        source="the evaluation's delivery records",
    )
