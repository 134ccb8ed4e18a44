"""Open data: everything behind the pages as tables from which a stranger can pool every answer again.

`dictionary` says what each column means, `pooled` gives answers and what entered them, `tables` the rest, `files` makes
CSV, JSON Lines, the description that programs read and the checksums. `builds` reads the tables of a site back, and
`comparing` says what changed between two.
"""

from alongside.publishing.open_data.dictionary import DICTIONARY
from alongside.publishing.open_data.files import DataFile, open_data_files, write_checksums, write_open_data
from alongside.publishing.open_data.tables import Table, tables

__all__ = ["DICTIONARY", "DataFile", "Table", "open_data_files", "tables", "write_checksums", "write_open_data"]
