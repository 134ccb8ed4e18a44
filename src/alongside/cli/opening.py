"""`new` and `open`: make a project file, and work in it."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit, urlunsplit

import typer

from alongside.cli.output import As, Json, hint, now, person, print_json, say

__all__ = ["new", "open_"]


def new(
    address: Annotated[
        str,
        typer.Argument(
            metavar="FILE|ADDRESS",
            help="The file to make: NAME.alongside, or NAME alone; or postgresql://user@host/database, which gets one "
            "project more.",
        ),
    ],
    title: Annotated[str, typer.Option(help="The question of the review.")] = "",
    demo: Annotated[bool, typer.Option("--demo", help="Put the packaged evidence in.")] = False,
    as_json: Json = False,
) -> None:
    """Make a new project: a file, or one in a PostgreSQL database."""
    from alongside.project import create
    from alongside.project.file.settings import is_url

    target: str | Path = address
    if not is_url(address):
        # A file without the ending is not found by the other commands.
        path = Path(address)
        target = path if path.suffix else path.with_name(f"{path.name}.alongside")
    if demo:
        from alongside.workflow.demo import demo_project

        project = demo_project(target, at=now(), title=title or None)
    else:
        stem = "A review" if is_url(address) else Path(target).stem.replace("-", " ")
        project = create(target, title=title or stem)
    with project:
        name = str(target) if project.path is not None else _address(address, project.uuid)
        document = {"project": name, "title": project.title}
    if as_json:
        print_json(document)
    else:
        say(f"{name} is ready: {document['title']}")
        hint(f"alongside open {shlex.quote(name)}")


def _address(database: str, project: str) -> str:
    """The address that opens this one project of a database; without the password, which is not for a screen."""
    parts = urlsplit(database)
    user = f"{parts.username}@" if parts.username else ""
    host = parts.netloc.rpartition("@")[2]
    query = "&".join(part for part in (*parts.query.split("&"), f"project={project}") if part)
    return urlunsplit((parts.scheme, user + host, parts.path, query, ""))


def open_(
    file: Annotated[str, typer.Argument(help="Project file, or database address.")],
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one.")] = 0,
    browser: Annotated[bool, typer.Option(help="Open the browser, where there is one.")] = True,
    name: As = "",
) -> None:
    """Serve the workbench of a project on this machine, until Ctrl+C."""
    from alongside.web.serving import serve

    serve(file, port=port, browser=browser, person=person(name).name)
