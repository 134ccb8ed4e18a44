"""A screening that was read to its end, and what waits after it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from alongside.evidence import Author
from alongside.project import create
from alongside.records import Record, Source, read_source
from screened import AT, write_records
from workbench import serve, until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("screen")]


def test_what_was_read_whole_is_told_without_an_estimate(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "few.alongside"
    with create(path, title="Peer support by volunteers") as project:
        entries = read_source(Source(write_records(tmp_path / "few.csv", 3)))
        records = [entry for entry in entries if isinstance(entry, Record)]
        project.find.imports.keep("few.csv", "ab" * 32, 9, "table", records, author=Author("person", "Ada"), at=AT)
    for address in serve(path):
        page = browser.new_page()
        page.goto(f"{address}/workbench/screen/")
        for read in (1, 2, 3):
            page.keyboard.press("i" if read == 1 else "e")
            until(page, f"() => document.querySelector('main').innerText.includes('{read} of 3 read')")
        assert "Everything was read, so these are all." in page.locator("main").inner_text()
        page.goto(f"{address}/workbench/screen/stopping/")
        assert "100 %: everything was read" in page.locator("main").inner_text()
        page.goto(f"{address}/workbench/")
        page.get_by_role("link", name="1 report waits to be read in full").click()
        assert page.url.endswith("/workbench/screen/full-text/")
