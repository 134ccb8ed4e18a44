"""What pages and engines ask of a project: the evidence types back, from the projections."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from alongside.evidence import Code, Contrast, Outcome, Study
from alongside.project import models
from alongside.project.chain import anchors_from_text
from alongside.project.groups import promoted, set_aside
from alongside.project.log import Place
from alongside.project.payloads import codes_from, contrast_from, outcome_from, study_from

__all__ = ["Disputed", "ProjectCounts", "codes", "contrasts", "counts", "disagreements", "outcomes", "rule", "studies"]


@dataclass(frozen=True, slots=True)
class ProjectCounts:
    """Where a review stands, in numbers. `records` counts the entries of every import that holds, duplicates included;
    `to_screen` those that are no duplicates, were not removed, and have no decision yet.
    """

    files: int
    records: int
    duplicates: int
    to_screen: int
    included: int
    excluded: int
    maybe: int
    studies: int
    studies_to_ask: int
    contrasts: int
    outcomes: int
    disagreements: int
    log_rows: int


@dataclass(frozen=True, slots=True)
class Disputed:
    """A question on which rows that stand differ. `heads` are the uuids of those rows, first to last."""

    subject: str
    kind: str
    key: tuple[str, ...]
    heads: tuple[str, ...]


def natural(text: str) -> tuple[Any, ...]:
    """Sorts "a/2" before "a/10".

    >>> sorted(["a/10", "a/2"], key=natural)
    ['a/2', 'a/10']
    """
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"([0-9]+)", text) if part)


def codes(place: Place, study: str | None = None) -> dict[str, tuple[Code, ...]]:
    """The codes of each study, dimensions in the order of their names."""
    found: dict[str, list[Code]] = defaultdict(list)
    rows = models.CodeState.objects.using(place.alias).filter(project_id=place.project_id)
    if study is not None:
        rows = rows.filter(study=study)
    for row in rows.order_by("study", "dimension"):
        found[row.study] += codes_from(json.loads(row.payload), anchors_from_text(row.anchors))
    return {name: tuple(given) for name, given in found.items()}


def studies(place: Place, study: str | None = None) -> list[Study]:
    """Every study that was described, by id."""
    given = codes(place, study)
    rows = models.StudyState.objects.using(place.alias).filter(project_id=place.project_id).exclude(payload="")
    if study is not None:
        rows = rows.filter(study=study)
    found = [study_from(row.study, json.loads(row.payload), row.eligible, given.get(row.study, ())) for row in rows]
    return sorted(found, key=lambda one: natural(one.id))


def contrasts(place: Place, **where: str) -> list[Contrast]:
    """Contrasts by id; `where` may name contrast, study, outcome and use."""
    rows = models.ContrastState.objects.using(place.alias).filter(project_id=place.project_id, **where)
    found = [contrast_from(json.loads(row.payload), anchors_from_text(row.anchors)) for row in rows]
    return sorted(found, key=lambda one: natural(one.id))


def outcomes(place: Place) -> list[Outcome]:
    """The review's outcomes by id."""
    rows = models.OutcomeState.objects.using(place.alias).filter(project_id=place.project_id)
    return sorted((outcome_from(json.loads(row.payload)) for row in rows), key=lambda one: natural(one.id))


def rule(place: Place) -> dict[str, Any]:
    """The analysis's rule as it was set, {} where it never was."""
    row = models.Setting.objects.using(place.alias).filter(project_id=place.project_id, name="rule").first()
    return dict(json.loads(row.payload)) if row else {}


def disagreements(place: Place) -> list[Disputed]:
    """What waits to be settled, by subject."""
    rows = models.Disagreement.objects.using(place.alias).filter(project_id=place.project_id)
    found = [
        Disputed(row.subject, row.kind, tuple(json.loads(row.key or "[]")), tuple(json.loads(row.heads)))
        for row in rows
    ]
    return sorted(found, key=lambda one: (natural(one.subject), one.kind, one.key))


def imported(place: Place) -> QuerySet[models.Record]:
    """The records of every import that holds."""
    held = models.FileState.objects.using(place.alias).filter(project_id=place.project_id).values("sha256")
    return models.Record.objects.using(place.alias).filter(project_id=place.project_id, file__sha256__in=held)


def counts(place: Place) -> ProjectCounts:
    """Where the review stands."""

    def of(table: Any, **where: Any) -> int:
        return int(table.objects.using(place.alias).filter(project_id=place.project_id, **where).count())

    held = models.FileState.objects.using(place.alias).filter(project_id=place.project_id)
    records = sum(held.values_list("records", flat=True))
    decided = models.RecordState.objects.using(place.alias).filter(
        project_id=place.project_id, record__in=imported(place).values("uuid")
    )
    aside = set_aside(place)
    unique = decided.exclude(record__in=aside.values("record")) if promoted(place) else decided.filter(duplicate_of="")
    verdicts = dict(unique.values_list("verdict").annotate(n=Count("id")).order_by())
    duplicates = aside.filter(record__in=imported(place).values("uuid")).count()
    ask = sum(
        1
        for payload, eligible in models.StudyState.objects.using(place.alias)
        .filter(project_id=place.project_id)
        .values_list("payload", "eligible")
        if (eligible or (json.loads(payload).get("is_peer_support", "yes") if payload else "")) == "ask"
    )
    return ProjectCounts(
        files=len(held),
        records=records,
        duplicates=duplicates,
        to_screen=records - duplicates - unique.exclude(station="to_screen").count(),
        included=verdicts.get("include", 0),
        excluded=verdicts.get("exclude", 0),
        maybe=verdicts.get("maybe", 0),
        studies=of(models.StudyState),
        studies_to_ask=ask,
        contrasts=of(models.ContrastState),
        outcomes=of(models.OutcomeState),
        disagreements=of(models.Disagreement),
        log_rows=of(models.LogRow),
    )
