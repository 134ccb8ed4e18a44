"""Project files on the disk: looking at one before it is opened, making one, bringing an older one up to date.

A file that is refused is not touched: it is looked at with a connection that cannot write, and nothing else happens
until the look has said what it is. A new file is made under another name and linked to its own when it is whole, so
that a path never holds half a project.
"""

from __future__ import annotations

import os
import sqlite3
import struct
from collections import Counter
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlsplit
from uuid import uuid4

from alongside import __version__
from alongside.errors import ProjectError, UsageError
from alongside.evidence import Author
from alongside.project.settings import (
    BUSY_SECONDS,
    alias_for,
    configure,
    database_for,
    forget,
    is_marked_read_only,
    is_url,
)

if TYPE_CHECKING:
    from alongside.project.handle import Project

__all__ = ["APPLICATION_ID", "SCHEMA", "copy_file", "create", "look", "open_project"]

APPLICATION_ID = 0x416C6F6E
"""Four bytes of the SQLite header that say whose file it is (sqlite.org/fileformat.html, offset 68): "Alon"."""

SCHEMA = 5
"""The number of the last migration; a file carries it as `user_version`."""

_MAGIC = b"SQLite format 3\x00"
_MIGRATING = 0x416C6F6E67  # key of PostgreSQL's advisory lock while tables are made

_open_inodes: Counter[tuple[int, int]] = Counter()
"""Files that this process has open through SQLite. Opening and closing such a file in any other way would drop
SQLite's own locks on it (sqlite.org/howtocorrupt.html, 2.2), so their headers are not read here."""


def _inode(path: Path) -> tuple[int, int]:
    found = path.stat()
    return (found.st_dev, found.st_ino)


def note_open(path: Path) -> tuple[int, int]:
    inode = _inode(path)
    _open_inodes[inode] += 1
    return inode


def note_closed(inode: tuple[int, int]) -> None:
    _open_inodes[inode] -= 1
    if _open_inodes[inode] <= 0:
        del _open_inodes[inode]


def read_only_connection(path: Path) -> sqlite3.Connection:
    """A plain connection that cannot write, and leaves nothing beside a file that nobody else has open."""
    beside = path.with_name(f"{path.name}-wal").exists() or _inode(path) in _open_inodes
    shared = beside and (path.with_name(f"{path.name}-shm").exists() or not is_marked_read_only(path.parent))
    name = f"file:{quote(str(path.absolute()))}?{'mode=ro' if shared else 'immutable=1'}"
    return sqlite3.connect(name, uri=True, timeout=BUSY_SECONDS, isolation_level=None)


def look(path: Path) -> int:
    """The schema number of a project file, without changing a byte of it.

    Raises `ProjectError` for a path that is none, a folder, an empty, cut or damaged file, and a file that is not ours
    or was made by a newer version.
    """
    if not path.exists():
        raise ProjectError(f"{path}: there is no such file; `alongside new {path}` makes one")
    if path.is_dir():
        raise ProjectError(f"{path}: is a folder, not a project file")
    if not path.is_file():
        raise ProjectError(f"{path}: is not a file")
    if not os.access(path, os.R_OK):
        raise ProjectError(f"{path}: you may not read it")
    if _inode(path) not in _open_inodes:
        _look_at_header(path)
    try:
        with closing(read_only_connection(path)) as connection:
            (schema,) = connection.execute("PRAGMA user_version").fetchone()
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            if application == APPLICATION_ID and schema <= SCHEMA:
                connection.execute("SELECT count(*) FROM project_project").fetchone()
    except sqlite3.DatabaseError as error:
        from alongside.project.failures import DamagedProject, explained

        with explained(str(path)):
            raise
        raise DamagedProject(f"{path}: cannot be read ({error})") from error
    _check_ours(path, application, schema)
    return int(schema)


def _check_ours(path: Path, application: int, schema: int) -> None:
    if application != APPLICATION_ID:
        raise ProjectError(f"{path}: is an SQLite file of some other program, not an Alongside project")
    if schema > SCHEMA:
        raise ProjectError(
            f"{path}: was made by a newer Alongside (schema {schema}; version {__version__} knows {SCHEMA}); "
            "update Alongside to open it"
        )


def _look_at_header(path: Path) -> None:
    size = path.stat().st_size
    with path.open("rb") as file:
        header = file.read(100)
    if not header:
        raise ProjectError(f"{path}: is an empty file, not an Alongside project")
    if header[:16] != _MAGIC[: len(header)]:
        raise ProjectError(f"{path}: is not an Alongside project (it is no SQLite file)")
    if len(header) < 100:
        raise _cut_off(path, size, None)
    (page,) = struct.unpack_from(">H", header, 16)
    counted, pages = struct.unpack_from(">II", header, 24)
    schema, valid_for = struct.unpack_from(">I", header, 60)[0], struct.unpack_from(">I", header, 92)[0]
    (application,) = struct.unpack_from(">I", header, 68)
    _check_ours(path, application, schema)
    # With a write-ahead log beside it, pages may be there that the file does not have yet: SQLite puts them together.
    if not path.with_name(f"{path.name}-wal").exists() and counted == valid_for:
        expected = pages * (65536 if page == 1 else page)
        if size < expected:
            raise _cut_off(path, size, expected)


