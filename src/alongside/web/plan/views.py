"""The planner, plans that were kept, their files, and plans side by side."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from alongside.errors import InputError, UsageError
from alongside.planning import Plan, PlanAnswer
from alongside.project import Project
from alongside.publishing.links import Links, SiteLinks
from alongside.publishing.plan import OnePage, one_page, plan_docx, plan_html, plan_pdf, side_by_side
from alongside.publishing.plan.page import YEAR_HEADS
from alongside.publishing.plan.words import amount, unit_of
from alongside.publishing.review import Review
from alongside.web.frame.links import WebLinks
from alongside.web.frame.methods import shown_or_posted
from alongside.web.frame.pages import flash, now, page, person, project, review
from alongside.web.plan.forms import Asked, asked, choices, more, rows
from alongside.words.numbers import interval, number, percent
from alongside.workflow.plan import Desk, DeskKeeper, Moved, keep, kept_plans, moved, reopen
from alongside.workflow.test.evaluations import evaluations

__all__ = ["file_of_fields", "file_of_kept", "kept", "planner", "side"]

FRAGMENT = "X-Alongside"
"""Header with which the page's script asks for the answer alone."""

MOST_SIDE_BY_SIDE = 4

KINDS = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
}

_lock = threading.Lock()
_keepers: dict[int, tuple[Project, DeskKeeper]] = {}


def desk() -> Desk:
    """The evidence of the served project, ready to be planned on."""
    served = project()
    with _lock:
        if id(served) not in _keepers:
            _keepers[id(served)] = (served, DeskKeeper(served))
        keeper = _keepers[id(served)][1]
    return keeper.desk(review())


@dataclass(frozen=True, slots=True)
class Worked:
    """A plan worked out, with its page."""

    plan: Plan
    answer: PlanAnswer
    page: OnePage


def worked(desk: Desk, plan: Plan, links: Links) -> Worked:
    """A plan with all that its page shows."""
    answer = desk.answer(plan)
    instead = () if answer.has_effect else desk.instead(plan)
    return Worked(plan, answer, one_page(answer, desk.review, links, instead=instead, forms=desk.forms(plan)))


@shown_or_posted
def planner(request: HttpRequest) -> HttpResponse:
    """The short form with the answer beside it. The script asks for the answer alone; without it the form posts."""
    current = desk()
    if not current.review.leading:
        return page(request, "plan/empty.html", {"verb": "plan"})
    fields = asked(request, current)
    values: dict[str, Any] = {"verb": "plan", "asked": fields.values, "chosen": fields.forms, "query": fields.query}
    try:
        result = worked(current, current.plan_of(fields.described()), WebLinks())
    except InputError as error:
        values |= {"error": str(error), "rows": _bare_rows(current, fields)}
    else:
        if request.method == "POST" and "keep" in request.POST:
            decision = keep(project(), result.answer, author=person(request), at=now())
            return flash(redirect("work-plan-kept", result.plan.plan_id), "Kept.", undo=decision.uuid)
        values |= {
            "plan": result.page,
            "rows": rows(result.plan, result.page.inputs, fields.values),
            "heads": YEAR_HEADS,
        }
    if request.headers.get(FRAGMENT) == "answer":
        response = render(request, "plan/_beside.html", values)
        response.headers["X-Address"] = f"{reverse('work-plan')}?{fields.query}"
        return response
    values |= {"choices": choices(current.review), "kept": kept_plans(project()), "more": more(fields)}
    return page(request, "plan/planner.html", values)


def _bare_rows(current: Desk, fields: Asked) -> list[Any]:
    """The assumptions of the form where what was put in cannot be: those of the same service without them."""
    from alongside.workflow.plan.describing import SHORT

    short = {name: text for name, text in fields.values.items() if name in ("outcome", "condition", "setting")}
    try:
        plan = current.plan_of(Asked(short, fields.forms).described())
        inputs = worked(current, plan, WebLinks()).page.inputs
    except InputError:
        return []
    stated = {name: text for name, text in fields.values.items() if name not in SHORT}
    return list(rows(plan, inputs, stated))


