"""What is kept of a record so that later files can be compared with it: its keys, and all that is not text.

From two outlines follows the most that could still speak for one report, whatever the texts say. Most pairs that share
a key fall below what a person is asked about even then, and their records need not be read.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from alongside.deduplication import comparing
from alongside.deduplication.blocking import KEYS, Keys, keys_of
from alongside.deduplication.comparing import LEAST_ABSTRACT, Name, Places
from alongside.deduplication.corpus import Corpus, Words, number_of
from alongside.deduplication.model import ASK, LEAST_ASK, PRIOR, WEIGHTS
from alongside.deduplication.people import MOST_SURNAMES

__all__ = [
    "OUTLINES_VERSION",
    "Outlines",
    "joined_outlines",
    "may_be_one_report",
    "outlines_from_bytes",
    "outlines_of",
    "outlines_to_bytes",
]

OUTLINES_VERSION = 3
"""Raised when outlines are made otherwise: stored ones of another version are made again."""


@dataclass(frozen=True, slots=True)
class Outlines:
    """Of n records: `words` and `order` as in `Keys`, the others as in `Corpus`, but that `title`, `numbers` and
    `initials` are numbers of texts, and `abstract` says whether there is one to compare."""

    words: Words
    order: NDArray[np.uint64]
    title: Words
    numbers: Words
    initials: Words
    abstract: NDArray[np.bool_]
    kind: NDArray[np.int8]
    surnames: Words
    year: NDArray[np.int16]
    journal: Words
    volume: NDArray[np.int32]
    page_number: NDArray[np.int32]
    supplement: NDArray[np.bool_]
    doi: Words
    doi_place: Words
    pmid: NDArray[np.int64]
    issn: Words

    @property
    def keys(self) -> Keys:
        return Keys(self.words, self.order)


_STORED = np.dtype(
    [
        ("words", "<u4", len(KEYS)),
        ("order", "<u8"),
        ("title", "<u4"),
        ("numbers", "<u4"),
        ("initials", "<u4"),
        ("abstract", "?"),
        ("kind", "i1"),
        ("surnames", "<u4", MOST_SURNAMES),
        ("year", "<i2"),
        ("journal", "<u4"),
        ("volume", "<i4"),
        ("page_number", "<i4"),
        ("supplement", "?"),
        ("doi", "<u4"),
        ("doi_place", "<u4"),
        ("pmid", "<i8"),
        ("issn", "<u4"),
    ]
)
_NAMES = tuple(field.name for field in fields(Outlines))


def outlines_of(corpus: Corpus) -> Outlines:
    """The outlines of some records."""
    keys = keys_of(corpus)

    def number(texts: list[str]) -> Words:
        return np.fromiter(map(number_of, texts), dtype=np.uint32, count=len(texts))

    return Outlines(
        keys.words,
        keys.order,
        number([title.replace(" ", "") for title in corpus.title]),
        number(corpus.numbers),
        number(corpus.initials),
        np.array([len(head) >= LEAST_ABSTRACT for head in corpus.head], dtype=np.bool_),
        corpus.kind,
        corpus.surnames,
        corpus.year,
        corpus.journal,
        corpus.volume,
        corpus.page_number,
        corpus.supplement,
        corpus.doi,
        corpus.doi_place,
        corpus.pmid,
        corpus.issn,
    )


def outlines_to_bytes(outlines: Outlines) -> list[bytes]:
    """Each record's outline as it is stored."""
    table = np.zeros(len(outlines.order), dtype=_STORED)
    for name in _NAMES:
        table[name] = getattr(outlines, name)
    data, size = table.tobytes(), _STORED.itemsize
    return [data[start : start + size] for start in range(0, len(data), size)]


def outlines_from_bytes(data: bytes) -> Outlines:
    """The outlines of some records from their stored forms, one after another.

    >>> from alongside.deduplication import Traits, corpus_of, traits_of
    >>> from alongside.records import Record
    >>> kept = outlines_of(corpus_of([traits_of(Record(title="Calls that help", year=2009))]))
    >>> again = outlines_from_bytes(b"".join(outlines_to_bytes(kept)))
    >>> again.year.tolist(), bool((again.words == kept.words).all())
    ([2009], True)
    """
    table = np.frombuffer(data, dtype=_STORED)
    return Outlines(*(np.ascontiguousarray(table[name]) for name in _NAMES))


def joined_outlines(left: Outlines, right: Outlines) -> Outlines:
    """The outlines of some records after those of others."""
    return Outlines(*(np.concatenate([getattr(left, name), getattr(right, name)]) for name in _NAMES))


def may_be_one_report(outlines: Outlines, left: Places, right: Places) -> NDArray[np.bool_]:
    """For n pairs whether the model could put them above the zone that is kept apart, whatever their texts say.

    Never False for a pair that `model.judge` would merge or hand to a person: each comparison of texts is given the
    weightiest level that is still possible, all others their own.
    """
    bits = np.full(len(left), PRIOR)
    bits += np.where(_same(outlines.title, left, right), _best("title", 0, 6, 7), _best("title", 0, 1, 2, 3, 4, 5))
    bits += np.where(_same(outlines.numbers, left, right), _best("numbers", 0, 3), _best("numbers", 1, 2))
    bits += _weights("kind")[comparing.kinds(outlines, left, right)]
    authors = comparing.authors_shared(outlines, left, right)
    # A sole surname in another transcription may still be shared; whose text differs is not known here.
    bits += np.where(authors == 1, _best("authors", 1, 2), _weights("authors")[authors])
    bits += _weights("year")[comparing.years(outlines, left, right)]
    journals = comparing.journals_shared(outlines, left, right)
    alike = np.where(_same(outlines.initials, left, right), _best("journal", 1, 2, 3), _best("journal", 1, 2))
    bits += np.where(journals == 1, alike, _weights("journal")[journals])
    bits += _weights("place")[comparing.places(outlines, left, right)]
    bits += _weights("doi")[comparing.dois(outlines, left, right)]
    bits += _weights("pmid")[comparing.pmids(outlines, left, right)]
    bits += np.where(outlines.abstract[left] & outlines.abstract[right], _best("abstract", 1, 2, 3), 0.0)
    # What is asked about though its sum is low (`model.judge`): a preprint and its paper, one title in two scripts.
    preprint = (comparing.kinds(outlines, left, right) == 2) & (authors >= 3)
    scripts = _same(outlines.title, left, right) & (comparing.years(outlines, left, right) == 4)
    scripts &= comparing.places(outlines, left, right) >= 7
    return np.asarray((bits >= ASK) | ((preprint | scripts) & (bits >= LEAST_ASK)), dtype=np.bool_)


def _same(column: Words, left: Places, right: Places) -> NDArray[np.bool_]:
    return np.equal(column[left], column[right])


def _weights(name: Name) -> NDArray[np.float64]:
    return np.array(WEIGHTS[name])


def _best(name: Name, *levels: int) -> float:
    return max(WEIGHTS[name][level] for level in levels)
