"""Fifteen kinds of export that were read wrongly without a word: one invented case of each, and what it should give."""

from __future__ import annotations

from pathlib import Path

import pytest

from alongside.records import Broken, Record, Source, detect_format, read_source


def entries(text: str | bytes, name: str = "export") -> list[Record | Broken]:
    data = text.encode() if isinstance(text, str) else text
    return list(read_source(Source(Path(name), data=data)))


def records(text: str | bytes) -> list[Record]:
    read = entries(text)
    assert not [entry for entry in read if isinstance(entry, Broken)]
    return [entry for entry in read if isinstance(entry, Record)]


def test_fields_before_the_type_of_an_entry_of_ris_belong_to_it() -> None:
    text = (
        "DB  - A\nTI  - One\nAB  - First.\nTY  - JOUR\nAU  - Ash, A.\nER  - \n\n"
        "DB  - A\nTI  - Two\nAB  - Second.\nTY  - JOUR\nAU  - Elm, E.\nER  - \n"
    )
    assert [(record.title, record.abstract, record.authors) for record in records(text)] == [
        ("One", "First.", ("Ash, A.",)),
        ("Two", "Second.", ("Elm, E.",)),
    ]


def test_a_later_entry_whose_title_stands_before_its_type_keeps_it() -> None:
    text = "TY  - JOUR\nTI  - One\nER  - \n\nTI  - Two\nTY  - JOUR\nAU  - Elm, E.\nER  - \n"
    assert [record.title for record in records(text)] == ["One", "Two"]


def test_what_ovid_writes_after_the_end_of_an_entry_stays_with_it() -> None:
    text = "TY  - JOUR\nTI  - One\nER  - \nC1  - Database: Embase\n\nTY  - JOUR\nTI  - Two\nER  - \n"
    record_a, record_b = records(text)
    assert record_a.extra["C1"] == ("Database: Embase",)
    assert "C1" not in record_b.extra


def test_entries_of_endnote_are_cut_at_a_blank_line_where_the_title_stands_before_the_type() -> None:
    text = "%T One\n%0 Journal Article\n%A Ash, A.\n\n%T Two\n%0 Journal Article\n%X A text.\n\nIts second part.\n"
    record_a, record_b = records(text)
    assert (record_a.title, record_a.authors, record_b.title, record_b.authors) == ("One", ("Ash, A.",), "Two", ())
    assert record_b.abstract == "A text. Its second part."


@pytest.mark.parametrize("kind", ["book_section", "web_page", "article-1", "misc2"])
def test_a_type_of_bibtex_may_hold_other_signs_than_letters(kind: str) -> None:
    [record] = records(f"@{kind}{{a,\n title = {{Calls}},\n}}\n")
    assert record.title == "Calls"


def test_text_between_entries_that_looks_like_an_entry_is_said() -> None:
    source = Source(Path("a.bib"), data=b"@article{a, title = {Calls}}\nnote: @book{b, title = {Lost}}\n")
    assert len(list(read_source(source))) == 1
    assert [note.line for note in source.notes] == [2]


def test_the_type_of_ris_decides_before_any_heading() -> None:
    text = "Record #1 of 1\nProvider: EBSCOhost\n\nTY  - JOUR\nT1  - Calls\nER  - \n"
    assert detect_format(Source(Path("a"), data=text.encode())).name == "ris"
    assert records(text)[0].title == "Calls"


def test_a_line_of_an_abstract_that_begins_like_an_end_is_no_end() -> None:
    [record] = records("TY  - JOUR\nTI  - One\nN2  - We asked\nER - positive people.\nVL  - 12\nER  - \n")
    assert record.abstract == "We asked ER - positive people."
    assert record.volume == "12"


@pytest.mark.parametrize("word", ["NA", "N/A", "null", "-", "[No title]", "NaN"])
def test_what_programs_write_for_nothing_is_nothing(word: str) -> None:
    source = Source(
        Path("a.csv"), data=f"title,doi,abstract,authors,x\n{word},10.1234/a,{word},{word},{word}\n".encode()
    )
    [record] = list(read_source(source))
    assert isinstance(record, Record)
    assert (record.title, record.abstract, record.authors, dict(record.extra)) == ("", "", (), {})
    assert source.put_right["missing"] == 3


def test_text_in_styles_of_endnote_is_found_as_text_without() -> None:
    plain = "<notes>PMID: 30000001; NCT01234567</notes><custom2>PMC7000001</custom2>"
    styled = "<notes><style>PMID: 30000001; NCT01234567</style></notes><custom2><style>PMC7000001</style></custom2>"
    read = [
        records(f"<xml><records><record><ref-type>17</ref-type>{text}</record></records></xml>")[0]
        for text in (plain, styled)
    ]
    assert [(record.pmid, record.pmcid, record.registrations) for record in read] == [
        ("30000001", "PMC7000001", ("NCT01234567",))
    ] * 2


def test_entries_of_eric_have_no_pubmed_id_and_begin_with_their_owner() -> None:
    record_a, record_b = records(
        "\nOWN - ERIC\nTI  - One\nOID - EJ1\nISSN - EISSN-2213-4220\n\nOWN - ERIC\nTI  - Two\n"
    )
    assert (record_a.title, record_a.accession, record_a.issn, record_a.database, record_b.title) == (
        "One",
        "EJ1",
        "2213-4220",
        "ERIC",
        "Two",
    )


