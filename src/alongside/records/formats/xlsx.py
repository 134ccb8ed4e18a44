"""Records in an Excel workbook (.xlsx): the first sheet that has a header of records.

`tables.workbooks` reads the sheets, row after row and within its bounds; openpyxl writes them.
"""

from __future__ import annotations

import errno
import os
import re
import zlib
from collections.abc import Iterable, Iterator
from typing import IO

from lxml.etree import SerialisationError
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from alongside.errors import InputError, ReadError
from alongside.records.columns import known_columns
from alongside.records.record import Broken, Record
from alongside.records.source import Source
from alongside.records.tabular import NEEDED, OWN_COLUMNS, Header, cells_of, record_of_cells
from alongside.tables import book_rows, is_workbook, text_of

__all__ = ["columns_of", "looks_like", "read", "write"]

LEADING = 20
LONGEST_CELL = 32_767
"""Characters that a cell of Excel holds (Microsoft, "Excel specifications and limits")."""

CUT = " … [cut: a cell of Excel holds no more]"

NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def looks_like(source: Source) -> bool:
    """Whether the file is a zip file with a workbook in it."""
    if not source.head.startswith(b"PK\x03\x04"):
        return False
    try:
        with source.seekable() as stream:
            return is_workbook(stream)
    except OSError:
        return False


def columns_of(source: Source) -> tuple[str, ...]:
    """The columns of the first sheet with a header of records, or of the first that has any row."""
    _, cells = _header(source, list(_rows(source, LEADING)))
    return tuple(cells)


def read(source: Source) -> Iterator[Record | Broken]:
    """Row after row; the line of a record is its row.

    Raises
    ------
    ReadError : for a file that is no whole workbook, one that would fill the memory, and one without a column of
        records, naming the columns that are there.
    """
    head = list(_rows(source, LEADING))
    sheet, cells = _header(source, head)
    start = next(number for name, number, row in head if name == sheet and row == cells)
    header = Header.of(source, cells, start)
    width = len(header.names)
    for name, number, row in _rows(source):
        if name == sheet and number > start and any(cell.strip() for cell in row):
            if any(cell.strip() for cell in row[width:]):
                yield Broken(
                    number, f"expected {width} cells as in the header, found {len(row)}", "\t".join(row)[:1000]
                )
                continue
            row = (row + [""] * width)[:width]
            if header.stands_again(source, row, number):
                continue
            raw = "\t".join(f"{name}: {cell}" for name, cell in zip(header.names, row, strict=True) if cell)
            yield record_of_cells(source, header, row, number, raw)


def _header(source: Source, head: list[tuple[str, int, list[str]]]) -> tuple[str, list[str]]:
    wanted = {name.casefold() for name in (source.columns or {}).values()}
    filled = [(name, row) for name, _, row in head if any(cell.strip() for cell in row)]
    for name, row in filled:
        columns = known_columns(row)
        if wanted and wanted <= {cell.strip().casefold() for cell in row}:
            return name, row
        if not wanted and any(field in columns for field in NEEDED):
            return name, row
    if not filled:
        raise source.error("expected a sheet with a header and records; there is none")
    return filled[0]


def _rows(source: Source, most: int = 0) -> Iterator[tuple[str, int, list[str]]]:
    """The name of a sheet, the number of a row from 1, and its cells; at most so many rows of each sheet."""
    try:
        with source.seekable() as stream:
            for sheet, _, number, values in book_rows(stream, most=most):
                cells = [text_of(value) for value in values]
                while cells and not cells[-1]:
                    cells.pop()
                yield sheet, number, cells
    except ReadError:
        raise
    except InputError as error:
        raise source.error(error.expected, error.row) from None
    except (OSError, EOFError, zlib.error) as error:  # packed with gzip, and cut
        raise source.error(f"expected a whole Excel workbook ({error})") from None


def write(records: Iterable[Record], stream: IO[bytes]) -> int:
    """Write a sheet with a column for each field of `Record`; gives how many rows.

    All cells are text, so that a title that begins like a formula is a title. A text that is longer than a cell of
    Excel can hold is cut, and says so at its end.

    >>> import io
    >>> from openpyxl import load_workbook
    >>> stream = io.BytesIO()
    >>> write([Record(title="=A")], stream)
    1
    >>> load_workbook(stream).active["A2"].data_type
    's'
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Records")
    sheet.freeze_panes = "A2"
    count = 0
    try:
        sheet.append(OWN_COLUMNS)
        for record in records:
            cells = []
            for text in cells_of(record):
                cell = WriteOnlyCell(sheet, value="")
                cell.value, cell.data_type = _held(text), "s"
                cells.append(cell)
            sheet.append(cells)
            count += 1
        book.save(stream)
    except SerialisationError as error:  # rows wait in a temporary file; lxml says "IO_ENOSPC" where that cannot grow
        code = getattr(errno, str(error).removeprefix("IO_"), errno.EIO)
        raise OSError(code, os.strerror(code)) from error
    return count


def _held(text: str) -> str:
    text = NOT_TEXT.sub("", text.encode("utf-8", "replace").decode("utf-8"))
    # A text that looks like such a sign is written so that it is itself.
    text = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - len(CUT)] + CUT
