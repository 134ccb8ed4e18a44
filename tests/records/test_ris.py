"""RIS in the dialects of real tools, and in the shapes that break."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.errors import InputError
from alongside.records import Broken, Record, Source, format_named, read_records, read_source

ONE = "TY  - JOUR\nTI  - Calls that help\nAU  - Ash, A.\nAU  - Birch, B.\nPY  - 2009/02/14/\nJO  - A Journal\nER  - \n"


def read_ris(lines: list[str]) -> list[Record | Broken]:
    source = Source(Path("export.txt"), data="\n".join(lines).encode("utf-8", "surrogatepass"))
    return list(format_named("ris").read(source))


def only(text: str) -> Record:
    [entry] = read_ris(text.splitlines())
    assert isinstance(entry, Record)
    return entry


def write(tmp_path: Path, data: bytes, name: str = "export.txt") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def test_the_fields_of_an_entry_are_read() -> None:
    record = only(ONE)
    assert (record.title, record.authors, record.year) == ("Calls that help", ("Ash, A.", "Birch, B."), 2009)
    assert (record.journal, record.type, record.line) == ("A Journal", "article", 1)


def test_a_field_that_is_broken_over_lines_is_one_field() -> None:
    assert only("TY  - JOUR\nAB  - One\ntwo\n  three\nER  - ").abstract == "One two three"


def test_a_tag_that_nobody_knows_stays_with_the_record() -> None:
    record = only("TY  - JOUR\nTI  - A\nZ9  - kept\nT1  - Another title\nER  - ")
    assert record.extra == {"TY": ("JOUR",), "Z9": ("kept",), "T1": ("Another title",)}


def test_fields_that_come_after_the_end_belong_to_the_entry_before() -> None:
    text = "1.\nTY  - JOUR\nTI  - A\nER  -\nNL  - A Journal\n\nLink to the text\n\n2.\nTY  - JOUR\nTI  - B\nER  -\n"
    record_a, record_b = read_ris(text.splitlines())
    assert isinstance(record_a, Record)
    assert record_a.extra == {"TY": ("JOUR",), "NL": ("A Journal",)}
    assert isinstance(record_b, Record)
    assert (record_b.title, record_b.line) == ("B", 10)


@pytest.mark.parametrize(
    "line", ["DO  - https://doi.org/10.1/ABC", "L3  - 10.1/abc", "UR  - http://dx.doi.org/10.1/abc."]
)
def test_a_doi_is_found_where_tools_put_it(line: str) -> None:
    assert only(f"TY  - JOUR\n{line.replace('10.1/', '10.1234/')}\nER  - ").doi == "10.1234/abc"


def test_an_accession_number_is_a_pubmed_id_only_in_pubmed() -> None:
    assert only("TY  - JOUR\nAN  - 19597169\nDB  - PubMed\nER  - ").pmid == "19597169"
    assert only("TY  - JOUR\nAN  - 19597169\nDB  - Embase\nER  - ").pmid == ""
    assert only("TY  - JOUR\nN1  - PMID: 19597169\nER  - ").pmid == "19597169"


def test_an_entry_that_lacks_only_its_end_is_read_and_said() -> None:
    source = Source(Path("export.ris"), data=("TY  - JOUR\nTI  - A\n" + ONE).encode())
    record_a, record_b = format_named("ris").read(source)
    assert isinstance(record_a, Record)
    assert isinstance(record_b, Record)
    assert (record_a.title, record_b.title, record_b.line) == ("A", "Calls that help", 3)
    assert [note.line for note in source.notes] == [1]
    assert "no end (ER)" in source.notes[0].text


def test_an_entry_that_lost_its_start_does_not_go_unnoticed_in_the_one_before() -> None:
    intact, broken, last = read_ris((ONE + "TI  - Lost\nAU  - Cole, C.\nER  - \n" + ONE).splitlines())
    assert isinstance(broken, Broken)
    assert (broken.line, broken.raw) == (8, "TI  - Lost\nAU  - Cole, C.\nER  -")
    assert "never began" in broken.reason
    assert isinstance(intact, Record)
    assert (intact.title, intact.authors) == ("Calls that help", ("Ash, A.", "Birch, B."))
    assert isinstance(last, Record)


DIALECTS = {
    "one blank": "TY - JOUR\nTI - A\nAU - Ash, A.\nPY - 2009\nER -\n",
    "no blank after the hyphen": "TY  -JOUR\nTI  -A\nAU  -Ash, A.\nPY  -2009\nER  -\n",
    "one blank and none": "TY -JOUR\nTI  -A\nAU  -Ash, A.\nPY  -2009\nER  -\n",
    "small letters": "ty  - JOUR\nti  - A\nau  - Ash, A.\npy  - 2009\ner  - \n",
    "indented": " TY  - JOUR\n TI  - A\n AU  - Ash, A.\n PY  - 2009\n ER  - \n",
    "headings": "Provider: X\n\n<1>\nTY  - JOUR\nTI  - A\nAU  - Ash, A.\nPY  - 2009\nER  - \n",
    "broken over a page": "TY  - JOUR\nTI  - A\n\x0cAU  - Ash, A.\nPY  - 2009\nER  - \n",
    "other names of the tags": "TY  - JOUR\nT1  - A\nA1  - Ash, A.\nY1  - 2009///Spring\nER  - \n",
    "blank lines": "TY  - JOUR\n\nTI  - A\n\nAU  - Ash, A.\nPY  - 2009\n\nER  - \n\n\n",
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_each_dialect_gives_the_same_entry(dialect: str) -> None:
    [entry] = read_ris(DIALECTS[dialect].split("\n"))
    assert isinstance(entry, Record)
    assert (entry.title, entry.authors, entry.year, entry.type) == ("A", ("Ash, A.",), 2009, "article")


def test_a_sentence_that_starts_like_a_field_stays_in_its_text() -> None:
    record = only("TY  - JOUR\nAB  - We looked at\nby - products and in  - vitro work\nER  - ")
    assert record.abstract == "We looked at by - products and in  - vitro work"


def test_keywords_one_a_line_are_keywords_each() -> None:
    assert only("TY  - JOUR\nKW  - Peer Group\nSelf Care\nKW  - a; b\nER  - ").keywords == (
        "Peer Group",
        "Self Care",
        "a",
        "b",
    )


def test_numbers_are_found_in_the_fields_where_tools_put_them() -> None:
    text = (
        "TY  - JOUR\nC2  - PMC2628301\nN1  - PMID: 19597169\nN1  - ISRCTN12345678\nAN  - L37\nSN  - 2213-4220\nER  - "
    )
    record = only(text)
    assert (record.pmcid, record.pmid, record.registrations) == ("PMC2628301", "19597169", ("ISRCTN12345678",))
    assert (record.accession, record.issn) == ("L37", "2213-4220")
    assert record.extra["N1"] == ("PMID: 19597169", "ISRCTN12345678")


def test_the_full_and_the_short_name_of_a_journal_are_told_apart() -> None:
    record = only("TY  - JOUR\nT2  - Journal of Peers\nJ2  - J. Peers\nSP  - 125-133\nER  - ")
    assert (record.journal, record.journal_abbreviation, record.pages) == ("Journal of Peers", "J. Peers", "125–133")


def test_a_file_cut_in_the_middle_stops_unless_told_to_go_on(tmp_path: Path) -> None:
    path = write(tmp_path, (ONE + "TY  - JOUR\nTI  - cut").encode())
    with pytest.raises(InputError, match="row 8: the file ends in the middle"):
        list(read_records(path))
    entries = list(read_records(path, keep_going=True))
    assert [type(entry) for entry in entries] == [Record, Broken]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_are_found_out(encoding: str, end: str, tmp_path: Path) -> None:
    text = ONE.replace("Ash, A.", "Ångström, É.").replace("\n", end)
    [record] = read_records(write(tmp_path, text.encode(encoding)))
    assert isinstance(record, Record)
    assert record.authors[0] == "Ångström, É."


def test_mojibake_is_repaired_and_the_repair_is_said(tmp_path: Path) -> None:
    mistaken = ONE.replace("Ash, A.", "Müller, K.").encode().decode("cp1252")
    source = Source(write(tmp_path, mistaken.encode()))
    [record] = read_source(source)
    assert isinstance(record, Record)
    assert record.authors[0] == "Müller, K."
    assert [str(note) for note in source.notes] == ["line 1: damaged text was repaired in AU"]


@given(st.binary(max_size=400))
def test_arbitrary_bytes_give_records_or_one_error(data: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder), b"TY  - JOUR\nTI  - a\n" + data)
        try:
            entries = list(read_records(path, keep_going=True))
        except InputError as error:
            assert "\n" not in str(error)
        else:
            assert all(isinstance(entry, Record | Broken) for entry in entries)


@given(st.text(max_size=300))
def test_no_line_of_an_entry_is_lost(text: str) -> None:
    entries = list(read_ris(["TY  - JOUR", f"AB  - {text}".replace("\n", " ").replace("\r", " "), "ER  - "]))
    assert all(isinstance(entry, Record) for entry in entries)


def test_rows_of_a_table_behind_the_last_entry_are_named_and_not_lost_without_a_word() -> None:
    table = ["Title,Authors,Abstract", *(f"Report {i},Ash A,{'words of an abstract ' * 6}" for i in range(4))]
    source = Source(Path("export.ris"), data=(ONE + "\n".join(table)).encode())
    assert len(list(format_named("ris").read(source))) == 1
    [note] = source.notes
    assert (note.line, note.text) == (
        8,
        "in no entry, and not read: 5 lines from here on, the first: Title,Authors,Abstract",
    )


def test_headings_and_long_links_between_entries_are_passed_over_without_a_note() -> None:
    between = "\nRecord #2 of 2\nProvider: EBSCOhost\n\nLink: https://login.example.org/" + "x" * 400 + "\n\n"
    source = Source(Path("export.ris"), data=(ONE + between + ONE).encode())
    assert len(list(format_named("ris").read(source))) == 2
    assert source.notes == []
