"""What is read off a record before it is compared."""

from __future__ import annotations

import pytest

from alongside.deduplication import traits_of
from alongside.deduplication.normalise import PREPRINT, REGISTRATION, unversioned
from alongside.deduplication.people import given_of, surname_of
from alongside.records import Record

REGISTERS = (
    "https://clinicaltrials.gov/show/NCT01234567",
    "ISRCTN registry",
    "ICTRP",
    "https://trialsearch.who.int/Trial2.aspx",
    "ANZCTR",
    "http://www.chictr.org.cn",
    "DRKS",
    "EUCTR",
    "EudraCT",
    "UMIN-CTR",
    "jRCT",
    "PACTR",
    "http://www.ctri.nic.in",
    "https://ensaiosclinicos.gov.br",
    "http://en.irct.ir",
    "Netherlands Trial Register",
)
SERVERS = ("medRxiv", "bioRxiv : the preprint server", "arXiv", "Research Square", "Preprints.org", "SSRN")
JOURNALS = ("Contemporary clinical trials", "Trials", "Directorship", "Lancet", "The Irctical review", "")


@pytest.mark.parametrize("name", REGISTERS)
def test_a_register_in_the_place_of_the_journal_makes_a_registration(name: str) -> None:
    assert traits_of(Record(title="Peer support for gout", journal=name)).kind == REGISTRATION


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_in_the_place_of_the_journal_makes_a_preprint(name: str) -> None:
    assert traits_of(Record(title="Peer support for gout", journal=name)).kind == PREPRINT


@pytest.mark.parametrize("name", JOURNALS)
def test_a_journal_makes_neither(name: str) -> None:
    assert traits_of(Record(title="Peer support for gout", journal=name)).kind == 0


@pytest.mark.parametrize(
    ("doi", "expected"),
    [
        ("10.21203/rs.3.rs-123/v2", "10.21203/rs.3.rs-123"),
        ("10.1101/2020.01.02.20012345v12", "10.1101/2020.01.02.20012345"),
        ("10.12688/f1000research.123.v1/pdf", "10.12688/f1000research.123"),
        ("10.1136/bmj.a3064.full", "10.1136/bmj.a3064"),
        ("10.1093/jrv7", "10.1093/jrv7"),
        ("", ""),
    ],
)
def test_a_version_is_no_part_of_a_doi(doi: str, expected: str) -> None:
    assert unversioned(doi) == expected


@pytest.mark.parametrize(
    ("author", "surname", "given"),
    [
        ("Kew, K. M.", "kew", "k"),
        ("Kew, K. M., Jr.", "kew", "k"),
        ("O'Brien, Máire", "o brien", "maire"),
        ("Anonymous,", "", ""),
        ("NCT, 01234567", "", "01234567"),
        ("王, 小明", "王", "小明"),
    ],
)
def test_an_author_has_a_surname_and_given_names(author: str, surname: str, given: str) -> None:
    assert (surname_of(author), given_of(author)) == (surname, given)
