"""Searching a service from a project: the answers are kept byte for byte, imported like a file, and the log says what
was asked, when, and how many there were.

A run writes two files into a folder: the answers, one after another as they came, and beside them how far it has come.
Both are written page by page, so that a run that was cut off goes on from there. Only a person starts one.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from alongside.errors import InputError, NotHereError, UsageError
from alongside.evidence import Author
from alongside.project import Project
from alongside.project.find.kinds import SEARCH_RUN, search_run
from alongside.services import (
    Access,
    LapsedError,
    Position,
    Strategy,
    connection,
    search,
    service_named,
)
from alongside.workflow.find.asking import Timing
from alongside.workflow.find.importing import ImportedReport, import_files

__all__ = [
    "Fetched",
    "SearchRun",
    "count_of",
    "fetch",
    "folder_of",
    "last_run",
    "open_run",
    "run_search",
    "runs_of",
    "since_last",
    "unfinished",
]


@dataclass(frozen=True, slots=True)
class SearchRun:
    """A run, as far as it has come.

    Parameters
    ----------
    id : its name, and that of its files.
    at : when it was started.
    size : bytes of the answers that belong to `position`.
    sent : the first request as it left this machine, without a key.
    notes : what the service remarked.
    folder : where its files are.
    """

    id: str
    strategy: Strategy
    at: str
    folder: Path
    position: Position = field(default_factory=Position)
    size: int = 0
    sent: str = ""
    notes: tuple[str, ...] = ()

    @property
    def answers(self) -> Path:
        """The file of answers; until the run is done it has the ending `.part`."""
        return self.folder / f"{self.id}{service_named(self.strategy.database).suffix}"

    @property
    def label(self) -> str:
        return service_named(self.strategy.database).label


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a search brought: the run, and what its import did (None where nothing was found)."""

    run: SearchRun
    imported: ImportedReport | None


def folder_of(project: Project) -> Path:
    """Where a project's searches are kept: beside its file, or in this folder where it is on a server."""
    if project.path is None:
        return Path("searches")
    path = Path(project.path)
    return path.with_name(f"{path.stem}-searches")


def count_of(strategy: Strategy, access: Access, timing: Timing, *, at: datetime, address: str = "") -> Position:
    """How many records the service counts; nothing is kept. Raises as `run_search`."""
    probe = replace(strategy, most=1)
    service = service_named(strategy.database)
    with connection(service, access) as client:
        for page in search(
            probe,
            client,
            interval=access.interval(service),
            clock=timing.clock,
            sleep=timing.sleep,
            seed=timing.seed,
            today=at.date(),
            address=address,
        ):
            return page.position
    return Position(done=True)


def run_search(
    strategy: Strategy,
    folder: Path,
    access: Access,
    timing: Timing,
    *,
    at: datetime,
    address: str = "",
    resume: str = "",
    progress: Callable[[str], None] = lambda _: None,
    moved: Callable[[int, int], None] = lambda _retrieved, _wanted: None,
) -> SearchRun:
    """Ask until everything is here, or go on with the run `resume`.

    After each page that is kept, `progress` is told in words and `moved` in numbers how far it is; what they raise ends
    the run there, and it can be gone on with.

    Raises
    ------
    UsageError : for a run that is not here, or a strategy that cannot be asked.
    SearchError : where the service refuses or cannot be reached; what came until then is kept in `folder`.
    """
    run = open_run(folder, resume) if resume else _started(strategy, folder, at)
    if run.position.done and run.answers.exists():
        return run
    folder.mkdir(parents=True, exist_ok=True)
    service = service_named(run.strategy.database)
    part = run.answers.with_name(f"{run.answers.name}.part")
    with connection(service, access, folder / "http-cache.sqlite") as client:
        while not run.position.done:
            try:
                pages = search(
                    run.strategy,
                    client,
                    interval=access.interval(service),
                    clock=timing.clock,
                    sleep=timing.sleep,
                    seed=timing.seed,
                    today=at.date(),
                    position=run.position,
                    address=address,
                    warned=progress,
                )
                with part.open("ab") as stream:
                    # What a run that was killed wrote after its last word on its position is asked for again.
                    stream.truncate(run.size)
                    for page in pages:
                        data = page.data.rstrip() + b"\n" if page.data else b""
                        stream.write(data)
                        stream.flush()
                        os.fsync(stream.fileno())
                        sent = run.sent or json.dumps(asdict(page.sent), ensure_ascii=False)
                        notes = tuple(dict.fromkeys((*run.notes, *page.notes)))
                        run = replace(run, position=page.position, size=run.size + len(data), sent=sent, notes=notes)
                        _save(run)
                        progress(f"{service.label}: {run.position.retrieved} of {_wanted(run)} records")
                        moved(run.position.retrieved, _wanted(run))
            except LapsedError as lapsed:
                if run == (again := replace(run, position=Position(), size=0)):
                    raise
                progress(f"{lapsed}; starting again")
                run = again
                _save(run)
    part.replace(run.answers)
    return run


def _wanted(run: SearchRun) -> int:
    return min(run.position.count, run.strategy.most or run.position.count)


