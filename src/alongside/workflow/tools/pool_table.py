"""The pooling engine on a person's table: read the columns that they name, work out effects, pool."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from alongside.coding import TableWishes, number_rows
from alongside.errors import InputError, UsageError
from alongside.synthesis import effect_size, pool
from alongside.tables import Row

__all__ = ["TableEffects", "effects_of_table", "plain_value", "pool_table"]

EFFECTS, COUNTS, MEANS = {"yi"}, {"ai", "n1i", "ci", "n2i"}, {"m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i"}

BOUNDS: Mapping[str, Mapping[str, float]] = {
    "vi": {"above": 0},
    "sei": {"above": 0},
    "ai": {"minimum": 0},
    "ci": {"minimum": 0},
    "n1i": {"above": 0},
    "n2i": {"above": 0},
    "sd1i": {"minimum": 0},
    "sd2i": {"minimum": 0},
}
"""What each column may hold; whatever is outside names its row and column."""


def pool_table(
    path: Path,
    columns: Mapping[str, str],
    *,
    measure: str = "",
    method: str = "REML",
    test: str = "knha",
    level: float = 0.95,
    where: Sequence[tuple[str, str]] = (),
    decimal: str = "",
) -> dict[str, Any]:
    """Pool a table. `columns` maps metafor's argument names to the table's columns.

    The table may be as people have it: NA, decimal commas, commas between thousands, percentages of events. What was
    understood is in "understood", a sentence each. Only rows are pooled in which each column of `where` has its value.

    Raises
    ------
    UsageError : for columns that do not belong together, or a measure that they do not give.
    InputError : for a column that is not there, or a cell that is no number or out of range.
    """
    read = effects_of_table(path, columns, measure=measure, where=where, decimal=decimal)
    yi, vi = read.yi, read.vi
    pooled = pool(yi, vi, method=method, test=test, level=level)
    document = {key: plain_value(value) for key, value in asdict(pooled).items()}
    understood = list(read.understood)
    return {"measure": measure or None, "yi": yi.tolist(), "vi": vi.tolist(), **document, "understood": understood}


@dataclass(frozen=True, slots=True)
class TableEffects:
    """The effects of a table's rows, the rows themselves, and what was understood in reading them."""

    yi: np.ndarray[Any, np.dtype[np.float64]]
    vi: np.ndarray[Any, np.dtype[np.float64]]
    rows: tuple[Row, ...]
    understood: tuple[str, ...]


def effects_of_table(
    path: Path,
    columns: Mapping[str, str],
    *,
    measure: str = "",
    where: Sequence[tuple[str, str]] = (),
    decimal: str = "",
) -> TableEffects:
    """Effects and variances of a table; arguments and errors as `pool_table`."""
    kind = _kind(columns, measure)
    people = {columns[name] for name in ("n1i", "n2i", "ai", "ci") if name in columns}
    printed = number_rows(path, tuple(columns.values()), people, TableWishes(where=where, decimal=decimal))
    if not printed.rows:
        raise InputError("expected at least one row under the header", path=path)
    rows, percentages = _events_of_percentages(printed.rows, columns)
    values = {name: _column(rows, name, column) for name, column in columns.items()}
    _check_events(rows, columns, values)
    if kind == "effects":
        yi = values["yi"]
        vi = values["vi"] if "vi" in values else values["sei"] ** 2
    else:
        yi, vi = _effects(measure, values)
    return TableEffects(yi, vi, rows, (*printed.understood, *percentages))


def _events_of_percentages(rows: Sequence[Row], columns: Mapping[str, str]) -> tuple[tuple[Row, ...], list[str]]:
    """Rows with percentages of events as people, and other percentages as their numbers; and what was done."""
    people = {columns[events]: columns[n] for events, n in (("ai", "n1i"), ("ci", "n2i")) if events in columns}
    whole, turned, broken = [], 0, 0
    for row in rows:
        values = dict(row.values)
        for column in columns.values():
            share = values[column].endswith("%")
            values[column] = values[column].removesuffix("%")
            if column not in people:
                continue
            plain = Row(row.path, row.line, values)
            number, group = plain.number(column), plain.number(people[column])
            if share and number is not None and group is not None:
                values[column] = f"{round(number / 100 * group):g}"
                turned += 1
            elif number is not None and not number.is_integer():
                broken += 1
        whole.append(Row(row.path, row.line, values))
    said = [f"percentages of people were turned into people, to the nearest whole number ({turned})"] if turned else []
    asked = "events that are no whole numbers: are they percentages? Then write a percent sign"
    return tuple(whole), said + ([f"{asked} ({broken})"] if broken else [])


def _kind(columns: Mapping[str, str], measure: str) -> str:
    given = set(columns)
    if "yi" in given and given & {"vi", "sei"} and given <= {"yi", "vi", "sei"}:
        return "effects"
    if given in (COUNTS, MEANS):
        if not measure:
            raise UsageError("counts and means need --measure (OR, RR, RD for counts; MD, SMD for means)")
        fits = ("OR", "RR", "RD") if given == COUNTS else ("MD", "SMD")
        if measure.upper() not in fits:
            raise UsageError(f"--measure {measure} does not go with these columns; expected {' or '.join(fits)}")
        return "numbers"
    raise UsageError(
        "name the columns: --yi with --vi or --sei; or --ai --n1i --ci --n2i; or --m1i --sd1i --n1i --m2i --sd2i --n2i"
    )


def _column(rows: Sequence[Row], name: str, column: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    bounds = BOUNDS.get(name, {})
    return np.array([_cell(row, column, bounds) for row in rows])


def _cell(row: Row, column: str, bounds: Mapping[str, float]) -> float:
    value = row.number(column, minimum=bounds.get("minimum"), above=bounds.get("above"))
    if value is None:
        raise InputError("expected a number, found an empty cell", path=row.path, row=row.line, column=column)
    return value


def _check_events(rows: Sequence[Row], columns: Mapping[str, str], values: Mapping[str, Any]) -> None:
    for events, n in (("ai", "n1i"), ("ci", "n2i")):
        if events in values and n in values:
            for row, some, people in zip(rows, values[events], values[n], strict=True):
                if some > people:
                    raise InputError(
                        f"expected at most {people:g} events among {people:g} people, found {some:g}",
                        path=row.path,
                        row=row.line,
                        column=columns[events],
                    )


def _effects(measure: str, values: Mapping[str, Any]) -> tuple[Any, Any]:
    sizes = effect_size(measure.upper(), **values)
    return sizes.yi, sizes.vi


def plain_value(value: Any) -> Any:
    """A figure as JSON has it: arrays as lists, what is not finite as None."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return list(value) if isinstance(value, tuple) else value
