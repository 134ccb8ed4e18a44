"""Forms compared and programmes taken apart, live; a combination is put together with a form that only looks."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from alongside.errors import InputError
from alongside.publishing.connected import ENOUGH, forms_of
from alongside.publishing.network_files import network_docx, network_svg
from alongside.publishing.pages import connected, forms, parts
from alongside.publishing.review import Review
from alongside.web.frame.links import WebLinks
from alongside.web.frame.pages import made_once, public, review

__all__ = ["compared_page", "forms_page", "network_file", "parts_page"]

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
def compared_page(request: HttpRequest) -> HttpResponse:
    return public(request, "compared", connected.index_context(review(), WebLinks()))


@require_safe
def forms_page(request: HttpRequest, outcome: str) -> HttpResponse:
    current = review()
    return public(request, "forms", forms.forms_context(current, WebLinks(), _outcome(current, outcome)))


@require_safe
def network_file(_request: HttpRequest, outcome: str, ending: str) -> HttpResponse:
    """The network's drawing as SVG, or with its tables as Word."""
    current = review()
    name = _outcome(current, outcome)
    if ending not in ("svg", "docx") or not forms_of(current, name).nodes:
        raise Http404
    if ending == "svg":
        return HttpResponse(network_svg(current, name), content_type="image/svg+xml")
    body = made_once(f"forms-{outcome}.docx", lambda: network_docx(current, name))
    return HttpResponse(body, content_type=WORD)


@require_safe
def parts_page(request: HttpRequest, outcome: str) -> HttpResponse:
    """The parts, or with `part` in the address what a combination of them may do."""
    current = review()
    name, links = _outcome(current, outcome), WebLinks()
    chosen = [part[:120] for part in request.GET.getlist("part") if part][:12]
    try:
        return public(request, "parts", parts.parts_context(current, links, name, chosen))
    except InputError as error:
        values = parts.parts_context(current, links, name)
        response = public(request, "parts", {**values, "error": str(error)})
        response.status_code = 400
        return response


def _outcome(current: Review, address: str) -> str:
    """An outcome with trials enough to be compared; no page for any other."""
    name = current.outcome_at.get(address, "")
    answer = current.main.get(name)
    if answer is None or answer.estimate is None or answer.estimate.k < ENOUGH:
        raise Http404
    return name
