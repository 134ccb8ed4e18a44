"""What the terminal shows: one JSON document, or one table, one sentence and one hint of what is next."""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from alongside.errors import UsageError
from alongside.words.plurals import are, many

if TYPE_CHECKING:
    from alongside.evidence import Author
    from alongside.project import Project

__all__ = [
    "As",
    "Columns",
    "Json",
    "ProjectOption",
    "are",
    "columns_named",
    "hint",
    "many",
    "now",
    "open_named",
    "person",
    "print_json",
    "print_table",
    "say",
]

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--map", metavar="FIELD=COLUMN", help="Which column of a table holds a field, as title=Titel. Repeat."
    ),
]
As = Annotated[str, typer.Option("--as", help="Who decides: your name in the log.", envvar="ALONGSIDE_NAME")]
ProjectOption = Annotated[
    str,
    typer.Option(
        "--project",
        "-p",
        envvar="ALONGSIDE_PROJECT",
        help="Project file or database address. Default: the only .alongside file here.",
    ),
]


def now() -> datetime:
    """The clock, read at the edge of the program only."""
    return datetime.now(UTC)


def person(name: str) -> Author:
    """The author of what is decided here: the given name, or the account's."""
    from alongside.evidence import Author

    return Author("person", name.strip() or getpass.getuser())


def open_named(path_or_url: str) -> Project:
    """The project that was named, or the only one in this folder."""
    from alongside.project import open_project

    if not path_or_url:
        path_or_url = os.environ.get("DATABASE_URL", "")
    if not path_or_url:
        found = sorted(Path.cwd().glob("*.alongside"))
        if len(found) != 1:
            here = "there is no .alongside file here" if not found else f"there are {len(found)} .alongside files here"
            raise UsageError(f"{here}; name the project with --project FILE")
        path_or_url = str(found[0])
    return open_project(path_or_url)


def print_json(document: Any) -> None:
    """One document on stdout, numbers at full precision; what is not a number becomes null."""
    sys.stdout.write(json.dumps(_finite(document), ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value


def columns_named(given: Sequence[str] | None) -> dict[str, str]:
    """Our field to the column that holds it, from FIELD=COLUMN.

    Raises `UsageError` for a word of another form and a field that no record has.
    """
    from alongside.records import CONTENT

    found = {}
    for text in given or ():
        name, sign, column = text.partition("=")
        if not sign or name.strip() not in CONTENT or not column.strip():
            fields = ", ".join(CONTENT)
            raise UsageError(f"--map {text}: expected FIELD=COLUMN, where FIELD is one of {fields}")
        found[name.strip()] = column.strip()
    return found


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> None:
    """A plain table on stdout, as wide as the terminal; columns in `right` are set to the right."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if place in set(right) else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    width = None if sys.stdout.isatty() else 160
    Console(file=sys.stdout, width=width, markup=False, highlight=False, soft_wrap=False).print(table)


def say(text: str) -> None:
    """A sentence for people, on stderr."""
    sys.stderr.write(f"{text}\n")


def hint(text: str) -> None:
    """What could be next."""
    say(f"Next: {text}")


def progress(text: str) -> None:
    """What is being done, where somebody watches."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[2K{text} ...")
        sys.stderr.flush()


def progress_done() -> None:
    """Take the progress line away again."""
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[2K")
        sys.stderr.flush()
