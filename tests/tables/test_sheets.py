"""Tables in workbooks: the sheet that is read, its header, and its cells as they are shown."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from alongside.errors import InputError
from alongside.tables import read_table

Book = Callable[..., Path]

ROWS = [["study", "n1", "events1"], ["Kew 2017", 40, 12], ["Ash 2020", 52.5, 9]]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    def write(*sheets: tuple[str, Sequence[Sequence[Any]]], formats: dict[str, str] | None = None) -> Path:
        workbook = Workbook()
        workbook.remove(workbook["Sheet"])
        for title, rows in sheets:
            sheet = workbook.create_sheet(title)
            for row in rows:
                sheet.append(row)
            for cell, number_format in (formats or {}).items():
                sheet[cell].number_format = number_format
        path = tmp_path / "trials.xlsx"
        workbook.save(path)
        return path

    return write


def test_the_first_sheet_is_read_and_a_lone_one_says_nothing(book: Book) -> None:
    table = read_table(book(("Trials", ROWS)))
    assert table.columns == ("study", "n1", "events1")
    assert [row.text("n1") for row in table.rows] == ["40", "52.5"]
    assert [row.line for row in table.rows] == [2, 3]
    assert table.notes == ()


def test_a_workbook_with_several_sheets_says_which_it_read_and_another_is_named(book: Book) -> None:
    path = book(("Trials", ROWS), ("Old", [["study", "n1"], ["Elm", 3]]))
    assert "the sheet 'Trials' was read; also in this workbook: Old" in read_table(path).notes[0]
    assert [row.text("study") for row in read_table(path, sheet="old").rows] == ["Elm"]
    with pytest.raises(InputError, match="no sheet 'New'; there are Trials, Old"):
        read_table(path, sheet="New")


def test_an_empty_or_hidden_first_sheet_is_passed_over(book: Book, tmp_path: Path) -> None:
    assert read_table(book(("Cover", []), ("Trials", ROWS))).rows[0].text("study") == "Kew 2017"
    workbook = Workbook()
    workbook["Sheet"].append(["a", "b"])
    workbook["Sheet"].sheet_state = "hidden"
    for row in ROWS:
        (workbook["Shown"] if "Shown" in workbook.sheetnames else workbook.create_sheet("Shown")).append(row)
    workbook.save(tmp_path / "hidden.xlsx")
    assert read_table(tmp_path / "hidden.xlsx").columns == ("study", "n1", "events1")


def test_a_percent_cell_is_what_it_shows_and_a_day_its_day(book: Book) -> None:
    rows = [["study", "events1", "when", "plain"], ["Kew", 0.455, date(2017, 5, 1), 0.455]]
    [row] = read_table(book(("Trials", rows), formats={"B2": "0.0%", "D2": '0.0" %"'})).rows
    assert dict(row.values) == {"study": "Kew", "events1": "45.5%", "when": "2017-05-01", "plain": "0.455"}
    assert row.exact == {"events1", "plain"}


def test_a_number_that_became_a_day_is_named_as_such(book: Book) -> None:
    [row] = read_table(book(("Trials", [["study", "sd1"], ["Kew", date(2026, 4, 3)]]))).rows
    with pytest.raises(InputError, match="a date, as spreadsheets make one"):
        row.number("sd1")


def test_a_title_above_the_header_is_left_out_and_said(book: Book) -> None:
    table = read_table(book(("Trials", [["Table 2. Mood"], [], *ROWS])))
    assert table.columns == ("study", "n1", "events1")
    assert [row.line for row in table.rows] == [4, 5]
    assert table.notes == ("above the header (row 3) stands 'Table 2. Mood', which was left out",)


def test_a_formula_that_nobody_worked_out_is_no_empty_cell(book: Book) -> None:
    with pytest.raises(InputError, match="row 2: cell 2 is a formula without its value"):
        read_table(book(("Trials", [["study", "n1"], ["Kew", "=20+20"]])))


def test_a_cell_beyond_the_header_and_an_empty_workbook_are_refused_with_their_place(book: Book) -> None:
    with pytest.raises(InputError, match=r"row 2: expected 2 cells as in the header \(row 1\), found one in column 4"):
        read_table(book(("Trials", [["study", "n1"], ["Kew", 4, None, "x"]])))
    with pytest.raises(InputError, match="the workbook is empty"):
        read_table(book(("Trials", [])))


def test_a_workbook_that_would_fill_the_memory_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", "<workbook/>")
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000_000)
    with pytest.raises(InputError, match="unpacked this one would have 286 MB"):
        read_table(path)


def test_a_sheet_of_a_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("study,n1\nKew,4\n")
    with pytest.raises(InputError, match="is no Excel workbook, and so has no sheet 'Trials'"):
        read_table(tmp_path / "a.csv", sheet="Trials")
