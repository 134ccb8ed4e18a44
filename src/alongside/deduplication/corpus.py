"""Many records' traits side by side, in arrays: what blocking and comparing work on.

Words are kept as 32-bit numbers (CRC-32: the same on every machine and in every session, so that they can be stored).
Two words that share a number by accident make two records compared, never merged: titles are compared in full.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from alongside.deduplication.normalise import Described, Traits, traits_of
from alongside.deduplication.people import MOST_SURNAMES

__all__ = ["Corpus", "Words", "corpus_of", "corpus_of_records", "fingerprints", "number_of"]

Words = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Traits of n records. Texts are lists of n; all else arrays of n, or n rows. 0 stands for what is not known.

    `surnames` has `MOST_SURNAMES` columns, filled from the left; `registrations` has two.
    """

    title: list[str]
    head: list[str]
    author: list[str]
    given: list[str]
    initials: list[str]
    numbers: list[str]
    kind: NDArray[np.int8]
    surnames: Words
    year: NDArray[np.int16]
    journal: Words
    volume: NDArray[np.int32]
    page: Words
    page_number: NDArray[np.int32]
    supplement: NDArray[np.bool_]
    doi: Words
    doi_place: Words
    pmid: NDArray[np.int64]
    issn: Words
    registrations: Words

    def __len__(self) -> int:
        return len(self.title)


def number_of(text: str) -> int:
    """A number for a text, 0 for none.

    >>> number_of(""), number_of("kew") == number_of("kew"), number_of("kew") == number_of("ash")
    (0, True, False)
    """
    return crc32(text.encode("utf-8", "replace")) or 1 if text else 0


def corpus_of(traits: Iterable[Traits]) -> Corpus:
    """Arrays of some records' traits, in their order."""
    title: list[str] = []
    head: list[str] = []
    author: list[str] = []
    given_names: list[str] = []
    initials: list[str] = []
    numbers: list[str] = []
    rows: list[tuple[int, ...]] = []
    surnames: list[tuple[int, ...]] = []
    numbers_by_text: dict[str, int] = {"": 0}
    shared: dict[str, str] = {}

    def number(text: str) -> int:
        numbered = numbers_by_text.get(text)
        if numbered is None:
            numbered = numbers_by_text[text] = number_of(text)
        return numbered

    for record in traits:
        title.append(record.title)
        head.append(record.head)
        first_surname = record.surnames[0] if record.surnames else ""
        author.append(shared.setdefault(first_surname, first_surname))
        given_names.append(shared.setdefault(record.given, record.given))
        initials.append(shared.setdefault(record.initials, record.initials))
        names = [number(name) for name in record.surnames]
        surnames.append((*names, *([0] * (MOST_SURNAMES - len(names)))))
        registrations = [number(text) for text in record.registrations[:2]]
        numbers.append(shared.setdefault(record.numbers, record.numbers))
        rows.append(
            (
                record.kind,
                record.year,
                number(record.journal),
                record.volume,
                number(record.page),
                record.page_number,
                record.supplement,
                number_of(record.doi),
                number_of(record.doi_place),
                record.pmid,
                number(record.issn),
                *registrations,
                *([0] * (2 - len(registrations))),
            )
        )
    table = np.array(rows, dtype=np.int64).reshape(len(title), 13)
    word = np.uint32
    return Corpus(
        title,
        head,
        author,
        given_names,
        initials,
        numbers,
        table[:, 0].astype(np.int8),
        np.array(surnames, dtype=word).reshape(len(title), MOST_SURNAMES),
        table[:, 1].astype(np.int16),
        table[:, 2].astype(word),
        table[:, 3].astype(np.int32),
        table[:, 4].astype(word),
        table[:, 5].astype(np.int32),
        table[:, 6].astype(np.bool_),
        table[:, 7].astype(word),
        table[:, 8].astype(word),
        table[:, 9],
        table[:, 10].astype(word),
        table[:, 11:13].astype(word),
    )


def fingerprints(corpus: Corpus) -> NDArray[np.uint64]:
    """A number for each record, the same wherever the record stands, and for records that say the same."""
    total = np.array([number_of(title) for title in corpus.title], dtype=np.uint64)
    total ^= np.array([number_of(head) for head in corpus.head], dtype=np.uint64) << np.uint64(32)
    numbers = (corpus.year, corpus.volume, corpus.page, corpus.doi, corpus.pmid, corpus.journal, *corpus.surnames.T)
    for column in numbers:
        total = (total ^ column.astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        total ^= total >> np.uint64(29)
    return total


PARALLEL_FROM = 20_000
"""Records from which other processes are worth their start."""

_BATCH = 4_000


class _Description(NamedTuple):
    """What `traits_of` asks of a record and nothing else, because it travels to another process."""

    title: str
    original_title: str
    authors: tuple[str, ...]
    year: int | None
    journal: str
    volume: str
    issue: str
    pages: str
    issn: str
    doi: str
    pmid: str
    abstract: str
    registrations: tuple[str, ...]
    type: str


def corpus_of_records(records: Iterable[Described], *, workers: int | None = None) -> Corpus:
    """Arrays of records' traits; of many records worked out by other processes while these are still read.

    Parameters
    ----------
    workers : other processes; by custom one less than the machine has cores.
    """
    entries = iter(records)
    opening = list(islice(entries, PARALLEL_FROM))
    workers = (os.cpu_count() or 1) - 1 if workers is None else workers
    if len(opening) < PARALLEL_FROM or workers < 1:
        return corpus_of(map(traits_of, chain(opening, entries)))
    entries = chain(opening, entries)
    del opening
    parts: list[Corpus] = []
    # A fresh process, because a fork would carry along whatever threads and connections the caller has.
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        under_way: deque[Future[Corpus]] = deque()
        while batch := [_described(record) for record in islice(entries, _BATCH)]:
            under_way.append(pool.submit(_corpus_of_batch, batch))
            if len(under_way) > 2 * workers:
                parts.append(under_way.popleft().result())
        parts += [future.result() for future in under_way]
    return _joined(parts)


def _joined(parts: list[Corpus]) -> Corpus:
    """Corpora one after another; each field is let go of when it was joined."""
    fields: dict[str, Any] = {}
    for name in Corpus.__slots__:
        values = [getattr(part, name) for part in parts]
        fields[name] = list(chain.from_iterable(values)) if isinstance(values[0], list) else np.concatenate(values)
    return Corpus(**fields)


def _described(record: Described) -> _Description:
    return _Description(*(getattr(record, name) for name in _Description._fields))


def _corpus_of_batch(batch: list[_Description]) -> Corpus:
    return corpus_of(traits_of(description) for description in batch)
