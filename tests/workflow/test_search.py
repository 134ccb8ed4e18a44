"""A search from a project: the answers are kept, imported and written down; a run that was cut off goes on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alongside.errors import SearchError, UsageError
from alongside.evidence import Author
from alongside.project import Project, create
from alongside.services import Access, Strategy
from alongside.workflow.find.asking import Timing, announcement
from alongside.workflow.find.prisma import document, prisma_of
from alongside.workflow.find.search import count_of, fetch, folder_of, run_search, since_last
from invented_answers import openalex, pubmed
from service_double import Asked, Reply, ServiceDouble, serving

ADA = Author("person", "Ada")
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
STILL = Timing(lambda: 0.0, lambda _: None, 1)
STRATEGY = Strategy("pubmed", "peer support[tiab]", "Peer support")


@pytest.fixture
def double() -> Iterator[ServiceDouble]:
    with serving() as service:
        yield service


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with create(tmp_path / "own.alongside", title="Own") as created:
        yield created


def fetched(project: Project, double: ServiceDouble, strategy: Strategy = STRATEGY, *, moment=AT, resume: str = ""):
    return fetch(project, strategy, Access(), STILL, author=ADA, at=moment, address=double.address, resume=resume)


def runs(project: Project) -> list[dict[str, object]]:
    return [dict(state.value) for state in project.standing("search.run")]


def test_what_a_search_brought_is_kept_imported_and_written_down(project, double):
    double.answer = pubmed({"2019-05-01": 450})
    done = fetched(project, double)
    assert done.imported is not None
    assert done.imported.records == project.overview.counts().records == 450
    assert done.run.answers.parent == folder_of(project)
    [value] = runs(project)
    assert value["files"] == [hashlib.sha256(done.run.answers.read_bytes()).hexdigest()]
    assert (value["database"], value["platform"]) == ("PubMed", "Entrez Programming Utilities")
    assert (value["query"], value["name"], value["since"]) == ("peer support[tiab]", "Peer support", "")
    assert (value["count"], value["retrieved"], value["at"]) == (450, 450, "2026-11-23T12:00:00+00:00")
    assert json.loads(str(value["sent"]))["parameters"]["term"] == "peer support[tiab]"
    verified = project.verify()
    assert (verified.ok, verified.projections_match) == (True, True)


def test_the_table_of_searches_shows_it(project, double):
    double.answer = pubmed({"2019-05-01": 5})
    fetched(project, double, replace(STRATEGY, since="2019-01-01", limits="english[la]"))
    [row] = document(prisma_of(project))["searches"]
    assert row["source"] == "PubMed"
    assert row["searched_on"] == "2026-11-23"
    assert row["limits"] == "english[la]; create date [crdt] from 2019-01-01"
    assert row["records"] == 5


def test_a_search_that_is_cut_off_goes_on_and_ends_with_the_same_answers(project, double, tmp_path):
    whole = pubmed({"2019-05-01": 1000})
    double.answer = whole
    expected = run_search(STRATEGY, tmp_path / "whole", Access(), STILL, at=AT, address=double.address)
    fetches = 0

    def failing(request: Asked) -> Reply:
        nonlocal fetches
        fetches += request.path == "/efetch.fcgi"
        return Reply(b"down for maintenance", 403) if fetches > 3 else whole(request)

    double.answer = failing
    with pytest.raises(SearchError, match="down for maintenance"):
        fetched(project, double)
    assert project.overview.counts().records == 0, "nothing is imported of a search that is not whole"
    assert not runs(project)
    [part] = folder_of(project).glob("*.part")
    with part.open("ab") as stream:
        stream.write(b"half a page that was never accounted for")
    double.answer = whole
    done = fetched(project, double, resume=part.name.split(".")[0])
    assert done.run.answers.read_bytes() == expected.answers.read_bytes()
    assert project.overview.counts().records == 1000
    assert [value["retrieved"] for value in runs(project)] == [1000]


def test_going_on_with_a_search_that_is_done_changes_nothing(project, double):
    double.answer = pubmed({"2019-05-01": 5})
    done = fetched(project, double)
    requests_before, rows = len(double.asked), project.overview.counts().log_rows
    again = fetched(project, double, resume=done.run.id)
    assert again.run == done.run
    assert (len(double.asked), project.overview.counts().log_rows) == (requests_before, rows)


def test_a_place_that_the_service_forgot_means_to_start_again(project, double, tmp_path):
    works = [{"id": f"https://openalex.org/W{number}", "title": f"Title number {number}"} for number in range(250)]
    whole = openalex(works)
    strategy = Strategy("openalex", "peer support")
    forgot = False

    def failing(request: Asked) -> Reply:
        return Reply(b"{}", 403) if request.parameters["cursor"] == "at-200" else whole(request)

    double.answer = failing
    with pytest.raises(SearchError):
        fetched(project, double, strategy)
    [part] = folder_of(project).glob("*.part")

    def forgetting(request: Asked) -> Reply:
        nonlocal forgot
        if request.parameters["cursor"] == "at-200" and not forgot:
            forgot = True
            return Reply(b'{"message": "cursor expired"}', 400)
        return whole(request)

    double.answer = forgetting
    fetched(project, double, strategy, resume=part.name.split(".")[0])
    assert forgot
    assert project.overview.counts().records == 250


def test_nothing_found_is_written_down_too(project, double):
    double.answer = pubmed({})
    done = fetched(project, double)
    assert done.imported is None
    [value] = runs(project)
    assert (value["count"], value["retrieved"], value["files"]) == (0, 0, [])


def test_what_is_new_since_the_last_run_is_asked_for_and_only_that_is_added(project, double):
    double.answer = pubmed({"2026-10-01": 3})
    with pytest.raises(UsageError, match="never run"):
        since_last(project, STRATEGY)
    fetched(project, double, moment=datetime(2026, 10, 5, tzinfo=UTC))
    double.answer = pubmed({"2026-10-01": 3, "2026-11-01": 2})
    new = since_last(project, STRATEGY)
    assert new.since == "2026-10-04"
    done = fetched(project, double, new)
    assert (done.run.position.count, project.overview.counts().records) == (2, 5)
    assert since_last(project, STRATEGY).since == "2026-11-22"
    with pytest.raises(UsageError, match="never run"):
        since_last(project, Strategy("openalex", STRATEGY.query, STRATEGY.name))


def test_a_count_keeps_nothing(project, double):
    double.answer = pubmed({"2026-10-01": 345})
    assert count_of(STRATEGY, Access(), STILL, at=AT, address=double.address).count == 345
    assert not folder_of(project).exists()
    assert not runs(project)


def test_mail_and_key_are_in_no_file_and_no_row(project, double):
    double.answer = openalex([{"id": "https://openalex.org/W1", "title": "One title"}])
    access = Access("ada@example.org", "secret-key")
    fetch(project, Strategy("openalex", "peer"), access, STILL, author=ADA, at=AT, address=double.address)
    assert double.asked[0].parameters["api_key"] == "secret-key"
    files = [path for path in folder_of(project).parent.rglob("*") if path.is_file()]
    assert len(files) >= 4
    assert not [path for path in files if b"secret-key" in path.read_bytes() or b"ada@example" in path.read_bytes()]


def test_a_person_is_told_what_will_leave_the_machine():
    assert announcement(STRATEGY, Access("ada@example.org", "k")) == (
        "PubMed (eutils.ncbi.nlm.nih.gov) is sent the query and your mail address and your key; nothing of the project"
    )
    text = announcement(Strategy("clinicaltrials", "peer"), Access("ada@example.org", "k"))
    assert text == "ClinicalTrials.gov (clinicaltrials.gov) is sent the query; nothing of the project"
