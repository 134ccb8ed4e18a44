"""A delimited table: its delimiter and header found out, its rows handed on with their place in the file."""

from __future__ import annotations

import csv
import difflib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from alongside.errors import InputError
from alongside.tables.row import Row
from alongside.tables.source import LONGEST_LINE, TextSource

__all__ = ["Fault", "Table", "iter_rows", "read_table"]

Fault = Callable[[InputError, str], None]
"""Is told of a row that cannot be read: the error, and the row's text."""

SEPARATOR_LINE = re.compile(r'"?sep=([,;\t|])"?\s*', re.IGNORECASE)
"""A first line by which spreadsheets tell one another the delimiter."""

QUOTED = re.compile(r'"(?:[^"]|"")*"?')

# Cells longer than the standard library's 131,072 characters are real: one record may name thousands of authors.
csv.field_size_limit(max(csv.field_size_limit(), LONGEST_LINE))


@dataclass(frozen=True, slots=True)
class Table:
    """A whole table."""

    path: Path
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str
    delimiter: str


def read_table(
    path: Path | str,
    *,
    required: Collection[str] = (),
    allowed: Collection[str] | None = None,
    synonyms: Mapping[str, str] | None = None,
) -> Table:
    """The whole table; without rows where there is only a header. See `iter_rows` for what is asked of it."""
    reader = _Reader(TextSource.open(path), required, allowed, synonyms or {})
    rows = tuple(reader.rows(None))
    return Table(reader.path, reader.columns, rows, reader.encoding, reader.delimiter)


def iter_rows(
    source: Path | str | TextSource,
    *,
    required: Collection[str] = (),
    allowed: Collection[str] | None = None,
    synonyms: Mapping[str, str] | None = None,
    any_header: bool = False,
    on_fault: Fault | None = None,
) -> Iterator[Row]:
    """Row after row, in memory that does not grow with the file.

    Parameters
    ----------
    required : columns that must be there.
    allowed : if given, no other column may be; a near miss is named.
    synonyms : other names of columns, to the names used here.
    any_header : take a header as other programs write it: a column without a name is called "column 3", the second of
        one name "Notes (2)".
    on_fault : is told of each row that cannot be read, and the rows after it are given all the same. Without it the
        first one is raised.

    Raises
    ------
    InputError : for a path that cannot be read, an empty file, a header that does not fit, a byte that is no text, a
        line of more than 10 MB; and, without `on_fault`, for a NUL, a row with too many or too few cells, a quotation
        mark that is never closed.
    """
    opened = source if isinstance(source, TextSource) else TextSource.open(source)
    return _Reader(opened, required, allowed, synonyms or {}, any_header).rows(on_fault)


