"""Own trials on the page: loaded and taken back whole, two that are one joined and parted, in the browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from workbench import violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("tasks")]

TABLE = """study,outcome,higher_is_better,measure,mean1,sd1,n1,mean2,sd2,n2
Kew 2017,Mood,1,SMD,12,4,50,10,4,50
Kew 2019,Mood,1,SMD,12.4,4,48,10,4,47
Ash 2020,Mood,1,SMD,11,4,40,10,4,40
"""


def test_trials_are_loaded_joined_parted_and_taken_back(own: str, browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "results.csv").write_text(TABLE)
    page = browser.new_context(bypass_csp=True).new_page()
    page.goto(own + "/workbench/understand/")
    page.locator("#file").set_input_files(tmp_path / "results.csv")
    page.get_by_role("button", name="Load this table").press("Enter")
    status = page.get_by_role("status").first
    expect(status).to_contain_text("3 results of 3 studies loaded.")
    page.get_by_role("button", name="Undo").first.press("Enter")
    expect(page.locator("#main")).to_contain_text("No study yet")

    page.locator("#file").set_input_files(tmp_path / "results.csv")
    page.get_by_role("button", name="Load this table").press("Enter")
    page.get_by_role("link", name="Kew 2019").press("Enter")
    page.get_by_text("Is this the same trial as another?").click()
    page.get_by_label("The trial that stands for both").select_option(label="Kew 2017")
    assert violations(page) == []
    page.get_by_role("button", name="They are one trial").press("Enter")
    expect(status).to_contain_text("are one study now: Kew 2017")
    page.goto(own + "/workbench/understand/kew-2019/")  # the address of before leads on
    expect(page).to_have_url(own + "/workbench/understand/kew-2017/")
    page.goto(own + "/studies/kew-2019/")
    expect(page).to_have_url(own + "/studies/kew-2017/")

    page.goto(own + "/workbench/history/")
    row = page.get_by_role("row", name="same trial as")
    row.get_by_role("button").press("Enter")
    page.goto(own + "/workbench/understand/")
    expect(page.get_by_role("link", name="Kew 2019")).to_be_visible()
    page.goto(own + "/workbench/history/")
    expect(page.get_by_role("button", name="and 6 more").first).to_be_visible()
    assert violations(page) == []


THEIRS = """Trial;Scale;N_a;M_a;S_a;N_b;M_b;S_b
Kew 2017;Mood;50;12,5;4;50;10;4
"""
COLUMNS = """study=Trial
outcome=Scale
higher_is_better==1
n1=N_a
mean1=M_a
sd1=S_a
n2=N_b
mean2=M_b
sd2=S_b"""


def test_what_is_said_of_columns_is_looked_at_kept_taken_again_and_forgotten(
    own: str, browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "theirs.csv").write_text(THEIRS)
    page = browser.new_context(bypass_csp=True, viewport={"width": 360, "height": 800}).new_page()
    page.goto(own + "/workbench/understand/import/")
    page.locator("#file").set_input_files(tmp_path / "theirs.csv")
    page.get_by_role("button", name="Load this table").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("no column says which outcome a row is on")

    page.locator("#file").set_input_files(tmp_path / "theirs.csv")
    page.locator("#columns").fill(COLUMNS)
    page.get_by_role("button", name="Look first").press("Enter")
    expect(page.get_by_role("heading", name="What theirs.csv would do")).to_be_visible()
    expect(page.locator("#columns")).to_have_value(COLUMNS)
    assert violations(page) == []
    page.locator("#file").set_input_files(tmp_path / "theirs.csv")
    page.get_by_role("button", name="Load this table").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("1 result of 1 study loaded.")

    (tmp_path / "second.csv").write_text(THEIRS.replace("Kew 2017", "Ash 2020"))
    page.goto(own + "/workbench/understand/import/")
    expect(page.get_by_role("heading", name="What was said of columns")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert violations(page) == []
    page.locator("#file").set_input_files(tmp_path / "second.csv")
    page.get_by_role("button", name="Load this table").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("of theirs.csv, which has the same columns: --column")
    page.goto(own + "/workbench/understand/import/")
    page.get_by_role("button", name="Forget what was said of theirs.csv").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Taken back")
    page.goto(own + "/workbench/understand/import/")
    expect(page.get_by_role("heading", name="Load a table of trials")).to_be_visible()
    expect(page.get_by_role("heading", name="What was said of columns")).to_have_count(0)


def test_one_result_is_typed_checked_added_and_taken_back(own: str, browser: Browser) -> None:
    page = browser.new_context(bypass_csp=True, viewport={"width": 360, "height": 800}).new_page()
    page.goto(own + "/workbench/understand/import/result/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert violations(page) == []
    page.locator("#new_study").fill("Kew 2017")
    page.locator("#new_outcome").fill("Low mood")
    page.get_by_label("Less of it is better").check()
    page.locator("#effect_measure").select_option("MD")
    page.locator("#effect").fill("-1,2")
    page.locator("#ci_low").fill("-0.4")
    page.locator("#ci_high").fill("-2")
    page.get_by_role("button", name="Add this result").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("has a decimal comma")
    page.locator("#effect").fill("-1.2")
    page.get_by_role("button", name="Add this result").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Lower limit, 95%: expected an interval that holds its estimate")
    expect(page.locator("#ci_low")).to_have_attribute("aria-invalid", "true")
    assert violations(page) == []
    page.locator("#ci_low").fill("-2")
    page.locator("#ci_high").fill("-0.4")
    page.locator("#source").fill("Kew 2017, table 2")
    page.get_by_role("button", name="Add this result").press("Enter")
    status = page.get_by_role("status").first
    expect(status).to_contain_text("The result is added.")
    page.get_by_role("link", name="The trial, with its results").press("Enter")
    expect(page.get_by_role("heading", name="Kew 2017", level=1)).to_be_visible()
    expect(page.locator("#main")).to_contain_text("Kew 2017, table 2")
    page.goto(own + "/workbench/")
    expect(page.locator("#main")).to_contain_text("1 study with 1 result; 1 stands.")
    expect(page.locator("#main")).to_contain_text("1 outcome with an answer")
    page.goto(own + "/workbench/history/")
    page.get_by_role("row", name="Kew 2017").or_(page.get_by_role("row", name="result")).first.get_by_role(
        "button"
    ).first.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Taken back")
    page.goto(own + "/workbench/understand/")
    expect(page.locator("#main")).to_contain_text("No study yet")
