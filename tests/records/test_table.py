"""Tables of records: columns by many names, and rows that are broken."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest

from alongside.errors import InputError, ReadError
from alongside.records import Broken, Record, Source, detect_format, format_named, read_records
from alongside.records.formats.table import columns_of


def read_table(text: str, columns: dict[str, str] | None = None) -> list[Record | Broken]:
    source = Source(Path("export.csv"), data=text.encode(), columns=columns)
    return list(format_named("csv").read(source))


def only(text: str, columns: dict[str, str] | None = None) -> Record:
    [entry] = read_table(text, columns)
    assert isinstance(entry, Record)
    return entry


HEADERS = {
    "PubMed": (
        '"PMID","Title","Authors","Journal/Book","Publication Year","DOI"',
        '"1","A","Ash A, Birch B","J","2009","10.1234/a"',
    ),
    "Scopus": (
        '"Authors","Title","Year","Source title","DOI","EID"',
        '"Ash, A.; Birch, B.","A","2009","J","10.1234/a","2-s2.0-1"',
    ),
    "Embase": ("Title,Author Names,Publication Year,Source,DOI", 'A,"Ash A., Birch B.",2009,J,10.1234/a'),
    "Web of Science": ("PT\tAU\tTI\tSO\tPY\tDI\tUT", "J\tAsh, A; Birch, B\tA\tJ\t2009\t10.1234/a\tWOS:1"),
    "Zotero": (
        '"Key","Item Type","Publication Year","Author","Title","Publication Title","DOI"',
        '"X","journalArticle","2009","Ash, A.; Birch, B.","A","J","10.1234/a"',
    ),
    "IEEE": (
        '"Document Title",Authors,"Publication Title","Publication Year","DOI"',
        '"A","A. Ash; B. Birch","J","2009","10.1234/a"',
    ),
    "Dimensions": (
        "Publication ID,DOI,Title,Source title,PubYear,Publication Year,Authors",
        'pub.1,10.1234/a,A,J,2009,2009,"Ash, A.; Birch, B."',
    ),
    "ASReview": (
        "record_id,title,authors,publication_year,secondary_title,doi",
        "7,A,\"['Ash, A.', 'Birch, B.']\",2009,J,10.1234/a",
    ),
    "Springer": (
        "Item Title,Publication Title,Item DOI,Authors,Publication Year",
        '"A","J","10.1234/a","Ann AshBen Birch","2009"',
    ),
}


@pytest.mark.parametrize("tool", HEADERS)
def test_the_columns_of_each_tool_are_known(tool: str) -> None:
    record = only("\n".join(HEADERS[tool]))
    assert (record.title, record.journal, record.year, record.doi) == ("A", "J", 2009, "10.1234/a")
    assert len(record.authors) == 2


def test_a_registered_trial_from_clinicaltrials_gov_is_one() -> None:
    names = "NCT Number,Study Title,Study URL,Conditions,Brief Summary"
    text = f"{names}\nNCT01234567,Calls,https://x.org,Pain|Sleep,We call\n"
    record = only(text)
    assert (record.registrations, record.title, record.keywords) == (("NCT01234567",), "Calls", ("Pain", "Sleep"))


def test_a_heading_above_the_header_is_passed_over() -> None:
    record = only("sep=;\nResults of a search on 2026-01-02\nTitle;Authors\nCalls;Ash\n")
    assert (record.title, record.line) == ("Calls", 4)


def test_a_row_of_another_length_is_named_and_the_others_are_read() -> None:
    intact, broken, last = read_table("title,year,doi\nA,2009,\nB, with a comma,2010,10.1234/b\nC,2011,10.1234/c\n")
    assert isinstance(broken, Broken)
    assert (broken.line, broken.reason) == (3, "expected 3 cells as in the header, found 4")
    assert isinstance(intact, Record)
    assert isinstance(last, Record)
    assert (last.title, last.line) == ("C", 4)


def test_a_header_that_stands_again_is_no_record_and_is_named() -> None:
    header = "Title,Authors,Year\n"
    source = Source(Path("t.csv"), data=f"{header}{header}A,Ash,2009\n{header}B,Birch,2010\n".encode())
    assert [entry.title for entry in format_named("csv").read(source) if isinstance(entry, Record)] == ["A", "B"]
    assert [note.line for note in source.notes] == [2, 4]
    assert "the header stands here once more" in source.notes[0].text


def test_empty_cells_at_the_end_and_empty_rows_are_no_fault() -> None:
    assert [entry.line for entry in read_table("title,year\nA,2009,,,\n,\n\nB,2010\n")] == [2, 5]


def test_a_quote_that_never_closes_costs_one_row() -> None:
    entries = read_table('title,year\nA,2009\n"B,2010\nC,2011\nD,2012\n')
    assert [type(entry) for entry in entries] == [Record, Broken, Record, Record]
    assert [entry.line for entry in entries] == [2, 3, 4, 5]


def test_a_cell_over_several_lines_is_one_cell_and_its_row_keeps_its_line() -> None:
    record_a, record_b = read_table('title,abstract\nA,"One\ntwo, ""three"""\nB,\n')
    assert isinstance(record_a, Record)
    assert (record_a.abstract, record_a.raw) == ('One\ntwo, "three"', 'A,"One\ntwo, ""three"""')
    assert record_b.line == 4


