"""Records written as RIS."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import IO

from alongside.records.formats.ris_fields import FIELDS
from alongside.records.record import Record
from alongside.records.types import type_of

__all__ = ["write"]

WRITTEN = {
    "title": "TI",
    "original_title": "OP",
    "authors": "AU",
    "year": "PY",
    "journal": "T2",
    "journal_abbreviation": "J2",
    "volume": "VL",
    "issue": "IS",
    "issn": "SN",
    "doi": "DO",
    "pmid": "PM",
    "pmcid": "C2",
    "registrations": "CN",
    "accession": "AN",
    "abstract": "AB",
    "keywords": "KW",
    "language": "LA",
    "urls": "UR",
    "database": "DB",
}
"""The tag in which a field is written: that of its choices which most programs read."""

WRITTEN_TYPES = {
    "article": "JOUR",
    "review": "JOUR",
    "protocol": "JOUR",
    "letter": "JOUR",
    "editorial": "JOUR",
    "comment": "JOUR",
    "erratum": "JOUR",
    "retraction": "JOUR",
    "conference paper": "CPAPER",
    "conference abstract": "CPAPER",
    "book": "BOOK",
    "chapter": "CHAP",
    "thesis": "THES",
    "report": "RPRT",
    "preprint": "UNPB",
    "news": "NEWS",
    "dataset": "DATA",
    "webpage": "ELEC",
}
"""What TY says of a type; GEN of those that are not here. M3 says what TY cannot."""

TAG = re.compile(r"[A-Z][A-Z0-9]")
OURS = frozenset(
    {tag for tags in FIELDS.values() for tag in tags} | {"TY", "ER", "SP", "EP", "C7", "M3", "PT", "C2", "CN"}
)
"""Tags that say something of a record; what another format calls so is written as a note."""


def write(records: Iterable[Record], stream: IO[bytes]) -> int:
    """Write entry after entry; gives how many. What has no tag of its own becomes a note (N1): "name: value".

    >>> import io
    >>> stream = io.BytesIO()
    >>> write([Record(title="Calls", authors=("Ash, A.",), type="letter", pages="1–9")], stream)
    1
    >>> print(stream.getvalue().decode().strip())
    TY  - JOUR
    M3  - letter
    TI  - Calls
    AU  - Ash, A.
    SP  - 1
    EP  - 9
    ER  -
    """
    count = 0
    for record in records:
        count += 1
        lines = [f"{tag}  - {text}".rstrip() for tag, value in _written(record) if (text := " ".join(value.split()))]
        stream.write(("\n".join([*lines, "ER  - ", ""]) + "\n").encode("utf-8", "replace"))
    return count


def _written(record: Record) -> Iterator[tuple[str, str]]:
    extra = dict(record.extra)
    kind, words = extra.pop("TY", ("",))[0], extra.get("M3", ())
    if not kind or type_of(kind, *words, *extra.get("PT", ())) != record.type:  # not the words of a RIS file
        kind = WRITTEN_TYPES.get(record.type, "GEN")
        words = (*words, record.type) if type_of(kind, *words) != record.type else words
    extra.pop("M3", None)
    yield "TY", kind
    yield from (("M3", word) for word in words)
    for field, tag in WRITTEN.items():
        value = getattr(record, field)
        yield from (
            (tag, text) for text in (value if isinstance(value, tuple) else ["" if value is None else str(value)])
        )
    first_page, _, last = record.pages.partition("–")
    yield from (("SP", first_page), ("EP", last))
    for name, values in extra.items():
        own_tag = TAG.fullmatch(name) is not None and (name not in OURS or name == "PT")
        yield from ((name, value) if own_tag else ("N1", f"{name}: {value}") for value in values)
