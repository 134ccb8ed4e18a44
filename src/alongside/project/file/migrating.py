"""Bringing the tables of a database to the last migration. Projections are made anew by whoever knows the kinds."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from threading import Lock

from alongside.errors import ProjectError
from alongside.project.file.looking import APPLICATION_ID, SCHEMA

__all__ = ["make_tables", "migrate", "prepare_database"]

LOGGER = logging.getLogger("alongside.project")

_MIGRATING = 0x416C6F6E67
"""Key of PostgreSQL's advisory lock while tables are made."""


_template: list[sqlite3.Connection] = []
"""The tables of a new file as the migrations left them, in memory, once this process has made a file."""

_template_lock = Lock()


def make_tables(alias: str) -> None:
    """The tables of a new file: by the migrations the first time, and as a copy of those for each further file of this
    process. A server or a script that makes many projects waits for the migrations once.
    """
    from django.db import connections

    connection = connections[alias]
    connection.ensure_connection()
    with _template_lock:
        if _template:
            _template[0].backup(connection.connection)
            return
        migrate(alias)
        in_memory = sqlite3.connect(":memory:", check_same_thread=False)
        connection.connection.backup(in_memory)
        _template.append(in_memory)


def migrate(alias: str, target: str | None = None, *, project_anew: Callable[[str], None] | None = None) -> None:
    """Bring the tables of one connection to the last migration, or to one by its name.

    `project_anew` makes the projections of every project again where a migration was run: a newer version may keep
    more in them than the older one did.
    """
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    connection = connections[alias]
    executor = MigrationExecutor(connection)
    targets = [("project", target)] if target else executor.loader.graph.leaf_nodes("project")
    planned = executor.migration_plan(targets)
    executor.migrate(targets)
    if planned:
        names = ", ".join(migration.name for migration, _ in planned)
        LOGGER.info("migrated the tables of %s: %s", connection.settings_dict["NAME"], names)
    if planned and not target and project_anew is not None:
        project_anew(alias)
    if connection.vendor == "sqlite":
        schema = int(target[:4]) if target else SCHEMA
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            cursor.execute(f"PRAGMA user_version = {schema}")


def prepare_database(
    alias: str, name: str, *, make: bool, read_only: bool, project_anew: Callable[[str], None]
) -> None:
    """Make or migrate the tables of a PostgreSQL database, one process at a time.

    Raises `ProjectError` for a database of a newer version, one without tables unless `make`, and an older one that is
    opened read-only.
    """
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    def is_behind() -> bool:
        executor = MigrationExecutor(connections[alias])
        migrations = {key for key in executor.loader.disk_migrations if key[0] == "project"}
        applied = {key for key in executor.loader.applied_migrations if key[0] == "project"}
        if applied - migrations:
            raise ProjectError(f"{name}: its tables were made by a newer Alongside; update Alongside to open it")
        if not applied and not make:
            raise ProjectError(f"{name}: holds no Alongside project; `alongside new` makes one there")
        return applied != migrations

    if not is_behind():
        return
    if read_only:
        raise ProjectError(f"{name}: was made by an older Alongside; open it once for writing to bring it up to date")
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATING])
    try:
        if is_behind():
            migrate(alias, project_anew=project_anew)
    finally:
        with suppress(Exception), connections[alias].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATING])
