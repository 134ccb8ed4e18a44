"""The planner in a real browser: by keyboard, on a telephone, with a script and without, kept and reopened."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from workbench import violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("planner")]

CALLS = "/workbench/plan/?form=telephone&outcome=hba1c&condition=diabetes&worth=500"
GROUPS = "/workbench/plan/?form=group&outcome=loneliness&condition=older_people"


def plan_id(page: Page) -> str:
    match = re.search(r"Plan ([0-9a-f]{12})", page.locator("#plan-answer").inner_text())
    assert match is not None
    return match[1]


def test_a_plan_is_made_by_keyboard_alone_and_the_answer_follows(demo: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(demo + CALLS)
    before = page.locator("#plan-answer .lede").inner_text()
    plan_before = plan_id(page)
    page.locator("#setting").focus()
    page.keyboard.press("Tab")
    for _ in range(7):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "outcome"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "people"
    page.keyboard.press("Control+A")
    page.keyboard.type("40")
    page.keyboard.press("Tab")
    expect(page.locator("#plan-answer .lede")).not_to_have_text(before)
    expect(page.locator("#main [role=status]")).to_contain_text("worked out again")
    assert page.evaluate("document.activeElement.id") == "supporters"
    assert "people=40" in page.url
    assert plan_id(page) != plan_before


def test_the_address_of_an_answer_reopens_the_same_plan(demo: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(demo + CALLS)
    page.get_by_text("Assumptions", exact=True).first.click()
    page.locator("#a-uptake").fill("50")
    page.locator("#a-uptake").press("Tab")
    expect(page).to_have_url(re.compile("uptake=50"))
    expect(page.locator("#input-uptake").first).to_contain_text("stated by the person who plans")
    plan = plan_id(page)
    later = browser.new_page()
    later.goto(page.url)
    assert plan_id(later) == plan
    assert later.locator("#a-uptake").input_value() == "50"


def test_a_figure_opens_its_assumption_and_that_the_trials_behind_it(demo: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(demo + CALLS)
    figure = page.locator("dd").filter(has_text="From what").nth(5)
    figure.locator("summary").focus()
    page.keyboard.press("Enter")
    figure.get_by_role("link", name="uptake").press("Enter")
    assumption = page.locator("#input-uptake")
    expect(assumption).to_be_visible()
    expect(assumption).to_contain_text("uptake in 12 trials")
    assumption.get_by_text("Open").click()
    assumption.get_by_role("link", name="Charlesworth 2016").click()
    expect(page.locator("h1")).to_contain_text("Charlesworth 2016")


def test_at_360_px_a_plan_can_be_made_and_read(demo: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 720}, bypass_csp=True)
    page = context.new_page()
    for path in (CALLS, GROUPS):
        page.goto(demo + path)
        page.get_by_text("Assumptions", exact=True).first.click()
        page.get_by_text("All assumptions, their sources, and the trials").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        assert violations(page) == [], path
    page.get_by_label("Group meetings in person").uncheck()
    expect(page.get_by_role("alert")).to_contain_text("form of support: expected at least one")
    page.get_by_label("Telephone calls").check()
    expect(page.locator("#plan-answer")).to_contain_text("Cost of telephone")


def test_what_cannot_be_is_said_beside_the_form_and_shows_no_figure(demo: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(demo + CALLS)
    page.locator("#budget").fill("0")
    page.locator("#budget").press("Tab")
    alert = page.get_by_role("alert")
    expect(alert).to_have_text("budget: expected an amount above 0 a year, found 0")
    assert "GBP" not in page.locator("#plan-answer").inner_text()
    page.locator("#budget").fill("60000")
    page.locator("#budget").press("Tab")
    expect(alert).to_have_count(0)


def test_a_refusal_stands_in_place_of_an_effect(demo: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(demo + GROUPS)
    answer = page.locator("#plan-answer")
    expect(answer).to_contain_text("No evidence like yours: no trial of this outcome has group meetings in person")
    expect(answer).not_to_contain_text("Chance that it helps at all")
    bears = answer.locator("dd").first
    expect(bears).to_contain_text("better on average")
    bears.get_by_text("From what").click()
    expect(bears.get_by_role("link", name="Happiness and wellbeing")).to_be_visible()


def test_without_a_script_a_plan_is_worked_out_kept_and_reopened(demo_to_change: str, browser: Browser) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(demo_to_change + CALLS)
    page.locator("#supporters").fill("5")
    page.get_by_role("button", name="Work it out").click()
    expect(page.locator("#plan-answer")).to_contain_text("how many people can help")
    plan = plan_id(page)
    page.get_by_role("button", name="Keep this plan").click()
    expect(page).to_have_url(f"{demo_to_change}/workbench/plan/{plan}/")
    expect(page.locator("#moved")).to_contain_text("The evidence is as it was")
    digest = page.locator("code").last.inner_text()
    assert digest.startswith(plan)
    page.get_by_role("link", name="Change it").click()
    assert page.locator("#supporters").input_value() == "5"
    assert plan_id(page) == plan


def test_where_the_evidence_grew_the_page_says_what_moved(demo_to_change: str, browser: Browser) -> None:
    page = browser.new_page()

    def judge(button: str) -> None:
        page.goto(demo_to_change + "/workbench/understand/dale-2009/")
        page.locator("details", has=page.locator("button[name=verdict]")).locator("summary").click()
        page.get_by_role("button", name=button).click()

    judge("Leave it out")
    page.goto(demo_to_change + CALLS)
    plan = plan_id(page)
    page.get_by_role("button", name="Keep this plan").click()
    digest = page.locator("code").last.inner_text()
    judge("Count it in")
    page.goto(f"{demo_to_change}/workbench/plan/{plan}/")
    expect(page.locator("#moved")).to_contain_text("What moved since it was kept")
    expect(page.locator("#moved")).to_contain_text("Trials that came: Dale 2009")
    expect(page.locator("#moved")).to_contain_text("The effect for one person was")
    assert page.locator("code").last.inner_text() == digest


def test_two_plans_stand_side_by_side(demo_to_change: str, browser: Browser) -> None:
    page = browser.new_context(bypass_csp=True).new_page()
    for path in (CALLS, GROUPS):
        page.goto(demo_to_change + path)
        page.get_by_role("button", name="Keep this plan").click()
    page.goto(demo_to_change + "/workbench/plan/")
    for box in page.locator('input[name="plan"]').all():
        box.check()
    page.get_by_role("button", name="Side by side").click()
    expect(page.locator("table").first).to_contain_text("Telephone calls · Diabetes")
    expect(page.locator("table").first).to_contain_text("not said")
    expect(page.locator("table").nth(1)).to_contain_text("Cost of rooms")
    assert violations(page) == []


def test_the_one_page_comes_as_a_file_in_each_form(demo: str, browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page()
    page.goto(demo + CALLS)
    name = plan_id(page)
    for ending, start in (("HTML", b"<!doctype html>"), ("PDF", b"%PDF"), ("Word", b"PK")):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=ending, exact=True).click()
        assert waiting.value.suggested_filename.startswith(f"plan-{name}.")
        waiting.value.save_as(tmp_path / ending)
        assert (tmp_path / ending).read_bytes().startswith(start)


def test_a_project_without_trials_says_what_a_plan_rests_on(own: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(own + "/workbench/plan/")
    expect(page.locator("main")).to_contain_text("there are no results yet")
    assert page.goto(own + "/workbench/plan/0123456789ab/").status == 404
    assert page.goto(own + "/research-agenda/").status == 200
