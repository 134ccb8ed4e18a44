"""How sure an answer is: a person judges trials, reasons, the sentence and the baselines, and can undo each."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from alongside.certainty import BIAS_LEVELS, Baseline, ScaleUnit
from alongside.errors import AlongsideError, UsageError
from alongside.evidence import Decision
from alongside.publishing.pages import certainty
from alongside.publishing.pages.rows import answer_row
from alongside.publishing.review import Review
from alongside.web.frame.links import WebLinks
from alongside.web.frame.pages import flash, now, page, person, project, review
from alongside.words.addresses import address_of
from alongside.workflow.answer import choose_baselines, judge_bias, judge_reason, write_statement

__all__ = ["baselines", "bias", "judge", "reason", "statement"]

MOST_RISKS = 3
"""Risks without support that the form has fields for."""


@require_safe
def judge(request: HttpRequest, outcome: str) -> HttpResponse:
    """The page on which a person judges one outcome."""
    current = review()
    name = _outcome(current, outcome)
    answer = current.main[name]
    links = WebLinks()
    chosen = current.judgements.baselines.get(name)
    risks = list(chosen.risks) if chosen else []
    values = {
        "verb": "answer",
        "outcome": current.outcomes[name],
        "address": outcome,
        "row": answer_row(answer, current, links),
        "answer": answer,
        "bias_levels": BIAS_LEVELS,
        "counted": current.outcomes[name].is_ratio or current.outcomes[name].measure == "RD",
        "risks": [(n + 1, risks[n] if n < len(risks) else None) for n in range(MOST_RISKS)],
        "scale": chosen.scale if chosen else None,
        "back": f"{links.outcome(name)}#why-certainty",
        **certainty.values(current, links, answer),
    }
    return page(request, "answer/judge.html", values)


@require_POST
def bias(request: HttpRequest, outcome: str) -> HttpResponse:
    """Risk of bias of one trial's result."""
    current = review()
    name, study = _outcome(current, outcome), request.POST.get("study", "")
    level, why = request.POST.get("level", ""), request.POST.get("reason", "")

    def write() -> Decision:
        return judge_bias(project(), current, name, study, level, why, author=person(request), at=now())

    label = current.studies[study].label if study in current.studies else study
    return _written(request, outcome, write, f"Risk of bias of {label}: {level}.", f"trial-{address_of(study)}")


@require_POST
def reason(request: HttpRequest, outcome: str) -> HttpResponse:
    """Steps of one reason."""
    current = review()
    name, domain = _outcome(current, outcome), request.POST.get("domain", "")
    steps = request.POST.get("steps", "")

    def write() -> Decision:
        if steps not in ("0", "1", "2"):
            raise UsageError("steps: expected no, one or two steps")
        why = request.POST.get("reason", "")
        return judge_reason(project(), current, name, domain, int(steps), why, author=person(request), at=now())

    words = f"{domain.replace('_', ' ').capitalize()} judged."
    return _written(request, outcome, write, words, f"reason-{address_of(domain)}")


@require_POST
def statement(request: HttpRequest, outcome: str) -> HttpResponse:
    """The plain sentence in a person's words."""
    current = review()
    name = _outcome(current, outcome)

    def write() -> Decision:
        text, why = request.POST.get("text", ""), request.POST.get("why", "")[:500]
        return write_statement(project(), current, name, text, author=person(request), at=now(), why=why)

    return _written(request, outcome, write, "The sentence stands as you wrote it.", "sentence")


@require_POST
def baselines(request: HttpRequest, outcome: str) -> HttpResponse:
    """Risks without support, or the points of a scale."""
    current = review()
    name = _outcome(current, outcome)

    def write() -> Decision:
        risks = [risk for n in range(1, MOST_RISKS + 1) if (risk := _risk(request, n)) is not None]
        scale = _scale(request)
        return choose_baselines(project(), current, name, risks, scale, author=person(request), at=now())

    return _written(request, outcome, write, "The baselines are chosen.", "baselines")


def _risk(request: HttpRequest, n: int) -> Baseline | None:
    text, label = request.POST.get(f"risk-{n}", "").strip(), request.POST.get(f"label-{n}", "").strip()
    if not text:
        return None
    return Baseline(label or f"risk {n}", _number(text, "risk without support") / 100, _short(request, f"source-{n}"))


def _scale(request: HttpRequest) -> ScaleUnit | None:
    instrument, text = request.POST.get("instrument", "").strip(), request.POST.get("sd", "").strip()
    if not instrument and not text:
        return None
    better = request.POST.get("better") == "higher"
    return ScaleUnit(instrument[:200], _number(text, "standard deviation"), better, _short(request, "source"))


def _short(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").strip()[:1000]


def _number(text: str, name: str) -> float:
    try:
        return float(text.rstrip("%").strip().replace(",", "."))
    except ValueError:
        raise UsageError(f"{name}: expected a number, found {text[:60]!r}") from None


def _outcome(current: Review, address: str) -> str:
    if address not in current.outcome_at or current.main[current.outcome_at[address]].estimate is None:
        raise Http404
    return current.outcome_at[address]


def _written(
    request: HttpRequest, outcome: str, write: Callable[[], Decision], words: str, anchor: str
) -> HttpResponse:
    """Write the decision and go back to where it was made, with a way to undo it; a fault says what was expected."""
    try:
        decision = write()
    except AlongsideError as error:
        values = {"verb": "answer", "message": str(error), "kept": "Nothing was changed."}
        return page(request, "frame/error.html", values, status=400)
    response = redirect("judge", outcome=outcome)
    response["Location"] += f"#{anchor}"
    return flash(response, words, undo=decision.uuid)
