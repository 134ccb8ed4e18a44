"""One bibliographic entry from one source, as it was read.

Vocabulary. A *source* is a file or the answer of a database. An *entry* is what stands there for one report; a `Record`
is an entry that was read, `Broken` one that was not. `extra` is what the reader did not understand or had no place for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

__all__ = ["CONTENT", "LISTS", "Broken", "Record"]


@dataclass(frozen=True, slots=True)
class Record:
    """One entry. Empty text and empty tuples mean that the source does not say.

    Parameters
    ----------
    title, original_title : the title, and the one in the report's own language where the source has both.
    authors : one name each, in order, as the source writes them ("Kew, K. M.", "Kew KM").
    journal, journal_abbreviation : the container: journal, book of a chapter, conference.
    pages : as printed, first and last joined by an en dash, or an article number.
    issn : the first valid one, as "1234-5678".
    doi, pmid, pmcid : normalised by `alongside.records.identifiers`.
    registrations : numbers of trial registers, normalised ("NCT01234567").
    accession : the entry's number in the database that it came from.
    type : one of `alongside.records.types.TYPES`; the source's own words stay in `extra`.
    extra : every field that has no place here, under the name that it had in the source.
    file, line, raw : the name of the file, where the entry starts in it (from 1), and its text there.
    """

    title: str = ""
    original_title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    journal: str = ""
    journal_abbreviation: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    issn: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    registrations: tuple[str, ...] = ()
    accession: str = ""
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    language: str = ""
    type: str = ""
    urls: tuple[str, ...] = ()
    database: str = ""
    extra: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    file: str = ""
    line: int = 1
    raw: str = ""


LISTS = frozenset(field_.name for field_ in fields(Record) if field_.default == ())
"""Fields that have several values."""

CONTENT = tuple(name for name in Record.__slots__ if name not in ("extra", "file", "line", "raw"))
"""The fields that say something about the report, and not where the entry stood."""


@dataclass(frozen=True, slots=True)
class Broken:
    """An entry that could not be read: where it starts, what was expected, and its text."""

    line: int
    reason: str
    raw: str = ""
