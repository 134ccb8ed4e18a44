"""`project verify | rebuild | log | merge | backup`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from alongside.cli.output import As, Json, are, many, now, person, print_json, print_table, say

if TYPE_CHECKING:
    from alongside.workflow.undoing import Act

__all__ = ["COMMANDS"]

File = Annotated[str, typer.Argument(help="Project file, or database address.")]


def verify(
    file: File,
    against: Annotated[str, typer.Option(help="A digest of the log that you kept elsewhere.")] = "",
    as_json: Json = False,
) -> None:
    """Check every digest of the log, what was imported, and every table made from it."""
    from alongside.project import verify_path

    found = verify_path(file, against=against)
    if as_json:
        print_json(
            {
                "ok": found.ok,
                "rows": found.rows,
                "first_bad": found.first_bad,
                "first_bad_uuid": found.first_bad_uuid,
                "reason": found.reason,
                "projections_match": found.projections_match,
                "digest": found.digest,
                "unreadable": found.unreadable,
            }
        )
    elif found.ok:
        say(f"{many(found.rows, 'row')}, every digest as it was written; the tables follow from the log.")
        say(f"Digest of the log: {found.digest}")
        for kind, count in found.unreadable.items():
            say(f"{many(count, 'row')} of {kind} {are(count)} of a newer version: kept, and not shown.")
    else:
        where = f"row {found.first_bad}: " if found.first_bad is not None else ""
        say(f"Not as it was written. {where}{found.reason}")
    raise typer.Exit(0 if found.ok else 1)


def rebuild(file: File, as_json: Json = False) -> None:
    """Make every table of current state again from the log."""
    from alongside.project import open_project

    with open_project(file) as project:
        project.rebuild()
        found = project.verify()
    if as_json:
        print_json({"rows": found.rows, "projections_match": found.projections_match})
    else:
        say(f"Made again from {many(found.rows, 'row')}.")


def log(
    file: File,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="A file; default: standard output.")] = None,
) -> None:
    """Write the decision log as JSON Lines."""
    from alongside.project import open_project

    with open_project(file, read_only=True) as project:
        if out is None:
            project.export_log(sys.stdout)
        else:
            with out.open("w", encoding="utf-8", newline="\n") as stream:
                project.export_log(stream)
            say(f"Written to {out}.")


def merge(
    file: File,
    other: Annotated[Path, typer.Argument(help="Another project file, or its log as JSON Lines.")],
    another_review: Annotated[
        bool, typer.Option("--another-review", help="Take it although it shares no decision with this project.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Take another file's decisions; what differs becomes a disagreement to settle."""
    from alongside.project import open_project

    with open_project(file) as project:
        report = project.merge(other, another_review=another_review)
    document: dict[str, Any] = {
        "rows_added": report.rows_added,
        "rows_known": report.rows_known,
        "records_added": report.records_added,
        "disagreements": report.disagreements,
    }
    if as_json:
        print_json(document)
    else:
        say(
            f"{many(report.rows_added, 'decision')} added, {report.rows_known} known already, "
            f"{many(report.disagreements, 'disagreement')} to settle."
        )


def backup(file: File, target: Annotated[Path, typer.Argument(help="Where the copy goes.")]) -> None:
    """Write a whole copy of the project file, also while others work in it."""
    from alongside.project import open_project

    with open_project(file) as project:
        project.backup(target)
    say(f"Copied to {target}.")


def history(
    file: File,
    subject: Annotated[str, typer.Option(help="What it is about, as study:kew-2017; default: everything.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="How many of the latest.")] = 20,
    as_json: Json = False,
) -> None:
    """The latest decisions, newest first, each with the id by which it is taken back."""
    from alongside.project import open_project
    from alongside.workflow.undoing import latest

    with open_project(file, read_only=True) as project:
        acts = latest(project, limit=limit, subject=subject)
    if as_json:
        print_json([act.document() for act in acts])
        return
    print_table(
        ("When", "Who", "What", "Rows", "About", "Id"),
        [(f"{act.at:%Y-%m-%d %H:%M}", act.author, _what(act), str(act.rows), act.subject, act.uuid) for act in acts],
    )


def _what(act: Act) -> str:
    return f"{act.what}, taken back since" if act.taken_back else act.what


def undo(
    file: File,
    uuid: Annotated[list[str], typer.Argument(help="Ids of decisions, as `project history` lists them.")],
    why: Annotated[str, typer.Option(help="A reason.")] = "",
    whole_act: Annotated[
        bool, typer.Option("--act", help="Also all that was written together with it, as by the load of a table.")
    ] = False,
    name: As = "",
    as_json: Json = False,
) -> None:
    """Take decisions back; they stay in the history, and the undo can be taken back like any other."""
    from alongside.project import open_project
    from alongside.workflow.undoing import rows_of_act, take_back

    with open_project(file) as project:
        uuids = [row for named in uuid for row in rows_of_act(project, named)] if whole_act else uuid
        rows = take_back(project, uuids, author=person(name), at=now(), why=why)
    if as_json:
        print_json({"undone": len(rows), "uuids": [row.uuid for row in rows]})
    else:
        say(f"Taken back: {len(rows)}. They stay in the history.")


COMMANDS: dict[str, Callable[..., None]] = {
    "verify": verify,
    "history": history,
    "undo": undo,
    "rebuild": rebuild,
    "log": log,
    "merge": merge,
    "backup": backup,
}
