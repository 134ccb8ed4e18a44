"""Kinds that further real files of public repositories showed, each with an invented file of the same layout."""

from __future__ import annotations

from pathlib import Path

import pytest

from alongside.records import Broken, Record, Source, detect_format, read_source


def records(name: str, text: str) -> list[Record]:
    source = Source(Path(name), data=text.encode())
    entries = list(read_source(source, detect_format(source)))
    assert not any(isinstance(entry, Broken) for entry in entries)
    return [entry for entry in entries if isinstance(entry, Record)]


def test_an_endnote_entry_without_a_type_among_typed_ones_is_an_entry_of_its_own() -> None:
    typed = "%T Walking with neighbours\n%0 Journal Article\n%A Ash, Ann\n%D 2021\n\n\n"
    untyped = "%T Table of contents\n%B Journal of Peer Work\n%D 2020\n\n\n"
    read = records("export.enw", typed + untyped + typed.replace("Walking", "Talking"))
    assert [record.title for record in read] == [
        "Walking with neighbours",
        "Table of contents",
        "Talking with neighbours",
    ]
    assert [record.year for record in read] == [2021, 2020, 2021]


def test_a_paragraph_without_title_and_type_still_belongs_to_the_entry_above() -> None:
    [record] = records("export.enw", "%0 Book\n%T Calls\n%A Ash, Ann\n%X First lines.\n\n%K peers\n")
    assert record.keywords == ("peers",)


def test_a_short_title_serves_where_ris_has_no_other() -> None:
    [short] = records("export.ris", "TY  - JOUR\nAU  - Ash, A\nST  - Calls between peers\nPY  - 2009\nER  - \n")
    [both] = records("export.ris", "TY  - JOUR\nTI  - Calls between peers: a trial\nST  - Calls\nER  - \n")
    assert (short.title, both.title) == ("Calls between peers", "Calls between peers: a trial")


@pytest.mark.parametrize(("cell", "year"), [("JUL 2022", 2022), ("MAY-JUN 2021", 2021), ("Ward 2022", None)])
def test_the_month_of_early_access_gives_the_year_where_there_is_none(cell: str, year: int | None) -> None:
    [record] = records("export.ris", f"TY  - JOUR\nTI  - Calls\nC6  - {cell}\nER  - \n")
    assert record.year == year
    [dated] = records("export.ris", f"TY  - JOUR\nTI  - Calls\nPY  - 2019\nC6  - {cell}\nER  - \n")
    assert dated.year == 2019


def test_crossrefs_answer_about_one_work_is_a_record_and_its_references_are_none() -> None:
    work = '{"DOI": "10.1234/A", "title": ["Calls"], "reference": [{"DOI": "10.5555/x", "title": ["Other"]}]}'
    [record] = records("10.1234_a.json", f'{{"status": "ok", "message-type": "work", "message": {work}}}')
    assert (record.title, record.doi) == ("Calls", "10.1234/a")


def test_erics_answer_has_its_year_and_its_nbib_a_doi_that_is_an_address() -> None:
    row = '{"id": "EJ1", "title": "Calls", "author": ["Ash, Ann"], "publicationdateyear": 2021}'
    [answer] = records("eric.json", f'{{"response": {{"numFound": 1, "docs": [{row}]}}}}')
    assert answer.year == 2021
    text = "OWN - ERIC\nTI  - Calls\nAU  - Ash, Ann\nAID - http://dx.doi.org/10.1234/ab\nDP  - 2000\nPT  - Reports\n"
    [entry] = records("eric.nbib", text)
    assert entry.doi == "10.1234/ab"
    [both] = records("eric.nbib", text + "LID - 10.1234/cd [doi]\n")
    assert both.doi == "10.1234/cd"


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("Peer Work (2014) 3:3 (152-160). Date of Publication: 2014", ("Peer Work", 2014, "3", "3", "152–160")),
        ("Peer Work (2019) 54 (83-86). Date of Publication: 1 Jan 2019", ("Peer Work", 2019, "54", "", "83–86")),
        ("Peer Work (London) (2004) 102:4 (253-258)", ("Peer Work (London)", 2004, "102", "4", "253–258")),
        ("Peer Work (2010) 12 SUPPL. 1 (S23)", ("Peer Work", 2010, "12 SUPPL. 1", "", "S23")),
        ("Peer Work (London)", ("Peer Work (London)", None, "", "", "")),
        ("Peer Work (2004)", ("Peer Work (2004)", None, "", "", "")),
    ],
)
def test_a_source_in_one_cell_is_taken_apart(cell: str, parts: tuple[str, int | None, str, str, str]) -> None:
    [record] = records("embase.csv", f'Title,Author Names,Source,Abstract\nCalls,"Ash A., Birch B.",{cell},We asked.\n')
    assert (record.journal, record.year, record.volume, record.issue, record.pages) == parts


def test_columns_of_their_own_go_before_a_source_in_one_cell() -> None:
    text = "Title,Source,Year,Volume\nCalls,Peer Work (2014) 3:3 (152-160),2015,9\n"
    [record] = records("embase.csv", text)
    assert (record.journal, record.year, record.volume, record.issue) == ("Peer Work", 2015, "9", "3")


@pytest.mark.parametrize("tag", ["{}  – ", "{} – ", "{}  — ", "{}\xa0\xa0– "])
def test_a_dash_that_a_word_processor_made_of_the_hyphen_is_read_as_one(tag: str) -> None:
    lines = [("TY", "JOUR"), ("TI", "Calls – a trial"), ("AU", "Ash, A."), ("PY", "2019"), ("SP", "1–9"), ("ER", "")]
    entry = "\r\n".join(f"{tag.format(name)}{value}" for name, value in lines)
    record_a, record_b = records("word.ris", f"{entry}\r\n\r\n{entry}\r\n")
    assert record_a.title == record_b.title == "Calls – a trial"
    assert (record_a.year, record_a.pages, record_a.authors) == (2019, "1–9", ("Ash, A.",))
