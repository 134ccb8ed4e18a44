"""Imported files with their records: kept once, only ever added to, and covered by the decision that imported them.

A record's uuid follows from the file's digest and the position there, so that two copies of a project which import the
same file have the same records. `records_digest` is the SHA-256 over the records' own digests in their order; the
decision `file.imported` repeats it, and through the log's chain nobody can change a record unseen.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import connections, transaction
from django.db.models import Max, QuerySet

from alongside.evidence import Author
from alongside.project.find import tables
from alongside.project.find.kinds import FILE_IMPORTED, file_imported
from alongside.project.find.tables import FileState, ImportedFile
from alongside.project.log.appending import append, lock
from alongside.project.log.chain import Row, canonical, import_key, moment_to_text, sha256_text
from alongside.project.log.reading import chunks, rows
from alongside.project.log.rooms import Fault
from alongside.project.log.sessions import Session
from alongside.project.log.tables import Writer
from alongside.records import Record
from alongside.records.record import LISTS

__all__ = [
    "NAMESPACE",
    "ImportReport",
    "StoredRecord",
    "copy_files",
    "faults_of_records",
    "import_file",
    "imported",
    "record_digest",
    "stored",
]

NAMESPACE = UUID("6f0f6f3e-6a0e-5f0b-9f7a-1c2f6f1f9a11")
"""Under which records' uuids are made; drawn once for this purpose."""

BATCH = 1000
"""Records in one statement: memory holds no more of a file than this."""

COLUMNS = ("title", "authors", "year", "journal", "doi", "pmid", "abstract", "keywords", "line", "raw")
"""Fields of `Record` that have a column of their own."""

FURTHER = tuple(field.name for field in dataclasses.fields(Record) if field.name not in (*COLUMNS, "extra", "file"))
"""Fields without one; they stand in `extra` beside what the reader did not understand."""

DIGESTED = (
    "uuid",
    "position",
    "line",
    "title",
    "authors",
    "year",
    "journal",
    "doi",
    "pmid",
    "abstract",
    "keywords",
    "raw",
    "extra",
)
"""The columns that a record's digest covers, in its order."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of one file; `is_known` where it was imported before and nothing had to be done. `sha256` is the key
    of the import (`import_key`)."""

    name: str
    format: str
    sha256: str
    records: int
    is_known: bool = False


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record with what was decided about it. Where people differ (`disputed`), `verdict` is what the first of them
    said, and no decision of the review until somebody settles it."""

    id: str
    file_name: str
    record: Record
    duplicate_of: str = ""
    verdict: str = ""
    reason: str = ""
    disputed: bool = False


def imported(session: Session) -> QuerySet[tables.Record]:
    """The records of every import that holds."""
    holding = FileState.objects.using(session.alias).filter(project_id=session.project_id).values("sha256")
    return tables.Record.objects.using(session.alias).filter(project_id=session.project_id, file__sha256__in=holding)


def import_file(
    session: Session,
    name: str,
    sha256: str,
    size: int,
    file_format: str,
    records: Iterable[Record],
    *,
    author: Author,
    at: datetime,
    columns: Mapping[str, str] | None = None,
) -> ImportReport:
    """Keep a file's records and say so in the log, in one transaction: a file is there whole or not at all."""
    key = import_key(sha256, columns)
    with transaction.atomic(using=session.alias):
        lock(session)  # the same file twice at once is imported once
        mine = {"project_id": session.project_id, "sha256": key}
        if FileState.objects.using(session.alias).filter(**mine).exists():
            file = ImportedFile.objects.using(session.alias).filter(**mine).first()
            return ImportReport(name, file_format, key, file.records if file else 0, is_known=True)
        file = ImportedFile.objects.using(session.alias).filter(**mine).first()
        if file is None:
            file = _keep(session, name, key, size, file_format, records, at)
        value: dict[str, Any] = {
            "sha256": sha256,
            "name": name,
            "format": file_format,
            "size": size,
            "records": file.records,
            "records_digest": file.records_digest,
        }
        value |= {"columns": dict(columns)} if columns else {}
        append(session, [file_imported(key, value)], author, at)
    return ImportReport(name, file_format, key, file.records)


def _keep(
    session: Session, name: str, sha256: str, size: int, file_format: str, records: Iterable[Record], at: datetime
) -> ImportedFile:
    """The records in batches, then their file: its row is never changed, so it comes when the numbers are known."""
    file_id = _next_id(session.alias)
    total, combined = 0, hashlib.sha256()
    for batch in chunks(enumerate(records), BATCH):
        table_rows = [_row(session, file_id, sha256, position, record) for position, record in batch]
        tables.Record.objects.using(session.alias).bulk_create(table_rows)
        total += len(table_rows)
        for row in table_rows:
            combined.update(row.digest.encode())
    return ImportedFile.objects.using(session.alias).create(
        id=file_id,
        project_id=session.project_id,
        sha256=sha256,
        name=name,
        format=file_format,
        size=size,
        imported_at=moment_to_text(at),
        records=total,
        records_digest=combined.hexdigest(),
    )


def _next_id(alias: str) -> int:
    """The key that the file will have. Its foreign keys are checked when the transaction ends."""
    connection = connections[alias]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval(pg_get_serial_sequence('project_importedfile', 'id'))")
            return int(cursor.fetchone()[0])
    highest = ImportedFile.objects.using(alias).aggregate(highest=Max("id"))["highest"]
    return int(highest or 0) + 1


