"""Imported files with their records: kept once, only ever added to, and covered by the decision that imported them.

A record's uuid follows from the file's digest and its position there, so that two copies of a project which import the
same file have the same records. `records_digest` is the SHA-256 over the records' own digests in their order; the
decision `file.imported` repeats it, and through the log's chain nobody can change a record unseen.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import connections, transaction
from django.db.models import Max, QuerySet

from alongside.evidence import Author
from alongside.project import log, models
from alongside.project.chain import canonical, import_key, moment_to_text, sha256_text
from alongside.project.decisions import NewDecision
from alongside.project.groups import set_aside
from alongside.project.log import Place
from alongside.project.queries import imported
from alongside.project.search import matching
from alongside.records import Record

__all__ = [
    "ImportReport",
    "RecordPage",
    "StoredRecord",
    "copy_files",
    "import_file",
    "next_undecided",
    "page_of_records",
    "record_digest",
    "stored",
    "stored_record",
    "with_state",
]  # fmt: skip

NAMESPACE = UUID("6f0f6f3e-6a0e-5f0b-9f7a-1c2f6f1f9a11")
"""Under which records' uuids are made; drawn once for this purpose."""

BATCH = 1000  # records a statement: memory holds no more of a file than this

FURTHER = (
    "original_title", "journal_abbreviation", "volume", "issue", "pages", "issn", "pmcid", "accession", "language",
    "type", "database",
)  # fmt: skip
"""Fields of `Record` without a column of their own; they stand in `extra` beside what the reader did not understand."""

FURTHER_LISTS = ("registrations", "urls")
"""The same, where the field has several values."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of one file; `known` where it was imported before and nothing had to be done. `sha256` is the key
    of the import (`import_key`)."""

    name: str
    format: str
    sha256: str
    records: int
    known: bool = False


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record with what was decided about it."""

    id: str
    file_name: str
    record: Record
    duplicate_of: str = ""
    verdict: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RecordPage:
    """One page of records, and how many there are in all."""

    total: int
    records: tuple[StoredRecord, ...]


def import_file(
    place: Place, name: str, sha256: str, size: int, file_format: str, records: Iterable[Record], *, author: Author,
    at: datetime, columns: Mapping[str, str] | None = None,
) -> ImportReport:  # fmt: skip
    """Keep a file's records and say so in the log, in one transaction: a file is there whole or not at all."""
    key = import_key(sha256, columns)
    with transaction.atomic(using=place.alias):
        mine = {"project_id": place.project_id, "sha256": key}
        if models.FileState.objects.using(place.alias).filter(**mine).exists():
            kept = models.ImportedFile.objects.using(place.alias).filter(**mine).first()
            return ImportReport(name, file_format, key, kept.records if kept else 0, known=True)
        kept = models.ImportedFile.objects.using(place.alias).filter(**mine).first()
        if kept is None:
            kept = _keep(place, name, key, size, file_format, records, at)
        value: dict[str, Any] = {
            "sha256": sha256, "name": name, "format": file_format, "size": size, "records": kept.records,
            "records_digest": kept.records_digest,
        }  # fmt: skip
        value |= {"columns": dict(columns)} if columns else {}
        log.append(place, [NewDecision(f"file:{key}", "file.imported", value)], author, at)
    return ImportReport(name, file_format, key, kept.records)


def _keep(
    place: Place, name: str, sha256: str, size: int, file_format: str, records: Iterable[Record], at: datetime
) -> models.ImportedFile:
    """The records in batches, then their file: its row is never changed, so it comes when the numbers are known."""
    file_id = _next_id(place.alias)
    total, combined = 0, hashlib.sha256()
    for some in log.chunks(enumerate(records), BATCH):
        rows = [_row(place, file_id, sha256, position, record) for position, record in some]
        models.Record.objects.using(place.alias).bulk_create(rows)
        total += len(rows)
        for row in rows:
            combined.update(row.digest.encode())
    return models.ImportedFile.objects.using(place.alias).create(
        id=file_id, project_id=place.project_id, sha256=sha256, name=name, format=file_format, size=size,
        imported_at=moment_to_text(at), records=total, records_digest=combined.hexdigest(),
    )  # fmt: skip


def _next_id(alias: str) -> int:
    """The key that the file will have. Its foreign keys are checked when the transaction ends."""
    connection = connections[alias]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval(pg_get_serial_sequence('project_importedfile', 'id'))")
            return int(cursor.fetchone()[0])
    highest = models.ImportedFile.objects.using(alias).aggregate(highest=Max("id"))["highest"]
    return int(highest or 0) + 1


def _row(place: Place, file_id: int, sha256: str, position: int, record: Record) -> models.Record:
    further: dict[str, Any] = {name: value for name in FURTHER if (value := getattr(record, name))}
    further |= {name: list(values) for name in FURTHER_LISTS if (values := getattr(record, name))}
    if record.extra:
        further["extra"] = {name: list(values) for name, values in record.extra.items()}
    row = models.Record(
        project_id=place.project_id, file_id=file_id, uuid=str(uuid5(NAMESPACE, f"{sha256}:{position}")),
        position=position, line=record.line, title=_clean(record.title), authors=_json(list(record.authors)),
        year=record.year, journal=_clean(record.journal), doi=_clean(record.doi), pmid=_clean(record.pmid),
        abstract=_clean(record.abstract), keywords=_json(list(record.keywords)), raw=_clean(record.raw),
        extra=_json(further),
    )  # fmt: skip
    row.digest = record_digest(row)
    return row


