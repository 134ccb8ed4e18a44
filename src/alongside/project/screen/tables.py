"""The table of *screen*: where each record is on its way through the review."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from alongside.project.log.tables import Projected

__all__ = ["ScreeningState"]

if TYPE_CHECKING:  # Django's fields take type arguments in the type checker's eyes only
    Text = models.TextField[str, str]
    Short = models.CharField[str, str]


class ScreeningState(Projected):
    """A record about which something was decided in screening. `verdict` and `reason` are of the latest stage that has
    one, `status` is where it is on its way (`status.Status`), whether or not it is a duplicate.
    """

    record: Short = models.CharField(max_length=240)
    stage: Short = models.CharField(max_length=20, default="")
    verdict: Short = models.CharField(max_length=10, default="")
    reason: Text = models.TextField(default="")
    title_abstract: Short = models.CharField(max_length=10, default="")
    full_text: Short = models.CharField(max_length=10, default="")
    status: Short = models.CharField(max_length=30, default="")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["project", "record"], name="screening_state_once")]
        indexes: ClassVar = [models.Index(fields=["project", "status"], name="screening_state_status")]
