"""Records in an Excel workbook (.xlsx): the first sheet that has a header of records.

openpyxl reads and writes the sheets, row after row. Formulas are never worked out: what Excel last showed is read. A
workbook is a zip file, so before it is opened its directory says how large it would become.
"""

from __future__ import annotations

import errno
import os
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import IO
from xml.etree.ElementTree import ParseError

from lxml.etree import SerialisationError, XMLSyntaxError
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import InvalidFileException

from alongside.errors import ReadError
from alongside.records.columns import known_columns
from alongside.records.record import Broken, Record
from alongside.records.source import Source
from alongside.records.tabular import NEEDED, OWN_COLUMNS, Header, cells_of, record_of_cells

__all__ = ["columns_of", "looks_like", "read", "write"]

UNPACKED = 200 * 1024**2
RATIO = 100
"""A workbook is refused that would grow to more than `UNPACKED` bytes, or a part of it to more than 10 MB at more than
`RATIO` times its size: sheets of text shrink to a fifth or a tenth, a bomb to a thousandth."""

PARTS = 2000
"""Files in a workbook; real ones have some tens."""

WIDEST = 2000
"""Columns of a sheet; the widest exports have some hundred."""

MOST_EMPTY = 1_048_576
"""Empty rows on end: the rows of a whole sheet (Microsoft, "Excel specifications and limits")."""

LEADING = 20
LONGEST_CELL = 32_767
"""Characters that a cell of Excel holds (Microsoft, "Excel specifications and limits")."""

CUT = " … [cut: a cell of Excel holds no more]"

HIDDEN = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How a workbook writes a sign that XML has not (ECMA-376, part 1, 22.9.2.19)."""

NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

FAULTS = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, ParseError, XMLSyntaxError, KeyError, ValueError, TypeError,
    IndexError, AttributeError, EOFError, OSError, NotImplementedError, RuntimeError, OverflowError, ArithmeticError,
)  # fmt: skip
"""What openpyxl and zipfile raise at files that are no whole workbooks."""


def looks_like(source: Source) -> bool:
    """Whether the file is a zip file with a workbook in it."""
    if not source.head.startswith(b"PK\x03\x04"):
        return False
    try:
        with source.seekable() as stream, zipfile.ZipFile(stream) as parts:
            return "xl/workbook.xml" in parts.namelist()
    except (zipfile.BadZipFile, OSError):
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
            raw = "\t".join(f"{name}: {cell}" for name, cell in zip(header.names, row, strict=True) if cell)
            yield record_of_cells(source, header, row, number, raw)


def _header(source: Source, head: list[tuple[str, int, list[str]]]) -> tuple[str, list[str]]:
    wanted = {name.casefold() for name in (source.columns or {}).values()}
    filled = [(name, row) for name, _, row in head if any(cell.strip() for cell in row)]
    for name, row in filled:
        known = known_columns(row)
        if wanted and wanted <= {cell.strip().casefold() for cell in row}:
            return name, row
        if not wanted and any(field in known for field in NEEDED):
            return name, row
    if not filled:
        raise source.error("expected a sheet with a header and records; there is none")
    return filled[0]


def _rows(source: Source, most: int = 0) -> Iterator[tuple[str, int, list[str]]]:
    """The name of a sheet, the number of a row from 1, and its cells; at most so many rows of each sheet."""
    try:
        with source.seekable() as stream:
            _refuse_bombs(source, stream)
            with warnings.catch_warnings():
                # openpyxl warns of styles and pictures, which say nothing of a record.
                warnings.simplefilter("ignore", UserWarning)
                book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
                for sheet in book.worksheets:
                    if hasattr(sheet, "reset_dimensions"):
                        # What a sheet says of its size is not believed: one cell at its far end costs a billion.
                        sheet.reset_dimensions()
                    empty = 0
                    for number, row in enumerate(sheet.iter_rows(values_only=True, max_row=most or None), 1):
                        if len(row) > WIDEST:
                            raise source.error(f"expected at most {WIDEST} columns; a cell stands far beyond", number)
                        cells = [_text(value) for value in row]
                        empty = 0 if any(cells) else empty + 1
                        if empty > MOST_EMPTY:
                            break
                        while cells and not cells[-1]:
                            cells.pop()
                        yield sheet.title, number, cells
    except ReadError:
        raise
    except FAULTS as error:
        said = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise source.error(f"expected a whole Excel workbook ({said})") from None


def _refuse_bombs(source: Source, stream: IO[bytes]) -> None:
    with zipfile.ZipFile(stream) as parts:
        infos = parts.infolist()
    size = sum(info.file_size for info in infos)
    swollen = any(info.file_size > 10 * 1024**2 and info.file_size > RATIO * info.compress_size for info in infos)
    if size > UNPACKED or swollen or len(infos) > PARTS:
        raise ReadError(
            f"expected a workbook; unpacked this one would have {size // 1024**2} MB in {len(infos)} parts, "
            f"more than records need", path=source.path,
        )  # fmt: skip
    stream.seek(0)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    text = str(value)
    return HIDDEN.sub(lambda found: chr(int(found.group(1), 16)), text) if "_x" in text else text


def write(records: Iterable[Record], stream: IO[bytes]) -> int:
    """Write a sheet with a column for each field of `Record`; gives how many rows.

    All cells are text, so that a title that begins like a formula is a title. A text that is longer than a cell of
    Excel can hold is cut, and says so at its end.

    >>> import io
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
