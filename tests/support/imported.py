"""What a server of a project imports, imported once: the process that the tests' servers are forked from loads it.

Whatever needs Django's settings is left to the server itself, which knows its project.
"""

from __future__ import annotations

import importlib
import pkgutil

import alongside

PURE = (
    "certainty",
    "coding",
    "deduplication",
    "evaluation",
    "evidence",
    "planning",
    "publishing",
    "records",
    "screening",
    "services",
    "synthesis",
    "tables",
    "words",
)
"""Rooms that know no project."""

LIBRARIES = (
    "django.contrib.staticfiles.finders",
    "django.core.handlers.wsgi",
    "django.db.backends.sqlite3.base",
    "django.db.models",
    "django.middleware.clickjacking",
    "django.middleware.csrf",
    "django.middleware.security",
    "django.template.backends.django",
    "django.template.loader_tags",
    "waitress.server",
    "whitenoise.middleware",
)

for _name in LIBRARIES:
    importlib.import_module(_name)
for _room in PURE:
    for _module in pkgutil.walk_packages([f"{alongside.__path__[0]}/{_room}"], f"alongside.{_room}."):
        importlib.import_module(_module.name)
importlib.import_module("alongside.cli.opening")
