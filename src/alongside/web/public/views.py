"""The public pages, served live from the project as it stands."""

from __future__ import annotations

import mimetypes
import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from alongside.publishing.figures.forest import chart, has_plot
from alongside.publishing.figures.pictures import Spec, png_of, svg_of
from alongside.publishing.figures.trust import BETWEEN, figures_of
from alongside.publishing.figures.understood import figure_file, rows_of
from alongside.publishing.pages import agenda, answer, browse, costs, gaps, method, people, what
from alongside.publishing.pages import outcome as outcomes
from alongside.publishing.pages import study as studies
from alongside.publishing.prisma.drawing import svg_of as flow_svg
from alongside.publishing.report import report_html, report_pdf
from alongside.publishing.review import Review
from alongside.web.frame.links import WebLinks
from alongside.web.frame.pages import made_once, open_data, project, public, review
from alongside.words.addresses import address_of
from alongside.words.numbers import count
from alongside.workflow.test.moving import own_results

__all__ = [
    "agenda_page",
    "answer_page",
    "browse_page",
    "costs_page",
    "data_page",
    "file",
    "gaps_page",
    "method_page",
    "outcome_page",
    "part_page",
    "people_page",
    "studies_page",
    "study_page",
    "what_page",
]


@require_safe
def answer_page(request: HttpRequest) -> HttpResponse:
    return public(request, "answer", answer.context(review(), WebLinks()))


@require_safe
def what_page(request: HttpRequest) -> HttpResponse:
    return public(request, "what", what.context(review(), WebLinks()))


@require_safe
def browse_page(request: HttpRequest) -> HttpResponse:
    return public(request, "browse", browse.context(review(), WebLinks(), **browse.asked_in(request.GET, review())))


@require_safe
def gaps_page(request: HttpRequest) -> HttpResponse:
    return public(request, "gaps", gaps.context(review(), WebLinks()))


@require_safe
def people_page(request: HttpRequest) -> HttpResponse:
    return public(request, "people", people.choices_context(review(), WebLinks()))


@require_safe
def part_page(request: HttpRequest, dimension: str, code: str) -> HttpResponse:
    current = review()
    codes = {(code.dimension, code.code) for study in current.trials for code in study.codes}
    parts = {(address_of(name), address_of(value)): (name, value) for name, value in codes}
    if (dimension, code) not in parts:
        raise Http404
    return public(request, "people", people.context(current, WebLinks(), *parts[(dimension, code)]))


@require_safe
def outcome_page(request: HttpRequest, outcome: str) -> HttpResponse:
    current = review()
    if outcome not in current.outcome_at:
        raise Http404
    context = outcomes.context(current, WebLinks(), current.outcome_at[outcome])
    results = own_results(project(), current, outcome=current.outcome_at[outcome])
    return public(request, "outcome", context | {"own": [result.sentence for result in results]})


@require_safe
def costs_page(request: HttpRequest) -> HttpResponse:
    planner = {"planner": reverse("work-plan")}
    return public(request, "costs", costs.context(review(), WebLinks()) | planner)


@require_safe
def agenda_page(request: HttpRequest) -> HttpResponse:
    return public(request, "agenda", agenda.context(review(), WebLinks()))


@require_safe
def studies_page(request: HttpRequest) -> HttpResponse:
    return public(request, "studies", studies.list_context(review(), WebLinks()))


@require_safe
def study_page(request: HttpRequest, study: str) -> HttpResponse:
    current = review()
    if study not in current.study_at:
        standing = {address_of(name): root for name, root in project().understand.joined().items()}
        if study in standing:  # the address of before two trials were found to be one
            return redirect("study", study=address_of(standing[study]))
        raise Http404
    return public(request, "study", studies.context(current, WebLinks(), current.study_at[study]))


@require_safe
def method_page(request: HttpRequest) -> HttpResponse:
    return public(request, "method", method.context(review(), WebLinks()))


@require_safe
def data_page(request: HttpRequest) -> HttpResponse:
    links = WebLinks()
    current = review()
    files = [
        {"name": f.name, "what": f.what, "rows": count(f.rows), "url": links.file(f"data/{f.name}")}
        for f in open_data()
    ]
    return public(request, "data", method.data_context(current, links, files))


@require_safe
def file(_request: HttpRequest, name: str) -> HttpResponse:
    """A figure, a table or the report, made when it is asked for."""
    current = review()
    understood = re.fullmatch(r"figures/([a-z-]+)\.(svg|png|csv)", name)
    if understood and understood[1] in rows_of(current):
        content = made_once(name, lambda: figure_file(current, understood[1], understood[2]) or b"")
        return HttpResponse(content, content_type=mimetypes.guess_type(name)[0] or "text/csv; charset=utf-8")
    figure = re.fullmatch(r"figures/([a-z0-9_-]+)\.(svg|png|csv)", name)
    body: bytes | str
    drawing = _drawing(figure[1], current) if figure else None
    if figure and drawing is not None and (figure[2] != "csv" or drawing[1]):
        body = drawing[1] if figure[2] == "csv" else svg_of(drawing[0])
        if figure[2] == "png":
            svg = body
            body = made_once(name, lambda: png_of(svg))
    elif name == "flow-diagram.svg" and current.flow:
        body = flow_svg(current.flow, current.title)
    elif name.startswith("data/"):
        wanted = next((f for f in open_data() if f"data/{f.name}" == name), None)
        if wanted is None:
            raise Http404
        body = wanted.text
    elif name == "report.html":
        body = made_once(name, lambda: report_html(current).encode())
    elif name == "report.pdf":
        body = made_once(name, lambda: report_pdf(current))
    else:
        raise Http404
    return HttpResponse(body, content_type=mimetypes.guess_type(name)[0] or "text/plain; charset=utf-8")


def _drawing(name: str, current: Review) -> tuple[Spec, str] | None:
    """A chart by the name of its file, and its table as CSV ("" for a forest plot, whose table is the page)."""
    address, _, wanted = name.partition(BETWEEN)
    answered = current.main.get(current.outcome_at.get(address, ""))
    if answered is None:
        return None
    if not wanted:
        return (chart(answered, current), "") if has_plot(answered) else None
    figures = (figure for figure in figures_of(answered, current) if figure.name == wanted and figure.chart is not None)
    drawn = next(figures, None)
    return None if drawn is None or drawn.chart is None else (drawn.chart, drawn.csv())
