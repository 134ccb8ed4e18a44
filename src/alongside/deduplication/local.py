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


def judge_pairs(corpus: Corpus, left: NDArray[np.int64], right: NDArray[np.int64]) -> Judged:
    """What is thought of n pairs, batch by batch."""
    parts = [
        judge(compare(corpus, left[start : start + BATCH], right[start : start + BATCH]))
        for start in range(0, max(len(left), 1), BATCH)
    ]
    return Judged(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in ("bits", "probability", "zone", "rule"))
    )


def find_clusters(corpus: Corpus, *, together: Iterable[Pair] = (), apart: Iterable[Pair] = ()) -> Clusters:
    """The clusters of a corpus; `together` and `apart` are pairs that a person settled."""
    left, right = candidate_pairs(keys_of(corpus))
    judged = judge_pairs(corpus, left, right)

    def look(ones: NDArray[np.int64], others: NDArray[np.int64]) -> Judged:
        return judge_pairs(corpus, ones, others)

    return cluster(len(corpus), left, right, judged, look, fingerprints(corpus), together=together, apart=apart)


def explain_pairs(corpus: Corpus, left: NDArray[np.int64], right: NDArray[np.int64]) -> list[str]:
    """What speaks for and against each of n pairs, in words."""
    reasons: dict[tuple[int, ...], str] = {}
    explained = []
    for start in range(0, len(left), BATCH):
        levels = compare(corpus, left[start : start + BATCH], right[start : start + BATCH])
        rules = judge(levels).rule
        for row in np.column_stack([*(levels[comparison.name] for comparison in COMPARISONS), rules]).tolist():
            key = tuple(row)
            if key not in reasons:
                levels_of_pair = dict(zip((comparison.name for comparison in COMPARISONS), key[:-1], strict=True))
                reasons[key] = reason(levels_of_pair, key[-1])
            explained.append(reasons[key])
    return explained
