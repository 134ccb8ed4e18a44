"""The desk: one record at a time, the next most worth reading, with the keys of a person who reads all day.

The script on the page keeps the next records at hand and sends decisions in their order; each answer to it is JSON.
Without it the same forms post and lead on.
"""

from __future__ import annotations

import re
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from alongside.errors import UsageError
from alongside.project.find.kinds import VIEW_SAVED
from alongside.web.frame.pages import flash, now, page, person
from alongside.web.frame.parameters import whole_number
from alongside.web.screen.cards import Card, card_of, cards_of
from alongside.web.screen.figures import figures
from alongside.web.screen.serving import desk
from alongside.workflow.screen import deciding
from alongside.workflow.screen.desk import Next
from alongside.workflow.screen.planning import plan_of

__all__ = ["decide", "following", "note", "progress", "screen", "undo", "uuid_in"]

MOST = 12
"""Records that are sent ahead at once."""

FIRST_SECONDS = 1.5
"""How long the page waits for the first ranking; of ten thousands of records it takes longer, and is not waited for."""

AHEAD = 4
"""Records that the page brings with it: the first keys need not wait for the script to ask."""

SAID = {"include": "Included", "exclude": "Excluded", "maybe": "Marked as unsure"}


def _address(query: str, record: str = "") -> str:
    parameters = {name: value for name, value in (("q", query), ("record", record)) if value}
    return reverse("screen") + (f"?{urlencode(parameters)}" if parameters else "")


def uuid_in(text: str) -> str:
    """A uuid as we write it, "" for anything else."""
    return text if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text) else ""


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Alongside") == "screen"


@require_safe
def screen(request: HttpRequest) -> HttpResponse:
    """The record that comes next, or the one that is named."""
    work, query, record = desk(), request.GET.get("q", ""), uuid_in(request.GET.get("record", ""))
    error = ""
    coming: list[Next] = []
    # Else the first record would be the first of a file, whatever it is about.
    work.learner.begin(FIRST_SECONDS)
    try:
        coming = [Next(record, request.GET.get("drawn") == "yes")] if record else []
        coming += work.upcoming(AHEAD, [record] if record else [], query)
    except UsageError as fault:
        error = str(fault)
    cards = cards_of(work, coming, person(request))
    views = [(state.value["name"], _address(state.value["query"])) for state in work.project.standing(VIEW_SAVED)]
    values = {
        "verb": "screen",
        "card": cards[0] if cards else None,
        "ahead": cards[1:],
        "query": query,
        "error": error,
        "views": views,
        "plan": plan_of(work.project),
        "project_id": work.project.uuid,
        **figures(work, person(request)),
    }
    return page(request, "screen/screen.html", values, status=400 if error else 200)


@require_safe
def following(request: HttpRequest) -> JsonResponse:
    """The records that come after those that the page has."""
    after = [record for record in request.GET.get("after", "").split(",") if uuid_in(record)][:500]
    count = min(MOST, max(1, whole_number(request.GET.get("count", ""), 1)))
    try:
        coming = desk().upcoming(count, after, request.GET.get("q", ""))
    except UsageError as fault:
        return JsonResponse({"error": str(fault)}, status=400)
    return JsonResponse({"records": [_sent(request, card) for card in cards_of(desk(), coming, person(request))]})


def _sent(request: HttpRequest, card: Card) -> dict[str, object]:
    """A card on its way to the script."""
    html = render_to_string("screen/_record.html", {"card": card}, request)
    return {
        "record": card.stored.id,
        "drawn": card.drawn,
        "title": card.stored.record.title or "No title",
        "html": html,
    }


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Write a verdict. The button of a reason says both at once: excluded, and why."""
    record, query = uuid_in(request.POST.get("record", "")), request.POST.get("q", "")
    reason = request.POST.get("reason", "")
    verdict = request.POST.get("verdict", "") or ("exclude" if reason else "")
    work = desk()
    try:
        deciding_row = work.decide(
            record,
            verdict,
            author=person(request),
            at=now(),
            reason=reason,
            uuid=uuid_in(request.POST.get("id", "")) or None,
            was_drawn=request.POST.get("drawn") == "yes",
        )
    except UsageError as fault:
        if _by_script(request):
            return JsonResponse({"error": str(fault)}, status=400)
        raise
    if _by_script(request):
        return JsonResponse({"id": deciding_row.uuid, "waiting": work.project.overview.frame().to_screen})
    stored = work.project.overview.record(record)
    title = stored.record.title[:80] if stored else ""
    because = plan_of(work.project).reasons.get(reason, reason)
    text = f"{SAID[verdict]}{f', because: {because}' if because else ''}: {title}"
    return flash(redirect(_address(query)), text)


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take the last verdict back and return to its record; once more goes one step further."""
    query, author, uuid = request.POST.get("q", ""), person(request), uuid_in(request.POST.get("id", ""))
    work = desk()
    if uuid and work.project.has_row(uuid):  # the answer to this step was lost on its way
        record = work.project.row(uuid).subject.partition(":")[2]
        card = card_of(work, record, False, author)
        return JsonResponse(_sent(request, card) if card else {"none": True})
    of = uuid_in(request.POST.get("of", ""))
    act = deciding.take_back_last(work.project, author=author, at=now(), uuid=uuid or None, of=of)
    work.learner.stir()
    if not _by_script(request):
        if act is None:
            return flash(redirect(_address(query)), "There is no decision of yours left to take back.")
        drawn = "&drawn=yes" if len(act.uuids) > 1 else ""
        address = reverse("full-text-report", args=[act.record]) if act.stage == "full_text" else ""
        return flash(redirect(address or _address(query, act.record) + drawn), "Taken back. It stays in the history.")
    if act is None:
        return JsonResponse({"none": True})
    if act.stage == "full_text":
        return JsonResponse({"elsewhere": reverse("full-text-report", args=[act.record])})
    card = card_of(work, act.record, len(act.uuids) > 1, author)
    return JsonResponse({"waiting": work.project.overview.frame().to_screen, **(_sent(request, card) if card else {})})


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """How far the screening is, to be put beside the record."""
    return render(request, "screen/_progress.html", figures(desk(), person(request)))


@require_POST
def note(request: HttpRequest, record: UUID) -> HttpResponse:
    """Keep a note and the tags of a record, as far as they are new."""
    work, author, key = desk(), person(request), str(record)
    card = card_of(work, key, False, author)
    text, tags = request.POST.get("note", "").strip(), request.POST.get("tags", "")
    try:
        if card is None or text != card.note:
            deciding.note(work.project, key, text, author=author, at=now())
        if card is None or tags != card.tags:
            deciding.tag(work.project, key, tags, author=author, at=now())
    except UsageError as fault:
        if _by_script(request):
            return JsonResponse({"error": str(fault)}, status=400)
        raise
    if _by_script(request):
        return JsonResponse({"kept": True})
    return flash(redirect(_address(request.POST.get("q", ""), key)), "Kept.")
