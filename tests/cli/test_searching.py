"""`find strategies | fetch | cite` as a person runs them, against a service on this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from invented_answers import days, openalex, pubmed
from service_double import Reply, ServiceDouble, serving


@pytest.fixture
def double() -> Iterator[ServiceDouble]:
    with serving() as service:
        yield service


@pytest.fixture
def review(alongside, tmp_path: Path) -> Path:
    assert alongside("new", "own.alongside").returncode == 0
    return tmp_path


def test_the_packaged_strategies_are_listed_shown_and_copied(alongside, tmp_path):
    listed = json.loads(alongside("find", "strategies", "--json").stdout)["strategies"]
    assert [strategy["id"] for strategy in listed] == ["pubmed", "europepmc", "openalex", "crossref", "clinicaltrials"]
    assert "Box 6.4.a" in alongside("find", "strategies", "pubmed").stdout
    assert alongside("find", "strategies", "--write", "mine.yaml").returncode == 0
    copy = tmp_path / "mine.yaml"
    copy.write_text(copy.read_text().replace("name: Peer support, Crossref", "name: My own"))
    assert "My own" in alongside("find", "strategies", "--strategies", "mine.yaml").stdout
    again = alongside("find", "strategies", "--write", "mine.yaml")
    assert (again.returncode, "My own" in copy.read_text()) == (2, True)


def test_a_strategy_is_counted_fetched_and_fetched_again_for_what_is_new(alongside, review, double):
    double.answer = pubmed(days("2026-10-01", 3, 4))
    count = alongside("find", "fetch", "pubmed", "--count", "--address", double.address, "--json")
    assert json.loads(count.stdout)["count"] == 12
    assert (
        f"PubMed ({double.address.removeprefix('http://')}) is sent the query; nothing of the project" in count.stderr
    )
    done = alongside("find", "fetch", "pubmed", "--address", double.address, "--json")
    report = json.loads(done.stdout)
    assert (done.returncode, report["count"], report["retrieved"], report["records"]) == (0, 12, 12, 12)
    assert Path(report["file"]).parent == review / "own-searches"
    assert Path(report["file"]).exists()
    new = alongside("find", "fetch", "pubmed", "--since", "last", "--address", double.address, "--json")
    assert json.loads(new.stdout)["count"] == 0
    flow = json.loads(alongside("find", "prisma", "--json").stdout)
    assert [search["source"] for search in flow["searches"]] == ["PubMed", "PubMed"]


def test_a_query_of_ones_own_and_citations_are_fetched(alongside, review, double):
    double.answer = openalex([{"id": "https://openalex.org/W9", "title": "Citing works of invention"}])
    (review / "query.txt").write_text('"peer support"\nAND asthma\n')
    own_query = alongside(
        "find", "fetch", "--database", "openalex", "--query", "@query.txt", "--address", double.address, "--json"
    )
    assert json.loads(own_query.stdout)["records"] == 1
    cited = alongside("find", "cite", "W7", "--direction", "backwards", "--address", double.address, "--json")
    assert json.loads(cited.stdout)["count"] == 1
    own_search, citations = (request.parameters for request in double.asked)
    assert own_search["search.title_and_abstract"] == '"peer support" AND asthma'
    assert citations["filter"] == "cited_by:W7"


def test_citations_of_what_was_included_are_chased_by_doi(alongside, review, double):
    (review / "two.ris").write_text(
        "TY  - JOUR\nTI  - Calls that help\nDO  - 10.1234/Calls\nER  - \n"
        "TY  - JOUR\nTI  - Walks that nobody registered\nER  - \n"
    )
    alongside("find", "import", "two.ris")
    for record in json.loads(alongside("find", "search", "--json").stdout)["records"]:
        alongside("find", "decide", record["id"], "include")
    citing = openalex([{"id": "https://openalex.org/W9", "title": "Citing works of invention"}])
    work = openalex([{"id": "https://openalex.org/W7", "doi": "https://doi.org/10.1234/calls"}])
    double.answer = lambda request: (work if request.parameters["filter"].startswith("doi:") else citing)(request)

    done = alongside("find", "cite", "--included", "10.1234/unknown", "W8", "--address", double.address, "--json")
    assert json.loads(done.stdout)["records"] == 1
    assert "1 included record without a DOI: left out." in done.stderr
    assert "OpenAlex has no work 10.1234/unknown" in done.stderr
    assert [request.parameters["filter"] for request in double.asked] == [
        "doi:10.1234/calls|10.1234/unknown",
        "cites:W7|W8",
    ]
    nothing = alongside("find", "cite", "--address", double.address)
    assert (nothing.returncode, len(double.asked)) == (2, 2)


def test_a_refusal_is_one_line_and_says_how_to_go_on(alongside, review, double, monkeypatch):
    waits = []
    monkeypatch.setattr("alongside.cli.searching.time.sleep", waits.append)
    double.answer = lambda _: Reply(b'{"error": "API rate limit exceeded"}', 403)
    done = alongside("find", "fetch", "openalex", "--address", double.address)
    assert done.returncode == 3
    assert "OpenAlex says (403): API rate limit exceeded" in done.stderr
    assert "Next: alongside find fetch --resume openalex-" in done.stderr
    assert "Traceback" not in done.stderr
    assert sum(waits) > 5  # it came back a few times, and later each time, before it gave up


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "name a strategy"),
        (("medline",), "no strategy 'medline'"),
        (("--database", "medline", "--query", "x"), "no service 'medline'; expected one of pubmed"),
        (("pubmed", "--since", "yesterday"), "expected a date such as 2026-11-23, found 'yesterday'"),
        (("pubmed", "--since", "last"), "never run in this project"),
        (("--resume", "nothing"), "no search 'nothing'"),
        (("--resume", "../own"), "no search '../own'"),
    ],
)
def test_wrong_use_is_said_before_anything_is_sent(alongside, review, arguments, words):
    done = alongside("find", "fetch", *arguments, "--address", "http://127.0.0.1:9")
    assert (done.returncode, words in done.stderr) == (2, True), done.stderr
    assert "Traceback" not in done.stderr
