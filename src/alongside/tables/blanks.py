"""Text tables as R writes and reads them: cells set apart by blanks, rows with a name in front that the header lacks.

`write.table` of R sets a blank between cells and quotation marks around texts, a mark inside a text behind a backslash,
and a row's name before its first cell; `read.table` takes any run of blanks and tabs.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence

from alongside.tables.rows import NUMBER

__all__ = ["BLANK", "BlankSeparated", "has_row_names", "is_blank_separated"]

BLANK = " "
"""The delimiter of such a table, as it is told."""

MOST = 0.8
"""Share of the rows that have as many cells as the header; the others are mistakes, and named when they are read."""

_CELL = re.compile(r'"((?:[^"\\]|\\.|"")*)"(?=\s|$)|([^\s"]\S*)')
_ESCAPED = re.compile(r'\\(.)|""')


def cells_of(line: str) -> list[str]:
    """The cells of one line.

    >>> cells_of('1  "Ferguson & Simes"\\t306 NA')
    ['1', 'Ferguson & Simes', '306', 'NA']

    Raises `csv.Error` for a quotation mark that is never closed, or with text behind it.
    """
    cells, position = [], 0
    text = line.strip()
    while position < len(text):
        cell = _CELL.match(text, position)
        if cell is None:
            raise csv.Error("a quotation mark is never closed, or has text behind it")
        quoted, plain = cell.groups()
        cells.append(plain if quoted is None else _ESCAPED.sub(lambda found: found.group(1) or '"', quoted))
        position = cell.end()
        while position < len(text) and text[position].isspace():
            position += 1
    return cells


class BlankSeparated:
    """Row after row of cells, as `csv.reader` gives them; `line_num` lines were read."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.line_num = 0

    def __iter__(self) -> Iterator[list[str]]:
        return self

    def __next__(self) -> list[str]:
        line = next(self._lines)
        self.line_num += 1
        return cells_of(line)


def is_blank_separated(lines: Sequence[str]) -> bool:
    """Whether the first lines of a table, its header the first of them, fall into as many cells each at blanks alone.

    At least one column has to hold numbers, or NA, alone: a list of names is no table, whatever blanks it has.

    >>> is_blank_separated(["study yi vi", '"Ash 2019" 0.2 0.04']), is_blank_separated(["a title", "Peer support"])
    (True, False)
    """
    try:
        header, *rows = (cells_of(line) for line in lines if line.strip())
    except (csv.Error, ValueError):
        return False
    if len(header) < 2 or not rows:
        return False
    even = rows if has_row_names(header, rows) else [row for row in rows if len(row) == len(header)]
    return len(even) >= MOST * len(rows) and any(_are_numbers(column) for column in zip(*even, strict=True))


def _are_numbers(cells: Sequence[str]) -> bool:
    return all(cell == "NA" or NUMBER.fullmatch(cell) for cell in cells) and any(cell != "NA" for cell in cells)


def has_row_names(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether each of the first rows, two or more, has one cell more than the header, and the first names only it.

    >>> has_row_names(["study", "yi"], [["1", "Ash", "0.2"], ["2", "Birch", "0.3"]])
    True
    >>> has_row_names(["study", "yi"], [["Ash, A", "Birch", "0.2"], ["Ash, A", "Cedar", "0.3"]])
    False
    """
    names = {row[0] for row in rows if row}
    return len(rows) > 1 and len(names) == len(rows) and all(len(row) == len(header) + 1 for row in rows)
