"""Screening in a real browser: by key and by touch, without a script, without a connection, and back again."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from screened import write_records
from workbench import COOKIES, asked, ended, free_port, started, until, violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("screen")]

TITLE = "#record-title"

PRESS = """([times, held]) => { for (let time = 0; time < times; time++) document.body.dispatchEvent(
    new KeyboardEvent("keydown", { key: "e", bubbles: true, cancelable: true, repeat: held && time > 0 })); }"""
"""E pressed so many times in one go, or once and held."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with 120 invented records, twenty of them about peer support."""
    folder = tmp_path_factory.mktemp("screen")
    table, path = write_records(folder / "records.csv", 120), folder / "own.alongside"
    command = [sys.executable, "-m", "alongside"]
    subprocess.run([*command, "new", str(path), "--title", "Peer support by volunteers"], check=True)
    subprocess.run([*command, "find", "import", str(table), "-p", str(path), "--as", "Ada"], check=True)
    return path


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "own.alongside"
    copy.write_bytes(made.read_bytes())
    return copy


@pytest.fixture
def served(project: Path) -> Iterator[str]:
    process, address = started(project)
    try:
        yield address
    finally:
        ended(process)


@pytest.fixture
def page(browser: Browser, served: str) -> Page:
    opened = browser.new_page()
    opened.on("pageerror", lambda error: pytest.fail(str(error)))
    return opened


def test_the_very_first_record_is_one_that_the_question_asks_for(page: Page, served: str) -> None:
    page.goto(f"{served}/workbench/screen/")
    expect(page.locator(TITLE)).to_contain_text("eer support")
    expect(page.locator("main")).not_to_contain_text("it comes in the order of the files")


def at_the_desk(page: Page, address: str) -> None:
    page.goto(address + "/workbench/screen/")
    expect(page.locator("html[data-screen=ready]")).to_have_count(1)
    expect(page.locator("aside")).to_contain_text("question alone")  # the first ranking stands
    page.reload()
    expect(page.locator("html[data-screen=ready]")).to_have_count(1)


def press(page: Page, key: str) -> None:
    """Press a key once a record is shown: on a slow machine the next is not at hand at once, and a key does nothing."""
    ahead(page, 1)
    page.keyboard.press(key)


def ahead(page: Page, count: int) -> None:
    """Wait until so many records are in the page, the one that is shown among them."""
    until(page, "count => Number(document.documentElement.dataset.ahead) >= count", count)


