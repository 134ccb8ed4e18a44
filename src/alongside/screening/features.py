"""Words as numbers: which terms stand in a record, weighted by how much each tells records apart.

*Term*: a word of two signs or more, or two neighbouring words of one field. *tf*: how often it stands in the record, a
title counting `title_weight` times. *df*: in how many records it stands.

Terms are counted as integers in arrays, never as strings: a word gets a number when it is met, two words the number
`left * words + right`. So 100,000 records are counted in seconds, and their pairs of words never exist as text.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alongside.screening.documents import Document

__all__ = ["FeatureRule", "Features", "features_of"]

WORD = re.compile(r"\w\w+")
FIELD_END = -1
"""Stands between two fields, so that no pair of words spans them."""


@dataclass(frozen=True, slots=True)
class FeatureRule:
    """How terms are chosen and weighted.

    Parameters
    ----------
    title_weight : how many times a term of the title counts.
    pairs : whether two neighbouring words are a term as well.
    least : a term is left out that stands in fewer records.
    most : a term is left out that stands in more than this share of the records.
    """

    title_weight: float = 1.0
    pairs: bool = True
    least: int = 2
    most: float = 0.95


@dataclass(frozen=True, slots=True)
class Features:
    """Records by terms.

    Parameters
    ----------
    matrix : records × terms, CSR of float64; each row has length 1, or is empty where no term is left.
    question : 1 × terms, the question in the same terms, of length 1; empty where none was given.
    codes : of each term: the number of its word, or `words + left * words + right` for a pair.
    words : the words by number.
    """

    matrix: Any
    question: Any
    codes: NDArray[np.int64]
    words: tuple[str, ...]

    def term(self, column: int) -> str:
        """The text of a column."""
        code, size = int(self.codes[column]), len(self.words)
        if code < size:
            return self.words[code]
        left, right = divmod(code - size, size)
        return f"{self.words[left]} {self.words[right]}"


def features_of(documents: Iterable[Document], question: str = "", rule: FeatureRule | None = None) -> Features:
    """Records and question as sublinear tf–idf, of length 1.

    The weight of a term is (1 + ln tf) (1 + ln((1 + n) / (1 + df))): Salton and Buckley (1988), the idf smoothed
    as if one more record held every term. The question is weighted likewise and has no part in n and df.

    Parameters
    ----------
    documents : n records.
    question : the review's title or question, in words.

    >>> words = features_of([Document("peer support"), Document("peer pressure"), Document("blood pressure")])
    >>> words.matrix.shape, [words.term(column) for column in range(2)]
    ((3, 2), ['peer', 'pressure'])
    """
    from scipy import sparse

    chosen = rule or FeatureRule()
    counted = _Words()
    for document in documents:
        counted.add(document)
    records = len(counted.starts) - 1
    counted.add(Document(question))
    rows, codes, weights = counted.terms(chosen)
    kinds, columns = np.unique(codes, return_inverse=True)
    tf = sparse.csr_matrix((weights, (rows, columns)), shape=(records + 1, len(kinds)))
    tf.sum_duplicates()
    df = np.bincount(tf.indices[: tf.indptr[records]], minlength=len(kinds))
    used = (df >= chosen.least) & (df <= chosen.most * records)
    tf = tf[:, np.flatnonzero(used)]
    tf.data = (1.0 + np.log(np.maximum(tf.data, 1.0))) * (1.0 + np.log((1.0 + records) / (1.0 + df[used])))[tf.indices]
    lengths = np.sqrt(np.asarray(tf.multiply(tf).sum(axis=1)).ravel())
    tf.data /= np.repeat(np.where(lengths > 0, lengths, 1.0), np.diff(tf.indptr))
    return Features(tf[:records], tf[records:], kinds[used], tuple(counted.number))


class _Words:
    """Words of records as numbers, one after another, with a sign between fields."""

    def __init__(self) -> None:
        self.number: defaultdict[str, int] = defaultdict()
        self.number.default_factory = self.number.__len__
        self.tokens = array("i")
        self.starts = array("q", [0])
        self.titles = array("q")

    def add(self, document: Document) -> None:
        number, tokens = self.number, self.tokens
        tokens.extend([number[word] for word in WORD.findall(document.title.lower())])
        self.titles.append(len(tokens))
        for text in (document.abstract, *document.keywords):
            tokens.append(FIELD_END)
            tokens.extend([number[word] for word in WORD.findall(text.lower())])
        tokens.append(FIELD_END)
        self.starts.append(len(tokens))

    def terms(self, rule: FeatureRule) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.float64]]:
        """Row, code and weight of every place where a term stands."""
        tokens = np.frombuffer(self.tokens, dtype=np.int32)
        starts = np.frombuffer(self.starts, dtype=np.int64)
        rows = np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
        in_title = np.arange(len(tokens)) < np.frombuffer(self.titles, dtype=np.int64)[rows]
        weights = np.where(in_title, rule.title_weight, 1.0)
        words = np.flatnonzero(tokens >= 0)
        places, codes = words, tokens[words].astype(np.int64)
        if rule.pairs:
            size = len(self.number)
            pairs = words[tokens[words + 1] >= 0]
            codes = np.concatenate([codes, size + tokens[pairs].astype(np.int64) * size + tokens[pairs + 1]])
            places = np.concatenate([words, pairs])
        return rows[places], codes, weights[places]
