"""The first hour of a review, in one go: files dropped, duplicates settled, a merge undone, a diagram that adds up."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from invented import twelve
from keyboard import press_key, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("first hour")]

DROP = """(form, files) => {
  const data = new DataTransfer();
  for (const [name, content] of files) {
    data.items.add(new File([Uint8Array.from(atob(content), (one) => one.charCodeAt(0))], name));
  }
  for (const name of ["dragenter", "dragover", "drop"]) {
    form.dispatchEvent(new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer: data }));
  }
}"""

IN_DOUBT = """TY  - JOUR
TI  - Telephone calls between peers with gout: an invented trial
AU  - Fir, F.
PY  - 2011
JO  - Journal of Invented Joints
VL  - 12
SP  - 101
DO  - 10.1234/{0}
ER  -
TY  - JOUR
TI  - Meals shared by peers with {1}: an invented survey, part {0}
AU  - Oak, O.
PY  - 2014
JO  - Annals of Invention
VL  - {0}
SP  - 7
ER  -
"""
"""Two reports that another file has nearly alike: one with another DOI, one of another part."""


def dropped(page: Page, files: list[Path]) -> None:
    """Drop files on the form, as a person does with a mouse."""
    contents = [(path.name, base64.b64encode(path.read_bytes()).decode()) for path in files]
    page.locator("form[data-imports]").evaluate(DROP, contents)


def numbers(page: Page, address: str) -> dict[str, int]:
    """The rows of the flow diagram's list, by label."""
    page.goto(address + "/workbench/find/prisma/")
    rows = page.locator("table.flow-numbers tbody tr").all()
    return {
        row.locator("th").inner_text().removesuffix("waits").strip(): int(row.locator("td").inner_text())
        for row in rows
    }


def waiting_pairs(page: Page) -> int:
    lede = page.locator("p.lede").inner_text()
    return 0 if "No pair waits" in lede else int(lede.split(" pair")[0].split()[-1])


def test_twelve_files_dropped_become_one_corpus_whose_diagram_adds_up(
    own: str, browser: Browser, tmp_path: Path
) -> None:
    page = browser.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    folder = tmp_path / "exports"
    folder.mkdir()
    files = twelve(folder)[:10]
    for number in (1, 2):
        path = folder / f"doubt-{number}.ris"
        path.write_text(IN_DOUBT.format(number, ("asthma", "gout")[number - 1]), encoding="utf-8")
        files.append(path)

    page.goto(own + "/workbench/find/import/")
    dropped(page, files)
    status = page.locator("#under-way-said")
    expect(status).to_contain_text("Done.", timeout=60_000)
    expect(page.locator("ol.uploads > li").filter(has_text="records imported")).to_have_count(12)
    expect(status).to_contain_text("63 duplicates set aside")
    assert numbers(page, own)["Duplicate records removed"] == 63

    # Every pair in doubt is settled with single keys: the first is one report, the others are not.
    page.goto(own + "/workbench/find/")
    tab_to(page, "link", "Duplicates")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Duplicates")).to_be_visible()
    waits = waiting_pairs(page)
    assert waits >= 1
    press_key(page, "s")
    expect(page.get_by_role("status")).to_contain_text("One report. 64 duplicates in all.")
    while left := waiting_pairs(page):
        assert left < waits
        waits = left
        press_key(page, "d")
        expect(page.get_by_role("status")).to_contain_text("Different reports.")
        expect(page.locator("p.lede")).not_to_contain_text(f"{left} pair")

    # One merge of the program's own is taken apart, from the keyboard as well.
    merged = page.locator("ul.merged li").filter(has_text="search-").first
    merged.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Taken apart")
    expect(page.locator("p.lede")).to_contain_text("63 records repeat another")

    flow = numbers(page, own)
    assert flow["Records identified"] == 104
    assert flow["Duplicate records removed"] == flow["Records removed before screening"] == 63
    assert flow["Records screened"] + flow["Records not screened yet"] == 104 - 63
    command = [sys.executable, "-m", "alongside", "find", "prisma", "--json", "--project"]
    document = json.loads(
        subprocess.run([*command, str(tmp_path / "own.alongside")], check=True, capture_output=True, text=True).stdout
    )
    assert document["adds_up"]
    assert document["databases_and_registers"]["not_screened_yet"] == 104 - 63
    page.close()
