"""`find import | search | decide`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from alongside.cli.output import (
    As,
    Json,
    ProjectOption,
    hint,
    now,
    open_named,
    person,
    print_json,
    print_table,
    progress,
    progress_done,
    say,
)

__all__ = ["COMMANDS"]


def import_(
    files: Annotated[list[Path], typer.Argument(help="Exports of bibliographic databases: RIS or CSV.")],
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Import what can be read, and list what cannot.")
    ] = False,
    project: ProjectOption = "",
    name: As = "",
    as_json: Json = False,
) -> None:
    """Import records and mark exact duplicates; all of it or nothing, unless --keep-going."""
    from alongside.workflow.find import import_files

    with open_named(project) as opened:
        report = import_files(opened, files, author=person(name), at=now(), keep_going=keep_going, progress=progress)
    progress_done()
    document = {
        "files": [
            {"name": f.name, "format": f.format, "records": f.records, "broken": list(f.broken), "known": f.known}
            for f in report.files
        ],
        "records": report.records, "duplicates": report.duplicates, "asked": report.asked,
    }  # fmt: skip
    if as_json:
        print_json(document)
    else:
        for file in report.files:
            known = " (known already)" if file.known else ""
            say(f"{file.name}: {file.records} records, {file.format}{known}.")
            for line in file.broken:
                say(f"  not imported: {line}")
        say(f"{report.duplicates} duplicates marked; {report.asked} pairs wait for a person.")
        hint("alongside open FILE, then Find, to read and decide")
    broken = sum(len(file.broken) for file in report.files)
    raise typer.Exit(1 if broken else 0)


def search(
    words: Annotated[str, typer.Argument(help="Words; empty lists all.")] = "",
    limit: Annotated[int, typer.Option(help="How many.")] = 20,
    project: ProjectOption = "",
    as_json: Json = False,
) -> None:
    """Search the records' titles, abstracts, authors and keywords."""
    with open_named(project) as opened:
        page = opened.records(query=words, page=1, size=limit)
    rows = [
        {
            "id": r.id,
            "title": r.record.title,
            "year": r.record.year,
            "verdict": r.verdict,
            "duplicate_of": r.duplicate_of,
        }
        for r in page.records
    ]
    if as_json:
        print_json({"total": page.total, "records": rows})
    else:
        print_table(
            ("Record", "Title", "Year", "Decision"),
            [(str(r["id"]), str(r["title"]), str(r["year"] or ""), str(r["verdict"] or "")) for r in rows],
        )
        say(f"{page.total} records.")


def decide(
    record: Annotated[str, typer.Argument(help="Id of the record.")],
    verdict: Annotated[str, typer.Argument(help="include, exclude or maybe.")],
    reason: Annotated[str, typer.Option(help="Why, in a word or two.")] = "",
    project: ProjectOption = "",
    name: As = "",
) -> None:
    """Decide on a record by its title and abstract."""
    from alongside.workflow.find import decide as decided

    with open_named(project) as opened:
        decided(opened, record, verdict, reason=reason, author=person(name), at=now())
    say(f"{record}: {verdict}.")


COMMANDS: dict[str, Callable[..., None]] = {"import": import_, "search": search, "decide": decide}
