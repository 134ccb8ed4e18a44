"""Words as numbers: which terms stand in a record, weighted by how much each tells records apart.

*Term*: a word of two signs or more, or a *gram*: so many neighbouring signs of a word with a blank before and after it.
*tf*: how often it stands in the record, a title counting `title_weight` times. *df*: in how many records it stands.
*View*: the records by one kind of term.

Words are counted as integers in arrays, never as strings. Grams are counted once for each word that there is, and
come to a record by a product of two sparse matrices, records by words and words by grams, a block of records at a time.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alongside.screening.documents import Document

__all__ = ["FeatureRule", "Features", "View", "features_of"]

WORD = re.compile(r"\w\w+")
FIELD_END = -1
"""Stands between two fields, so that no pair of words spans them."""

AT_ONCE = 4096
"""Rows that are weighted in one go: the arrays in between then take some ten megabytes."""

NO_ABSTRACT = 50
"""Signs below which an abstract is none: what stands there then is "No abstract available" and the like."""


@dataclass(frozen=True, slots=True)
class FeatureRule:
    """How the terms of a view are chosen and weighted.

    Parameters
    ----------
    grams : the length of grams; 0 for words.
    pairs : of words: whether two neighbouring ones are a term as well.
    title_weight : how many times a term of the title counts.
    least : a term is left out that stands in fewer records.
    most : a term is left out that stands in more than this share of the records.
    no_abstract : the weight of a term of its own, which stands in records without an abstract; 0 for none.
    """

    grams: int = 0
    pairs: bool = False
    title_weight: float = 1.0
    least: int = 2
    most: float = 0.95
    no_abstract: float = 0.0


@dataclass(frozen=True, slots=True)
class View:
    """Records by terms.

    Parameters
    ----------
    matrix : records × terms, CSR of float64; each row has length 1 before the term for no abstract, or is empty.
    question : 1 × terms, the question in the same terms, of length 1; empty where none was given.
    names : words or grams, by number.
    codes : of each term: its number in `names`, `len(names) + left * len(names) + right` for a pair, -1 for no
        abstract.
    """

    matrix: Any
    question: Any
    names: tuple[str, ...]
    codes: NDArray[np.int64]

    def term(self, column: int) -> str:
        """The text of a column."""
        code, size = int(self.codes[column]), len(self.names)
        if code < size:
            return self.names[code] if code >= 0 else "(no abstract)"
        left, right = divmod(code - size, size)
        return f"{self.names[left]} {self.names[right]}"


@dataclass(frozen=True, slots=True)
class Features:
    """The views of the same records, in the order of their rules."""

    views: tuple[View, ...]

    def __len__(self) -> int:
        return int(self.views[0].matrix.shape[0])


def features_of(documents: Iterable[Document], question: str, rules: Sequence[FeatureRule]) -> Features:
    """Records and question as sublinear tf–idf, a view a rule.

    The weight of a term is (1 + ln tf) (1 + ln((1 + n) / (1 + df))): Salton and Buckley (1988), the idf smoothed as
    if one more record held every term. The question is weighted likewise and has no part in n and df.

    Parameters
    ----------
    documents : n records.
    question : the review's title or question, in words; empty for none.

    >>> texts = ("peer support", "peer pressure", "blood pressure")
    >>> view = features_of([Document(text) for text in texts], "", [FeatureRule()]).views[0]
    >>> view.matrix.shape, [view.term(column) for column in range(2)]
    ((3, 2), ['peer', 'pressure'])
    """
    counted = _Words()
    for document in documents:
        counted.add(document)
    counted.add(Document(question))
    return Features(tuple(_view(counted, rule) for rule in rules))


def _view(counted: _Words, rule: FeatureRule) -> View:
    from scipy import sparse

    records = len(counted.starts) - 2
    names, codes, counts = counted.terms(rule)
    df = sum((np.bincount(block.indices, minlength=len(codes)) for block in counts.blocks(records)), np.zeros(1, int))
    used = (df >= rule.least) & (df <= rule.most * records)
    idf = 1.0 + np.log((1.0 + records) / (1.0 + df))
    bare = np.append(np.array(counted.bare[:records], dtype=np.bool_), False) & (rule.no_abstract > 0)
    data, indices, indptr = _weighted(counts, df, np.where(used, idf, 0.0), bare, rule.no_abstract)
    codes = np.append(codes[used], -1) if rule.no_abstract else codes[used]
    end = int(indptr[records])
    # Both share the arrays: of a hundred thousand records a copy is half a gigabyte.
    matrix = sparse.csr_matrix((data[:end], indices[:end], indptr[:-1]), shape=(records, len(codes)), copy=False)
    question = sparse.csr_matrix((data[end:], indices[end:], indptr[-2:] - end), shape=(1, len(codes)), copy=False)
    matrix.sort_indices()
    question.sort_indices()
    return View(matrix, question, names, codes)


def _weighted(
    counts: _Counts, df: NDArray[np.int64], idf: NDArray[np.float64], bare: NDArray[np.bool_], no_abstract: float
) -> tuple[NDArray[np.float64], NDArray[np.int32], NDArray[np.int64]]:
    """Data, columns and row ends of the weighted rows, each of length 1 before its term for no abstract.

    Parameters
    ----------
    counts : how often each term stands in each row: the records, and the question as the last.
    df : by term, in how many records it stands.
    idf : by term; 0 for one that is left out, and the others move up.
    bare : by row, whether it has the term for no abstract, which comes last.
    """
    used = idf > 0
    column = np.cumsum(used, dtype=np.int32) - np.int32(1)
    last = int(np.count_nonzero(used))
    question = counts.block(len(bare) - 1, len(bare))
    size = int(df[used].sum() + np.count_nonzero(used[question.indices]) + np.count_nonzero(bare))
    data, indices = np.empty(size), np.empty(size, dtype=np.int32)
    indptr = np.zeros(len(bare) + 1, dtype=np.int64)
    start = 0
    for block in counts.blocks(len(bare)):
        rows = block.shape[0]
        is_used = used[block.indices]
        row, term = np.repeat(np.arange(rows), np.diff(block.indptr))[is_used], block.indices[is_used]
        weight = (1.0 + np.log(np.maximum(block.data[is_used], 1.0))) * idf[term]
        lengths = np.sqrt(np.bincount(row, weight**2, rows))
        weight /= np.where(lengths > 0, lengths, 1.0)[row]
        without = bare[start : start + rows]
        terms = np.bincount(row, minlength=rows)
        ends = np.cumsum(terms)[without]
        indptr[start + 1 : start + rows + 1] = indptr[start] + np.cumsum(terms + without)
        filled = slice(int(indptr[start]), int(indptr[start + rows]))
        data[filled] = np.insert(weight, ends, no_abstract)
        indices[filled] = np.insert(column[term], ends, last)
        start += rows
    return data, indices, indptr


@dataclass(frozen=True, slots=True)
class _Counts:
    """How often terms stand in rows, a block of rows at a time: all grams of many records together are a gigabyte.

    Parameters
    ----------
    words : rows × words (and pairs), CSR.
    grams : words × grams, or None where the words are the terms.
    """

    words: Any
    grams: Any = None

    def block(self, start: int, stop: int) -> Any:
        """Rows from `start` to before `stop`, by terms."""
        block = self.words[start:stop]
        return block if self.grams is None else (block @ self.grams).tocsr()

    def blocks(self, rows: int) -> Iterator[Any]:
        """The first rows, block by block."""
        for start in range(0, rows, AT_ONCE):
            yield self.block(start, min(start + AT_ONCE, rows))


class _Words:
    """Words of records as numbers, one after another, with a sign between fields."""

    def __init__(self) -> None:
        self.number: defaultdict[str, int] = defaultdict()
        self.number.default_factory = self.number.__len__
        self.tokens = array("i")
        self.starts = array("q", [0])
        self.titles = array("q")
        self.bare: list[bool] = []

    def add(self, document: Document) -> None:
        number, tokens = self.number, self.tokens
        tokens.extend([number[word] for word in WORD.findall(document.title.lower())])
        self.titles.append(len(tokens))
        for text in (document.abstract, *document.keywords):
            tokens.append(FIELD_END)
            tokens.extend([number[word] for word in WORD.findall(text.lower())])
        tokens.append(FIELD_END)
        self.starts.append(len(tokens))
        self.bare.append(len(document.abstract) < NO_ABSTRACT)

    def terms(self, rule: FeatureRule) -> tuple[tuple[str, ...], NDArray[np.int64], _Counts]:
        """Names, codes, and how often each term stands in each record."""
        from scipy import sparse

        tokens = np.frombuffer(self.tokens, dtype=np.int32)
        starts = np.frombuffer(self.starts, dtype=np.int64)
        rows = np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
        edges = np.zeros(len(tokens) + 1, dtype=np.int8)  # +1 where a title begins, -1 where it has ended
        edges[starts[:-1]] += 1
        edges[np.frombuffer(self.titles, dtype=np.int64)] -= 1
        in_title = np.cumsum(edges[:-1], dtype=np.int8) > 0
        weights = np.where(in_title, rule.title_weight, 1.0)
        words, size = np.flatnonzero(tokens >= 0), len(self.number)
        names, codes, places, columns = tuple(self.number), np.arange(size, dtype=np.int64), words, tokens[words]
        if rule.pairs:
            pairs = words[tokens[words + 1] >= 0]
            pair_codes = size + tokens[pairs].astype(np.int64) * size + tokens[pairs + 1]
            kinds, numbers = np.unique(pair_codes, return_inverse=True)
            codes, places = np.append(codes, kinds), np.append(words, pairs)
            columns = np.append(columns, size + numbers)
        tf = sparse.csr_matrix((weights[places], (rows[places], columns)), shape=(len(starts) - 1, len(codes)))
        tf.sum_duplicates()
        if rule.grams:
            names, of_words = _grams(names, rule.grams)
            few = tf.shape[0] <= AT_ONCE  # then the product is made once, and not once for df and once for the weights
            counts = _Counts((tf[:, :size] @ of_words).tocsr()) if few else _Counts(tf[:, :size], of_words)
            return names, np.arange(len(names), dtype=np.int64), counts
        return names, codes, _Counts(tf)


def _grams(words: tuple[str, ...], length: int) -> tuple[tuple[str, ...], Any]:
    """The grams of words by number, and words × grams with how often each stands there."""
    from scipy import sparse

    number: defaultdict[str, int] = defaultdict()
    number.default_factory = number.__len__
    columns, ends = array("i"), array("q", [0])
    for word in words:
        padded = f"_{word}_"
        columns.extend([number[padded[at : at + length]] for at in range(max(1, len(padded) - length + 1))])
        ends.append(len(columns))
    indices, indptr = np.frombuffer(columns, dtype=np.int32), np.frombuffer(ends, dtype=np.int64)
    grams = sparse.csr_matrix((np.ones(len(indices)), indices, indptr), shape=(len(words), len(number)))
    grams.sum_duplicates()
    return tuple(number), grams