class _Reader:
    """The file opened, its header read and checked; `rows` gives what follows."""

    def __init__(
        self,
        source: TextSource,
        required: Collection[str],
        allowed: Collection[str] | None,
        synonyms: Mapping[str, str],
        any_header: bool = False,
    ) -> None:
        self.path, self.encoding = source.path, source.encoding
        self._lines = source.lines()
        self._taken = 0  # lines of the file that were read
        self._row: list[str] = []  # those of the row at hand
        self._size = 0  # their characters
        self.columns: tuple[str, ...] = ()
        first = self._first_line()
        told = SEPARATOR_LINE.fullmatch(first)
        if told:
            first = self._first_line()
        self.delimiter = told.group(1) if told else _delimiter(first)
        self._records = csv.reader(self._feed(first), delimiter=self.delimiter, strict=True)
        self._header_line = self._taken
        cells = self._next(self._taken)
        header = [cell.strip() for cell in cells or []]
        if any_header:
            self.columns = _named(header)
        else:
            self.columns = tuple(synonyms.get(name, name) for name in header)
            self._check(header, required, allowed)

    def rows(self, on_fault: Fault | None) -> Iterator[Row]:
        while True:
            line = self._taken + 1
            try:
                cells = self._next(line)
                if cells is None:
                    return
                if any(cells) and any(cell.strip() for cell in cells):
                    yield self._as_row(line, cells)
            except _BadRow as fault:
                if on_fault is None:
                    raise InputError(fault.expected, path=self.path, row=line, column=fault.column) from None
                on_fault(fault, "".join(self._row).rstrip("\n"))

    def _as_row(self, line: int, cells: list[str]) -> Row:
        if len(cells) != len(self.columns):
            expected = f"expected {len(self.columns)} cells as in the header, found {len(cells)}"
            raise _BadRow(expected, path=self.path, row=line)
        values = {name: cell.strip() for name, cell in zip(self.columns, cells, strict=True)}
        return Row(self.path, line, values)

    def _next(self, line: int) -> list[str] | None:
        self._row.clear()
        self._size = 0
        try:
            cells = next(self._records)
        except StopIteration:
            return None
        except csv.Error as error:
            raise _BadRow(self._explained(str(error)), path=self.path, row=line) from None
        for place, cell in enumerate(cells):
            if "\0" in cell:
                name = self.columns[place] if place < len(self.columns) else None
                expected = f"expected text; character {cell.index(chr(0)) + 1} of the cell is a NUL"
                raise _BadRow(expected, path=self.path, row=line, column=name)
        return cells

    def _explained(self, reason: str) -> str:
        if "unexpected end" in reason:
            return "expected a second quotation mark; the one in this row is never closed"
        if "expected after" in reason:
            return f"expected {self.delimiter!r} after a quoted cell; a quotation mark inside a cell is written twice"
        return f"expected cells set apart by {self.delimiter!r}; {reason}"

    def _first_line(self) -> str:
        for line in self._lines:
            self._taken += 1
            if line.strip():
                return line
        raise InputError("expected a header and rows; the file is empty", path=self.path)

    def _feed(self, first: str) -> Iterator[str]:
        yield first
        for line in self._lines:
            self._taken += 1
            self._row.append(line)
            self._size += len(line)
            if self._size > LONGEST_LINE:
                start = self._taken - len(self._row) + 1
                expected = "expected rows of at most 10 MB; is a quotation mark in this one never closed?"
                raise _BadRow(expected, path=self.path, row=start)
            yield line

    def _check(self, header: list[str], required: Collection[str], allowed: Collection[str] | None) -> None:
        for place, name in enumerate(self.columns):
            if not name:
                raise self._wrong_header(f"column {place + 1} has no name")
            if name in self.columns[:place]:
                other = header[self.columns.index(name)]
                same = other == header[place]
                twice = "this column stands in the header twice" if same else f"this column and {other!r} are the same"
                raise self._wrong_header(twice, header[place])
        known = set(required) | set(allowed or ())
        if allowed is not None:
            for name in self.columns:
                if name not in known:
                    near = difflib.get_close_matches(name, sorted(known), n=1)
                    meant = f"; did you mean {near[0]!r}?" if near else ""
                    raise self._wrong_header(f"unknown column{meant}", name)
        for name in required:
            if name not in self.columns:
                near = difflib.get_close_matches(name, self.columns, n=1)
                found = f"; there is {near[0]!r}" if near else f"; there are {', '.join(self.columns[:12])}"
                raise self._wrong_header(f"expected this column{found}", name)

    def _wrong_header(self, expected: str, column: str | None = None) -> InputError:
        return InputError(expected, path=self.path, row=self._header_line, column=column)


class _BadRow(InputError):
    """One row cannot be read; what follows it can."""


def _named(header: list[str]) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    names: list[str] = []
    for place, cell in enumerate(header, 1):
        name = cell or f"column {place}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names) if len(set(names)) == len(names) else tuple(f"{name} {i}" for i, name in enumerate(names, 1))


def _delimiter(header: str) -> str:
    bare = QUOTED.sub("", header)
    counts = {mark: bare.count(mark) for mark in (",", ";", "\t", "|")}
    best = max(counts, key=lambda mark: counts[mark])
    return best if counts[best] else ","
