"""The table of searches that PRISMA-S asks for: what was searched, where, when, how, and what came of it.

One row a search: those that Alongside ran itself (rows of the log of kind `search.run`), and each imported file that
came from none of them, with what a person said about it (`file.searched`). What nobody recorded is "", and is shown as
"not recorded", so that a gap is seen while it can still be filled. After Rethlefsen et al. 2021 (Systematic Reviews
10:39), items 1 (database), 2 (platform), 8 (full strategy), 9 (limits), 13 (dates) and 15 (records).
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from alongside.publishing.prisma.sources import SOURCES, kind_of, source_of

if TYPE_CHECKING:
    from alongside.project import FileCounts, FlowCounts

__all__ = ["COLUMNS", "NOT_RECORDED", "Search", "cells", "searches_of", "searches_text", "with_runs"]

NOT_RECORDED = "not recorded"
COLUMNS = ("Source", "Kind", "Platform", "Date searched", "Search strategy", "Limits", "Records", "File")


@dataclass(frozen=True, slots=True)
class Search:
    """One search.

    Parameters
    ----------
    source : the database, register or site; "" where nobody said and the records do not say either.
    kind : a key of `SOURCES`.
    platform, searched_on, query, limits, note : as recorded; the date as 2026-05-31.
    records : how many records it gave; `found` is how many the source said it has, None where that is not known.
    files : names of the files.
    file : the SHA-256 of the file where a person can still say more about it, "" for a search of Alongside's own.
    imported_on : when the first of its records came in, as 2026-05-31; "" if none did.
    """

    source: str
    kind: str
    platform: str
    searched_on: str
    query: str
    limits: str
    note: str
    records: int
    found: int | None
    files: tuple[str, ...]
    file: str
    imported_on: str

    @property
    def missing(self) -> tuple[str, ...]:
        """What PRISMA-S asks for and nobody recorded; limits and platform can rightly be none."""
        items = {"source": self.source, "date searched": self.searched_on, "search strategy": self.query}
        return tuple(name for name, value in items.items() if not value)


def searches_of(files: Sequence[FileCounts], runs: Iterable[Mapping[str, Any]] = ()) -> tuple[Search, ...]:
    """One row a search, Alongside's own first, then the files in the order of import.

    Parameters
    ----------
    files : the imports that hold.
    runs : values of the rows `search.run` that hold, oldest first: `database`, `platform`, `query`,
        `limits`, `at`, `count`, `retrieved` and `files`, the SHA-256 of what was kept.
    """
    by_digest = {file.sha256: file for file in files}
    covered: set[str] = set()
    searches = []
    for run in runs:
        files_of_run = [by_digest[digest] for digest in run.get("files", ()) if digest in by_digest]
        covered.update(file.sha256 for file in files_of_run)
        database = str(run.get("database", ""))
        searches.append(
            Search(
                source=database,
                kind=source_of(files_of_run[0]) if files_of_run else kind_of(database),
                platform=str(run.get("platform", "")),
                searched_on=str(run.get("at", ""))[:10],
                query=str(run.get("query", "")),
                limits=_limits_text(run.get("limits", "")),
                note="; ".join(map(str, run.get("notes", ()))),
                records=int(run.get("retrieved", 0) or 0),
                found=run.get("count"),
                files=tuple(file.name for file in files_of_run),
                file="",
                imported_on=min((file.imported_at[:10] for file in files_of_run), default=""),
            )
        )
    searches += [_of_file(file) for file in files if file.sha256 not in covered]
    return tuple(searches)


def with_runs(counts: FlowCounts, runs: Iterable[Mapping[str, Any]]) -> FlowCounts:
    """The counts, where a file of a search of Alongside's own is named by the database that was searched."""
    database = {digest: str(run["database"]) for run in runs for digest in run.get("files", ())}
    files = tuple(
        replace(file, searched={"database": database[file.sha256], **file.searched})
        if file.sha256 in database
        else file
        for file in counts.files
    )
    return replace(counts, files=files)


def _limits_text(limits: object) -> str:
    if isinstance(limits, Mapping):
        return "; ".join(f"{name}: {limits[name]}" for name in sorted(limits))
    return "; ".join(map(str, limits)) if isinstance(limits, list | tuple) else str(limits or "")


def _of_file(file: FileCounts) -> Search:
    stated = file.searched
    databases = [name for name in sorted(file.databases, key=lambda name: -file.databases[name]) if name]
    return Search(
        source=stated.get("database") or ", ".join(databases),
        kind=source_of(file),
        platform=stated.get("platform", ""),
        searched_on=stated.get("searched_on", ""),
        query=stated.get("query", ""),
        limits=stated.get("limits", ""),
        note=stated.get("note", ""),
        records=file.records,
        found=None,
        files=(file.name,),
        file=file.sha256,
        imported_on=file.imported_at[:10],
    )


def cells(search: Search) -> tuple[str, ...]:
    """The texts of a row, in the order of `COLUMNS`."""
    records = f"{search.records:,}"
    if search.found is not None and search.found != search.records:
        records += f" of {search.found:,}"
    searched_on = search.searched_on or f"{NOT_RECORDED} (imported {search.imported_on})"
    files = ", ".join(search.files) or "none kept"
    texts = (search.source, SOURCES[search.kind][0], search.platform, searched_on, search.query, search.limits)
    return (*(text or NOT_RECORDED for text in texts), records, files)


def searches_text(searches: Sequence[Search], width: int = 100) -> str:
    """The table for a terminal: a block a search, because a strategy is long.

    >>> print(searches_text([Search("Embase", "database", "Ovid", "2026-05-31", "peer*.ti", "", "", 9, None,
    ...     ("e.ris",), "", "2026-06-01")]))
    1. Embase
       Kind             Database
       Platform         Ovid
       Date searched    2026-05-31
       Search strategy  peer*.ti
       Limits           not recorded
       Records          9
       File             e.ris
    """
    lines = []
    for number, search in enumerate(searches, start=1):
        texts = cells(search)
        lines.append(f"{number}. {texts[0]}")
        for name, text in zip(COLUMNS[1:], texts[1:], strict=True):
            for line, part in enumerate(_wrapped(text, width - 20)):
                lines.append(f"   {name if line == 0 else '':<16} {part}")
        if search.note:
            lines += [
                f"   {'Note' if number == 0 else '':<16} {part}"
                for number, part in enumerate(_wrapped(search.note, width - 20))
            ]
    return "\n".join(lines)


def _wrapped(text: str, width: int) -> list[str]:
    """A strategy keeps its own lines."""
    return [part for line in text.splitlines() for part in textwrap.wrap(line, width) or [""]] or [""]
