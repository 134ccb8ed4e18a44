"""Excel workbooks, whole and hostile."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from alongside.errors import InputError
from alongside.records import Broken, Record, Source, detect_format, format_named, read_records
from alongside.records.formats.xlsx import columns_of


def book(*sheets: list[list[object]]) -> bytes:
    workbook = Workbook(write_only=True)
    for rows in sheets:
        sheet = workbook.create_sheet()
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def read(data: bytes, columns: dict[str, str] | None = None) -> list[Record | Broken]:
    source = Source(Path("export.xlsx"), data=data, columns=columns)
    assert detect_format(source).name == "xlsx"
    return list(format_named("xlsx").read(source))


def test_the_first_sheet_with_records_is_read_wherever_its_header_stands() -> None:
    notes: list[list[object]] = [["Notes"], ["nothing here"]]
    rows: list[list[object]] = [
        ["Export of 2026"],
        [],
        ["Title", "Publication Year", "PMID", "Odd"],
        ["Calls", 2009.0, 19597169, datetime(2020, 1, 2)],
        [],
        ["Visits", "2010", None, True],
    ]
    record_a, record_b = read(book(notes, rows))
    assert isinstance(record_a, Record)
    assert (record_a.title, record_a.year, record_a.pmid, record_a.extra) == (
        "Calls",
        2009,
        "19597169",
        {"Odd": ("2020-01-02",)},
    )
    assert (record_a.line, record_b.line) == (4, 6)


def test_a_row_with_more_cells_than_the_header_is_named() -> None:
    _, broken = read(book([["Title", "Year"], ["A", 2009], ["B", 2010, "more"]]))
    assert isinstance(broken, Broken)
    assert (broken.line, broken.reason) == (3, "expected 2 cells as in the header, found 3")


def test_unknown_columns_are_listed_and_can_be_mapped() -> None:
    data = book([["Otsikko", "Vuosi"], ["Hilfe", 2009]])
    with pytest.raises(InputError, match="there are Otsikko, Vuosi"):
        read(data)
    assert columns_of(Source(Path("a.xlsx"), data=data)) == ("Otsikko", "Vuosi")
    [record] = read(data, {"title": "Otsikko", "year": "Vuosi"})
    assert isinstance(record, Record)
    assert (record.title, record.year) == ("Hilfe", 2009)


def test_no_cell_of_a_written_sheet_is_a_formula() -> None:
    stream = io.BytesIO()
    format_named("xlsx").write([Record(title="=1+1", abstract="+cmd")], stream)
    sheet = load_workbook(stream).active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}


def test_a_workbook_that_would_fill_the_memory_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", "<workbook/>")
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000_000)
    assert path.stat().st_size < 1_000_000
    with pytest.raises(InputError, match="unpacked this one would have 286 MB"):
        list(read_records(path))


def test_a_workbook_that_is_cut_or_no_workbook_is_one_clear_line(tmp_path: Path) -> None:
    whole = book([["Title"], ["A"]])
    for size in (len(whole) // 2, len(whole) - 30):
        path = tmp_path / "cut.xlsx"
        path.write_bytes(whole[:size])
        with pytest.raises(InputError) as caught:
            list(read_records(path))
        assert "\n" not in str(caught.value)
