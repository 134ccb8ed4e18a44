"""What pages and engines ask of a project: the evidence types back, from the projections."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, QuerySet, When

from alongside.evidence import Code, Contrast, Outcome, Study
from alongside.project import models
from alongside.project.chain import anchors_from_text
from alongside.project.groups import file_of, promoted
from alongside.project.log import Place, chunks
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


def _decided(place: Place) -> Counter[tuple[bool, str, str]]:
    """How many records of imports that hold have a state, by whether they stand, verdict and station."""
    files = models.ImportedFile.objects.using(place.alias).filter(project_id=place.project_id)
    held = models.FileState.objects.using(place.alias).filter(project_id=place.project_id).values("sha256")
    here = set(files.filter(sha256__in=held).values_list("id", flat=True))
    states = models.RecordState.objects.using(place.alias).filter(project_id=place.project_id)

    def grouped(some: QuerySet[models.RecordState]) -> Iterator[tuple[bool, str, str, int]]:
        stands = Case(When(duplicate_of="", then=True), default=False)
        named = some.annotate(file=file_of(place, "record"), stands=stands)
        rows = named.values_list("file", "stands", "verdict", "station").annotate(n=Count("id"))
        for number, stood, verdict, station, n in rows.order_by():
            if number in here:
                yield bool(stood), verdict, station, n

    found: Counter[tuple[bool, str, str]] = Counter()
    for stands, verdict, station, n in grouped(states):
        found[(stands, verdict, station)] += n
    for raised in chunks(sorted(promoted(place))):  # marked as duplicates, and standing nevertheless
        for _, verdict, station, n in grouped(states.filter(record__in=raised)):
            found[(False, verdict, station)] -= n
            found[(True, verdict, station)] += n
    return found


def counts(place: Place) -> ProjectCounts:
    """Where the review stands."""

    def of(table: Any, **where: Any) -> int:
        return int(table.objects.using(place.alias).filter(project_id=place.project_id, **where).count())

    held = models.FileState.objects.using(place.alias).filter(project_id=place.project_id)
    records = sum(held.values_list("records", flat=True))
    decided = _decided(place)
    duplicates = sum(n for (stands, _, _), n in decided.items() if not stands)
    verdicts: Counter[str] = Counter()
    beyond = 0
    for (stands, verdict, station), n in decided.items():
        if stands:
            verdicts[verdict] += n
            beyond += n if station != "to_screen" else 0
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
        to_screen=records - duplicates - beyond,
        included=verdicts["include"],
        excluded=verdicts["exclude"],
        maybe=verdicts["maybe"],
        studies=of(models.StudyState),
        studies_to_ask=ask,
        contrasts=of(models.ContrastState),
        outcomes=of(models.OutcomeState),
        disagreements=of(models.Disagreement),
        log_rows=of(models.LogRow),
    )
