"""The tasks of the tour, done with the keyboard alone in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from keyboard import press_key, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("tasks")]

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def page(browser: Browser) -> Page:
    opened = browser.new_page()
    opened.on("pageerror", lambda error: pytest.fail(str(error)))
    return opened


def test_the_way_of_a_figure_is_walked_from_the_answer_to_the_words(demo: str, page: Page) -> None:
    page.goto(demo + "/")
    tab_to(page, "link", "Depression")
    page.keyboard.press("Enter")
    expect(page).to_have_url(demo + "/outcomes/depression/")
    tab_to(page, "link", "−0.41")
    page.keyboard.press("Enter")
    expect(page).to_have_url(demo + "/studies/dennis-2009/#result-1")
    result = page.locator("#result-1")
    expect(result).to_contain_text("40 of 297 people against 78 of 315")
    expect(result).to_contain_text("PMC2628301")
    expect(result).to_contain_text("Alongside's packaged evidence")
    expect(result).to_contain_text("(machine)")


def test_a_skip_link_is_the_first_stop(demo: str, page: Page) -> None:
    page.goto(demo + "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_study_that_waits_is_decided_and_every_answer_follows(demo_to_change: str, page: Page) -> None:
    page.goto(demo_to_change + "/outcomes/smoking_uptake/")
    expect(page.locator("main")).to_contain_text("wait for a person")
    page.goto(demo_to_change + "/workbench/understand/")
    tab_to(page, "button", "Count it in: ASSIST 2008")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("ASSIST 2008 counts as peer support")
    page.goto(demo_to_change + "/outcomes/smoking_uptake/")
    expect(page.locator("table.forest")).to_contain_text("ASSIST 2008")
    page.goto(demo_to_change + "/studies/assist-2008/")
    expect(page.locator("#history + ol")).to_contain_text("Ada")


def test_a_decision_is_taken_back_with_one_key(demo_to_change: str, page: Page) -> None:
    page.goto(demo_to_change + "/workbench/understand/")
    tab_to(page, "button", "Leave it out: ASSIST 2008")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("is not peer support")
    press_key(page, "z")
    expect(page.get_by_role("status")).to_contain_text("Taken back")
    expect(page.get_by_role("button", name="Leave it out: ASSIST 2008")).to_be_visible()


def test_the_rule_is_changed_and_the_history_keeps_who(demo_to_change: str, page: Page) -> None:
    page.goto(demo_to_change + "/workbench/answer/")
    tab_to(page, "spinbutton", "Nearest to (weeks)")
    page.keyboard.press("Control+A")
    page.keyboard.type("52")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("The rule was changed")
    page.goto(demo_to_change + "/outcomes/hba1c/")
    expect(page.locator("main")).to_contain_text("All results of a trial from 39 to 65 weeks enter together")


def test_records_are_imported_read_and_decided_with_keys(own: str, page: Page) -> None:
    page.goto(own + "/workbench/find/")
    expect(page.locator("main")).to_contain_text("No records yet")
    page.get_by_label("Exports of bibliographic databases").set_input_files(EXAMPLES / "search.ris")
    tab_to(page, "button", "Import these files")
    page.keyboard.press("Enter")
    expect(page.locator("ol.uploads > li")).to_contain_text("3 records imported")
    expect(page.locator("#under-way-said")).to_contain_text("Done. 1 duplicate set aside")
    tab_to(page, "link", "See the records")
    page.keyboard.press("Enter")
    press_key(page, "/")
    page.keyboard.type("telephone")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=telephone"))
    expect(page.locator("ol.records > li")).to_have_count(1)
    tab_to(page, "link", "Peer telephone support for adults with asthma: an invented record for the tour")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Include").wait_for()
    press_key(page, "i")
    expect(page.get_by_role("status")).to_contain_text("Included")
    expect(page.locator("h1")).to_contain_text("Inhaler technique")
    press_key(page, "1")
    press_key(page, "e")
    expect(page.get_by_role("status")).to_contain_text("Excluded, because: other people")
    press_key(page, "z")
    expect(page.get_by_role("status")).to_contain_text("Taken back")


PAIRS = """TY  - JOUR
TI  - Telephone peer support for adults with asthma: an invented trial
AU  - Ash, A.
PY  - 2011
JO  - Journal of Invented Lung Medicine
VL  - 12
SP  - 101
DO  - 10.1234/one
ER  -
TY  - JOUR
TI  - Telephone peer support for adults with asthma: an invented trial
AU  - Ash, A.
PY  - 2011
JO  - Journal of Invented Lung Medicine
VL  - 12
SP  - 101
DO  - 10.1234/other
ER  -
TY  - JOUR
TI  - Walking groups led by peers after a stroke: an invented trial
AU  - Elm, E.
PY  - 2012
VL  - 3
SP  - 7
JO  - Annals of Invention
ER  -
TY  - JOUR
TI  - WALKING GROUPS LED BY PEERS AFTER A STROKE: AN INVENTED TRIAL
AU  - Elm E
PY  - 2012
VL  - 3
SP  - 7
JO  - Ann Invent
ER  -
"""


def test_a_pair_in_doubt_is_settled_and_a_merge_taken_back_with_keys(own: str, page: Page, tmp_path: Path) -> None:
    path = tmp_path / "pairs.ris"
    path.write_text(PAIRS, encoding="utf-8")
    page.goto(own + "/workbench/find/")
    page.get_by_label("Exports of bibliographic databases").set_input_files(path)
    page.get_by_role("button", name="Import these files").click()
    expect(page.locator("#under-way-said")).to_contain_text("1 duplicate set aside, 1 pair for you to decide")
    tab_to(page, "link", "1 pair for you to decide")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("each has a DOI of its own")
    expect(page.locator("mark")).to_have_count(2)
    press_key(page, "s")
    expect(page.get_by_role("status")).to_contain_text("One report. 2 duplicates in all.")
    expect(page.locator("main")).to_contain_text("No pair waits for you")
    press_key(page, "z")
    expect(page.locator("main")).to_contain_text("1 pair waits for you")
    press_key(page, "d")
    expect(page.get_by_role("status")).to_contain_text("Different reports. 1 duplicate")
    page.get_by_role("button", name="Take apart").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Taken apart")
    expect(page.locator("main")).to_contain_text("0 records repeat another")


def test_single_keys_can_be_turned_off(demo_to_change: str, page: Page) -> None:
    page.goto(demo_to_change + "/workbench/understand/")
    tab_to(page, "button", "Leave it out: ASSIST 2008")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("is not peer support")
    page.get_by_role("button", name="Turn single keys off").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Turn single keys on")).to_be_visible()
    press_key(page, "z")
    page.wait_for_timeout(300)
    expect(page.get_by_role("status")).to_contain_text("is not peer support")


def test_a_table_of_own_trials_becomes_an_answer(own: str, page: Page) -> None:
    page.goto(own + "/workbench/understand/")
    page.get_by_label("A table: CSV").set_input_files(EXAMPLES / "five-trials.csv")
    tab_to(page, "button", "Load this table")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("5 results of 5 studies")
    page.goto(own + "/")
    expect(page.locator("ul.rows")).to_contain_text("Asthma control")


def test_a_broken_file_says_what_was_expected_and_keeps_everything(own: str, page: Page, tmp_path: Path) -> None:
    cut = tmp_path / "cut.ris"
    cut.write_text("TY  - JOUR\nTI  - cut", encoding="utf-8")
    page.goto(own + "/workbench/find/")
    page.get_by_label("Exports of bibliographic databases").set_input_files(cut)
    page.get_by_role("button", name="Import these files").click()
    expect(page.locator("main")).to_contain_text("nothing of it was imported")
    expect(page.locator("main")).to_contain_text("line 1: the file ends in the middle of this entry")
