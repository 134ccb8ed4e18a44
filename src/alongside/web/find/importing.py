"""Import: files that were dropped, each with its progress, and what became of every one of them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from alongside.errors import AlongsideError, ReadError, UsageError
from alongside.records import CONTENT, Source, format_named
from alongside.records.formats import table, xlsx
from alongside.web.frame.methods import shown_or_posted
from alongside.web.frame.pages import flash, now, page, person, project
from alongside.web.tasks.streaming import Say, stream
from alongside.workflow.find.duplicates import find_duplicates
from alongside.workflow.find.importing import FileReport, import_file, take_back_import

__all__ = ["import_one", "imports", "look_for_duplicates", "not_read", "take_back"]

OUTCOMES = {
    "imported": "imported",
    "known": "was here already; nothing changed",
    "refused": "nothing of it was imported",
    "failed": "nothing of it was imported",
    "running": "is being imported",
    "cut off": "was cut off",
}

MAPPING_IN_WORDS = " Say which is which with"
"""What the command line adds where no column is known; the page asks for the columns itself."""

SHOWN = 50
"""Lines of notes or faults of a file that stand on the page; the rest is counted."""

MAPPED = ("title", "authors", "year", "journal", "doi", "pmid", "abstract")
"""Fields that a person is asked for where no column of a table is known."""


@shown_or_posted
def imports(request: HttpRequest) -> HttpResponse:
    """The page; where no script runs, all files are taken in one go."""
    if request.method == "POST":
        return _without_script(request)
    opened = project()
    latest: dict[str, int] = {}
    for attempt in opened.find.imports.attempts():
        if attempt.outcome in ("imported", "cut off"):
            latest.setdefault(attempt.sha256, attempt.number)
    attempts = [
        {
            "one": attempt,
            "said": _said(attempt),
            "at": f"{attempt.started_at[:16].replace('T', ' ')} UTC",
            "error": attempt.error.partition(MAPPING_IN_WORDS)[0],
            "can_go": attempt.is_here and latest.get(attempt.sha256) == attempt.number,
            "shown": attempt.broken[:SHOWN],
            "more": len(attempt.broken) - SHOWN,
            "notes": attempt.notes[:SHOWN],
            "more_notes": len(attempt.notes) - SHOWN,
        }
        for attempt in opened.find.imports.attempts()
    ]
    values = {"verb": "find", "attempts": attempts, "not_compared": len(opened.find.duplicates.unmatched())}
    return page(request, "find/imports.html", values)


def _said(attempt: Any) -> str:
    if attempt.outcome == "cut off" and attempt.is_here:
        return f"was imported whole, {_many(attempt.records, 'record')}; Alongside ended just after that"
    if attempt.outcome == "cut off":
        return "was cut off: nothing of it is here. Drop it again"
    if attempt.outcome == "imported" and not attempt.is_here:
        return f"was imported, {_many(attempt.records, 'record')}, and taken back"
    outcome = OUTCOMES[attempt.outcome]
    return f"{_many(attempt.records, 'record')} {outcome}" if attempt.outcome == "imported" else outcome


def _without_script(request: HttpRequest) -> HttpResponse:
    files = request.FILES.getlist("files")
    if not files:
        return flash(redirect("imports"), "No file was chosen; nothing was imported.")
    records = 0
    not_in = []
    for upload in files:
        with _on_disk(upload) as path:
            name = upload.name or "upload"
            try:
                report = import_file(
                    project(),
                    path,
                    name,
                    author=person(request),
                    at=now(),
                    columns=_columns(request),
                    keep_going=request.POST.get("keep_going") == "yes",
                )
            except ReadError:
                not_in.append(name)  # the attempt below says why
                continue
        records += report.records if report.outcome == "imported" else 0
        if report.outcome == "refused":
            not_in.append(name)
    comparison = find_duplicates(project(), at=now())
    message = f"{_many(records, 'record')} imported, {_many(comparison.duplicates, 'duplicate')} set aside"
    message += f", {_many(comparison.asked, 'pair')} for you to decide." if comparison.asked else "."
    message += f" Not imported: {', '.join(not_in)}." if not_in else ""
    return flash(redirect("imports"), message)


@require_POST
def import_one(request: HttpRequest) -> StreamingHttpResponse:
    """One file; the answer is a line of JSON for each step, the last with what became of it."""
    uploads = request.FILES.getlist("files")
    if len(uploads) != 1:
        raise UsageError("expected one file")
    upload, author, keep_going = uploads[0], person(request), request.POST.get("keep_going") == "yes"
    columns = _columns(request)
    name = upload.name or "upload"
    folder = tempfile.TemporaryDirectory(prefix="alongside-")
    path = _copied(upload, Path(folder.name))

    def work(say: Say) -> None:
        with folder:
            try:
                report = import_file(
                    project(),
                    path,
                    name,
                    author=author,
                    at=now(),
                    keep_going=keep_going,
                    columns=columns,
                    moved=lambda part, records: say({"part": round(part, 3), "records": records}),
                )
            except AlongsideError as error:
                columns_here = list(_columns_of(path))
                reason = str(error).replace(str(path), name).partition(MAPPING_IN_WORDS)[0]
                say({"outcome": "failed", "error": reason, "columns": columns_here, "fields": list(MAPPED)})
            else:
                say(_document(report))

    return stream(work)


@require_POST
def look_for_duplicates(_request: HttpRequest) -> StreamingHttpResponse:
    """Compare what came in; the answer is as that of `import_one`."""

    def work(say: Say) -> None:
        comparison = find_duplicates(project(), at=now(), progress=lambda text: say({"doing": text}))
        say({"compared": comparison.compared, "duplicates": comparison.duplicates, "asked": comparison.asked})

    return stream(work)


@require_POST
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Take the import of a file back."""
    attempt = next((attempt for attempt in project().find.imports.attempts() if attempt.number == number), None)
    if attempt is None:
        raise Http404
    decisions = take_back_import(project(), attempt.sha256, author=person(request), at=now())
    message = f"{attempt.name} is taken back, {_many(attempt.records, 'record')}. It can be imported again."
    return flash(redirect("imports"), message, undo=",".join(row.uuid for row in decisions))


