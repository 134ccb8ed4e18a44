"""Share: the project as pages, report and open data that anybody can open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alongside.project import Project
from alongside.publishing.site import Site, build_site
from alongside.workflow.answer import review_of

__all__ = ["build"]


def build(project: Project, out: Path, *, progress: Callable[[str], None] = lambda _: None) -> Site:
    """Write the public site of a project to `out`."""
    progress("answers")
    return build_site(review_of(project), out, progress=progress)
