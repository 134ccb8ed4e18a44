"""Find: search a service from here. Nothing is sent before a person presses a button that says where it goes."""

from __future__ import annotations

import os
import secrets
import threading
import time
from dataclasses import dataclass, field, fields, replace
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.errors import AlongsideError, UsageError
from alongside.evidence import Author
from alongside.web.frame.pages import flash, now, page, person, project
from alongside.web.tasks.streaming import Say, stream
from alongside.workflow.find.asking import SERVICES, Strategy, Timing, access_from, address_from, chasing, service_named
from alongside.workflow.find.search import (
    Fetched,
    count_of,
    fetch,
    folder_of,
    last_run,
    open_run,
    runs_of,
    since_last,
    unfinished,
)
from alongside.workflow.find.strategies import BLOCKS, BlockStrategy, joined, new_id, save_strategy, strategies_of

__all__ = ["ask", "searches", "stop", "strategy"]

NEW = "new"
"""In place of an id: a strategy that is not saved yet."""

TEXTS = tuple(one.name for one in fields(BlockStrategy) if one.name not in ("id", "most"))


@dataclass(frozen=True, slots=True)
class _UnderWay:
    """The search that runs now: what is searched, and the sign that a person wants it to stop."""

    label: str
    halt: threading.Event = field(default_factory=threading.Event)
    said: list[str] = field(default_factory=lambda: ["is being asked"])


_lock = threading.Lock()
_running: list[_UnderWay] = []
"""None, or one: services are asked one after another."""


@require_safe
def searches(request: HttpRequest) -> HttpResponse:
    """Strategies, searches that were cut off, and those that were made."""
    opened = project()
    saved = {state.row.subject.removeprefix("strategy:") for state in opened.standing("strategy.saved")}
    runs = runs_of(opened)
    rows = [
        {
            "one": one,
            "label": service_named(one.database).label,
            "own": one.id in saved,
            "last": last_run(opened, one.strategy()),
        }
        for one in strategies_of(opened).values()
    ]
    under_way = _under_way()
    values = {
        "verb": "find",
        "rows": rows,
        "runs": runs,
        "under_way": under_way,
        "unfinished": [] if under_way else unfinished(opened),
        "mail": os.environ.get("ALONGSIDE_MAIL", ""),
        "services": SERVICES.values(),
        "openalex": _host("openalex"),
    }
    return page(request, "find/searches.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def strategy(request: HttpRequest, name: str) -> HttpResponse:
    """One strategy, to read, edit, save, count and run."""
    known = strategies_of(project())
    if name != NEW and name not in known:
        raise Http404
    shown = _shown(known[name]) if name != NEW else _empty(request.GET.get("database", "pubmed"))
    if request.method != "POST":
        return _strategy_page(request, name, shown)
    shown = _posted(request)
    act = request.POST.get("act", "save")
    found: dict[str, Any] = {}
    try:
        kept, made = _kept(request, name, act)
        if act == "save":
            said = f"Saved: {kept.name}." if made else "Nothing was changed."
            return flash(redirect("strategy", name=kept.id), said, undo=made)
        _work(act, _asked(request, kept), request, person(request), found.update)
    except UsageError as error:
        return _strategy_page(request, name, shown, str(error), status=400)
    except AlongsideError as error:
        return _strategy_page(request, name, shown, f"{error}. What came until then is kept", status=502)
    if act == "count":
        return _strategy_page(request, name, shown, counted=found["said"])
    return flash(redirect("strategy", name=kept.id), found["said"])


@require_POST
def ask(request: HttpRequest) -> StreamingHttpResponse:
    """Count, search, or go on with a search; the answer is a line of JSON for each step.

    The form is that of a strategy (`name` its id), of citations (`works`), or names a run to go on with (`run`).
    """
    act = request.POST.get("act", "")
    if act not in ("count", "search"):
        raise UsageError(f"expected count or search, found {act!r}")
    author, resume, kept = person(request), request.POST.get("run", ""), None
    if resume:
        asked = open_run(folder_of(project()), resume).strategy
    elif "works" in request.POST:
        works = request.POST["works"].replace(",", " ").split()
        asked = chasing(works, request.POST.get("direction", "forwards"))
    else:
        kept, _ = _kept(request, request.POST.get("id", NEW), act)
        asked = _asked(request, kept)

    def work(say: Say) -> None:
        # A new strategy has an id from here on, so that asking again is not another one.
        if kept and act == "search":
            say({"id": kept.id})
        _work(act, asked, request, author, say, resume=resume)

    return stream(work)


@require_POST
def stop(_request: HttpRequest) -> HttpResponse:
    """Stop the search that runs now; what came is kept."""
    with _lock:
        for one in _running:
            one.halt.set()
    return flash(redirect("searches"), "The search stops after the answer that is on its way; what came is kept.")


def _under_way() -> dict[str, str] | None:
    with _lock:
        return {"label": _running[0].label, "said": _running[0].said[-1]} if _running else None


def _work(act: str, asked: Strategy, request: HttpRequest, author: Author, say: Say, *, resume: str = "") -> None:
    """Ask the service, and say how it went: `said` in a sentence, with `links` to what it brought."""
    access = access_from(os.environ, asked.database, request.POST.get("mail", ""), request.POST.get("key", ""))
    address = address_from(os.environ, asked.database)
    label = service_named(asked.database).label
    here = _UnderWay(label)
    with _lock:
        if _running:
            raise UsageError(f"{_running[0].label} is being searched; one search at a time, so wait or stop it")
        _running.append(here)
    try:
        timing = Timing(time.monotonic, lambda seconds: _wait(here, seconds), secrets.randbits(32))
        if act == "count":
            found = count_of(asked, access, timing, at=now(), address=address)
            say({"outcome": "counted", "said": f"{label} counts {_many(found.count)}. Nothing was kept."})
            return

        def moved(retrieved: int, wanted: int) -> None:
            here.said[:] = [f"{retrieved:,} of {_many(wanted)}"]
            say({"part": retrieved / wanted if wanted else 1.0, "doing": f"{label}: {here.said[0]}"})
            _wait(here, 0)

        done = fetch(
            project(),
            asked,
            access,
            timing,
            author=author,
            at=now(),
            address=address,
            resume=resume,
            progress=lambda text: say({"doing": text}),
            moved=moved,
        )
        say(
            {
                "outcome": "searched",
                "said": _said(done),
                "records": bool(done.imported and done.imported.records),
                "asked": done.imported.asked if done.imported else 0,
                "notes": list(done.run.notes),
            }
        )
    finally:
        with _lock:
            _running.remove(here)


def _wait(here: _UnderWay, seconds: float) -> None:
    if here.halt.wait(seconds):
        raise UsageError(f"{here.label}: stopped, as you asked; what came is kept, and you can go on from there")


def _said(done: Fetched) -> str:
    run, report = done.run, done.imported
    text = f"{run.label} counts {_many(run.position.count)}"
    if report is None:
        return f"{text}; nothing came."
    broken = sum(len(file.broken) for file in report.files)
    parts = [f"{run.position.retrieved:,} came", f"{report.records:,} were imported"]
    if report.duplicates:
        parts.append(f"{report.duplicates:,} of them set aside as duplicates")
    if report.asked:
        parts.append(f"{report.asked:,} {'pair waits' if report.asked == 1 else 'pairs wait'} for you to decide")
    if broken:
        parts.append(f"{_many(broken)} could not be read and stand in the answers that were kept")
    return f"{text}; {', '.join(parts)}."


def _kept(request: HttpRequest, name: str, act: str) -> tuple[BlockStrategy, str]:
    """The strategy of the form; where it is new or changed it is saved, unless it is only to be counted.

    With the id of the decision, "" for none.
    """
    opened = project()
    known = strategies_of(opened).get(name)
    one = _read(known.id if known else NEW, _posted(request))
    if known == one or act == "count":
        return one, ""
    if known is None:
        one = replace(one, id=new_id(opened, one.name))
    return one, save_strategy(opened, one, author=person(request), at=now()).uuid


def _read(name: str, shown: dict[str, str]) -> BlockStrategy:
    most = shown["most"]
    if most and not (most.isdecimal() and most.isascii()):
        raise UsageError(f"most: expected a number of records, found {most!r}")
    texts = {key: shown[key] for key in TEXTS}
    texts["combined"] = texts["combined"] or joined(texts["database"], [block for block in BLOCKS if texts[block]])
    return BlockStrategy(id=name, most=int(most or 0), **texts)


def _posted(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "").replace("\r\n", "\n").strip() for name in (*TEXTS, "most")}


