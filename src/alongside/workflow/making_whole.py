"""A project file that is there only when all that belongs in it is: filled beside its place, then put there."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from alongside.project import Project, create
from alongside.project.file.making import check_new_file

__all__ = ["make_whole"]


def make_whole(path: Path, title: str, fill: Callable[[Project], None]) -> None:
    """Make a file that `fill` has filled. Who stops it in the middle finds no file at `path`, rather than one that
    looks finished and is not. Raises `ProjectError` where no file can be made there, before anything is filled.
    """
    check_new_file(path)
    with (
        tempfile.TemporaryDirectory(dir=path.absolute().parent, prefix=".unfinished-") as folder,
        create(Path(folder) / path.name, title=title, scratch=True) as project,
    ):
        fill(project)
        project.backup(path)
