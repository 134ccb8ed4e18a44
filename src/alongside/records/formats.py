"""Which format a file has, found out from its content and never from its name; and the reader for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from types import MappingProxyType

from alongside.errors import InputError
from alongside.records.csv_records import looks_like_a_table_of_records, read_table_of_records
from alongside.records.record import Broken, Record
from alongside.records.ris import looks_like_ris, read_ris
from alongside.tables import detect_encoding

__all__ = ["READERS", "detect_format", "read_records"]

HEAD = 256 * 1024
LONGEST_LINE = 10 * 1024 * 1024
"""Characters of a line before it is refused; the same bound as that of tables."""

Reader = Callable[[Path], Iterator[Record | Broken]]


def _ris(path: Path) -> Iterator[Record | Broken]:
    return read_ris(_lines(path))


READERS: Mapping[str, Reader] = MappingProxyType({"ris": _ris, "csv": read_table_of_records})
"""Readers by the name of their format. Each takes a path and gives record after record."""


def detect_format(path: Path) -> str:
    """The name of the format (a key of `READERS`), from the content.

    Raises
    ------
    InputError : for a path that cannot be read, an empty file, and a file of no known format.
    """
    head = _head(path)
    if not head.strip():
        raise InputError("expected records; the file is empty", path=path)
    text = head.decode(detect_encoding(head), errors="replace")
    if looks_like_ris(text):
        return "ris"
    if looks_like_a_table_of_records(text):
        return "csv"
    raise InputError(
        "expected RIS (a line that starts with 'TY  - ') or a table with a column title, doi, pmid or abstract",
        path=path,
    )


def read_records(path: Path | str, *, keep_going: bool = False) -> Iterator[Record | Broken]:
    """Record after record.

    Parameters
    ----------
    keep_going : hand on a `Broken` for an entry that cannot be read, instead of stopping at it.

    Raises
    ------
    InputError : at the first entry that cannot be read (unless `keep_going`), and for a file without any entry.
    """
    path = Path(path)
    entries = READERS[detect_format(path)](path)
    first = next(entries, None)
    if first is None:
        raise InputError("expected at least one record; there is none", path=path)
    for entry in chain([first], entries):
        if isinstance(entry, Broken) and not keep_going:
            raise InputError(f"{entry.reason}; nothing was imported", path=path, row=entry.line)
        yield entry


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as handle:
            return handle.read(HEAD)
    except FileNotFoundError:
        raise InputError("there is no such file", path=path) from None
    except IsADirectoryError:
        raise InputError("is a folder, not a file", path=path) from None
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", path=path) from None


def _lines(path: Path) -> Iterator[str]:
    """Lines ended in any of the three ways, none longer than memory bears."""
    encoding = detect_encoding(_head(path))
    number = 0
    with path.open(encoding=encoding, newline=None, errors="strict") as handle:
        while True:
            number += 1
            try:
                line = handle.readline(LONGEST_LINE + 1)
            except UnicodeError:
                raise InputError(f"expected {encoding} text", path=path, row=number) from None
            if not line:
                return
            if len(line) > LONGEST_LINE:
                raise InputError("expected lines of at most 10 MB; this one is longer", path=path, row=number)
            if chr(0) in line:
                raise InputError(f"expected text; character {line.index(chr(0)) + 1} is a NUL", path=path, row=number)
            yield line
