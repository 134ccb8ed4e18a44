"""The tables that every project has. Primary data first (only ever added to), then the projections (made from the log).

Uuids, moments and JSON are kept as text in one canonical form, so that both engines hold the same characters and a
digest over them is the same. Every table carries its project: a file holds one, PostgreSQL may hold many.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from alongside.project.file.settings import ensure_configured

ensure_configured()

__all__ = ["Disagreement", "LogRow", "OfProject", "Project", "Projected", "State", "Writer"]

if TYPE_CHECKING:  # Django's fields take type arguments in the type checker's eyes only
    Text = models.TextField[str, str]
    Short = models.CharField[str, str]
    Whole = models.BigIntegerField[int, int]
    Truth = models.BooleanField[bool, bool]


class Project(models.Model):
    """One review. `title` shows what the log's `project.titled` says, `projected_by` is the fingerprint of the register
    by which the projections were made: a version that knows other kinds makes them again when it opens the file.
    """

    id: int
    uuid: Short = models.CharField(max_length=36, unique=True)
    title: Text = models.TextField(default="")
    created_at: Short = models.CharField(max_length=27)
    projected_by: Short = models.CharField(max_length=64, default="")


class OfProject(models.Model):
    """What every other table has."""

    id: int
    project_id: int
    project: models.ForeignKey[Project, Project] = models.ForeignKey(Project, on_delete=models.PROTECT)

    class Meta:
        abstract = True


class Writer(OfProject):
    """One session of one process that wrote. `last_seq` and `last_digest` are its chain's head: a cut tail shows."""

    uuid: Short = models.CharField(max_length=36)
    started_at: Short = models.CharField(max_length=27)
    version: Short = models.CharField(max_length=50, default="")
    name: Text = models.TextField(default="")
    last_seq: Whole = models.BigIntegerField(default=0)
    last_digest: Short = models.CharField(max_length=64, default="")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["project", "uuid"], name="writer_once")]


class LogRow(OfProject):
    """One decision. `seq` counts from 1 within its writer; see `chain.Row` for the digest."""

    writer_id: int
    writer: models.ForeignKey[Writer, Writer] = models.ForeignKey(Writer, on_delete=models.PROTECT)
    uuid: Short = models.CharField(max_length=36)
    seq: Whole = models.BigIntegerField()
    subject: Short = models.CharField(max_length=250)
    kind: Short = models.CharField(max_length=60)
    schema: Whole = models.BigIntegerField()
    value: Text = models.TextField()
    author_kind: Short = models.CharField(max_length=10)
    author_name: Text = models.TextField()
    author_version: Text = models.TextField(default="")
    parameters: Text = models.TextField(default="{}")
    at: Short = models.CharField(max_length=27)
    why: Text = models.TextField(default="")
    anchors: Text = models.TextField(default="[]")
    supersedes: Text = models.TextField(default="[]")
    previous: Short = models.CharField(max_length=64, default="")
    digest: Short = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "uuid"], name="log_row_once"),
            models.UniqueConstraint(fields=["writer", "seq"], name="log_seq_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["project", "subject"], name="log_subject"),
            models.Index(fields=["project", "at", "uuid"], name="log_moment"),
            models.Index(fields=["project", "kind"], name="log_kind"),
        ]


class Projected(OfProject):
    """What projections share: when the row that holds was decided, the uuids behind it, whether others differ."""

    at: Short = models.CharField(max_length=27)
    decided_by: Text = models.TextField()
    disputed: Truth = models.BooleanField(default=False)

    class Meta:
        abstract = True


class State(Projected):
    """What holds in one slot, for every kind that has no table of its own. `key` is the slot's key as JSON, `value` and
    `anchors` are those of the row that holds, the value in today's shape.
    """

    kind: Short = models.CharField(max_length=60)
    subject: Short = models.CharField(max_length=250)
    key: Text = models.TextField(default="[]")
    value: Text = models.TextField()
    anchors: Text = models.TextField(default="[]")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "kind", "subject", "key"], name="state_once")
        ]
        indexes: ClassVar = [models.Index(fields=["project", "subject"], name="state_subject")]


class Disagreement(OfProject):
    """A slot in which rows that stand differ: `heads` are their uuids, first to last."""

    subject: Short = models.CharField(max_length=250)
    kind: Short = models.CharField(max_length=60)
    key: Text = models.TextField(default="")
    at: Short = models.CharField(max_length=27)
    heads: Text = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "subject", "kind", "key"], name="disagreement_once")
        ]
