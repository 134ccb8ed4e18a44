"""Find: search the records, see any window of them, keep and export a view, read one, decide."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from alongside.errors import UsageError
from alongside.project import FIELDS, SORTS, View, quoted
from alongside.project.find.kinds import VIEW_SAVED, view_saved
from alongside.publishing.pages.study import decision_row
from alongside.records import FORMATS, Record, format_named
from alongside.web.frame.methods import shown_or_posted
from alongside.web.frame.pages import flash, now, page, person, project
from alongside.web.frame.parameters import whole_number
from alongside.workflow.screen.deciding import REASONS, decide

__all__ = ["export", "found", "record", "records", "save_view", "window"]

SIZE = 25
"""Records of a window."""

SHOWN = 12
"""Values of a filter that stand on the page, most first."""

VERDICTS = {"include": "Included", "exclude": "Excluded", "maybe": "Marked as unsure"}

FILTERS = {"is": "State", "type": "Type", "database": "Database", "language": "Language", "file": "File"}
STATES = {
    "duplicate": "duplicates",
    "included": "included",
    "excluded": "excluded",
    "unsure": "unsure",
    "unscreened": "not decided",
    "differ": "people differ",
    "in-doubt": "in doubt: one report?",
}


@require_safe
def records(request: HttpRequest) -> HttpResponse:
    """The page with the first records of what is asked for; without a script, a page of them at a time."""
    opened = project()
    views = [
        {
            "name": state.value["name"],
            "address": _address(state.value["query"], state.value.get("sort", "")),
            "uuid": state.row.uuid,
        }
        for state in opened.standing(VIEW_SAVED)
    ]
    values = _found(request) | {
        "verb": "find",
        "pairs_waiting": sum(opened.find.duplicates.patterns_waiting().values()),
        "views": views,
        "fields": FIELDS,
        "formats": [format_ for format_ in FORMATS.values() if format_.writes],
        "sorts": SORTS,
    }
    return page(request, "find/records.html", values, status=400 if values["error"] else 200)


@require_safe
def found(request: HttpRequest) -> HttpResponse:
    """What a question finds, to be put into the page."""
    return render(request, "find/_view.html", _found(request))


@require_safe
def window(request: HttpRequest) -> JsonResponse:
    """Records of a view from a place on: their rows, and how many the view has by now."""
    view, error = _view(request)
    if view is None:
        return JsonResponse({"error": error}, status=400)
    start = whole_number(request.GET.get("from", ""), 0)
    rows = project().overview.window(view, start, min(200, whole_number(request.GET.get("size", ""), SIZE)))
    html = render_to_string("find/_rows.html", {"rows": rows, "total": view.total, "start": start})
    return JsonResponse({"total": view.total, "html": html})


def _found(request: HttpRequest) -> dict[str, object]:
    query, sort = request.GET.get("q", ""), request.GET.get("sort", "")
    view, error = _view(request)
    values: dict[str, object] = {"query": query, "sort": sort, "error": error, "view": view, "total": 0, "size": SIZE}
    if view is None:
        return values
    number = max(1, whole_number(request.GET.get("page", ""), 1))
    start = (number - 1) * SIZE
    return values | {
        "rows": project().overview.window(view, start, SIZE),
        "total": view.total,
        "start": start,
        "number": number,
        "last": max(1, -(-view.total // SIZE)),
        "address": _address(query, sort),
        "filters": _filters(view),
    }


def _view(request: HttpRequest) -> tuple[View | None, str]:
    """What is asked for; None and why where it cannot be understood."""
    sort = request.GET.get("sort", "")
    try:
        return project().overview.view(request.GET.get("q", ""), sort if sort in SORTS else ""), ""
    except UsageError as error:
        return None, str(error)


def _filters(view: View) -> list[dict[str, object]]:
    """What a view can be narrowed to; each choice is a word more in the question."""
    shown = []
    for name, label in FILTERS.items():
        counts = view.counts[name][:SHOWN]
        choices = [
            {
                "label": STATES.get(value.label, value.label) if name == "is" else value.label,
                "count": value.count,
                "address": _address(f"{_grouped(view.query)} {name}:{quoted(value.value)}".strip(), view.sort),
            }
            for value in counts
        ]
        if len(choices) > 1 or (choices and name == "is"):
            shown.append({"label": label, "choices": choices, "more": len(view.counts[name]) - len(counts)})
    return shown


def _grouped(query: str) -> str:
    return f"({query})" if " OR " in f" {query} " else query


def _address(query: str, sort: str) -> str:
    parameters = {name: value for name, value in (("q", query), ("sort", sort)) if value}
    return "/workbench/find/" + (f"?{urlencode(parameters)}" if parameters else "")


@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep a question under a name; the same name again replaces it."""
    name, query, sort = (request.POST.get(key, "").strip() for key in ("name", "q", "sort"))
    if not name:
        return flash(redirect(_address(query, sort)), "A view needs a name; nothing was saved.")
    project().overview.view(query)  # what cannot be understood is not kept
    slug = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:60] or "view"
    decision = view_saved(slug, name[:200], query, sort if sort in SORTS else "")
    [saved] = project().append([decision], author=person(request), at=now())
    return flash(redirect(_address(query, sort)), f"Saved as “{name[:80]}”.", undo=saved.uuid)


@require_safe
def export(request: HttpRequest) -> FileResponse:
    """All records of a view as a file."""
    view, error = _view(request)
    if view is None:
        raise UsageError(error)
    format_ = format_named(request.GET.get("format", "ris"))
    stream = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it has been sent
    format_.write(_records(view), stream)
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=f"records-{_day(now())}{format_.suffix}")


def _records(view: View) -> Iterator[Record]:
    return (stored.record for stored in project().overview.records(view))


def _day(at: datetime) -> str:
    return at.date().isoformat()


@shown_or_posted
def record(request: HttpRequest, record: UUID) -> HttpResponse:
    """One record to read; a decision leads to the next that has none.

    The page's script asks for that next page in the answer itself: it names the header X-Alongside, and finds in
    X-Address where the page it is given stands.
    """
    opened, key = project(), str(record)
    if request.method != "POST":
        return _record_page(request, key)
    shown = opened.overview.record(key)
    if shown is None:
        raise Http404
    verdict, reason = request.POST.get("verdict", ""), request.POST.get("reason", "")
    decision = decide(opened, key, verdict, author=person(request), at=now(), reason=reason)
    following = opened.overview.next_to_screen(key)
    why = f", because: {REASONS.get(reason, reason).lower()}" if reason else ""
    text = f"{VERDICTS.get(verdict, verdict)}{why}: {shown.record.title[:80]}"
    if following and request.headers.get("X-Alongside") == "next":
        response = _record_page(request, following, message=text, undo=decision.uuid)
        response["X-Address"] = reverse("record", args=[following])
        return response
    if request.headers.get("X-Alongside") == "next":  # all are decided: the script goes on to the list
        response = HttpResponse(status=204, headers={"X-Address": reverse("find")})
        return flash(response, text, undo=decision.uuid)
    target = redirect("record", record=following) if following else redirect("find")
    return flash(target, text, undo=decision.uuid)


def _record_page(request: HttpRequest, key: str, *, message: str = "", undo: str = "") -> HttpResponse:
    opened = project()
    shown = opened.overview.record(key)
    if shown is None:
        raise Http404
    history = [decision_row(decision) for decision in reversed(opened.history(f"record:{key}"))]
    values: dict[str, object] = {"verb": "find", "found": shown, "reasons": REASONS, "history": history}
    if message:
        values |= {"said": message, "undo": undo}
    return page(request, "find/record.html", values)
