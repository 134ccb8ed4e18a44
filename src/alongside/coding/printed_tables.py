"""Tables of trials as people have them, turned into the columns and numbers that `evidence_tables` reads.

A spreadsheet has its own names of columns, NA where nothing is known, decimal commas or commas between thousands,
percent signs, months for weeks. All of it is read here, before any number is checked; what was understood is said once
(`PrintedTable.understood`), and no column is lost: what has no place goes into the note of its row. What rows print in
another form (a standard error, a median, a logarithm) is worked out in `printed_numbers`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from alongside.coding.column_names import NUMBERS, PEOPLE, kept_in_the_note, names_of, near_name
from alongside.coding.decimal_signs import MISSING, decimal_sign_of, plain_numbers
from alongside.coding.printed_numbers import FURTHER_COLUMNS, refuse_mixed_logarithms, worked_out
from alongside.coding.table_wishes import TableWishes
from alongside.errors import InputError, UsageError
from alongside.tables import Row, Table, read_table

__all__ = [
    "PrintedTable",
    "number_rows",
    "printed_rows",
    "read_printed",
    "rows_of",
    "rows_where",
]

UNITS = {"day": 1 / 7, "week": 1.0, "month": 52 / 12, "year": 52.0, "wk": 1.0, "mo": 52 / 12, "yr": 52.0, "d": 1 / 7}
"""Weeks in a unit of time; a month is a twelfth of 52 weeks, so that six are 26."""

DAY = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")

TIME = re.compile(r"(\d+(?:[.,]\d+)?)\s*-?\s*(day|week|month|year|wk|mo|yr|d)s?\.?", re.IGNORECASE)

WITH_PERCENT = frozenset({"events1", "events2", "control_risk", "icc", "p", "effect", "ci_low", "ci_high"})
"""Columns in which a percent sign says what the number is; elsewhere (a mean, an SD) it is the unit of all rows."""


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """Rows in our columns, and what was understood on the way, a sentence each; `left_out` rows were not chosen,
    `refused` ones could not be used (only where a person wished to keep going). `misspelt` are columns of no place that
    may have been meant for one of ours.
    """

    path: Path
    rows: tuple[Row, ...]
    understood: tuple[str, ...]
    left_out: int = 0
    refused: tuple[InputError, ...] = ()
    columns: tuple[str, ...] = ()
    misspelt: tuple[str, ...] = ()


def read_printed(path: Path, known_columns: Collection[str], wishes: TableWishes | None = None) -> PrintedTable:
    """A table of trials in our columns.

    Parameters
    ----------
    known : the columns that `evidence_tables` reads.

    Raises
    ------
    InputError : with file, row and column, for a column that is not there, one that looks like a slip of ours, and a
        number that can be read in two ways.
    UsageError : for a column of ours that is none.
    """
    wishes = wishes or TableWishes()
    table = read_table(path, lenient=True, sheet=wishes.sheet)
    chosen = rows_where(table, wishes.where)
    ours = {*known_columns, *FURTHER_COLUMNS, "icc", "ci_level", "year"}
    names = _with_shares(names_of(table, ours, wishes.columns), wishes.events)
    constants = {name: value[1:] for name, value in wishes.columns.items() if value.startswith("=")}
    notices: Counter[str] = Counter()
    decimal = _decimal(chosen, names, wishes.decimal, notices)
    written = [Row(row.path, row.line, _values(row, names, constants, decimal, notices)) for row in chosen]
    left_out = len(table.rows) - len(chosen)
    misspelt = tuple(
        column
        for column in table.columns
        if column not in names and near_name(column, set(names.values())) and any(row.text(column) for row in chosen)
    )
    return replace(_worked_out(table, written, notices, left_out, wishes.keep_going), misspelt=misspelt)


def printed_rows(rows: Sequence[Row], known_columns: Collection[str]) -> PrintedTable:
    """The same for rows that are in our columns already, as a form has them. Raises `InputError` as `read_printed`."""
    ours = {*known_columns, *FURTHER_COLUMNS, "icc", "ci_level", "year"}
    path = rows[0].path if rows else Path()
    columns = tuple(dict.fromkeys(column for row in rows for column in row.values))
    table = Table(path, columns, tuple(rows), "", "")
    names = names_of(table, ours, {})
    notices: Counter[str] = Counter()
    decimal = _decimal(rows, names, "", notices)
    written = [Row(row.path, row.line, _values(row, names, {}, decimal, notices)) for row in rows]
    return _worked_out(table, written, notices, 0, keep_going=False)


def _worked_out(
    table: Table, written: Sequence[Row], notices: Counter[str], left_out: int, keep_going: bool
) -> PrintedTable:
    """Rows in our columns with what they print in another form worked out, each once."""
    refuse_mixed_logarithms(written)
    rows: dict[tuple[tuple[str, str], ...], Row] = {}
    refused: list[InputError] = []
    for row in written:
        try:
            plain = Row(row.path, row.line, worked_out(row, notices))
        except InputError as error:
            if not keep_going:
                raise
            refused.append(error)
            continue
        content = tuple((name, " ".join(cell.split()).casefold()) for name, cell in sorted(plain.values.items()))
        if content in rows:
            notices[f"a row that repeats another word for word is counted once (row {row.line})"] += 1
        rows.setdefault(content, plain)
    understood = [*table.notes] + [
        text if number == 1 or "(row" in text else f"{text} ({number} times)"
        for text, number in notices.items()
        if number
    ]
    return PrintedTable(table.path, tuple(rows.values()), tuple(understood), left_out, tuple(refused), table.columns)


def number_rows(path: Path, columns: Sequence[str], people: Collection[str], wishes: TableWishes) -> PrintedTable:
    """Rows of a table in its own columns, the cells of some of them as plain numbers.

    A row in which one of them is empty, NA or another word for nothing is left out, and said; a percent sign stays.

    Parameters
    ----------
    people : columns that hold whole numbers of people.

    Raises `InputError` for a column that is not there, and for a number that can be read in two ways.
    """
    table = read_table(path, required=tuple(columns), lenient=True, sheet=wishes.sheet)
    chosen = rows_where(table, wishes.where)
    notices: Counter[str] = Counter()
    cells = [
        (row, column, row.text(column), column in people)
        for row in chosen
        for column in columns
        if column not in row.exact
    ]
    decimal = decimal_sign_of([cell for cell in cells if cell[2].casefold() not in MISSING], wishes.decimal, notices)
    rows, lacking = [], []
    for row in chosen:
        if any(not row.text(column) or row.text(column).casefold() in MISSING for column in columns):
            lacking.append(row.line)
            continue
        plain = {
            column: _plain_cell(row, column, decimal) + ("%" if cell.endswith("%") else "")
            for column in columns
            if (cell := row.text(column))
        }
        rows.append(Row(row.path, row.line, {**row.values, **plain}))
    understood = [*table.notes, *(text if number == 1 else f"{text} ({number})" for text, number in notices.items())]
    if lacking:
        understood.append(f"{rows_of(lacking)} left out: a number is empty or NA")
    return PrintedTable(table.path, tuple(rows), tuple(understood), len(table.rows) - len(chosen))


def rows_of(lines: Sequence[int]) -> str:
    """Rows by their lines, at most six of them by number.

    >>> rows_of([3]), rows_of([3, 5]), rows_of(range(2, 12))
    ('row 3', '2 rows (3, 5)', '10 rows (2, 3, 4, 5, 6, 7 and 4 more)')
    """
    if len(lines) == 1:
        return f"row {lines[0]}"
    named = ", ".join(str(line) for line in lines[:6])
    return f"{len(lines)} rows ({named}{f' and {len(lines) - 6} more' if len(lines) > 6 else ''})"


def rows_where(table: Table, where: Sequence[tuple[str, str]]) -> tuple[Row, ...]:
    """The rows in which each column has its value, without regard to case and blanks.

    Raises `InputError` for a column that is not there, and where no row has the value.
    """
    rows = table.rows
    for column, value in where:
        if column not in table.columns:
            listed = ", ".join(table.columns[:12])
            raise InputError(f"expected this column; there are {listed}", path=table.path, column=column)
        wanted = " ".join(value.split()).casefold()
        values_there = list(dict.fromkeys(row.text(column) for row in rows))
        rows = tuple(row for row in rows if " ".join(row.text(column).split()).casefold() == wanted)
        if not rows:
            raise InputError(
                f"no row has {value!r}; there are {', '.join(values_there[:8])}", path=table.path, column=column
            )
    return rows


def _with_shares(names: dict[str, str], events: str) -> dict[str, str]:
    """The columns of events as percentages, where a person says that they are. Raises `UsageError` for another word."""
    if events not in ("", "percent", "people"):
        raise UsageError(f"--events {events}: expected percent or people")
    shares = {"events1": "percent1", "events2": "percent2"} if events == "percent" else {}
    return {column: shares.get(name, name) for column, name in names.items()}


def _decimal(rows: Sequence[Row], names: Mapping[str, str], wanted: str, notices: Counter[str]) -> str:
    """What stands before the decimals, by all cells of numbers that are text."""
    cells = [
        (row, column, row.text(column), name in PEOPLE)
        for row in rows
        for column, name in names.items()
        if name in NUMBERS and column not in row.exact
    ]
    return decimal_sign_of([cell for cell in cells if cell[2].casefold() not in MISSING], wanted, notices)


def _plain_cell(row: Row, column: str, decimal: str) -> str:
    """A number without its percent sign; one that is exact has no decimal sign to ask about."""
    cell = row.text(column)
    return cell.rstrip("% ") if column in row.exact else plain_numbers(cell, decimal)


def _values(
    row: Row, names: Mapping[str, str], constants: Mapping[str, str], decimal: str, notices: Counter[str]
) -> dict[str, str]:
    values = dict(constants)
    others: list[str] = []
    for column, cell in row.values.items():
        name = names.get(column, "")
        if cell.casefold() in MISSING and (name in NUMBERS or cell in ("NA", "N/A", "<NA>")):
            notices["NA and other words for nothing were read as empty"] += bool(cell not in ("-", "."))
        elif name == "weeks" and (time := TIME.fullmatch(cell)):
            number = float(time.group(1).replace(",", "."))
            values[name] = f"{round(number * UNITS[time.group(2).casefold()], 2):g}"
            notices[f"times in words were read as weeks ({cell}: {values[name]})"] += 1
        elif name in NUMBERS and cell:
            keeps_sign = name == "p" and not cell[0].isdigit()
            values[name] = cell.rstrip("% ") if keeps_sign else _plain_cell(row, column, decimal)
            if cell.endswith("%") and name in WITH_PERCENT:
                values[name] += "%"
        elif name:
            values[name] = cell
        elif cell:
            others.append(f"{column}: {cell}")
            notices[kept_in_the_note(column, set(names.values()))] = 1
    if year := values.pop("year", ""):
        year = year[:4] if DAY.fullmatch(year) else year  # a workbook's cell of a day
        if values.get("study") and not re.search(r"(?:19|20)\d\d", values["study"]):
            values["study"] = f"{values['study']} {year}"
            notices["a trial is called by its name and its year, which stand in two columns"] = 1
        elif year not in values.get("study", ""):
            others.append(f"year: {year}")
    if others:
        values["note"] = "; ".join([text for text in (values.get("note", ""),) if text] + others)
    return values
