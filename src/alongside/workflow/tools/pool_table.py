"""The pooling engine on a person's table: find its columns, read them, work out effects, pool."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alongside.coding import TableWishes, compact, number_rows, rows_of
from alongside.errors import InputError, UsageError
from alongside.synthesis import effect_size, pool
from alongside.tables import NUMBER, Row, read_table
from alongside.workflow.tools.intervals import MEASURES_WITH_INTERVALS, effect_with_interval
from alongside.workflow.tools.plain_headers import COUNTS, INTERVALS, LOGARITHMS, MEANS, TABLES, plain_header, scale_of

__all__ = ["TableEffects", "TableModel", "effects_of_table", "plain_value", "pooled_effects"]

BOUNDS: Mapping[str, Mapping[str, float]] = {
    "vi": {"above": 0},
    "sei": {"above": 0},
    **{name: {"minimum": 0} for name in ("ai", "bi", "ci", "di", "sd1i", "sd2i")},
    "n1i": {"above": 0},
    "n2i": {"above": 0},
}
"""What each column may hold; whatever is outside names its row and column."""

EVENTS = {"ai": "n1i", "ci": "n2i"}
"""Columns of events, to those of the people among whom they were."""

MEASURES = {"counts": ("RR", "OR", "RD"), "means": ("SMD", "MD")}
"""Measures of each kind of numbers; the first serves where none is named, as in a project."""

IN_WORDS = {
    "OR": "odds ratios",
    "RR": "risk ratios",
    "RD": "risk differences",
    "HR": "hazard ratios",
    "IRR": "rate ratios",
    "MD": "mean differences",
    "SMD": "standardised mean differences",
}


@dataclass(frozen=True, slots=True)
class TableModel:
    """What a person says of a table: columns by metafor's argument names, measure, rows, decimal sign, sheet.

    `events` is "percent" or "people" where a table leaves open what its events are; with `keep_going` a row that cannot
    be used is left out and said, instead of stopping the table. `interval_level` is that of intervals that the table
    prints.
    """

    columns: Mapping[str, str]
    measure: str = ""
    where: Sequence[tuple[str, str]] = ()
    decimal: str = ""
    events: str = ""
    keep_going: bool = False
    sheet: str = ""
    interval_level: float = 0.95


@dataclass(frozen=True, slots=True)
class TableEffects:
    """The effects of a table's rows, the rows themselves, their measure, and what was understood in reading them."""

    yi: NDArray[np.float64]
    vi: NDArray[np.float64]
    rows: tuple[Row, ...]
    understood: tuple[str, ...]
    measure: str = ""


def pooled_effects(
    data: TableEffects, *, method: str = "REML", test: str = "knha", level: float = 0.95
) -> dict[str, Any]:
    """The figures of one mean, by metafor's names."""
    pooled = pool(data.yi, data.vi, method=method, test=test, level=level)
    return {key: plain_value(value) for key, value in asdict(pooled).items()}


def effects_of_table(path: Path, model: TableModel) -> TableEffects:
    """Effects and variances of a table as people have it: NA, decimal commas, commas between thousands, percentages.

    Columns that are not named are found by a plain header (`plain_headers`). What was understood, and which rows were
    left out, is said a sentence each.

    Raises
    ------
    UsageError : where no columns are named and the header names none, and for a measure that they do not give.
    InputError : for a column that is not there, or a cell that is no number or out of range.
    """
    columns, understood = _columns(path, model)
    if not 0 < model.interval_level < 1:
        raise UsageError(f"--interval-level {model.interval_level:g}: expected a share between 0 and 1, as 0.95")
    kind, measure = _kind(columns, model.measure)
    if kind in MEASURES and not model.measure:
        others = " or ".join(MEASURES[kind][1:])
        understood.append(f"pooled as {IN_WORDS[measure]} ({measure}); --measure {others} gives another measure")
    people = {columns[name] for name in (*EVENTS, *EVENTS.values()) if name in columns}
    wishes = TableWishes(where=model.where, decimal=model.decimal, sheet=model.sheet)
    printed = number_rows(path, tuple(columns.values()), people, wishes)
    understood += printed.understood
    shares = _shares(printed.rows, columns, model)
    values, rows, broken, uneven = _values(printed.rows, columns, shares, kind, measure, model)
    if kind == "intervals":
        level = f"{100 * model.interval_level:g} %"
        understood.append(f"standard errors worked out from the intervals, taken as {level} (--interval-level)")
    if uneven:
        understood.append(f"{rows_of(uneven)}: the effect is not in the middle of its interval; the width was used")
    if shares:
        understood.append("percentages of people were turned into people, to the nearest whole number")
    if not values:
        left_out = "; ".join(text for text in (*printed.understood, *broken) if "left out" in text)
        why = f" ({left_out})" if left_out else ""
        raise InputError(f"expected at least one row with all its numbers under the header{why}", path=path)
    arrays = {name: np.array([numbers[name] for numbers in values]) for name in values[0]}
    return _with_effects(kind, measure, arrays, rows, [*understood, *broken])