def _shown(one: BlockStrategy) -> dict[str, str]:
    return {name: str(getattr(one, name)) for name in TEXTS} | {"most": str(one.most or "")}


def _empty(database: str) -> dict[str, str]:
    if database not in SERVICES:
        raise Http404
    return dict.fromkeys((*TEXTS, "most"), "") | {"database": database}


def _asked(request: HttpRequest, kept: BlockStrategy) -> Strategy:
    asked = kept.strategy()
    return since_last(project(), asked) if request.POST.get("since") == "last" else asked


def _strategy_page(
    request: HttpRequest, name: str, shown: dict[str, str], problem: str = "", *, counted: str = "", status: int = 200
) -> HttpResponse:
    service = service_named(shown["database"])
    last, query = None, ""
    if any(shown[key] for key in (*BLOCKS, "combined")) and not problem:
        one = _read(name, shown)
        last, query = last_run(project(), one.strategy()), one.query
    values = {
        "verb": "find",
        "id": name,
        "new": name == NEW,
        "shown": shown,
        "service": service,
        "host": _host(service.name),
        "blocks": [(block, LABELS[block], shown[block]) for block in BLOCKS],
        "query": query,
        "last": last,
        "problem": problem,
        "counted": counted,
        "mail": os.environ.get("ALONGSIDE_MAIL", ""),
    }
    return page(request, "find/strategy.html", values, status=status)


LABELS = {
    "population": ("The people", "their conditions, in words and headings"),
    "peer": ("The support", "every name of peer support"),
    "design": ("The kind of study", "randomised trials, for example"),
}


def _host(database: str) -> str:
    return urlsplit(address_from(os.environ, database) or service_named(database).address).netloc


def _many(number: int) -> str:
    return f"{number:,} record{'' if number == 1 else 's'}"
