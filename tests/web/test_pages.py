"""Every page, in a real browser: accessible in light and dark, narrow, light in weight, and silent on the network."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from workbench import Chromium, Signed, violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]

SITE = ["index.html", "research-agenda.html", "costs.html",
        "what-it-is.html", "how-we-know.html", "data.html", "report.html",
        "people/index.html",
        "people/form-telephone.html", "people/population-kidney.html", "outcomes/depression.html",
        "outcomes/hba1c.html", "outcomes/quality_of_life.html",
        "outcomes/loneliness.html", "outcomes/diastolic_bp.html", "outcomes/self_management.html", "studies/index.html",
        "studies/johnson-2018.html", "studies/mountain-2014.html", "studies/assist-2008.html",
        "studies/cheung-2015.html", "studies/promise-ebf.html"]  # fmt: skip
WORK = [
    "/", "/outcomes/depression/", "/outcomes/quality_of_life/",
    "/studies/johnson-2018/", "/people/form/telephone/", "/data/", "/workbench/",
    "/workbench/find/", "/workbench/find/import/", "/workbench/find/prisma/", "/workbench/find/sources/",
    "/workbench/find/search/", "/workbench/find/search/pubmed/", "/workbench/find/search/new/",
    "/workbench/understand/", "/workbench/understand/johnson-2018/",
    "/workbench/understand/assist-2008/", "/workbench/answer/", "/workbench/share/", "/costs/", "/how-we-know/",
    "/workbench/plan/", "/workbench/plan/?form=group&outcome=loneliness&condition=older_people", "/research-agenda/",
]  # fmt: skip

AXE_SITE = [name for name in SITE if name not in {
    "people/population-kidney.html", "outcomes/quality_of_life.html", "outcomes/loneliness.html",
    "outcomes/diastolic_bp.html", "studies/mountain-2014.html", "studies/cheung-2015.html",
}]  # fmt: skip
"""Of pages that one template makes, those that differ most: looking at all of them takes axe a minute and a half."""

HEAVIEST = 150 * 1024


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_the_site_has_an_axe_violation(scheme: str, built: Path, browser: Browser) -> None:
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    for name in AXE_SITE:
        page.goto((built / "site" / name).as_uri())
        assert violations(page, scheme) == [], name
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_the_workbench_has_an_axe_violation(scheme: str, demo: str, browser: Browser) -> None:
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    for path in WORK:
        response = page.goto(demo + path)
        assert response is not None
        assert response.ok, path
        assert violations(page, scheme) == [], path
    context.close()


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visit of a page, 320 px wide, came to: its width, what it weighs, what it asked for."""

    width: int
    weight: int
    asked: tuple[str, ...]


@pytest.fixture(scope="session")
def visits(built: Path, demo: str, chromium: Chromium) -> dict[str, Visit]:
    """Every page of the site and of the workbench, looked at once for all that a quiet visit can show."""
    signed = Signed(chromium.running())
    seen = {}
    for address in [(built / "site" / name).as_uri() for name in SITE] + [demo + path for path in WORK]:
        context = signed.new_context(viewport={"width": 320, "height": 640})
        page = context.new_page()
        answers: list[Any] = []
        asked: list[str] = []
        page.on("response", lambda answer, answers=answers: answers.append(answer))
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto(address, wait_until="networkidle")
        # Bodies are asked for when all have come: in the middle of its coming one may be empty still.
        weight = sum(_size(answer) for answer in answers) if address.startswith(demo) else 0
        seen[address] = Visit(page.evaluate("document.documentElement.scrollWidth"), weight, tuple(asked))
        context.close()
    signed.close()
    return seen


def _size(response: Any) -> int:
    return 0 if response.url.endswith(".woff2") else len(response.body())


def test_a_page_is_narrow_light_and_asks_nobody_outside(visits: dict[str, Visit], demo: str) -> None:
    """Three claims of one visit, since workers would each make the visits again for a test of its own."""
    assert [address for address, visit in visits.items() if visit.width > 320] == []
    weights = {address: visit.weight for address, visit in visits.items() if address.startswith(demo)}
    assert len(weights) == len(WORK)
    assert {address: weight for address, weight in weights.items() if not 0 < weight < HEAVIEST} == {}
    asked = [url for visit in visits.values() for url in visit.asked]
    assert len(asked) > len(SITE) + len(WORK)
    assert [url for url in asked if not url.startswith(("file:", demo, "data:"))] == []


def test_every_page_of_the_site_reads_without_a_script(built: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((built / "site" / "index.html").as_uri())
    assert page.locator("h1").inner_text().startswith("Peer support")
    assert page.locator("script").count() == 0
    page.get_by_role("link", name="Depression", exact=True).first.click()
    assert page.locator("table.forest tbody tr").count() >= 7
    context.close()


def test_every_link_of_the_site_leads_somewhere(built: Path) -> None:
    import re
    from urllib.parse import unquote

    site = built / "site"
    pages = sorted(site.rglob("*.html"))
    ids = {page: set(re.findall(r'\bid="([^"]+)"', page.read_text(encoding="utf-8"))) for page in pages}
    assert len(pages) > 150
    for page in pages:
        for target in re.findall(r'(?:href|src)="([^"]+)"', page.read_text(encoding="utf-8")):
            if target.startswith(("http", "data:", "mailto:")):
                continue
            name, _, fragment = target.partition("#")
            path = (page.parent / unquote(name)).resolve() if name else page
            assert path.exists(), f"{page.relative_to(site)} links to {target}"
            if fragment and path in ids:
                assert fragment in ids[path], f"{page.relative_to(site)} links to {target}"
