"""`find strategies | fetch | cite`: searching services, which is the only time that something leaves this machine."""

from __future__ import annotations

import os
import secrets
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from alongside.cli.output import (
    As,
    Json,
    ProjectOption,
    hint,
    many,
    now,
    open_named,
    person,
    print_json,
    print_table,
    progress,
    progress_done,
    say,
)
from alongside.errors import AlongsideError, UsageError

if TYPE_CHECKING:
    from alongside.project import Project
    from alongside.workflow.find.asking import Access, Strategy, Timing

__all__ = ["SEARCHING"]

Mail = Annotated[
    str,
    typer.Option("--mail", envvar="ALONGSIDE_MAIL", help="Your address, so that the service can write; it is sent."),
]
Key = Annotated[
    str,
    typer.Option(
        "--key",
        help="Your key for PubMed or OpenAlex; it is sent and never kept. Also ALONGSIDE_PUBMED_KEY, "
        "ALONGSIDE_OPENALEX_KEY.",
    ),
]
Out = Annotated[
    Path | None, typer.Option("--out", help="Folder for the answers. Default: beside the project, NAME-searches.")
]
Since = Annotated[
    str,
    typer.Option("--since", help="Only what the database took in since that day (2026-11-23), or since the `last` run"),
]
Own = Annotated[
    Path | None, typer.Option("--strategies", help="A file of strategies of your own, shaped like the packaged one.")
]
Count = Annotated[bool, typer.Option("--count", help="Only ask how many there are; nothing is kept.")]
Address = Annotated[
    str,
    typer.Option(
        "--address", help="Of the service, where it is another: a mirror, or a test. Also ALONGSIDE_PUBMED_ADDRESS, …"
    ),
]


def strategies(
    name: Annotated[str, typer.Argument(help="Show this one in full.")] = "",
    own: Own = None,
    write: Annotated[Path | None, typer.Option("--write", help="Copy the packaged file here, to edit.")] = None,
    project: ProjectOption = "",
    as_json: Json = False,
) -> None:
    """The packaged search strategies, one a database: list them, show one, copy them to edit.

    With --project, those that were saved in it too.
    """
    from alongside.packaged import SEARCH_STRATEGIES
    from alongside.workflow.find.strategies import BLOCKS, chosen, read_strategies, strategies_of

    path = own or SEARCH_STRATEGIES
    if write is not None:
        if write.exists():
            raise UsageError(f"{write} is there already; it was left as it is")
        shutil.copyfile(path, write)
        say(f"Written to {write}.")
        hint(f"edit it, then alongside find fetch pubmed --strategies {write}")
        return
    if project and own is None:
        with open_named(project) as opened:
            known = strategies_of(opened)
    else:
        known = {one.id: one for one in read_strategies(path)}
    found = [chosen(name, known)] if name else list(known.values())
    if as_json:
        blocks = [
            {
                "id": one.id,
                "database": one.database,
                "name": one.name,
                **{block: getattr(one, block) for block in BLOCKS},
                "design_source": one.design_source,
                "query": one.query,
                "limits": one.limits,
                "most": one.most,
                "note": one.note,
            }
            for one in found
        ]
        print_json({"strategies": blocks})
    elif name:
        for field in (*BLOCKS, "design_source", "query", "limits", "note"):
            if text := str(getattr(found[0], field)):
                sys.stdout.write(f"{field.replace('_', ' ')}:\n  {text}\n")
    else:
        print_table(("Strategy", "Database", "Name"), [(one.id, one.database, one.name) for one in found])
        hint("alongside find fetch STRATEGY --count asks the service how many there are")


def fetch(
    name: Annotated[str, typer.Argument(help="A strategy, as `find strategies` lists them.")] = "",
    database: Annotated[
        str, typer.Option("--database", help="pubmed, europepmc, openalex, crossref or clinicaltrials.")
    ] = "",
    query: Annotated[
        str, typer.Option("--query", help="In the database's own language; @FILE reads it from a file.")
    ] = "",
    limits: Annotated[str, typer.Option("--limits", help="Further conditions, in the database's own language.")] = "",
    most: Annotated[int, typer.Option("--most", min=0, help="Take so many at most, the best matches first.")] = 0,
    since: Since = "",
    count: Count = False,
    resume: Annotated[str, typer.Option("--resume", help="Go on with a search that was cut off.")] = "",
    own: Own = None,
    out: Out = None,
    mail: Mail = "",
    key: Key = "",
    address: Address = "",
    project: ProjectOption = "",
    who: As = "",
    as_json: Json = False,
) -> None:
    """Search a service, keep and import its answers, write down what was asked. Sends the query to that service."""
    from alongside.workflow.find.asking import Access, Strategy
    from alongside.workflow.find.search import folder_of, open_run
    from alongside.workflow.find.strategies import chosen, strategies_of, strategy_named

    with open_named(project) as opened:
        if resume:
            strategy = open_run(out or folder_of(opened), resume).strategy
        elif name:
            strategy = (strategy_named(name, own) if own else chosen(name, strategies_of(opened))).strategy()
            if database or query:
                raise UsageError("name a strategy, or give --database and --query, not both")
        else:
            if not database or not query:
                raise UsageError("name a strategy (alongside find strategies), or give --database and --query")
            strategy = Strategy(database, _text(query))
        if limits or most:
            strategy = replace(strategy, limits=limits or strategy.limits, most=most or strategy.most)
        _ask(
            opened,
            strategy,
            Access(mail, key),
            since=since,
            count=count,
            resume=resume,
            out=out,
            address=address,
            who=who,
            as_json=as_json,
        )


