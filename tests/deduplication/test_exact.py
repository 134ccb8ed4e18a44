"""Exact duplicates: what is joined, what is not, and what is said of the rest."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from alongside.deduplication import Conflict, Duplicate, exact_duplicates


@dataclass
class Entry:
    id: str
    doi: str = ""
    pmid: str = ""
    title: str = "Peer support by telephone"


def test_the_same_doi_is_the_same_report() -> None:
    found = list(exact_duplicates([Entry("a", doi="10.1/x"), Entry("b", doi="10.1/x"), Entry("c", doi="10.1/y")]))
    assert found == [Duplicate("b", "a", "doi")]


def test_records_without_an_id_are_never_joined() -> None:
    assert list(exact_duplicates([Entry("a"), Entry("b")])) == []


def test_a_chain_of_ids_leads_to_the_first_record() -> None:
    entries = [Entry("a", doi="10.1/x"), Entry("b", doi="10.1/x", pmid="7"), Entry("c", pmid="7"), Entry("d", pmid="7")]
    assert [(f.record, f.of) for f in exact_duplicates(entries)] == [("b", "a"), ("c", "a"), ("d", "a")]


def test_a_supplement_s_doi_does_not_join_its_abstracts() -> None:
    calls, knees = Entry("a", doi="10.1/s", title="Telephone calls"), Entry("b", doi="10.1/s", title="Knee surgery")
    [conflict] = exact_duplicates([calls, knees])
    assert isinstance(conflict, Conflict)
    assert (conflict.record, conflict.of) == ("b", "a")


def test_one_doi_with_two_pubmed_ids_is_a_conflict() -> None:
    [conflict] = exact_duplicates([Entry("a", doi="10.1/x", pmid="1"), Entry("b", doi="10.1/x", pmid="2")])
    assert isinstance(conflict, Conflict)
    assert "PubMed ids 1 and 2" in conflict.why


ENTRIES = st.lists(
    st.tuples(st.sampled_from(["", "10.1/a", "10.1/b"]), st.sampled_from(["", "1", "2"])), max_size=12
).map(lambda ids: [Entry(str(i), doi, pmid) for i, (doi, pmid) in enumerate(ids)])


@given(ENTRIES)
def test_what_a_record_repeats_came_before_it_and_repeats_nothing_itself(entries: list[Entry]) -> None:
    duplicates = [found for found in exact_duplicates(entries) if isinstance(found, Duplicate)]
    repeats = {found.record for found in duplicates}
    assert len(repeats) == len(duplicates)
    for found in duplicates:
        assert int(found.of) < int(found.record)
        assert found.of not in repeats
