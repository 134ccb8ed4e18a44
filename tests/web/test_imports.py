"""Files brought in through the page: many at once, broken ones, unknown columns, and a server that is killed."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from alongside.project import create, open_project
from invented import twelve, write
from workbench import ended, started

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("imports")]


@pytest.fixture
def page(browser: Browser) -> Page:
    opened = browser.new_page()
    opened.on("pageerror", lambda error: pytest.fail(str(error)))
    return opened


def test_twelve_files_at_once_become_one_corpus(own: str, page: Page, tmp_path: Path) -> None:
    page.goto(own + "/workbench/find/import/")
    page.get_by_label("Exports of bibliographic databases").set_input_files(twelve(tmp_path))
    page.get_by_role("button", name="Import these files").click()
    status = page.locator("#under-way-said")
    expect(status).to_contain_text("Done.", timeout=60_000)
    uploads = page.locator("ol.uploads > li")
    expect(uploads).to_have_count(12)
    expect(uploads.filter(has_text="10 records imported")).to_have_count(10)
    # 100 records of 37 reports: the titles differ in a number only, so that some pairs may wait for a person.
    expect(status).to_contain_text("63 duplicates set aside")

    cut = uploads.filter(has_text="cut.ris")
    expect(cut).to_contain_text("nothing of it was imported")
    expect(cut).to_contain_text("the file ends in the middle of this entry")
    cut.get_by_role("button", name="Import what can be read").click()
    expect(cut).to_contain_text("1 record imported")

    unknown = uploads.filter(has_text="unknown.csv")
    expect(unknown).to_contain_text("there are Otsikko, Vuosi, Wer")
    unknown.get_by_label("title").select_option("Otsikko")
    unknown.get_by_label("year").select_option("Vuosi")
    unknown.get_by_role("button", name="Import with these columns").click()
    expect(unknown).to_contain_text("1 record imported")
    expect(status).to_contain_text("Done.")

    page.goto(own + "/workbench/find/import/")
    expect(page.locator("ol.attempts > li")).to_have_count(14)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download what could not be read").first.click()
    assert "TY  - JOUR" in download.value.path().read_text(encoding="utf-8")

    page.get_by_label("Exports of bibliographic databases").set_input_files(tmp_path / "search-0.txt")
    page.get_by_role("button", name="Import these files").click()
    expect(uploads).to_contain_text("was here already; nothing changed")


def test_a_file_read_with_the_wrong_columns_is_taken_back_and_read_with_the_right_ones(
    own: str, page: Page, tmp_path: Path
) -> None:
    table = tmp_path / "german.csv"
    table.write_text("Otsikko;Zeitschrift\nHilfe am Telefon;Archiv\n", encoding="utf-8")
    page.goto(own + "/workbench/find/import/")

    def bring_in(title: str, words: str = "1 record imported") -> None:
        page.get_by_label("Exports of bibliographic databases").set_input_files(table)
        page.get_by_role("button", name="Import these files").click()
        upload = page.locator("ol.uploads > li").last
        upload.get_by_label("title").select_option(title)
        upload.get_by_role("button", name="Import with these columns").click()
        expect(upload).to_contain_text(words)

    bring_in("Zeitschrift")
    page.goto(own + "/workbench/find/import/")
    bring_in("Otsikko", "is here already, read with other columns; take that import back first")
    page.goto(own + "/workbench/find/import/")
    attempts = page.locator("ol.attempts > li")
    expect(attempts.first).not_to_contain_text("--map")
    page.get_by_role("button", name="Take the import of german.csv back").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("german.csv is taken back, 1 record.")
    expect(attempts.filter(has_text="and taken back")).to_have_count(1)
    bring_in("Otsikko")
    page.goto(own + "/workbench/find/")
    expect(page.locator("main")).to_contain_text("Hilfe am Telefon")
    page.get_by_role("link", name="Hilfe am Telefon").wait_for()


def test_what_is_dropped_by_mistake_is_told_apart(own: str, page: Page, tmp_path: Path) -> None:
    mistakes = {
        "paper.pdf": (b"%PDF-1.7\n...", "is a PDF, not an export of records"),
        "results.html": (b"<!DOCTYPE html><title>Results</title>", "is a web page, not an export of records"),
        "empty.ris": (b"", "the file is empty"),
        "project.alongside": ((tmp_path / "own.alongside").read_bytes(), "is a database file"),
    }
    files = []
    for name, (content, _) in mistakes.items():
        files.append(tmp_path / "dropped" / name)
        files[-1].parent.mkdir(exist_ok=True)
        files[-1].write_bytes(content)
    page.goto(own + "/workbench/find/import/")
    page.get_by_label("Exports of bibliographic databases").set_input_files(files)
    page.get_by_role("button", name="Import these files").click()
    expect(page.locator("#under-way-said")).to_contain_text("Done.")
    for name, (_, words) in mistakes.items():
        expect(page.locator("ol.uploads > li").filter(has_text=name)).to_contain_text(words)


def test_without_a_script_the_page_does_the_same(own: str, browser: Browser, tmp_path: Path) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(own + "/workbench/find/import/")
    page.get_by_label("Exports of bibliographic databases").set_input_files(twelve(tmp_path)[-3:])
    page.get_by_role("button", name="Import these files").click()
    expect(page.get_by_role("status").first).to_contain_text("10 records imported")
    expect(page.get_by_role("status").first).to_contain_text("Not imported: cut.ris, unknown.csv")
    expect(page.locator("ol.attempts > li").filter(has_text="cut.ris")).to_contain_text("nothing of it was imported")


def test_a_server_killed_in_the_middle_leaves_a_whole_file_or_none_and_says_so(
    browser: Browser, tmp_path: Path
) -> None:
    path = tmp_path / "own.alongside"
    create(path, title="Own review").close()
    small = write(tmp_path / "small.ris", "ris", range(5))
    large = tmp_path / "large.ris"
    large.write_bytes(write(tmp_path / "part.ris", "ris", range(40)).read_bytes() * 500)
    process, address = started(path)
    try:
        page = browser.new_page()
        page.goto(address + "/workbench/find/import/")
        page.get_by_label("Exports of bibliographic databases").set_input_files([small, large])
        page.get_by_role("button", name="Import these files").click()
        expect(page.locator("ol.uploads > li").nth(1)).to_contain_text("records read", timeout=30_000)
    finally:
        process.kill()
        ended(process)

    with open_project(path, read_only=True) as opened:
        assert opened.overview.counts().records == 5
        assert opened.verify().ok
    process, address = started(path)
    try:
        again = browser.new_page()
        again.goto(address + "/workbench/find/import/")
        attempts = again.locator("ol.attempts > li")
        expect(attempts.filter(has_text="large.ris")).to_contain_text("was cut off: nothing of it is here")
        expect(attempts.filter(has_text="small.ris")).to_contain_text("5 records imported")
        again.get_by_role("button", name="Look for duplicates now").click()
        expect(again.locator("#under-way-said")).to_contain_text("Done. 0 duplicates set aside")
    finally:
        ended(process)
