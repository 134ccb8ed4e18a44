"""From the question to the result in the living answer, in a real browser, by keyboard and on a narrow screen."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from alongside.workflow.test.example import EXAMPLE, example_tables
from evaluation_pages import draw_invented_people, fill_from_example
from keyboard import tab_to
from workbench import until, violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("test-way")]

PEOPLE = 24
NARROW = {"width": 360, "height": 780}


def narrow(page: Page) -> None:
    """Nothing runs out of the window sideways, and axe finds nothing; asked of a page that is there whole."""
    until(page, "document.readyState === 'complete'")
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    assert violations(page) == []


def typed(page: Page, label: str, text: str) -> None:
    page.get_by_label(label).fill(text)


def designed(page: Page) -> None:
    """Fill the form as the packaged example has it."""
    fill_from_example(page)
    page.locator("#comparison_words").fill(str(EXAMPLE["comparison_words"]))
    page.locator("#outcome_id").select_option("loneliness")
    page.locator("#form").select_option("telephone")
    page.get_by_label("With missing outcomes imputed").check()


def test_from_the_question_to_the_answer_on_a_telephone(own: str, browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page(viewport=NARROW)
    page.goto(f"{own}/workbench/test/")
    narrow(page)
    typed(page, "Its title", "Invented calls")
    tab_to(page, "button", "Begin the design")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Design", exact=True)).to_be_visible()
    designed(page)
    size_before = page.locator("#size strong").inner_text()
    page.locator("#icc").fill("0.2")
    expect(page.locator("#size strong")).not_to_have_text(size_before)
    narrow(page)
    tab_to(page, "button", "Keep the design")
    page.keyboard.press("Enter")

    expect(page.get_by_text("The design is kept.")).to_be_visible()
    narrow(page)
    page.get_by_role("link", name="The protocol, by SPIRIT 2025").click()
    expect(page.get_by_text("Missing. Nobody has said this yet.").first).to_be_visible()
    narrow(page)
    page.go_back()
    tab_to(page, "button", "Lock this plan")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The plan is locked and the list is sealed.")).to_be_visible()

    page.get_by_role("link", name="Allocate the next person").click()
    expect(page.get_by_label("The person's id no name")).to_be_visible()
    narrow(page)
    people = draw_invented_people(page, PEOPLE, "waiting list")
    narrow(page)
    page.get_by_label("The person's id no name").fill(people[0].person)
    page.get_by_role("radio", name="north").check()
    page.get_by_role("button", name="Draw the arm").click()
    expect(page.get_by_role("alert")).to_contain_text("is allocated already; nobody is drawn twice")

    page.get_by_role("link", name="Invented calls").click()
    for name, text in example_tables(people, datetime.now(UTC)).items():
        path = tmp_path / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        page.locator(f"#{name}").set_input_files(path)
    page.get_by_role("button", name="Load these tables").click()
    expect(page.get_by_text(f"outcomes: {PEOPLE} rows of outcomes.csv")).to_be_visible()
    narrow(page)

    page.get_by_role("link", name="To the button that runs the planned analysis").click()
    expect(page.get_by_role("checkbox")).to_be_visible()
    narrow(page)
    page.get_by_role("checkbox").check()
    tab_to(page, "button", "Run the planned analysis")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Report: Invented calls")).to_be_visible()
    expect(page.get_by_text("Flow of participants").first).to_be_visible()
    narrow(page)
    for form in ("Word", "PDF", "HTML"):
        with page.expect_download() as download:
            page.get_by_role("link", name=form, exact=True).click()
        assert download.value.path().stat().st_size > 5000

    page.get_by_role("link", name="Invented calls").click()
    tab_to(page, "button", "Let the result join the answer")
    page.keyboard.press("Enter")
    expect(page.get_by_text("marked as your own")).to_be_visible()
    page.goto(f"{own}/outcomes/loneliness/")
    expect(page.get_by_text("Invented calls (own evaluation)").first).to_be_visible()


def test_without_a_script_the_size_is_worked_out_by_a_button(own: str, browser: Browser) -> None:
    context: Any = browser.new_context(viewport=NARROW, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{own}/workbench/test/")
    typed(page, "Its title", "Calls")
    page.get_by_role("button", name="Begin the design").click()
    page.locator("#difference").fill("1")
    page.locator("#sd").fill("2")
    page.get_by_role("button", name="Work it out").click()
    expect(page.locator("#size strong")).to_contain_text("people")


def test_a_wrong_number_is_named_and_all_that_was_typed_stays(own: str, browser: Browser) -> None:
    page = browser.new_page(viewport=NARROW)
    page.goto(f"{own}/workbench/test/")
    typed(page, "Its title", "Calls")
    page.get_by_role("button", name="Begin the design").click()
    page.locator("#question").fill("Do calls help?")
    page.locator("#sd").fill("2,5")
    page.get_by_label("Higher is better").check()
    page.get_by_label("With missing outcomes imputed").check()
    page.get_by_role("button", name="Keep the design").click()
    expect(page.get_by_role("alert")).to_contain_text(
        "How much people differ: expected a number, found '2,5'; with a point it is 2.5"
    )
    expect(page.locator("#question")).to_have_value("Do calls help?")
    expect(page.locator("#sd")).to_have_value("2,5")
    expect(page.get_by_label("Higher is better")).to_be_checked()
    expect(page.get_by_label("With missing outcomes imputed")).to_be_checked()
    narrow(page)


def test_a_minimised_list_from_the_form_to_a_draw(own: str, browser: Browser) -> None:
    page = browser.new_page(viewport=NARROW)
    page.goto(f"{own}/workbench/test/")
    typed(page, "Its title", "Invented calls")
    page.get_by_role("button", name="Begin the design").click()
    expect(page.get_by_role("heading", name="Design", exact=True)).to_be_visible()
    designed(page)
    page.locator("#strata").fill("")
    page.get_by_role("radio", name="Minimisation").check()
    page.get_by_text("For minimisation: what is balanced").click()
    page.locator("#factors").fill("place: north, south\nage under 65, 65 and over")
    page.locator("#distance").select_option("variance")
    page.get_by_role("button", name="Keep the design").click()
    expect(page.get_by_role("alert")).to_contain_text("expected a line for each factor, as place: north, south")
    expect(page.locator("#factors")).to_have_value("place: north, south\nage under 65, 65 and over")
    expect(page.get_by_role("radio", name="Minimisation")).to_be_checked()
    narrow(page)
    page.locator("#factors").fill("place: north, south\nage: under 65, 65 and over")
    page.get_by_role("button", name="Keep the design").click()
    expect(page.get_by_text("The design is kept.")).to_be_visible()
    page.get_by_text("of SPIRIT are still empty").click()
    expect(page.get_by_text("3b Sponsor, with contact")).to_be_visible()
    expect(page.get_by_text("of which lower values are better")).to_be_visible()
    page.get_by_role("button", name="Lock this plan").click()
    expect(page.get_by_text("The plan is locked and the list is sealed.")).to_be_visible()
    page.get_by_role("link", name="Allocate the next person").click()
    expect(page.get_by_role("group", name="age")).to_be_visible()
    narrow(page)
    page.get_by_label("The person's id no name").fill("q001")
    page.get_by_role("radio", name="south").check()
    page.get_by_role("radio", name="65 and over").check()
    tab_to(page, "button", "Draw the arm")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status", name="Drawn")).to_contain_text(re.compile("q001: (support|waiting list)"))
    expect(page.get_by_text("1 allocated so far")).to_be_visible()
