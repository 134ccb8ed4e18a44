"""Two records, field by field: how far they agree in each, as one of a few levels.

`COMPARISONS` is the definition, for every engine: a comparison has levels, from the least to the greatest agreement,
and 0 where one of the two does not say. `compare` works the levels out for many pairs at once, in arrays; an engine
that speaks SQL builds the same levels from the same limits (`engines`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cpdist

from alongside.deduplication.corpus import Corpus, Words
from alongside.deduplication.normalise import PREPRINT

__all__ = [
    "COMPARISONS",
    "LEAST_ABSTRACT",
    "Comparison",
    "Facts",
    "Levels",
    "Name",
    "Places",
    "authors_shared",
    "compare",
    "dois",
    "journals_shared",
    "kinds",
    "places",
    "pmids",
    "years",
]

Name = Literal["title", "numbers", "kind", "authors", "given", "year", "journal", "place", "doi", "pmid", "abstract"]
Levels = NDArray[np.int8]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field, and what its levels say, from level 0."""

    name: Name
    levels: tuple[str, ...]


COMPARISONS: tuple[Comparison, ...] = (
    Comparison("title", ("no title", "different titles", "titles alike in part", "similar titles",
                         "one title contains the other", "nearly the same title", "same short title", "same title")),
    Comparison("numbers", ("no numbers in the titles", "other numbers in the titles", "a number in one title only",
                           "same numbers in the titles")),
    Comparison("kind", ("both of one kind", "one is a correction, reply, protocol or the like",
                        "one is a preprint and the other may be its paper")),
    Comparison("authors", ("authors not given", "no author shared", "an author shared", "half of the authors shared",
                           "the same one or two names", "all names of the shorter list shared")),
    Comparison("given", ("another first author, or no given names", "the first author has another given name",
                         "the first author has the same given name")),
    Comparison("year", ("year not given", "years far apart", "years differ by 2", "years differ by 1", "same year")),
    Comparison("journal", ("journal not given", "other journal", "journals alike", "same journal")),
    Comparison("place", ("no volume or page", "other volume and page", "other page", "other page of the same volume",
                         "other volume", "same volume", "same page of another volume", "same page",
                         "same volume and page")),
    Comparison("doi", ("DOI not given", "other DOI", "two DOIs of one volume, issue and page", "same DOI")),
    Comparison("pmid", ("PubMed id not given", "other PubMed id", "same PubMed id")),
    Comparison("abstract", ("abstract not given", "abstracts begin otherwise", "abstracts begin alike",
                            "abstracts begin the same")),
)  # fmt: skip  # a table, read across
"""Eleven comparisons. Volume and page are one, because a page says much in the same volume and little in another."""

TITLE_LIMITS = (0.599999, 0.799999, 0.919999)
"""Normalised Levenshtein similarity of two titles: alike in part (0.6), similar (0.8), nearly the same (0.92). A
millionth less than the limit that is meant, because engines do not round the last digit of a quotient alike."""

CONTAINED = 30
"""Letters that a title must have for another that contains it to be the same with a subtitle or a translation."""

SHORT = 30
"""Letters below which many reports share a title ("Pleural effusions", "Editorial")."""

ABSTRACT_LIMITS = (0.499999, 0.849999)
LEAST_ABSTRACT = 40
"""Letters of an abstract's beginning below which it is not compared."""

LIKE_SURNAMES = 0.749999
"""Similarity of two first surnames from which they count as one that was transcribed or mistyped."""


def compare(corpus: Corpus, left: Places, right: Places) -> dict[Name, Levels]:
    """The levels of n pairs: for each comparison an array of n.

    Titles and abstracts are compared in full; all else is arithmetic on arrays.
    """
    return {
        "title": _titles(corpus.title, left, right),
        "numbers": _numbers(corpus.numbers, left, right),
        "kind": kinds(corpus, left, right),
        "authors": _authors(corpus, left, right),
        "given": _given(corpus, left, right),
        "year": years(corpus, left, right),
        "journal": _journals(corpus, left, right),
        "place": places(corpus, left, right),
        "doi": dois(corpus, left, right),
        "pmid": pmids(corpus, left, right),
        "abstract": _abstracts(corpus.head, left, right),
    }


