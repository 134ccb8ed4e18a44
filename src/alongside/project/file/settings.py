"""Where the tables are: what Django has to be told, and told once in a process.

A process may open many projects. Each database gets a connection alias of its own (`alias_for`), and every query names
its alias; `default` is a dummy, so that a query which forgot its project fails at once. Only the web application, whose
sessions and accounts need a `default`, calls `configure` with the database that it serves; opening that same database
then uses `default`.
"""

from __future__ import annotations

import itertools
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from alongside.errors import ProjectError, UsageError
from alongside.project.file.connections import NotedConnection

__all__ = ["alias_for", "configure", "database_for", "ensure_configured", "forget", "is_url"]

BUSY_SECONDS = 20
"""How long one process waits for another that is writing. Importing 100,000 records holds the file for about that."""

# WAL lets others read while one writes; FULL makes a commit survive the loss of power, not just of the process
# (sqlite.org/pragma.html#pragma_synchronous).
_INIT = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
_INIT_SCRATCH = "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA foreign_keys = ON;"
_INIT_READ_ONLY = "PRAGMA query_only = ON;"


def is_url(path_or_url: str | Path) -> bool:
    """Whether this names a PostgreSQL database rather than a file."""
    return isinstance(path_or_url, str) and path_or_url.startswith(("postgresql://", "postgres://"))


def is_marked_read_only(path: Path) -> bool:
    """Whether nobody has the right to write there. Root could all the same; who took the right away meant everybody."""
    return not os.access(path, os.W_OK) or path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) == 0


def database_for(path_or_url: str | Path, *, read_only: bool = False, scratch: bool = False) -> dict[str, Any]:
    """Django's settings of one database, for a file or a `postgresql://user:password@host:port/name` address.

    `scratch` is a file that is copied when it is filled, and then thrown away: its commits do not wait for the disk.
    An address may carry `?project=UUID` (which `open_project` reads) and libpq's own options. Nothing is opened here.

    >>> database_for("postgresql://ada@db.example.org/reviews")["NAME"]
    'reviews'
    """
    if is_url(path_or_url):
        return _postgres(str(path_or_url), read_only)
    path = Path(path_or_url).absolute()
    query = "mode=rw"
    if read_only:
        # Where no -wal or -shm can be made, SQLite reads a WAL file only if it is told that nobody writes it.
        query = "immutable=1" if _nobody_writes(path) else "mode=ro"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": f"file:{quote(str(path))}?{query}",
        "OPTIONS": {
            "init_command": _INIT_READ_ONLY if read_only else _INIT_SCRATCH if scratch else _INIT,
            "factory": NotedConnection,
            "timeout": BUSY_SECONDS,
            "transaction_mode": "DEFERRED" if read_only else "IMMEDIATE",
        },
    }


def _nobody_writes(path: Path) -> bool:
    return path.exists() and is_marked_read_only(path.parent) and not path.with_name(f"{path.name}-shm").exists()


def _postgres(url: str, read_only: bool) -> dict[str, Any]:
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        raise UsageError(f"the port of the database address is no number: {parts.hostname}") from None
    options: dict[str, Any] = {key: value for key, value in parse_qsl(parts.query) if key != "project"}
    host = options.pop("host", None) or unquote(parts.hostname or "")  # a socket's folder comes as ?host=/…
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise UsageError("the database address names no database: postgresql://user:password@host:port/NAME")
    if read_only:
        options["options"] = f"{options.get('options', '')} -c default_transaction_read_only=on".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(options.pop("port", None) or port or ""),
        "OPTIONS": options,
    }


def configure(database: Mapping[str, Any] | None = None, extra_settings: Mapping[str, Any] | None = None) -> None:
    """Tell Django what it needs, unless this process has been told the same already (then nothing happens).

    `database` becomes `default`; `extra_settings` replace or add to what stands here (INSTALLED_APPS must keep
    "alongside.project").

    Raises
    ------
    ProjectError : where the process runs another Django site without our app, and where settings are asked for that
        differ from those that Django has: it takes them once in a process, so a server needs a process of its own.
    """
    import django
    from django.apps import apps
    from django.conf import settings

    by_module = os.environ.get("DJANGO_SETTINGS_MODULE", "").startswith("alongside.")
    if not settings.configured and not by_module:
        settings.configure(
            **{
                "INSTALLED_APPS": ["alongside.project"],
                "DATABASES": {"default": dict(database or {})},
                "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
                "USE_TZ": True,
                "TIME_ZONE": "UTC",
                "LOGGING_CONFIG": None,
                **(extra_settings or {}),
            }
        )
    elif settings.configured:
        _refuse_other_settings(extra_settings or {})
    if not apps.apps_ready:
        django.setup()
    if not apps.is_installed("alongside.project"):
        raise ProjectError("this process runs a Django site of its own; add 'alongside.project' to its INSTALLED_APPS")


def _refuse_other_settings(wanted: Mapping[str, Any]) -> None:
    from django.conf import settings

    differing = sorted(name for name, value in wanted.items() if getattr(settings, name, None) != value)
    if differing:
        raise ProjectError(
            f"this process has worked with projects already, and Django takes its settings once (it has another "
            f"{differing[0]}); serve in a process of its own: alongside open FILE"
        )


def ensure_configured() -> None:
    """For modules that define or use tables: importing them is enough, in a notebook too."""
    from django.conf import settings

    if not settings.configured:
        configure()


_numbers = itertools.count(1)


def alias_for(database: Mapping[str, Any]) -> tuple[str, bool]:
    """The connection alias of a database, and whether it was made for this call (`forget` it when done).

    `default` where the process was configured with this very database; otherwise a new one.
    """
    configure()
    from django.db import connections

    default = connections.databases["default"]
    if all(default.get(key) == value for key, value in database.items()):
        return "default", False
    alias = f"project_{next(_numbers)}"
    settings = {"default": {}, alias: dict(database)}
    connections.databases[alias] = connections.configure_settings(settings)[alias]
    return alias, True


def forget(alias: str) -> None:
    """Close this thread's connection and drop the alias."""
    from django.db import connections

    connections[alias].close()
    if alias != "default":
        del connections[alias]
        connections.databases.pop(alias, None)
