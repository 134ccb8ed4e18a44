"""What a review says of itself is stated once, shown wherever it matters, and never taken from another review."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alongside.errors import UsageError
from alongside.evidence import Author
from alongside.evidence.about import ABOUT
from alongside.project import Project, create
from alongside.publishing.links import SiteLinks
from alongside.publishing.open_data import open_data_files
from alongside.publishing.pages import answer, method
from alongside.publishing.pages.about import citation, search_sentence
from alongside.publishing.render import render
from alongside.publishing.report import report_html, report_pdf
from alongside.workflow.answer import review_of
from alongside.workflow.share.describing import describe
from alongside.workflow.understand.loading import load_tables
from alongside.workflow.undoing import take_back

ADA = Author("person", "Ada")
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
FIVE = Path(__file__).parents[2] / "examples" / "five-trials.csv"
STATED = {
    "search": "systematic",
    "searched_on": "2026-05-01",
    "search_words": "Four databases, without limits.",
    "authors": "Ada and Ben",
    "funding": "The town of Kew",
    "licence": "CC BY 4.0",
}


@pytest.fixture
def project(tmp_path: Path):
    with create(tmp_path / "own.alongside", title="Walking groups") as created:
        load_tables(created, FIVE, author=ADA, at=NOW)
        yield created


def pages(project: Project) -> dict[str, str]:
    review, links = review_of(project), SiteLinks()
    files = open_data_files(review)
    return {
        "home": render("answer", review, links, answer.context(review, links)),
        "method": render("method", review, links, method.context(review, links)),
        "data": render("data", review, links, method.data_context(review, links, [])),
        "report": report_html(review),
        "package": next(file.text for file in files if file.name == "datapackage.json"),
    }


def test_what_is_stated_stands_on_home_method_data_and_report_and_can_be_taken_back(project: Project) -> None:
    row = describe(project, STATED, author=ADA, at=NOW)
    shown = pages(project)
    for page in ("home", "method", "report"):
        assert "From a systematic search, last run on 1 May 2026." in shown[page], page
    for page in ("method", "data", "report"):
        assert "The town of Kew" in shown[page], page
        assert shown[page].count("Not stated") == len(ABOUT) - len(STATED) - 1, page  # the citation is made
    assert json.loads(shown["package"])["about"]["funding"] == "The town of Kew"
    assert citation(review_of(project)).startswith("Ada and Ben (2026). Walking groups. After ")
    assert report_pdf(review_of(project)).startswith(b"%PDF")
    take_back(project, [row.uuid], author=ADA, at=NOW)
    assert "What kind of search these trials come from is not stated" in pages(project)["home"]


def test_nothing_of_the_packaged_review_stands_on_another(project: Project) -> None:
    for name, html in pages(project).items():
        for words in ("packaged evidence", "Not from a systematic search", "no database was searched"):
            assert words not in html, (name, words)


def test_a_part_that_was_stated_stays_when_another_is_changed(project: Project) -> None:
    describe(project, STATED, author=ADA, at=NOW)
    describe(project, {"contact": "ada@example.org"}, author=ADA, at=NOW)
    about = project.answer.about()
    assert (about.contact, about.funding) == ("ada@example.org", "The town of Kew")
    describe(project, {"funding": ""}, author=ADA, at=NOW)
    assert project.answer.about().funding == ""
    assert project.verify().ok


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"search": "thorough"}, "expected systematic"),
        ({"searched_on": "May 2026"}, "expected a day"),
        ({"searched_on": "2027-01-01"}, "lies in the future"),
        ({"colour": "green"}, "says nothing of 'colour'"),
        ({"limits": "x" * 6000}, "at most 5,000"),
    ],
)
def test_what_cannot_be_is_one_line_and_nothing_is_kept(project: Project, parts: dict[str, str], says: str) -> None:
    before = project.mark()
    with pytest.raises(UsageError, match=says):
        describe(project, parts, author=ADA, at=NOW)
    assert project.mark() == before


def test_the_packaged_review_says_that_its_search_was_none(demonstration: Path, tmp_path: Path) -> None:
    home = (demonstration / "site" / "index.html").read_text(encoding="utf-8")
    assert "Not from a systematic search: trials may be missing." in home


def test_a_review_without_a_trial_says_what_comes_next(tmp_path: Path) -> None:
    with create(tmp_path / "empty.alongside", title="Empty") as project:
        review, links = review_of(project), SiteLinks()
        home = render("answer", review, links, answer.context(review, links))
        assert "This review holds no trial yet" in home
        assert search_sentence(review) not in home
