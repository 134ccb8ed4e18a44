"""Which pairs are worth comparing: records that share a key. Several keys at once, so that a record which lost or
spoilt one field still meets its double by another; and no block grows without bound.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from alongside.deduplication.corpus import Corpus, number_of

__all__ = ["KEYS", "LARGEST_BLOCK", "NEIGHBOURS", "Keys", "candidate_pairs", "keys_of"]

LARGEST_BLOCK = 24
"""Records of a block that are all compared with each other. In a larger one (a conference's supplement, a common
surname) each is compared with the `NEIGHBOURS` that follow it when the block is sorted by title."""

NEIGHBOURS = 6

KEYS = (
    "doi",
    "pmid",
    "title start",
    "title end",
    "longest words",
    "author, volume, page",
    "journal, volume, page",
    "year, volume, page",
    "abstract",
    "author, year, title",
    "registration",
)
"""What each column of the keys is made of."""

_START = 24  # letters; a title cut short or given a subtitle keeps its start
_END = 32  # more than the start's, because many titles end in the same words ("a randomised controlled trial")
_FEW = 12


class Keys(NamedTuple):
    """What blocking needs to know of n records.

    `words` has n rows of one column for each of `KEYS`, 0 where a record lacks what the key needs; `order` sorts
    records by the first eight letters of their titles.
    """

    words: NDArray[np.uint32]
    order: NDArray[np.uint64]


def _title_keys(title: str) -> tuple[int, int, int, int, int]:
    """Start, end, and the longest words of a title; its shorter start, to go with other fields; and its place in
    order."""
    if not title:
        return (0, 0, 0, 0, 0)
    close = title.replace(" ", "")
    words = title.split()
    longest = " ".join(sorted(sorted(sorted(set(words)), key=len, reverse=True)[:3])) if len(words) > 3 else ""
    end = close[-_END:] if len(close) > _END else ""
    beginning = int.from_bytes(close[:8].encode("utf-8", "replace")[:8].ljust(8, b"\0"), "big")
    return (number_of(close[:_START]), number_of(end), number_of(longest), number_of(close[:_FEW]), beginning)


def keys_of(corpus: Corpus) -> Keys:
    """The keys of some records."""
    titles = np.array([_title_keys(title) for title in corpus.title], dtype=np.uint64).reshape(len(corpus), 5)
    heads = np.fromiter(
        (number_of(head.replace(" ", "")[:40]) if len(head) > 40 else 0 for head in corpus.head),
        dtype=np.uint32,
        count=len(corpus),
    )
    author, volume, page = corpus.surnames[:, 0], corpus.volume, corpus.page_number
    placed = (volume > 0) & (page > 0)
    initials = np.fromiter((number_of(text[:3]) for text in corpus.initials), dtype=np.uint32, count=len(corpus))
    words = np.column_stack(
        (
            corpus.doi,
            (corpus.pmid % (2**32 - 1)).astype(np.uint32),
            titles[:, 0],
            titles[:, 1],
            titles[:, 2],
            np.where((author > 0) & placed, _mixed(author, volume, page), 0),
            np.where((initials > 0) & placed, _mixed(initials, volume, page), 0),
            np.where((corpus.year > 0) & placed, _mixed(corpus.year, volume, page), 0),
            heads,
            np.where((author > 0) & (titles[:, 3] > 0), _mixed(author, corpus.year // 2 + 1, titles[:, 3]), 0),
            np.where(corpus.registrations[:, 0] > 0, _mixed(corpus.registrations[:, 0], titles[:, 3]), 0),
        )
    ).astype(np.uint32)
    return Keys(words, titles[:, 4])


def _mixed(*columns: NDArray[np.generic]) -> NDArray[np.uint32]:
    """One number from several, never 0 (a multiplicative hash: Knuth 1998, section 6.4)."""
    total = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        total = (total ^ column.astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        total ^= total >> np.uint64(29)
    return np.maximum((total >> np.uint64(16)).astype(np.uint32), 1)


def candidate_pairs(keys: Keys, *, new_from: int = 0) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs (i, j), i < j, of records that share a key, each once, in order.

    Parameters
    ----------
    new_from : only pairs whose second record stands here or later: what was compared before is not compared again.

    >>> words = np.array([[7], [8], [7], [0], [0]], dtype=np.uint32)
    >>> first, second = candidate_pairs(Keys(words, np.zeros(5, dtype=np.uint64)))
    >>> list(zip(first.tolist(), second.tolist()))
    [(0, 2)]
    """
    codes = [pairs for column in keys.words.T for pairs in _pairs_of_key(column, keys.order, new_from)]
    if not codes:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    unique = np.unique(np.concatenate(codes))
    return unique >> 32, unique & 0xFFFFFFFF


def _pairs_of_key(
    column: NDArray[np.uint32], title_order: NDArray[np.uint64], new_from: int
) -> Iterator[NDArray[np.int64]]:
    places = np.flatnonzero(column)
    if new_from:
        places = places[np.isin(column[places], column[new_from:])]
    if len(places) < 2:
        return
    order = places[np.lexsort((title_order[places], column[places]))]
    sorted_keys = column[order]
    starts = np.flatnonzero(np.concatenate(([True], sorted_keys[1:] != sorted_keys[:-1])))
    sizes = np.diff(np.concatenate((starts, [len(order)])))
    for step in range(1, LARGEST_BLOCK):
        # All pairs at this distance, within the blocks that are long enough; in blocks too large, only near ones.
        chosen = (sizes > step) & ((sizes <= LARGEST_BLOCK) | (step <= NEIGHBOURS))
        if not chosen.any():
            break
        lengths = sizes[chosen] - step
        before = np.concatenate(([0], np.cumsum(lengths)[:-1]))
        rank_of_pair = np.repeat(starts[chosen] - before, lengths) + np.arange(lengths.sum())
        record, neighbour = order[rank_of_pair], order[rank_of_pair + step]
        low, high = np.minimum(record, neighbour), np.maximum(record, neighbour)
        wanted = high >= new_from
        yield (low[wanted] << 32) | high[wanted]
