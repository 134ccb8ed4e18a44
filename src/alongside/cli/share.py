"""`share build | changes | about`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

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
    progress,
    progress_done,
    say,
)
from alongside.cli.tables import pairs

__all__ = ["COMMANDS"]


def build(
    out: Annotated[Path, typer.Argument(help="A new or empty folder, or a site written before.")],
    project: ProjectOption = "",
    since: Annotated[
        Path | None, typer.Option("--since", help="A folder of an earlier build: a page says what changed since.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write the public site, the report and the open data."""
    from alongside.workflow.share.building import build as written

    with open_named(project) as opened:
        site = written(opened, out, since=since, progress=progress)
    progress_done()
    if as_json:
        print_json({"site": str(site.index), "report": str(site.report), "pages": site.pages})
    else:
        say(f"{many(site.pages, 'page')}, a report and open data in {out}.")
        hint(f"open {site.index} in a browser")


def changes(
    old: Annotated[Path, typer.Argument(help="The earlier build: a site, or its open data.")],
    new: Annotated[Path, typer.Argument(help="The later build.")],
    as_json: Json = False,
) -> None:
    """What changed between two builds. Ends with 1 where an answer's sentence changed, came or went."""
    from alongside.publishing.pages.changes import document
    from alongside.workflow.share.comparing import compare

    compared = compare(old, new)
    if as_json:
        print_json(document(compared))
    else:
        _print_changes(compared)
    if compared.sentences:
        raise typer.Exit(1)


def _print_changes(compared: Any) -> None:
    from alongside.publishing.links import SiteLinks
    from alongside.publishing.pages.changes import context

    values = context(compared, SiteLinks())
    typer.echo(values["headline"])
    typer.echo(f"The build {values['since']} beside the build {values['now']}.")
    if values["other_project"]:
        typer.echo("The build before is of a project with another title.")
    for line in values["rule"]:
        typer.echo(f"Rule: {line}")
    for row in (*values["sentences"], *values["figures"], *values["new"], *values["gone"]):
        typer.echo(f"\n{row.label}")
        if row.sentence_changed:
            typer.echo(f"  - {row.old_sentence or 'no such answer'}")
            typer.echo(f"  + {row.new_sentence or 'no such answer'}")
        move = f"; moved by {row.moved}" if row.moved else ""
        typer.echo(f"  {row.after}, as before" if row.stayed else f"  {row.before} → {row.after}{move}")
        for line in (*row.settings, *row.studies):
            typer.echo(f"  {line}")
    for kind in ("came", "left", "changed"):
        if values[kind]:
            typer.echo(f"\nStudies that {kind}: {', '.join(study['label'] for study in values[kind])}.")


def about(
    parts: Annotated[
        list[str] | None, typer.Option("--set", metavar="PART=TEXT", help="As authors=Ada and Ben. Repeat.")
    ] = None,
    why: Annotated[str, typer.Option(help="A reason.")] = "",
    project: ProjectOption = "",
    name: As = "",
    as_json: Json = False,
) -> None:
    """What the review says of itself: search, limits, who made it, how to cite it. Shown, or changed by --set."""
    from alongside.evidence.about import ABOUT
    from alongside.workflow.share.describing import describe

    changes = dict(pairs("--set", parts))
    with open_named(project) as opened:
        if changes:
            describe(opened, changes, author=person(name), at=now(), why=why)
        texts = opened.answer.about().parts()
    if as_json:
        print_json(texts)
        return
    for part, label in ABOUT.items():
        say(f"{label} ({part}): {texts[part] or 'not stated'}")


COMMANDS: dict[str, Callable[..., None]] = {"build": build, "changes": changes, "about": about}
