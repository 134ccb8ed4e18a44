"""One sheet of a workbook as a table: which sheet, where its header stands, and its cells as they are shown.

A percent cell holds 0.455 and shows 45.5%; a person who reads the sheet, or saves it as CSV, has 45.5%, and so has the
table here. A number is exact: its decimal sign is no question, whatever the texts of the sheet write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alongside.errors import InputError
from alongside.tables.names import shown
from alongside.tables.workbooks import book_rows, is_workbook, text_of

__all__ = ["Sheet", "SheetRow", "read_sheet"]

PERCENT = re.compile(r"%(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")
"""A percent sign in a format of numbers that stands in no quoted text (ECMA-376, part 1, 18.8.31)."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row by its number in the sheet; `exact` are the places, from 0, of cells that are numbers."""

    line: int
    cells: tuple[str, ...]
    exact: frozenset[int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet; `line` is the row of its header, `notes` what is to be said of how it was read."""

    path: Path
    line: int
    header: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    notes: tuple[str, ...]


def read_sheet(path: Path, name: str, most_rows: int) -> Sheet | None:
    """The sheet of this name, or the first that is shown and not empty; None for a zip file that is no workbook.

    The header is the first row with two cells or more; single cells above it are a title, which is left out and said.

    Raises `InputError` for a sheet that is not there or empty, a row beyond the header's width, a formula without its
    value, and more than `most_rows` rows.
    """
    with path.open("rb") as stream:
        if not is_workbook(stream):
            return None
    try:
        chosen, others = _chosen(path, name)
        return _table(path, chosen, others, most_rows)
    except InputError as error:
        raise InputError(error.expected, path=shown(path), row=error.row, column=error.column) from None


def _chosen(path: Path, name: str) -> tuple[str, list[str]]:
    """The name of the sheet to read, and the names of the others."""
    filled: dict[str, bool] = {}
    names: dict[str, bool] = {}
    with path.open("rb") as stream:
        for title, visible, _, values in book_rows(stream, most=50):
            names[title] = visible
            filled[title] = filled.get(title, False) or any(text_of(value).strip() for value in values)
    listed = [title for title in names if filled[title]]
    if name:
        same = [title for title in names if title.strip().casefold() == name.strip().casefold()]
        if not same:
            raise InputError(f"there is no sheet {name!r}; there are {', '.join(names) or 'none with any cell'}")
        if same[0] not in listed:
            raise InputError(f"expected a header and rows; the sheet {same[0]!r} is empty")
        return same[0], [title for title in listed if title != same[0]]
    if not listed:
        raise InputError("expected a header and rows; the workbook is empty")
    sheet_name = next((title for title in listed if names[title]), listed[0])
    return sheet_name, [title for title in listed if title != sheet_name]


def _table(path: Path, name: str, others: list[str], most_rows: int) -> Sheet:
    notes = []
    if others:
        notes.append(f"the sheet {name!r} was read; also in this workbook: {', '.join(others)} (--sheet NAME)")
    header: tuple[str, ...] = ()
    line = 0
    titles: list[str] = []
    rows: list[SheetRow] = []
    for number, cells, exact in _filled_rows(path, name):
        places = [index for index, cell in enumerate(cells) if cell]
        if not header:
            if len(places) < 2:
                titles.append(cells[places[0]])
                continue
            header, line = cells[: places[-1] + 1], number
            continue
        if places[-1] >= len(header):
            expected = (
                f"expected {len(header)} cells as in the header (row {line}), found one in column {places[-1] + 1}"
            )
            raise InputError(expected, row=number)
        width = len(header)
        whole = (*cells, *[""] * width)[:width]
        rows.append(SheetRow(number, whole, frozenset(index for index in exact if index < width)))
        if len(rows) > most_rows:
            raise InputError(f"expected a table of at most {most_rows:,} rows", row=number)
    if not header:
        raise InputError(f"expected a header of two columns or more; the sheet {name!r} has none")
    if titles:
        quoted = ", ".join(repr(title[:60]) for title in titles[:3])
        notes.append(f"above the header (row {line}) stands {quoted}, which was left out")
    return Sheet(path, line, header, tuple(rows), tuple(notes))


def _filled_rows(path: Path, name: str) -> Iterator[tuple[int, tuple[str, ...], frozenset[int]]]:
    """The number, the cells and the exact places of each row of a sheet in which anything stands."""
    with path.open("rb") as stream, path.open("rb") as with_formulas:
        values = _rows_of(book_rows(stream, cells=True), name)
        formulas = _rows_of(book_rows(with_formulas, formulas=True), name)
        for (number, row), (_, written) in zip(values, formulas, strict=False):
            _refuse_unworked(number, row, written)
            cells = tuple(_cell_text(cell) for cell in row)
            if any(cells):
                exact = (index for index, cell in enumerate(row) if _is_number(cell.value))
                yield number, cells, frozenset(exact)


def _rows_of(
    rows: Iterator[tuple[str, bool, int, tuple[Any, ...]]], name: str
) -> Iterator[tuple[int, tuple[Any, ...]]]:
    for title, _, number, row in rows:
        if title == name:
            yield number, row


def _refuse_unworked(number: int, row: tuple[Any, ...], written: tuple[Any, ...]) -> None:
    """A formula that no program has worked out has no value: it would be read as an empty cell, without a word."""
    for column, (cell, formula) in enumerate(zip(row, written, strict=False), 1):
        if cell.value is None and formula is not None:
            expected = f"cell {column} is a formula without its value; open the file in Excel, save it, and take that"
            raise InputError(expected, row=number)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _cell_text(cell: Any) -> str:
    """What a cell shows: a percent cell as a percentage, anything else as it is kept."""
    value = cell.value
    if _is_number(value) and PERCENT.search(str(getattr(cell, "number_format", "") or "")):
        return f"{text_of(float(value) * 100)}%"
    return " ".join(text_of(value).split())
