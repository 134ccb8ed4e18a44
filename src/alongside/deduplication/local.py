"""The engine for one machine: numpy and rapidfuzz, in batches of pairs."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from alongside.deduplication.blocking import candidate_pairs, keys_of
from alongside.deduplication.clusters import Clusters, Pair, cluster
from alongside.deduplication.comparing import COMPARISONS, compare
from alongside.deduplication.corpus import Corpus, fingerprints
from alongside.deduplication.model import Judged, judge, reason

__all__ = ["explain_pairs", "find_clusters", "judge_pairs"]

BATCH = 500_000
"""Pairs compared at a time: about 500 MB of texts and levels."""


def judge_pairs(corpus: Corpus, first: NDArray[np.int64], second: NDArray[np.int64]) -> Judged:
    """What is thought of n pairs, batch by batch."""
    parts = [
        judge(compare(corpus, first[start : start + BATCH], second[start : start + BATCH]))
        for start in range(0, max(len(first), 1), BATCH)
    ]
    return Judged(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in ("bits", "probability", "zone", "rule"))
    )


def find_clusters(corpus: Corpus, *, together: Iterable[Pair] = (), apart: Iterable[Pair] = ()) -> Clusters:
    """The clusters of a corpus; `together` and `apart` are pairs that a person settled."""
    first, second = candidate_pairs(keys_of(corpus))
    judged = judge_pairs(corpus, first, second)

    def look(ones: NDArray[np.int64], others: NDArray[np.int64]) -> Judged:
        return judge_pairs(corpus, ones, others)

    return cluster(len(corpus), first, second, judged, look, fingerprints(corpus), together=together, apart=apart)


def explain_pairs(corpus: Corpus, first: NDArray[np.int64], second: NDArray[np.int64]) -> list[str]:
    """What speaks for and against each of n pairs, in words."""
    said: dict[tuple[int, ...], str] = {}
    found = []
    for start in range(0, len(first), BATCH):
        levels = compare(corpus, first[start : start + BATCH], second[start : start + BATCH])
        rules = judge(levels).rule
        for row in np.column_stack([*(levels[one.name] for one in COMPARISONS), rules]).tolist():
            key = tuple(row)
            if key not in said:
                at = dict(zip((one.name for one in COMPARISONS), key[:-1], strict=True))
                said[key] = reason(at, key[-1])
            found.append(said[key])
    return found
