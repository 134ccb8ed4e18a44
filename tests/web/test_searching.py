"""Searching services from a page: nothing is sent unasked, what came is kept, and a search can be stopped and go on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from alongside.project import create, open_project
from alongside.services import SERVICES
from invented_answers import days, openalex, pubmed
from service_double import Asked, Reply, ServiceDouble, serving
from workbench import ended, started

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("searching")]

PAGES = (
    "/",
    "/workbench/",
    "/workbench/find/",
    "/workbench/find/import/",
    "/workbench/find/search/",
    "/workbench/find/search/pubmed/",
    "/workbench/find/search/new/?database=openalex",
    "/workbench/find/sources/",
    "/workbench/find/duplicates/",
    "/workbench/find/prisma/",
    "/workbench/answer/",
    "/workbench/share/",
)


@pytest.fixture
def double() -> Iterator[ServiceDouble]:
    with serving() as service:
        yield service


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "own.alongside"
    create(path, title="Own review").close()
    return path


@pytest.fixture
def own(project: Path, double: ServiceDouble) -> Iterator[str]:
    """A project whose services are all the double."""
    process, address = started(
        project, **{f"ALONGSIDE_{name.upper()}_ADDRESS": double.address for name in SERVICES}, no_proxy="127.0.0.1"
    )
    try:
        yield address
    finally:
        ended(process)


@pytest.fixture
def page(browser: Browser) -> Page:
    opened = browser.new_page()
    opened.on("pageerror", lambda error: pytest.fail(str(error)))
    return opened


def terms(double: ServiceDouble) -> list[str]:
    """What PubMed was asked to search for."""
    return [request.parameters["term"] for request in double.asked if "term" in request.parameters]


def test_nothing_is_sent_before_a_person_asks(own: str, page: Page, double: ServiceDouble) -> None:
    for path in PAGES:
        page.goto(own + path)
    page.goto(own + "/workbench/find/search/pubmed/")
    page.get_by_label("The people").fill("asthma")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved: ")
    assert double.asked == []


def test_a_strategy_is_edited_counted_searched_and_asked_again_for_what_is_new(
    own: str, page: Page, double: ServiceDouble, project: Path
) -> None:
    double.answer = pubmed(days("2026-10-01", 3, 4))
    page.goto(own + "/workbench/find/search/")
    page.get_by_role("link", name="Peer support, long-term conditions, PubMed").click()
    page.get_by_label("The people").fill("asthma[tiab]")
    page.get_by_label("The support").fill("peer*[tiab]")
    page.get_by_label("The kind of study").fill("random*[tiab]")
    page.get_by_label("Your key").fill("secret-of-ada")
    page.get_by_role("button", name="Count").click()
    status = page.locator("#asking-said")
    expect(status).to_have_text("PubMed counts 12 records. Nothing was kept.")
    assert terms(double) == ["(asthma[tiab]) AND (peer*[tiab]) AND (random*[tiab])"]
    assert double.asked[-1].parameters["api_key"] == "secret-of-ada"

    page.get_by_role("button", name="Search and import").click()
    expect(status).to_contain_text("PubMed counts 12 records; 12 came, 12 were imported")
    page.reload()
    expect(page.get_by_label("The people")).to_have_value("asthma[tiab]")
    expect(page.get_by_label("Only what is new since")).to_be_checked()
    page.get_by_role("button", name="Search and import").click()
    expect(status).to_contain_text("PubMed counts 0 records; nothing came")
    assert "[crdt]" in terms(double)[-1]

    page.goto(own + "/workbench/find/search/")
    rows = page.get_by_role("table").last.get_by_role("row")
    expect(rows).to_have_count(3)
    expect(rows.nth(1)).to_contain_text("new since")
    page.get_by_role("link", name="table of searches").click()
    expect(page.locator("#main")).to_contain_text("(asthma[tiab]) AND (peer*[tiab]) AND (random*[tiab])")
    files = [path.read_bytes() for path in project.parent.rglob("*") if path.is_file()]
    assert not any(b"secret-of-ada" in data for data in files), "a key is sent and kept nowhere"


def test_a_search_that_was_cut_off_goes_on_from_the_page(own: str, page: Page, double: ServiceDouble) -> None:
    works = [
        {"id": f"https://openalex.org/W{number}", "title": f"Invented title number {number}"} for number in range(250)
    ]
    whole = openalex(works)

    def failing(request: Asked) -> Reply:
        return Reply(b'{"error": "closed for the night"}', 403) if len(double.asked) > 2 else whole(request)

    double.answer = failing
    page.goto(own + "/workbench/find/search/openalex/")
    page.get_by_role("button", name="Search and import").click()
    status = page.locator("#asking-said")
    expect(status).to_contain_text("closed for the night", timeout=30_000)
    double.answer = whole
    page.get_by_role("link", name="Searches that were cut off can go on").click()
    expect(page.locator("#main")).to_contain_text("200 of 250 records came and are kept")
    page.get_by_role("button", name="Go on with it").click()
    expect(status).to_contain_text("250 came, 250 were imported", timeout=30_000)
    page.reload()
    expect(page.get_by_role("button", name="Go on with it")).to_have_count(0)


def test_a_search_is_stopped_by_a_person_and_only_one_runs_at_a_time(
    own: str, browser: Browser, page: Page, double: ServiceDouble
) -> None:
    works = [
        {"id": f"https://openalex.org/W{number}", "title": f"Invented title number {number}"} for number in range(5000)
    ]
    double.answer = openalex(works)
    page.goto(own + "/workbench/find/search/openalex/")
    page.get_by_role("button", name="Search and import").click()
    status = page.locator("#asking-said")
    expect(status).to_contain_text("of 5,000 records")

    second_page = browser.new_page()
    second_page.goto(own + "/workbench/find/search/")
    expect(second_page.get_by_role("heading", name="Under way")).to_be_visible()
    second_page.get_by_label("Works").fill("W7")
    second_page.get_by_role("button", name="Count").click()
    expect(second_page.locator("#asking-said")).to_contain_text("OpenAlex is being searched; one search at a time")

    page.get_by_role("button", name="Stop it").click()
    expect(status).to_contain_text("stopped, as you asked; what came is kept", timeout=30_000)
    requests_before = len(double.asked)
    assert requests_before < 50
    page.goto(own + "/workbench/find/search/")
    expect(page.get_by_role("button", name="Go on with it")).to_have_count(1)
    assert len(double.asked) == requests_before


def test_without_a_script_a_new_strategy_is_written_searched_and_taken_back(
    own: str, browser: Browser, double: ServiceDouble, project: Path
) -> None:
    double.answer = openalex([{"id": "https://openalex.org/W9", "title": "A work of invention"}])
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(own + "/workbench/find/search/")
    page.get_by_label("A strategy of your own for").select_option("OpenAlex")
    page.get_by_role("button", name="Write it").click()
    page.get_by_label("Name", exact=True).fill("Carers")
    page.get_by_label("The people").fill('"carer" OR (caregiver')
    page.get_by_label("The support").fill('"peer support"')
    page.get_by_role("button", name="Count").click()
    expect(page.get_by_role("alert")).to_contain_text("population: a '(' is never closed: '(caregiver'")
    assert double.asked == []
    page.get_by_label("The people").fill('"carer" OR caregiver')
    page.get_by_role("button", name="Count").click()
    expect(page.get_by_role("status").last).to_contain_text("OpenAlex counts 1 record. Nothing was kept.")
    with open_project(str(project)) as opened:
        assert not opened.standing("strategy.saved"), "counting saves nothing"
    page.get_by_role("button", name="Search and import").click()
    expect(page.get_by_role("status").first).to_contain_text("1 came, 1 were imported")
    assert page.url.endswith("/workbench/find/search/carers/")
    assert (
        double.asked[-1].parameters["search.title_and_abstract"].endswith('("carer" OR caregiver) AND ("peer support")')
    )

    page.get_by_label("Note").fill("With a librarian.")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Undo").click()
    page.goto(own + "/workbench/find/search/carers/")
    expect(page.get_by_label("Note")).to_have_value("")
