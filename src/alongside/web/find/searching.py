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
from django.views.decorators.http import require_POST, require_safe

from alongside.errors import AlongsideError, UsageError
from alongside.evidence import Author
from alongside.web.frame.methods import shown_or_posted
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

TEXTS = tuple(text_field.name for text_field in fields(BlockStrategy) if text_field.name not in ("id", "most"))


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
            "one": strategy,
            "label": service_named(strategy.database).label,
            "own": strategy.id in saved,
            "last": last_run(opened, strategy.strategy()),
        }
        for strategy in strategies_of(opened).values()
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


@shown_or_posted
def strategy(request: HttpRequest, name: str) -> HttpResponse:
    """One strategy, to read, edit, save, count and run."""
    strategies = strategies_of(project())
    if name != NEW and name not in strategies:
        raise Http404
    shown = _shown(strategies[name]) if name != NEW else _empty(request.GET.get("database", "pubmed"))
    if request.method != "POST":
        return _strategy_page(request, name, shown)
    shown = _posted(request)
    act = request.POST.get("act", "save")
    outcome: dict[str, Any] = {}
    try:
        saved, undo = _kept(request, name, act)
        if act == "save":
            message = f"Saved: {saved.name}." if undo else "Nothing was changed."
            return flash(redirect("strategy", name=saved.id), message, undo=undo)
        _work(act, _asked(request, saved), request, person(request), outcome.update)
    except UsageError as error:
        return _strategy_page(request, name, shown, str(error), status=400)
    except AlongsideError as error:
        return _strategy_page(request, name, shown, f"{error}. What came until then is kept", status=502)
    if act == "count":
        return _strategy_page(request, name, shown, counted=outcome["said"])
    return flash(redirect("strategy", name=saved.id), outcome["said"])


@require_POST
def ask(request: HttpRequest) -> StreamingHttpResponse:
    """Count, search, or go on with a search; the answer is a line of JSON for each step.

    The form is that of a strategy (`name` its id), of citations (`works`), or names a run to go on with (`run`).
    """
    act = request.POST.get("act", "")
    if act not in ("count", "search"):
        raise UsageError(f"expected count or search, found {act!r}")
    author, resume, saved = person(request), request.POST.get("run", ""), None
    if resume:
        wanted = open_run(folder_of(project()), resume).strategy
    elif "works" in request.POST:
        works = request.POST["works"].replace(",", " ").split()
        wanted = chasing(works, request.POST.get("direction", "forwards"))
    else:
        saved, _ = _kept(request, request.POST.get("id", NEW), act)
        wanted = _asked(request, saved)

    def work(say: Say) -> None:
        # A new strategy has an id from here on, so that asking again is not another one.
        if saved and act == "search":
            say({"id": saved.id})
        _work(act, wanted, request, author, say, resume=resume)

    return stream(work)


@require_POST
def stop(_request: HttpRequest) -> HttpResponse:
    """Stop the search that runs now; what came is kept."""
    with _lock:
        for under_way in _running:
            under_way.halt.set()
    return flash(redirect("searches"), "The search stops after the answer that is on its way; what came is kept.")


def _under_way() -> dict[str, str] | None:
    with _lock:
        return {"label": _running[0].label, "said": _running[0].said[-1]} if _running else None


def _work(act: str, wanted: Strategy, request: HttpRequest, author: Author, say: Say, *, resume: str = "") -> None:
    """Ask the service, and say how it went: `said` in a sentence, with `links` to what it brought."""
    access = access_from(os.environ, wanted.database, request.POST.get("mail", ""), request.POST.get("key", ""))
    address = address_from(os.environ, wanted.database)
    label = service_named(wanted.database).label
    under_way = _UnderWay(label)
    with _lock:
        if _running:
            raise UsageError(f"{_running[0].label} is being searched; one search at a time, so wait or stop it")
        _running.append(under_way)
    try:
        timing = Timing(time.monotonic, lambda seconds: _wait(under_way, seconds), secrets.randbits(32))
        if act == "count":
            count = count_of(wanted, access, timing, at=now(), address=address)
            say({"outcome": "counted", "said": f"{label} counts {_many(count.count)}. Nothing was kept."})
            return

        def moved(retrieved: int, wanted: int) -> None:
            under_way.said[:] = [f"{retrieved:,} of {_many(wanted)}"]
            say({"part": retrieved / wanted if wanted else 1.0, "doing": f"{label}: {under_way.said[0]}"})
            _wait(under_way, 0)

        done = fetch(
            project(),
            wanted,
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
            _running.remove(under_way)


def _wait(under_way: _UnderWay, seconds: float) -> None:
    if under_way.halt.wait(seconds):
        raise UsageError(f"{under_way.label}: stopped, as you asked; what came is kept, and you can go on from there")


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
    saved_before = strategies_of(opened).get(name)
    edited = _read(saved_before.id if saved_before else NEW, _posted(request))
    if saved_before == edited or act == "count":
        return edited, ""
    if saved_before is None:
        edited = replace(edited, id=new_id(opened, edited.name))
    return edited, save_strategy(opened, edited, author=person(request), at=now()).uuid


def _read(name: str, shown: dict[str, str]) -> BlockStrategy:
    most = shown["most"]
    if most and not (most.isdecimal() and most.isascii()):
        raise UsageError(f"most: expected a number of records, found {most!r}")
    texts = {key: shown[key] for key in TEXTS}
    texts["combined"] = texts["combined"] or joined(texts["database"], [block for block in BLOCKS if texts[block]])
    return BlockStrategy(id=name, most=int(most or 0), **texts)


def _posted(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "").replace("\r\n", "\n").strip() for name in (*TEXTS, "most")}


def _shown(strategy: BlockStrategy) -> dict[str, str]:
    return {name: str(getattr(strategy, name)) for name in TEXTS} | {"most": str(strategy.most or "")}


def _empty(database: str) -> dict[str, str]:
    if database not in SERVICES:
        raise Http404
    return dict.fromkeys((*TEXTS, "most"), "") | {"database": database}


def _asked(request: HttpRequest, saved: BlockStrategy) -> Strategy:
    strategy = saved.strategy()
    return since_last(project(), strategy) if request.POST.get("since") == "last" else strategy


def _strategy_page(
    request: HttpRequest, name: str, shown: dict[str, str], problem: str = "", *, counted: str = "", status: int = 200
) -> HttpResponse:
    service = service_named(shown["database"])
    last, query = None, ""
    if any(shown[key] for key in (*BLOCKS, "combined")) and not problem:
        edited = _read(name, shown)
        last, query = last_run(project(), edited.strategy()), edited.query
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
