"""A delimited table: its delimiter and header found out, its rows handed on with their place in the file."""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Protocol

from alongside.errors import InputError
from alongside.tables.blanks import BLANK, BlankSeparated, has_row_names, is_blank_separated
from alongside.tables.encoding import detect_encoding
from alongside.tables.names import refuse_no_file
from alongside.tables.rows import Row
from alongside.tables.sheets import Sheet, read_sheet

__all__ = ["Table", "iter_rows", "read_table"]


class Records(Protocol):
    """What `csv.reader` and `BlankSeparated` are."""

    @property
    def line_num(self) -> int: ...

    def __iter__(self) -> Iterator[list[str]]: ...

    def __next__(self) -> list[str]: ...


NAMES = {BLANK: "blanks"}

LOOKED_AT, LOOKED_AT_SIGNS = 50, 1_000_000
"""Lines, and signs of them, from which it is told what sets cells apart."""

_QUOTED = re.compile(r'"[^"]*"')

LONGEST_LINE = 10 * 1024 * 1024
"""Characters of one line before it is refused: a table's rows are short, and a 2 GB line must not fill the memory."""

MOST_ROWS = 200_000
"""Rows of a table that is held whole; the largest collections of trials have some ten thousand results."""

ZIP = b"PK\x03\x04"

NO_TEXT = {
    ZIP: "a workbook of another program (LibreOffice, Numbers) or another zip",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
}
"""How files begin that people take for a table, and what they are."""


@dataclass(frozen=True, slots=True)
class Table:
    """A whole table."""

    path: Path
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str
    delimiter: str
    notes: tuple[str, ...] = ()
    """What is to be said of how it was read: of a workbook which sheet and cells, of text what only R writes."""


