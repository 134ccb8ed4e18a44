"""Understand: the studies, what waits for a person, and one study with its codes to edit."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.coding.codebook import Codebook
from alongside.errors import UsageError
from alongside.evidence import Study
from alongside.evidence.studies import ELIGIBLE
from alongside.publishing.pages import study as studies_page
from alongside.web.frame.links import WebLinks
from alongside.web.frame.pages import flash, now, page, person, project, review
from alongside.web.understand.arms import arms_to_edit
from alongside.web.understand.links import BenchLinks
from alongside.web.understand.listing import AT_ONCE, studies_shown
from alongside.web.understand.results import COMPARATORS
from alongside.words.addresses import address_of
from alongside.workflow.understand.joining import join_studies, possibly_one
from alongside.workflow.understand.loading import code_study, decide_eligible
from alongside.workflow.understand.questions import confirm, decide_use, open_questions, results_waiting

__all__ = ["code", "eligible", "right", "same", "studies", "study", "use"]


@require_safe
def studies(request: HttpRequest) -> HttpResponse:
    current = review()
    listed = studies_page.list_context(current, WebLinks())
    unsure = [(s, [c for c in s.codes if not c.sure]) for s in current.trials if any(not c.sure for c in s.codes)]
    values = {
        "verb": "understand",
        "any": bool(listed["rows"]),
        "listed": studies_shown(listed["rows"], request.GET),
        "waiting": current.waiting,
        "at_once": (current.waiting[:AT_ONCE], current.waiting[AT_ONCE:]),
        "unsure": unsure,
        "differ": project().disagreements(),
        "possibly_one": possibly_one(current.trials),
        "results_waiting": [(c, current.studies[c.study]) for c in results_waiting(current)],
        "questions": open_questions(current, project().understand.confirmed()),
        "comparators": COMPARATORS,
    }
    return page(request, "understand/studies.html", values)


@require_safe
def study(request: HttpRequest, study: str) -> HttpResponse:
    current = review()
    if study not in current.study_at and (standing := _standing_for(study)):
        return redirect("understand-study", study=standing)
    described = _study_of(study)
    values = studies_page.context(current, BenchLinks(), described.id)
    return page(
        request,
        "understand/study.html",
        {
            **values,
            "verb": "understand",
            "links": BenchLinks(),
            "dimensions": _to_edit(values["dimensions"], described, current.codebook),
            "uncoded": (),
            "arms": arms_to_edit(values["arms"], tuple(current.arms_of.get(described.id, ())), current.codebook),
            "others": [trial for trial in current.trials if trial.id != described.id],
        },
    )


def _to_edit(coded: list[dict[str, Any]], study: Study, codebook: Codebook) -> list[dict[str, Any]]:
    """Every question that is asked of a study, with what was coded and all that could be, in the codebook's order."""
    by_id = {dimension["id"]: dimension for dimension in coded}
    return [
        {
            "id": dimension.id,
            "label": dimension.label,
            "question": dimension.question,
            "codes": by_id[dimension.id]["codes"] if dimension.id in by_id else [],
            "multiple": dimension.multiple,
            "options": [(code, code.id in study.codes_of(dimension.id)) for code in dimension.codes],
        }
        for dimension in codebook.dimensions
        if dimension.id not in ("outcome_domain", "comparator")
    ]


@require_POST
def eligible(request: HttpRequest, study: str) -> HttpResponse:
    """Is this peer support? A person says so."""
    verdict = request.POST.get("verdict", "")
    if verdict not in ELIGIBLE:
        raise UsageError("expected yes, no or ask")
    named = _study_of(study)
    decision = decide_eligible(
        project(), named.id, verdict, author=person(request), at=now(), why=request.POST.get("why", "")
    )
    verdict_in_words = {"yes": "counts as peer support", "no": "is not peer support", "ask": "waits again"}[verdict]
    return flash(redirect("understand"), f"{named.label} {verdict_in_words}.", undo=decision.uuid)


@require_http_methods(["POST"])
def code(request: HttpRequest, study: str, dimension: str) -> HttpResponse:
    """New codes in one dimension, with the words behind them."""
    words, source = request.POST.get("words", "").strip(), request.POST.get("source", "").strip()
    if words and not source:
        raise UsageError("words need the source that they stand in; nothing was changed")
    dimensions = {address_of(dimension_known.id): dimension_known for dimension_known in review().codebook.dimensions}
    if dimension not in dimensions:
        raise Http404
    decision = code_study(
        project(),
        _study_of(study).id,
        dimensions[dimension].id,
        request.POST.getlist("codes"),
        author=person(request),
        at=now(),
        words=words,
        source=source,
        verbatim=request.POST.get("verbatim") == "yes",
        why=request.POST.get("why", ""),
    )
    changed = f"{dimensions[dimension].label} changed."
    return flash(redirect("understand-study", study=study), changed, undo=decision.uuid)


@require_POST
def use(request: HttpRequest) -> HttpResponse:
    """Whether a result counts, and by which of its numbers."""
    result, counts, prefer, comparator = (request.POST.get(name, "") for name in ("result", "use", "prefer", "class"))
    why = request.POST.get("why", "")[:500]
    decision = decide_use(
        project(),
        result,
        counts,
        author=person(request),
        at=now(),
        why=why,
        prefer=prefer,
        comparator_class=comparator,
    )
    message = {"main": "counts", "apart": "is kept apart", "ask": "waits again"}[counts]
    return flash(redirect("understand"), f"{result} {message}.", undo=decision.uuid)


@require_POST
def right(request: HttpRequest) -> HttpResponse:
    """A question is settled: the numbers are right."""
    code, results = request.POST.get("code", "")[:40], request.POST.getlist("result")
    if not code or not results:
        raise UsageError("expected a question and its results")
    rows = confirm(project(), code, results, author=person(request), at=now(), why=request.POST.get("why", "")[:500])
    message = "Kept: these numbers are right. They counted all the time."
    return flash(redirect("understand"), message, undo=",".join(row.uuid for row in rows))


@require_POST
def same(request: HttpRequest, study: str) -> HttpResponse:
    """This is the same trial as another: one study from now on."""
    named, root = _study_of(study), _study_of(address_of(request.POST.get("root", "")))
    decision = join_studies(
        project(), named.id, root.id, author=person(request), at=now(), why=request.POST.get("why", "")[:500]
    )
    message = f"{named.label} and {root.label} are one study now: {root.label}."
    return flash(redirect("understand-study", study=address_of(root.id)), message, undo=decision.uuid)


def _standing_for(address: str) -> str:
    """The address of the study that stands for the one that had this address; "" where it never had one."""
    joined = {address_of(name): root for name, root in project().understand.joined().items()}
    return address_of(joined[address]) if address in joined else ""


def _study_of(address: str) -> Study:
    """The study that an address stands for; no page where there is none."""
    current = review()
    if address not in current.study_at:
        raise Http404
    return current.studies[current.study_at[address]]