def cite(
    works: Annotated[list[str] | None, typer.Argument(help="DOIs, or ids in OpenAlex: W2741809807.")] = None,
    included: Annotated[bool, typer.Option("--included", help="The records that were included here.")] = False,
    direction: Annotated[
        str, typer.Option("--direction", help="forwards: works that cite them; backwards: works that they cite.")
    ] = "forwards",
    since: Since = "",
    count: Count = False,
    out: Out = None,
    mail: Mail = "",
    key: Key = "",
    address: Address = "",
    project: ProjectOption = "",
    who: As = "",
    as_json: Json = False,
) -> None:
    """Chase citations on OpenAlex, forwards or backwards. Sends the DOIs and ids to OpenAlex."""
    from alongside.workflow.find.asking import Access, access_from, address_from, chasing, included_works, works_named

    with open_named(project) as opened:
        names, nameless = included_works(opened) if included else ([], 0)
        names += works or []
        if nameless:
            say(f"{many(nameless, 'included record')} without a DOI: left out.")
        if not names:
            raise UsageError("name works by DOI or id in OpenAlex, or give --included")
        say(f"OpenAlex is asked for {many(len(names), 'work')}; nothing else of the project is sent.")
        ids, unknown = works_named(
            names,
            access_from(os.environ, "openalex", mail, key),
            _timing(),
            address=address or address_from(os.environ, "openalex"),
        )
        for name in unknown:
            say(f"  OpenAlex has no work {name}")
        _ask(
            opened,
            chasing(list(ids), direction),
            Access(mail, key),
            since=since,
            count=count,
            resume="",
            out=out,
            address=address,
            who=who,
            as_json=as_json,
        )


def _text(query: str) -> str:
    if not query.startswith("@"):
        return query
    try:
        return Path(query[1:]).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{query[1:]}: expected a query as text in UTF-8 ({error})") from None


def _timing() -> Timing:
    from alongside.workflow.find.asking import Timing

    return Timing(time.monotonic, time.sleep, secrets.randbits(32))


def _ask(
    project: Project,
    strategy: Strategy,
    access: Access,
    *,
    since: str,
    count: bool,
    resume: str,
    out: Path | None,
    address: str,
    who: str,
    as_json: bool,
) -> None:
    from alongside.workflow.find.asking import access_from, address_from, announcement
    from alongside.workflow.find.search import count_of, fetch, folder_of, since_last

    access = access_from(os.environ, strategy.database, access.mail, access.key)
    address = address or address_from(os.environ, strategy.database)
    if since == "last":
        strategy = since_last(project, strategy)
    elif since:
        strategy = replace(strategy, since=since)
    say(f"{announcement(strategy, access, address)}.")
    at = now()
    if count:
        found = count_of(strategy, access, _timing(), at=at, address=address).count
        if as_json:
            print_json(
                {"database": strategy.database, "query": strategy.query, "since": strategy.since, "count": found}
            )
        else:
            say(f"{many(found, 'record')}.")
        return
    folder = out or folder_of(project)
    try:
        done = fetch(
            project,
            strategy,
            access,
            _timing(),
            author=person(who),
            at=at,
            folder=folder,
            address=address,
            resume=resume,
            progress=progress,
        )
    except AlongsideError:
        progress_done()
        if cut_off := sorted(folder.glob("*.part")):
            say(f"What came is kept in {folder}.")
            hint(f"alongside find fetch --resume {cut_off[-1].name.split('.')[0]}")
        raise
    progress_done()
    run, report = done.run, done.imported
    broken = [f"line {one.line}: {one.reason}" for file in report.files for one in file.broken] if report else []
    document = {
        "search": run.id,
        "database": run.label,
        "query": strategy.query,
        "since": strategy.since,
        "at": run.at,
        "count": run.position.count,
        "retrieved": run.position.retrieved,
        "file": str(run.answers),
        "records": report.records if report else 0,
        "duplicates": report.duplicates if report else 0,
        "asked": report.asked if report else 0,
        "notes": list(run.notes),
        "broken": broken,
    }
    if as_json:
        print_json(document)
    else:
        for note in run.notes:
            say(note)
        say(f"{run.label} counts {run.position.count}; {run.position.retrieved} came and are kept in {run.answers}.")
        for line in broken:
            say(f"  not imported: {line}")
        if report:
            say(
                f"{many(report.records, 'record')} imported, {many(report.duplicates, 'duplicate')} set aside; "
                f"{many(report.asked, 'pair')} for a person to decide."
            )
            hint("the same command with --since last finds what is new")
    raise typer.Exit(1 if broken else 0)


SEARCHING: dict[str, Callable[..., None]] = {"strategies": strategies, "fetch": fetch, "cite": cite}