def all_sent(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("data-unsent", "0")


def verdicts(path: Path) -> list[tuple[str, str, str]]:
    """Subject, verdict and uuid of every screening decision in the log, in its order."""
    with sqlite3.connect(path) as database:
        rows = database.execute(
            "SELECT subject, value, uuid FROM project_logrow WHERE kind = 'screening.decided' ORDER BY id"
        ).fetchall()
    return [(subject, json.loads(value)["verdict"], uuid) for subject, value, uuid in rows]


def test_fast_keys_decide_one_shown_record_each_and_undo_goes_ten_back_also_after_a_reload(
    served: str, page: Page, project: Path
) -> None:
    at_the_desk(page, served)
    seen = []
    for key in "ieu1eeieuuie":
        ahead(page, 1)
        seen.append(page.locator(TITLE).inner_text())
        page.keyboard.press(key)
    all_sent(page)
    assert len(set(seen)) == 12
    assert [verdict for _, verdict, _ in verdicts(project)][:4] == ["include", "exclude", "maybe", "exclude"]
    assert len({subject for subject, _, _ in verdicts(project)}) == 12
    for title in reversed(seen[7:]):
        page.keyboard.press("z")
        expect(page.locator(TITLE)).to_have_text(title)
    all_sent(page)
    page.reload()
    expect(page.locator("html[data-screen=ready]")).to_have_count(1)
    for title in reversed(seen[2:7]):
        page.keyboard.press("z")
        expect(page.locator(TITLE)).to_have_text(title)
    all_sent(page)
    page.reload()
    expect(page.locator("aside")).to_contain_text("2 of 120 read")


def test_three_keys_in_a_third_of_a_second_are_three_decisions_and_a_held_key_is_one(
    served: str, page: Page, project: Path
) -> None:
    at_the_desk(page, served)
    ahead(page, 4)
    page.evaluate(PRESS, [3, False])
    all_sent(page)
    assert len(verdicts(project)) == 3
    page.evaluate(PRESS, [20, True])
    all_sent(page)
    assert len(verdicts(project)) == 4


def test_a_hundred_records_by_key_leave_nothing_behind_in_the_page(served: str, page: Page) -> None:
    at_the_desk(page, served)
    protocol = page.context.new_cdp_session(page)
    looks = []
    for keys in (10, 90):
        for _ in range(keys):
            press(page, "e")
        all_sent(page)
        protocol.send("HeapProfiler.collectGarbage")
        counted = protocol.send("Memory.getDOMCounters")
        looks.append((counted["nodes"], counted["jsEventListeners"]))
    (nodes, listeners), (later_nodes, later_listeners) = looks
    assert later_nodes < nodes + 90  # one node a record that stayed would be more
    assert later_listeners < listeners + 9


def test_a_double_click_is_one_decision_and_says_so(served: str, page: Page, project: Path) -> None:
    at_the_desk(page, served)
    page.get_by_role("button", name="Include").dblclick()
    all_sent(page)
    expect(page.locator("[data-say]")).to_contain_text("second click")
    assert len(verdicts(project)) == 1


def test_a_dropped_connection_keeps_decisions_in_the_page_and_sends_them_later_each_once(
    served: str, page: Page, project: Path
) -> None:
    at_the_desk(page, served)
    expect(page.locator(TITLE)).to_be_visible()
    ahead(page, 4)
    page.context.set_offline(True)
    for key in "iee":
        page.keyboard.press(key)
    expect(page.locator("p[data-unsent]")).to_contain_text("3 decisions are not sent yet")
    assert verdicts(project) == []
    page.keyboard.press("z")
    expect(page.locator("p[data-unsent]")).to_contain_text("2 decisions are not sent yet")
    page.context.set_offline(False)
    all_sent(page)
    expect(page.locator("p[data-unsent]")).to_be_empty()
    assert [verdict for _, verdict, _ in verdicts(project)] == ["include", "exclude"]


def test_records_whose_decisions_wait_to_be_sent_are_not_asked_again_by_a_page_that_is_loaded(
    served: str, page: Page, project: Path
) -> None:
    at_the_desk(page, served)
    page.route("**/screen/decide/", lambda route: route.abort())
    titles = []
    for part in range(2):
        for _ in range(3):
            ahead(page, 1)
            titles.append(page.locator(TITLE).inner_text())
            page.keyboard.press("e")
        expect(page.locator("html")).to_have_attribute("data-unsent", str(3 * part + 3))
        page.reload()
        expect(page.locator("html[data-screen=ready]")).to_have_count(1)
    assert len(set(titles)) == 6
    page.unroute("**/screen/decide/")
    all_sent(page)
    assert len(verdicts(project)) == len({subject for subject, _, _ in verdicts(project)}) == 6


def test_an_answer_that_is_lost_on_its_way_makes_no_second_decision(served: str, page: Page, project: Path) -> None:
    at_the_desk(page, served)
    lost = []

    def lose(route: object) -> None:
        if not lost:
            lost.append(route.fetch())  # the server has it, the page does not hear
            route.abort()
        else:
            route.continue_()

    page.route("**/screen/decide/", lose)
    page.keyboard.press("i")
    all_sent(page)
    assert len(lost) == 1
    assert len(verdicts(project)) == 1


def test_a_killed_server_loses_nothing_of_what_the_page_kept(browser: Browser, project: Path) -> None:
    port = free_port()
    process, address = started(project, "--port", str(port))
    page = browser.new_page()
    at_the_desk(page, address)
    page.keyboard.press("i")
    all_sent(page)
    ahead(page, 3)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert process.stdout is not None
    process.stdout.close()
    for key in "ee":
        page.keyboard.press(key)
    expect(page.locator("p[data-unsent]")).to_contain_text("2 decisions are not sent yet")
    again, address = started(project, "--port", str(port))
    try:
        name, value = COOKIES[address]
        page.context.add_cookies([{"name": name, "value": value, "url": address}])
        page.goto(address + "/workbench/screen/")  # the window was closed meanwhile
        all_sent(page)
        assert [verdict for _, verdict, _ in verdicts(project)] == ["include", "exclude", "exclude"]
        assert len({uuid for _, _, uuid in verdicts(project)}) == 3
    finally:
        ended(again)


def test_by_touch_on_a_phone_and_without_a_scroll_to_the_side(browser: Browser, served: str, project: Path) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    at_the_desk(page, served)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    before = page.locator(TITLE).inner_text()
    page.get_by_role("button", name="Exclude", exact=False).first.tap()
    expect(page.locator(TITLE)).not_to_have_text(before)
    page.wait_for_timeout(500)
    page.get_by_role("button", name="Other people").tap()
    page.wait_for_timeout(500)
    for name in ("Include", "Unsure"):
        size = page.get_by_role("button", name=name).bounding_box()
        assert size is not None
        assert size["height"] >= 44
    page.get_by_role("button", name="Undo my last decision").tap()
    all_sent(page)
    assert [verdict for _, verdict, _ in verdicts(project)] == ["exclude", "exclude"]


def test_without_a_script_the_same_page_decides_and_goes_back(browser: Browser, served: str, project: Path) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(served + "/workbench/screen/")
    title_before = page.locator(TITLE).inner_text()
    page.get_by_role("button", name="Not peer support").click()
    expect(page.get_by_role("status").first).to_contain_text("Excluded, because: Not peer support")
    expect(page.locator(TITLE)).not_to_have_text(title_before)
    page.get_by_role("button", name="Undo my last decision").click()
    expect(page.locator(TITLE)).to_have_text(title_before)
    page.locator("summary", has_text="Note and tags").click()
    page.get_by_label("Note").fill("asked the authors")
    page.get_by_role("button", name="Keep note and tags").click()
    expect(page.get_by_label("Note")).to_have_value("asked the authors")
    assert len(verdicts(project)) == 1


def test_a_note_that_was_being_written_is_kept_with_the_decision_and_tags_can_be_renamed(
    served: str, page: Page
) -> None:
    at_the_desk(page, served)
    title = page.locator(TITLE).inner_text()
    page.locator("summary", has_text="Note and tags").click()
    page.get_by_label("Tags").fill("background, costs")
    page.get_by_role("button", name="Exclude").first.click()
    all_sent(page)
    page.goto(served + "/workbench/screen/plan/")
    page.get_by_label("New name of background").fill("context")
    page.get_by_role("button", name="Rename the tag background").click()
    page.get_by_role("button", name="Take the tag costs away").click()
    page.goto(served + "/workbench/screen/")
    page.get_by_role("button", name="Undo my last decision").click()
    expect(page.locator(TITLE)).to_have_text(title)
    expect(page.get_by_label("Tags")).to_have_value("context")


def test_a_persons_own_words_are_marked_in_colours_that_differ_in_shape(served: str, page: Page) -> None:
    page.goto(served + "/workbench/screen/plan/")
    page.locator("#words-1").fill("peer*")
    page.locator("#words-2").fill("randomised trial")
    page.get_by_role("button", name="Keep my words").click()
    at_the_desk(page, served)
    expect(page.locator("article mark.hl-1").first).to_have_text("peer")
    expect(page.locator("article mark.hl-2")).to_have_text("randomised trial")
    lines = [
        page.locator(f"article mark.hl-{colour}").first.evaluate("mark => getComputedStyle(mark).textDecorationStyle")
        for colour in (1, 2)
    ]
    assert lines == ["solid", "dashed"]


def test_a_search_can_be_screened_and_a_question_that_cannot_be_understood_is_said(served: str, page: Page) -> None:
    page.goto(served + "/workbench/screen/?q=title:statins")
    expect(page.locator("html[data-screen=ready]")).to_have_count(1)
    for _ in range(3):
        ahead(page, 1)
        expect(page.locator(TITLE)).to_contain_text("statins")
        page.keyboard.press("e")
    all_sent(page)
    page.goto(served + "/workbench/screen/?q=(statins")
    expect(page.get_by_role("alert")).to_contain_text("parenthesis")


def test_the_pages_are_clean_and_tab_leaves_the_record(served: str, page: Page) -> None:
    at_the_desk(page, served)
    page.keyboard.press("i")
    all_sent(page)
    for address in ("", "plan/", "stopping/", "full-text/"):
        page.goto(served + "/workbench/screen/" + address)
        assert violations(page) == [], address
    page.locator("ul.plain a").first.click()
    expect(page.get_by_role("button", name="Exclude").first).to_be_visible()
    assert violations(page) == []
    page.goto(served + "/workbench/screen/")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.hasAttribute('data-keys-switch')"):
            break
    else:
        pytest.fail("thirty Tabs did not reach the foot of the page")


def test_the_page_on_stopping_names_what_holds_a_promise_and_what_does_not(page: Page, served: str) -> None:
    page.goto(served + "/workbench/screen/stopping/")
    expect(page.locator("section[aria-labelledby=thumb]")).to_contain_text("nothing to say before the first relevant")
    at_the_desk(page, served)
    press(page, "i")
    all_sent(page)
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(served + "/workbench/screen/stopping/")
    rows = page.locator("section[aria-labelledby=thumb] tbody tr")
    expect(rows).to_have_count(4)
    expect(rows.first).to_contain_text("50 records in a row")
    expect(rows.first.locator("td")).to_have_text(["go on", "19 of 28"])
    expect(page.locator("section[aria-labelledby=estimate]")).to_contain_text("takes both risks")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert violations(page) == []


def test_full_text_asks_for_a_reason_feeds_the_diagram_and_an_included_report_becomes_a_study(
    served: str, page: Page
) -> None:
    at_the_desk(page, served)
    for _ in range(2):
        press(page, "i")
    all_sent(page)
    page.goto(served + "/workbench/screen/full-text/")
    page.locator("ul.plain a").first.click()
    page.get_by_role("button", name="Exclude").click()
    expect(page.get_by_role("alert")).to_contain_text("say which criterion excludes it")
    page.get_by_role("group", name="Other design").get_by_label("excludes it").check()
    page.get_by_role("button", name="Exclude").click()
    page.goto(served + "/workbench/find/prisma/")
    expect(page.locator("main")).to_contain_text("Other design")
    page.goto(served + "/workbench/screen/full-text/")
    page.locator("ul.plain a").first.click()
    page.get_by_role("button", name="Include").click()
    page.get_by_role("button", name="Make it a study").click()
    expect(page.locator("main")).to_contain_text("A report of Name")
    with asked(served, "/workbench/understand/") as answer:
        assert "Name" in answer.read().decode()
    page.get_by_role("button", name="Undo", exact=False).first.click()
    expect(page.get_by_role("button", name="Make it a study")).to_be_visible()


def test_a_list_decides_many_at_once_and_what_is_left_stays(page: Page, served: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(served + "/workbench/screen/")
    page.get_by_role("link", name="As a list").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The next 20 records")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    titles = page.locator(".listed h2").all_inner_texts()
    choices = page.locator(".listed select")
    choices.nth(0).select_option("include")
    choices.nth(1).select_option("exclude")
    choices.nth(3).focus()
    page.keyboard.type("Uns")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Keep these decisions").press("Enter")
    expect(page.locator(".said")).to_contain_text("1 included, 1 excluded, 1 marked as unsure.")
    left = page.locator(".listed h2").all_inner_texts()
    assert not {titles[0], titles[1], titles[3]} & set(left)
    assert titles[2] in left
    page.get_by_role("button", name="Undo my last decision").click()
    expect(page.locator(TITLE)).to_have_text(titles[3])


def test_a_list_sent_twice_or_with_no_choice_writes_nothing_more(page: Page, served: str, project: Path) -> None:
    page.goto(served + "/workbench/screen/list/")
    page.get_by_role("button", name="Keep these decisions").click()
    expect(page.locator(".said")).to_contain_text("Nothing was chosen")
    page.locator(".listed select").nth(0).select_option("include")
    form = page.evaluate("[...new FormData(document.querySelector('.listed'))]")
    for _ in range(2):
        answer = page.request.post(
            served + "/workbench/screen/list/decide/",
            data=urlencode([(name, value) for name, value in form]),
            headers={
                "Referer": served + "/workbench/screen/list/",
                "Content-Type": "application/x-www-form-urlencoded",
            },
        )
        assert answer.ok
    assert [verdict for _, verdict, _ in verdicts(project)] == ["include"]