def _clean(text: str) -> str:
    """Text that both databases can hold: without NUL, and without half characters."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _json(value: Any) -> str:
    return _clean(canonical(json.loads(_clean(json.dumps(value, ensure_ascii=False)))))


def record_digest(row: models.Record) -> str:
    """The SHA-256 of everything that a record says and of where it stood."""
    names = ("uuid", "position", "line", "title", "authors", "year", "journal", "doi", "pmid", "abstract", "keywords",
             "raw", "extra")  # fmt: skip
    return sha256_text(canonical([getattr(row, name) for name in names]))


def copy_files(source: Place, target: Place) -> int:
    """Files with their records that `target` lacks, from another project; gives the number of records."""
    known = set(_files(target).values_list("sha256", flat=True))
    added = 0
    for file in _files(source).order_by("id"):
        if file.sha256 in known:
            continue
        old_id, file.id = file.id, _next_id(target.alias)
        rows = models.Record.objects.using(source.alias).filter(project_id=source.project_id, file_id=old_id)
        for some in log.chunks(rows.order_by("position").iterator(BATCH), BATCH):
            for row in some:
                row.pk, row.project_id, row.file_id = None, target.project_id, file.id
                row._state.adding = True
            models.Record.objects.using(target.alias).bulk_create(some)
            added += len(some)
        file.project_id, file._state.adding = target.project_id, True
        file.save(using=target.alias, force_insert=True)
    return added


def _files(place: Place) -> QuerySet[models.ImportedFile]:
    return models.ImportedFile.objects.using(place.alias).filter(project_id=place.project_id)


def stored(row: models.Record, file: str) -> StoredRecord:
    """A record without what was decided about it."""
    return StoredRecord(row.uuid, file, _record(row, file))


def stored_record(place: Place, record: str) -> StoredRecord | None:
    """One record with its state."""
    row = imported(place).filter(uuid=record).select_related("file").first()
    return with_state(place, [row])[0] if row else None


def page_of_records(place: Place, query: str = "", *, verdict: str = "", page: int = 1, size: int = 50) -> RecordPage:
    """Records that hold all words of `query`, as they were imported.

    `verdict` restricts to "include", "exclude", "maybe", or to "undecided": neither decided nor
    removed nor duplicates.
    """
    rows = imported(place)
    if query.strip():
        rows = matching(place.alias, rows, query)
    states = _states(place)
    if verdict == "undecided":
        rows = _undecided(place, rows)
    elif verdict:
        rows = rows.filter(uuid__in=states.filter(verdict=verdict).values("record"))
    total = rows.count()
    start = (max(1, page) - 1) * size
    shown = list(rows.order_by("file_id", "position").select_related("file")[start : start + size])
    return RecordPage(total, tuple(with_state(place, shown)))


def next_undecided(place: Place, after: str) -> str:
    """The next record after one that has no decision and is no duplicate, and from the start again; "" if none."""
    here = imported(place).filter(uuid=after).first()
    undecided = _undecided(place, imported(place))
    waiting = undecided.exclude(uuid=after).order_by("file_id", "position")
    if here is not None:
        later = waiting.filter(file_id=here.file_id, position__gt=here.position) | waiting.filter(
            file_id__gt=here.file_id
        )
        found = later.order_by("file_id", "position").first()
        if found is not None:
            return found.uuid
    found = waiting.first()
    return found.uuid if found is not None else ""


def _undecided(place: Place, rows: QuerySet[models.Record]) -> QuerySet[models.Record]:
    """Those that stand for a report and were neither decided nor removed."""
    decided = _states(place).exclude(station="to_screen").values("record")
    return rows.exclude(uuid__in=decided).exclude(uuid__in=set_aside(place).values("record"))


def _states(place: Place) -> QuerySet[models.RecordState]:
    return models.RecordState.objects.using(place.alias).filter(project_id=place.project_id)


def with_state(place: Place, rows: list[models.Record]) -> list[StoredRecord]:
    """Records with what was decided about them."""
    states = {state.record: state for state in _states(place).filter(record__in=[row.uuid for row in rows])}
    found = []
    for row in rows:
        state = states.get(row.uuid)
        found.append(
            StoredRecord(
                row.uuid, row.file.name, _record(row, row.file.name),
                state.duplicate_of if state else "", state.verdict if state else "", state.reason if state else "",
            )
        )  # fmt: skip
    return found


def _record(row: models.Record, file: str) -> Record:
    further = json.loads(row.extra)
    fields: dict[str, Any] = {name: further[name] for name in FURTHER if name in further}
    fields |= {name: tuple(further[name]) for name in FURTHER_LISTS if name in further}
    return Record(
        title=row.title, authors=tuple(json.loads(row.authors)), year=row.year, journal=row.journal, doi=row.doi,
        pmid=row.pmid, abstract=row.abstract, keywords=tuple(json.loads(row.keywords)), line=row.line or 1, raw=row.raw,
        extra={name: tuple(values) for name, values in further.get("extra", {}).items()},
        file=file,
        **fields,
    )  # fmt: skip
