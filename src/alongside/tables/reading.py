"""A delimited table: its delimiter and header found out, its rows handed on with their place in the file."""

from __future__ import annotations

import csv
import difflib
import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

from alongside.errors import InputError
from alongside.tables.encoding import detect_encoding
from alongside.tables.names import refuse_no_file

__all__ = ["Row", "Table", "iter_rows", "read_table"]

LONGEST_LINE = 10 * 1024 * 1024
"""Characters of one line before it is refused: a table's rows are short, and a 2 GB line must not fill the memory."""

MOST_ROWS = 200_000
"""Rows of a table that is held whole; the largest collections of trials have some ten thousand results."""

LARGEST_NUMBER = 1e300
"""Beyond this, squares and products of a number are infinite."""

NO_TEXT = {
    b"PK\x03\x04": "a workbook (Excel, LibreOffice) or another zip",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
}
"""How files begin that people take for a table, and what they are."""

Choice = TypeVar("Choice", bound=str)

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `line` is where it starts in the file; the header is line 1. Cells are stripped of blanks."""

    path: Path
    line: int
    values: Mapping[str, str]

    def text(self, column: str, default: str = "") -> str:
        """The cell, or `default` where it is empty or the table has no such column."""
        return self.values.get(column, "") or default

    def number(
        self,
        column: str,
        *,
        minimum: float | None = None,
        maximum: float | None = None,
        above: float | None = None,
    ) -> float | None:
        """The cell as a finite number, None where it is empty.

        A real minus (U+2212) and spaces between thousands are taken; a decimal comma is not, because it cannot be told
        from a comma between thousands.
        """
        cell = self.text(column)
        if not cell:
            return None
        plain = re.sub(r"(?<=\d)[\u2009\u202f\u00a0 ](?=\d{3})", "", cell.replace("\u2212", "-"))
        if not NUMBER.fullmatch(plain):
            hint = " (write the decimal point as a dot)" if re.fullmatch(r"[+-]?\d+,\d+", plain) else ""
            if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+", plain):
                hint = " (leave out a comma between thousands, or write the decimal point as a dot)"
            raise self._error(column, f"expected a number, found {_short(cell)}{hint}")
        value = float(plain)
        if not math.isfinite(value) or abs(value) > LARGEST_NUMBER:
            raise self._error(column, f"expected a number of ordinary size, found {_short(cell)}")
        if above is not None and value <= above:
            raise self._error(column, f"expected a number above {above:g}, found {_short(cell)}")
        if minimum is not None and value < minimum:
            raise self._error(column, f"expected a number of at least {minimum:g}, found {_short(cell)}")
        if maximum is not None and value > maximum:
            raise self._error(column, f"expected a number of at most {maximum:g}, found {_short(cell)}")
        return value

    def integer(self, column: str, *, minimum: int | None = None, maximum: int | None = None) -> int | None:
        """The cell as a whole number, None where it is empty."""
        value = self.number(column, minimum=minimum, maximum=maximum)
        if value is None:
            return None
        if value != int(value):
            raise self._error(column, f"expected a whole number, found {_short(self.text(column))}")
        return int(value)

    def choice(self, column: str, options: Sequence[Choice], default: str = "") -> str:
        """The cell as one of `options`; `default` where it is empty."""
        cell = self.text(column)
        if not cell:
            return default
        if cell in options:
            return cell
        near = difflib.get_close_matches(cell, options, n=1)
        meant = f"; did you mean {near[0]!r}?" if near else ""
        raise self._error(column, f"expected one of {', '.join(options)}; found {_short(cell)}{meant}")

    def boolean(self, column: str) -> bool | None:
        """1, yes, true or 0, no, false; None where the cell is empty."""
        cell = self.text(column).casefold()
        if not cell:
            return None
        if cell in {"1", "yes", "true"}:
            return True
        if cell in {"0", "no", "false"}:
            return False
        raise self._error(column, f"expected 1 or 0, yes or no; found {_short(self.text(column))}")

    def _error(self, column: str, expected: str) -> InputError:
        return InputError(expected, path=self.path, row=self.line, column=column)


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
    lenient: bool = False,
) -> Table:
    """The whole table. See `iter_rows` for what is asked of it.

    With `lenient`, columns without a name are called by their place ("column 1"), a second of one name gets a number.

    Raises `InputError` also for a table of more than `MOST_ROWS` rows, which memory would not hold.
    """
    reader = _Reader(Path(path), required, allowed, synonyms or {}, lenient=lenient)
    rows = tuple(islice(reader, MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise InputError(f"expected a table of at most {MOST_ROWS:,} rows", path=reader.path, row=rows[-1].line)
    return Table(reader.path, reader.columns, rows, reader.encoding, reader.delimiter)


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
        self.encoding = detect_encoding(_head(path))
        lines = self._lines()
        first = next(lines, "")
        while first and not first.strip():
            first = next(lines, "")
        if not first.strip():
            raise InputError("expected a header and rows; the file is empty", path=path)
        self.delimiter = _delimiter(first)
        self._records = csv.reader(_chain(first, lines), delimiter=self.delimiter, strict=True)
        header = [cell.strip() for cell in self._next() or []]
        if lenient:
            header = _distinct(header)
        self.columns = self._check(tuple(synonyms.get(name, name) for name in header), required, allowed)

    def __iter__(self) -> Iterator[Row]:
        while True:
            line = self._records.line_num + 1
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

    def _next(self) -> list[str] | None:
        line = self._records.line_num + 1
        try:
            return next(self._records)
        except StopIteration:
            return None
        except csv.Error as error:
            text = "a quotation mark is never closed" if "unexpected end" in str(error) else str(error)
            raise InputError(
                f"expected cells set apart by {self.delimiter!r}; {text}", path=self.path, row=line
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
                    place = line.index(chr(0)) + 1
                    raise InputError(f"expected text; character {place} is a NUL", path=self.path, row=number)
                yield line

    def _check(
        self, columns: tuple[str, ...], required: Collection[str], allowed: Collection[str] | None
    ) -> tuple[str, ...]:
        for place, name in enumerate(columns):
            if not name:
                raise InputError(f"column {place + 1} has no name", path=self.path, row=1)
            if name in columns[:place]:
                raise InputError("this column stands in the header twice", path=self.path, row=1, column=name)
        known = set(required) | set(allowed or ())
        if allowed is not None:
            for name in columns:
                if name not in known:
                    # A short name that is near another means something else: "se" is no "use".
                    near = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.8) if len(name) > 3 else []
                    meant = f"; did you mean {near[0]!r}?" if near else ""
                    raise InputError(f"unknown column{meant}", path=self.path, row=1, column=name)
        for name in required:
            if name not in columns:
                near = difflib.get_close_matches(name, columns, n=1)
                found = f"; there is {near[0]!r}" if near else f"; there are {', '.join(columns[:12])}"
                raise InputError(f"expected this column{found}", path=self.path, row=1, column=name)
        return columns


def _distinct(header: Sequence[str]) -> list[str]:
    """Names for all columns: R writes the first of its tables without one."""
    seen: dict[str, int] = {}
    names = []
    for place, cell in enumerate(header, 1):
        name = cell or f"column {place}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def _head(path: Path, size: int = 256 * 1024) -> bytes:
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
        if head.startswith(start):
            raise InputError(f"is {what}, not a table of text; save the sheet as CSV and take that", path=path)
    return head


def _delimiter(header: str) -> str:
    counts = {mark: header.count(mark) for mark in (",", ";", "\t", "|")}
    best = max(counts, key=lambda mark: counts[mark])
    return best if counts[best] else ","


def _chain(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _short(cell: str) -> str:
    return repr(cell if len(cell) <= 40 else cell[:37] + "...")


csv.field_size_limit(LONGEST_LINE)
