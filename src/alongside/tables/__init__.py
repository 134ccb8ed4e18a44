"""Delimited text, read strictly: every error names file, row and column and says what was expected.

`encoding` finds out how bytes became text, `reading` finds the delimiter and the header and gives `Row`s, whose methods
turn cells into numbers, truths and choices. `read_table` gives a whole table, `iter_rows` a long one row by row.
"""

from alongside.tables.encoding import decode, detect_encoding, guessed
from alongside.tables.names import refuse_no_file, shown
from alongside.tables.old_encodings import CHOICES, named_encoding
from alongside.tables.reading import Row, Table, iter_rows, read_table

__all__ = [
    "CHOICES",
    "Row",
    "Table",
    "decode",
    "detect_encoding",
    "guessed",
    "iter_rows",
    "named_encoding",
    "read_table",
    "refuse_no_file",
    "shown",
]
