"""People like ours, live: a described programme in, what to expect out; fitted once for a state of the log."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from alongside.errors import InputError
from alongside.publishing.likeness import People, predictor_of
from alongside.publishing.pages import expect
from alongside.web.frame.links import WebLinks
from alongside.web.frame.pages import public, review

__all__ = ["expect_page"]


@require_safe
def expect_page(request: HttpRequest) -> HttpResponse:
    """What such people may expect. What cannot be asked is said in one line, with the form as it was filled in."""
    current = review()
    chosen = request.GET
    people = People(
        condition=chosen.get("condition", "")[:60],
        setting=chosen.get("setting", "")[:60],
        forms=tuple(form[:60] for form in chosen.getlist("form") if form),
        supporter=chosen.get("supporter", "")[:60],
        country=" ".join(chosen.get("country", "").split())[:80],
    )
    outcome = chosen.get("outcome", "")
    links = WebLinks()
    try:
        if outcome and outcome not in current.main:
            raise InputError(f"outcome: expected one of {', '.join(expect.outcomes_with_figures(current))}")
        values = expect.context(predictor_of(current), links, people.checked(current), outcome)
    except InputError as error:
        values = {"page": "people", "error": str(error), **expect.form_values(current, links, people, "")}
        response = public(request, "expect", values)
        response.status_code = 400
        return response
    return public(request, "expect", values)
