"""Records in a table of text: commas, semicolons, tabs or bars between cells, quotes around them (RFC 4180).

The standard library takes a row apart; what is ours is to know the delimiter and the header, to keep the line and the
text of each row, and to go on after a row that is broken: a quote that never closes costs one row and not the file.
"""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import IO, Literal

from alongside.records.columns import known_columns
from alongside.records.record import Broken, Record
from alongside.records.source import Source
from alongside.records.tabular import NEEDED, OWN_COLUMNS, Header, cells_of, own_cell, record_of_cells, unguarded

__all__ = ["columns_of", "looks_like", "read", "write"]

DELIMITERS = ",;\t|"
LEADING = 20
"""Lines in which the header is looked for: some databases write what was searched for above it."""

LONGEST_ROW = 2_000_000
"""Characters of a row of many lines: a quote that never closes is given up there."""

_Row = tuple[int, list[str] | None, str]
"""Line, cells (None where a quote never closes) and text."""

_Quoting = Literal[0, 3]

KEPT = 1000
"""Characters of a broken row that are kept to show it."""


def looks_like(source: Source) -> bool:
    """Whether one of the first lines has a column that records have, or that a person named."""
    return _find_header(source) is not None


def columns_of(source: Source) -> tuple[str, ...]:
    """The columns of a table, for a person to say what they hold. Where no known one is there, those of the first line.

    >>> from pathlib import Path
    >>> columns_of(Source(Path("a.csv"), data=b"Titel;Jahr\\nHilfe;2009\\n"))
    ('Titel', 'Jahr')
    """
    header = _find_header(source)
    if header:
        return tuple(header[2])
    line = next((line for line in source.head_text.split("\n") if line.strip()), "")
    return tuple(cell.strip() for cell in next(csv.reader([line], delimiter=_delimiter(line)), []))


def read(source: Source) -> Iterator[Record | Broken]:
    """Row after row; `Broken` for one with more or fewer cells than the header, and for one whose quote never closes.

    Raises
    ------
    ReadError : for a table without a title, DOI, PubMed id, abstract or number of a register, naming its columns; and
        for a source that cannot be read.
    """
    header_line, delimiter, cells = _find_header(source) or (1, ",", list(columns_of(source)))
    header = Header.of(source, cells, header_line)
    width = len(header.names)
    for line, row, raw in _rows(source.lines(), delimiter, header_line, _quoting(source, delimiter)):
        if row is None:
            yield Broken(line, "expected whole cells; a quote that opens in this row never closes", raw)
        elif len(row) == width:
            if any(row) and any(cell.strip() for cell in row) and not header.stands_again(source, row, line):
                row = [unguarded(cell) for cell in row] if header.own else row
                yield record_of_cells(source, header, row, line, raw)
        elif not any(cell.strip() for cell in row):
            continue
        elif len(row) > width and not any(row[width:]):
            yield record_of_cells(source, header, row[:width], line, raw)
        else:
            yield Broken(line, f"expected {width} cells as in the header, found {len(row)}", raw)


def _find_header(source: Source) -> tuple[int, str, list[str]] | None:
    """The line of the header, its delimiter and cells."""
    lines = source.head_text.split("\n")[:LEADING]
    wanted = {name.casefold() for name in (source.columns or {}).values()}
    leading = next((number for number, line in enumerate(lines, 1) if line.strip()), 1)
    for number, line in enumerate(lines, 1):
        for delimiter in sorted(DELIMITERS, key=lambda sign: -line.count(sign)):
            # A header may hold a line end in a quoted name, so it is read with the lines after it.
            try:
                cells = next(csv.reader([line + "\n" for line in lines[number - 1 :]], delimiter=delimiter), [])
            except csv.Error:
                continue
            named = {cell.strip().casefold() for cell in cells}
            if wanted and wanted <= named:
                return number, delimiter, cells
            if not wanted and _is_header(cells, leading=number == leading):
                return number, delimiter, cells
    return None


def _is_header(cells: list[str], *, leading: bool) -> bool:
    """Whether cells are a header of records. One word alone is a header only where nothing stands above it."""
    if sum(bool(cell.strip()) for cell in cells) < 2 and not leading:
        return False
    columns = known_columns(cells)
    return any(field in columns for field in NEEDED) and all(len(cell) < 200 for cell in cells)


def _quoting(source: Source, delimiter: str) -> _Quoting:
    """Web of Science and others write tables with tabs in which a quote is a quote."""
    quoted = re.search(r'(?m)(?:^|\t)"[^\t\n]*"(?:\t|$)', source.head_text)
    return csv.QUOTE_MINIMAL if delimiter != "\t" or quoted else csv.QUOTE_NONE


def _delimiter(line: str) -> str:
    return max(DELIMITERS, key=line.count) if any(sign in line for sign in DELIMITERS) else ","


def _rows(lines: Iterator[str], delimiter: str, header: int, quoting: _Quoting) -> Iterator[_Row]:
    """Rows after the header, which starts on the line `header`."""
    for _ in range(header - 1):
        next(lines, None)
    queue = _Queue(lines)
    line = header
    while True:
        reader = csv.reader(queue, delimiter=delimiter, quoting=quoting)
        for cells in reader:
            if queue.ended and queue.taken:
                break  # the reader asked for one more line: a quote is open
            if line > header:
                yield line, cells, "\n".join(queue.taken)
            line += len(queue.taken)
            queue.taken.clear()
        if not queue.taken:
            return
        yield line, None, "\n".join(queue.taken)[:KEPT]
        line += 1
        queue.read_again()


class _Queue:
    """Lines for a reader: those that were taken since the last row are known, and can be read once more."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines, self._again, self._size = lines, deque[str](), 0
        self.taken: list[str] = []
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines, None)
        self._size = self._size + len(line or "") if self.taken else 0
        if line is None or self._size > LONGEST_ROW:
            if line is not None:
                self._again.appendleft(line)
            self.ended = True
            raise StopIteration
        self.taken.append(line)
        return line + "\n"

    def read_again(self) -> None:
        """Give up the first line that was taken, and hand out the others once more."""
        self._again.extendleft(reversed(self.taken[1:]))
        self.taken.clear()
        self.ended = False


def write(records: Iterable[Record], stream: IO[bytes]) -> int:
    """Write a table with a column for each field of `Record`; gives how many rows.

    A mark of byte order comes first, by which Excel knows UTF-8. Cells that a spreadsheet would take for a formula are
    guarded with an apostrophe, which `read` takes off again.

    >>> stream = io.BytesIO()
    >>> write([Record(title="=A", authors=("Ash, A.", "Birch, B."), year=2009)], stream)
    1
    >>> stream.getvalue().decode("utf-8-sig").splitlines()[1].split(",")[0]
    "'=A"
    """
    stream.write(b"\xef\xbb\xbf")
    text = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(OWN_COLUMNS)
    count = 0
    for record in records:
        writer.writerow([own_cell(cell) for cell in cells_of(record)])
        count += 1
    text.flush()
    text.detach()
    return count
