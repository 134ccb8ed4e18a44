"""The flow diagram and the table of searches of a project, drawn from its log as it is now."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from alongside.errors import InputError, NotHereError, UsageError
from alongside.evidence import Author, Decision
from alongside.project import FileCounts, FlowCounts, Project, Status
from alongside.project.find.kinds import SEARCH_RUN, SOURCES, file_searched
from alongside.project.screen.kinds import retrieval
from alongside.publishing.prisma import Flow, Search, flow_of, searches_of
from alongside.publishing.prisma.flow import Way
from alongside.publishing.prisma.searches import with_runs
from alongside.workflow.screen.deciding import REASONS

__all__ = [
    "SUFFIXES",
    "Prisma",
    "document",
    "file_named",
    "note_retrieval",
    "note_search",
    "prisma_of",
    "text_of",
    "write",
    "written",
]

SUFFIXES = (".svg", ".png", ".pdf", ".docx", ".txt", ".json")
"""The forms in which the diagram can be written."""

ALL_ATTEMPTS = 1_000_000
"""Attempts to import that are looked at: all of them."""

FIELDS = ("source", "database", "platform", "searched_on", "query", "limits", "note")
"""What can be said about the search that a file came from."""


@dataclass(frozen=True, slots=True)
class Prisma:
    """What is drawn: the boxes, the searches, and the counts behind both.

    `not_read` has, by the SHA-256 of a file, how many of its entries could not be read when it was imported. They were
    identified, and are counted so, and as removed before screening for another reason.
    """

    title: str
    flow: Flow
    searches: tuple[Search, ...]
    counts: FlowCounts
    not_read: Mapping[str, int] = field(default_factory=dict)


def prisma_of(project: Project) -> Prisma:
    """The flow and the searches of a project, as they are now."""
    runs = [state.value for state in project.standing(SEARCH_RUN)]
    counts = with_runs(project.overview.flow(), runs)
    not_read = _not_read(project)
    whole = replace(counts, files=tuple(_with_not_read(file, not_read.get(file.sha256, 0)) for file in counts.files))
    return Prisma(project.title, flow_of(whole, REASONS), searches_of(whole.files, runs), counts, not_read)


def _not_read(project: Project) -> dict[str, int]:
    """Entries that could not be read, by the file of each import that holds: those of the attempt that brought it."""
    attempts = project.find.imports.attempts(ALL_ATTEMPTS)
    return {
        attempt.sha256: len(attempt.broken)
        for attempt in reversed(attempts)
        if attempt.outcome == "imported" and attempt.is_here and attempt.broken
    }


def _with_not_read(file: FileCounts, count: int) -> FileCounts:
    """A file's counts with the entries that could not be read: identified, and removed before screening."""
    if not count:
        return file
    statuses = {**file.statuses, Status.REMOVED: file.statuses.get(Status.REMOVED, 0) + count}
    databases = {**file.databases, "": file.databases.get("", 0) + count} if file.databases else file.databases
    return replace(file, records=file.records + count, statuses=statuses, databases=databases)


def document(prisma: Prisma) -> dict[str, Any]:
    """The same as plain values, for JSON."""
    flow = prisma.flow
    ways = {"databases_and_registers": flow.main, "other_methods": flow.other}
    return {
        "title": prisma.title,
        **{name: None if way_of_flow is None else _plain_way(way_of_flow) for name, way_of_flow in ways.items()},
        "studies_included": flow.studies,
        "reports_of_included_studies": flow.reports,
        "waiting": flow.waiting,
        "adds_up": flow.adds_up,
        "searches": [
            {
                "source": search.source,
                "kind": search.kind,
                "platform": search.platform,
                "searched_on": search.searched_on,
                "query": search.query,
                "limits": search.limits,
                "note": search.note,
                "records": search.records,
                "found": search.found,
                "files": list(search.files),
                "imported_on": search.imported_on,
                "not_recorded": list(search.missing),
            }
            for search in prisma.searches
        ],
        "files": [
            {
                "name": file.name,
                "sha256": file.sha256,
                "format": file.format,
                "records": file.records,
                "duplicates": file.duplicates,
                "alone": file.alone,
                "not_read": prisma.not_read.get(file.sha256, 0),
            }
            for file in prisma.counts.files
        ],
    }


def _plain_way(way_of_flow: Way) -> dict[str, Any]:
    return {
        "identified": {
            "total": way_of_flow.identified,
            "sources": {kind: dict(names) for kind, names in way_of_flow.sources.items()},
        },
        "removed_before_screening": {
            "total": way_of_flow.removed_before_screening,
            "duplicates": way_of_flow.duplicates,
            "by_automation_tools": way_of_flow.removed_by_automation,
            "other_reasons": way_of_flow.removed,
        },
        "not_screened_yet": way_of_flow.to_screen,
        "screened": way_of_flow.screened,
        "excluded": {"by_people": way_of_flow.excluded, "by_automation_tools": way_of_flow.excluded_by_automation},
        "screened_not_settled": way_of_flow.unsure,
        "sought": way_of_flow.sought,
        "not_retrieved": way_of_flow.not_retrieved,
        "not_retrieved_yet": way_of_flow.to_retrieve,
        "retrieved_not_assessed_yet": way_of_flow.to_assess,
        "assessed": way_of_flow.assessed,
        "assessed_not_settled": way_of_flow.unsettled,
        "excluded_at_full_text": {"total": sum(way_of_flow.reasons.values()), "reasons": dict(way_of_flow.reasons)},
        "included": way_of_flow.included,
    }