@require_safe
def not_read(_request: HttpRequest, number: int) -> HttpResponse:
    """The text of a file that could not be read, to be mended and imported by itself."""
    failures = project().find.imports.not_read(number)
    if failures is None or not failures[1]:
        raise Http404
    stem = Path(failures[0]).stem.replace('"', "")
    response = HttpResponse(failures[1] + "\n", content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{stem}-not-read.txt"'
    return response


def _document(report: FileReport) -> dict[str, Any]:
    return {
        "outcome": report.outcome,
        "records": report.records,
        "format": format_named(report.format).label,
        "notes": report.notes[:SHOWN],
        "more_notes": max(0, len(report.notes) - SHOWN),
        "broken": [{"line": entry.line, "reason": entry.reason} for entry in report.broken[:SHOWN]],
        "more_broken": max(0, len(report.broken) - SHOWN),
    }


def _columns(request: HttpRequest) -> dict[str, str] | None:
    """Columns that a person named: fields `map-title` and so on."""
    named = {name: request.POST.get(f"map-{name}", "").strip() for name in CONTENT}
    return {name: column for name, column in named.items() if column} or None


def _columns_of(path: Path) -> tuple[str, ...]:
    """The columns of a table whose header says nothing known; none where the file is no table."""
    try:
        source = Source(path)
        columns = xlsx.columns_of(source) if xlsx.looks_like(source) else table.columns_of(source)
    except ReadError:
        return ()
    return columns if len(columns) > 1 and all(len(name) < 200 for name in columns) else ()


@contextmanager
def _on_disk(upload: UploadedFile[bytes]) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="alongside-") as folder:
        yield _copied(upload, Path(folder))


def _copied(upload: UploadedFile[bytes], folder: Path) -> Path:
    path = folder / "upload"
    with path.open("wb") as handle:
        for chunk in upload.chunks():
            handle.write(chunk)
    return path


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