def read_table(
    path: Path | str,
    *,
    required: Collection[str] = (),
    allowed: Collection[str] | None = None,
    synonyms: Mapping[str, str] | None = None,
    lenient: bool = False,
    sheet: str = "",
) -> Table:
    """The whole table: delimited text, or a sheet of an Excel workbook. See `iter_rows` for what is asked of it.

    With `lenient`, columns without a name are called by their place ("column 1"), a second of one name gets a number.
    Of a workbook that has several, `sheet` names the sheet; without it, it is the first that is shown and not empty.

    Raises `InputError` also for a table of more than `MOST_ROWS` rows, which memory would not hold, and for a sheet
    that is not there.
    """
    path = Path(path)
    head = _head(path, refuse=False)
    if head.startswith(ZIP) and (sheet_rows := read_sheet(path, sheet, MOST_ROWS)):
        return _of_sheet(sheet_rows, required, allowed, synonyms or {}, lenient=lenient)
    if sheet:
        raise InputError(f"is no Excel workbook, and so has no sheet {sheet!r}", path=path)
    reader = _Reader(Path(path), required, allowed, synonyms or {}, lenient=lenient)
    rows = tuple(islice(reader, MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise InputError(f"expected a table of at most {MOST_ROWS:,} rows", path=reader.path, row=rows[-1].line)
    return Table(reader.path, reader.columns, rows, reader.encoding, reader.delimiter, reader.notes)


def iter_rows(
    path: Path | str,
    *,
    required: Collection[str] = (),
    allowed: Collection[str] | None = None,
    synonyms: Mapping[str, str] | None = None,
) -> Iterator[Row]:
    """Row after row, in memory that does not grow with the file.

    Parameters
    ----------
    required : columns that must be there.
    allowed : if given, no other column may be; a near miss is named.
    synonyms : other names of columns, to the names used here.

    Raises
    ------
    InputError : for a path that cannot be read, an empty file, a header that does not fit, a NUL, a line of more than
        10 MB, a row with too many or too few cells, a quotation mark that is never closed.
    """
    return iter(_Reader(Path(path), required, allowed, synonyms or {}))


class _Reader:
    """The file opened, its header read and checked; iterating gives its rows."""

    def __init__(
        self,
        path: Path,
        required: Collection[str],
        allowed: Collection[str] | None,
        synonyms: Mapping[str, str],
        *,
        lenient: bool = False,
    ) -> None:
        self.path = path
        self.encoding = detect_encoding(_head(path, refuse=True))
        lines = self._lines()
        first_lines, whole, self._empty = _first_of(lines)
        if not first_lines:
            raise InputError("expected a header and rows; the file is empty", path=path)
        self.delimiter = _delimiter(first_lines[0], whole)
        self.notes: tuple[str, ...] = ()
        self._records = self._cells(chain(first_lines, lines))
        if self.delimiter == BLANK:
            self.notes = ("Its cells are set apart by blanks.",)
        header = [cell.strip() for cell in self._next() or []]
        if self._are_named(whole, header):
            self.notes += ("Its rows have a name that the header lacks, as R writes them.",)
            header = ["", *header]
        if lenient:
            header = _distinct(header)
        columns = tuple(synonyms.get(name, name) for name in header)
        self.columns = _checked(path, 1, columns, required, allowed)

    def __iter__(self) -> Iterator[Row]:
        while True:
            line = self._empty + self._records.line_num + 1
            cells = self._next()
            if cells is None:
                return
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(self.columns):
                expected = f"expected {len(self.columns)} cells as in the header, found {len(cells)}"
                raise InputError(expected, path=self.path, row=line)
            values = {name: cell.strip() for name, cell in zip(self.columns, cells, strict=True)}
            yield Row(self.path, line, values)

    def _cells(self, lines: Iterator[str]) -> Records:
        if self.delimiter == BLANK:
            return BlankSeparated(lines)
        return csv.reader(lines, delimiter=self.delimiter, strict=True)

    def _are_named(self, lines: Sequence[str], header: Sequence[str]) -> bool:
        """Whether rows have a name before their first cell, between quotation marks where a mark sets cells apart: a
        row that somebody typed has one cell too many for a comma in a name.
        """
        lines = [line for line in lines if line.strip()]
        if self.delimiter != BLANK and not all(line.startswith('"') for line in lines[1:]):
            return False
        try:
            rows = list(self._cells(iter(lines)))
        except csv.Error:
            return False
        return has_row_names(header, rows[1:])

    def _next(self) -> list[str] | None:
        line = self._empty + self._records.line_num + 1
        try:
            return next(self._records)
        except StopIteration:
            return None
        except csv.Error as error:
            text = "a quotation mark is never closed" if "unexpected end" in str(error) else str(error)
            raise InputError(
                f"expected cells set apart by {NAMES.get(self.delimiter, repr(self.delimiter))}; {text}",
                path=self.path,
                row=line,
            ) from None

    def _lines(self) -> Iterator[str]:
        """The lines of the file, none of them longer than memory bears and none with a NUL."""
        number = 0
        with self.path.open(encoding=self.encoding, newline="", errors="strict") as handle:
            while True:
                number += 1
                try:
                    line = handle.readline(LONGEST_LINE + 1)
                except UnicodeError:
                    raise InputError(f"expected {self.encoding} text", path=self.path, row=number) from None
                if not line:
                    return
                if len(line) > LONGEST_LINE:
                    raise InputError("expected lines of at most 10 MB; this one is longer", path=self.path, row=number)
                if "\0" in line:
                    position = line.index(chr(0)) + 1
                    raise InputError(f"expected text; character {position} is a NUL", path=self.path, row=number)
                yield line


def _of_sheet(
    sheet: Sheet,
    required: Collection[str],
    allowed: Collection[str] | None,
    synonyms: Mapping[str, str],
    *,
    lenient: bool,
) -> Table:
    header = _distinct(sheet.header) if lenient else sheet.header
    columns = tuple(synonyms.get(name, name) for name in header)
    columns = _checked(sheet.path, sheet.line, columns, required, allowed)
    rows = tuple(
        Row(
            sheet.path,
            row.line,
            dict(zip(columns, row.cells, strict=True)),
            frozenset(columns[index] for index in row.exact),
        )
        for row in sheet.rows
    )
    return Table(sheet.path, columns, rows, "", "", sheet.notes)


def _checked(
    path: Path, line: int, columns: tuple[str, ...], required: Collection[str], allowed: Collection[str] | None
) -> tuple[str, ...]:
    for index, name in enumerate(columns):
        if not name:
            raise InputError(f"column {index + 1} has no name", path=path, row=line)
        if name in columns[:index]:
            raise InputError("this column stands in the header twice", path=path, row=line, column=name)
    allowed_names = set(required) | set(allowed or ())
    if allowed is not None:
        for name in columns:
            if name not in allowed_names:
                # A short name that is near another means something else: "se" is no "use".
                near = difflib.get_close_matches(name, sorted(allowed_names), n=1, cutoff=0.8) if len(name) > 3 else []
                meant = f"; did you mean {near[0]!r}?" if near else ""
                raise InputError(f"unknown column{meant}", path=path, row=line, column=name)
    for name in required:
        if name not in columns:
            near = difflib.get_close_matches(name, columns, n=1)
            hint = f"; there is {near[0]!r}" if near else f"; there are {', '.join(columns[:12])}"
            raise InputError(f"expected this column{hint}", path=path, row=line, column=name)
    return columns


def _distinct(header: Sequence[str]) -> list[str]:
    """Names for all columns: R writes the first of its tables without one."""
    seen: dict[str, int] = {}
    names = []
    for number, cell in enumerate(header, 1):
        name = cell or f"column {number}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def _head(path: Path, *, refuse: bool, size: int = 256 * 1024) -> bytes:
    refuse_no_file(path)
    try:
        with path.open("rb") as handle:
            head = handle.read(size)
    except FileNotFoundError:
        raise InputError("there is no such file", path=path) from None
    except IsADirectoryError:
        raise InputError("is a folder, not a file", path=path) from None
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", path=path) from None
    for start, what in NO_TEXT.items():
        if refuse and head.startswith(start):
            raise InputError(f"is {what}, not a table of text; save the sheet as .xlsx or CSV and take that", path=path)
    return head


def _delimiter(header: str, lines: Sequence[str]) -> str:
    """What sets the cells of the header apart; marks within quotation marks do not count."""
    header = _QUOTED.sub("", header)
    counts = {mark: header.count(mark) for mark in (",", ";", "\t", "|")}
    best = max(counts, key=lambda mark: counts[mark])
    # A header with tabs between some cells and blanks between others is R's too.
    uneven = best == "\t" and any(not cell.strip() or " " in cell.strip() for cell in header.strip().split("\t"))
    if (not counts[best] or uneven) and is_blank_separated(lines):
        return BLANK
    return best if counts[best] else ","


def _first_of(lines: Iterator[str]) -> tuple[list[str], list[str], int]:
    """The first lines; those of them that are whole rows as far as can be told, since the last of many may be half a
    row; and how many empty ones stood before.
    """
    first: list[str] = []
    empty = signs = 0
    for line in lines:
        if first or line.strip():
            first.append(line)
        else:
            empty += 1
        signs += len(line)
        if len(first) == LOOKED_AT or signs > LOOKED_AT_SIGNS:
            return first, first[:-1], empty
    return first, first, empty


csv.field_size_limit(LONGEST_LINE)