def _cut_off(path: Path, size: int, expected: int | None) -> ProjectError:
    from alongside.project.failures import DamagedProject

    of = f" of {expected:,}" if expected else ""
    return DamagedProject(f"{path}: is cut off ({size:,}{of} bytes are there); go back to a backup or copy it again")


def copy_file(path: Path, target: Path) -> None:
    """A whole and consistent copy, also while others write (SQLite's backup). An existing target is refused."""
    if target.exists():
        raise ProjectError(f"{target}: is there already; give another name")
    if not target.absolute().parent.is_dir():
        raise ProjectError(f"{target}: there is no folder {target.absolute().parent}")
    fresh = _fresh(target)
    try:
        with closing(read_only_connection(path)) as source, closing(sqlite3.connect(fresh)) as copy:
            source.backup(copy)
        _publish(fresh, target)
    finally:
        fresh.unlink(missing_ok=True)


def _fresh(target: Path) -> Path:
    return target.with_name(f".{target.name}.{uuid4().hex[:12]}.new")


def _publish(fresh: Path, target: Path) -> None:
    """Give a finished file its name, unless somebody else took the name meanwhile."""
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    try:
        os.link(fresh, target)
    except FileExistsError:
        raise ProjectError(f"{target}: is there already; a project is never written over a file") from None
    except OSError:  # a file system without links: the name is checked, then taken
        if target.exists():
            raise ProjectError(f"{target}: is there already; a project is never written over a file") from None
        fresh.rename(target)
    folder = os.open(target.absolute().parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def migrate(alias: str, target: str | None = None) -> None:
    """Bring the tables of one connection to the last migration (or to one by its name)."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    connection = connections[alias]
    executor = MigrationExecutor(connection)
    targets = [("project", target)] if target else executor.loader.graph.leaf_nodes("project")
    planned = executor.migration_plan(targets)
    executor.migrate(targets)
    if planned and not target:
        _project_anew(alias)
    if connection.vendor == "sqlite":
        schema = int(target[:4]) if target else SCHEMA
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            cursor.execute(f"PRAGMA user_version = {schema}")


def _project_anew(alias: str) -> None:
    """Make the projections of every project again: a newer version may keep more in them than the older one did."""
    from alongside.project import log, models, projections
    from alongside.project.chain import Row

    for row in models.Project.objects.using(alias).order_by("id"):
        found = log.rows(log.Place(alias, row.id, row.title)).order_by("subject", "id").iterator(2000)
        projections.rebuild(alias, row.id, (Row(*values) for values in found))


def _make(path: Path, title: str) -> None:
    if path.is_dir():
        raise ProjectError(f"{path}: is a folder; give the name of a file in it")
    if path.exists():
        raise ProjectError(f"{path}: is there already; a project is never written over a file")
    parent = path.absolute().parent
    if not parent.is_dir():
        raise ProjectError(f"{path}: there is no folder {parent}")
    if is_marked_read_only(parent):
        raise ProjectError(f"{path}: you may not write in the folder {parent}")
    fresh = _fresh(path.absolute())
    from alongside.project.failures import explained

    try:
        fresh.touch()
        alias, _ = alias_for(database_for(fresh))
        try:
            with explained(str(path)):
                migrate(alias)
                _first_row(alias, str(path), title)
        finally:
            forget(alias)
        _publish(fresh, path)
    finally:
        for leftover in (fresh, fresh.with_name(f"{fresh.name}-wal"), fresh.with_name(f"{fresh.name}-shm")):
            leftover.unlink(missing_ok=True)


def _first_row(alias: str, name: str, title: str) -> int:
    """The project's own row, and the decision that gives it its title."""
    from alongside.project import models
    from alongside.project.chain import moment_to_text
    from alongside.project.decisions import NewDecision
    from alongside.project.log import Place, append

    now = datetime.now(UTC)
    row = models.Project.objects.using(alias).create(uuid=str(uuid4()), created_at=moment_to_text(now))
    machine = Author("machine", "alongside", __version__)
    append(Place(alias, row.id, name), [NewDecision("project", "project.titled", {"title": title})], machine, now)
    return row.id


def _bring_up_to_date(path: Path, schema: int) -> None:
    stem = path.name.removesuffix(".alongside")
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    copy_file(path, path.with_name(f"{stem}.backup-{schema}-{moment}.alongside"))
    alias, own = alias_for(database_for(path))
    from alongside.project.failures import explained

    try:
        with explained(str(path)):
            migrate(alias)
    except ProjectError:
        # Another process may have migrated the same file in the meantime.
        if look(path) < SCHEMA:
            raise
    finally:
        if own:
            forget(alias)


def create(path_or_url: str | Path, *, title: str | None = None) -> Project:
    """Make a project and open it. See `open_project`."""
    return open_project(path_or_url, create=True, title=title)


def open_project(
    path_or_url: str | Path,
    *,
    create: bool = False,
    title: str | None = None,
    read_only: bool = False,
    project: str | None = None,
) -> Project:
    """Open a project file, or a project in a PostgreSQL database.

    Parameters
    ----------
    path_or_url : a path, or `postgresql://user:password@host:port/name`, with `?project=UUID` where the database holds
        several (or give `project`, a uuid or a title).
    create : make it first. A file that exists is never written over; a database gets one project more.
    title : of a new project; a file's own name where it is None.
    read_only : nothing can be written, and a file that nobody may write to opens too.

    An older file is migrated, with a backup `NAME.backup-<schema>-<moment>.alongside` beside it first. Close the
    handle, or use it in a `with`. Any number of projects can be open in one process, and one handle may serve many
    threads (each has its own connection).

    Raises `ProjectError` with one line for whatever cannot be opened; the file is then as it was.
    """
    if is_url(path_or_url):
        return _open_database(str(path_or_url), create, title, read_only, project)
    path = Path(path_or_url)
    if create and read_only:
        raise UsageError("a new project cannot be read-only")
    if create:
        _make(path, title or path.name.removesuffix(".alongside"))
    schema = look(path)
    if schema < SCHEMA and read_only:
        raise ProjectError(
            f"{path}: was made by an older Alongside (schema {schema}); open it once for writing to bring it up to date"
        )
    if not read_only:
        for place, what in ((path, "it"), (path.absolute().parent, "its folder")):
            if is_marked_read_only(place):
                raise ProjectError(f"{path}: is read-only (you may not write to {what}); copy it, or open it read-only")
    if schema < SCHEMA:
        _bring_up_to_date(path, schema)
    alias, own = alias_for(database_for(path, read_only=read_only))
    return _handle(alias, own, str(path), project, read_only=read_only, path=path)


def _open_database(url: str, create: bool, title: str | None, read_only: bool, project: str | None) -> Project:
    project = project or dict(parse_qsl(urlsplit(url).query)).get("project")
    configure()
    from alongside.project.failures import explained

    database = database_for(url, read_only=read_only)
    name = f"{database['HOST'] or 'local'}/{database['NAME']}"
    alias, own = alias_for(database)
    try:
        with explained(name):
            _prepare_database(alias, name, make=create, read_only=read_only)
            if create:
                project = _add_project(alias, name, title or "Untitled review")
    except BaseException:
        if own:
            forget(alias)
        raise
    return _handle(alias, own, name, project, read_only=read_only, path=None)


def _prepare_database(alias: str, name: str, *, make: bool, read_only: bool) -> None:
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    def plan() -> bool:
        executor = MigrationExecutor(connections[alias])
        known = {key for key in executor.loader.disk_migrations if key[0] == "project"}
        applied = {key for key in executor.loader.applied_migrations if key[0] == "project"}
        if applied - known:
            raise ProjectError(f"{name}: its tables were made by a newer Alongside; update Alongside to open it")
        if not applied and not make:
            raise ProjectError(f"{name}: holds no Alongside project; `alongside new` makes one there")
        return applied != known

    if not plan():
        return
    if read_only:
        raise ProjectError(f"{name}: was made by an older Alongside; open it once for writing to bring it up to date")
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATING])
    try:
        if plan():
            migrate(alias)
    finally:
        with suppress(Exception), connections[alias].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATING])


def _add_project(alias: str, name: str, title: str) -> str:
    from django.db import transaction

    from alongside.project import models

    with transaction.atomic(using=alias):
        made = _first_row(alias, name, title)
    return models.Project.objects.using(alias).get(id=made).uuid


def _handle(alias: str, own: bool, name: str, project: str | None, *, read_only: bool, path: Path | None) -> Project:
    from django.db.models import Q

    from alongside.project import models
    from alongside.project.failures import DamagedProject, explained
    from alongside.project.handle import Project

    try:
        with explained(name):
            held = models.Project.objects.using(alias).order_by("id")
            found = list(held.filter(Q(uuid=project) | Q(title=project)) if project else held)
        if not found and project:
            raise ProjectError(f"{name}: has no project {project!r}")
        if not found:
            raise DamagedProject(f"{name}: has lost the row of its project")
        if len(found) > 1:
            several = "; ".join(f"{one.uuid} {one.title}" for one in found[:5])
            raise ProjectError(f"{name}: holds {len(found)} projects, say which by ?project=UUID: {several}")
    except BaseException:
        if own:
            forget(alias)
        raise
    return Project(alias, found[0], name, read_only=read_only, path=path, own_alias=own)
