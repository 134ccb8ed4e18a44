"""Formats in which a line is a tag and its value: MEDLINE, Web of Science, EndNote, Cochrane."""

from __future__ import annotations

from pathlib import Path

from alongside.records import Broken, Record, Source, detect_format, format_named


def read(format_: str, text: str) -> list[Record | Broken]:
    source = Source(Path("export.txt"), data=text.encode())
    assert detect_format(source).name == format_
    return list(format_named(format_).read(source))


MEDLINE = """
PMID- 19597169
OWN - NLM
TI  - Peer support by telephone
      for people like ours: a trial.
LID - 10.1234/a [doi]
LID - S0140-6736 [pii]
AB  - BACKGROUND: Calls help.
      RESULTS: They did.
FAU - Ash, Ann
AU  - Ash A
AD  - A University.
FAU - Birch, Ben
AU  - Birch B
CN  - The Peers Group
LA  - eng
SI  - ClinicalTrials.gov/NCT01234567
PT  - Journal Article
PT  - Randomized Controlled Trial
DP  - 2009 Jan 15
TA  - J Peers
JT  - Journal of peers
IS  - 2213-4220 (Electronic)
VI  - 3
IP  - 2
PG  - 101-9
PMC - PMC2628301
OT  - peers
MH  - *Self Care/methods
SO  - J Peers. 2009 Jan 15;3(2):101-9.

PMID- 2
TI  - Another
SO  - J Peers. 2010.
"""


def test_an_entry_of_pubmed_is_read_with_all_its_numbers() -> None:
    record_a, record_b = read("medline", MEDLINE)
    assert isinstance(record_a, Record)
    assert record_a.title == "Peer support by telephone for people like ours: a trial."
    assert (record_a.authors, record_a.year) == (("Ash, Ann", "Birch, Ben", "The Peers Group"), 2009)
    assert (record_a.doi, record_a.pmid, record_a.pmcid) == ("10.1234/a", "19597169", "PMC2628301")
    assert (record_a.registrations, record_a.issn, record_a.pages) == (("NCT01234567",), "2213-4220", "101–9")
    assert (record_a.journal, record_a.journal_abbreviation) == ("Journal of peers", "J Peers")
    assert (record_a.type, record_a.keywords) == ("article", ("peers", "*Self Care/methods"))
    assert record_a.extra["AU"] == ("Ash A", "Birch B")
    assert "S0140-6736 [pii]" in record_a.extra["LID"]
    assert (record_a.line, record_b.line) == (2, 32)


def test_a_file_of_pubmed_that_lacks_its_last_lines_is_noted() -> None:
    source = Source(Path("pubmed.nbib"), data=MEDLINE[: MEDLINE.rindex("SO  -")].encode())
    assert len(list(format_named("medline").read(source))) == 2
    assert [(note.line, "may be cut" in note.text) for note in source.notes] == [(32, True)]


WOS = """\ufeffFN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Ash, A
   Birch, B
AF Ash, Ann
   Birch, Ben
TI Peer support by telephone for people
   like ours
SO JOURNAL OF PEERS
LA English
DT Article; Proceedings Paper
DE peers; self care
AB Calls help.
SN 2213-4220
PD JAN
PY 2009
BP 101
EP 109
DI 10.1234/a
D2 10.1234/book
UT WOS:000123
ER

PT J
TI Cut
"""


def test_an_entry_of_web_of_science_is_read_and_a_cut_file_is_named() -> None:
    intact, broken = read("wos", WOS)
    assert isinstance(intact, Record)
    assert (intact.title, intact.authors) == (
        "Peer support by telephone for people like ours",
        ("Ash, Ann", "Birch, Ben"),
    )
    assert (intact.year, intact.pages, intact.doi, intact.accession) == (2009, "101–109", "10.1234/a", "WOS:000123")
    assert (intact.type, intact.keywords) == ("conference paper", ("peers", "self care"))
    assert intact.extra["AU"] == ("Ash, A", "Birch, B")
    assert intact.extra["D2"] == ("10.1234/book",)
    assert isinstance(broken, Broken)
    assert broken.line == 25
    assert "before the file ends" in broken.reason


def test_an_entry_of_endnote_is_read_and_so_is_one_of_refer() -> None:
    text = (
        "%0 Journal Article\n%A Ash, Ann\n%A Birch, Ben\n%T Calls\n%J J Peers\n%D 2009\n%P 1-9\n%M PMID: 19597169\n"
        "%X One\n\ntwo.\n%K peers\nself care\n%@ 2213-4220\n\n%0 Thesis\n%T Another\n"
    )
    record_a, record_b = read("endnote", text)
    assert isinstance(record_a, Record)
    assert (record_a.title, record_a.authors, record_a.pages) == ("Calls", ("Ash, Ann", "Birch, Ben"), "1–9")
    assert (record_a.pmid, record_a.abstract, record_a.keywords) == ("19597169", "One two.", ("peers", "self care"))
    assert isinstance(record_b, Record)
    assert (record_b.type, record_b.line) == ("thesis", 16)
    record_a, record_b = read("endnote", "%A Ash, Ann\n%T Calls\n%D 2009\n\n%A Birch, Ben\n%T Visits\n")
    assert isinstance(record_b, Record)
    assert (record_b.title, record_b.authors, record_b.line) == ("Visits", ("Birch, Ben",), 5)


def test_a_file_of_the_cochrane_library_is_read_and_its_announcement_checked() -> None:
    text = (
        "Record #1 of 3\nID: CN-0123\nAU: Ash A\nAU: Birch B\nTI: Calls\nSO: Journal of peers\nYR: 2009\nVL: 3\nNO: 2\n"
        "PM: PUBMED 19597169\nXR: EMBASE 354\nPT: Journal article\nKY: Peers; Self care\nAB: Calls\n\n\n"
        "Record #2 of 3\nID: CN-0124\nTI: NCT01234567: visits\n"
    )
    source = Source(Path("export.txt"), data=text.encode())
    record_a, record_b = format_named("cochrane").read(source)
    assert isinstance(record_a, Record)
    assert (record_a.title, record_a.pmid, record_a.accession, record_a.keywords) == (
        "Calls",
        "19597169",
        "CN-0123",
        ("Peers", "Self care"),
    )
    assert isinstance(record_b, Record)
    assert record_b.registrations == ("NCT01234567",)
    assert [str(note) for note in source.notes] == ["announces 3 entries and holds 2: it may have been cut"]
    assert detect_format(source).name == "cochrane"
