"""Full text: each criterion, the verdict with the reason that PRISMA reports, and studies out of what is included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from alongside.coding.identifiers import identifier_of
from alongside.errors import NotHereError, UsageError
from alongside.evidence import Author, Decision, Report, Study
from alongside.project import Project, StoredRecord
from alongside.project.screen.kinds import (
    CRITERION_ASSESSED,
    MET,
    VERDICTS,
    assessed,
    reported_by,
    screened,
)
from alongside.project.screen.status import Status
from alongside.project.understand.payloads import study_decision
from alongside.workflow.screen.planning import plan_of

__all__ = ["WAITING", "ReportList", "assess", "criteria_of", "make_study", "reports_to_read", "reports_waiting"]

WAITING = (
    Status.TO_RETRIEVE,
    Status.TO_ASSESS,
    Status.ASSESSMENT_UNSURE,
    Status.ASSESSMENT_DISPUTED,
    Status.NOT_RETRIEVED,
)
"""Where a report waits for somebody, in the order of the page; one that could not be had may still come."""


@dataclass(frozen=True, slots=True)
class ReportList:
    """Reports of one status: what it is called, how many there are, and the first of them."""

    status: Status
    total: int
    records: tuple[StoredRecord, ...]


def reports_waiting(project: Project, most: int = 50) -> list[ReportList]:
    """Reports that wait, by status, and those included without a study; a status without any is left out."""
    index = project.overview.index()
    lists = []
    for status in (*WAITING, Status.INCLUDED):
        positions = np.flatnonzero(index.with_status(status)).tolist()
        uuids = [index.imported.uuids[position] for position in positions]
        if status is Status.INCLUDED:
            uuids = [uuid for uuid in uuids if not project.screen.studies_of(uuid)]
        if uuids:
            lists.append(ReportList(status, len(uuids), project.overview.records_named(uuids[:most])))
    return lists


def reports_to_read(project: Project) -> int:
    """How many reports wait for their full text: to be had, to be assessed, or because somebody was unsure."""
    waiting = (Status.TO_RETRIEVE, Status.TO_ASSESS, Status.ASSESSMENT_UNSURE)
    return int(np.count_nonzero(project.overview.index().with_status(*waiting)))


def criteria_of(project: Project, record: str, author: Author) -> dict[str, str]:
    """What this person said of each criterion of a report; criteria that they did not judge are missing."""
    judged: dict[str, str] = {}
    for state in project.state(f"record:{record}"):
        if state.kind == CRITERION_ASSESSED:
            rows_of_author = [
                row for row in state.heads if (row.author_kind, row.author_name) == (author.kind, author.name)
            ]
            if rows_of_author:
                [value] = project.decisions_named([rows_of_author[-1].uuid])
                judged[value.value["criterion"]] = value.value["met"]
    return judged


def assess(
    project: Project,
    record: str,
    verdict: str,
    criteria: Mapping[str, str],
    *,
    author: Author,
    at: datetime,
    why: str = "",
    uuid: str | None = None,
) -> list[Decision]:
    """Decide on a report at full text, criterion by criterion; one act, taken back as one.

    Parameters
    ----------
    criteria : of each criterion that was judged, "yes" (met), "no" or "unclear"; keys are those of the plan's reasons.
        The first that is not met, in the order of the plan, is the reason of an exclusion.

    Raises `UsageError` for an exclusion without a criterion that is not met, an inclusion with one, and words that are
    none of these.
    """
    if uuid and project.has_row(uuid):
        return project.decisions_named([uuid])
    if verdict not in VERDICTS:
        raise UsageError(f"{verdict!r} is no decision; expected include, exclude or maybe")
    if project.overview.record(record) is None:
        raise NotHereError(f"no record {record!r} in this project")
    reasons = plan_of(project).reasons
    for criterion, met in criteria.items():
        if criterion not in reasons or met not in MET:
            raise UsageError(f"{criterion!r}: expected yes, no or unclear of a criterion of the plan, found {met!r}")
    failed = [criterion for criterion in reasons if criteria.get(criterion) == "no"]
    if verdict == "exclude" and not failed:
        raise UsageError("a report is excluded at full text for a reason: say which criterion excludes it")
    if verdict == "include" and failed:
        raise UsageError(f"a report that {reasons[failed[0]]!r} excludes cannot be included: change one of the two")
    rows = [assessed(record, criterion, met) for criterion in reasons for met in MET if criteria.get(criterion) == met]
    reason = failed[0] if verdict == "exclude" else ""
    verdict_row = screened(record, verdict, stage="full_text", reason=reason, why=why, uuid=uuid)
    return project.append([*rows, verdict_row], author=author, at=at)


def make_study(
    project: Project, record: str, *, author: Author, at: datetime, study: str = "", label: str = ""
) -> tuple[str, list[Decision]]:
    """An included report becomes a study, or one more report of a study that is here; gives the study's id.

    Parameters
    ----------
    study : the id of a study that is here; "" for a new one.
    label : what a new study is called; its first author's name and year where it is empty.

    Raises `UsageError` for a report that is not included, or belongs to a study already.
    """
    stored = project.overview.record(record)
    if stored is None:
        raise NotHereError(f"no record {record!r} in this project")
    index = project.overview.index()
    if not index.with_status(Status.INCLUDED)[index.imported.position[record]]:
        raise UsageError("only a report that is included at full text becomes a study")
    if earlier := project.screen.studies_of(record):
        raise UsageError(f"this report belongs to the study {earlier[0]!r} already")
    report = _report(stored)
    if study:
        described = project.understand.study(study)
        if described is None:
            raise NotHereError(f"no study {study!r} in this project")
        rows = [study_decision(replace(described, reports=(*described.reports, report))), reported_by(study, record)]
        return study, project.append(rows, author=author, at=at)
    called = " ".join(label.split()) or _label(stored)
    study = _free_id(project, called)
    described = Study(study, called[:200], stored.record.year, reports=(report,), pmid=stored.record.pmid)
    return study, project.append([study_decision(described), reported_by(study, record)], author=author, at=at)


def _report(stored: StoredRecord) -> Report:
    record = stored.record
    return Report(stored.id, record.title, record.doi or None, record.year, (stored.file_name,))


def _label(stored: StoredRecord) -> str:
    author = next(iter(stored.record.authors), "")
    name = author.partition(",")[0] if "," in author else " ".join(author.split()[:1])
    words = [name or stored.record.title[:60] or "Study", str(stored.record.year or "")]
    return " ".join(filter(None, words))


def _free_id(project: Project, label: str) -> str:
    wanted = identifier_of(label)
    numbers = ("", *(f"-{number}" for number in range(2, 1000)))
    return next(wanted + number for number in numbers if project.understand.study(wanted + number) is None)
