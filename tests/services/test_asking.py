"""Asking politely: pace, second tries, waits that are asked for, refusals in the service's words, who is asking."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from itertools import pairwise

import httpx
import pytest

from alongside.errors import SearchError
from alongside.services import Access, Strategy, connection, search, service_named
from invented_answers import clinicaltrials, crossref, europepmc, openalex, pubmed
from service_double import Asked, Reply, ServiceDouble

STRATEGY = Strategy("openalex", "peer")

MANY = [{"id": str(number)} for number in range(350)]
ANSWERS = {
    "pubmed": pubmed({"2019-05-01": 700}),
    "europepmc": europepmc(MANY),
    "openalex": openalex(MANY),
    "crossref": crossref(MANY),
    "clinicaltrials": clinicaltrials(MANY),
}


def in_turn(*replies: Reply):
    """A service that stumbles first and then answers."""
    left = list(replies)
    whole = openalex([{"id": "W1"}])
    return lambda request: left.pop(0) if left else whole(request)


def test_a_service_that_stumbles_is_asked_again_later_and_later(find, double, clock):
    double.answer = in_turn(*[Reply(b"busy", 500)] * 4)
    assert find(STRATEGY)[-1].position.retrieved == 1
    waits = clock.slept
    assert len(waits) == 4
    assert all(2**attempt * 0.5 <= wait <= 2**attempt for attempt, wait in enumerate(waits))
    assert len({wait / 2**attempt for attempt, wait in enumerate(waits)}) == 4, "the waits leave something to chance"


def test_the_wait_that_a_service_asks_for_is_kept(find, double, clock):
    double.answer = in_turn(Reply(b"slow down", 429, {"Retry-After": "37"}))
    assert find(STRATEGY)[-1].position.retrieved == 1
    assert clock.slept == [37.0]


def test_a_wait_until_a_time_goes_by_the_clock_of_the_service(find, double, clock):
    # The double's own Date header is this machine's; a second one of the reply comes first in neither HTTP nor here.
    from email.utils import format_datetime, parsedate_to_datetime

    with httpx.Client() as client:
        service_time = parsedate_to_datetime(client.get(double.address).headers["date"])
    later = service_time.replace(year=service_time.year + 1)
    double.answer = in_turn(Reply(b"closed", 503, {"Retry-After": format_datetime(later, usegmt=True)}))
    with pytest.raises(SearchError, match=r"OpenAlex says \(503\): closed; it asks to come back in \d{6} minutes"):
        find(STRATEGY)


def test_a_connection_cut_in_the_middle_of_an_answer_is_made_again(find, double, clock):
    whole = openalex([{"id": "W1"}])(Asked("GET", "/works", {"per_page": "100"}, {})).body
    double.answer = in_turn(Reply(whole, cut=20))
    [page] = find(STRATEGY)
    assert page.position.retrieved == 1
    assert len(double.asked) == 2


def test_a_refusal_is_said_in_the_words_of_the_service_and_not_repeated(find, double):
    double.answer = lambda _: Reply(b'{"error": "Invalid query parameters", "message": "nope is not\\n a field"}', 403)
    with pytest.raises(SearchError, match=r"^OpenAlex says \(403\): nope is not a field$"):
        find(STRATEGY)
    assert len(double.asked) == 1


def test_a_403_that_asks_to_slow_down_is_asked_again(find, double):
    whole = openalex([{"id": "W1"}])
    replies = iter([Reply(b'{"message": "Rate limit exceeded; slow down"}', 403)])
    double.answer = lambda request: next(replies, None) or whole(request)
    [page] = find(STRATEGY)
    assert page.position.retrieved == 1
    assert len(double.asked) == 2


def test_a_refusal_in_html_is_said_without_its_marks(find, double):
    double.answer = lambda _: Reply(b"<html><h1>Not  here</h1></html>", 404)
    with pytest.raises(SearchError, match=r"^OpenAlex says \(404\): Not here$"):
        find(STRATEGY)


def test_a_service_that_stays_away_is_given_up_after_six_tries(find, double):
    double.answer = lambda _: Reply(b"busy", 503)
    with pytest.raises(SearchError, match="asked 6 times; what came until then is kept"):
        find(STRATEGY)
    assert len(double.asked) == 6


@pytest.mark.parametrize("database", ["pubmed", "europepmc", "openalex", "crossref", "clinicaltrials"])
def test_requests_keep_the_pace_that_the_service_bears(database, find, double, clock):
    times = []
    whole = ANSWERS[database]
    double.answer = lambda request: (times.append(clock()), whole(request))[1]
    find(Strategy(database, "peer"))
    assert len(times) >= 4
    assert min(later - earlier for earlier, later in pairwise(times)) >= service_named(database).interval - 1e-9


def test_no_pace_is_quicker_than_the_services_say_they_bear():
    most_a_second = {"pubmed": 3, "openalex": 100, "crossref": 1, "clinicaltrials": 50 / 60}
    for database, most in most_a_second.items():
        assert 1 / service_named(database).interval <= most


def test_a_service_that_asks_for_less_is_asked_less(find, double, clock):
    times = []
    whole = crossref([{"DOI": f"10.1234/{number}"} for number in range(350)])
    double.answer = lambda request: (times.append(clock()), whole(request))[1]
    with httpx.Client() as client:
        for _ in search(
            Strategy("crossref", "peer"),
            client,
            interval=0.1,
            clock=clock,
            sleep=clock.sleep,
            seed=1,
            today=date(2026, 11, 23),
            address=double.address,
        ):
            pass
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert gaps == pytest.approx([0.5, 0.5, 0.5]), "two a second, as its headers say"


def asked_with(double: ServiceDouble, database: str, access: Access) -> tuple[Asked, str]:
    with connection(service_named(database), access) as client:
        pages = search(
            Strategy(database, "peer"),
            client,
            interval=0,
            clock=lambda: 0.0,
            sleep=lambda _: None,
            seed=1,
            today=date(2026, 11, 23),
            address=double.address,
        )
        [page] = list(pages)
    return double.asked[0], repr(page)


def test_a_service_is_told_who_is_asking_and_the_page_does_not_repeat_it(double):
    double.answer = openalex([{"id": "W1"}])
    request, page = asked_with(double, "openalex", Access("ada@example.org", "secret-key"))
    assert request.parameters["mailto"] == "ada@example.org"
    assert request.parameters["api_key"] == "secret-key"
    assert "secret-key" not in page
    assert "ada@" not in page
    assert "secret-key" not in repr(Access("ada@example.org", "secret-key"))


def test_a_form_that_is_posted_says_who_is_asking_too(double):
    double.answer = lambda _: Reply(b'{"esearchresult": {"count": "0"}}')
    request, _ = asked_with(double, "pubmed", Access("ada@example.org", "secret-key"))
    assert request.method == "POST"
    assert {
        "email": "ada@example.org",
        "api_key": "secret-key",
        "tool": "alongside",
    }.items() <= request.parameters.items()


def test_a_key_makes_pubmed_quicker_and_an_address_makes_crossref_quicker():
    for_pubmed, for_crossref = service_named("pubmed"), service_named("crossref")
    assert Access().interval(for_pubmed) == Access(mail="a@b").interval(for_pubmed) == 0.34
    assert Access(key="k").interval(for_pubmed) == 0.1
    assert (Access().interval(for_crossref), Access(mail="a@b").interval(for_crossref)) == (1.0, 0.4)


def test_an_answer_is_used_again_only_where_the_service_allows_it(double, tmp_path):
    fresh = {"Cache-Control": "max-age=600"}
    whole = openalex([{"id": "W1"}])

    def answer(request: Asked) -> Reply:
        return Reply(
            whole(request).body, headers=fresh if request.parameters["search.title_and_abstract"] == "kept" else {}
        )

    double.answer = answer
    service = service_named("openalex")
    for query in ("kept", "kept", "asked", "asked"):
        with connection(service, Access(key="secret-key"), tmp_path / "cache.sqlite") as client:
            [page] = search(
                Strategy("openalex", query),
                client,
                interval=0,
                clock=lambda: 0.0,
                sleep=lambda _: None,
                seed=1,
                today=date(2026, 11, 23),
                address=double.address,
            )
            assert page.position.retrieved == 1
    assert [request.parameters["search.title_and_abstract"] for request in double.asked] == ["kept", "asked", "asked"]
    assert b"secret-key" not in (tmp_path / "cache.sqlite").read_bytes()


def test_importing_the_package_asks_nobody():
    program = """
import socket, sys
def refuse(*arguments, **named):
    raise AssertionError(f"asked for {arguments}")
socket.socket.connect = socket.getaddrinfo = socket.create_connection = refuse
import alongside, alongside.records, alongside.services, alongside.workflow.screen.deciding
from alongside.services import SERVICES, Access, connection
for service in SERVICES.values():
    connection(service, Access()).close()
print(len(SERVICES))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("5", "")