@require_safe
def kept(request: HttpRequest, plan_id: str) -> HttpResponse:
    """A plan that was kept, exactly as it was, with what moved since."""
    current, stored = desk(), reopen(project(), plan_id)
    result = worked(current, stored.plan, WebLinks())
    fields = Asked(current.fields_of(stored.plan), stored.plan.components)
    values = {
        "verb": "plan",
        "plan": result.page,
        "heads": YEAR_HEADS,
        "stored": stored,
        "moved": moved_lines(current, stored.plan, moved(stored, result.answer)),
        "evaluations": [evaluation for evaluation in evaluations(project()) if evaluation.protocol.plan == plan_id],
        "query": fields.query,
        "files": [(name.upper(), reverse("work-plan-kept-file", args=[plan_id, name])) for name in KINDS],
    }
    return page(request, "plan/kept.html", values)


def moved_lines(current: Desk, plan: Plan, move: Moved) -> list[str]:
    """What moved since a plan was kept, a sentence each, and by which trials; [] where nothing did."""

    def label(study: str) -> str:
        return current.review.studies[study].label if study in current.review.studies else study

    lines = []
    if move.before != move.now:
        told = [
            "none could be said"
            if effect is None
            else f"{number(effect.mean, 2)} ({interval(effect.low, effect.high, 2)})"
            for effect in (move.before, move.now)
        ]
        lines.append(f"The effect for one person was {told[0]} when this was kept; now it is {told[1]}.")
    lines += _figures_moved(current, plan, move)
    if lines and not move.came and not move.left:
        lines.append("The trials are the same ones: a result of theirs, or a rule of the review, was changed.")
    if move.came:
        lines.append(f"Trials that came: {', '.join(label(study) for study in move.came)}.")
    if move.left:
        lines.append(f"Trials that left: {', '.join(label(study) for study in move.left)}.")
    return lines


def _figures_moved(current: Desk, plan: Plan, move: Moved) -> list[str]:
    """The figures beside the effect, as the page writes them."""
    unit = unit_of(current.review.outcomes[plan.outcome])
    names = {
        "chance_of_benefit": "The chance that it helps at all",
        "cost_of_one": f"The price of one {unit}",
        "chance_worth_it": "The chance that it is worth its price",
        "worth_of_knowing": "What it would be worth to know everything",
    }

    def told(name: str, value: float | None) -> str:
        if value is None:
            return "not known"
        return percent(value) if name.startswith("chance") else amount(value, plan.currency)

    texts = [(names[name], told(name, before), told(name, now)) for name, before, now in move.figures]
    # A figure that moved by less than what a page shows has not moved for anybody.
    return [f"{name} was {before}; now it is {now}." for name, before, now in texts if before != now]


@require_safe
def side(request: HttpRequest) -> HttpResponse:
    """Plans that were kept, side by side."""
    names = list(dict.fromkeys(request.GET.getlist("plan")))
    if not 2 <= len(names) <= MOST_SIDE_BY_SIDE:
        raise UsageError(f"expected 2 to {MOST_SIDE_BY_SIDE} plans to set side by side, found {len(names)}")
    current = desk()
    pages = [worked(current, reopen(project(), name).plan, WebLinks()).page for name in names]
    return page(request, "plan/side.html", {"verb": "plan", "sides": side_by_side(pages)})


@require_safe
def file_of_fields(request: HttpRequest, ending: str) -> HttpResponse:
    """The one page of what the fields in the address say, as a file."""
    current = desk()
    return _file(current, current.plan_of(asked(request, current).described()), ending)


@require_safe
def file_of_kept(request: HttpRequest, plan_id: str, ending: str) -> HttpResponse:
    """The one page of a plan that was kept, as a file."""
    del request
    return _file(desk(), reopen(project(), plan_id).plan, ending)


def _file(current: Desk, plan: Plan, ending: str) -> HttpResponse:
    if ending not in KINDS:
        raise Http404
    body: str | bytes = plan.to_json()
    writers: dict[str, Callable[[OnePage, Review], str | bytes]] = {
        "html": plan_html,
        "pdf": plan_pdf,
        "docx": plan_docx,
    }
    if ending != "json":
        result = worked(current, plan, SiteLinks())
        body = writers[ending](result.page, current.review)
    response = HttpResponse(body, content_type=KINDS[ending])
    response.headers["Content-Disposition"] = f'attachment; filename="plan-{plan.plan_id}.{ending}"'
    return response
