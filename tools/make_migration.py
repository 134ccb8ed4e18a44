"""Write the migration that the tables need: `.venv/bin/python tools/make_migration.py NAME`."""

import importlib
import sys
from pathlib import Path

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.questioner import NonInteractiveMigrationQuestioner
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import MigrationWriter

NAME = sys.argv[1] if len(sys.argv) == 2 else ""
if not NAME.isidentifier():
    sys.exit("expected one name in small letters and underscores, as in: make_migration.py songs")

importlib.import_module("alongside.project.handle")  # it loads every table
loader = MigrationLoader(None)
states = (loader.project_state(), ProjectState.from_apps(apps))
detector = MigrationAutodetector(*states, NonInteractiveMigrationQuestioner())
changes = detector.changes(graph=loader.graph, trim_to_apps={"project"}, migration_name=NAME).get("project", [])
if not changes:
    print("nothing changed: the tables are as the last migration left them")
for migration in changes:
    writer = MigrationWriter(migration, include_header=False)
    Path(writer.path).write_text(writer.as_string(), encoding="utf-8")
    print(f"written: {writer.path}")
