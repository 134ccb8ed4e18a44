"""Real export files of many tools, against an independent count of their entries."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from alongside.errors import InputError
from alongside.records import Record, detect_format, read_records

NO_RECORDS = {
    "colrev__colrev__env__journal_rankings.csv": "a list of journals",
    "colrev__colrev__env__masterdata_curations.csv": "a list of curations",
    "colrev__colrev__packages__prisma__prisma__PRISMA.csv": "the cells of a diagram",
}
"""Tables of other things, which have neither title, DOI, PubMed id nor abstract."""


def test_every_export_has_the_expected_number_of_entries(shared: Path) -> None:
    folder = shared / "data" / "imports"
    with (folder / "expected.csv").open(encoding="utf-8") as handle:
        expected = list(csv.DictReader(handle))
    counted = 0
    for row in expected:
        path = folder / row["file"]
        if row["file"] in NO_RECORDS:
            with pytest.raises(InputError, match="a column title, doi, pmid or abstract"):
                detect_format(path)
            continue
        assert detect_format(path).name == row["format"], row["file"]
        entries = list(read_records(path))
        assert all(isinstance(entry, Record) for entry in entries), row["file"]
        assert len(entries) == int(row["records"]), row["file"]
        counted += 1
    assert counted == 44


CASES = {
    "comma": "Title,Authors,Publication Year,DOI,Odd\nCalls,Ash A; Birch B,2009,10.1234/a,kept\n",
    "semicolon": "title;author;year;doi;Odd\nCalls;Ash A|Birch B;2009;https://doi.org/10.1234/A;kept\n",
    "tab": "TI\tAU\tPY\tDI\tOdd\nCalls\tAsh A; Birch B\t2009\t10.1234/a\tkept\n",
}


@pytest.mark.parametrize("case", CASES)
def test_a_table_of_records_is_read_by_the_names_of_its_columns(case: str, tmp_path: Path) -> None:
    path = tmp_path / "export.txt"
    path.write_text(CASES[case], encoding="utf-8")
    [record] = read_records(path)
    assert isinstance(record, Record)
    assert (record.title, record.authors, record.year) == ("Calls", ("Ash A", "Birch B"), 2009)
    assert (record.doi, record.extra, record.line) == ("10.1234/a", {"Odd": ("kept",)}, 2)


def test_a_table_without_a_column_of_records_says_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("colour,price\nred,1\n", encoding="utf-8")
    with pytest.raises(InputError, match="a column title, doi, pmid or abstract"):
        list(read_records(path))
