"""Browse and the maps, in the workbench: the public pages in its frame, leading to the studies that can be edited."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from alongside.publishing.pages import browse, gaps
from alongside.web.frame.pages import page, review
from alongside.web.understand.links import BenchLinks

__all__ = ["browse_page", "gaps_page"]


@require_safe
def browse_page(request: HttpRequest) -> HttpResponse:
    evidence = review()
    values = browse.context(evidence, BenchLinks(), **browse.asked_in(request.GET, evidence))
    return page(request, "publishing/browse.html", _in_frame(values))


@require_safe
def gaps_page(request: HttpRequest) -> HttpResponse:
    return page(request, "publishing/gaps.html", _in_frame(gaps.context(review(), BenchLinks())))


def _in_frame(values: dict[str, object]) -> dict[str, object]:
    return {**values, "verb": "understand", "links": BenchLinks(), "review": review()}
