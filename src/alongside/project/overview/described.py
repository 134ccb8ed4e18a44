"""What the records say of themselves, in arrays: years, types, journals and so on, for filters and their counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connections
from numpy.typing import NDArray

from alongside.project.find.tables import ImportedFile
from alongside.project.log.sessions import Session
from alongside.project.overview.index import Imported, Mask

__all__ = ["CODED", "Described", "described"]

FROM_EXTRA = ("type", "language", "database")
"""Fields that have no column; the database takes them out of the record's JSON."""

CODED = (*FROM_EXTRA, "journal", "file")
"""Fields with few values, held as numbers."""


@dataclass(frozen=True, slots=True)
class Described:
    """One entry for each record, in the order of `Imported`.

    Parameters
    ----------
    year : 0 where the record has none.
    has : whether it has an abstract, a DOI, a PubMed id, a year.
    values, codes : for each field of `CODED` its values, and for each record the index of its own.
    doi, pmid : as text, "" for none.
    """

    year: NDArray[np.int32]
    has: dict[str, Mask]
    values: dict[str, list[str]]
    codes: dict[str, NDArray[np.int32]]
    doi: tuple[str, ...]
    pmid: tuple[str, ...]


def described(session: Session, imported: Imported) -> Described:
    """Read the columns of every record; some seconds for a million."""
    rows = _rows(session, [number for number, _ in imported.files])
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * 8
    year, abstract, doi, pmid, *coded = columns
    files = ImportedFile.objects.using(session.alias).filter(project_id=session.project_id)
    names = dict(files.values_list("id", "name"))
    file_names = [names[imported.files[index][0]] for index in imported.file.tolist()]
    values, codes = {}, {}
    for name, column in zip(CODED, [*coded, file_names], strict=True):
        values[name], codes[name] = _coded(column)
    years = np.array(year, dtype=np.int32)
    has = {
        "abstract": np.array(abstract, dtype=np.bool_),
        "doi": np.array([text != "" for text in doi], dtype=np.bool_),
        "pmid": np.array([text != "" for text in pmid], dtype=np.bool_),
        "year": years > 0,
    }
    return Described(years, has, values, codes, tuple(doi), tuple(pmid))


def _rows(session: Session, files: list[int]) -> list[tuple[Any, ...]]:
    if not files:
        return []
    connection = connections[session.alias]
    if connection.vendor == "sqlite":
        further = ", ".join(f"coalesce(json_extract(extra, '$.{name}'), '')" for name in FROM_EXTRA)
    else:
        further = ", ".join(f"coalesce(extra::jsonb ->> '{name}', '')" for name in FROM_EXTRA)
    marks = ", ".join(["%s"] * len(files))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT coalesce(year, 0), abstract <> '', doi, pmid, {further}, journal "  # noqa: S608 - fixed text
            f"FROM project_record WHERE project_id = %s AND file_id IN ({marks}) ORDER BY file_id, position",
            [session.project_id, *files],
        )
        return list(cursor.fetchall())


def _coded(column: Sequence[str]) -> tuple[list[str], NDArray[np.int32]]:
    numbers: dict[str, int] = {}
    codes = np.fromiter((numbers.setdefault(value, len(numbers)) for value in column), np.int32, len(column))
    return list(numbers), codes
