"""Outlines leave no pair out that the whole records would put before a person."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.deduplication import corpus_of, traits_of
from alongside.deduplication.local import judge_pairs
from alongside.deduplication.model import Zone
from alongside.deduplication.outlines import may_be_one_report, outlines_from_bytes, outlines_of, outlines_to_bytes
from alongside.records import Record

# Few words, so that records agree in some fields and not in others.
WORDS = st.sampled_from(("peers", "asthma", "calls", "a", "trial", "2", "part", "erratum", "support", "groups"))
TITLES = st.lists(WORDS, max_size=8).map(" ".join)
RECORDS = st.builds(
    Record,
    title=TITLES,
    authors=st.lists(st.sampled_from(("Muller, A", "Mueller, B", "Ash, C", "Elm, D")), max_size=3).map(tuple),
    year=st.sampled_from((None, 2010, 2011, 2013, 1990)),
    journal=st.sampled_from(("", "Journal of Invented Lungs", "J Invent Lung", "Annals", "Ann")),
    volume=st.sampled_from(("", "3", "12")),
    issue=st.sampled_from(("", "2", "Suppl 1")),
    pages=st.sampled_from(("", "101–109", "7", "S7")),
    doi=st.sampled_from(("", "10.1234/a", "10.1234/b")),
    pmid=st.sampled_from(("", "123", "456")),
    issn=st.sampled_from(("", "1234-5679")),
    abstract=st.lists(WORDS, min_size=0, max_size=14).map(" ".join),
    type=st.sampled_from(("", "erratum", "article", "preprint")),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(RECORDS, min_size=2, max_size=9))
def test_no_pair_is_left_out_that_would_be_merged_or_asked_about(records: list[Record]) -> None:
    corpus = corpus_of(map(traits_of, records))
    left, right = np.triu_indices(len(records), 1)
    outlines = outlines_from_bytes(b"".join(outlines_to_bytes(outlines_of(corpus))))
    wanted = judge_pairs(corpus, left, right).zone != Zone.APART
    assert not (wanted & ~may_be_one_report(outlines, left, right)).any()


def test_strangers_are_left_out_without_reading_them() -> None:
    asthma = Record(
        title="Peer support for asthma", authors=("Ash, A",), year=2011, volume="3", pages="7", doi="10.1/a"
    )
    stroke = Record(title="Walking after a stroke", authors=("Elm, E",), year=1990, volume="9", pages="8", doi="10.1/b")
    outlines = outlines_of(corpus_of(map(traits_of, [asthma, asthma, stroke])))
    pairs = np.array([0, 0]), np.array([1, 2])
    assert may_be_one_report(outlines, *pairs).tolist() == [True, False]