def note_search(project: Project, file: str, stated: Mapping[str, str], *, author: Author, at: datetime) -> Decision:
    """Record where an imported file came from: `said` has texts by the names in `FIELDS`; empty ones say nothing.

    Raises
    ------
    UsageError : for a file that is not imported, a field that is none, and a date that is none.
    """
    if file not in {file_counts.sha256 for file_counts in project.overview.flow().files}:
        raise NotHereError(f"no imported file {file[:12]!r} in this project")
    if unknown := sorted(set(stated) - set(FIELDS)):
        raise UsageError(f"{unknown[0]!r} is nothing that is recorded of a search; expected one of {', '.join(FIELDS)}")
    value = {name: text.strip() for name in FIELDS if (text := stated.get(name, "")).strip()}
    if (source := value.get("source", "database")) not in SOURCES:
        raise UsageError(f"{source!r} is no kind of source; expected one of {', '.join(SOURCES)}")
    if "searched_on" in value:
        try:
            value["searched_on"] = date.fromisoformat(value["searched_on"]).isoformat()
        except ValueError:
            raise UsageError(f"{value['searched_on']!r} is no date; expected one like 2026-05-31") from None
        if date.fromisoformat(value["searched_on"]) > at.date() + timedelta(days=1):  # a day ahead, east of here
            raise UsageError(f"{value['searched_on']} is in the future; expected the day on which it was searched")
    return project.append([file_searched(file, value)], author=author, at=at)[0]


def note_retrieval(project: Project, record: str, retrieved: bool, *, author: Author, at: datetime) -> Decision:
    """Say whether the report of a record could be had.

    Raises `UsageError` for a record that is not here.
    """
    if project.overview.record(record) is None:
        raise NotHereError(f"no record {record!r} in this project")
    decision = retrieval(record, retrieved)
    return project.append([decision], author=author, at=at)[0]


def written(prisma: Prisma, suffix: str) -> bytes:
    """The diagram in the form that a file's suffix names, one of `SUFFIXES`.

    Word and text hold the table of searches too. Raises `UsageError` for another suffix.
    """
    if suffix == ".svg":
        from alongside.publishing.prisma.drawing import svg_of

        return svg_of(prisma.flow, prisma.title).encode()
    if suffix == ".png":
        from alongside.publishing.prisma.drawing import png_of

        return png_of(prisma.flow, prisma.title)
    if suffix == ".pdf":
        from alongside.publishing.prisma.drawing import pdf_of

        return pdf_of(prisma.flow, prisma.title)
    if suffix == ".docx":
        from alongside.publishing.prisma.word import docx_of

        return docx_of(prisma.flow, prisma.searches, prisma.title)
    if suffix == ".txt":
        return f"{text_of(prisma)}\n".encode()
    if suffix == ".json":
        return (json.dumps(document(prisma), ensure_ascii=False, indent=2) + "\n").encode()
    raise UsageError(f"{suffix or 'no suffix'!r} is no form of the diagram; expected one of {', '.join(SUFFIXES)}")


def text_of(prisma: Prisma) -> str:
    """The diagram and the searches for a terminal."""
    from alongside.publishing.prisma.searches import searches_text
    from alongside.publishing.prisma.text import flow_text

    searches = searches_text(prisma.searches) or "No search is recorded and no file imported yet."
    names = {file.sha256: file.name for file in prisma.counts.files}
    lost = [f"{names.get(key, key[:12])}: {count} could not be read" for key, count in prisma.not_read.items()]
    counted = f"\n\nCounted as identified and as removed for another reason: {'; '.join(lost)}." if lost else ""
    return f"{prisma.title}\n\n{flow_text(prisma.flow)}{counted}\n\nSearches\n{searches}"


def write(prisma: Prisma, path: Path) -> None:
    """Write the diagram in the form of the path's suffix, whole or not at all.

    Raises `UsageError` for a suffix that is none of `SUFFIXES`, `InputError` where nothing can be written there.
    """
    content = written(prisma, path.suffix.lower())
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise InputError(f"cannot be written: {error.strerror}", path=path) from error


def file_named(project: Project, name: str) -> FileCounts:
    """The imported file of that name, or whose SHA-256 begins so.

    Raises `UsageError` where there is none, or several.
    """
    files = project.overview.flow().files
    matches = [file_counts for file_counts in files if file_counts.name == name] or [
        file_counts for file_counts in files if name and file_counts.sha256.startswith(name)
    ]
    if len(matches) == 1:
        return matches[0]
    if matches:
        digests = ", ".join(file_counts.sha256[:12] for file_counts in matches)
        raise UsageError(f"{len(matches)} imported files are called {name!r}; name one by its SHA-256: {digests}")
    imported = ", ".join(file_counts.name for file_counts in files) or "none"
    raise NotHereError(f"no imported file {name!r}; imported are: {imported}")
