"""The tables of *find*: imported files and records, which are primary, and what holds about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from alongside.project.log.tables import OfProject, Projected

__all__ = [
    "DuplicateState",
    "FileState",
    "ImportAttempt",
    "ImportedFile",
    "PairState",
    "Record",
    "RecordKeys",
]

if TYPE_CHECKING:  # Django's fields take type arguments in the type checker's eyes only
    Text = models.TextField[str, str]
    Short = models.CharField[str, str]
    Whole = models.BigIntegerField[int, int]
    MaybeWhole = models.BigIntegerField[int | None, int | None]


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


class FileState(Projected):
    """A file whose import holds: only its records count. `searched` is the value of `file.searched`, "" without one."""

    sha256: Short = models.CharField(max_length=64)
    name: Text = models.TextField()
    format: Short = models.CharField(max_length=60)
    records: Whole = models.BigIntegerField()
    searched: Text = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["project", "sha256"], name="file_state_once")]


class DuplicateState(Projected):
    """A record that repeats another, and the words that say why."""

    record: Short = models.CharField(max_length=240)
    duplicate_of: Short = models.CharField(max_length=36)
    why: Text = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["project", "record"], name="duplicate_state_once")]
        indexes: ClassVar = [models.Index(fields=["project", "duplicate_of"], name="duplicate_state_of")]


class PairState(Projected):
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
