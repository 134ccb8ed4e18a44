"""Triggers that guard primary data, and the index over records' words: both engines, see `project.file.guards`."""

from typing import Any

from django.db import migrations

from alongside.project.file.guards import install_guards, install_search


def install(apps: Any, editor: Any) -> None:
    install_guards(editor)
    install_search(editor)


class Migration(migrations.Migration):
    dependencies = [("project", "0001_initial")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
