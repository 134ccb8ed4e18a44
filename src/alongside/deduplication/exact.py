"""Exact duplicates, by normalised DOI and PubMed id."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

__all__ = ["Conflict", "Duplicate", "Identified", "exact_duplicates"]


class Identified(Protocol):
    """What is asked of a record: its key, its normalised ids, its title."""

    @property
    def id(self) -> str: ...
    @property
    def doi(self) -> str: ...
    @property
    def pmid(self) -> str: ...
    @property
    def title(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Duplicate:
    """`record` repeats `of`, which came first; `by` is "doi" or "pmid"."""

    record: str
    of: str
    by: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two records share an id but differ: other PubMed ids, or titles with hardly a word in common."""

    record: str
    of: str
    by: str
    why: str


@dataclass(slots=True)
class _Kept:
    id: str
    pmid: str
    doi: str
    words: frozenset[str]


WORD = re.compile(r"\w{3,}")

SHARED_WORDS = 0.3
"""Share of the shorter title's words below which two titles are of different reports. Titles that were cut, translated
in part or given a subtitle keep more; a conference supplement's abstracts, which share one DOI, keep fewer."""


def exact_duplicates(records: Iterable[Identified]) -> Iterator[Duplicate | Conflict]:
    """Each record that repeats an earlier one, in the order given; memory grows with the number of ids only.

    A record is joined to the first that has its DOI, else to the first that has its PubMed id. A duplicate lends its
    other id to the record it repeats, so that a third one finds it (A and B share a DOI, B and C a PubMed id).

    >>> from types import SimpleNamespace as R
    >>> a, b = R(id="a", doi="10.1/x", pmid="", title="Calls"), R(id="b", doi="10.1/x", pmid="7", title="Calls")
    >>> c = R(id="c", doi="", pmid="7", title="Calls")
    >>> [(found.record, found.of, found.by) for found in exact_duplicates([a, b, c])]
    [('b', 'a', 'doi'), ('c', 'a', 'pmid')]
    """
    by_doi: dict[str, _Kept] = {}
    by_pmid: dict[str, _Kept] = {}
    for record in records:
        words = frozenset(WORD.findall(record.title.casefold()))
        joined: _Kept | None = None
        for kind, known in (("doi", by_doi.get(record.doi)), ("pmid", by_pmid.get(record.pmid))):
            if known is None or joined is not None:
                continue
            why = _differ(record, words, known, kind)
            if why:
                yield Conflict(record.id, known.id, kind, why)
            else:
                yield Duplicate(record.id, known.id, kind)
                joined = known
        kept = joined or _Kept(record.id, record.pmid, record.doi, words)
        kept.pmid, kept.doi = kept.pmid or record.pmid, kept.doi or record.doi
        if record.doi:
            by_doi.setdefault(record.doi, kept)
        if record.pmid:
            by_pmid.setdefault(record.pmid, kept)


def _differ(record: Identified, words: frozenset[str], known: _Kept, kind: str) -> str:
    if kind == "doi" and record.pmid and known.pmid and record.pmid != known.pmid:
        return f"the same DOI with PubMed ids {known.pmid} and {record.pmid}"
    if words and known.words and len(words & known.words) < SHARED_WORDS * min(len(words), len(known.words)):
        return f"the same {kind.upper()} with different titles"
    return ""