def _row(session: Session, file_id: int, sha256: str, position: int, record: Record) -> tables.Record:
    further: dict[str, Any] = {}
    for name in FURTHER:
        if value := getattr(record, name):
            further[name] = list(value) if name in LISTS else value
    if record.extra:
        further["extra"] = {name: list(values) for name, values in record.extra.items()}
    row = tables.Record(
        project_id=session.project_id,
        file_id=file_id,
        uuid=str(uuid5(NAMESPACE, f"{sha256}:{position}")),
        position=position,
        line=record.line,
        title=_clean(record.title),
        authors=_json(list(record.authors)),
        year=record.year,
        journal=_clean(record.journal),
        doi=_clean(record.doi),
        pmid=_clean(record.pmid),
        abstract=_clean(record.abstract),
        keywords=_json(list(record.keywords)),
        raw=_clean(record.raw),
        extra=_json(further),
    )
    row.digest = record_digest(row)
    return row


def _clean(text: str) -> str:
    """Text that both databases can hold: without NUL, and without half characters."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _json(value: object) -> str:
    # Unescaped first, so that half characters are seen by `_clean`.
    return canonical(json.loads(_clean(json.dumps(value, ensure_ascii=False))))


def record_digest(row: tables.Record) -> str:
    """The SHA-256 of everything that a record says and of where it stood."""
    return sha256_text(canonical([getattr(row, name) for name in DIGESTED]))


def copy_files(source: Session, target: Session) -> int:
    """Files with their records that `target` lacks, from another project; gives the number of records."""
    keys_here = set(_files(target).values_list("sha256", flat=True))
    added = 0
    for file in _files(source).order_by("id"):
        if file.sha256 in keys_here:
            continue
        old_id, file.id = file.id, _next_id(target.alias)
        records = tables.Record.objects.using(source.alias).filter(project_id=source.project_id, file_id=old_id)
        for batch in chunks(records.order_by("position").iterator(BATCH), BATCH):
            for row in batch:
                row.pk, row.project_id, row.file_id = None, target.project_id, file.id
                row._state.adding = True
            tables.Record.objects.using(target.alias).bulk_create(batch)
            added += len(batch)
        file.project_id, file._state.adding = target.project_id, True
        file.save(using=target.alias, force_insert=True)
    return added


def _files(session: Session) -> QuerySet[ImportedFile]:
    return ImportedFile.objects.using(session.alias).filter(project_id=session.project_id)


def stored(row: tables.Record, file: str) -> StoredRecord:
    """A record without what was decided about it."""
    return StoredRecord(row.uuid, file, _record(row, file))


def _record(row: tables.Record, file: str) -> Record:
    further = json.loads(row.extra)
    fields: dict[str, Any] = {
        name: tuple(further[name]) if name in LISTS else further[name] for name in FURTHER if name in further
    }
    return Record(
        title=row.title,
        authors=tuple(json.loads(row.authors)),
        year=row.year,
        journal=row.journal,
        doi=row.doi,
        pmid=row.pmid,
        abstract=row.abstract,
        keywords=tuple(json.loads(row.keywords)),
        line=row.line or 1,
        raw=row.raw,
        extra={name: tuple(values) for name, values in further.get("extra", {}).items()},
        file=file,
        **fields,
    )


def faults_of_records(session: Session) -> Iterator[Fault]:
    """Imported records that are not as they were read."""
    imports = {(row.subject, _records_digest(row)) for row in _imports(session)}
    # A log that was merged without its file names imports whose records never were here.
    merged = set(Writer.objects.using(session.alias).filter(name="merged").values_list("uuid", flat=True))
    written_here = {row.subject for row in _imports(session) if row.writer not in merged}
    digests = set(_files(session).values_list("sha256", flat=True))
    for subject in sorted(written_here):
        if subject.partition(":")[2] not in digests:
            yield Fault(None, None, f"the records of an import that the log names are missing ({subject})")
    yield from _faults_of_words(session)
    for file in _files(session).order_by("id"):
        combined = hashlib.sha256()
        records = tables.Record.objects.using(session.alias).filter(project_id=session.project_id, file_id=file.id)
        for record in records.order_by("position").iterator(2000):
            digest = record_digest(record)
            if digest != record.digest:
                yield Fault(None, None, f"record {record.uuid} of {file.name} is not as it was imported")
                break
            combined.update(digest.encode())
        else:
            decided = (f"file:{file.sha256}", file.records_digest) in imports
            if combined.hexdigest() != file.records_digest or not decided:
                yield Fault(None, None, f"the records of {file.name} are not those that were imported")


def _faults_of_words(session: Session) -> Iterator[Fault]:
    """The index of words has as many entries as there are records (SQLite; PostgreSQL's index cannot fall behind)."""
    connection = connections[session.alias]
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM project_record_search_docsize), (SELECT count(*) FROM project_record)"
        )
        indexed, records = cursor.fetchone()
    if indexed != records:
        yield Fault(None, None, f"the index of words has {indexed} of {records} records")


def _imports(session: Session) -> Iterator[Row]:
    return (Row(*values) for values in rows(session, kind=FILE_IMPORTED))


def _records_digest(row: Row) -> str:
    return str(row.decision().value.get("records_digest", ""))