def _values(
    rows: Sequence[Row], columns: Mapping[str, str], shares: set[str], kind: str, measure: str, model: TableModel
) -> tuple[list[dict[str, float]], list[Row], list[str], list[int]]:
    """The numbers of each row that can be used, the rows, why others are left out, and lines with uneven intervals."""
    values, usable, broken, uneven = [], [], [], []
    logarithms = kind == "intervals" and compact(columns["out"]) in LOGARITHMS
    for row in rows:
        try:
            numbers = _numbers(row, columns, shares)
            if kind == "intervals":
                numbers, is_uneven = effect_with_interval(
                    row, numbers, columns, measure, logarithms=logarithms, level=model.interval_level
                )
                uneven += [row.line] if is_uneven else []
        except InputError as error:
            if not model.keep_going:
                raise
            broken.append(f"row {row.line} left out: column {error.column}, {error.expected}")
        else:
            values.append(numbers)
            usable.append(row)
    return values, usable, broken, uneven


def _columns(path: Path, model: TableModel) -> tuple[dict[str, str], list[str]]:
    """Columns by metafor's names, named or found by the header, and what is to be said of them."""
    named = dict(model.columns)
    header = read_table(path, lenient=True, sheet=model.sheet).columns
    doubled = [column for column in named.values() if f"{column} (2)" in header]
    remarks = [f"the column {name!r} stands twice; the first was taken, the second is '{name} (2)'" for name in doubled]
    if _whole(named):
        return named, remarks
    plain = plain_header(header, named, model.measure)
    if not plain and plain.doubtful:
        role, columns = next(iter(plain.doubtful.items()))
        listed = " or ".join(repr(column) for column in columns)
        expected = f"expected one column for {role}, found {listed}; say which, as --{role} '{columns[0]}'"
        raise InputError(expected, path=path, row=1, column=columns[0])
    if not plain and sum(NUMBER.fullmatch(name) is not None for name in header) > 1:
        raise InputError("expected the names of the columns; this row holds numbers", path=path, row=1)
    if not plain:
        raise UsageError(
            f"{path}: which column is which? There are {', '.join(header[:12])}. Name them: --yi with --vi or --sei; "
            "--ai --n1i --ci --n2i; --ai --bi --ci --di; --m1i --sd1i --n1i --m2i --sd2i --n2i; or for effects "
            "printed with their intervals --out --ci-lb --ci-ub"
        )
    roles = [f"{column} as {role}" for role, column in plain.columns.items() if role not in named]
    scale = f", {IN_WORDS.get(plain.scale, plain.scale)}" if plain.scale else ""
    is_logarithm = compact(plain.columns.get("yi") or plain.columns.get("out", "")) in LOGARITHMS
    logarithms = " (logarithms)" if is_logarithm else ""
    return dict(plain.columns), [*remarks, f"columns read by their names: {', '.join(roles)}{scale}{logarithms}"]


def _whole(columns: Mapping[str, str]) -> bool:
    names = set(columns)
    effects = "yi" in names and bool(names & {"vi", "sei"}) and names <= {"yi", "vi", "sei"}
    return effects or names in (set(COUNTS), set(TABLES), set(MEANS), set(INTERVALS))


def _kind(columns: Mapping[str, str], measure: str) -> tuple[str, str]:
    if "yi" in columns:
        return "effects", measure
    if "out" in columns:
        return "intervals", _measure_with_intervals(columns["out"], measure.upper())
    kind = "means" if set(columns) == set(MEANS) else "counts"
    fits = MEASURES[kind]
    if measure and measure.upper() not in fits:
        raise UsageError(f"--measure {measure} does not go with these columns; expected {' or '.join(fits)}")
    return kind, measure.upper() or fits[0]


def _measure_with_intervals(column: str, measure: str) -> str:
    """The measure that a person names, or else the column's name.

    Raises `UsageError` where neither says it, and where they contradict each other.
    """
    named = scale_of(column)
    if measure and named and measure != named:
        raise UsageError(f"--measure {measure}: the column {column!r} holds {IN_WORDS.get(named, named)} by its name")
    wanted = measure or named
    if wanted not in MEASURES_WITH_INTERVALS:
        listed = ", ".join(MEASURES_WITH_INTERVALS)
        raise UsageError(f"is {column!r} a ratio or a difference? Say --measure with one of {listed}")
    return wanted


