"""Text files, and delimited tables read strictly: every error names file, row and column and says what was expected.

`source` opens a file, finds out how bytes became text (`encoding`) and gives its lines; `reading` finds the delimiter
and the header and gives a `row` after another, whose methods turn cells into numbers, truths and choices. `read_table`
gives a whole table, `iter_rows` a long one row by row; `TextSource` serves readers of other formats.
"""

from alongside.tables.encoding import detect_encoding
from alongside.tables.reading import Table, iter_rows, read_table
from alongside.tables.row import Row
from alongside.tables.source import TextSource, decoded

__all__ = ["Row", "Table", "TextSource", "decoded", "detect_encoding", "iter_rows", "read_table"]
