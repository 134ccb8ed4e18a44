"""The engines of `Find` on plain files, without a project: read, convert, deduplicate."""

from __future__ import annotations

import csv
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from alongside.deduplication import (
    Clusters,
    Corpus,
    corpus_of_records,
    explain_pairs,
    find_clusters,
    fullness,
    keep,
)
from alongside.errors import InputError, UsageError
from alongside.records import FORMATS, Broken, Record, Source, detect_format, read_source, write_records

__all__ = ["ConvertedFile", "Deduplicated", "convert", "deduplicate_files", "format_of_output"]

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ConvertedFile:
    """What was read from one file."""

    path: str
    format: str
    encoding: str
    records: int
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deduplicated:
    """What deduplication did."""

    records: int
    clusters: int
    removed: int
    asked: int
    seconds: float


def format_of_output(out: Path, to: str = "") -> str:
    """The format to write: as asked for, else as the name ends.

    Raises `UsageError` where neither says one that can be written.
    """
    if to:
        return to
    for format_ in FORMATS.values():
        if format_.writes and format_.suffix == out.suffix.casefold():
            return format_.name
    writable = ", ".join(f"{format_.name} ({format_.suffix})" for format_ in FORMATS.values() if format_.writes)
    raise UsageError(f"{out.name}: cannot tell the format from the name; give --to one of {writable}")


def convert(
    paths: Sequence[Path],
    out: Path | None = None,
    to: str = "",
    columns: Mapping[str, str] | None = None,
    progress: Progress = lambda _: None,
) -> tuple[tuple[ConvertedFile, ...], int]:
    """Read files and, where `out` is given, write all their records to one; gives what was read and how many written.

    An entry that cannot be read is a warning, and the rest is written.
    """
    target = format_of_output(out, to) if out is not None else ""
    files: list[ConvertedFile] = []

    def records() -> Iterator[Record]:
        for path in paths:
            progress(f"reading {path.name}")
            yield from _read(path, columns, files)

    if out is None:
        for _ in records():
            pass
        return tuple(files), 0
    written = write_records(records(), out, target)
    return tuple(files), written


def _read(path: Path, columns: Mapping[str, str] | None, files: list[ConvertedFile]) -> Iterator[Record]:
    """The records of a file; what was noticed is put into `files` at its end."""
    source = Source(path, columns=dict(columns) if columns else None)
    format_ = detect_format(source)
    warnings: list[str] = []
    count = 0
    for entry in read_source(source, format_):
        if isinstance(entry, Broken):
            warnings.append(f"line {entry.line}: not read: {entry.reason}")
        else:
            count += 1
            yield entry
    warnings += [str(note) for note in source.notes]
    if source.further_notes:
        warnings.append(f"{source.further_notes} further places were put right")
    files.append(ConvertedFile(str(path), format_.name, source.encoding, count, tuple(warnings)))


