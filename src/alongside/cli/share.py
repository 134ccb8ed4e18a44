"""`share build`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from alongside.cli.output import Json, ProjectOption, hint, open_named, print_json, progress, progress_done, say

__all__ = ["COMMANDS"]


def build(
    out: Annotated[Path, typer.Argument(help="A new or empty folder, or a site written before.")],
    project: ProjectOption = "",
    as_json: Json = False,
) -> None:
    """Write the public site, the report and the open data."""
    from alongside.workflow.share.building import build as written

    with open_named(project) as opened:
        site = written(opened, out, progress=progress)
    progress_done()
    if as_json:
        print_json({"site": str(site.index), "report": str(site.report), "pages": site.pages})
    else:
        say(f"{site.pages} pages, a report and open data in {out}.")
        hint(f"open {site.index} in a browser")


COMMANDS: dict[str, Callable[..., None]] = {"build": build}
