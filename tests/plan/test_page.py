"""The one page in three forms with the same figures; plans side by side; drawings; the research agenda."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from html import unescape
from typing import Any

import docx
import pypdfium2
import pytest

from alongside.publishing.links import SiteLinks
from alongside.publishing.pages.agenda import context, document
from alongside.publishing.plan import OnePage, one_page, plan_docx, plan_html, plan_pdf, side_by_side
from alongside.publishing.plan.sections import measure_figures
from alongside.workflow.plan import Desk, describe

SERVICES = {
    "calls": ({"outcome": "hba1c", "condition": "diabetes", "worth": "500", "budget": "60000"}, "telephone"),
    "discharge": (
        {"outcome": "hospital_admission", "condition": "severe_mental_illness", "setting": "hospital"},
        "one_to_one",
    ),
    "groups": ({"outcome": "loneliness", "condition": "older_people"}, "group"),
}


@pytest.fixture(scope="module")
def pages(desk: Desk) -> dict[str, OnePage]:
    by_service = {}
    for name, (values, form) in SERVICES.items():
        plan = desk.plan_of(describe(values, [form], start_year=2027))
        answer = desk.answer(plan)
        instead = () if answer.has_effect else desk.instead(plan)
        by_service[name] = one_page(answer, desk.review, SiteLinks(), instead=instead, forms=desk.forms(plan))
    return by_service


def plain(text: str) -> str:
    """Without any space, since each form breaks lines where it likes."""
    return re.sub(r"[\s\u202f\u00a0\u00ad\u2010\ufffe-]+", "", text)


def words_of_html(text: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", text))


def words_of_docx(body: bytes) -> str:
    opened: Any = docx.Document(io.BytesIO(body))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return " ".join([*(paragraph.text for paragraph in opened.paragraphs), *cells])


def pages_of_pdf(body: bytes) -> list[str]:
    opened = pypdfium2.PdfDocument(body)
    try:
        return [page.get_textpage().get_text_range() for page in opened]
    finally:
        opened.close()


@pytest.mark.parametrize("service", SERVICES)
def test_page_pdf_and_word_have_the_same_figures(service: str, pages: dict[str, OnePage], desk: Desk) -> None:
    page = pages[service]
    html = plain(words_of_html(plan_html(page, desk.review)))
    word = plain(words_of_docx(plan_docx(page, desk.review)))
    pdf = plain(" ".join(pages_of_pdf(plan_pdf(page, desk.review))))
    assert len(page.texts) > 30
    for text in (page.lede, page.refused, page.digest, *page.texts):
        assert plain(text) in html, text
        assert plain(text) in word, text
        assert plain(text) in pdf, text


@pytest.mark.parametrize("service", SERVICES)
def test_the_one_page_is_one_page_and_its_assumptions_follow(
    service: str, pages: dict[str, OnePage], desk: Desk
) -> None:
    front, *rest = pages_of_pdf(plan_pdf(pages[service], desk.review))
    assert "Year by year" in front
    assert "On what it depends" in front
    assert "Where it comes from" not in front
    assert "Where it comes from" in rest[0]


def test_the_page_alone_leads_nowhere_else(pages: dict[str, OnePage], desk: Desk) -> None:
    text = plan_html(pages["calls"], desk.review)
    places = set(re.findall(r' id="([^"]+)"', text))
    links = re.findall(r'href="([^"]+)"', text)
    assert {link for link in links if link.startswith("#")} <= {f"#{anchor}" for anchor in places}
    assert all(link.startswith(("#", "data:")) for link in links)


def test_a_drawing_says_in_words_what_it_shows(pages: dict[str, OnePage]) -> None:
    chance, tornado = (drawing for drawing, _ in pages["calls"].drawings)
    assert "The chance that the plan is worth its price rises from 0" in chance.words
    assert tornado.words.startswith("On what it depends, the most first: Effect from ")
    assert tornado.svg.count('class="bar"') == 8
    assert all(f'width="{drawing.width}"' in drawing.svg for drawing in (chance, tornado))


def test_plans_side_by_side_have_their_figures_in_one_order(pages: dict[str, OnePage]) -> None:
    sides = side_by_side([pages["calls"], pages["groups"]])
    figures = dict(sides.figures)
    assert [title for title, _ in sides.titles] == [pages["calls"].title, pages["groups"].title]
    assert figures["In one breath"][1].startswith("No evidence like yours")
    assert figures["Chance that it helps at all"][1] == "not said"
    assert figures["People reached, all years"] == tuple(
        next(
            figure.value
            for _, rows in pages[name].sections
            for figure in rows
            if figure.label.startswith("People reached")
        )
        for name in ("calls", "groups")
    )
    differ = dict(sides.inputs)
    assert differ["Cost of rooms (for each year)"][0] == "not said"
    assert "Cost of training (for each supporter who is recruited)" not in differ
    assert sides.same > 5
    for page in pages.values():
        labels = [figure.label for _, rows in page.sections for figure in rows]
        assert len(set(labels)) == len(labels)


def test_the_agenda_ranks_ten_questions_or_more_with_size_and_reason(desk: Desk) -> None:
    values = context(desk.review, SiteLinks())
    assert len(values["rows"]) >= 10
    for row in values["rows"]:
        assert row["size"] in {"200 people", "400 people", "800 people", "1\u202f600 people"}
        assert "likely that it helps enough to matter" in row["why"]
        assert row["worth"].startswith("GBP")
    outcomes = [row["outcome"] for row in values["rows"]]
    assert len(set(outcomes)) == len(outcomes)
    assert set(outcomes).isdisjoint(values["unranked"])
    nets = [row["net"] for row in document(desk.review)]
    assert nets == sorted(nets, reverse=True)
    assert min(nets) > 0


@pytest.mark.parametrize("smallest", [5e-324, 1e-200, 1e-7])
def test_a_difference_too_small_to_be_seen_gives_no_number_of_people(desk: Desk, smallest: float) -> None:
    values, form = SERVICES["calls"]
    answer = desk.answer(desk.plan_of(describe(values, [form], start_year=2027)))
    outcome = desk.review.outcomes["hba1c"]
    assert outcome.smallest_that_matters is not None
    tiny = replace(outcome, smallest_that_matters=replace(outcome.smallest_that_matters, value=smallest))
    told = {figure.label: figure.value for figure in measure_figures(answer, tiny, SiteLinks())}
    assert told["How many, to know in your own service"].startswith("more than there are")
