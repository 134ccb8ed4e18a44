"""`new` and `open`: make a project file, and work in it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from alongside.cli.output import As, Json, hint, now, person, print_json, say

__all__ = ["new", "open_"]


def new(
    file: Annotated[Path, typer.Argument(help="The file to make: NAME.alongside, or NAME alone.")],
    title: Annotated[str, typer.Option(help="The question of the review.")] = "",
    demo: Annotated[bool, typer.Option("--demo", help="Put the packaged evidence in.")] = False,
    as_json: Json = False,
) -> None:
    """Make a new project file."""
    # A file without the ending is not found by the other commands.
    file = file if file.suffix else file.with_name(f"{file.name}.alongside")
    if demo:
        from alongside.workflow.demo import demo_project

        project = demo_project(file, at=now())
    else:
        from alongside.project import create

        project = create(file, title=title or file.stem.replace("-", " "))
    with project:
        document = {"project": str(file), "title": project.title}
    if as_json:
        print_json(document)
    else:
        say(f"{file} is ready: {document['title']}")
        hint(f"alongside open {file}")


def open_(
    file: Annotated[str, typer.Argument(help="Project file, or database address.")],
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one.")] = 0,
    browser: Annotated[bool, typer.Option(help="Open the browser, where there is one.")] = True,
    name: As = "",
) -> None:
    """Serve the workbench of a project on this machine, until Ctrl+C."""
    from alongside.web.serving import serve

    serve(file, port=port, browser=browser, person=person(name).name)
