"""From a plan to its evaluation, and back: the answer and the plan say what the service's own trial moved."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from alongside.workflow.test.example import example_tables
from evaluation_pages import draw_invented_people, fill_from_example
from workbench import violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("test-moved")]

PLAN = "/workbench/plan/?form=telephone&outcome=hba1c&worth=500"
PEOPLE = 24


def designed(page: Page) -> None:
    """Fill what the plan did not say."""
    fill_from_example(page)
    page.locator("#comparison").fill("usual care")
    page.locator("#comparison_words").fill("What the service does anyway")


def test_a_plan_its_evaluation_and_what_moved(demo_to_change: str, browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page()
    page.goto(demo_to_change + PLAN)
    page.get_by_role("button", name="Keep this plan").click()
    expect(page.get_by_text("The evidence is as it was when this was kept.")).to_be_visible()
    plan = page.url
    page.get_by_role("button", name="Evaluate this plan").click()
    expect(page.get_by_role("heading", name="Design", exact=True)).to_be_visible()
    expect(page.locator("#outcome_id")).to_have_value("hba1c")
    expect(page.locator("#form")).to_have_value("telephone")
    page.locator("#title").fill("Our calls")
    designed(page)
    page.get_by_role("button", name="Keep the design").click()
    expect(page.get_by_text("The design is kept.")).to_be_visible()
    expect(page.get_by_text("It began from the plan")).to_be_visible()
    page.get_by_role("button", name="Lock this plan").click()
    expect(page.get_by_text("The plan is locked and the list is sealed.")).to_be_visible()
    evaluation = page.url
    page.get_by_role("link", name="Allocate the next person").click()
    expect(page.get_by_label("The person's id no name")).to_be_visible()
    people = draw_invented_people(page, PEOPLE, "usual care")
    page.goto(evaluation)
    for name, text in example_tables(people, datetime.now(UTC)).items():
        path = tmp_path / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        page.locator(f"#{name}").set_input_files(path)
    page.get_by_role("button", name="Load these tables").click()
    expect(page.get_by_text(f"outcomes: {PEOPLE} rows of outcomes.csv")).to_be_visible()
    page.get_by_role("link", name="To the button that runs the planned analysis").click()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Run the planned analysis").click()
    expect(page.get_by_role("heading", name="Report: Our calls")).to_be_visible()
    page.goto(evaluation)
    page.get_by_role("button", name="Let the result join the answer").click()
    sentence = re.compile(r"With Our calls \(own evaluation\) the answer is .*; without it, from \d+ trials, it was ")
    expect(page.get_by_text(sentence)).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="The answer", exact=True).last.click()
    expect(page).to_have_url(re.compile("/outcomes/hba1c/$"))
    expect(page.get_by_text(sentence)).to_be_visible()
    page.goto(plan)
    moved = page.locator("#moved")
    expect(moved).to_contain_text("Trials that came: Our calls (own evaluation).")
    expect(moved).to_contain_text("The effect for one person was")
    expect(moved).to_contain_text("The price of one")
    expect(page.get_by_role("link", name="Our calls", exact=True)).to_be_visible()
    assert violations(page) == []