class Facts(Protocol):
    """What is compared by arithmetic alone: of a corpus, or of the outlines that are stored."""

    @property
    def kind(self) -> NDArray[np.int8]: ...
    @property
    def surnames(self) -> Words: ...
    @property
    def year(self) -> NDArray[np.int16]: ...
    @property
    def journal(self) -> Words: ...
    @property
    def volume(self) -> NDArray[np.int32]: ...
    @property
    def page_number(self) -> NDArray[np.int32]: ...
    @property
    def supplement(self) -> NDArray[np.bool_]: ...
    @property
    def doi(self) -> Words: ...
    @property
    def doi_place(self) -> Words: ...
    @property
    def pmid(self) -> NDArray[np.int64]: ...
    @property
    def issn(self) -> Words: ...


def _equal(column: NDArray[np.generic], left: Places, right: Places) -> Levels:
    """0 where one is missing, 1 where they differ, 2 where they are equal."""
    a, b = column[left], column[right]
    return np.where((a == 0) | (b == 0), 0, np.where(a == b, 2, 1)).astype(np.int8)


def kinds(facts: Facts, left: Places, right: Places) -> Levels:
    """The levels of "kind"."""
    a, b = facts.kind[left], facts.kind[right]
    level = np.where(a != b, 1, 0).astype(np.int8)
    level[((a == PREPRINT) & (b == 0)) | ((a == 0) & (b == PREPRINT))] = 2
    return level


def authors_shared(facts: Facts, left: Places, right: Places) -> Levels:
    """The levels of "authors" as far as whole surnames tell them: what is transcribed otherwise is another name."""
    a, b = facts.surnames[left], facts.surnames[right]
    counts = np.minimum((a > 0).sum(axis=1), (b > 0).sum(axis=1))
    shared = np.zeros(len(left), dtype=np.int16)
    for column in range(a.shape[1]):
        name = a[:, [column]]
        shared += ((b == name) & (name > 0)).any(axis=1)
    level = np.where(shared >= 1, 2, 1).astype(np.int8)
    level[shared * 2 >= np.maximum(counts, 1)] = 3
    level[(shared == counts) & (counts < 3)] = 4
    level[(shared == counts) & (counts >= 3)] = 5
    level[counts == 0] = 0
    return level


def years(facts: Facts, left: Places, right: Places) -> Levels:
    """The levels of "year"."""
    a, b = facts.year[left].astype(np.int32), facts.year[right].astype(np.int32)
    apart = np.abs(a - b)
    return np.where((a == 0) | (b == 0), 0, 4 - np.minimum(apart, 3)).astype(np.int8)


def journals_shared(facts: Facts, left: Places, right: Places) -> Levels:
    """The levels of "journal" as far as names in full and ISSNs tell them: what is abbreviated is another name."""
    a, b = facts.journal[left], facts.journal[right]
    issn, other_issn = facts.issn[left], facts.issn[right]
    level = np.where((a == b) | ((issn > 0) & (issn == other_issn)), 3, 1).astype(np.int8)
    level[(a == 0) | (b == 0)] = 0
    return level


def places(facts: Facts, left: Places, right: Places) -> Levels:
    """The levels of "place": volume and page."""
    volume = _equal(facts.volume, left, right)
    page = _equal(facts.page_number, left, right)
    # Rows: volume not given, other, same. Columns: page not given, other, same.
    table = np.array([[0, 2, 7], [4, 1, 6], [5, 3, 8]], dtype=np.int8)
    level = table[volume, page]
    # Another page of a supplement is another place, though the supplement has its volume's number.
    level[(level == 3) & (facts.supplement[left] != facts.supplement[right])] = 1
    return level


def dois(facts: Facts, left: Places, right: Places) -> Levels:
    """The levels of "doi"."""
    level = _equal(facts.doi, left, right)
    level[level == 2] = 3
    level[(level == 1) & (_equal(facts.doi_place, left, right) == 2)] = 2
    return level


def pmids(facts: Facts, left: Places, right: Places) -> Levels:
    """The levels of "pmid"."""
    return _equal(facts.pmid, left, right)


