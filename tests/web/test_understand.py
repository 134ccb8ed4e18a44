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
