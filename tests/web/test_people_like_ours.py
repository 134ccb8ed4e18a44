"""Certainty, people like ours, forms compared and the builder in a real browser: by keyboard, on a telephone, with axe;
page, SVG and Word hold the same drawing; and the commands say the same."""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from alongside.publishing.figures.pictures import png_of
from workbench import until, violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("people")]

NARROW = {"width": 360, "height": 740}

PAGES = (
    "/compared/",
    "/outcomes/depression/",
    "/outcomes/exclusive_breastfeeding/",
    "/outcomes/depression/forms/",
    "/outcomes/quality_of_life/parts/?part=form:telephone&part=infrastructure:supervision",
    "/people/expect/?form=telephone&condition=diabetes",
    "/people/expect/?condition=nobody",
    "/workbench/answer/outcomes/depression/",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_fit_a_telephone_and_axe_finds_nothing(scheme: str, demo: str, browser: Browser) -> None:
    page = browser.new_page(viewport=NARROW, color_scheme=scheme)
    for path in PAGES:
        page.goto(demo + path)
        for details in page.locator("main details").all():
            details.evaluate("element => { element.open = true }")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        assert violations(page, scheme) == [], path


def test_a_reason_is_judged_by_keyboard_and_undone(demo_to_change: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{demo_to_change}/workbench/answer/")
    page.get_by_role("link", name=re.compile("judge Depression")).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("How sure: Depression")
    page.locator("#steps-imprecision").focus()
    page.keyboard.type("no step")
    page.keyboard.press("Tab")
    page.keyboard.type("A narrow interval.")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_contain_text("1 of 5 reasons judged by Ada")
    expect(page.locator("#main")).to_contain_text("alone proposes")
    page.goto(f"{demo_to_change}/outcomes/depression/")
    expect(page.locator("#main .certainty").first).to_contain_text("1 of 5 reasons judged by")
    page.goto(f"{demo_to_change}/workbench/answer/outcomes/depression/")
    expect(page.locator("#main")).to_contain_text("A narrow interval.")


def test_a_trial_is_judged_and_the_judgement_taken_back(demo_to_change: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{demo_to_change}/workbench/answer/outcomes/depression/")
    trial = page.locator("section.judged").filter(has_text="Pfeiffer 2020")
    trial.get_by_role("combobox").select_option("low")
    trial.get_by_label("Because").fill("Central, concealed.")
    trial.get_by_role("button").press("Enter")
    expect(page.locator("#main")).to_contain_text("1 of 8 are judged")
    page.get_by_role("button", name=re.compile("Undo")).press("Enter")
    page.goto(f"{demo_to_change}/workbench/answer/outcomes/depression/")
    expect(page.locator("#main")).to_contain_text("0 of 8 are judged")


def test_a_described_service_in_and_what_to_expect_out_by_keyboard(demo: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(demo)
    page.locator("#like-condition").select_option("diabetes")
    page.locator("input[name=form][value=telephone]").focus()
    page.keyboard.press("Space")
    page.locator("#like-outcome").select_option("hba1c")
    page.get_by_role("button", name="What can they expect?").press("Enter")
    row = page.locator("#expect-hba1c")
    expect(row).to_contain_text("95 of 100 such programmes from")
    expect(row).to_contain_text("trials")
    row.locator("summary").press("Enter")
    expect(row.get_by_role("link", name="Dale 2009")).to_be_visible()
    assert "condition=diabetes" in page.url


def test_people_of_whom_nothing_can_be_said_get_a_reason_and_a_wider_answer(demo: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{demo}/people/expect/?form=forum&condition=hiv&outcome=depression&country=Kenya")
    refused = page.locator("section.refused")
    expect(refused).to_contain_text("no trial of this outcome has online forum or messaging")
    expect(refused).to_contain_text("answers a wider question (anybody, any form of support)")
    expect(page.locator("#like-condition")).to_have_value("hiv")


def test_the_model_of_an_outcome_is_fitted_once_while_nothing_changes(built: Path) -> None:
    from alongside.project import open_project
    from alongside.publishing.likeness import People, predictor_of
    from alongside.workflow.answer import ReviewKeeper

    with open_project(built / "peer-support.alongside", read_only=True) as project:
        keeper = ReviewKeeper(project)
        predictor = predictor_of(keeper.review())
        people = People("diabetes", forms=("telephone",))
        expected = predictor.expected("hba1c", people)
        assert predictor_of(keeper.review()) is predictor
        assert predictor.expected("hba1c", people).trials is expected.trials


def test_the_graph_is_a_table_too_and_page_svg_and_word_hold_the_same(demo: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{demo}/outcomes/depression/forms/")
    shown = page.locator("svg.drawing")
    numbers = shown.locator("text").all_text_contents()
    names = page.get_by_role("table", name="The numbers of the drawing").get_by_role("rowheader").all_inner_texts()
    assert [name.partition(".")[0] for name in names] == numbers
    svg = page.request.get(f"{demo}/files/figures/forms-depression.svg").text()
    assert shown.evaluate("element => element.outerHTML").count("<circle") == svg.count("<circle") == len(names)
    assert shown.get_attribute("aria-label") == re.search('aria-label="([^"]*)"', svg)[1]
    word = zipfile.ZipFile(io.BytesIO(page.request.get(f"{demo}/files/figures/forms-depression.docx").body()))
    pictures = [name for name in word.namelist() if name.startswith("word/media/")]
    assert [word.read(name) for name in pictures] == [png_of(svg)]


def test_the_league_table_is_reached_and_scrolled_by_keyboard(demo: str, browser: Browser) -> None:
    page = browser.new_page(viewport=NARROW)
    page.goto(f"{demo}/outcomes/quality_of_life/forms/")
    league = page.get_by_role("region", name="League table")
    league.focus()
    page.keyboard.press("ArrowRight")
    until(page, "document.querySelector('.map').scrollLeft > 0")
    assert len(league.locator("tbody tr").all()) == len(league.locator("thead th").all())


def test_a_programme_is_put_together_by_keyboard_and_what_was_never_tried_says_so(demo: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{demo}/outcomes/wellbeing/parts/")
    for part in ("education", "goal_setting"):
        page.locator(f"input[value='component:{part}']").focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="What would it do?").press("Enter")
    built_row = page.locator("#built").locator("xpath=..").locator(".row").first
    expect(built_row).to_contain_text("Peer support with condition education + goal setting and action planning")
    expect(built_row).to_contain_text(re.compile("never tried|tried"))
    assert "part=component%3Aeducation" in page.url


def command(built: Path, *arguments: str) -> tuple[int, Any]:
    """A command on the demonstration, in this process."""
    from alongside.__main__ import main

    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    before, sys.argv = (
        sys.argv,
        [
            "alongside",
            "answer",
            *arguments,
            "--project",
            str(built / "peer-support.alongside"),
            "--json",
        ],
    )
    code: Any = 0
    try:
        with contextlib.redirect_stdout(out):
            main()
    except SystemExit as end:
        code = end.code or 0
    finally:
        sys.argv = before
    out.flush()
    text = out.buffer.getvalue().decode()
    return code, json.loads(text) if text else None


def test_every_domain_with_eight_trials_is_compared_or_says_why_not(built: Path) -> None:
    code, domains = command(built, "network")
    assert code == 0
    assert {"depression", "quality_of_life", "clinical"} <= {domain["domain"] for domain in domains}
    for domain in domains:
        assert bool(domain["outcomes"]) != bool(domain["reason"])
        for outcome in domain["outcomes"]:
            for verb in ("network", "components"):
                code, document = command(built, verb, outcome)
                assert (code == 1) == bool(document["refused"])
                if verb == "components":
                    assert isinstance(document["identifiability"], list)
                else:
                    assert all(row["certainty"] for row in document["against_reference"])


def test_the_command_predicts_what_the_page_says_or_ends_with_one(built: Path) -> None:
    code, document = command(built, "predict", "hba1c", "--form", "telephone", "--condition", "diabetes")
    assert code == 0
    [figures] = document["outcomes"]
    assert figures["pi_low"] < figures["ci_low"] < figures["mean"] < figures["ci_high"] < figures["pi_high"]
    assert figures["effective"] >= 3
    assert figures["nearest"][0]["distance"] == figures["distance"]
    code, document = command(built, "predict", "depression", "--form", "forum", "--country", "Kenya")
    assert code == 1
    assert document["outcomes"][0]["refused"]
    assert document["outcomes"][0]["instead"]["people"] == "anybody, any form of support"


def test_a_field_that_cannot_be_ends_with_three_and_one_line(built: Path) -> None:
    assert command(built, "predict", "hba1c", "--form", "fax") == (3, None)
    assert command(built, "predict", "hba1c", "--country", "Atlantis") == (3, None)
    assert command(built, "components", "depression", "--part", "form:fax") == (3, None)


def test_the_site_has_the_pages_and_no_form_that_nothing_would_answer(built: Path) -> None:
    site = built / "site"
    for name in ("compared.html", "compared/depression-forms.html", "compared/depression-parts.html"):
        text = (site / name).read_text(encoding="utf-8")
        assert "<form" not in text
    assert (site / "figures" / "forms-depression.svg").exists()
    assert (site / "figures" / "forms-depression.docx").exists()
    facet = (site / "people" / "population-diabetes.html").read_text(encoding="utf-8")
    assert "What a new programme may expect" in facet
    assert "<form" not in facet
