"""An arm's codes and its dose, changed where they stand: one code a form, each with its words and their source."""

from __future__ import annotations

import re
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from alongside.coding import ARM_DIMENSIONS
from alongside.coding.arm_tables import LARGEST
from alongside.coding.codebook import Codebook
from alongside.errors import UsageError
from alongside.evidence import Arm, Dose, Span
from alongside.evidence.studies import CodeStatus
from alongside.publishing.made_of import DOSES
from alongside.web.frame.pages import flash, now, person, project, review
from alongside.words.addresses import address_of
from alongside.workflow.understand.arms import code_arm, dose_arm

__all__ = ["arm_code", "arm_dose", "arms_to_edit"]

CELL_WORDS = (
    ("present", "Present"),
    ("said_absent", "Said to be absent"),
    ("not_stated", "Not stated: I read it in full, and it does not say"),
    ("not_looked_at", "Not looked at"),
)
CELL_LABELS = {status: words.partition(":")[0].lower() for status, words in CELL_WORDS}
KEYS = "abcdefgh"
"""The keys that open the arms of a study; a further arm is opened by Tab and Enter."""

NUMBERS = re.compile(r"(\d+(?:\.\d+)?)(?:\s*(?:to|-|–)\s*(\d+(?:\.\d+)?))?")


def arms_to_edit(rows: list[dict[str, Any]], arms: tuple[Arm, ...], codebook: Codebook) -> list[dict[str, Any]]:
    """Each arm's row as the page shows it, with every code that can be given to it and the numbers of its dose."""
    by_id = {arm.id: arm for arm in arms}
    return [
        {**row, "key": KEYS[position : position + 1], "address": address_of(row["id"])}
        | _editable(by_id[row["id"]], codebook)
        for position, row in enumerate(rows)
    ]


def _editable(arm: Arm, codebook: Codebook) -> dict[str, Any]:
    groups = [
        (dimension.label, [(f"{dimension.id}:{code.id}", _option(arm, dimension.id, code)) for code in dimension.codes])
        for dimension in (codebook.dimension(name) for name in ARM_DIMENSIONS)
    ]
    amounts = [(name, f"{label}, {unit}", _span_text(arm, name)) for name, (label, unit) in DOSES.items()]
    return {"groups": groups, "cells": CELL_WORDS, "amounts": amounts, "given": arm.dose}


def _option(arm: Arm, dimension: str, code: Any) -> str:
    return f"{code.label} ({CELL_LABELS[arm.cell(dimension, code.id)]})"


def _span_text(arm: Arm, name: str) -> str:
    span: Span | None = getattr(arm.dose, name) if arm.dose else None
    if span is None:
        return ""
    return f"{span.low:g}" if span.low == span.high else f"{span.low:g} to {span.high:g}"


@require_POST
def arm_code(request: HttpRequest, study: str, arm: str) -> HttpResponse:
    """One code of one arm, in one of its four states."""
    described = _arm_of(study, arm)
    dimension, _, code = request.POST.get("code", "").partition(":")
    if not code:
        raise UsageError("choose the code that you mean; nothing was changed")
    rows = code_arm(
        project(),
        described.id,
        dimension,
        code,
        cast(CodeStatus, request.POST.get("status", "")),
        author=person(request),
        at=now(),
        words=request.POST.get("words", "").strip(),
        source=request.POST.get("source", "").strip(),
        verbatim=request.POST.get("verbatim") == "yes",
        sure=request.POST.get("unsure") != "yes",
    )
    label = review().codebook.code(dimension, code).label
    message = f"{described.label}: {label} is {CELL_LABELS[request.POST['status']]}."
    return _stay(study, arm, message, ",".join(row.uuid for row in rows))


@require_POST
def arm_dose(request: HttpRequest, study: str, arm: str) -> HttpResponse:
    """How much one arm offered."""
    described = _arm_of(study, arm)
    spans = {name: _span(request.POST.get(name, "").strip(), name) for name in DOSES}
    words, source = (request.POST.get(name, "").strip() for name in ("words", "source"))
    dose = Dose(**spans, words=words, source=source)
    decision = dose_arm(project(), described.id, dose, author=person(request), at=now())
    return _stay(study, arm, f"{described.label}: how much was offered is changed.", decision.uuid)


def _span(text: str, name: str) -> Span | None:
    if not text:
        return None
    label, ends = DOSES[name][0], NUMBERS.fullmatch(text)
    if ends is None:
        raise UsageError(f"{label}: expected a number, or two with 'to' between them; found {text!r}")
    low, high = float(ends[1]), float(ends[2] or ends[1])
    if not low <= high <= LARGEST[name]:
        raise UsageError(f"{label}: expected 0 to {LARGEST[name]:g}, the smaller number first; found {text!r}")
    return Span(low, high)


def _arm_of(study: str, arm: str) -> Arm:
    """The arm that an address stands for; no page where the study has none of it."""
    shown = review()
    arms_of_study = shown.arms_of.get(shown.study_at.get(study, ""), ())
    described = next((one_arm for one_arm in arms_of_study if address_of(one_arm.id) == arm), None)
    if described is None:
        raise Http404
    return described


def _stay(study: str, arm: str, message: str, undo: str) -> HttpResponse:
    response = redirect("understand-study", study=study)
    response["Location"] += f"#arm-{arm}"
    return flash(response, message, undo=undo)
