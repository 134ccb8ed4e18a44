"""Costs as printed: every amount stands on the page, none is pooled, and a review without any says so."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

from alongside.coding.appendices import COST_KINDS
from alongside.packaged import PEER_SUPPORT
from alongside.publishing.links import SiteLinks
from alongside.publishing.pages.costs import HEADINGS, context, costs_sentence, delivery_sentence
from alongside.publishing.prisma.flow import Flow, Way
from alongside.publishing.render import render
from alongside.publishing.review import Review
from alongside.publishing.site import build_site


def amounts() -> list[dict[str, str]]:
    with (PEER_SUPPORT / "costs.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_every_kind_of_amount_has_its_part_of_the_page() -> None:
    assert tuple(HEADINGS) == COST_KINDS
    assert {row["kind"] for row in amounts()} == set(COST_KINDS)


def test_every_packaged_amount_stands_on_the_page_with_its_currency_and_source(packaged: Review) -> None:
    values = context(packaged, SiteLinks())
    shown = [row for section in values["sections"] for programme in section["programmes"] for row in programme["rows"]]
    assert len(shown) == len(amounts())
    rapsid = next(row for row in shown if row["amount"] == "−138.38 GBP")
    assert (rapsid["per"], rapsid["year"], rapsid["perspective"]) == ("participant per year", "2013", "societal")
    lifetime = next(row for row in shown if row["amount"] == "−637.43 EUR")
    assert lifetime["interval"] == "−2 455.19 to 1 125.45".replace(" ", "\u202f", 1).replace("1 125", "1\u202f125")
    assert all(row["url"] for row in shown)
    page = render("costs", packaged, SiteLinks(), values)
    assert "cost with volunteer time valued" in page
    assert "263.75 AUD" in page


def test_what_a_publication_does_not_state_is_said_to_be_not_stated(packaged: Review) -> None:
    page = render("costs", packaged, SiteLinks(), context(packaged, SiteLinks()))
    assert page.count("a year that is not stated") == sum(not row["price_year"] for row in amounts())
    assert page.count("whose costs: not stated") == sum(not row["perspective"] for row in amounts())


def test_how_many_cost_less_is_counted_and_an_interval_on_both_sides_is_no_saving(packaged: Review) -> None:
    differences = [row for row in amounts() if row["kind"] == "difference"]
    programmes = {row["programme"] for row in differences}
    more = {row["programme"] for row in differences if float(row["amount"]) > 0}
    part = next(section for section in context(packaged, SiteLinks())["sections"] if section["id"] == "difference")
    less = len(programmes - more)
    assert part["sentence"].startswith(f"Of {len(programmes)} programmes, {less} print that it cost less")
    assert f"and {len(more)} more." in part["sentence"]
    open_both = [r for r in differences if r["ci_low"] and float(r["ci_low"]) < 0 < float(r["ci_high"])]
    assert f"{len(open_both)} of these" in part["sentence"]


def test_what_one_person_costs_is_told_first_and_in_each_currency(packaged: Review) -> None:
    told = delivery_sentence(packaged)
    assert told.startswith("Delivery, as printed for one person: 8 to 123 GBP, 90.33 to 263.75 AUD, 139 to 300 USD.")
    page = render("costs", packaged, SiteLinks(), context(packaged, SiteLinks()))
    assert page.index(told) < page.index('<nav aria-label="On this page"')


def test_another_review_has_no_cost_of_the_packaged_one(five: Review) -> None:
    values = context(five, SiteLinks())
    assert values["sections"] == []
    assert costs_sentence(five) == "This review holds no amount of money that a publication printed."
    assert "GBP" not in render("costs", five, SiteLinks(), values)


def test_the_public_site_draws_the_way_of_the_records_and_says_it_in_words(five: Review, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    flow = Flow(Way({"database": {"Embase": 30}}, excluded=24, included=6), None, 5)
    build_site(replace(five, flow=flow), folder)
    drawing = (folder / "flow-diagram.svg").read_text(encoding="utf-8")
    assert "Records screened (n = 30)" in drawing
    page = (folder / "how-we-know.html").read_text(encoding="utf-8")
    assert 'src="flow-diagram.svg"' in page
    assert "Records screened (n = 30)" in page


def test_a_review_without_records_has_no_empty_diagram(five: Review, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    build_site(five, folder)
    assert not (folder / "flow-diagram.svg").exists()
    assert "flow-diagram" not in (folder / "how-we-know.html").read_text(encoding="utf-8")
