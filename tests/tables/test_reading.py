"""Tables: the encodings, delimiters and faults that people's files have."""

from __future__ import annotations

import codecs
import tempfile
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.errors import InputError
from alongside.tables import Row, TextSource, iter_rows, read_table
from alongside.tables.source import CHUNK


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


NUMBERS = {
    "3": 3.0, "-3.5": -3.5, "−3": -3.0, "1e3": 1000.0, "+.5": 0.5, "": None, "0e-400": 0.0,
    "12 345": 12345.0, "1\u2009234\u2009567.5": 1234567.5, "−12\u202f345": -12345.0,
}  # fmt: skip


@pytest.mark.parametrize("cell", NUMBERS)
def test_numbers_as_people_write_them(cell: str) -> None:
    assert Row(Path("t.csv"), 2, {"n": cell}).number("n") == NUMBERS[cell]


@pytest.mark.parametrize(
    "cell", ["12,5", "nan", "inf", "1e400", "1e-400", "0x10", "1_000", "five", "1 2", "1 2345", "0.5 123", "٣", "–3"]
)
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
        ('a,b\n1,"2\n', "row 2: expected a second quotation mark.*never closed"),
        ('a,b\n1,"2"3\n', "row 2: expected ',' after a quoted cell"),
        ("a,b\n1,\x002\n", "row 2, column b: expected text; character 1 of the cell is a NUL"),
        ("a,\x00b\n1,2\n", "row 1: expected text; character 1 of the cell is a NUL"),
        ("\n\na,b\n\n1\n", "row 5: expected 2 cells"),
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


def test_a_foreign_letter_late_in_a_long_file_is_read(tmp_path: Path) -> None:
    data = b"name,n\n" + b"Ash,1\n" * 100_000 + "Müller,2\n".encode("cp1252")
    found = read_table(table(tmp_path, data))
    assert (found.encoding, found.rows[-1].text("name")) == ("cp1252", "Müller")


def test_a_byte_that_is_no_text_names_its_own_row(tmp_path: Path) -> None:
    data = codecs.BOM_UTF8 + b"a,b\n" + b"1,2\n" * 50_000 + b"1,x\xe9,\n" + b"1,2\n" * 50_000
    with pytest.raises(InputError, match="row 50002: expected utf-8-sig text; the byte after character 3"):
        read_table(table(tmp_path, data))


def test_a_file_cut_inside_a_character_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="row 3: expected utf-8 text; the file ends in the middle of a character"):
        read_table(table(tmp_path, "name\nÅsa\nMü".encode()[:-1]))


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_old_code_pages_are_told_apart(encoding: str, tmp_path: Path) -> None:
    text = "name,title\nMüller,“Pair à pair” – une étude\nÅsa Øye,Støtte på nett\n"
    found = read_table(table(tmp_path, text.encode(encoding)))
    assert (found.encoding, found.rows[1].text("title")) == (encoding, "Støtte på nett")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_ends_a_row(end: str, tmp_path: Path) -> None:
    rows = read_table(table(tmp_path, f'a,b{end}1,"x{end}y"{end}2,z{end}')).rows
    assert [(row.line, row.text("b")) for row in rows] == [(2, "x\ny"), (4, "z")]


def test_a_line_end_between_two_chunks_is_one(tmp_path: Path) -> None:
    for size in range(CHUNK - 3, CHUNK + 1):
        path = table(tmp_path, b"a\r\n" + b"x" * (size - 3) + b"\r\ny\r\n")
        assert [row.line for row in read_table(path).rows] == [2, 3]


def test_marks_in_a_quoted_column_name_are_no_delimiters(tmp_path: Path) -> None:
    found = read_table(table(tmp_path, '"mean, group 1, weeks";n\n1;2\n'))
    assert (found.delimiter, found.columns) == (";", ("mean, group 1, weeks", "n"))


def test_a_first_line_that_names_the_delimiter_is_no_header(tmp_path: Path) -> None:
    found = read_table(table(tmp_path, "sep=;\na,b;c\n1;2\n"))
    assert (found.columns, found.rows[0].line) == (("a,b", "c"), 3)


def test_two_names_of_one_column_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="row 1, column m1: this column and 'mean1' are the same"):
        read_table(table(tmp_path, "mean1,m1\n1,2\n"), synonyms={"m1": "mean1"})


def test_a_header_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    assert read_table(table(tmp_path, "a,b\n")).rows == ()


def test_a_header_of_another_program_is_taken_where_that_is_asked_for(tmp_path: Path) -> None:
    [row] = iter_rows(table(tmp_path, ",Notes,Notes\n0,x,y\n"), any_header=True)
    assert dict(row.values) == {"column 1": "0", "Notes": "x", "Notes (2)": "y"}


def test_rows_after_a_bad_one_are_given_where_faults_are_told(tmp_path: Path) -> None:
    faults: list[tuple[int | None, str | None, str]] = []
    path = table(tmp_path, 'a,b\n1,2\n3\n4,\x00\n5,"6" 7\n8,9\n')
    rows = list(iter_rows(path, on_fault=lambda error, raw: faults.append((error.row, error.column, raw))))
    assert [row.line for row in rows] == [2, 6]
    assert faults == [(3, None, "3"), (4, "b", "4,\x00"), (5, None, '5,"6" 7')]


def test_a_quotation_mark_that_is_never_closed_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = table(tmp_path, b'a,b\n1,"2\n' + b"1,2\n" * 3_000_000)
    with pytest.raises(InputError, match="row 2: expected rows of at most 10 MB; is a quotation mark"):
        read_table(path)


def test_a_path_that_is_no_file_is_refused(tmp_path: Path) -> None:
    for path, words in ((tmp_path / "none.csv", "no such file"), (tmp_path, "is a folder"), ("a\0b", "no such file")):
        with pytest.raises(InputError, match=words):
            read_table(path)


def test_a_line_of_two_gigabytes_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    with path.open("wb") as handle:
        handle.write(b"a,b\n")
        handle.truncate(2 * 1024**3)
    tracemalloc.start()
    with pytest.raises(InputError, match="row 2: expected lines of at most 10 MB"):
        read_table(path)
    assert tracemalloc.get_traced_memory()[1] < 100 * 1024**2
    tracemalloc.stop()


@given(st.text(max_size=40), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_lines_are_those_of_the_text(text: str, encoding: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = table(Path(folder), text.encode(encoding, "ignore"))
        plain = path.read_bytes().decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        assert "".join(TextSource.open(path).lines()) == plain.removeprefix("\ufeff" if encoding == "utf-8" else "")


@given(st.binary(max_size=300))
def test_arbitrary_bytes_give_rows_or_one_error(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            found = read_table(table(Path(folder), data))
        except InputError as error:
            assert "\n" not in str(error).replace(repr(data), "")
        else:
            assert all(isinstance(row, Row) for row in found.rows)
