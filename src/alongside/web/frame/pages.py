"""What every page of the workbench has: the project, the verbs with what waits, the person, the last decision."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from alongside.evidence import Author
from alongside.project import Project, ProjectCounts, open_project
from alongside.publishing.open_data import DataFile, open_data_files
from alongside.publishing.review import Review
from alongside.web.frame.flash import Flash, flash, taken
from alongside.web.frame.links import WebLinks
from alongside.web.frame.making import Makings
from alongside.web.settings import PERSON, project_address
from alongside.workflow.answer import ReviewKeeper

__all__ = ["VERBS", "counts", "flash", "made_once", "now", "open_data", "page", "person", "project", "public", "review"]

VERBS = (
    ("find", "Find", "Import records, remove duplicates, search them."),
    ("screen", "Screen", "Decide what belongs, the most relevant first, and when to stop."),
    ("understand", "Understand", "What was done, by whom, for whom, with the words that say so."),
    ("answer", "Answer", "Does it work, and how sure are we."),
    ("test", "Test", "Run an evaluation of your own support."),
    ("deliver", "Deliver", "Run the support itself."),
    ("share", "Share", "Pages, report and open data."),
    ("plan", "Roll out", "Which support, for whom, at what cost."),
)
LATER = frozenset({"deliver"})
"""Verbs that this version does not have yet; home says so."""

_lock = threading.Lock()
_makings = Makings()
_served: dict[str, tuple[Project, ReviewKeeper]] = {}
"""The project that this process serves, with what was worked out from it; opened once."""

_data: tuple[Review, tuple[DataFile, ...]] | None = None
"""A review, and the open data that was made of it."""


def now() -> datetime:
    """The clock, at the edge."""
    return datetime.now(UTC)


def project() -> Project:
    """The project that this process serves, opened once."""
    return _opened()[0]


def review() -> Review:
    """The project's state as pages of the answer see it; only for pages that show answers, studies or results."""
    return _opened()[1].review()


def made_once(name: str, make: Callable[[], bytes]) -> bytes:
    """A file that costs seconds, made once for a state of the log; see `making`."""
    opened = project()
    return _makings.get(name, (opened.uuid, opened.mark()), make)


def open_data() -> tuple[DataFile, ...]:
    """The open data of the review as it stands: worked out once, however many of its files are asked for."""
    global _data
    current, kept = review(), _data
    if kept is None or kept[0] is not current:
        kept = _data = (current, open_data_files(current))
    return kept[1]


def counts() -> ProjectCounts:
    """Where the review stands."""
    return project().overview.counts()


def _opened() -> tuple[Project, ReviewKeeper]:
    with _lock:
        address = project_address()
        if address not in _served:
            opened = open_project(address)
            _served[address] = (opened, ReviewKeeper(opened))
        return _served[address]


def person(request: HttpRequest) -> Author:
    """Who sits here: the name given on the page, or on the command line, or the account's."""
    chosen = " ".join(unquote(request.COOKIES.get(settings.PERSON_COOKIE, "")).split())
    name = chosen or os.environ.get(PERSON, "").strip() or "somebody"
    return Author("person", name[:200])


def page(request: HttpRequest, template: str, values: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """A page of the workbench."""
    frame = project().overview.frame()
    waits = {"screen": frame.to_screen, "understand": frame.studies_to_ask}
    verbs = [
        {"id": name, "label": label, "does": does, "waits": waits.get(name, 0), "later": name in LATER}
        for name, label, does in VERBS
    ]
    flashed = taken(request) or Flash("")
    context = {
        "frame": frame,
        "links": WebLinks(),
        "stylesheet": "/static/alongside.css",
        "verbs": verbs,
        "said": flashed.text,
        "undo": flashed.undo,
        "person": person(request).name,
        "layout": "frame/base.html",
        **values,
    }
    return render(request, template, context, status=status)


def public(request: HttpRequest, name: str, values: Mapping[str, Any]) -> HttpResponse:
    """A page of the public site, served live, with a way to the workbench."""
    context = {
        "review": review(),
        "links": WebLinks(),
        "stylesheet": "/static/alongside.css",
        "layout": "frame/public.html",
        **values,
    }
    return render(request, f"publishing/{name}.html", context)
