"""How the bytes of a file became text: UTF-8, UTF-16 or UTF-32 with a mark, or one of the old Western code pages.

A file that is not Unicode is judged by those of its lines that hold other than ASCII: in an export of a thousand
records the only foreign letter may come in the last one.
"""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO

from charset_normalizer import from_bytes

__all__ = ["codec_of", "detect_encoding", "encoding_of"]

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16-be"),
)
"""The mark, the encoding's name, and the codec of what follows the mark. UTF-32's begins like UTF-16's: it is first."""

OLD = ["cp1252", "latin_1", "mac_roman"]
"""What bibliographic tools write when they do not write Unicode; a guess among these cannot turn text into nonsense."""

CHUNK = 1024 * 1024
SAMPLE = 64 * 1024
"""Bytes of foreign lines that are enough to tell three code pages apart."""

LONGEST_UNBROKEN = 10 * 1024 * 1024
"""Bytes without a line end after which looking stops: nobody will read such a file (see `source.LONGEST_LINE`)."""

FOREIGN_LINE = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*")


def codec_of(head: bytes) -> tuple[str, int] | None:
    """The codec and the length of the mark with which a file begins; None without a mark."""
    return next(((codec, len(mark)) for mark, _, codec in MARKS if head.startswith(mark)), None)


def detect_encoding(data: bytes) -> str:
    """The encoding of the whole of a text.

    >>> detect_encoding("é".encode()), detect_encoding("naïve café".encode("cp1252"))
    ('utf-8', 'cp1252')
    """
    marked = _marked(data)
    if marked:
        return marked
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        text = decoder.decode(data)
    except UnicodeDecodeError:
        return _old(_sample(data))
    return "utf-8" if _ends_well(decoder, text.isascii()) else _old(_sample(data))


def encoding_of(handle: BinaryIO) -> str:
    """The encoding of a file that is read from its start, chunk by chunk, as far as is needed to tell."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    ascii_only, unbroken, start, sample = True, 0, True, b""
    while chunk := handle.read(CHUNK):
        if start and (marked := _marked(chunk)):
            return marked
        start = False
        try:
            ascii_only = decoder.decode(chunk).isascii() and ascii_only
        except UnicodeDecodeError:
            while chunk and len(sample) < SAMPLE:
                sample += _sample(chunk)
                chunk = handle.read(CHUNK)
            return _old(sample)
        sample += _sample(chunk)[: SAMPLE - len(sample)]
        last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        unbroken = len(chunk) - last - 1 + (unbroken if last < 0 else 0)
        if unbroken > LONGEST_UNBROKEN:
            return "utf-8"
    return "utf-8" if _ends_well(decoder, ascii_only) else _old(sample)


def _marked(head: bytes) -> str:
    return next((name for mark, name, _ in MARKS if head.startswith(mark)), "")


def _ends_well(decoder: codecs.IncrementalDecoder, ascii_only: bool) -> bool:
    """Whether a text is UTF-8: a character that is cut at the end is forgiven where a whole one came before."""
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return not ascii_only
    return True


def _sample(data: bytes) -> bytes:
    found, size = [], 0
    for match in FOREIGN_LINE.finditer(data):
        found.append(match.group()[:SAMPLE])
        size += len(found[-1])
        if size > SAMPLE:
            break
    return b"\n".join(found)


def _old(sample: bytes) -> str:
    best = from_bytes(sample, cp_isolation=OLD).best()
    name = best.encoding if best is not None else "latin_1"
    if name == "latin_1":
        # What calls itself Latin-1 is read as cp1252 (WHATWG Encoding, "names and labels"): the bytes 80 to 9F are its
        # quotation marks and dashes, and control characters otherwise. Five of them it does not define.
        try:
            sample.decode("cp1252")
        except UnicodeDecodeError:
            return name
        return "cp1252"
    return name
