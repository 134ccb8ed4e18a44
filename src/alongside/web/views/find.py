"""Find: search the records, read one, decide."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from alongside.publishing.pages.study import decision_row
from alongside.web.pages import flash, now, page, person, project
from alongside.workflow.find import REASONS, decide

__all__ = ["record", "records"]

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
