"""Home: where the review stands, verb by verb, and what waits for you. Also: your name, and undo."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from alongside.web.frame.pages import counts, flash, now, page, person, project, review
from alongside.web.frame.parameters import whole_number
from alongside.words.plurals import many
from alongside.workflow.screen.reports import reports_to_read
from alongside.workflow.settling import differences, settle_difference
from alongside.workflow.undoing import act_of, latest, rows_of_act, take_back, with_names

YEAR = 365 * 24 * 3600

SIZE = 50
"""Decisions on a page of the history."""

__all__ = ["back", "differ", "history", "home", "name", "settle", "undo"]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    current, numbers = review(), counts()
    answered = [a for a in current.main.values() if a.estimate is not None]
    stands = {
        "find": f"{many(numbers.records, 'record')} from {many(numbers.files, 'file')}, "
        f"{many(numbers.duplicates, 'duplicate')}.",
        "screen": f"{numbers.included:,} included, {numbers.excluded:,} excluded, {numbers.to_screen:,} to read.",
        "understand": f"{many(len(current.studies), 'study')} with {many(len(current.contrasts), 'result')}; "
        f"{len(current.trials)} {'stands' if len(current.trials) == 1 else 'stand'}.",
        "answer": f"{many(len(answered), 'outcome')} with an answer, "
        f"{sum(1 for a in answered if a.estimate and a.estimate.k >= 3)} of them from three trials or more.",
        "share": "They are made from what stands now.",
    }
    waits = []
    if numbers.to_screen:
        verb = "waits" if numbers.to_screen == 1 else "wait"
        waits.append({"url": "/workbench/screen/", "text": f"{many(numbers.to_screen, 'record')} {verb} to be read"})
    if reports := reports_to_read(project()):
        text = f"{many(reports, 'report')} {'waits' if reports == 1 else 'wait'} to be read in full"
        waits.append({"url": "/workbench/screen/full-text/", "text": text})
    if pairs := sum(project().find.duplicates.patterns_waiting().values()):
        alike = "may be one report" if pairs == 1 else "may be one report each"
        waits.append({"url": "/workbench/find/duplicates/", "text": f"{many(pairs, 'pair')} of records that {alike}"})
    if current.waiting:
        question = "is it peer support?" if len(current.waiting) == 1 else "are they peer support?"
        text = f"{many(len(current.waiting), 'study')}: {question}"
        waits.append({"url": "/workbench/understand/#waiting", "text": text})
    if numbers.disagreements:
        waits.append({"url": "/workbench/differ/", "text": f"{many(numbers.disagreements, 'disagreement')} to settle"})
    unsure = sum(1 for s in current.trials for c in s.codes if not c.sure)
    if unsure:
        waits.append(
            {"url": "/workbench/understand/#unsure", "text": f"{many(unsure, 'code')} that a reader was not sure of"}
        )
    recent = with_names(project(), [act_of(decision) for decision in project().latest(5, people=True)])
    return page(request, "home/home.html", {"verb": "", "stands": stands, "waits": waits, "latest": recent})


@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """The latest decisions, each with an undo."""
    number = max(1, whole_number(request.GET.get("page", ""), 1))
    acts = latest(project(), limit=number * SIZE + 1)
    shown = acts[(number - 1) * SIZE : number * SIZE]
    values = {"verb": "", "acts": shown, "number": number, "more": len(acts) > number * SIZE}
    return page(request, "home/history.html", values)


@require_safe
def differ(request: HttpRequest) -> HttpResponse:
    """Everything on which people differ, to be settled on the spot."""
    return page(request, "home/differ.html", {"verb": "", "differences": differences(project())})


@require_POST
def settle(request: HttpRequest) -> HttpResponse:
    """Settle a disagreement with one of the decisions that stand."""
    subject, uuid, why = (request.POST.get(name, "") for name in ("subject", "uuid", "why"))
    decision = settle_difference(project(), subject, uuid, author=person(request), at=now(), why=why[:500])
    return flash(redirect(back(request)), "Settled. What each decided stays in the history.", undo=decision.uuid)


@require_POST
def name(request: HttpRequest) -> HttpResponse:
    """Keep the name under which decisions are written down."""
    name_given = " ".join(request.POST.get("name", "").split())[:200]
    response = redirect(back(request))
    if name_given:
        response.set_cookie(settings.PERSON_COOKIE, quote(name_given), max_age=YEAR, httponly=True, samesite="Strict")
    return flash(
        response, f"You decide as {name_given}." if name_given else "A name is needed; the earlier one was kept."
    )


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take a decision back, by a decision; with `act`, all that was written together with it."""
    uuids = [uuid for uuid in request.POST.get("uuid", "").split(",") if uuid]
    if request.POST.get("act"):
        uuids = [row for uuid in uuids for row in rows_of_act(project(), uuid)]
    take_back(project(), uuids, author=person(request), at=now())
    return flash(redirect(back(request)), "Taken back. It stays in the history.")


def back(request: HttpRequest) -> str:
    """Where the person came from, if it is a page of ours."""
    target = request.POST.get("back") or request.META.get("HTTP_REFERER") or "/workbench/"
    return target if url_has_allowed_host_and_scheme(target, {request.get_host()}) else "/workbench/"
