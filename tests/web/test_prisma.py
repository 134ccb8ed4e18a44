"""The flow diagram and the sources in a real browser: what the page shows is what the log gives."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid5

import pytest
from playwright.sync_api import Browser, Page

from alongside.evidence import Author
from alongside.project import NewDecision, create, open_project
from alongside.project.find.records import NAMESPACE
from alongside.records import Record
from workbench import serve, violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("prisma")]

AT = datetime(2026, 11, 23, tzinfo=UTC)
ADA = Author("person", "Ada")


def filled(path: Path) -> None:
    """Three files, one of citation searching; records at many stations."""
    with create(path, title="Peers & asthma <calls>") as project:
        ids: dict[str, list[str]] = {}
        for name, number, database in (
            ("embase.ris", 12, "Embase"),
            ("trials.csv", 4, ""),
            ("cited.ris", 5, "OpenAlex"),
        ):
            digest = hashlib.sha256(name.encode()).hexdigest()
            records = [
                Record(title=f"An invented report {number_of_record} of {name}", database=database)
                for number_of_record in range(number)
            ]
            project.find.imports.keep(name, digest, 1, "ris", records, author=ADA, at=AT)
            ids[name] = [str(uuid5(NAMESPACE, f"{digest}:{number_of_record}")) for number_of_record in range(number)]
        embase, trials, cited = ids.values()
        says = []
        for record, duplicate_of in ((trials[0], embase[0]), (trials[1], embase[1]), (cited[0], embase[2])):
            value: dict[str, Any] = {"record": duplicate_of, "why": "the same title"}
            says.append(NewDecision(f"record:{record}", "record.duplicate_of", value))
        for verdict, records in {
            "include": embase[:5],
            "exclude": embase[5:9] + cited[1:3],
            "maybe": embase[9:10],
        }.items():
            for record in records:
                value = {"stage": "title_abstract", "verdict": verdict}
                says.append(NewDecision(f"record:{record}", "screening.decided", value))
        says.append(NewDecision(f"record:{embase[4]}", "report.retrieval", {"retrieved": False}))
        for record, verdict, reason in ((embase[0], "include", ""), (embase[1], "exclude", "design")):
            value = {"stage": "full_text", "verdict": verdict} | ({"reason": reason} if reason else {})
            says.append(NewDecision(f"record:{record}", "screening.decided", value))
        cited_file = hashlib.sha256(b"cited.ris").hexdigest()
        says.append(NewDecision(f"file:{cited_file}", "file.searched", {"source": "citations"}))
        project.append(says, author=ADA, at=AT)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "flow.alongside"
    filled(path)
    return path


@pytest.fixture
def served(file: Path) -> Iterator[str]:
    yield from serve(file)


def shown(page: Page) -> list[tuple[str, int]]:
    """Label and number of every row of the lists, in their order."""
    rows = page.locator("table.flow-numbers tbody tr").all()
    return [
        (row.locator("th").inner_text().removesuffix("waits").strip(), int(row.locator("td").inner_text()))
        for row in rows
    ]


def test_the_page_shows_what_the_command_counts_and_each_number_leads_to_as_many_records(
    served: str, file: Path, browser: Browser
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{served}/workbench/find/prisma/")
    rows = shown(page)
    command = [sys.executable, "-m", "alongside", "find", "prisma", "--json", "--project", str(file)]
    document = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    main, other_methods = document["databases_and_registers"], document["other_methods"]
    for counts, start in ((main, 0), (other_methods, [label for label, _ in rows].index("Records identified", 1))):
        column = dict(
            rows[
                start : start
                + next(i for i, row in enumerate(rows[start:]) if row[0].startswith("Reports excluded"))
                + 1
            ]
        )
        assert column["Records identified"] == counts["identified"]["total"]
        assert column["Duplicate records removed"] == counts["removed_before_screening"]["duplicates"]
        assert column["Records screened"] == counts["screened"]
        assert column["Reports sought for retrieval"] == counts["sought"]
        assert column["Reports assessed for eligibility"] == counts["assessed"]
        waits = column.get("Records not screened yet", 0)
        assert (
            column["Records identified"] - column["Records removed before screening"]
            == column["Records screened"] + waits
        )
    assert (main["identified"]["total"], main["screened"], other_methods["screened"]) == (16, 10, 2)
    assert rows[-2:] == [("Studies included in review", 1), ("Reports of included studies", 1)]
    links = [(link.get_attribute("href"), int(link.inner_text())) for link in page.locator(".flow-numbers td a").all()]
    assert len(links) > 15
    for address, number in links:
        page.goto(f"{served}{address}")
        assert page.locator("ol.records li").count() == number, address
    page.close()


def test_the_picture_can_be_read_aloud_and_holds_the_same_numbers(served: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1600, "height": 900})
    page.goto(f"{served}/workbench/find/prisma/")
    picture = page.get_by_role("img", name="PRISMA 2020 flow diagram: Peers & asthma <calls>")
    assert picture.is_visible()
    assert "21 records were identified, 3 removed before screening, 12 screened" in (
        picture.locator("desc").text_content() or ""
    )
    texts = " ".join(picture.locator("text").all_text_contents())
    assert "Records not screened yet" in texts
    # Every line of type stands inside its box: nothing is cut or runs over an edge.
    over = page.evaluate("""() => {
      const boxes = [...document.querySelectorAll('.flow rect.box, .flow rect.waits')].map(b => b.getBBox());
      return [...document.querySelectorAll('.flow text')].map(t => [t.textContent, t.getBBox()])
        .filter(([_, t]) => boxes.some(b => t.x >= b.x && t.x < b.x + b.width && t.y >= b.y && t.y < b.y + b.height))
        .filter(([_, t]) => !boxes.some(b => t.x >= b.x && t.x + t.width <= b.x + b.width && t.y >= b.y
          && t.y + t.height <= b.y + b.height)).map(([s]) => s);
    }""")
    assert over == []
    page.close()


def test_the_diagram_is_saved_in_every_form(served: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{served}/workbench/find/prisma/")
    for name in ("SVG", "PNG", "PDF", "Word", "text", "JSON"):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=f"Save as {name}").click()
        assert Path(waiting.value.path()).stat().st_size > 300, name
    page.close()


def test_where_a_file_came_from_is_recorded_on_its_page_and_moves_its_records(
    served: str, file: Path, browser: Browser
) -> None:
    page = browser.new_page()
    page.goto(f"{served}/workbench/find/sources/")
    row = page.locator("table.sources tbody tr", has_text="trials.csv")
    assert [cell.inner_text() for cell in row.locator("td.n").all()] == ["4", "2", "2"]
    assert page.locator("table.sources tr", has_text="embase.ris").locator("td.n").last.inner_text() == "9"
    page.get_by_role("link", name="trials.csv", exact=True).click()
    page.get_by_label("Kind of source").select_option("register")
    page.get_by_label("What was searched").fill("ISRCTN registry")
    page.get_by_label("Date searched").fill("2026-05-31")
    page.get_by_label("Search strategy").fill("peer support\nAND asthma")
    page.get_by_role("button", name="Record this search").click()
    assert "Recorded where trials.csv came from." in page.get_by_role("status").inner_text()
    assert page.locator("dd.strategy").nth(1).inner_text() == "peer support\nAND asthma"
    page.goto(f"{served}/workbench/find/prisma/")
    assert ("Registers", 4) in shown(page)
    assert ("– ISRCTN registry", 4) in shown(page)
    with open_project(file, read_only=True) as project:
        [decision] = [search for search in project.decisions(kind="file.searched") if search.value.get("database")]
        assert decision.value == {
            "source": "register",
            "database": "ISRCTN registry",
            "searched_on": "2026-05-31",
            "query": "peer support\nAND asthma",
        }
    page.close()


def test_a_report_that_cannot_be_had_is_said_on_its_record_and_taken_back(served: str, browser: Browser) -> None:
    page = browser.new_page()
    address = f"{served}/workbench/find/prisma/records/?at=to_retrieve&column=0"
    page.goto(address)
    assert page.locator("ol.records li").count() == 2
    page.locator("ol.records a").first.click()
    page.get_by_role("button", name="Report not to be had").click()
    page.goto(f"{served}/workbench/find/prisma/")
    assert ("Reports not retrieved", 2) in shown(page)
    page.goto(address)
    page.locator("ol.records a").first.click()
    page.get_by_role("button", name="Report not to be had").click()
    page.get_by_role("button", name="Undo").click()
    page.goto(f"{served}/workbench/find/prisma/")
    assert ("Reports not retrieved", 2) in shown(page)
    page.close()


def test_an_address_that_is_no_number_of_the_diagram_is_not_found(served: str, browser: Browser) -> None:
    page = browser.new_page()
    for path in ("prisma/records/?at=nowhere&column=0", "prisma/records/", "prisma/flow.exe", f"sources/{'0' * 64}/"):
        response = page.goto(f"{served}/workbench/find/{path}")
        assert response is not None
        assert response.status == 404, path
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_have_no_axe_violation_and_do_not_scroll_sideways(scheme: str, served: str, browser: Browser) -> None:
    digest = hashlib.sha256(b"trials.csv").hexdigest()
    paths = ["prisma/", "prisma/records/?at=&column=0", "sources/", f"sources/{digest}/"]
    for width in (320, 1280):
        context = browser.new_context(
            color_scheme=scheme,
            bypass_csp=True,
            viewport={"width": width, "height": 700},
        )
        page = context.new_page()
        for path in paths:
            response = page.goto(f"{served}/workbench/find/{path}")
            assert response is not None
            assert response.ok, path
            assert violations(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        context.close()


def test_an_empty_project_says_what_comes_next(own: str, browser: Browser) -> None:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    for path in ("prisma/", "sources/"):
        page.goto(f"{own}/workbench/find/{path}")
        assert page.get_by_role("link", name="Import the files of your searches").is_visible()
        assert violations(page) == []
    context.close()