def deduplicate_files(
    paths: Sequence[Path],
    out: Path | None = None,
    clusters: Path | None = None,
    *,
    to: str = "",
    engine: str = "local",
    columns: Mapping[str, str] | None = None,
    progress: Progress = lambda _: None,
) -> Deduplicated:
    """Find the duplicates within and across files.

    Parameters
    ----------
    columns : for tables whose header says nothing known: our field to its column.
    out : where one record a cluster goes, each with the best field of its members.
    clusters : where a row for each record goes: source, record_id, cluster_id, kept, probability, reason.
    engine : local, duckdb or spark.

    Raises
    ------
    InputError : for a file that cannot be read, and for an entry that cannot be: nothing is written then.
    """
    start = time.perf_counter()
    target = format_of_output(out, to) if out is not None else ""
    sources: list[int] = []
    ids: list[str] = []
    full: list[float] = []

    def records() -> Iterator[Record]:
        for file_index, path in enumerate(paths):
            progress(f"reading {path.name}")
            for position, record in enumerate(_whole(path, columns), 1):
                sources.append(file_index)
                ids.append(_own_id(record, position))
                full.append(fullness(record))
                yield record

    corpus = corpus_of_records(records())
    progress(f"comparing {len(corpus)} records")
    clusters_of_records = _engine(engine)(corpus)
    heads = _kept(clusters_of_records.label, np.array(full))
    if out is not None:
        progress(f"writing {out.name}")
        write_records(_merged(paths, columns, clusters_of_records.label), out, target)
    if clusters is not None:
        progress(f"writing {clusters.name}")
        tied = np.flatnonzero(clusters_of_records.partner != np.arange(len(corpus)))
        reasons = dict(zip(tied.tolist(), explain_pairs(corpus, tied, clusters_of_records.partner[tied]), strict=True))
        names = [str(path) for path in paths]
        _write_clusters(
            clusters, [names[file_index] for file_index in sources], ids, clusters_of_records, heads, reasons
        )
    return Deduplicated(
        len(corpus),
        clusters_of_records.number,
        len(corpus) - clusters_of_records.number,
        len(clusters_of_records.asked),
        time.perf_counter() - start,
    )


def _engine(name: str) -> Callable[[Corpus], Clusters]:
    if name == "local":
        return find_clusters
    if name in ("duckdb", "spark"):
        from alongside.deduplication.splink_engine import Engine, find_clusters_with

        return lambda corpus: find_clusters_with(cast(Engine, name), corpus)
    raise UsageError(f"no engine {name!r}; expected local, duckdb or spark")


def _whole(path: Path, columns: Mapping[str, str] | None) -> Iterator[Record]:
    for entry in read_source(Source(path, columns=dict(columns) if columns else None)):
        if isinstance(entry, Broken):
            raise InputError(f"{entry.reason}; nothing was written", path=path, row=entry.line)
        yield entry


def _own_id(record: Record, position: int) -> str:
    """The id that the record has in its file; else its position, from 1."""
    for name, values in record.extra.items():
        if name.casefold() in ("record_id", "id") and values[0]:
            return values[0]
    return record.accession or str(position)


def _kept(label: NDArray[np.int64], full: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which records are kept: of each cluster the fullest, of equals the first."""
    order = np.lexsort((np.arange(len(label)), -full, label))
    heads = np.zeros(len(label), dtype=np.bool_)
    heads[order[np.flatnonzero(np.diff(label[order], prepend=-1))]] = True
    return heads


def _merged(paths: Sequence[Path], columns: Mapping[str, str] | None, label: NDArray[np.int64]) -> Iterator[Record]:
    """One record a cluster, written when the last of its members was met; memory holds the open clusters only."""
    waiting = Counter(label.tolist())
    open_: dict[int, list[Record]] = {}
    places = iter(label.tolist())
    for path in paths:
        for record in _whole(path, columns):
            group = next(places)
            waiting[group] -= 1
            if group in open_:
                open_[group].append(record)
            elif waiting[group]:
                open_[group] = [record]
            else:
                yield record
                continue
            if not waiting[group]:
                yield keep(open_.pop(group)).record


def _write_clusters(
    out: Path,
    sources: Sequence[str],
    ids: Sequence[str],
    clusters_of_records: Clusters,
    heads: NDArray[np.bool_],
    reasons: Mapping[int, str],
) -> None:
    numbers = {label: number for number, label in enumerate(np.unique(clusters_of_records.label).tolist(), 1)}
    part = out.with_name(f".{out.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as stream:
            rows = csv.writer(stream)
            rows.writerow(("source", "record_id", "cluster_id", "kept", "probability", "reason"))
            for index, label in enumerate(clusters_of_records.label.tolist()):
                chance = f"{clusters_of_records.probability[index]:.4f}" if index in reasons else ""
                rows.writerow(
                    (sources[index], ids[index], numbers[label], int(heads[index]), chance, reasons.get(index, ""))
                )
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
