"""The list: a page of the records that come next, each with its words and a choice; all choices are written at once."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from alongside.errors import AlongsideError, UsageError
from alongside.project.screen.kinds import VERDICTS
from alongside.web.frame.pages import flash, now, page, person
from alongside.web.screen.cards import cards_of
from alongside.web.screen.figures import figures
from alongside.web.screen.serving import desk
from alongside.web.screen.views import uuid_in
from alongside.workflow.screen.desk import Next
from alongside.workflow.screen.planning import plan_of

__all__ = ["decide_listed", "listed"]

ON_A_PAGE = 20


def _address(query: str) -> str:
    return reverse("screen-list") + (f"?{urlencode({'q': query})}" if query else "")


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The next records in the order of the desk, the most worth reading first."""
    work, query, error = desk(), request.GET.get("q", ""), ""
    coming: list[Next] = []
    try:
        coming = work.upcoming(ON_A_PAGE, query=query)
    except UsageError as fault:
        error = str(fault)
    values = {
        "verb": "screen",
        "cards": cards_of(work, coming, person(request)),
        "query": query,
        "error": error,
        "plan": plan_of(work.project),
        **figures(work, person(request)),
    }
    return page(request, "screen/list.html", values, status=400 if error else 200)


@require_POST
def decide_listed(request: HttpRequest) -> HttpResponse:
    """Write what was chosen on the list, a decision a record; a record that was left as it is stays undecided.

    What cannot be written on one record (another process took it away) is said and stops none of the others.
    """
    work, query, author, moment = desk(), request.POST.get("q", ""), person(request), now()
    counts: dict[str, int] = dict.fromkeys(VERDICTS, 0)
    refused: list[str] = []
    for record in request.POST.getlist("record")[: 5 * ON_A_PAGE]:
        verdict, _, reason = request.POST.get(f"verdict-{record}", "").partition(":")
        if not verdict:
            continue
        try:
            work.decide(
                uuid_in(record),
                verdict,
                author=author,
                at=moment,
                reason=reason,
                uuid=uuid_in(request.POST.get(f"id-{record}", "")) or None,
                was_drawn=request.POST.get(f"drawn-{record}") == "yes",
            )
        except AlongsideError as fault:
            refused.append(str(fault))
        else:
            counts[verdict] += 1
    words = {"include": "included", "exclude": "excluded", "maybe": "marked as unsure"}
    done = ", ".join(f"{number} {words[verdict]}" for verdict, number in counts.items() if number)
    text = f"{done[:1].upper()}{done[1:]}." if done else "Nothing was chosen, so nothing was written."
    return flash(redirect(_address(query)), " ".join([text, *refused]))