def _similar(ones: Sequence[str], others: Sequence[str], least: float) -> NDArray[np.float32]:
    """Normalised Levenshtein similarity, pair by pair; anything below `least` may be given as 0."""
    return cpdist(ones, others, scorer=Levenshtein.normalized_similarity, score_cutoff=least, dtype=np.float32)


def _titles(titles: list[str], left: Places, right: Places) -> Levels:
    ones, others = [titles[index] for index in left], [titles[index] for index in right]
    ratio = _similar(ones, others, TITLE_LIMITS[0])
    level = np.ones(len(left), dtype=np.int8)
    for higher, limit in zip((2, 3, 5), TITLE_LIMITS, strict=True):
        level[ratio >= limit] = higher
    for pair in np.flatnonzero(level != 5):
        a, b = ones[pair], others[pair]
        if not a or not b:
            level[pair] = 0
        elif len(a) >= CONTAINED and len(b) >= CONTAINED and (a in b or b in a):
            level[pair] = 4
    for pair in np.flatnonzero(ratio >= TITLE_LIMITS[-1]):
        a, b = ones[pair].replace(" ", ""), others[pair].replace(" ", "")
        if not a:
            level[pair] = 0
        elif a == b:
            level[pair] = 7 if len(a) >= SHORT else 6
    return level


def _numbers(numbers: list[str], left: Places, right: Places) -> Levels:
    level = np.zeros(len(left), dtype=np.int8)
    for pair, (i, j) in enumerate(zip(left, right, strict=True)):
        a, b = numbers[i], numbers[j]
        if a == b:
            level[pair] = 3 if a else 0
        else:
            mine, theirs = set(a.split()), set(b.split())
            level[pair] = 2 if mine <= theirs or theirs <= mine else 1
    return level


def _authors(corpus: Corpus, left: Places, right: Places) -> Levels:
    level = authors_shared(corpus, left, right)
    # A sole name in another transcription ("Muller", "Mueller") is no other author.
    strange = np.flatnonzero(level == 1)
    if len(strange):
        names = corpus.author
        alike = _similar(
            [names[index] for index in left[strange]], [names[index] for index in right[strange]], LIKE_SURNAMES
        )
        level[strange[alike >= LIKE_SURNAMES]] = 2
    return level


def _given(corpus: Corpus, left: Places, right: Places) -> Levels:
    """Given names of a first author whose surname is the same: an initial agrees with any name that begins so."""
    level = np.zeros(len(left), dtype=np.int8)
    surname = corpus.surnames[:, 0]
    names = corpus.given
    for pair in np.flatnonzero((surname[left] == surname[right]) & (surname[left] > 0)):
        a, b = names[left[pair]], names[right[pair]]
        if a and b:
            level[pair] = 2 if a.startswith(b) or b.startswith(a) else 1
    return level


def _journals(corpus: Corpus, left: Places, right: Places) -> Levels:
    level = journals_shared(corpus, left, right)
    for pair in np.flatnonzero(level == 1):
        initials, other_initials = corpus.initials[left[pair]], corpus.initials[right[pair]]
        if initials == other_initials:
            level[pair] = 3 if len(initials) > 2 else 2
        elif min(len(initials), len(other_initials)) > 1 and (
            initials.startswith(other_initials) or other_initials.startswith(initials)
        ):
            level[pair] = 2
    return level


def _abstracts(heads: list[str], left: Places, right: Places) -> Levels:
    level = np.zeros(len(left), dtype=np.int8)
    long_enough = np.array([len(head) >= LEAST_ABSTRACT for head in heads], dtype=bool)
    both = np.flatnonzero(long_enough[left] & long_enough[right])
    if len(both):
        pairs = [(heads[i], heads[j]) for i, j in zip(left[both], right[both], strict=True)]
        lengths = [min(len(a), len(b)) for a, b in pairs]
        ratio = _similar(
            [a[:length] for (a, _), length in zip(pairs, lengths, strict=True)],
            [b[:length] for (_, b), length in zip(pairs, lengths, strict=True)],
            ABSTRACT_LIMITS[0],
        )
        level[both] = 1 + np.searchsorted(ABSTRACT_LIMITS, ratio, side="right")
    return level
