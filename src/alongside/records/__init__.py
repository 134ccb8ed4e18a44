"""Bibliographic records out of files, whatever program wrote them, and into files that any program reads.

`read_records` finds the format out from the content (`files`), opens the text (`source`), and hands on one `Record`
after another; memory does not grow with the file. `formats` has one module a format. Damaged text is put right
(`repair`) and said to be; numbers of reports, journals and trials get one form (`identifiers`), kinds of reports one
word (`types`). What a reader does not understand stays with the record (`extra`); every record knows its file, line and
raw text.
"""

from alongside.records.account import Account, put_right_in
from alongside.records.files import (
    FORMATS,
    Format,
    detect_format,
    format_named,
    read_records,
    read_source,
    write_records,
)
from alongside.records.record import CONTENT, Broken, Record
from alongside.records.source import Note, Source
from alongside.records.types import TYPES

__all__ = [
    "CONTENT",
    "FORMATS",
    "TYPES",
    "Account",
    "Broken",
    "Format",
    "Note",
    "Record",
    "Source",
    "detect_format",
    "format_named",
    "put_right_in",
    "read_records",
    "read_source",
    "write_records",
]