def _shares(rows: Sequence[Row], columns: Mapping[str, str], model: TableModel) -> set[str]:
    """The columns of events that hold percentages: by their signs, or because a person says so.

    Raises `InputError` for events that are no whole numbers, where nobody says what they are.
    """
    if model.events not in ("", "percent", "people"):
        raise UsageError(f"--events {model.events}: expected percent or people")
    shares = set()
    for events, group in EVENTS.items():
        if events not in columns or group not in columns:
            continue
        column = columns[events]
        signs = [row.text(column).endswith("%") for row in rows]
        if any(signs) and not all(signs):
            row = rows[signs.index(not signs[0])]
            raise InputError(
                "expected a percent sign in all rows or in none", path=row.path, row=row.line, column=column
            )
        if model.events == "percent" or any(signs):
            shares.add(events)
        elif not model.events:
            _refuse_broken_people(rows, column)
    return shares


def _refuse_broken_people(rows: Sequence[Row], column: str) -> None:
    for row in rows:
        cell = row.text(column)
        if "." in cell and (number := row.number(column)) is not None and not number.is_integer():
            raise InputError(
                f"expected a whole number of people, found {cell}; for percentages say --events percent, "
                "for counts that were adjusted --events people",
                path=row.path,
                row=row.line,
                column=column,
            )


def _numbers(row: Row, columns: Mapping[str, str], shares: set[str]) -> dict[str, float]:
    """The numbers of one row by metafor's names, within their bounds, percentages as people."""
    plain = Row(row.path, row.line, {**row.values, **{name: row.text(name).rstrip("%") for name in columns.values()}})
    numbers = {}
    for name, column in columns.items():
        bounds = BOUNDS.get(name, {})
        value = plain.number(column, minimum=bounds.get("minimum"), above=bounds.get("above"))
        if value is None:
            raise InputError("expected a number, found an empty cell", path=row.path, row=row.line, column=column)
        numbers[name] = value
    for events, group in EVENTS.items():
        if events not in numbers or group not in numbers:
            continue
        most = 100.0 if events in shares else numbers[group]
        if numbers[events] > most:
            among = (
                "expected at most 100 %"
                if events in shares
                else f"expected at most {most:g} events among {most:g} people"
            )
            raise InputError(f"{among}, found {numbers[events]:g}", path=row.path, row=row.line, column=columns[events])
        if events in shares:
            numbers[events] = float(round(numbers[events] / 100 * numbers[group]))
    if "bi" in numbers:
        numbers["n1i"], numbers["n2i"] = numbers["ai"] + numbers.pop("bi"), numbers["ci"] + numbers.pop("di")
        for group in ("n1i", "n2i"):
            if numbers[group] == 0:
                raise InputError("expected people in both groups", path=row.path, row=row.line, column=columns["ai"])
    return numbers


def _with_effects(
    kind: str, measure: str, arrays: Mapping[str, Any], rows: Sequence[Row], understood: Sequence[str]
) -> TableEffects:
    if kind in ("effects", "intervals"):
        vi = arrays["vi"] if "vi" in arrays else arrays["sei"] ** 2
        return TableEffects(arrays["yi"], vi, tuple(rows), tuple(understood), measure)
    sizes = effect_size(measure, missing="nan", **arrays)
    usable = np.isfinite(sizes.yi) & np.isfinite(sizes.vi) & (sizes.vi > 0)
    remarks = list(understood)
    if without := [row.line for row, stands in zip(rows, usable, strict=True) if not stands]:
        reason = "both SDs are 0" if kind == "means" else f"these numbers give no {measure}"
        remarks.append(f"{rows_of(without)} left out: {reason}")
    if kind == "counts" and (empty := [row.line for row, none in zip(rows, _no_events(arrays), strict=True) if none]):
        remarks.append(
            f"{rows_of(empty)}: no events in either group, or nobody without; half an event was added to each cell"
        )
    if not usable.any():
        raise InputError(f"expected a row that gives an effect ({measure}); none does", path=rows[0].path)
    rows_left = tuple(row for row, stands in zip(rows, usable, strict=True) if stands)
    return TableEffects(sizes.yi[usable], sizes.vi[usable], rows_left, tuple(remarks), measure)


def _no_events(arrays: Mapping[str, Any]) -> Any:
    events, people = arrays["ai"] + arrays["ci"], arrays["n1i"] + arrays["n2i"]
    return (events == 0) | (events == people)


def plain_value(value: Any) -> Any:
    """A figure as JSON has it: arrays as lists, what is not finite as None."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return list(value) if isinstance(value, tuple) else value
