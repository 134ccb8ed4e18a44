"""The acts that need the secret: lock and seal, allocate, load, open; and what follows from the result.

The arm stands on one answer only: the one to the person who asked for it. It is no address, no cookie and no flash, and
no browser keeps it (`no-store`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from alongside.errors import AlongsideError, InputError, UsageError
from alongside.evaluation.plan import AnalysisPlan
from alongside.project.test.shapes import TABLES
from alongside.web.frame.methods import shown_or_posted
from alongside.web.frame.pages import flash, now, page, person, project
from alongside.workflow.test.allocating import Allocation, AllocationService, reveal
from alongside.workflow.test.designing import deviate as write_down
from alongside.workflow.test.designing import lock_plan
from alongside.workflow.test.evaluations import evaluation_named
from alongside.workflow.test.joining import join as add
from alongside.workflow.test.loading import load_table
from alongside.workflow.test.opening import open_analysis
from alongside.workflow.test.together import allocate_together, clusters_typed
from alongside.workflow.test.vault import Vault, vault_of

__all__ = ["allocate", "deviate", "join", "load", "lock", "open_page"]

ENVELOPE = 200
"""The greatest number of an envelope."""


@require_POST
def lock(request: HttpRequest, evaluation: str) -> HttpResponse:
    """Lock the plan and seal the list."""
    lock_plan(project(), vault_of(project()), evaluation, author=person(request), at=now())
    return flash(redirect("test-evaluation", evaluation=evaluation), "The plan is locked and the list is sealed.")


@shown_or_posted
def allocate(request: HttpRequest, evaluation: str) -> HttpResponse:
    """Draw one person; the answer says the arm, once."""
    current = evaluation_named(project(), evaluation)
    if current.locked is None:
        raise UsageError("the plan is not locked; lock it before anybody is allocated")
    locked = current.locked
    drawn: list[Allocation] = []
    message = ""
    if request.method == "POST":
        try:
            drawn = _drawn(request, evaluation)
        except AlongsideError as error:
            message = str(error)
        current = evaluation_named(project(), evaluation)
    values = {
        "verb": "test",
        "e": current,
        "drawn": drawn,
        "message": message,
        "typed": request.POST if message else {},
        "unit": current.protocol.unit,
        "together": locked.plan.allocation.get("method") == "clusters",
        "minimised": _minimised(locked.plan, request.POST if message else {}),
    }
    response = page(request, "test/allocate.html", values, status=400 if message else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


LEVEL = "level "
"""Before a factor's name in the form: a factor may be called like any other field."""


def _minimised(plan: AnalysisPlan, typed: Mapping[str, str]) -> list[tuple[str, list[tuple[str, bool]]]]:
    """Factors with their levels, and which was chosen; none for a list of blocks."""
    factors = plan.allocation.get("factors", {})
    return [
        (name, [(level, typed.get(f"{LEVEL}{name}") == level) for level in levels]) for name, levels in factors.items()
    ]


def _drawn(request: HttpRequest, evaluation: str) -> list[Allocation]:
    """What was asked for: one row, or all clusters."""
    vault = vault_of(project())
    if request.POST.get("act") == "together":
        clusters = clusters_typed(request.POST.get("clusters", ""))
        return allocate_together(project(), vault, evaluation, clusters, author=person(request), at=now())
    return [_drawn_alone(request, vault, evaluation)]


def _drawn_alone(request: HttpRequest, vault: Vault, evaluation: str) -> Allocation:
    name, stratum = request.POST.get("person", "").strip(), request.POST.get("stratum", "")
    if request.POST.get("act") == "again":
        why = request.POST.get("why", "")
        return reveal(project(), vault, evaluation, name, author=person(request), at=now(), why=why)
    text = request.POST.get("envelope", "").strip()
    if text and not (text.isdecimal() and 1 <= int(text) <= ENVELOPE):
        raise InputError(f"expected the number of an envelope, found {text!r}", column="envelope")
    service = AllocationService(project(), vault, evaluation)
    levels = {field.removeprefix(LEVEL): str(level) for field, level in request.POST.items() if field.startswith(LEVEL)}
    return service.allocate(name, stratum, levels=levels, author=person(request), at=now(), envelope=int(text or 0))


@require_POST
def load(request: HttpRequest, evaluation: str) -> HttpResponse:
    """Tables, all that were chosen or none."""
    chosen = {table: file for table in TABLES if isinstance(file := request.FILES.get(table), UploadedFile)}
    if not chosen:
        return flash(redirect("test-evaluation", evaluation=evaluation), "No file was chosen; nothing was loaded.")
    told: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for table, upload in chosen.items():
            path = Path(folder) / Path(str(upload.name or f"{table}.csv")).name
            path.write_bytes(b"".join(upload.chunks()))
            try:
                rows = load_table(
                    project(), vault_of(project()), evaluation, table, path, author=person(request), at=now()
                )
            except InputError as error:
                message = str(error).replace(f"{folder}/", "")
                before_it = f"Loaded before it: {', '.join(told)}." if told else "Nothing was loaded."
                values = {
                    "verb": "test",
                    "title": f"The table of {table} was not taken",
                    "message": message,
                    "kept": before_it,
                }
                return page(request, "frame/error.html", values, status=400)
            told.append(f"{rows} rows of {table}")
    return flash(redirect("test-evaluation", evaluation=evaluation), f"{', '.join(told)} are loaded.")


@require_POST
def deviate(request: HttpRequest, evaluation: str) -> HttpResponse:
    """Write a deviation down."""
    write_down(
        project(),
        evaluation,
        request.POST.get("what", ""),
        author=person(request),
        at=now(),
        why=request.POST.get("why", "").strip(),
    )
    return flash(redirect("test-evaluation", evaluation=evaluation), "Written down; the report prints it.")


@shown_or_posted
def open_page(request: HttpRequest, evaluation: str) -> HttpResponse:
    """The button, with what it means above it."""
    current = evaluation_named(project(), evaluation)
    message = ""
    if request.method == "POST":
        try:
            if request.POST.get("sure") != "yes":
                raise UsageError("say that everybody's outcome is in: the arms cannot be hidden again")
            open_analysis(project(), vault_of(project()), evaluation, author=person(request), at=now())
            told = "The analysis was run as planned; the arms are known from here on."
            return flash(redirect("test-document", evaluation=evaluation, document="report"), told)
        except AlongsideError as error:
            message = f"{error}. The list stays sealed."
    values = {"verb": "test", "e": current, "message": message}
    return page(request, "test/open.html", values, status=400 if message else 200)


@require_POST
def join(request: HttpRequest, evaluation: str) -> HttpResponse:
    """The result into the evidence, by this person's decision."""
    study = add(project(), evaluation, author=person(request), at=now(), why=request.POST.get("why", "").strip())
    told = f"The result is in the evidence as {study}; judge its risk of bias like any other."
    return flash(redirect("test-evaluation", evaluation=evaluation), told)
