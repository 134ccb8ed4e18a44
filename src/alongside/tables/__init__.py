"""Delimited text and sheets of workbooks, read strictly: each error names file, row, column and what was expected.

`encoding` finds out how bytes became text, `reading` finds the delimiter and the header (`blanks`, what R sets between
cells) and gives `Row`s (`rows`), with methods that turn cells into numbers, truths and choices. `workbooks` reads
Excel's files within bounds, `sheets` one of their sheets as a table. `read_table` gives a whole table of either,
`iter_rows` a long text row by row.
"""

from alongside.tables.encoding import decode, detect_encoding, guessed
from alongside.tables.names import refuse_no_file, shown
from alongside.tables.old_encodings import CHOICES, named_encoding
from alongside.tables.reading import Table, iter_rows, read_table
from alongside.tables.rows import NUMBER, Row
from alongside.tables.workbooks import book_rows, is_workbook, text_of

__all__ = [
    "CHOICES",
    "NUMBER",
    "Row",
    "Table",
    "book_rows",
    "decode",
    "detect_encoding",
    "guessed",
    "is_workbook",
    "iter_rows",
    "named_encoding",
    "read_table",
    "refuse_no_file",
    "shown",
    "text_of",
]
