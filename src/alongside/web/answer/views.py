"""Answer: what stands, as a list for analysts, and the rule to look at and to change."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from alongside.errors import UsageError
from alongside.publishing.wording import people_and_trials
from alongside.web.frame.links import WebLinks
from alongside.web.frame.pages import flash, now, page, person, project, review
from alongside.words.addresses import address_of
from alongside.words.numbers import estimate_digits, interval, number, shown
from alongside.workflow.answer import set_rule

__all__ = ["answers", "rule"]


@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    current, links = review(), WebLinks()
    rows = []
    for name in current.leading:
        answer, outcome = current.main[name], current.outcomes[name]
        row: dict[str, Any] = {
            "label": outcome.label,
            "url": links.outcome(name),
            "id": answer.id,
            "refused": answer.refused,
        }
        if answer.estimate is not None:
            estimate, digits = answer.estimate, estimate_digits(answer.estimate, outcome)
            low, high = sorted((shown(estimate.ci_low, outcome) or 0.0, shown(estimate.ci_high, outcome) or 0.0))
            row |= {
                "measure": outcome.measure,
                "text": number(shown(estimate.beta, outcome), digits),
                "interval": interval(low, high, digits),
                "counted": people_and_trials(estimate),
                "model": estimate.method,
                "tau2": number(estimate.tau2, 4),
                "i2": number(estimate.i2, 0),
                "better": "higher" if outcome.higher_is_better else "lower",
                "certainty": current.certainty(answer),
                "judge": reverse("judge", args=[address_of(name)]),
            }
        rows.append(row)
    return page(
        request, "answer/list.html", {"verb": "answer", "rows": rows, "rule": current.rule, "notes": current.notes}
    )


@require_POST
def rule(request: HttpRequest) -> HttpResponse:
    """Another rule; every answer follows it."""
    try:
        changes = {
            "weeks": float(request.POST["weeks"]),
            "several": request.POST["several"],
            "window": float(request.POST["window"]),
            "icc": float(request.POST["icc"]),
            "rho": float(request.POST["rho"]),
        }
    except (KeyError, ValueError):
        raise UsageError("expected numbers for weeks and correlations; the rule was not changed") from None
    decision = set_rule(project(), changes, author=person(request), at=now(), why=request.POST.get("why", "")[:500])
    return flash(redirect("work-answer"), "The rule was changed, and every answer with it.", undo=decision.uuid)
