"""The plan of the screening: the question, the target, the reasons; one's own words to highlight; tags."""

from __future__ import annotations

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from alongside.errors import UsageError
from alongside.project.screen.shapes import COLOURS
from alongside.web.frame.methods import shown_or_posted
from alongside.web.frame.pages import flash, now, page, person
from alongside.web.screen.serving import desk
from alongside.workflow.screen.deciding import rename_tag
from alongside.workflow.screen.planning import highlights_of, plan_of, save_highlights, save_plan

__all__ = ["plan", "tags", "words"]

LINES = ("a line", "a dashed line", "a dotted line", "a double line", "a wave", "a line above")


def _share(text: str) -> float:
    """Per cent as a person types them; a text that is no number is refused with the field's own words."""
    try:
        return float(text.strip().rstrip("%").replace(",", ".")) / 100
    except ValueError:
        raise UsageError(f"expected a number of per cent, found {text[:40]!r}") from None


@shown_or_posted
def plan(request: HttpRequest) -> HttpResponse:
    """See and change the plan."""
    work, problem = desk(), ""
    if request.method == "POST":
        question, target, confidence, reasons = (
            request.POST.get(name, "") for name in ("question", "target", "confidence", "reasons")
        )
        try:
            risk = round(1 - _share(confidence), 12)
            decision = save_plan(
                work.project, question, _share(target), risk, reasons, author=person(request), at=now()
            )
        except UsageError as fault:
            problem = str(fault)
        else:
            work.learner.stir()
            return flash(redirect("screen-plan"), "The plan is kept.", undo=decision.uuid)
    words_by_colour = highlights_of(work.project, person(request))
    counted = Counter(tag for tags_ in work.project.screen.tags().values() for tag in tags_)
    standing_plan = plan_of(work.project)
    values = {
        "verb": "screen",
        "plan": standing_plan,
        "target": f"{standing_plan.target * 100:g}",
        "confidence": f"{(1 - standing_plan.risk) * 100:g}",
        "problem": problem,
        "lists": [
            (colour, LINES[colour - 1], ", ".join(words_by_colour.get(colour, ()))) for colour in range(1, COLOURS + 1)
        ],
        "counted": sorted(counted.items()),
    }
    return page(request, "screen/plan.html", values, status=400 if problem else 200)


@require_POST
def words(request: HttpRequest) -> HttpResponse:
    """Keep one's own words to highlight."""
    lists = {colour: request.POST.get(f"words-{colour}", "") for colour in range(1, COLOURS + 1)}
    decision = save_highlights(desk().project, lists, author=person(request), at=now())
    return flash(redirect("screen-plan"), "Your words are kept; only you see them.", undo=decision.uuid)


@require_POST
def tags(request: HttpRequest) -> HttpResponse:
    """Rename a tag on every record, or take it away."""
    name, new = request.POST.get("tag", ""), request.POST.get("new", "").strip()
    count = rename_tag(desk().project, name, new, author=person(request), at=now())
    message = f"“{name}” is “{new}” now" if new else f"“{name}” is taken away"
    return flash(redirect("screen-plan"), f"{message}, on {count} record{'' if count == 1 else 's'}.")
