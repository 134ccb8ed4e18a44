"""Django's name for this folder: the app `project`."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["ProjectConfig"]


class ProjectConfig(AppConfig):
    """Tables are called `project_…`, whatever else a site installs beside them."""

    name = "alongside.project"
    label = "project"
    verbose_name = "Alongside project"
    default_auto_field = "django.db.models.BigAutoField"
