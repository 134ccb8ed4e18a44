"""Reports of one study: found by registration, or by authors and sample; never merged."""

from __future__ import annotations

from alongside.deduplication import StudyLink, links, signs_of
from alongside.records import Record

TRIAL = Record(
    title="Peer calls after a stroke: a randomised trial",
    authors=("Ash, Ann", "Birch, Ben", "Cole, C."),
    year=2010,
    abstract="We randomised 412 people. Registered as NCT01234567.",
    type="article",
)
FOLLOW_UP = Record(
    title="Two years on: what became of people who were called",
    authors=("Birch B", "Ash A", "Dee D"),
    year=2013,
    abstract="Of n = 412 who took part, most were well.",
    type="article",
)
PROTOCOL = Record(title="Protocol of a trial of peer calls", registrations=("NCT01234567",), year=2008, type="protocol")


def linked(*records: Record) -> list[StudyLink]:
    return links([signs_of(record) for record in records])


def test_a_protocol_and_its_trial_name_one_registration() -> None:
    [link] = linked(TRIAL, PROTOCOL)
    assert (link.first, link.second, link.sign) == (0, 1, "registration")
    assert link.why == "both name NCT01234567"


def test_a_follow_up_has_the_authors_and_the_number_of_people() -> None:
    [link] = linked(TRIAL, FOLLOW_UP)
    assert link.sign == "sample"
    assert link.why == "both have 412 participants, and the authors Ash, Birch in common"


def test_the_number_alone_or_the_authors_alone_say_nothing() -> None:
    others = Record(title="A", authors=("Elm, E.", "Fir, F."), year=2010, abstract="412 people took part.")
    other_number = Record(title="B", authors=("Ash, Ann", "Birch, Ben"), year=2010, abstract="300 people took part.")
    small = Record(title="C", authors=("Ash, Ann", "Birch, Ben"), year=2010, abstract="12 people took part.")
    late = Record(title="D", authors=("Ash, Ann", "Birch, Ben"), year=2030, abstract="412 people took part.")
    assert linked(TRIAL, others, other_number, small, late) == []


def test_a_review_is_no_report_of_the_trials_that_it_names() -> None:
    review = Record(title="A review", abstract="We included NCT01234567 and others.", type="review")
    assert linked(TRIAL, review) == []


def test_many_reports_of_one_registration_hang_on_the_first() -> None:
    links_of_five = linked(*[PROTOCOL] * 5)
    assert [(link.first, link.second) for link in links_of_five] == [(0, 1), (0, 2), (0, 3), (0, 4)]
    assert linked(*[PROTOCOL] * 50) == []
