"""Tables of open data: rows of a file, and numbers in them. A cell that is needed and empty is an error, never a 0."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np

Row = dict[str, str]

Floats = np.ndarray[Any, np.dtype[np.float64]]


class CannotPoolError(Exception):
    """The tables do not say what is needed."""


def read(folder: Path, name: str) -> list[Row]:
    path = folder / f"{name}.csv"
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))
    except OSError as error:
        raise CannotPoolError(f"{path}: cannot be read ({error.strerror})") from error


def number(row: Row, column: str) -> float | None:
    if column not in row:
        raise CannotPoolError(f"there is no column {column!r}; were these open data written by an older version?")
    return float(row[column]) if row[column] else None


def need(row: Row, column: str) -> float:
    value = number(row, column)
    if value is None:
        raise CannotPoolError(f"column {column!r} of a row that was pooled is empty: {row}")
    return value
