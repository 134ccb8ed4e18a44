"""How the bytes of a file became text: UTF-8, UTF-16, or one of the encodings before Unicode (`old_encodings`)."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from alongside.errors import InputError
from alongside.tables.old_encodings import Guess, guess_encoding

__all__ = ["decode", "detect_encoding", "guessed"]

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
BEYOND_ASCII = re.compile("[^\x00-\x7f]")
ESCAPED = re.compile("[\udc80-\udcff]")
"""What the decoder makes of bytes that do not hold to the encoding (PEP 383)."""

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
        for offset, name in ((1, "utf-16-le"), (0, "utf-16-be")):
            if head[offset::2].count(0) > 0.4 * pairs and head[1 - offset :: 2].count(0) < 0.02 * pairs:
                return name
    return guessed(head, whole=whole).encoding


def guessed(head: bytes, *, whole: bool = False) -> Guess:
    """The encoding of bytes without a mark, and how sure it is.

    Bytes that are UTF-8 for the most part are UTF-8: one wrong byte says little.

    >>> guessed("Müller, José, Ærø: naïve café à Genève".encode("cp1252"), whole=True).is_sure
    False
    """
    text = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape").decode(head, final=whole)
    wrong = len(ESCAPED.findall(text))
    if len(BEYOND_ASCII.findall(text)) - wrong >= wrong:
        return Guess("utf-8", 1.0, signs=len(head))
    return guess_encoding(head)


def decode(data: bytes, path: Path | str | None = None) -> tuple[str, str]:
    """The text of a whole file, and the encoding that it was in."""
    encoding = detect_encoding(data, whole=True)
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        raise InputError(f"expected {encoding} text; byte {error.start} is none", path=path, row=row) from None
