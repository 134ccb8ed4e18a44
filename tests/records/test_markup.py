"""Entries of an XML file: found, kept apart from one another, and never dangerous."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from alongside.records import Broken, Source
from alongside.records.markup import Entry, parsed_entries, text_of


def entries_of(data: bytes, name: str = "one", **options: object) -> list[Entry | Broken]:
    until, open_end = str(options.get("until", "")), bool(options.get("open_end"))
    return list(parsed_entries(Source(Path("a.xml"), data=data), [name], until=until, open_end=open_end))


def texts(entries: list[Entry | Broken]) -> list[str]:
    return [text_of(entry.element) if isinstance(entry, Entry) else f"! {entry.reason}" for entry in entries]


def test_an_entry_knows_its_line_and_its_own_text() -> None:
    entry_a, entry_b = entries_of(b"<all>\r\n <one>a</one>\r\n<one\r\n k='1'>b</one></all>")
    assert isinstance(entry_a, Entry)
    assert (entry_a.line, entry_a.raw) == (2, "<one>a</one>")
    assert isinstance(entry_b, Entry)
    assert (entry_b.line, entry_b.raw, entry_b.element.get("k")) == (3, "<one\n k='1'>b</one>", "1")


def test_lines_are_right_beyond_the_65535_that_libxml2_counts() -> None:
    [entry] = entries_of(b"<all>" + b"\n" * 70_000 + b"<one>a</one></all>")
    assert entry.line == 70_001


def test_an_entry_that_lies_across_two_blocks_is_whole() -> None:
    for shift in range(0, 40):
        data = b"<all>" + b" " * (256 * 1024 - 30 + shift) + b"<one>caf\xc3\xa9</one><one>b</one></all>"
        assert texts(entries_of(data)) == ["café", "b"]


def test_one_fault_costs_one_entry() -> None:
    entries = entries_of(b"<all><one>a</one>\n<one><b>x</one>\n<one>y\n<one>c</one></all>")
    assert texts(entries)[0] == "a"
    assert texts(entries)[-1] == "c"
    broken = [entry for entry in entries if isinstance(entry, Broken)]
    assert [entry.line for entry in broken] == [2, 3]
    assert "well-formed" in broken[0].reason
    assert "before the next entry" in broken[1].reason


def test_names_in_comments_and_character_data_are_text() -> None:
    assert texts(entries_of(b"<all><!-- <one> --><one>a<![CDATA[</one><one>]]></one></all>")) == ["a</one><one>"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"R&D", "R&D"),
        (b"p &lt; 0.05, n < 20", "p < 0.05, n < 20"),
        (b"caf&eacute; &nbsp;x", "café x"),
        (b"a&unknown;b", "a&unknown;b"),
        (b"a&#1;b\x0bc", "abc"),
        (b"a\x00b", "ab"),
        (b"&#x1F600;", "\U0001f600"),
    ],
)
def test_signs_that_xml_does_not_allow_do_not_cost_the_entry(written: bytes, read: str) -> None:
    assert texts(entries_of(b"<all><one>" + written + b"</one></all>")) == [read]


def test_a_mended_entry_is_noted() -> None:
    source = Source(Path("a.xml"), data=b"<all>\n<one>R&D</one></all>")
    assert len(list(parsed_entries(source, ["one"]))) == 1
    assert [note.line for note in source.notes] == [2]


def test_a_file_cut_in_an_entry_says_so_with_its_lines() -> None:
    whole, broken = entries_of(b"<all>\n<one>a</one>\n<one>b\nc")
    assert isinstance(whole, Entry)
    assert isinstance(broken, Broken)
    assert (broken.line, broken.reason) == (3, "the file ends in the middle of this entry, after line 4")


def test_a_file_cut_between_entries_says_that_some_may_be_missing() -> None:
    _, broken = entries_of(b"<all>\n<one>a</one>\n")
    assert isinstance(broken, Broken)
    assert "expected </all>" in broken.reason
    assert len(entries_of(b"<all>\n<one>a</one>\n", open_end=True)) == 1


@pytest.mark.parametrize(
    ("declared", "actual", "expected"),
    [
        ("ISO-8859-1", "latin-1", "café"),
        ("UTF-8", "cp1252", "café"),
        ("ISO-8859-1", "utf-8", "café"),
        ("UTF-16", "utf-8", "café"),
        ("UTF-8", "utf-16", "café"),
        ("zlib", "utf-8", "café"),
        ("nothing-like-it", "utf-8", "café"),
        ("windows-1250", "cp1250", "café š"),
    ],
)
def test_an_encoding_that_is_declared_wrongly_is_not_believed(declared: str, actual: str, expected: str) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?><all><one>{expected}</one></all>'
    assert texts(entries_of(text.encode(actual))) == [expected]


def test_one_wrong_byte_is_read_as_western_text_and_noted() -> None:
    source = Source(Path("a.xml"), data="<all>\n<one>café</one>\n<one>".encode() + b"na\xefve</one></all>")
    assert texts(list(parsed_entries(source, ["one"]))) == ["café", "naïve"]
    assert [note.line for note in source.notes] == [3]


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "head",
    [
        f'<!DOCTYPE all [<!ENTITY l0 "ha">{LAUGHS}]>',
        '<!DOCTYPE all [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE all SYSTEM "http://localhost:1/a.dtd" [<!ENTITY % p SYSTEM "http://localhost:1/p">%p;]>',
    ],
)
def test_entities_are_never_expanded_or_fetched(head: str) -> None:
    assert texts(entries_of(f"{head}<all><one>a &l9; b</one></all>".encode())) == ["a &l9; b"]


def test_an_entry_that_is_nested_too_deeply_is_broken() -> None:
    [broken, whole] = entries_of(b"<all><one>" + b"<b>" * 5000 + b"</b>" * 5000 + b"</one><one>a</one></all>")
    assert isinstance(broken, Broken)
    assert isinstance(whole, Entry)


def test_an_entry_of_endless_tags_or_text_is_refused_in_bounded_memory() -> None:
    for filling in (b"<b/>" * 300_000, b"x" * 12_000_000):
        data = b"<all><one>" + filling + b"</one><one>a</one></all>"
        tracemalloc.start()
        entries = entries_of(data)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert isinstance(entries[0], Broken)
        assert isinstance(entries[-1], Entry)
        assert peak < 100_000_000


def test_many_tiny_entries_are_all_read() -> None:
    source = Source(Path("a.xml"), data=b"<all>" + b"<one/>" * 100_000 + b"</all>")
    assert sum(1 for _ in parsed_entries(source, ["one"])) == 100_000


def test_only_what_is_needed_of_an_entry_is_kept() -> None:
    data = b"<one>\n<front>a</front><body>" + b"<p>long</p>" * 100_000 + b"</body></one>"
    [entry] = entries_of(data, until="front")
    assert isinstance(entry, Entry)
    assert entry.raw == "<one>\n<front>a</front></one>"


def test_prefixes_that_the_root_declares_hold_in_an_entry() -> None:
    data = b'<all xmlns:z="urn:z" xmlns="urn:a"><one><z:b xlink:href="x">a</z:b></one></all>'
    assert texts(entries_of(data)) == ["a"]
