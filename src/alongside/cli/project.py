"""`project verify | rebuild | log | merge | backup`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from alongside.cli.output import Json, print_json, say

__all__ = ["COMMANDS"]

File = Annotated[str, typer.Argument(help="Project file, or database address.")]


def verify(file: File, as_json: Json = False) -> None:
    """Check every digest of the log and every table made from it."""
    from alongside.project import verify_path

    found = verify_path(file)
    if as_json:
        print_json(
            {
                "ok": found.ok, "rows": found.rows, "first_bad": found.first_bad,
                "first_bad_uuid": found.first_bad_uuid, "reason": found.reason,
                "projections_match": found.projections_match,
            }
        )  # fmt: skip
    elif found.ok:
        say(f"{found.rows} rows, every digest as it was written; the tables follow from the log.")
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
        say(f"Made again from {found.rows} rows.")


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
    as_json: Json = False,
) -> None:
    """Take another file's decisions; what differs becomes a disagreement to settle."""
    from alongside.project import open_project

    with open_project(file) as project:
        report = project.merge(other)
    document: dict[str, Any] = {
        "rows_added": report.rows_added, "rows_known": report.rows_known,
        "records_added": report.records_added, "disagreements": report.disagreements,
    }  # fmt: skip
    if as_json:
        print_json(document)
    else:
        say(f"{report.rows_added} decisions added, {report.rows_known} known already, "
            f"{report.disagreements} disagreements to settle.")  # fmt: skip


def backup(file: File, target: Annotated[Path, typer.Argument(help="Where the copy goes.")]) -> None:
    """Write a whole copy of the project file, also while others work in it."""
    from alongside.project import open_project

    with open_project(file) as project:
        project.backup(target)
    say(f"Copied to {target}.")


COMMANDS: dict[str, Callable[..., None]] = {
    "verify": verify, "rebuild": rebuild, "log": log, "merge": merge, "backup": backup,
}  # fmt: skip
