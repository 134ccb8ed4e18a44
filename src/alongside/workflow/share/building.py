"""Share: the project as pages, report and open data that anybody can open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alongside.project import Project
from alongside.publishing.open_data.builds import read_build
from alongside.publishing.site import Site, build_site
from alongside.workflow.answer import review_of

__all__ = ["build"]


def build(
    project: Project, out: Path, *, since: Path | None = None, progress: Callable[[str], None] = lambda _: None
) -> Site:
    """Write the public site of a project to `out`; with `since`, a folder of an earlier build, the page of changes.

    `since` is read before anything is written, so that it may be `out` itself.
    """
    earlier = read_build(since) if since is not None else None
    progress("answers")
    return build_site(review_of(project), out, since=earlier, progress=progress)