def test_quotes_in_a_table_with_tabs_are_quotes() -> None:
    record_a, record_b = read_table('TI\tPY\n"We are peers\t2009\nPeers\t2010\n')
    assert isinstance(record_a, Record)
    assert (record_a.title, record_b.line) == ('"We are peers', 3)


def test_unknown_columns_are_listed_and_a_person_can_say_what_they_hold() -> None:
    text = "Otsikko,Vuosi\nHilfe,2009\n"
    with pytest.raises(InputError, match=r"there are Otsikko, Vuosi\. Say which"):
        read_table(text)
    assert columns_of(Source(Path("a.csv"), data=text.encode())) == ("Otsikko", "Vuosi")
    record = only(text, {"title": "otsikko", "year": "Vuosi"})
    assert (record.title, record.year, record.extra) == ("Hilfe", 2009, {})
    with pytest.raises(InputError, match="expected a column 'Name' for title; there are Otsikko, Vuosi"):
        read_table(text, {"title": "Name"})


def test_a_persons_mapping_goes_before_the_names_of_columns() -> None:
    record = only("title,headline\nnot this,this\n", {"title": "headline"})
    assert (record.title, record.extra) == ("this", {"title": ("not this",)})


def test_two_columns_of_one_name_and_one_without_keep_their_cells() -> None:
    record = only("title,note,note,\nA,b,c,d\n")
    assert record.extra == {"note": ("b",), "note (2)": ("c",), "column 4": ("d",)}


def test_a_packed_table_is_read(tmp_path: Path) -> None:
    path = tmp_path / "export.csv.gz"
    path.write_bytes(gzip.compress(b"title,year\nA,2009\n"))
    [record] = read_records(path)
    assert isinstance(record, Record)
    assert record.title == "A"


@pytest.mark.parametrize("title", ["=HYPERLINK(1)", "+1", "-1 degree", "@x", "'=1", "''@"])
def test_no_cell_of_a_written_table_begins_as_a_formula_and_all_come_back(title: str) -> None:
    stream = io.BytesIO()
    format_named("csv").write([Record(title=title)], stream)
    row = stream.getvalue().decode("utf-8-sig").splitlines()[1]
    assert row.startswith("'")
    [back] = format_named("csv").read(Source(Path("a.csv"), data=stream.getvalue()))
    assert isinstance(back, Record)
    assert back.title == title


def test_a_column_that_a_person_named_and_that_is_not_there_is_named_in_the_message() -> None:
    source = Source(
        Path("german.csv"), data=b"Otsikko;Vuosi\nHilfe;2009\n", columns={"title": "Otsikko", "authors": "Autor"}
    )
    with pytest.raises(ReadError, match="expected a column 'Autor' for authors; there are Otsikko, Vuosi"):
        detect_format(source)
