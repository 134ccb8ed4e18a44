"""What must not be merged, what must, and what a person is asked: the traps of real corpora, with invented records."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from alongside.deduplication import Clusters, corpus_of, explain_pairs, find_clusters, traits_of
from alongside.records import Record

ARTICLE = Record(
    title="Telephone peer support for adults with asthma: a randomised controlled trial",
    authors=("Ash, Ada B.", "Birch, Ben", "Müller, Cora"),
    year=2011,
    journal="Journal of Invented Lung Medicine",
    volume="12",
    issue="3",
    pages="101–109",
    doi="10.1234/jilm.2011.101",
    pmid="1234567",
    abstract="Peer support by telephone may help adults with asthma to use their inhalers. We asked whether it does.",
)


def clusters_of(*records: Record, together: object = (), apart: object = ()) -> Clusters:
    return find_clusters(corpus_of(traits_of(record) for record in records), together=together, apart=apart)


def merged(*records: Record) -> bool:
    return clusters_of(*records).number == 1


def asked(*records: Record) -> bool:
    clusters = clusters_of(*records)
    return clusters.number == len(records) and len(clusters.asked) > 0


SAME = {
    "as another database writes it": replace(
        ARTICLE,
        title="TELEPHONE PEER SUPPORT FOR ADULTS WITH ASTHMA: A RANDOMISED CONTROLLED TRIAL.",
        authors=("Ash AB", "Birch B", "Mueller C"),
        journal="J Invent Lung Med",
        pages="101-9",
        doi="",
        pmid="",
    ),
    "a note in the title": replace(ARTICLE, title=f"{ARTICLE.title} [Erratum appears in J Invent Lung Med 2012;13:1]"),
    "a title cut off": replace(ARTICLE, title="Telephone peer support for adults with asthma", doi="", pmid=""),
    "a year later in print": replace(ARTICLE, year=2012, pmid=""),
    "only the first author": replace(ARTICLE, authors=("Ash AB", "et al"), doi=""),
    "no abstract, no ids": replace(ARTICLE, abstract="", doi="", pmid=""),
    "a second version of the DOI": replace(ARTICLE, doi="10.1234/jilm.2011.101/full"),
    "letters lost in another encoding": replace(ARTICLE, authors=("Ash, Ada B.", "Birch, Ben", "M?ller, Cora"), doi=""),
    "markup and entities": replace(ARTICLE, title=ARTICLE.title.replace("asthma", "<i>asthma</i>&nbsp;"), doi=""),
    "pages that a spreadsheet changed": replace(ARTICLE, pages="101-109 ", volume="12 (3)", doi="", pmid=""),
}


@pytest.mark.parametrize("case", SAME)
def test_one_report_is_merged_however_it_was_exported(case: str) -> None:
    assert merged(ARTICLE, SAME[case])


DIFFERENT = {
    "part two": replace(ARTICLE, title=f"{ARTICLE.title}. Part II", pages="110–119", doi="10.1234/b", pmid=""),
    "the protocol": replace(
        ARTICLE,
        title="Telephone peer support for adults with asthma: study protocol",
        pages="1–9",
        year=2009,
        doi="10.1234/p",
        pmid="",
        volume="10",
    ),
    "an erratum": replace(ARTICLE, title=f"Erratum: {ARTICLE.title}", pages="400", doi="", pmid=""),
    "the authors' reply": replace(
        ARTICLE,
        title="Authors' reply: telephone peer support for adults with asthma",
        pages="300",
        doi="",
        pmid="",
        abstract="",
    ),
    "the conference abstract": replace(
        ARTICLE,
        journal="European Congress of Invented Medicine",
        volume="33",
        pages="S12",
        year=2010,
        doi="10.9999/congress.12",
        pmid="",
        abstract="",
    ),
    "another letter under the same heading": replace(ARTICLE, authors=("Yew, Yan",), doi="", pmid="", abstract=""),
    "another DOI": replace(ARTICLE, doi="10.1234/jilm.2011.999"),
    "another PubMed id": replace(ARTICLE, doi="", pmid="7654321"),
    "the same group's other paper": replace(
        ARTICLE,
        title=ARTICLE.title.split(":")[0] + ": a survey of the peers",
        pages="110–115",
        doi="",
        pmid="",
        abstract="",
    ),
    "a supplement's page": replace(ARTICLE, volume="12 Suppl 1", pages="S33", doi="", pmid="", abstract=""),
}


@pytest.mark.parametrize("case", DIFFERENT)
def test_what_is_another_report_is_never_merged_without_a_person(case: str) -> None:
    assert not merged(replace(ARTICLE, pmid=ARTICLE.pmid), DIFFERENT[case])


def test_two_dois_are_for_a_person_whatever_else_agrees() -> None:
    assert asked(ARTICLE, DIFFERENT["another DOI"])


def test_a_doi_that_was_mistyped_within_one_volume_issue_and_page_is_no_second_report() -> None:
    paper = replace(ARTICLE, doi="10.1234/14737140.12.3.101", pmid="")
    mistyped = replace(ARTICLE, doi="10.1234/14787210.12.3.101", pmid="")
    assert merged(paper, mistyped)
    assert not merged(paper, replace(mistyped, title="Other peers", abstract="", pages="7"))


def test_the_doi_of_a_whole_supplement_merges_none_of_its_abstracts() -> None:
    titles = ("Walking groups after stroke", "Text messages for people with gout", "Peers on the renal ward")
    records = [
        Record(
            title=title,
            authors=(f"{name}, A",),
            year=2014,
            journal="Invented Congress",
            doi="10.1234/supplement",
            pages=f"S{number}",
        )
        for number, (title, name) in enumerate(zip(titles, ("Fir", "Elm", "Oak"), strict=True), 1)
    ]
    assert clusters_of(*records).number == 3


def test_a_translated_title_is_merged_by_its_id_and_place_and_asked_without_an_id() -> None:
    translation = replace(ARTICLE, title="Apoyo telefónico entre pares para adultos con asma: ensayo aleatorizado")
    assert merged(ARTICLE, translation)
    assert asked(replace(ARTICLE, doi="", pmid=""), replace(translation, doi="", pmid="", abstract=""))


def test_a_chain_does_not_join_what_its_ends_hold_apart() -> None:
    plain = replace(ARTICLE, doi="", pmid="")
    clusters = clusters_of(ARTICLE, plain, replace(ARTICLE, doi="10.1234/other", pmid=""))
    assert clusters.label[0] != clusters.label[2]
    assert clusters.number == 2
    assert [link.rule >= 0 for link in clusters.asked] == [True]


def test_what_a_person_settled_holds_against_every_weight() -> None:
    twin = SAME["no abstract, no ids"]
    assert clusters_of(ARTICLE, twin, apart=[(0, 1)]).number == 2
    assert clusters_of(ARTICLE, twin, apart=[(0, 1)]).asked == ()
    assert clusters_of(ARTICLE, DIFFERENT["another DOI"], together=[(1, 0)]).number == 1


def test_a_third_record_cannot_bring_together_what_a_person_held_apart() -> None:
    third = replace(ARTICLE, abstract="", pmid="")
    clusters = clusters_of(ARTICLE, SAME["no abstract, no ids"], third, apart=[(0, 1)])
    assert clusters.label[0] != clusters.label[1]


def test_a_record_that_lacks_everything_stands_alone() -> None:
    clusters = clusters_of(Record(), Record(), Record(title="Editorial"), Record(title="Editorial"))
    assert clusters.number == 4


def test_the_order_of_records_does_not_change_the_groups() -> None:
    records = [ARTICLE, *SAME.values(), *DIFFERENT.values()]
    rng = np.random.default_rng(4)

    def groups(order: list[int]) -> set[frozenset[int]]:
        label = clusters_of(*(records[index] for index in order)).label
        return {frozenset(order[index] for index in np.flatnonzero(label == group)) for group in np.unique(label)}

    groups_in_order = groups(list(range(len(records))))
    assert all(groups(rng.permutation(len(records)).tolist()) == groups_in_order for _ in range(10))


def test_a_pair_is_explained_in_words() -> None:
    corpus = corpus_of(map(traits_of, (ARTICLE, SAME["a year later in print"])))
    [explanation] = explain_pairs(corpus, np.array([0]), np.array([1]))
    assert "same DOI" in explanation
    assert explanation.endswith("but years differ by 1")
