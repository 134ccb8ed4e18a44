"""From a plan to its evaluation, and back: the answer and the plan say what the service's own trial moved."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from alongside.evaluation.invented import InventedPerson, invented_trial
from alongside.workflow.test.example import EXAMPLE, example_tables
from workbench import violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("test-moved")]

PLAN = "/workbench/plan/?form=telephone&outcome=hba1c&worth=500"
PEOPLE = 24


def designed(page: Page) -> None:
    """Fill what the plan did not say."""
    for name in ("question", "who", "where", "support_words", "population"):
        page.locator(f"#{name}").fill(str(EXAMPLE[name]))
    for name in ("intercurrent_events", "summary", "instrument", "harms", "low", "high", "weeks", "difference", "sd"):
        page.locator(f"#{name}").fill(str(EXAMPLE[name]))
    page.locator("#comparison").fill("usual care")
    page.locator("#comparison_words").fill("What the service does anyway")
    page.locator("#strata").fill("north, south")
    page.locator("#covariates").fill("baseline")


def allocated(page: Page) -> list[InventedPerson]:
    def allocate(person: str, stratum: str) -> str:
        page.get_by_label("The person's id no name").fill(person)
        page.get_by_role("radio", name=stratum).check()
        page.get_by_role("button", name="Draw the arm").click()
        told = page.get_by_role("status").get_by_text(f"{person}:").inner_text()
        match = re.match(rf"{person}: (support|usual care)\.", told)
        assert match, told
        return match[1]

    return invented_trial(28, PEOPLE, allocate)


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
    people = allocated(page)
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
