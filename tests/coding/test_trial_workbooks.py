"""Tables of trials as workbooks: the same evidence as from the same table as text."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from alongside.coding import TableWishes, evidence_alone
from alongside.errors import InputError

HEAD = ["study", "outcome", "higher_is_better", "n1", "mean1", "sd1", "n2", "mean2", "sd2"]
MEANS = ["Kew 2017", "Mood", 1, 50, 12.5, 4.25, 50, 10, 4]


def saved(path: Path, *rows: list[object], formats: dict[str, str] | None = None) -> Path:
    workbook = Workbook()
    sheet = workbook["Sheet"]
    for row in rows:
        sheet.append(row)
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    workbook.save(path)
    return path


def test_a_workbook_gives_the_evidence_that_its_text_gives(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("\n".join(",".join(map(str, row)) for row in (HEAD, MEANS)))
    from_text = evidence_alone(tmp_path / "t.csv")
    assert evidence_alone(saved(tmp_path / "t.xlsx", HEAD, MEANS)) == from_text


def test_a_number_keeps_its_point_among_texts_with_decimal_commas(tmp_path: Path) -> None:
    """As text a point beside commas is between thousands: 1.234 of a cell of numbers is 1.234 and not 1234."""
    rows = [HEAD, ["Kew 2017", "Mood", 1, 50, "12,5", "4,25", 50, 10.125, 1.234]]
    [contrast] = evidence_alone(saved(tmp_path / "t.xlsx", *rows)).contrasts
    means = contrast.means
    assert means is not None
    assert (means.mean1, means.sd1, means.mean2, means.sd2) == (12.5, 4.25, 10.125, 1.234)


def test_percent_cells_of_events_are_people_and_an_icc_in_percent_is_a_share(tmp_path: Path) -> None:
    head = ["study", "outcome", "higher_is_better", "events1", "n1", "events2", "n2", "cluster_size", "icc", "year"]
    from datetime import date

    row = ["Kew", "Quit", 1, 0.455, 60, 0.3, 60, 12, 0.05, date(2017, 1, 1)]
    path = saved(tmp_path / "t.xlsx", head, row, formats={"D2": "0.0%", "F2": "0%", "I2": "0%"})
    evidence = evidence_alone(path)
    [contrast] = evidence.contrasts
    assert contrast.counts is not None
    assert (contrast.counts.events1, contrast.counts.events2) == (27, 18)
    assert contrast.cluster is not None
    assert contrast.cluster.icc == 0.05
    assert evidence.studies[0].label == "Kew 2017"


def test_percent_signs_of_a_difference_of_risks_are_shares_and_of_a_mean_a_unit(tmp_path: Path) -> None:
    text = "study,outcome,higher_is_better,effect_measure,effect,ci_low,ci_high\nKew,Quit,1,{},5%,1%,9%\n"
    for measure, expected in (("RD", 0.05), ("MD", 5.0)):
        (tmp_path / "t.csv").write_text(text.format(measure))
        [contrast] = evidence_alone(tmp_path / "t.csv").contrasts
        assert contrast.effect is not None
        assert contrast.effect.value == expected


def test_broken_events_are_what_a_person_says_they_are(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(
        "study,outcome,higher_is_better,events1,n1,events2,n2\nKew,Quit,1,20.5,60,10.5,60\n"
    )
    [contrast] = evidence_alone(tmp_path / "t.csv").contrasts
    assert contrast.use == "ask"
    [people] = evidence_alone(tmp_path / "t.csv", TableWishes(events="people")).contrasts
    assert people.use == "main"
    [percent] = evidence_alone(tmp_path / "t.csv", TableWishes(events="percent")).contrasts
    assert percent.counts is not None
    assert (percent.counts.events1, percent.counts.events2) == (12, 6)


def test_a_cell_of_a_workbook_is_refused_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"row 2, column sd1: expected a number, found '#DIV/0!'"):
        evidence_alone(saved(tmp_path / "t.xlsx", HEAD, [*MEANS[:5], "#DIV/0!", *MEANS[6:]]))


def test_the_named_sheet_of_a_workbook_is_pooled_as_its_text_is(tmp_path: Path) -> None:
    from alongside.workflow.tools.pool_table import TableModel, effects_of_table

    rows = [["e1", "n1", "e2", "n2"], [12, 50, 20, 50], [8, 40, 11, 42]]
    workbook = Workbook()
    workbook["Sheet"].append(["Read me", "first"])
    sheet = workbook.create_sheet("Data")
    for row in rows:
        sheet.append(row)
    workbook.save(tmp_path / "t.xlsx")
    (tmp_path / "t.csv").write_text("\n".join(",".join(map(str, row)) for row in rows))
    text = effects_of_table(tmp_path / "t.csv", TableModel({}))
    book = effects_of_table(tmp_path / "t.xlsx", TableModel({}, sheet="Data"))
    assert book.yi.tolist() == text.yi.tolist()
    assert book.vi.tolist() == text.vi.tolist()
    assert any("the sheet 'Data' was read" in remark for remark in book.understood)
