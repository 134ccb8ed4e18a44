"""The list of evaluations, one with its steps, the design's form, the protocol and the report."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from alongside.errors import AlongsideError, UsageError
from alongside.evaluation.plan import check_plan
from alongside.evaluation.protocol import NOT_TO_RANDOMISE, Protocol, assumed, planned, protocol_of
from alongside.evaluation.samplesize import curve, required
from alongside.publishing.evaluation.html import body_of
from alongside.publishing.evaluation.spirit import SPIRIT
from alongside.web.frame.methods import shown_or_posted
from alongside.web.frame.pages import flash, now, page, person, project, review
from alongside.web.test.form import answers, choices, factors_text, items_to_write, other_direction
from alongside.workflow.plan import reopen
from alongside.workflow.test.beginning import begun_from
from alongside.workflow.test.designing import design as keep
from alongside.workflow.test.designing import procedure_planned
from alongside.workflow.test.documents import FORMATS, protocol_document, report_document, written
from alongside.workflow.test.evaluations import Evaluation, evaluation_named, evaluations
from alongside.workflow.test.moving import own_results
from alongside.workflow.tools.proposals import published_correlations

__all__ = ["design", "document", "evaluation", "evaluations_page", "file", "lacks", "new", "size"]

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
}

CURVE = (0.01, 0.05, 0.1, 0.2)
"""Intracluster correlations over which the sample size is shown: the span that published trials of support print."""


@require_safe
def evaluations_page(request: HttpRequest) -> HttpResponse:
    """Every evaluation, and a way to begin one."""
    values = {"verb": "test", "rows": evaluations(project()), "reasons": NOT_TO_RANDOMISE.values()}
    return page(request, "test/evaluations.html", values)


@require_POST
def new(request: HttpRequest) -> HttpResponse:
    """Begin one by its title; its address follows from that."""
    title = " ".join(request.POST.get("title", "").split())[:200]
    begun: dict[str, Any] = {}
    if name := request.POST.get("plan", ""):
        begun = begun_from(reopen(project(), name).plan)
        title = title or str(begun["title"])
    if not title:
        raise UsageError("an evaluation needs a title; nothing was begun")
    taken = {evaluation.id for evaluation in evaluations(project())}
    base = re.sub(r"[^a-z0-9]+", "-", title.casefold())[:50].strip("-") or "evaluation"
    name = next(name for name in (base, *(f"{base}-{n}" for n in range(2, 1000))) if name not in taken)
    keep(project(), {**begun, "id": name, "title": title}, author=person(request), at=now())
    return redirect("test-design", evaluation=name)


@require_safe
def evaluation(request: HttpRequest, evaluation: str) -> HttpResponse:
    """One evaluation: where it stands, and what is next."""
    current = evaluation_named(project(), evaluation)
    names = {number: name for _, items in SPIRIT for number, name in items}
    missing = [(number, names[number]) for number in protocol_document(current).missing]
    moved = own_results(project(), review(), study=current.study) if current.study else []
    values = {"verb": "test", "e": current, "lacks": lacks(current), "missing": missing, "moved": moved}
    values["other_direction"] = other_direction(current.protocol)
    return page(request, "test/evaluation.html", values)


def lacks(current: Evaluation) -> str:
    """Why the plan cannot be locked yet; "" where it can."""
    try:
        plan = planned(current.protocol)
        check_plan(plan)
        procedure_planned(plan)
    except AlongsideError as error:
        return str(error)
    return ""


@shown_or_posted
def design(request: HttpRequest, evaluation: str) -> HttpResponse:
    """The form; what was typed stays typed where something in it is wrong."""
    current = evaluation_named(project(), evaluation)
    protocol, message = current.protocol, ""
    if request.method == "POST":
        try:
            document = answers(request.POST, evaluation)
            if current.locked:
                document = {**_plain(current.protocol), "title": document["title"], "items": document["items"]}
            protocol = protocol_of(document)
            if request.POST.get("act") != "size":
                keep(project(), document, author=person(request), at=now())
                return flash(redirect("test-evaluation", evaluation=evaluation), "The design is kept.")
        except AlongsideError as error:
            message = str(error)
    typed = request.POST if message else None
    values = {
        "verb": "test",
        "e": current,
        "p": _shown(protocol, typed),
        "message": message,
        "choices": choices(),
        "reasons": [
            (name, text, typed.get(f"not_{name}", "") if typed else protocol.not_randomised.get(name, ""))
            for name, text in NOT_TO_RANDOMISE.items()
        ],
        "sections": items_to_write(protocol, opened=current.opened is not None),
        "correlations": published_correlations(),
        **_size(protocol),
    }
    return page(request, "test/design.html", values, status=400 if message else 200)


def _plain(protocol: Protocol) -> dict[str, Any]:
    return {item.name: getattr(protocol, item.name) for item in dataclasses.fields(protocol)}


def _shown(protocol: Protocol, typed: Any) -> dict[str, Any]:
    """The form's values as texts; what was typed where it could not be taken."""
    values: dict[str, Any] = {}
    for item in dataclasses.fields(protocol):
        value = getattr(protocol, item.name)
        if typed is not None and item.name == "analyses":
            values[item.name] = tuple(typed.getlist("analyses"))
        elif typed is not None and item.name == "higher_is_better":
            values[item.name] = typed.get(item.name) == "yes"
        elif typed is not None and item.name in typed:
            values[item.name] = typed[item.name]
        elif item.name == "factors":
            values[item.name] = factors_text(value)
        elif isinstance(value, tuple) and item.name != "analyses":
            values[item.name] = ", ".join(value)
        elif isinstance(value, float):
            values[item.name] = f"{value:g}"
        else:
            values[item.name] = "" if value is None else value
    return values