def test_ris_without_types_is_cut_at_its_ends_and_said() -> None:
    source = Source(
        Path("a"), data=b"AU  - Ash\nTI  - One\nPY  - 2020\nER  - \n\nAU  - Elm\nTI  - Two\nPY  - 2021\nER  - \n"
    )
    assert [entry.title for entry in read_source(source) if isinstance(entry, Record)] == ["One", "Two"]
    assert all("no type" in note.text for note in source.notes)


def test_a_line_with_pmid_does_not_make_ris_medline() -> None:
    record_a, record_b = records("TY  - JOUR\nTI  - One\nPMID - 30000001\nER  - \nTY  - JOUR\nTI  - Two\nER  - \n")
    assert (record_a.pmid, record_b.pmid) == ("30000001", "")


def test_the_first_author_in_another_tag_is_the_first_author() -> None:
    [record] = records("TY  - JOUR\nTI  - One\nA1  - Ash, Ann\nAU  - Birch, Ben\nAU  - Ash, A.\nER  - \n")
    assert record.authors == ("Ash, Ann", "Birch, Ben")


def test_a_chapter_takes_from_its_book_what_it_does_not_say() -> None:
    text = "@incollection{a, title = {Calls}, crossref = {b}}\n"
    text += "@book{b, title = {Handbook}, year = 2020, doi = {10.1234/b}}"
    chapter, _ = records(text)
    assert (chapter.title, chapter.journal, chapter.year, chapter.doi) == ("Calls", "Handbook", 2020, "")


def test_pages_of_zoological_record_and_numbers_of_articles_are_pages() -> None:
    [zoo] = records("FN X\nVR 1.0\nPT J\nTI Walks\nPS 23-44\nER\n\nEF\n")
    pubmed = "PMID- 1\nTI  - One\nLID - e1042 [pii]\nSO  - J. 2020;12(3):e1042. doi: x\n\n"
    [number] = records(pubmed)
    [internal] = records(pubmed.replace("e1042 [pii]", "S0140-6736(20)1 [pii]"))
    assert (zoo.pages, number.pages, internal.pages) == ("23–44", "e1042", "")


def test_a_record_with_only_a_vernacular_title_has_a_title() -> None:
    text = "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle/><VernacularTitle>"
    [record] = records(f"{text}Gikt.</VernacularTitle></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>")
    assert record.title == record.original_title == "Gikt."


def test_entities_in_a_cell_are_read_before_it_is_cut() -> None:
    [record] = records('title,authors\nMentors &amp; &lt;i&gt;mentees&lt;/i&gt;,"Hald&oacute;s, L., O&#39;Oak, P."\n')
    assert (record.title, record.authors) == ("Mentors & mentees", ("Haldós, L.", "O'Oak, P."))


def test_commands_of_latex_do_not_stick_to_words() -> None:
    [record] = records(r"@article{a, title = {\enquote{Like me}: \mkbibemph{peers} at 37\textcelsius{} and CO$_2$}}")
    assert record.title == "“Like me”: peers at 37°C and CO2"


@pytest.mark.parametrize(
    ("header", "row", "field", "value"),
    [
        ("Title,Published Year", "Calls,2020", "year", 2020),
        ("Title,Author/s", "Calls,Ann Ash; Ben Elm", "authors", ("Ann Ash", "Ben Elm")),
        ("Title,Art. No.", "Calls,e7", "pages", "e7"),
        ("TrialID,Public title,Date registration", "ISRCTN12345678,Calls,14/02/2019", "type", "registration"),
        ("display_name,authorships.author.display_name", "Calls,Ann Ash|Ben Elm", "authors", ("Ann Ash", "Ben Elm")),
        ("Title,First Page,Page Count", "Calls,101,9", "pages", "101–109"),
        ("Title,Clinical Trial Numbers", "Calls,ClinicalTrials.gov (NCT01234567)", "registrations", ("NCT01234567",)),
        ("Titel;Autoren;Jahr", "Anrufe;Ash, A.; Elm, E.;2020", "title", "Anrufe"),
        ("Authors,Title", '"A Ash, B Birch",Calls', "authors", ("A Ash", "B Birch")),
        ("Author,Title", '"Ash, Ann & Elm, Eva",Calls', "authors", ("Ash, Ann", "Elm, Eva")),
    ],
)
def test_columns_of_many_programs_are_known(header: str, row: str, field: str, value: object) -> None:
    if field == "title":
        row = row.replace("Ash, A.; Elm, E.", '"Ash, A.; Elm, E."')
    [record] = records(f"{header}\n{row}\n")
    assert getattr(record, field) == value


def test_a_number_of_a_register_in_the_place_of_an_author_is_a_registration() -> None:
    [record] = records(
        "TY  - JOUR\nTI  - Calls\nAU  - NCT01234567\nM3  - Trial registry record; Clinical trial protocol\nER  - \n"
    )
    assert (record.authors, record.registrations, record.type) == ((), ("NCT01234567",), "registration")
