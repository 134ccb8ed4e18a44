"""Each service as it answers: pages, counts, ends, dates, refusals."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from alongside.errors import SearchError, UsageError
from alongside.records import Record, Source, format_named
from alongside.services import LapsedError, Position, Strategy, chasing
from invented_answers import clinicaltrials, crossref, days, europepmc, openalex, pubmed
from service_double import Asked, Reply, ServiceDouble

PAGED = {
    "europepmc": (europepmc, "resultList.result"),
    "openalex": (openalex, "results"),
    "crossref": (crossref, "message.items"),
    "clinicaltrials": (clinicaltrials, "studies"),
}


def items_of(data: bytes, path: str) -> list[dict[str, object]]:
    value = json.loads(data)
    for name in path.split("."):
        value = value[name]
    return list(value)


@pytest.mark.parametrize("database", PAGED)
def test_every_record_of_a_result_comes_once_and_in_order(database, find, double):
    service, path = PAGED[database]
    double.answer = service([{"number": number} for number in range(250)])
    pages = find(Strategy(database, "peer support"))
    assert [item["number"] for page in pages for item in items_of(page.data, path)] == list(range(250))
    last = pages[-1].position
    assert (last.count, last.retrieved, last.pages, last.done) == (250, 250, len(pages), True)


@pytest.mark.parametrize("database", PAGED)
def test_a_search_that_finds_nothing_says_so(database, find, double):
    double.answer = PAGED[database][0]([])
    [page] = find(Strategy(database, "peer support"))
    assert (page.position.count, page.position.retrieved, page.position.done) == (0, 0, True)


@pytest.mark.parametrize("database", PAGED)
def test_a_run_that_was_cut_off_goes_on_from_its_position(database, find, double):
    service, path = PAGED[database]
    double.answer = service([{"number": number} for number in range(250)])
    before = find(Strategy(database, "peer support"), most_pages=1)
    rest = find(Strategy(database, "peer support"), before[-1].position)
    numbers = [item["number"] for page in (*before, *rest) for item in items_of(page.data, path)]
    assert numbers == list(range(250))
    assert rest[-1].position.retrieved == rest[-1].position.count == 250


@pytest.mark.parametrize("database", PAGED)
def test_no_more_is_taken_than_the_strategy_wants(database, find, double):
    double.answer = PAGED[database][0]([{"number": number} for number in range(500)])
    pages = find(Strategy(database, "peer support", most=130))
    assert (pages[-1].position.retrieved, pages[-1].position.count) == (130, 500)


@pytest.mark.parametrize("database", PAGED)
def test_a_cursor_that_lapsed_is_told_from_a_refused_query(database, find, double):
    double.answer = PAGED[database][0]([{"number": number} for number in range(250)])
    [page] = find(Strategy(database, "peer support"), most_pages=1)
    double.answer = lambda _: Reply(b'{"message": "bad cursor"}', 400)
    with pytest.raises(LapsedError, match="bad cursor"):
        find(Strategy(database, "peer support"), page.position)
    with pytest.raises(SearchError, match=r"says \(400\): bad cursor") as refused:
        find(Strategy(database, "peer support"))
    assert not isinstance(refused.value, LapsedError)


SINCE = {
    "europepmc": ("query", "(peer) AND (FIRST_IDATE:[2026-10-01 TO 3000-12-31])"),
    "openalex": ("filter", "from_publication_date:2026-10-01"),
    "crossref": ("filter", "from-created-date:2026-10-01"),
    "clinicaltrials": ("filter.advanced", "AREA[LastUpdatePostDate]RANGE[2026-10-01,MAX]"),
}


@pytest.mark.parametrize("database", SINCE)
def test_what_is_new_since_a_day_is_asked_for_in_the_words_of_the_service(database, find, double):
    double.answer = PAGED[database][0]([])
    find(Strategy(database, "peer", since="2026-10-01"))
    name, text = SINCE[database]
    assert double.asked[0].parameters[name] == text


def test_a_long_query_is_posted_to_europe_pmc(find, double):
    double.answer = europepmc([{"id": "1"}])
    query = " OR ".join(f'"peer support {number}"' for number in range(200))
    [page] = find(Strategy("europepmc", query))
    [request] = double.asked
    assert (request.method, request.path, request.parameters["query"]) == ("POST", "/searchPOST", query)
    assert page.position.done


def test_citations_are_chased_both_ways_on_openalex(find, double):
    double.answer = openalex([{"id": "https://openalex.org/W9"}])
    find(chasing(["https://openalex.org/W7", "W8"], "forwards"))
    find(chasing(["W7"], "backwards", since="2026-01-01"))
    filters = [request.parameters["filter"] for request in double.asked]
    assert filters == ["cites:W7|W8", "cited_by:W7,from_publication_date:2026-01-01"]


def test_a_comma_that_would_end_a_filter_is_refused_before_anything_is_sent(find, double):
    with pytest.raises(UsageError, match="comma"):
        find(Strategy("openalex", "peer, support"))
    assert not double.asked


def pmids(data: bytes) -> list[int]:
    return [int(pmid) for pmid in re.findall(rb'<PMID Version="1">(\d+)<', data)]


def test_the_pages_of_pubmed_are_read_as_one_file(find, double):
    double.answer = pubmed({"2019-05-01": 450})
    data = b"\n".join(page.data for page in find(Strategy("pubmed", "peer support[tiab]")))
    entries = list(format_named("pubmed-xml").read(Source(Path("answer.xml"), data=data)))
    assert [entry.pmid for entry in entries if isinstance(entry, Record)] == [
        str(1_000_001 + number) for number in range(450)
    ]


def test_pubmed_is_searched_once_and_fetched_from_its_history(find, double):
    double.answer = pubmed({"2019-05-01": 450})
    pages = find(Strategy("pubmed", "peer support[tiab]"))
    assert [pmid for page in pages for pmid in pmids(page.data)] == list(range(1_000_001, 1_000_451))
    assert [request.path for request in double.asked] == ["/esearch.fcgi", *["/efetch.fcgi"] * 3]
    assert double.asked[0].method == "POST"
    assert pages[0].sent.parameters["term"] == "peer support[tiab]"
    assert "PubMed searched for: peer support[tiab]/all" in pages[0].notes
    assert (pages[-1].position.count, pages[-1].position.retrieved, pages[-1].position.done) == (450, 450, True)


def test_a_result_larger_than_pubmed_hands_out_comes_whole_in_spans_of_days(find, double):
    double.answer = pubmed(days("2015-01-01", 30, 800))
    pages = find(Strategy("pubmed", "peer support[tiab]"))
    identifiers = [pmid for page in pages for pmid in pmids(page.data)]
    assert sorted(identifiers) == list(range(1_000_001, 1_024_001))
    assert (
        len(identifiers) == len(set(identifiers)) == pages[-1].position.retrieved == pages[-1].position.count == 24_000
    )


def test_a_day_that_is_larger_than_pubmed_hands_out_is_said_to_be_cut(find, double):
    double.answer = pubmed({"2015-01-01": 10_100})
    pages = find(Strategy("pubmed", "peer support[tiab]"))
    assert pages[-1].position.retrieved == 9_999
    assert any("9999 of the 10100 records created on 2015-01-01" in note for page in pages for note in page.notes)


def test_a_cut_off_pubmed_run_goes_on_in_the_middle_of_a_span(find, double):
    double.answer = pubmed(days("2015-01-01", 20, 800))
    strategy = Strategy("pubmed", "peer support[tiab]")
    before = find(strategy, most_pages=13)
    rest = find(strategy, before[-1].position)
    identifiers = [pmid for page in (*before, *rest) for pmid in pmids(page.data)]
    assert sorted(identifiers) == list(range(1_000_001, 1_016_001))
    assert rest[-1].position.retrieved == 16_000


def test_a_pubmed_result_that_grew_while_the_run_was_cut_off_is_asked_for_again(find, double):
    double.answer = pubmed({"2015-01-01": 450})
    [page] = find(Strategy("pubmed", "peer support[tiab]"), most_pages=1)
    double.answer = pubmed({"2015-01-01": 451})
    with pytest.raises(LapsedError, match="451 records now and 450"):
        find(Strategy("pubmed", "peer support[tiab]"), page.position)


def test_new_records_of_pubmed_go_by_their_create_date(find, double):
    double.answer = pubmed({"2026-09-30": 5, "2026-10-01": 2, "2026-11-20": 3})
    pages = find(Strategy("pubmed", "peer support[tiab]", since="2026-10-01"))
    assert [pmid for page in pages for pmid in pmids(page.data)] == [1_000_006 + number for number in range(5)]


def test_nothing_in_pubmed_is_an_answer_with_its_remarks(find, double):
    double.answer = pubmed({})
    [page] = find(Strategy("pubmed", "nonsenseword"))
    assert (page.position.count, page.position.done, page.data) == (0, True, b"")
    assert "PubMed does not know: nonsenseword" in page.notes


def test_an_error_that_pubmed_sends_as_an_answer_is_said_in_its_words(find, double):
    double.answer = lambda _: Reply(b'{"esearchresult": {"ERROR": "Search Backend failed:\\n unbalanced bracket"}}')
    with pytest.raises(SearchError, match=r"^PubMed says: Search Backend failed: unbalanced bracket$"):
        find(Strategy("pubmed", "(peer"))


def test_fewer_records_than_were_asked_for_are_noticed(find, double):
    whole = pubmed({"2019-05-01": 10})

    def answer(request: Asked) -> Reply:
        short = Asked(request.method, request.path, {**request.parameters, "retmax": "8"}, request.headers)
        return whole(short if request.path == "/efetch.fcgi" else request)

    double.answer = answer
    [page] = find(Strategy("pubmed", "peer"))
    assert page.position.retrieved == 8
    assert "PubMed sent 8 of 10 records from number 1 on" in page.notes


def test_what_a_page_says_was_sent_is_what_the_service_got(find, double: ServiceDouble):
    double.answer = openalex([{"id": "W1"}])
    [page] = find(Strategy("openalex", "peer"))
    assert dict(page.sent.parameters) == double.asked[0].parameters
    assert (page.sent.method, page.sent.address) == ("GET", f"{double.address}/works")


def test_an_address_that_openalex_would_not_take_is_refused_before_it_is_sent() -> None:
    from datetime import date

    from alongside.services.openalex import pages
    from alongside.services.strategy import Position

    strategy = Strategy("openalex", " OR ".join(f"neighbour{number}" for number in range(400)))
    with pytest.raises(UsageError, match=r"an address of .* bytes for OpenAlex, which takes 4,094"):
        next(pages(None, "https://api.openalex.org", strategy, Position(), date(2026, 11, 1)))


def test_openalex_is_searched_by_its_parameter_and_not_by_the_deprecated_filter(find, double):
    double.answer = openalex([{"id": "W1"}])
    find(Strategy("openalex", '"peer support" AND asthma', limits="type:article"))
    find(Strategy("openalex", "peer"))
    assert double.asked[0].parameters["search.title_and_abstract"] == '"peer support" AND asthma'
    assert double.asked[0].parameters["filter"] == "type:article"
    assert "filter" not in double.asked[1].parameters


@pytest.mark.parametrize("resumed", [False, True])
def test_openalex_without_a_key_says_how_to_come_by_one_and_the_run_can_go_on(resumed, find, double):
    double.answer = lambda _: Reply(b'{"error": "Unauthorized", "message": "An API key is required"}', 401)
    position = Position(cursor="abc", pages=1, retrieved=100, count=300) if resumed else None
    with pytest.raises(
        SearchError, match=r"^OpenAlex says \(401\): An API key is required.*ALONGSIDE_OPENALEX_KEY"
    ) as refusal:
        find(Strategy("openalex", "peer"), position)
    assert not isinstance(refusal.value, LapsedError)
    assert len(double.asked) == 1


def test_what_is_left_of_the_budget_is_said_once_at_the_end(find, double):
    whole = openalex([{"id": f"W{number}"} for number in range(150)])
    left = iter(("0.951", "0.95"))

    def answer(request):
        reply = whole(request)
        return Reply(reply.body, 200, {"X-RateLimit-Limit-USD": "1", "X-RateLimit-Remaining-USD": next(left)})

    double.answer = answer
    page_a, last = find(Strategy("openalex", "peer"))
    assert page_a.notes == ()
    assert last.notes == ("OpenAlex: $0.95 of today's budget of $1.00 is left",)


def test_a_budget_that_is_used_up_until_midnight_is_said_and_not_waited_for(find, double, clock):
    double.answer = lambda _: Reply(b'{"message": "Daily limit exceeded"}', 429, {"Retry-After": "21600"})
    with pytest.raises(SearchError, match="Daily limit exceeded; it asks to come back in 360 minutes"):
        find(Strategy("openalex", "peer"))
    assert clock.slept == []
