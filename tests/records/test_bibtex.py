"""BibTeX as people and programs write it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.records import Broken, Record, Source, detect_format, format_named
from alongside.records.latex import from_latex, to_latex


def read(text: str) -> tuple[list[Record | Broken], Source]:
    source = Source(Path("export.bib"), data=text.encode())
    assert detect_format(source).name == "bibtex"
    return list(format_named("bibtex").read(source)), source


ENTRY = r"""% a comment
@string{jp = "Journal of " # peers}
@comment{not an entry}
@Article{Ash2009,
  title     = {{P}eer support in {K{\"o}ln}:
               a trial},
  author    = {Ash, Ann and {Department of Health and Care} and Br{\o}nsted, B.},
  journal   = jp,
  year      = 2009, volume = "3", number = {2}, pages = {101--109},
  doi       = {10.1234/a\_b},
  url       = {https://example.org/~ash?a=1&b=2},
  keywords  = {peers, self care},
  month     = jan # "~15",
  x-own     = {kept},
}
"""


def test_an_entry_is_read_with_strings_accents_and_names() -> None:
    [entry], _ = read(ENTRY)
    assert isinstance(entry, Record)
    assert entry.title == "Peer support in Köln: a trial"
    assert entry.authors == ("Ash, Ann", "Department of Health and Care", "Brønsted, B.")
    assert (entry.journal, entry.year, entry.volume, entry.issue) == ("Journal of peers", 2009, "3", "2")
    assert (entry.pages, entry.doi, entry.type) == ("101–109", "10.1234/a_b", "article")
    assert (entry.urls, entry.keywords) == (("https://example.org/~ash?a=1&b=2",), ("peers", "self care"))
    assert entry.extra["month"] == ("January 15",)
    assert entry.extra["x-own"] == ("kept",)
    assert entry.extra["citation-key"] == ("Ash2009",)
    assert entry.line == 4


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\'Etude", "Étude"),
        (r"{\'{e}}", "é"),
        (r"\c{c}a", "ça"),
        (r"\v{S}koda", "Škoda"),
        (r"na{\"\i}ve", "naïve"),
        (r"{\ss}", "ß"),
        (r"5\% \& more", "5% & more"),
        (r"\emph{very} \textbf{well}", "very well"),
        ("a~b", "a b"),
        ("``said''", "“said”"),
        (r"$p < 0.05$", "$p < 0.05$"),
        (r"\unknown{x}", r"\unknownx"),
        (r"\AA ngstr\"om", "Ångström"),
    ],
)
def test_text_of_latex_is_read_as_people_read_it(latex: str, text: str) -> None:
    assert from_latex(latex) == text


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"))))
def test_any_text_is_itself_again_after_latex(text: str) -> None:
    assert from_latex(to_latex(text)) == text


def test_an_entry_whose_brace_never_closes_costs_nothing_of_the_next() -> None:
    (entry_a, entry_b), source = read(
        "@article{a,\n  title = {One},\n  year = {2009\n\n@article{b,\n  title = {Two},\n}\n"
    )
    assert isinstance(entry_a, Record)
    assert isinstance(entry_b, Record)
    assert (entry_a.title, entry_b.title, entry_b.line) == ("One", "Two", 5)
    assert [note.line for note in source.notes] == [1]


def test_a_cut_file_and_an_entry_without_fields_are_named() -> None:
    (empty, cut), _ = read("@article{a}\n@article{b,\n  title = {Cut of")
    assert isinstance(empty, Broken)
    assert "expected fields" in empty.reason
    assert isinstance(cut, Broken)
    assert (cut.line, "after line 3" in cut.reason) == (2, True)


def test_several_entries_on_a_line_and_brackets_around_them() -> None:
    (entry_a, entry_b), _ = read("@misc(a, title = {A (b) c}) @misc{b, title = {B}, note = {an @ sign {in} braces}}")
    assert isinstance(entry_a, Record)
    assert isinstance(entry_b, Record)
    assert (entry_a.title, entry_b.title) == ("A (b) c", "B")
