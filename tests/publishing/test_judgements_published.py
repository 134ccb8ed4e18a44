"""What people judged leaves the house with the data; what an estimate comes to stands in the printed report."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2

from alongside.certainty import BiasJudged, Judged, Judgements, ReasonJudged, Statement
from alongside.publishing.open_data import open_data_files
from alongside.publishing.report import report_pdf
from alongside.publishing.review import Review

ADA = Judged("Ada", datetime(2026, 2, 3, 10, 0, tzinfo=UTC), "0" * 36)


def table(review: Review, name: str) -> list[dict[str, str]]:
    [file] = [file for file in open_data_files(review) if file.name == name]
    return list(csv.DictReader(io.StringIO(file.text)))


def test_every_kind_of_judgement_is_a_row_with_who_and_when(five: Review) -> None:
    [outcome] = five.main
    trial = next(iter(five.studies))
    judgements = Judgements(
        bias={(trial, outcome): BiasJudged("low", "central and concealed", ADA)},
        reasons={(outcome, "imprecision"): ReasonJudged(-1, "few people", replace(ADA, disputed=True))},
        statements={outcome: Statement("It may help a little.", "It may help.", ADA)},
    )
    rows = table(replace(five, judgements=judgements), "judgements.csv")
    assert [(row["kind"], row["verdict"], row["steps"], row["why"]) for row in rows] == [
        ("risk of bias", "low", "", "central and concealed"),
        ("reason", "", "-1", "few people"),
        ("sentence", "It may help a little.", "", ""),
    ]
    assert {row["by"] for row in rows} == {"Ada"}
    assert rows[0]["study"] == trial
    assert [row["disputed"] for row in rows] == ["false", "true", "false"]
    assert rows[0]["at"] == "2026-02-03T10:00:00+00:00"


def test_where_nobody_judged_the_table_is_there_and_empty(five: Review) -> None:
    assert table(five, "judgements.csv") == []
    assert table(five, "costs.csv") == []


def test_the_amounts_of_the_page_of_costs_are_open_data(packaged: Review) -> None:
    amounts = table(packaged, "costs.csv")
    assert len(amounts) == 45
    assert {row["kind"] for row in amounts} >= {"delivery", "difference"}
    assert all(row["source"] for row in amounts)
    assert {row["amount"] for row in amounts} >= {"-24", "13.84", "-637.43"}


def test_the_printed_report_says_what_an_estimate_comes_to_for_100_people(packaged: Review) -> None:
    document = pypdfium2.PdfDocument(report_pdf(packaged))
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    assert "What it comes to: of 100 people, how many go into hospital" in text
    assert "Risk of bias judged for 0 of" in text
