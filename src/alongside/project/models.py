"""The tables. Primary data first (only ever added to), then the projections (made from the log, droppable).

Uuids, moments and JSON are kept as text in one canonical form, so that both engines hold the same characters and a
digest over them is the same. Every table carries its project: a file holds one, PostgreSQL may hold many.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from alongside.project.settings import ensure_configured

ensure_configured()

__all__ = [
    "CodeState", "ContrastState", "Disagreement", "FileState", "ImportedFile", "LogRow", "OutcomeState", "PairState",
    "Project", "Record", "RecordKeys", "RecordState", "Setting", "StudyState", "Writer",
]  # fmt: skip

if TYPE_CHECKING:  # Django's fields take type arguments in the type checker's eyes only
    Text = models.TextField[str, str]
    Short = models.CharField[str, str]
    Whole = models.BigIntegerField[int, int]
    Truth = models.BooleanField[bool, bool]
    MaybeWhole = models.BigIntegerField[int | None, int | None]


class Project(models.Model):
    """One review. `title` shows what the log's `project.titled` says."""

    id: int
    uuid: Short = models.CharField(max_length=36, unique=True)
    title: Text = models.TextField(default="")
    created_at: Short = models.CharField(max_length=27)


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


class ImportedFile(OfProject):
    """A file whose records are here. `records_digest` covers them all, in their order."""

    sha256: Short = models.CharField(max_length=64)
    name: Text = models.TextField()
    format: Short = models.CharField(max_length=60)
    size: Whole = models.BigIntegerField()
    imported_at: Short = models.CharField(max_length=27)
    records: Whole = models.BigIntegerField()
    records_digest: Short = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["project", "sha256"], name="file_once")]


class ImportAttempt(OfProject):
    """That a file was to be imported, and how that went: for the page of imports, never part of what is known.

    `finished_at` stays "" where the process ended in the middle; whether the file is in says `FileState` alone.
    `notes` and `broken` are JSON: what was put right; line and reason of what could not be read, whose text is `rest`.
    """

    name: Text = models.TextField()
    sha256: Short = models.CharField(max_length=64)
    size: Whole = models.BigIntegerField()
    started_at: Short = models.CharField(max_length=27)
    finished_at: Short = models.CharField(max_length=27, default="")
    process: Short = models.CharField(max_length=60)
    outcome: Short = models.CharField(max_length=12, default="")
    format: Short = models.CharField(max_length=60, default="")
    encoding: Short = models.CharField(max_length=40, default="")
    records: Whole = models.BigIntegerField(default=0)
    error: Text = models.TextField(default="")
    notes: Text = models.TextField(default="[]")
    broken: Text = models.TextField(default="[]")
    rest: Text = models.TextField(default="")


class Record(OfProject):
    """One bibliographic entry. `uuid` follows from the file's digest and the position, `digest` from the content.

    `authors`, `keywords` and `extra` are JSON; `doi` and `pmid` are normalised by the reader.
    """

    file_id: int
    file: models.ForeignKey[ImportedFile, ImportedFile] = models.ForeignKey(ImportedFile, on_delete=models.PROTECT)
    uuid: Short = models.CharField(max_length=36)
    position: Whole = models.BigIntegerField()
    line: MaybeWhole = models.BigIntegerField(null=True)
    title: Text = models.TextField(default="")
    authors: Text = models.TextField(default="[]")
    year: MaybeWhole = models.BigIntegerField(null=True)
    journal: Text = models.TextField(default="")
    doi: Text = models.TextField(default="")
    pmid: Text = models.TextField(default="")
    abstract: Text = models.TextField(default="")
    keywords: Text = models.TextField(default="[]")
    raw: Text = models.TextField(default="")
    extra: Text = models.TextField(default="{}")
    digest: Short = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "uuid"], name="record_once"),
            models.UniqueConstraint(fields=["file", "position"], name="record_position"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["project", "doi"], name="record_doi", condition=~models.Q(doi="")),
            models.Index(fields=["project", "pmid"], name="record_pmid", condition=~models.Q(pmid="")),
        ]


class RecordKeys(OfProject):
    """The outline of a record, by which duplicates are sought; worked out from it, so never merged, never exported.

    That there is one says that the record was compared with all that were here before. `version` is of its form.
    """

    record_id: int
    record: models.OneToOneField[Record, Record] = models.OneToOneField(Record, on_delete=models.PROTECT)
    version: Whole = models.BigIntegerField()
    keys: models.BinaryField[bytes, bytes] = models.BinaryField()


