"""Zip files, and what is one inside (Word), without the moment of their making: the same content, the same bytes."""

from __future__ import annotations

import io
import zipfile

__all__ = ["EARLIEST", "without_moment"]

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The earliest moment that a zip can say."""


def without_moment(data: bytes) -> bytes:
    """The same entries in the same order, each dated at the earliest moment that a zip can say.

    >>> stream = io.BytesIO()
    >>> with zipfile.ZipFile(stream, "w") as archive:
    ...     archive.writestr("a.txt", "a")
    >>> zipfile.ZipFile(io.BytesIO(without_moment(stream.getvalue()))).infolist()[0].date_time
    (1980, 1, 1, 0, 0, 0)
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            dated = zipfile.ZipInfo(entry.filename, EARLIEST)
            dated.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(dated, source.read(entry))
    return stream.getvalue()
