"""How the bytes of a file became text: UTF-8, UTF-16 with a mark, or one of the old Western code pages."""

from __future__ import annotations

import codecs
from pathlib import Path

from charset_normalizer import from_bytes

from alongside.errors import InputError

__all__ = ["decode", "detect_encoding"]

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
OLD = ["cp1252", "latin_1", "mac_roman"]
"""What bibliographic tools write when they do not write Unicode; a guess among these cannot turn text into nonsense."""

MARKLESS_PAIRS = 8


def detect_encoding(head: bytes, *, whole: bool = False) -> str:
    """The encoding of a file from its first bytes; `whole` says that nothing follows them.

    >>> detect_encoding("é".encode()), detect_encoding("naïve café".encode("cp1252"), whole=True)
    ('utf-8', 'cp1252')
    """
    for mark, name in MARKS:
        if head.startswith(mark):
            return name
    pairs = len(head) // 2
    if pairs >= MARKLESS_PAIRS:
        # Western text in UTF-16 has a NUL in nearly every pair of bytes, always on the same side.
        for first, name in ((1, "utf-16-le"), (0, "utf-16-be")):
            if head[first::2].count(0) > 0.4 * pairs and head[1 - first :: 2].count(0) < 0.02 * pairs:
                return name
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=whole)
    except UnicodeDecodeError:
        best = from_bytes(head, cp_isolation=OLD).best()
        return best.encoding if best is not None else "latin_1"
    return "utf-8"


def decode(data: bytes, path: Path | str | None = None) -> tuple[str, str]:
    """The text of a whole file, and the encoding that it was in."""
    encoding = detect_encoding(data, whole=True)
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        raise InputError(f"expected {encoding} text; byte {error.start} is none", path=path, row=row) from None
