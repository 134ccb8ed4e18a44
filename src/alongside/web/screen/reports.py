"""Full text: reports that wait, one report with its criteria, and a study out of what is included."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from alongside.errors import UsageError
from alongside.project.screen.status import Box, Status
from alongside.web.frame.methods import shown_or_posted
from alongside.web.frame.pages import flash, now, page, person
from alongside.web.screen.cards import card_of
from alongside.web.screen.serving import desk
from alongside.workflow.screen.planning import plan_of
from alongside.workflow.screen.reports import assess, criteria_of, make_study, reports_waiting

__all__ = ["report", "reports", "study"]

SAID = {"include": "Included", "exclude": "Excluded", "maybe": "Marked as unsure"}
BEFORE = frozenset({Box.REMOVED, Box.WAITING, Box.EXCLUDED})
"""Boxes of records whose report nobody sought."""

JUDGED = (("yes", "fine"), ("no", "excludes it"), ("unclear", "unclear"))


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Reports that wait for somebody."""
    values = {"verb": "screen", "lists": reports_waiting(desk().project)}
    return page(request, "screen/reports.html", values)


@shown_or_posted
def report(request: HttpRequest, record: UUID) -> HttpResponse:
    """One report with its criteria; a verdict leads to the next that waits."""
    project, key, author, problem = desk().project, str(record), person(request), ""
    reasons = plan_of(project).reasons
    judged = criteria_of(project, key, author)
    if request.method == "POST":
        names = {f"criterion-{number}": criterion for number, criterion in enumerate(reasons, 1)}
        judged = {criterion: request.POST[name] for name, criterion in names.items() if request.POST.get(name)}
        verdict = request.POST.get("verdict", "")
        try:
            assess(
                project,
                key,
                verdict,
                judged,
                author=author,
                at=now(),
                why=request.POST.get("why", "")[:1000],
                uuid=request.POST.get("id") or None,
            )
        except UsageError as fault:
            problem = str(fault)
        else:
            target = reverse("full-text-report", args=[key]) if verdict == "include" else reverse("full-text")
            return flash(redirect(target), f"{SAID[verdict]} at full text.")
    card = card_of(desk(), key, False, author)
    if card is None:
        raise Http404
    index = project.overview.index()
    status = tuple(Status)[int(index.status[index.imported.position[key]])]
    values = {
        "verb": "screen",
        "card": card,
        "status": status,
        "is_included": status is Status.INCLUDED,
        "can_be_assessed": status.box not in BEFORE,
        "criteria": [
            (number, key_, label, judged.get(key_, "")) for number, (key_, label) in enumerate(reasons.items(), 1)
        ],
        "judged": JUDGED,
        "problem": problem,
        "decision": str(uuid4()),
        "studies_of": [project.understand.study(name) for name in project.screen.studies_of(key)],
        "studies": project.understand.studies() if status is Status.INCLUDED else [],
    }
    return page(request, "screen/report.html", values, status=400 if problem else 200)


@require_POST
def study(request: HttpRequest, record: UUID) -> HttpResponse:
    """An included report becomes a study, or a further report of one."""
    name, rows = make_study(
        desk().project,
        str(record),
        author=person(request),
        at=now(),
        study=request.POST.get("study", ""),
        label=request.POST.get("label", ""),
    )
    undo = ",".join(row.uuid for row in rows)
    return flash(redirect("full-text-report", record=record), f"A report of the study {name}.", undo=undo)