def _started(strategy: Strategy, folder: Path, at: datetime) -> SearchRun:
    moment = at.astimezone(UTC)
    digest = hashlib.sha256(repr((strategy, moment)).encode()).hexdigest()[:6]
    return SearchRun(f"{strategy.database}-{moment:%Y%m%dT%H%M%SZ}-{digest}", strategy, moment.isoformat(), folder)


def _save(run: SearchRun) -> None:
    """Write how far a run is, whole or not at all."""
    value = asdict(run) | {"folder": None}
    path = run.folder / f"{run.id}.run.json"
    part = path.with_name(f"{path.name}.part")
    part.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    part.replace(path)


def open_run(folder: Path, name: str) -> SearchRun:
    """A run that was kept.

    Raises
    ------
    UsageError : for a name that is none here.
    InputError : for a file that says nothing of a run.
    """
    path = folder / f"{name}.run.json"
    if Path(name).name != name or not path.exists():
        names = sorted(path.name.removesuffix(".run.json") for path in folder.glob("*.run.json"))
        raise NotHereError(f"no search {name!r} in {folder}; there are {', '.join(names) or 'none'}")
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        return SearchRun(
            **{
                **value,
                "folder": folder,
                "strategy": Strategy(**value["strategy"]),
                "position": Position(**value["position"]),
                "notes": tuple(value["notes"]),
            }
        )
    except (ValueError, TypeError, KeyError):
        raise InputError("expected what Alongside wrote of a search; it was changed or cut off", path=path) from None


def unfinished(project: Project, folder: Path | None = None) -> list[SearchRun]:
    """Runs that were begun and are not in the log, newest first: cut off, stopped, or under way.

    What says nothing of a run is left out; `open_run` says what is wrong with it.
    """
    folder = folder or folder_of(project)
    done = {state.row.subject.removeprefix("search:") for state in project.standing(SEARCH_RUN)}
    runs = []
    for path in folder.glob("*.run.json"):
        name = path.name.removesuffix(".run.json")
        if name not in done:
            with suppress(InputError):
                runs.append(open_run(folder, name))
    return sorted(runs, key=lambda run: run.at, reverse=True)


def runs_of(project: Project) -> list[dict[str, Any]]:
    """The searches that a project's log tells of, newest first; each value as `search.run` has it, and its `id`."""
    values = [
        {**state.value, "id": state.row.subject.removeprefix("search:")} for state in project.standing(SEARCH_RUN)
    ]
    return sorted(values, key=lambda value: str(value["at"]), reverse=True)


def fetch(
    project: Project,
    strategy: Strategy,
    access: Access,
    timing: Timing,
    *,
    author: Author,
    at: datetime,
    folder: Path | None = None,
    address: str = "",
    resume: str = "",
    progress: Callable[[str], None] = lambda _: None,
    moved: Callable[[int, int], None] = lambda _retrieved, _wanted: None,
) -> Fetched:
    """Search, keep the answers, import them, and write `search.run` into the log; see `run_search`.

    Doing it again with the same `resume` changes nothing that is here.
    """
    run = run_search(
        strategy,
        folder or folder_of(project),
        access,
        timing,
        at=at,
        address=address,
        resume=resume,
        progress=progress,
        moved=moved,
    )
    imported = None
    files = []
    if run.position.retrieved:
        # An entry that cannot be read is said in the report and stays in the answers that are kept.
        imported = import_files(project, [run.answers], author=author, at=at, keep_going=True, progress=progress)
        files = [hashlib.sha256(run.answers.read_bytes()).hexdigest()]
    service = service_named(run.strategy.database)
    value: dict[str, Any] = {
        "database": service.label,
        "platform": service.platform,
        "query": run.strategy.query,
        "limits": _limits(run.strategy),
        "at": run.at,
        "count": run.position.count,
        "retrieved": run.position.retrieved,
        "files": files,
        "name": run.strategy.name,
        "since": run.strategy.since,
        "sent": run.sent,
        "notes": list(run.notes),
    }
    new = search_run(run.id, value)
    if not any(decision.kind == SEARCH_RUN for decision in project.history(new.subject)):
        project.append([new], author=author, at=at)
    return Fetched(run, imported)


def _limits(strategy: Strategy) -> str:
    """Limits, date and number as the table of searches shows them."""
    since = f"{service_named(strategy.database).since.split(',')[0]} from {strategy.since}" if strategy.since else ""
    most = f"the {strategy.most} best matches" if strategy.most else ""
    return "; ".join(text for text in (strategy.limits, since, most) if text)


def last_run(project: Project, strategy: Strategy) -> dict[str, Any] | None:
    """The newest run of the same query, or of the same name, in the same database; None where there is none."""
    label = service_named(strategy.database).label
    for run in runs_of(project):
        same = run["query"] == strategy.query or (strategy.name and run["name"] == strategy.name)
        if run["database"] == label and same:
            return run
    return None


def since_last(project: Project, strategy: Strategy) -> Strategy:
    """The strategy for what is new since its last run: from the day before on, since days end elsewhere at other hours.

    Raises `UsageError` where it was never run.
    """
    last = last_run(project, strategy)
    if last is None:
        raise UsageError("this strategy was never run in this project; run it once without --since last")
    day = date.fromisoformat(str(last["at"])[:10]) - timedelta(days=1)
    return replace(strategy, since=day.isoformat())
