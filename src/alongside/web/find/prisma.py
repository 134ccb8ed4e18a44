"""Find: the flow diagram with the records behind its numbers, and where each file came from."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST, require_safe

from alongside.errors import UsageError
from alongside.project import FileCounts
from alongside.publishing.prisma.boxes import COLUMNS, Line, boxes_of, summary
from alongside.publishing.prisma.drawing import svg_of
from alongside.publishing.prisma.searches import Search
from alongside.publishing.prisma.sources import OTHER_METHODS, SOURCES, source_of
from alongside.records import FORMATS
from alongside.web.frame.methods import shown_or_posted
from alongside.web.frame.pages import counts, flash, made_once, now, page, person, project
from alongside.web.frame.parameters import whole_number
from alongside.workflow.find.prisma import FIELDS, SUFFIXES, Prisma, note_retrieval, note_search, prisma_of, written

__all__ = ["diagram", "diagram_file", "records_behind", "retrieval", "source", "sources"]

SIZE = 50
FORMS = {".svg": "SVG", ".png": "PNG", ".pdf": "PDF", ".docx": "Word", ".txt": "text", ".json": "JSON"}
TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".pdf": "application/pdf",
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

_lock = threading.Lock()
_held: dict[tuple[str, int], Prisma] = {}


def _prisma() -> Prisma:
    """The diagram as the log has it now, counted anew only when the log has grown."""
    opened = project()
    mark = (opened.uuid, opened.mark())
    with _lock:
        if mark not in _held:
            prisma = prisma_of(opened)
            _held.clear()
            _held[mark] = prisma
        return _held[mark]


@dataclass(frozen=True, slots=True)
class Row:
    """A number of the diagram in the list beside it; `address` leads to the records that it counts, "" for none."""

    label: str
    count: int
    part: bool
    waits: bool
    address: str


def _address(line: Line, column: int) -> str:
    if line.statuses is None or not line.count:
        return ""
    return f"/workbench/find/prisma/records/?at={','.join(line.statuses)}&column={column}"


@require_safe
def diagram(request: HttpRequest) -> HttpResponse:
    """The picture, and the same numbers as lists whose numbers lead to their records."""
    prisma = _prisma()
    flow = prisma.flow
    columns: list[tuple[str, list[Row]]] = [(COLUMNS[column], []) for column in range(len(flow.ways))]
    columns.append(("Included", []))
    for box in boxes_of(flow):
        last = box.phase == 2
        rows = columns[-1 if last else box.column][1]
        which = 2 if last else box.column
        rows += [Row(line.label, line.count, line.part, box.waits, _address(line, which)) for line in box.lines]
    values = {
        "verb": "find",
        "flow": flow,
        "said_flow": summary(flow),
        "picture": _picture(prisma),
        "columns": columns,
        "forms": [(f"flow{suffix}", FORMS[suffix]) for suffix in SUFFIXES],
        "studies": 0 if prisma.counts.files else counts().studies,
        "incomplete": sum(1 for search in prisma.searches if search.missing),
    }
    return page(request, "find/prisma.html", values)


def _picture(prisma: Prisma) -> SafeString:
    return mark_safe(svg_of(prisma.flow, prisma.title, page=True))  # noqa: S308 - numbers of ours and escaped text


@require_safe
def diagram_file(_request: HttpRequest, suffix: str) -> HttpResponse:
    """The diagram to keep."""
    suffix = f".{suffix}"
    if suffix not in TYPES:
        raise Http404
    response = HttpResponse(made_once(f"flow{suffix}", lambda: written(_prisma(), suffix)), content_type=TYPES[suffix])
    response.headers["Content-Disposition"] = f'attachment; filename="flow{suffix}"'
    return response


@require_safe
def records_behind(request: HttpRequest) -> HttpResponse:
    """The records that a number of the diagram counts."""
    prisma = _prisma()
    named, column = request.GET.get("at", ""), request.GET.get("column", "")
    statuses = tuple(named.split(","))
    number = whole_number(request.GET.get("page", ""), 1)
    lines = [
        line
        for box in boxes_of(prisma.flow)
        if column == str(2 if box.phase == 2 else box.column)
        for line in box.lines
        if line.statuses == statuses
    ]
    if not lines:
        raise Http404
    files = [file.sha256 for file in prisma.counts.files if column == "2" or _column(file) == int(column)]
    shown = project().overview.records_behind(statuses, files, page=max(1, number), size=SIZE)
    values = {
        "verb": "find",
        "line": lines[0],
        "found": shown,
        "number": number,
        "last": max(1, -(-shown.total // SIZE)),
        "here": f"at={named}&column={column}",
        "said_column": COLUMNS[1] if column == "1" else "",
    }
    return page(request, "find/prisma_records.html", values)


def _column(file: FileCounts) -> int:
    return int(source_of(file) in OTHER_METHODS)


@dataclass(frozen=True, slots=True)
class Source:
    """One file on the page of sources: what it brought, and what was recorded of its search."""

    file: FileCounts
    search: Search | None
    kind: str
    format: str


def _called(file: FileCounts) -> str:
    """What people call the format of a file; its own name where it is of a package that is not here any more."""
    return FORMATS[file.format].label if file.format in FORMATS else file.format


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Every file with what it brought that no other did, and the table that PRISMA-S asks for."""
    prisma = _prisma()
    by_file = {search.file: search for search in prisma.searches if search.file}
    rows = [
        Source(file, by_file.get(file.sha256), SOURCES[source_of(file)][0], _called(file))
        for file in prisma.counts.files
    ]
    searches = [(search, SOURCES[search.kind][0]) for search in prisma.searches]
    missing = sum(1 for search in prisma.searches if search.missing)
    return page(request, "find/sources.html", {"verb": "find", "rows": rows, "searches": searches, "missing": missing})


@shown_or_posted
def source(request: HttpRequest, sha256: str) -> HttpResponse:
    """Say where one file came from."""
    prisma = _prisma()
    file = next((file_counts for file_counts in prisma.counts.files if file_counts.sha256 == sha256), None)
    if file is None:
        raise Http404
    stated = {name: file.searched.get(name, "") for name in FIELDS}
    stated["source"] = stated["source"] or source_of(file)
    problem = ""
    if request.method == "POST":
        stated = {name: request.POST.get(name, "").replace("\r\n", "\n") for name in FIELDS}
        try:
            decision = note_search(project(), sha256, stated, author=person(request), at=now())
        except UsageError as error:
            problem = str(error)
        else:
            return flash(redirect("sources"), f"Recorded where {file.name} came from.", undo=decision.uuid)
    databases = ", ".join(name for name in file.databases if name)
    values = {
        "verb": "find",
        "file": file,
        "said_of": stated,
        "kinds": {key: label for key, (label, _) in SOURCES.items()},
        "problem": problem,
        "own": databases,
        "format": _called(file),
    }
    return page(request, "find/source.html", values, status=400 if problem else 200)


@require_POST
def retrieval(request: HttpRequest, record: UUID) -> HttpResponse:
    """Say whether the report of a record could be had."""
    retrieved = request.POST.get("retrieved") == "yes"
    decision = note_retrieval(project(), str(record), retrieved, author=person(request), at=now())
    message = "Report retrieved; it waits to be assessed." if retrieved else "Report not retrieved."
    return flash(redirect("record", record=record), message, undo=decision.uuid)
