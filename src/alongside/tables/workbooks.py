"""Rows of an Excel workbook (.xlsx), sheet after sheet, within bounds: what every reader of workbooks rests on.

openpyxl reads the sheets. Formulas are never worked out: what Excel last showed is read. A workbook is a zip file, so
before it is opened its directory says how large it would become; what a sheet says of its own size is not believed.
"""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from alongside.errors import InputError

__all__ = ["book_rows", "is_workbook", "text_of"]

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

HIDDEN_SIGN = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How a workbook writes a sign that XML has not (ECMA-376, part 1, 22.9.2.19)."""

FAULTS: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    SyntaxError,  # lxml's XMLSyntaxError is one
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
    ArithmeticError,
)
"""What openpyxl and zipfile raise at files that are no whole workbooks, beside `InvalidFileException`."""


def is_workbook(stream: IO[bytes]) -> bool:
    """Whether a stream is a zip file with a workbook in it."""
    try:
        with zipfile.ZipFile(stream) as parts:
            return "xl/workbook.xml" in parts.namelist()
    except (zipfile.BadZipFile, OSError):
        return False


def book_rows(
    stream: IO[bytes], *, most: int = 0, cells: bool = False, formulas: bool = False
) -> Iterator[tuple[str, bool, int, tuple[Any, ...]]]:
    """The name of a sheet, whether it is shown, the number of a row from 1, and its values.

    Parameters
    ----------
    most : at most so many rows of each sheet; 0 for all.
    cells : cells of openpyxl, with their formats, instead of their values.
    formulas : a formula itself instead of what Excel last showed.

    Raises `InputError` (with the row where there is one) for a file that is no whole workbook or would fill the memory.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        _refuse_bombs(stream)
        with warnings.catch_warnings():
            # openpyxl warns of styles and pictures, which say nothing of what is in the cells.
            warnings.simplefilter("ignore", UserWarning)
            book = load_workbook(stream, read_only=True, data_only=not formulas, keep_links=False)
            for sheet in book.worksheets:
                if hasattr(sheet, "reset_dimensions"):
                    # What a sheet says of its size is not believed: one cell at its far end costs a billion.
                    sheet.reset_dimensions()
                yield from _sheet_rows(sheet, most, cells)
    except (InvalidFileException, *FAULTS) as error:
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise InputError(f"expected a whole Excel workbook ({reason})") from None


def _sheet_rows(sheet: Any, most: int, cells: bool) -> Iterator[tuple[str, bool, int, tuple[Any, ...]]]:
    empty = 0
    for number, row in enumerate(sheet.iter_rows(values_only=not cells, max_row=most or None), 1):
        if len(row) > WIDEST:
            raise InputError(f"expected at most {WIDEST} columns; a cell stands far beyond", row=number)
        filled = any((cell.value if cells else cell) is not None for cell in row)
        empty = 0 if filled else empty + 1
        if empty > MOST_EMPTY:
            return
        yield sheet.title, sheet.sheet_state == "visible", number, row


def _refuse_bombs(stream: IO[bytes]) -> None:
    with zipfile.ZipFile(stream) as parts:
        infos = parts.infolist()
    size = sum(info.file_size for info in infos)
    swollen = any(info.file_size > 10 * 1024**2 and info.file_size > RATIO * info.compress_size for info in infos)
    if size > UNPACKED or swollen or len(infos) > PARTS:
        raise InputError(
            f"expected a workbook; unpacked this one would have {size // 1024**2} MB in {len(infos)} parts, "
            "more than records or results need"
        )
    stream.seek(0)


def text_of(value: object) -> str:
    """A cell as text: days as 2017-05-01, numbers with the 15 digits that Excel keeps.

    >>> text_of(12.0), text_of(0.1 + 0.2), text_of(datetime(2017, 5, 1)), text_of(None), text_of("a_x0009_b")
    ('12', '0.3', '2017-05-01', '', 'a\\tb')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.15g}"
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    text = str(value)
    return HIDDEN_SIGN.sub(lambda sign: chr(int(sign.group(1), 16)), text) if "_x" in text else text
