"""Tables as R writes and reads them: blanks between cells, names of rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.errors import InputError
from alongside.tables import read_table
from alongside.tables.blanks import cells_of

WRITE_TABLE = '"study" "yi" "vi"\n"1" "Ash 2019" 0.2 0.04\n"2" "O\'Brien \\"B\\"" -0.1 NA\n'
"""As `write.table(data)` writes it."""


def cells(path: Path, text: str, *, lenient: bool = True) -> list[tuple[str, ...]]:
    path.write_text(text, encoding="utf-8")
    table = read_table(path, lenient=lenient)
    return [table.columns, *(tuple(row.values.values()) for row in table.rows)]


def test_a_table_that_r_wrote_is_read_with_the_names_of_its_rows(tmp_path: Path) -> None:
    assert cells(tmp_path / "t.txt", WRITE_TABLE) == [
        ("column 1", "study", "yi", "vi"),
        ("1", "Ash 2019", "0.2", "0.04"),
        ("2", 'O\'Brien "B"', "-0.1", "NA"),
    ]
    notes = read_table(tmp_path / "t.txt", lenient=True).notes
    assert ["blanks" in notes[0], "header lacks" in notes[1]] == [True, True]


@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_names_of_rows_are_known_whatever_sets_the_cells_apart(tmp_path: Path, mark: str) -> None:
    text = '"study" "yi"\n"1" "Ash, A" 0.2\n"2" "Birch" 0.3\n'.replace('" ', f'"{mark}').replace(" 0", " 0")
    assert cells(tmp_path / "t.csv", text)[1] == ("1", "Ash, A", "0.2")


def test_columns_that_were_lined_up_by_hand_are_read(tmp_path: Path) -> None:
    lines = (
        "  trial author               year\ttpos",
        '  1     "Ferguson & Simes"   1949    6',
        "",
        " 2 Aronson\t1948\t\t4  ",
    )
    text = "\n".join(lines)
    assert cells(tmp_path / "t.txt", text) == [
        ("trial", "author", "year", "tpos"),
        ("1", "Ferguson & Simes", "1949", "6"),
        ("2", "Aronson", "1948", "4"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "study,yi\nAsh, A,0.2\nBirch, B,0.3\n",  # a comma within a name, without quotation marks
        "id,study,yi\n1,Ash, A,0.2\n2,Birch, B,0.3\n",
        'study yi\n"Ash 2019" 0.2\nBirch 0.3\nCedar 0.4\nElm 0.5\n"Fir" 0.3 0.4\n',
    ],
)
def test_a_row_with_a_cell_too_many_is_still_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match="cells as in the header"):
        cells(tmp_path / "t.csv", text)


@pytest.mark.parametrize(
    "text", ["title\nPeer support by telephone\nA walk\n", "search terms\npeer support\ncalls for all\n"]
)
def test_lines_of_words_are_one_column(tmp_path: Path, text: str) -> None:
    assert all(len(row) == 1 for row in cells(tmp_path / "t.txt", text))


def test_a_quotation_mark_that_is_never_closed_is_named_with_its_row(tmp_path: Path) -> None:
    rows = "".join(f'"Study {number}" 0.{number}\n' for number in range(1, 60))
    with pytest.raises(InputError, match=r"row 61.*blanks"):
        cells(tmp_path / "t.txt", f'study yi\n{rows}"Ash 0.2\n')


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1), min_size=1))
def test_what_r_quotes_comes_back(texts: list[str]) -> None:
    quoted = " ".join('"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' for text in texts)
    assert cells_of(quoted) == texts
