"""What is it, in the browser: the maps and browse by keyboard, a study's codes changed where they stand, narrow, and in
large type.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from workbench import violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("what-is-it")]

# The maps of the workbench are those of the public page, which axe takes half a minute to read.
PAGES = (
    "/what-it-is/",
    "/what-it-is/gaps/",
    "/browse/?form=telephone&condition=diabetes",
    "/studies/dale-2009/",
    "/workbench/understand/browse/",
    "/workbench/understand/dale-2009/",
)


def _fits(page: Page) -> bool:
    fits: bool = page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    return fits


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_clean_narrow_and_in_large_type(demo: str, browser: Browser, path: str) -> None:
    page = browser.new_context(bypass_csp=True, viewport={"width": 360, "height": 800}).new_page()
    page.goto(demo + path)
    assert violations(page) == []
    assert _fits(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.add_style_tag(content="html { font-size: 200% !important }")
    assert _fits(page)


def test_the_question_of_a_new_user_is_answered_by_three_choices(demo: str, browser: Browser) -> None:
    """Which programmes for people with diabetes used telephone calls and trained supporters; what did they find?"""
    page = browser.new_page()
    page.goto(demo + "/browse/")
    page.get_by_role("link", name="Diabetes", exact=True).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Diabetes")
    page.get_by_role("link", name="Telephone calls", exact=True).press("Enter")
    expect(page).to_have_url(re.compile("condition=diabetes&form=telephone"))
    page.get_by_text("Training and what stands behind").press("Enter")
    counted = page.get_by_role("listitem").filter(has_text="Training 8 to 24 hours").locator(".k").inner_text()
    page.get_by_role("link", name="Training 8 to 24 hours").press("Enter")
    expect(page.get_by_role("status")).to_contain_text(f"{counted} of 114 trials")
    found = page.get_by_role("listitem").filter(has=page.get_by_role("link", name="Dale 2009"))
    expect(found).to_contain_text("Blood sugar in diabetes (HbA1c): could be either way (MD 0.10")
    shared = page.url
    page.get_by_role("link", name="Take away: Telephone calls").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Diabetes · Training 8 to 24 hours")
    page.go_back()
    assert page.url == shared


def test_a_choice_without_a_trial_leads_to_what_is_nearest(demo: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(demo + "/browse/?form=video&condition=kidney")
    expect(page.get_by_role("heading", name="No trial here has all of these")).to_be_visible()
    page.get_by_role("link", name="Without “Kidney disease”").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("of 114 trials")
    assert page.request.get(demo + "/browse/?form=%00%F0&page=99999999&nonsense=1").status == 200


def test_a_cell_of_the_map_is_told_in_words_and_leads_to_its_trials_by_keyboard(demo: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(demo + "/what-it-is/gaps/")
    row = page.get_by_role("row", name="Depression").first
    cell = row.get_by_role("link", name=re.compile(r"5 trials, certainty low"))
    cell.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Telephone calls · Depression")
    expect(page.get_by_role("status")).to_contain_text("5 of 114 trials")
    page.go_back()
    empty = page.get_by_role("row", name="Stigma").first.get_by_role("link", name="not looked at").first
    empty.press("Enter")
    expect(page.get_by_role("heading", name="No trial here has all of these")).to_be_visible()
    expect(page.get_by_text("only an abstract, a registry’s record").first).to_be_visible()


def test_the_map_is_a_table_for_a_screen_reader_and_a_list_on_a_telephone(demo: str, browser: Browser) -> None:
    page = browser.new_context(viewport={"width": 360, "height": 800}).new_page()
    page.goto(demo + "/what-it-is/gaps/")
    first = page.get_by_role("table").first
    assert first.get_by_role("columnheader").count() == 7
    expect(first.get_by_role("cell", name="Video calls or online groups: not looked at").first).to_be_visible()


@pytest.mark.parametrize("form", ["svg", "png", "csv"])
@pytest.mark.parametrize("name", ["gap-form-outcome", "gap-together", "tidier", "dose", "component"])
def test_each_figure_can_be_saved(demo: str, browser: Browser, name: str, form: str) -> None:
    answer = browser.new_page().request.get(f"{demo}/files/figures/{name}.{form}")
    assert answer.status == 200
    begins = {"svg": b"<svg", "png": b"\x89PNG", "csv": b""}[form]
    assert answer.body().startswith(begins)
    assert len(answer.body()) > 300


def test_codes_are_changed_where_they_stand_by_keyboard_alone(demo_to_change: str, browser: Browser) -> None:
    page = browser.new_context(bypass_csp=True).new_page()
    page.goto(demo_to_change + "/workbench/understand/dale-2009/")
    page.keyboard.press("3")  # how people meet
    box = page.get_by_role("checkbox", name=re.compile("^Telephone calls"))
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    page.keyboard.press("Enter")  # the focus is back on what opened it
    expect(box).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_role("checkbox", name=re.compile("^Group meetings in person"))).to_be_checked()
    page.get_by_label("The words that say so, for what is new").locator("visible=true").fill("met once")
    page.get_by_label("Where they stand").locator("visible=true").fill("p. 2")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").first).to_contain_text("changed")
    expect(page.locator("#main")).to_contain_text("People met like this: telephone calls, group meetings in person.")
    assert violations(page) == []
    page.get_by_role("button", name="Undo").press("Enter")
    page.goto(demo_to_change + "/workbench/understand/dale-2009/")
    expect(page.locator("#main")).to_contain_text("People met like this: telephone calls.")


def test_a_code_that_was_changed_changes_the_counts(demo_to_change: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(demo_to_change + "/browse/?form=group")
    status = page.get_by_role("status")
    before = int(status.locator("strong").inner_text())
    page.goto(demo_to_change + "/workbench/understand/dale-2009/")
    page.keyboard.press("3")
    page.get_by_role("checkbox", name=re.compile("^Group meetings in person")).check()
    page.get_by_role("button", name="Keep these codes").locator("visible=true").press("Enter")
    page.goto(demo_to_change + "/browse/?form=group")
    expect(status.locator("strong")).to_have_text(str(before + 1))


def test_a_code_of_an_arm_is_said_absent_with_its_words_by_keyboard_on_a_telephone(
    demo_to_change: str, browser: Browser
) -> None:
    page = browser.new_context(bypass_csp=True, viewport={"width": 360, "height": 740}).new_page()
    page.goto(demo_to_change + "/workbench/understand/dale-2009/")
    page.keyboard.press("a")  # the first arm
    chosen = page.get_by_label("The code, and how it stands now").locator("visible=true")
    expect(chosen).to_be_focused()
    page.keyboard.press("Escape")
    expect(chosen).to_have_count(0)
    page.keyboard.press("Enter")
    expect(chosen).to_be_focused()
    page.keyboard.type("Incent")  # a list that is closed takes the entry that begins so
    expect(chosen).to_have_value("component:incentives")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Said to be absent").locator("visible=true")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("nobody was paid for taking part")
    page.keyboard.press("Tab")
    page.keyboard.type("p. 4")
    assert violations(page) == []
    assert _fits(page)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").first).to_contain_text("is said to be absent")
    arms = page.locator("section[aria-labelledby=arms]")
    expect(arms.get_by_text("nobody was paid for taking part")).to_have_count(1)
    assert violations(page) == []
    assert _fits(page)
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    page.goto(demo_to_change + "/workbench/understand/dale-2009/")
    expect(arms.get_by_text("nobody was paid for taking part")).to_have_count(0)


def test_a_code_without_words_is_refused_and_what_an_arm_offered_is_changed(
    demo_to_change: str, browser: Browser
) -> None:
    page = browser.new_context(bypass_csp=True, java_script_enabled=False).new_page()
    page.goto(demo_to_change + "/workbench/understand/dale-2009/")
    form = page.locator("details.change", has=page.get_by_label("The code, and how it stands now")).first
    form.locator("summary").click()
    form.get_by_label("The code, and how it stands now").select_option("component:incentives")
    form.get_by_role("radio", name="Present").check()
    form.get_by_role("button", name="Keep this code").click()
    expect(page.locator("#main")).to_contain_text("needs the words that say so; nothing was changed")
    page.goto(demo_to_change + "/workbench/understand/dale-2009/")
    dose = page.locator("details.change", has=page.get_by_label("Contacts planned")).first
    dose.locator("summary").click()
    dose.get_by_label("Contacts planned").fill("6 to 14")
    dose.get_by_label("The words that say so").fill("between 6 and 14 calls")
    dose.get_by_label("Where they stand").fill("table 2")
    dose.get_by_role("button", name="Keep these numbers").click()
    expect(page.get_by_role("status").first).to_contain_text("how much was offered is changed")
    expect(page.locator("#main")).to_contain_text("contacts planned 6 to 14 contacts")


def test_the_studies_of_a_review_are_a_page_that_can_be_read_and_searched(demo: str, browser: Browser) -> None:
    page = browser.new_context(bypass_csp=True, java_script_enabled=True).new_page()
    page.goto(demo + "/workbench/understand/")
    assert page.evaluate("document.documentElement.scrollHeight") < 9000
    later = page.get_by_role("link", name="Later")
    expect(later).to_be_visible()
    first = page.locator("section[aria-labelledby=all] tbody th a").first.inner_text()
    later.press("Enter")
    expect(page.get_by_text("Page 2 of")).to_be_visible()
    assert page.locator("section[aria-labelledby=all] tbody th a").first.inner_text() != first
    page.get_by_label("Find a study").fill("dale telephone")
    page.get_by_label("Find a study").press("Enter")
    expect(page.get_by_text("0 studies found.")).to_be_visible()
    page.get_by_label("Find a study").fill("dale")
    page.get_by_label("Find a study").press("Enter")
    expect(page.get_by_text("1 study found.")).to_be_visible()
    expect(page.get_by_role("link", name="Dale 2009", exact=True)).to_be_visible()
    page.get_by_role("link", name="Show all").press("Enter")
    expect(page.get_by_text("Page 1 of")).to_be_visible()
    folded = page.get_by_text(re.compile("^[0-9]+ more$")).first
    folded.focus()
    folded.press("Enter")
    assert violations(page) == []


def test_who_called_people_with_diabetes_and_was_trained_for_it_is_found_in_five_steps(
    demo: str, browser: Browser
) -> None:
    page = browser.new_page()
    page.goto(demo + "/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Browse").click()
    for value, part in (("Diabetes", "condition=diabetes"), ("Telephone calls", "form=telephone")):
        page.locator("main").get_by_role("link", name=value, exact=True).click()
        expect(page).to_have_url(re.compile(part))
    page.locator("summary", has_text="Training and what stands behind").click()
    page.locator("main").get_by_role("link", name="Trained, of any length", exact=True).click()
    expect(page).to_have_url(re.compile("training=trained"))
    count = int(page.get_by_role("status").locator("strong").inner_text())
    assert count > 3
    expect(page.locator("main")).to_contain_text("Heisler 2010")
    expect(page.locator("main")).to_contain_text("Blood sugar in diabetes (HbA1c): better with support")
