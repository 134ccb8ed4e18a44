"""Bibliographic records out of files, whatever program wrote them.

`read_records` finds the format out from the content (`formats`), decodes the text (`alongside.tables`), and hands on
one `Record` after another; memory does not grow with the file. `ris` and `csv_records` are the readers of this version.
What a reader does not understand stays with the record (`extra`); every record knows its line and raw text.
"""

from alongside.records.formats import READERS, detect_format, read_records
from alongside.records.record import Broken, Record

__all__ = ["READERS", "Broken", "Record", "detect_format", "read_records"]
