"""Invented records for tests of screening: every sixth is about peer support, and its title says so."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

from alongside.project import Project

__all__ = ["AT", "draw_as_always", "is_relevant", "title_of", "write_records"]

AT = datetime(2026, 11, 1, 9, tzinfo=UTC)

OTHERS = ("statins", "hip surgery", "air quality", "vaccines", "school meals", "sleep", "dental care")


def write_records(path: Path, count: int) -> Path:
    """A table with so many records, none of them a duplicate of another."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(("title", "authors", "year", "journal", "doi", "abstract"))
        for number in range(count):
            subject = OTHERS[number % len(OTHERS)]
            if number % 6 == 0:
                title = f"Volunteers who offer peer support, part {number}"
                abstract = f"A randomised trial of peer support by volunteers against {subject} number {number}."
            else:
                title = f"Effects of {subject} in town {number}"
                abstract = f"We measured {subject} in cohort {number} and report what changed over time."
            rows.writerow((title, f"Name{number}, A.", 1990 + number % 30, "Journal", f"10.1234/{number}", abstract))
    return path


def draw_as_always(project: Project) -> None:
    """Give a project the same id in every run: its drawn order follows from it, and no test may depend on chance."""
    from alongside.project.log.tables import Project as ProjectRow

    uuid = "27272727-2727-4727-8727-272727272727"
    ProjectRow.objects.using(project.alias).filter(id=project.id).update(uuid=uuid)
    assert project.uuid == uuid


def title_of(project: Project, record: str) -> str:
    """The title of a record."""
    stored = project.overview.record(record)
    assert stored is not None
    return stored.record.title


def is_relevant(project: Project, record: str) -> bool:
    """What an invented record is."""
    return "peer support" in title_of(project, record)
