"""The records page: any row of many at once, questions with field names, filters, saved views, export."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from workbench import serve

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("records_page")]

NOUNS = ("asthma", "stroke", "diabetes", "pain", "cancer", "dementia", "epilepsy", "arthritis", "migraine", "obesity")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A project with 900 unlike records, served."""
    folder = tmp_path_factory.mktemp("many")
    table = folder / "many.csv"
    with table.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(("title", "authors", "year", "journal", "doi", "abstract", "type"))
        for number in range(900):
            noun = NOUNS[number % 10]
            rows.writerow(
                (
                    f"Report {number} on {noun}",
                    f"Name{number}, A.",
                    1990 + number % 30,
                    f"Journal of {noun}",
                    f"10.1234/{number}",
                    f"Text {number} of {noun}" if number % 2 else "",
                    "article",
                )
            )
    path = folder / "many.alongside"
    command = [sys.executable, "-m", "alongside"]
    subprocess.run([*command, "new", str(path), "--title", "Many"], check=True)
    subprocess.run([*command, "find", "import", str(table), "-p", str(path), "--as", "Ada"], check=True)
    yield from serve(path)


@pytest.fixture
def page(browser: Browser) -> Page:
    opened = browser.new_page()
    opened.on("pageerror", lambda error: pytest.fail(str(error)))
    return opened


def ask(page: Page, text: str) -> None:
    page.get_by_label("Search the records").fill(text)
    page.keyboard.press("Enter")
    expect(page.locator("#found")).to_have_attribute("data-query", text)


def test_a_row_far_down_is_there_when_the_scrollbar_is(many: str, page: Page) -> None:
    page.goto(many + "/workbench/find/")
    expect(page.locator("#found")).to_contain_text("900 records")
    scroller = page.get_by_role("region", name="List of records")
    scroller.evaluate("box => box.scrollTop = box.scrollHeight * 700 / 900")
    row = page.locator('li[aria-posinset="701"]')
    expect(row).to_contain_text("Report 700 on asthma")
    expect(row).to_be_in_viewport()
    expect(row).to_have_attribute("aria-setsize", "900")
    scroller.focus()
    page.keyboard.press("End")
    expect(page.get_by_text("Report 899 on obesity")).to_be_in_viewport()


def test_a_question_with_field_names_is_answered_in_place_and_has_an_address(many: str, page: Page) -> None:
    page.goto(many + "/workbench/find/")
    ask(page, "title:stroke year:2001 has:abstract")
    expect(page.locator("#found")).to_contain_text("30 records found")
    expect(page.locator("ol.records li").first).to_contain_text("Report 11 on stroke")
    address = page.url
    ask(page, "(asthma OR stroke")
    expect(page.get_by_role("alert")).to_contain_text("character 1: this parenthesis is not closed")
    page.go_back()
    expect(page.locator("#found")).to_contain_text("30 records found")
    page.goto(address)
    expect(page.locator("#found")).to_contain_text("30 records found")


def test_a_filter_narrows_and_a_view_is_saved_exported_and_removed(many: str, page: Page) -> None:
    page.goto(many + "/workbench/find/")
    ask(page, "pain")
    page.get_by_role("link", name="not decided").click()
    expect(page.locator("#found")).to_have_attribute("data-query", "pain is:unscreened")
    page.get_by_text("Save or export this view").click()
    page.get_by_label("As", exact=True).select_option("csv")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export all of it").click()
    with download.value.path().open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 90
    assert all("pain" in row["title"] for row in rows)
    page.get_by_label("Name", exact=True).fill("Pain to read")
    page.get_by_role("button", name="Save the view").click()
    expect(page.get_by_role("status")).to_contain_text("Saved as “Pain to read”")
    page.goto(many + "/workbench/find/")
    page.get_by_role("link", name="Pain to read", exact=True).click()
    expect(page.locator("#found")).to_contain_text("90 records found")
    page.get_by_role("button", name="Remove the view Pain to read").click()
    page.goto(many + "/workbench/find/")
    expect(page.get_by_role("link", name="Pain to read", exact=True)).to_have_count(0)


def test_without_a_script_there_are_pages(many: str, browser: Browser) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(many + "/workbench/find/?q=journal:asthma&sort=oldest")
    expect(page.locator("ol.records > li")).to_have_count(25)
    page.get_by_role("link", name="Later").click()
    expect(page.locator("#found")).to_contain_text("Page 2 of 4")
    assert "sort=oldest" in page.url
