"""Tables: the encodings, delimiters and faults that people's files have."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.errors import InputError
from alongside.tables import Row, iter_rows, read_table


def table(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_out(mark: str, tmp_path: Path) -> None:
    [row] = read_table(table(tmp_path, mark.join("abc") + "\n" + mark.join("123") + "\n")).rows
    assert dict(row.values) == {"a": "1", "b": "2", "c": "3"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom", "cp1252"])
def test_the_encoding_is_found_out(encoding: str, tmp_path: Path) -> None:
    text = "name,n\nÅsa Müller,1\n"
    data = b"\xff\xfe" + text.encode("utf-16-le") if encoding == "utf-16-le-bom" else text.encode(encoding)
    assert read_table(table(tmp_path, data)).rows[0].text("name") == "Åsa Müller"


def test_a_row_knows_the_line_on_which_it_starts(tmp_path: Path) -> None:
    rows = read_table(table(tmp_path, 'a,b\n1,"two\nlines"\n\n3,4\n')).rows
    assert [row.line for row in rows] == [2, 5]


NUMBERS = {"3": 3.0, "-3.5": -3.5, "−3": -3.0, "1e3": 1000.0, "+.5": 0.5, "12 345": 12345.0, "": None}


@pytest.mark.parametrize("cell", NUMBERS)
def test_numbers_as_people_write_them(cell: str) -> None:
    assert Row(Path("t.csv"), 2, {"n": cell}).number("n") == NUMBERS[cell]


@pytest.mark.parametrize("cell", ["12,5", "nan", "inf", "1e999", "0x10", "1_000", "five", "1 2"])
def test_what_is_no_number_is_refused_with_its_place(cell: str) -> None:
    with pytest.raises(InputError, match=r"t.csv, row 2, column n: expected a number"):
        Row(Path("t.csv"), 2, {"n": cell}).number("n")


def test_a_choice_says_what_was_meant() -> None:
    with pytest.raises(InputError, match="did you mean 'telephone'"):
        Row(Path("t.csv"), 2, {"form": "telefone"}).choice("form", ("telephone", "group"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the file is empty"),
        ("\n\n", "the file is empty"),
        ("a,a\n1,2\n", "row 1, column a: this column stands in the header twice"),
        ("a,,c\n1,2,3\n", "column 2 has no name"),
        ("a,b\n1\n", "row 2: expected 2 cells"),
        ("a,b\n1,2,3\n", "row 2: expected 2 cells"),
        ('a,b\n1,"2\n', "row 2: expected cells.*never closed"),
        ("a,b\n1,\x002\n", "row 2: expected text; character 3 is a NUL"),
    ],
)
def test_a_fault_names_its_place(text: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=words):
        read_table(table(tmp_path, text))


def test_a_required_column_that_is_missing_is_named_with_what_is_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="column mean1: expected this column; there is 'mean_1'"):
        read_table(table(tmp_path, "mean_1,vi\n1,2\n"), required=("mean1",))


def test_rows_come_one_by_one(tmp_path: Path) -> None:
    rows = iter_rows(table(tmp_path, "a\n1\n2\nx,y\n"))
    assert next(rows).number("a") == 1
    assert next(rows).number("a") == 2
    with pytest.raises(InputError):
        next(rows)


@given(st.binary(max_size=300))
def test_arbitrary_bytes_give_rows_or_one_error(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            read = read_table(table(Path(folder), data))
        except InputError as error:
            assert "\n" not in str(error).replace(repr(data), "")
        else:
            assert all(isinstance(row, Row) for row in read.rows)


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b"PK\x03\x04", "a workbook of another program"),
        (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
        (b"%PDF-1.7", "a PDF"),
    ],
)
def test_a_workbook_is_named_with_the_way_on(tmp_path: Path, start: bytes, what: str) -> None:
    path = tmp_path / "trials.xlsx"
    path.write_bytes(start + bytes(range(256)) * 4)
    with pytest.raises(InputError, match=f"is {what}.* save the sheet as .xlsx or CSV"):
        read_table(path)
