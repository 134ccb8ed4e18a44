"""Letters twice as large, 320 px wide: no page is too wide, no text is cut or stands a few letters wide."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from squeezed import LARGE_LETTERS, squeezed
from workbench import CHROMIUM, QUIET, Chromium, Signed, serve

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("large letters")]

SITE = [
    "index",
    "costs",
    "what-it-is",
    "how-we-know",
    "data",
    "report",
    "research-agenda",
    "compared",
    "people/index",
    "people/form-telephone",
    "outcomes/depression",
    "compared/depression-forms",
    "compared/depression-parts",
    "studies/index",
    "studies/johnson-2018",
    "browse/index",
]
WORK = [
    "",
    "find/import/",
    "find/search/pubmed/",
    "understand/johnson-2018/",
    "understand/import/",
    "understand/import/result/",
    "answer/",
    "answer/outcomes/depression/",
    "share/",
    "share/about/",
    "history/",
    "plan/",
    "test/",
]
PRACTICE = ["find/", "find/prisma/", "find/duplicates/", "screen/", "screen/plan/", "screen/stopping/"]


@pytest.fixture(scope="module")
def large(chromium: Chromium) -> Iterator[Signed]:
    """A browser of somebody who set its letters to twice their size."""
    browser = chromium.running().browser_type.launch(executable_path=CHROMIUM, args=[*QUIET, LARGE_LETTERS])
    signed = Signed(browser)
    yield signed
    signed.close()
    browser.close()


def _bad(large: Signed, addresses: list[str]) -> dict[str, list[str]]:
    context = large.new_context(viewport={"width": 320, "height": 640}, bypass_csp=True)
    page = context.new_page()
    too_wide = {}
    for address in addresses:
        response = page.goto(address)
        assert response is None or response.status in (0, 200), address
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
        if bad := squeezed(page):
            too_wide[address] = bad
    context.close()
    return too_wide


def test_the_look_sees_a_text_that_is_a_few_letters_wide_cut_or_too_wide(large: Signed) -> None:
    page = large.new_context(viewport={"width": 320, "height": 640}).new_page()
    page.set_content(
        "<p style='width:2ch;overflow-wrap:anywhere'>overwhelmingly narrow</p>"
        "<p style='width:5ch;overflow:hidden;white-space:nowrap'>cut at the edge</p><div style='width:400px'>a</div>"
    )
    assert len(squeezed(page)) == 3
    page.set_content("<p>Every word has its room, and stands whole.</p>")
    assert squeezed(page) == []


def test_every_page_of_the_site_holds_at_twice_the_size_of_letters(built: Path, large: Signed) -> None:
    assert _bad(large, [(built / "site" / f"{name}.html").as_uri() for name in SITE]) == {}


def test_every_page_of_the_workbench_holds_at_twice_the_size_of_letters(demo: str, large: Signed) -> None:
    assert _bad(large, [f"{demo}/workbench/{name}" for name in WORK]) == {}


def test_the_pages_of_records_hold_at_twice_the_size_of_letters(built: Path, tmp_path: Path, large: Signed) -> None:
    copy = tmp_path / "practice.alongside"
    copy.write_bytes((built / "practice.alongside").read_bytes())
    for address in serve(copy):
        assert _bad(large, [f"{address}/workbench/{name}" for name in PRACTICE]) == {}
