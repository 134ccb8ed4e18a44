"""The two sets of records in which people marked what is a duplicate (`copper`, `respiratory`)."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from alongside.records import Record
from alongside.records.identifiers import normalise_doi, year_of

__all__ = ["marked_records"]


def marked_records(shared: Path, name: str) -> tuple[list[Record], NDArray[np.bool_]]:
    """The records in the order of the file, and which of them are marked as a duplicate or as what one repeats."""
    with gzip.open(shared / "data" / "dedup" / f"{name}.csv.gz", "rt", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    records = [
        Record(
            title=row["title"],
            authors=tuple(row["authors"].split("; ")),
            year=year_of(row["year"]),
            journal=row["journal"],
            volume=row["volume"],
            issue=row["number"],
            pages=row["pages"],
            doi=normalise_doi(row["doi"]),
            abstract=row["abstract"],
        )
        for row in rows
    ]
    return records, np.array([row["duplicate"] == "1" for row in rows])
