"""May we stop: the figures, the rule with its guarantee, the random sample, the certificate."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from alongside.errors import UsageError
from alongside.project.screen.kinds import SCREENING_STOPPED
from alongside.screening import sentence
from alongside.web.frame.pages import flash, now, page, person
from alongside.web.screen.figures import beside, figures
from alongside.web.screen.serving import desk
from alongside.workflow.screen.certifying import certificate_that_stands, stop_screening
from alongside.workflow.screen.sampling import begin_sample

__all__ = ["certificate", "sample", "stop", "stopping"]


@require_safe
def stopping(request: HttpRequest) -> HttpResponse:
    """All that can be stated now, and what it takes to state more."""
    work = desk()
    stands = certificate_that_stands(work)
    values = {
        "verb": "screen",
        "certificate": stands,
        "sentence": sentence(stands) if stands else "",
        "stopped": work.project.screen.state(SCREENING_STOPPED),
        **figures(work, person(request)),
        **beside(work, person(request)),
    }
    return page(request, "screen/stopping.html", values)


@require_POST
def sample(request: HttpRequest) -> HttpResponse:
    """Go on in a random order."""
    row = begin_sample(desk().project, author=person(request), at=now())
    return flash(redirect("screen"), "From here on records come in a random order.", undo=row.uuid)


@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Stop, with a certificate."""
    row, stopped = stop_screening(desk(), author=person(request), at=now(), why=request.POST.get("why", "")[:1000])
    return flash(
        redirect("screen-stopping"), f"Stopped, with {stopped.found} found. Keep the certificate.", undo=row.uuid
    )


@require_safe
def certificate(_request: HttpRequest) -> HttpResponse:
    """The certificate as a file."""
    standing = certificate_that_stands(desk())
    if standing is None:
        if desk().project.screen.state(SCREENING_STOPPED) is None:
            raise Http404
        raise UsageError("the project was changed since screening stopped: the certificate does not come out the same")
    text = json.dumps(standing.document(), indent=1, ensure_ascii=False) + "\n"
    response = HttpResponse(text, content_type="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="screening-certificate.json"'
    return response