@require_safe
def size(request: HttpRequest, evaluation: str) -> HttpResponse:
    """The sample size for what stands in the form at this moment, as a piece of the page."""
    current = evaluation_named(project(), evaluation)
    try:
        moved = protocol_of({**_plain(current.protocol), **_numbers(answers(request.GET, evaluation))})
    except AlongsideError as error:
        return render(request, "test/_size.html", {"no_size": str(error)})
    return render(request, "test/_size.html", _size(moved))


def _numbers(document: dict[str, Any]) -> dict[str, Any]:
    names = (
        "difference",
        "sd",
        "icc",
        "group_size",
        "retained",
        "power",
        "ratio_support",
        "ratio_comparison",
        "design",
    )
    return {name: document[name] for name in names if name in document}


def _size(protocol: Protocol) -> dict[str, Any]:
    """What is needed, and how it moves with the intracluster correlation that nobody knows."""
    try:
        needed = required(assumed(protocol))
    except AlongsideError as error:
        return {"needed": None, "no_size": str(error)}
    rows = []
    if protocol.design != "individual":
        for value, row in curve(assumed(protocol), "icc", CURVE):
            rows.append((f"{value:g}", row.total, row.support, row.comparison))
    return {"needed": needed, "curve": rows, "no_size": ""}


@require_safe
def document(request: HttpRequest, evaluation: str, document: str) -> HttpResponse:
    """The protocol or the report as a page."""
    current = evaluation_named(project(), evaluation)
    written = _document(current, document)
    # Every text of the document went through `escape` in `body_of`.
    body = mark_safe(body_of(written))  # noqa: S308
    values = {"verb": "test", "e": current, "title": written.title, "body": body, "name": document, "formats": FORMATS}
    return page(request, "test/document.html", values)


@require_safe
def file(_request: HttpRequest, evaluation: str, name: str) -> HttpResponse:
    """The protocol or the report to take away: protocol.docx, report.pdf."""
    stem, _, form = name.partition(".")
    if form not in FORMATS:
        raise Http404
    content = written(_document(evaluation_named(project(), evaluation), stem), form)
    response = HttpResponse(content, content_type=TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{evaluation}-{stem}.{form}"'
    return response


def _document(current: Evaluation, name: str) -> Any:
    if name == "protocol":
        return protocol_document(current)
    if name == "report" and current.opened:
        return report_document(current)
    raise Http404