class Projection(OfProject):
    """What projections share: when the row that holds was decided, the uuids behind it, whether others differ."""

    at: Short = models.CharField(max_length=27)
    decided_by: Text = models.TextField()
    disputed: Truth = models.BooleanField(default=False)

    class Meta:
        abstract = True


class FileState(Projection):
    """A file whose import holds: only its records count. `searched` is the value of `file.searched`, "" without one."""

    sha256: Short = models.CharField(max_length=64)
    name: Text = models.TextField()
    format: Short = models.CharField(max_length=60)
    records: Whole = models.BigIntegerField()
    searched: Text = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["project", "sha256"], name="file_state_once")]


class RecordState(Projection):
    """A record about which something was decided. `verdict` and `reason` are of the latest stage that has one, and
    `station` is where it stands in the flow of the review (`stations.STATIONS`), whether or not it is a duplicate.
    """

    record: Short = models.CharField(max_length=240)
    duplicate_of: Short = models.CharField(max_length=36, default="")
    duplicate_why: Text = models.TextField(default="")
    stage: Short = models.CharField(max_length=20, default="")
    verdict: Short = models.CharField(max_length=10, default="")
    reason: Text = models.TextField(default="")
    title_abstract: Short = models.CharField(max_length=10, default="")
    full_text: Short = models.CharField(max_length=10, default="")
    station: Short = models.CharField(max_length=30, default="")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["project", "record"], name="record_state_once")]
        indexes: ClassVar = [
            models.Index(fields=["project", "stage", "verdict"], name="record_state_verdict"),
            models.Index(fields=["project", "station"], name="record_state_station"),
            models.Index(
                fields=["project", "duplicate_of"], name="record_duplicates", condition=~models.Q(duplicate_of="")
            ),
        ]


class PairState(Projection):
    """Two records that may be one report: what a machine thinks (`probability`, `why`) and what a person said.

    `verdict` is "same", "different", "linked" (two reports of one study) or "" while nobody said anything.
    """

    pair: Short = models.CharField(max_length=80)
    first: Short = models.CharField(max_length=36)
    second: Short = models.CharField(max_length=36)
    probability: models.FloatField[float | None, float | None] = models.FloatField(null=True)
    why: Text = models.TextField(default="")
    pattern: Short = models.CharField(max_length=60, default="")
    verdict: Short = models.CharField(max_length=10, default="")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["project", "pair"], name="pair_state_once")]
        indexes: ClassVar = [
            models.Index(fields=["project", "verdict", "pattern"], name="pair_verdict"),
            models.Index(fields=["project", "first"], name="pair_first"),
            models.Index(fields=["project", "second"], name="pair_second"),
        ]


class StudyState(Projection):
    """A study: `payload` is the value of `study.described`, "" where only its eligibility was decided."""

    study: Short = models.CharField(max_length=240)
    eligible: Short = models.CharField(max_length=10, default="")
    label: Text = models.TextField(default="")
    year: MaybeWhole = models.BigIntegerField(null=True)
    country: Text = models.TextField(default="")
    condition: Text = models.TextField(default="")
    payload: Text = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["project", "study"], name="study_state_once")]


class CodeState(Projection):
    """The codes of one study in one dimension."""

    study: Short = models.CharField(max_length=240)
    dimension: Short = models.CharField(max_length=200)
    codes: Text = models.TextField()
    sure: Truth = models.BooleanField()
    payload: Text = models.TextField()
    anchors: Text = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["project", "study", "dimension"], name="code_once")]


class ContrastState(Projection):
    """A contrast: `payload` is the value of `contrast.extracted`."""

    contrast: Short = models.CharField(max_length=240)
    study: Short = models.CharField(max_length=240)
    outcome: Short = models.CharField(max_length=200)
    use: Short = models.CharField(max_length=10)
    payload: Text = models.TextField()
    anchors: Text = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["project", "contrast"], name="contrast_once")]
        indexes: ClassVar = [
            models.Index(fields=["project", "study"], name="contrast_study"),
            models.Index(fields=["project", "outcome"], name="contrast_outcome"),
        ]


class OutcomeState(Projection):
    """An outcome of the review: `payload` is the value of `outcome.defined`."""

    outcome: Short = models.CharField(max_length=240)
    label: Text = models.TextField()
    domain: Text = models.TextField()
    payload: Text = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["project", "outcome"], name="outcome_once")]


class Setting(Projection):
    """The project's title and the analysis's rule: `name` is "project" or "rule", `payload` the value."""

    name: Short = models.CharField(max_length=60)
    payload: Text = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["project", "name"], name="setting_once")]


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
