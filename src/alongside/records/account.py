"""The account of a file: by what sign it was known, what its records lack, what was put right, what was not read.

A file that is read wrongly seldom stops a reader: it gives records without titles. So what is missing is counted for
every file and said, and a file of which no record has a title is not taken without a word from a person.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from alongside.records.record import Record
from alongside.records.source import Source

__all__ = ["ASKED_FOR", "Account", "put_right_in"]

ASKED_FOR = ("title", "authors", "year", "doi")
"""What a record is expected to have, and what is counted where it has not."""

WORDS = {"title": "title", "authors": "author", "year": "year", "doi": "DOI"}

RIGHTED = {
    "missing": "{n} cells or fields with NA, null or another word for nothing were read as empty",
    "entities": "{n} cells with entities or marks of HTML were read as text",
}


@dataclass(slots=True)
class Account:
    """Records as they come, counted.

    >>> account = Account()
    >>> account.take(Record(title="Calls", year=2009))
    >>> account.records, dict(account.lacking), account.sentence
    (1, {'authors': 1, 'doi': 1}, '1 of 1 without an author, 1 without a DOI')
    """

    records: int = 0
    lacking: Counter[str] = field(default_factory=Counter)

    def take(self, record: Record) -> None:
        """Count a record."""
        self.records += 1
        for name in ASKED_FOR:
            if not getattr(record, name):
                self.lacking[name] += 1

    @property
    def has_no_title(self) -> bool:
        """Whether there are records, and none of them has a title."""
        return 0 < self.records == self.lacking["title"]

    @property
    def sentence(self) -> str:
        """What the records lack, in words; "" where they lack nothing."""
        parts = [
            f"{self.lacking[name]:,} without {'an' if name == 'authors' else 'a'} {WORDS[name]}"
            for name in ASKED_FOR
            if self.lacking[name]
        ]
        if not parts:
            return ""
        count, rest = parts[0].split(" ", 1)
        return ", ".join([f"{count} of {self.records:,} {rest}", *parts[1:]])


def put_right_in(source: Source) -> tuple[str, ...]:
    """What was put right in a source, a line each: what happens all over it as a count, the rest by its place."""
    lines = [words.format(n=f"{source.put_right[kind]:,}") for kind, words in RIGHTED.items() if source.put_right[kind]]
    lines += [str(note) for note in source.notes]
    if source.further_notes:
        lines.append(f"{source.further_notes} further places were put right")
    return tuple(lines)
