"""Kinds of pairs that were merged, or kept apart without a word: each is asked about now."""

from __future__ import annotations

import pytest

from alongside.deduplication import corpus_of_records, find_clusters
from alongside.records import Record


def zone(record_a: Record, record_b: Record) -> str:
    clusters = find_clusters(corpus_of_records([record_a, record_b], workers=0))
    if clusters.label[0] == clusters.label[1]:
        return "merged"
    return "asked" if clusters.asked else "apart"


CALLS = Record(
    title="Peer calls for people with gout: results at one year",
    authors=("Ash, A.", "Elm, E.", "Fir, F."),
    year=2020,
    journal="Journal of Peer Work",
    volume="12",
    pages="S101",
    doi="10.1234/jpw.s1",
)


def changed(record: Record, **fields: object) -> Record:
    return Record(**{name: getattr(record, name) for name in Record.__slots__} | fields)


def test_the_doi_of_a_supplement_asks_where_titles_and_pages_differ() -> None:
    asthma = changed(CALLS, title=CALLS.title.replace("gout", "asthma"), pages="S102")
    assert zone(CALLS, asthma) == "asked"
    assert zone(CALLS, changed(CALLS, pages="S101-2")) == "merged"


def test_the_doi_of_a_supplement_asks_where_a_word_of_the_title_differs_and_no_page_is_given() -> None:
    gout = changed(CALLS, pages="")
    assert zone(gout, changed(gout, title=CALLS.title.replace("gout", "asthma"))) == "asked"
    assert zone(gout, changed(gout, title=CALLS.title.replace("year", "yaer"))) == "merged"
    assert zone(gout, changed(gout, title=CALLS.title.partition(": ")[0])) == "merged"


@pytest.mark.parametrize(
    ("register", "number"),
    [
        ("EU Clinical Trials Register", "EUCTR2019-001234-12-DE"),
        ("German Clinical Trials Register (DRKS)", "DRKS00012345"),
        ("Chinese Clinical Trial Registry", "ChiCTR2000029999"),
        ("Clinical Trials Registry - India", "CTRI/2019/01/012345"),
        ("UMIN-CTR", "JPRN-UMIN000012345"),
        ("Pan African Clinical Trials Registry", "PACTR201901234567890"),
    ],
)
def test_one_trial_in_two_registers_is_asked_about_whichever_they_are(register: str, number: str) -> None:
    american = Record(
        title="Peer calls for gout: a trial", authors=("Ash, A.",), year=2019, journal="ClinicalTrials.gov"
    )
    assert zone(american, changed(american, journal=register)) == "asked"
    assert zone(american, changed(american, journal="WHO ICTRP", title=f"{number}. {american.title}")) == "asked"


@pytest.mark.parametrize(
    ("author_a", "author_b", "expected"),
    [
        ("Ash, A.", "Ash, B.", "asked"),
        ("Wang, Ming", "Wang, Min Hong", "asked"),
        ("金, 철수", "金, 영희", "asked"),
        ("王, 明", "王, 红", "asked"),
        ("Ash, Ann", "Ash AM", "merged"),
        ("Ash, Ann B.", "Ann Ash", "merged"),
    ],
)
def test_other_given_names_of_one_surname_ask(author_a: str, author_b: str, expected: str) -> None:
    letter = changed(
        CALLS, title="What the neighbours of a hospital hear at night", doi="", pages="", authors=(author_a,)
    )
    assert zone(letter, changed(letter, authors=(author_b,))) == expected


def test_a_preprint_and_its_paper_are_asked_about_and_never_merged() -> None:
    paper = changed(CALLS, doi="10.1136/bmjopen-2021-050000", journal="BMJ Open", year=2022)
    preprint = changed(CALLS, doi="10.1101/2021.01.01.21249999", journal="medRxiv", year=2021, volume="", pages="")
    assert zone(preprint, paper) == "asked"


def test_one_registration_in_two_registers_is_asked_about() -> None:
    register = Record(title="Peer Calls for Gout", year=2019, journal="ClinicalTrials.gov")
    central = Record(
        title="NCT01234567. Peer Calls for Gout", year=2019, journal="https://clinicaltrials.gov/show/NCT01234567"
    )
    assert zone(register, central) == "asked"


def test_one_title_with_its_authors_in_two_scripts_is_asked_about() -> None:
    chinese = Record(
        title="同伴支持对糖尿病患者血糖的影响", authors=("王明", "李红"), year=2020, pages="1-3", journal="护理学杂志"
    )
    assert zone(chinese, changed(chinese, authors=("Wang, Ming", "Li, Hong"), journal="Chinese J Nurs")) == "asked"


def test_one_abstract_at_two_meetings_is_asked_about() -> None:
    text = (
        "Background and aims: neighbours who call people with gout may lower urate; we asked 100 people in two towns."
    )
    abstract_a = changed(
        CALLS, title="Calls inhibit flares of gout and lower urate in neighbours", doi="", abstract=text
    )
    abstract_b = changed(
        abstract_a,
        title="Calls lower urate and the number of visits in people with gout",
        volume="",
        pages="",
        journal="Gout. Conference: 70th Sessions of the Gout Society",
    )
    assert zone(abstract_a, abstract_b) == "asked"
