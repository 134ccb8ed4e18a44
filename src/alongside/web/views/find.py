"""Find: import records, search them, read one, decide."""

from __future__ import annotations

import tempfile
from pathlib import Path
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.errors import AlongsideError
from alongside.publishing.pages.study import decision_row
from alongside.web.pages import flash, now, page, person, project
from alongside.workflow.find import REASONS, decide, import_files

__all__ = ["import_records", "record", "records"]

SIZE = 50
VERDICTS = {"include": "Included", "exclude": "Excluded", "maybe": "Marked as unsure"}
SHOWS = {"": "all", "undecided": "not decided", "include": "included", "exclude": "excluded", "maybe": "unsure"}


@require_safe
def records(request: HttpRequest) -> HttpResponse:
    words, show = request.GET.get("q", ""), request.GET.get("show", "")
    number = int(request.GET["page"]) if request.GET.get("page", "").isdigit() else 1
    opened = project()
    found = opened.records(words, verdict=show if show in SHOWS else "", page=max(1, number), size=SIZE)
    return page(
        request,
        "web/find.html",
        {"verb": "find", "found": found, "pairs_waiting": sum(opened.patterns_waiting().values()), "words": words,
         "show": show, "shows": SHOWS, "number": number,
         "last": max(1, -(-found.total // SIZE))},
    )  # fmt: skip


@require_POST
def import_records(request: HttpRequest) -> HttpResponse:
    """Take the files that were dropped; what is wrong with one is said, and then nothing is imported."""
    keep_going = request.POST.get("keep_going") == "yes"
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for upload in request.FILES.getlist("files"):
            path = Path(folder) / Path(upload.name or "upload").name
            with path.open("wb") as handle:
                for chunk in upload.chunks():
                    handle.write(chunk)
            paths.append(path)
        if not paths:
            return flash(redirect("find"), "No file was chosen; nothing was imported.")
        try:
            report = import_files(project(), paths, author=person(request), at=now(), keep_going=keep_going)
        except AlongsideError as error:
            message = str(error).replace(f"{folder}/", "")
            values = {"verb": "find", "message": message, "kept": "Nothing was imported; what was here is as it was."}
            return page(request, "web/error.html", values, status=400)
    broken = sum(len(file.broken) for file in report.files)
    said = f"{_many(report.records, 'record')} imported, {_many(report.duplicates, 'duplicate')} set aside"
    said += f", {_many(report.asked, 'pair')} for you to decide" if report.asked else ""
    return flash(redirect("find"), said + (f", {broken} could not be read." if broken else "."))


def _many(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, record: UUID) -> HttpResponse:
    """One record to read; a decision leads to the next that has none."""
    opened, key = project(), str(record)
    found = opened.record(key)
    if found is None:
        raise Http404
    if request.method == "POST":
        verdict, reason = request.POST.get("verdict", ""), request.POST.get("reason", "")
        made = decide(opened, key, verdict, author=person(request), at=now(), reason=reason)
        following = opened.next_undecided(key)
        target = redirect("record", record=following) if following else redirect("find")
        why = f", because: {REASONS.get(reason, reason).lower()}" if reason else ""
        return flash(target, f"{VERDICTS.get(verdict, verdict)}{why}: {found.record.title[:80]}", undo=made.uuid)
    history = [decision_row(d) for d in reversed(opened.history(f"record:{key}"))]
    values = {"verb": "find", "found": found, "reasons": REASONS, "history": history}
    return page(request, "web/record.html", values)
