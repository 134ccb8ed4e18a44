"""`find import | search | decide | prisma | source`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from alongside.cli.output import (
    As,
    Columns,
    Json,
    ProjectOption,
    columns_named,
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
from alongside.cli.searching import SEARCHING
from alongside.errors import InputError

__all__ = ["COMMANDS"]


def import_(
    files: Annotated[list[Path], typer.Argument(help="Exports of bibliographic databases and tools.")],
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Import what can be read, and list what cannot.")
    ] = False,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Import a file also where none of its records has a title.")
    ] = False,
    encoding: Annotated[
        str, typer.Option(help="How the text is encoded (cp1250, gbk, …), where it was taken for another.")
    ] = "",
    columns: Columns = None,
    project: ProjectOption = "",
    name: As = "",
    as_json: Json = False,
) -> None:
    """Import records and set duplicates aside; all of it or nothing, unless --keep-going."""
    from alongside.workflow.find.importing import import_files

    with open_named(project) as opened:
        report = import_files(
            opened,
            files,
            author=person(name),
            at=now(),
            keep_going=keep_going,
            columns=columns_named(columns),
            anyway=anyway,
            encoding=encoding,
            progress=progress,
        )
    progress_done()
    document = {
        "files": [
            {
                "name": file.name,
                "format": file.format,
                "known_by": file.sign,
                "encoding": file.encoding,
                "records": file.records,
                "without": dict(file.lacking),
                "notes": list(file.notes),
                "not_read": len(file.broken),
                "broken": list(file.lines()),
                "known": file.known,
            }
            for file in report.files
        ],
        "records": report.records,
        "duplicates": report.duplicates,
        "asked": report.asked,
    }
    if as_json:
        print_json(document)
    else:
        for file in report.files:
            known = " (known already)" if file.known else ""
            say(f"{file.name}: {many(file.records, 'record')}, {file.format}{known}.")
            say(f"  taken for {file.label} by {file.sign}; text in {file.encoding}")
            if file.lacking_in_words:
                say(f"  {file.lacking_in_words}")
            for line in file.notes:
                say(f"  {line}")
            if file.broken:
                say(f"  {many(len(file.broken), 'entry')} could not be read:".replace("entrys", "entries"))
            for line in file.lines():
                say(f"  not imported: {line}")
        say(f"{many(report.duplicates, 'duplicate')} set aside; {many(report.asked, 'pair')} for a person to decide.")
        hint("alongside open FILE, then Find, to read and decide")
    broken = sum(len(file.broken) for file in report.files)
    raise typer.Exit(1 if broken else 0)


def dedupe(project: ProjectOption = "", as_json: Json = False) -> None:
    """Look for duplicates among the records that were not compared yet, and count what waits for a person."""
    from alongside.workflow.find.duplicates import find_duplicates

    with open_named(project) as opened:
        found = find_duplicates(opened, at=now(), progress=progress)
        total = opened.overview.counts()
    progress_done()
    document = {
        "records": total.records,
        "duplicates": total.duplicates,
        "found": found.duplicates,
        "asked": found.asked,
    }
    if as_json:
        print_json(document)
    else:
        further = f"{many(found.duplicates, 'further duplicate')} set aside"
        say(f"{further}, {total.duplicates} of {many(total.records, 'record')} in all.")
        say(f"{many(found.asked, 'further pair')} for a person to decide.")


def link(project: ProjectOption = "", as_json: Json = False) -> None:
    """Look for reports of one study (one registration, or authors and sample alike); pairs wait for a person."""
    from alongside.workflow.find.linking import suggest_links

    with open_named(project) as opened:
        found = suggest_links(opened, at=now(), progress=progress)
    progress_done()
    if as_json:
        print_json({"looked_at": found.looked_at, "suggested": found.suggested})
    else:
        suggested = many(found.suggested, "further pair")
        say(f"{suggested} of {many(found.looked_at, 'record')} may be reports of one study; a person decides.")


def search(
    words: Annotated[
        str,
        typer.Argument(help='Words, "a phrase", title:calls, year:2010-2015, is:unscreened, AND, OR, NOT. None: all.'),
    ] = "",
    limit: Annotated[int, typer.Option(help="How many.")] = 20,
    project: ProjectOption = "",
    as_json: Json = False,
) -> None:
    """Search the records of the project, as its page does; duplicates only where the question has `is:`."""
    with open_named(project) as opened:
        view = opened.overview.view(words)
        found = opened.overview.window(view, 0, limit)
    rows = [
        {
            "id": r.id,
            "title": r.record.title,
            "year": r.record.year,
            "verdict": r.verdict,
            "disputed": r.disputed,
            "duplicate_of": r.duplicate_of,
        }
        for r in found
    ]
    if as_json:
        print_json({"total": view.total, "records": rows})
    else:
        print_table(
            ("Record", "Title", "Year", "Decision"),
            [
                (r.id, r.record.title, str(r.record.year or ""), "people differ" if r.disputed else r.verdict)
                for r in found
            ],
        )
        say(f"{many(view.total, 'record')}.")


def decide(
    record: Annotated[str, typer.Argument(help="Id of the record.")],
    verdict: Annotated[str, typer.Argument(help="include, exclude or maybe.")],
    reason: Annotated[str, typer.Option(help="Why, in a word or two.")] = "",
    project: ProjectOption = "",
    name: As = "",
) -> None:
    """Decide on a record by its title and abstract."""
    from alongside.workflow.screen.deciding import decide as decided

    with open_named(project) as opened:
        decided(opened, record, verdict, reason=reason, author=person(name), at=now())
    say(f"{record}: {verdict}.")


def prisma(
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Write to .svg, .png, .pdf, .docx, .txt or .json.")
    ] = None,
    project: ProjectOption = "",
    as_json: Json = False,
) -> None:
    """Draw the PRISMA 2020 flow diagram and the PRISMA-S table of searches, from the log as it is now."""
    from alongside.workflow.find.prisma import document, prisma_of, text_of, write

    with open_named(project) as opened:
        found = prisma_of(opened)
    if out is not None:
        write(found, out)
        say(f"{out} is written.")
    if as_json:
        print_json(document(found))
    elif out is None:
        sys.stdout.write(f"{text_of(found)}\n")
    if found.flow.waiting and not as_json:
        verb = "record waits" if found.flow.waiting == 1 else "records wait"
        say(f"{found.flow.waiting:,} {verb} for a person: the review is not finished.")
    if any(one.missing for one in found.searches) and not as_json:
        hint("alongside find source FILE, to record where and when a file was searched")


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("expected a file of text in UTF-8", path=path) from error


def source(
    file: Annotated[str, typer.Argument(help="Name of an imported file, or the start of its SHA-256.")],
    kind: Annotated[str, typer.Option(help="database, register, website, organisation, citations or other.")] = "",
    database: Annotated[str, typer.Option(help="What was searched: Embase, ClinicalTrials.gov, …")] = "",
    platform: Annotated[str, typer.Option(help="Through what: Ovid, EBSCOhost, …")] = "",
    on: Annotated[str, typer.Option(help="When: 2026-05-31.")] = "",
    query: Annotated[str, typer.Option(help="The whole strategy; @FILE reads it from a file.")] = "",
    limits: Annotated[str, typer.Option(help="Limits that were set, or none.")] = "",
    note: Annotated[str, typer.Option(help="Anything else.")] = "",
    project: ProjectOption = "",
    name: As = "",
) -> None:
    """Record the search that an imported file came from; what is not given stays as it was."""
    from alongside.workflow.find.prisma import file_named, note_search

    said = {
        "source": kind,
        "database": database,
        "platform": platform,
        "searched_on": on,
        "limits": limits,
        "note": note,
    }
    said["query"] = _text_of(Path(query[1:])) if query.startswith("@") else query
    with open_named(project) as opened:
        found = file_named(opened, file)
        note_search(
            opened,
            found.sha256,
            {**found.searched, **{k: v for k, v in said.items() if v}},
            author=person(name),
            at=now(),
        )
    say(f"{found.name}: recorded.")
    hint("alongside find prisma")


def take_back(
    file: Annotated[str, typer.Argument(help="Name of an imported file, or the start of its SHA-256.")],
    why: Annotated[str, typer.Option(help="Why, in a word or two.")] = "",
    project: ProjectOption = "",
    name: As = "",
) -> None:
    """Take the import of a file back: its records count no more; it can be imported again, also with other columns."""
    from alongside.workflow.find.importing import take_back_import
    from alongside.workflow.find.prisma import file_named

    with open_named(project) as opened:
        found = file_named(opened, file)
        take_back_import(opened, found.sha256, author=person(name), at=now(), why=why)
    say(f"{found.name} is taken back, {many(found.records, 'record')}.")


COMMANDS: dict[str, Callable[..., None]] = {
    "import": import_,
    "dedupe": dedupe,
    "link": link,
    "search": search,
    "decide": decide,
    "prisma": prisma,
    "source": source,
    "take-back": take_back,
    **SEARCHING,
}
