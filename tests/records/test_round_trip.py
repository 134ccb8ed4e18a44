"""What is written in a format is there when it is read again."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from alongside.records import CONTENT, FORMATS, Record, Source, read_records
from alongside.records.assembly import MISSING
from alongside.records.repair import mended, plain
from alongside.records.types import TYPES

WRITING = [name for name, format_ in FORMATS.items() if format_.writes]

WHOLE = frozenset({"csv", "xlsx", "bibtex", "csl-json", "endnote-xml"})
"""Formats that hold every field as it is. The others have lines for text and tags for names: see `as_lines`."""


def written(format_: str, records: Sequence[Record]) -> bytes:
    stream = io.BytesIO()
    assert FORMATS[format_].write(iter(records), stream) == len(records)
    return stream.getvalue()


def read_back(format_: str, data: bytes) -> list[Record]:
    source = Source(Path("written"), data=data)
    assert FORMATS[format_].looks_like(source)
    entries = list(FORMATS[format_].read(source))
    assert not source.notes
    assert all(isinstance(entry, Record) for entry in entries), entries
    return [entry for entry in entries if isinstance(entry, Record)]


def as_lines(record: Record) -> dict[str, object]:
    """What a format of lines holds of a record: line ends and runs of blanks within a text become one blank."""

    def line(value: object) -> object:
        if isinstance(value, tuple):
            return tuple(" ".join(text.split()) for text in value)
        return " ".join(value.split()) if isinstance(value, str) else value

    return {name: line(getattr(record, name)) for name in CONTENT}


def in_full(record: Record) -> dict[str, object]:
    return {name: getattr(record, name) for name in CONTENT}


def clean(text: str) -> str:
    """Text as every reader gives it: cleaned, repaired, with the line ends of here."""
    return plain(mended(plain(text.replace("\r\n", "\n").replace("\r", "\n"))))


SIGNS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"), include_characters=" ")
TEXT = (
    st.one_of(
        st.text(SIGNS, min_size=1, max_size=60),
        st.sampled_from(
            [
                "Peer support by telephone",
                "=1+1",
                "-1",
                "@a",
                "'=b",
                "R&D at 100%",
                "a_b #1 $2 {x} \\ ~ ^",
                "TY  - JOUR",
                "PMID- 1",
                "one -- two --- three",
                "``quoted''",
                "</title>",
                "a;b|c,d",
                '"quoted"',
                "[1]",
                "_x000D_",
                "Ångström, Ødegård & Søn",
                "日本語 の",
                "title = {x}",
                "%0 Journal",
                "ER  -",
                "and",
                "A and B",
                "x" * 300,
            ]
        ),
    )
    .map(clean)
    .filter(lambda text: text != "" and text not in MISSING and mended(text) == text)
)
PARAGRAPHS = (
    st.lists(TEXT, min_size=1, max_size=3)
    .map("\n".join)
    .filter(lambda text: mended(text.replace("\n", " ")) == text.replace("\n", " "))
)
KEYWORD = TEXT.map(lambda text: plain(re.sub(r"[;|]", " ", text))).filter(
    lambda text: text != "" and text not in MISSING and mended(text) == text
)
NUMBER = st.integers(1, 99999).map(str)

RECORDS = (
    st.builds(
        Record,
        title=st.one_of(st.just(""), TEXT),
        original_title=st.one_of(st.just(""), TEXT),
        authors=st.lists(TEXT, max_size=4).map(tuple),
        year=st.one_of(st.none(), st.integers(1500, 2099)),
        journal=st.one_of(st.just(""), TEXT),
        journal_abbreviation=st.one_of(st.just(""), TEXT),
        volume=st.one_of(st.just(""), NUMBER),
        issue=st.one_of(st.just(""), NUMBER),
        pages=st.one_of(st.just(""), NUMBER, st.tuples(NUMBER, NUMBER).filter(lambda p: p[0] != p[1]).map("–".join)),
        issn=st.sampled_from(["", "2213-4220"]),
        doi=st.sampled_from(["", "10.1234/abc", "10.1000/a(b)c_e"]),
        pmid=st.one_of(st.just(""), NUMBER),
        pmcid=st.one_of(st.just(""), NUMBER.map("PMC{}".format)),
        registrations=st.sampled_from([(), ("NCT01234567",), ("NCT01234567", "ISRCTN12345678")]),
        accession=st.one_of(st.just(""), NUMBER.map("L{}".format)),
        abstract=st.one_of(st.just(""), PARAGRAPHS),
        keywords=st.lists(KEYWORD, max_size=4, unique_by=lambda word: " ".join(word.split())).map(tuple),
        language=st.sampled_from(["", "eng", "English"]),
        type=st.sampled_from(["", *TYPES]),
        urls=st.sampled_from([(), ("https://example.org/a_b~c?d=1&e=%20",), ("https://example.org/1", "ftp://b.org")]),
        database=st.sampled_from(["", "Embase", "PsycINFO"]),
        extra=st.dictionaries(
            st.sampled_from(["ZZ", "note", "Author Address", "N1", "1", "título"]),
            st.lists(TEXT.filter(lambda text: "PM" not in text), min_size=1, max_size=2).map(tuple),
            max_size=3,
        ),
    )
    .filter(lambda record: record != Record())
    .map(  # what has only a title in its own language has that as its title
        lambda record: replace(record, title=record.title or record.original_title)
    )
)


@pytest.mark.parametrize("format_", WRITING)
@settings(
    max_examples=60, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate]
)  # shrinking takes minutes
@given(records=st.lists(RECORDS, min_size=1, max_size=3))
def test_every_field_survives_writing_and_reading(format_: str, records: list[Record]) -> None:
    back = read_back(format_, written(format_, records))
    assert len(back) == len(records)
    for before, after in zip(records, back, strict=True):
        if format_ in WHOLE:
            assert in_full(after) == in_full(before)
            extra = {name: values for name, values in after.extra.items() if name not in MADE}
            assert extra == before.extra
        else:
            assert as_lines(after) == as_lines(before)
            everything = " ".join("\n".join([*after.extra, *sum(after.extra.values(), ())]).split())
            for name, values in before.extra.items():
                assert all(" ".join(value.split()) in everything for value in values), name


MADE = frozenset({"citation-key", "entrytype", "type", "id", "ref-type", "rec-number", "work-type"})
"""What a format asks for beyond the record."""


@pytest.mark.parametrize("format_", WRITING)
def test_real_exports_survive_writing_and_reading(format_: str, shared: Path) -> None:
    """The text of real files holds what nobody thinks of."""
    folder = shared / "data" / "imports"
    paths = [
        path for path in sorted(folder.iterdir()) if path.suffix in (".ris", ".bib") and path.stat().st_size < 300_000
    ]
    for path in paths:
        records = [record for record in read_records(path) if isinstance(record, Record)]
        back = read_back(format_, written(format_, records))
        assert len(back) == len(records), path.name
        for before, after in zip(records, back, strict=True):
            if format_ == "xlsx" and len(before.raw) > 32_000:
                continue  # a cell of Excel holds no more; that the text says so is a test of its own
            if format_ in WHOLE:
                assert in_full(after) == in_full(before), path.name
            else:
                assert as_lines(after) == as_lines(before), path.name


def test_a_text_too_long_for_a_cell_of_excel_says_that_it_was_cut() -> None:
    [back] = read_back("xlsx", written("xlsx", [Record(title="A", abstract="x" * 40_000)]))
    assert len(back.abstract) == 32_767
    assert back.abstract.endswith("[cut: a cell of Excel holds no more]")
