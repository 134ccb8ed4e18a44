"""Opening a project, a file on a disk or a database: made where it is new, brought up to date where it is older."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

from django.db import transaction
from django.db.models import Q

from alongside import __version__
from alongside.errors import ProjectError, UsageError
from alongside.evidence import Author
from alongside.project.file.connections import inode_of
from alongside.project.file.failures import DamagedProject, explained
from alongside.project.file.looking import SCHEMA, look
from alongside.project.file.making import bring_up_to_date, make_file
from alongside.project.file.migrating import make_tables, migrate, prepare_database
from alongside.project.file.settings import alias_for, configure, database_for, forget, is_marked_read_only, is_url
from alongside.project.log.appending import append
from alongside.project.log.chain import moment_to_text
from alongside.project.log.own import titled
from alongside.project.log.projecting import rebuild
from alongside.project.log.rooms import Register
from alongside.project.log.sessions import Session
from alongside.project.log.tables import Project

__all__ = ["open_session"]

LOGGER = logging.getLogger("alongside.project")


def open_session(
    path_or_url: str | Path,
    register: Register,
    *,
    create: bool = False,
    title: str | None = None,
    read_only: bool = False,
    project: str | None = None,
    scratch: bool = False,
) -> Session:
    """Open a project; see `alongside.project.open_project`."""
    if is_url(path_or_url):
        return _open_database(str(path_or_url), register, create, title, read_only, project)
    path = Path(path_or_url)
    if create and read_only:
        raise UsageError("a new project cannot be read-only")
    if create:
        make_file(path, partial(_fill, register, str(path), title or path.name.removesuffix(".alongside")))
    schema = look(path)
    if schema < SCHEMA and read_only:
        raise ProjectError(
            f"{path}: was made by an older Alongside (schema {schema}); open it once for writing to bring it up to date"
        )
    if not read_only:
        _refuse_read_only(path)
    if schema < SCHEMA:
        bring_up_to_date(path, schema, partial(migrate, project_anew=partial(_project_anew, register)))
    alias, is_new_alias = alias_for(database_for(path, read_only=read_only, scratch=scratch))
    session = _session(alias, is_new_alias, str(path), register, project, read_only=read_only, path=path)
    session.inode = inode_of(path)
    return session


def _refuse_read_only(path: Path) -> None:
    for target, name in ((path, "it"), (path.absolute().parent, "its folder")):
        if is_marked_read_only(target):
            raise ProjectError(f"{path}: is read-only (you may not write to {name}); copy it, or open it read-only")


def _open_database(
    url: str, register: Register, create: bool, title: str | None, read_only: bool, project: str | None
) -> Session:
    project = project or dict(parse_qsl(urlsplit(url).query)).get("project")
    configure()
    database = database_for(url, read_only=read_only)
    name = f"{database['HOST'] or 'local'}/{database['NAME']}"
    alias, is_new_alias = alias_for(database)
    try:
        with explained(name):
            anew = partial(_project_anew, register)
            prepare_database(alias, name, make=create, read_only=read_only, project_anew=anew)
            if create:
                project = _add_project(register, alias, name, title or "Untitled review")
    except BaseException:  # whatever stopped it: a connection that was made for it goes
        if is_new_alias:
            forget(alias)
        raise
    return _session(alias, is_new_alias, name, register, project, read_only=read_only, path=None)


def _project_anew(register: Register, alias: str) -> None:
    """Make the projections of every project of a database again."""
    for row in Project.objects.using(alias).order_by("id"):
        rebuild(Session(alias, row.id, row.title, register))


def _fill(register: Register, name: str, title: str, alias: str) -> None:
    """The tables of a new file, and its first row."""
    make_tables(alias)
    _first_row(register, alias, name, title)


def _first_row(register: Register, alias: str, name: str, title: str) -> int:
    """The project's own row, and the decision that gives it its title."""
    now = datetime.now(UTC)
    row = Project.objects.using(alias).create(
        uuid=str(uuid4()), created_at=moment_to_text(now), projected_by=register.fingerprint
    )
    machine = Author("machine", "alongside", __version__)
    append(Session(alias, row.id, name, register), [titled(title)], machine, now)
    return row.id


def _add_project(register: Register, alias: str, name: str, title: str) -> str:
    with transaction.atomic(using=alias):
        number = _first_row(register, alias, name, title)
    return Project.objects.using(alias).get(id=number).uuid


def _session(
    alias: str,
    is_new_alias: bool,
    name: str,
    register: Register,
    project: str | None,
    *,
    read_only: bool,
    path: Path | None,
) -> Session:
    try:
        with explained(name):
            rows = Project.objects.using(alias).order_by("id")
            projects = list(rows.filter(Q(uuid=project) | Q(title=project)) if project else rows)
        if not projects and project:
            raise ProjectError(f"{name}: has no project {project!r}")
        if not projects:
            raise DamagedProject(f"{name}: has lost the row of its project")
        if len(projects) > 1:
            several = "; ".join(f"{row.uuid} {row.title}" for row in projects[:5])
            raise ProjectError(f"{name}: holds {len(projects)} projects, say which by ?project=UUID: {several}")
    except BaseException:  # whatever stopped it: a connection that was made for it goes
        if is_new_alias:
            forget(alias)
        raise
    closing: list[Callable[[], None]] = [partial(forget, alias)] if is_new_alias else []
    session = Session(alias, projects[0].id, name, register, path, read_only, _closing=closing)
    if not read_only and projects[0].projected_by != register.fingerprint:
        LOGGER.info("%s: its tables were made by a version that knows other kinds; making them again", name)
        with explained(name):
            rebuild(session)
    return session
