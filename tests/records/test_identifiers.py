"""Identifiers as they stand in texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.records.identifiers import normalise_doi


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(doi:10.1136/bmj.a3064).", "10.1136/bmj.a3064"),
        ("[see (10.1136/bmj.a3064)].", "10.1136/bmj.a3064"),
        ("10.1016/S0140-6736(98)01234-5", "10.1016/s0140-6736(98)01234-5"),
        ("10.1136/bmj.a3064.);,)", "10.1136/bmj.a3064"),
        ("10.1136/bmj.(a))", "10.1136/bmj.(a)"),
    ],
)
def test_what_stands_around_a_doi_is_no_part_of_it(text: str, expected: str) -> None:
    assert normalise_doi(text) == expected


@given(st.text(alphabet="ab.,;:()[]{}", max_size=40))
def test_brackets_close_only_what_was_opened(rest: str) -> None:
    doi = normalise_doi(f"10.1136/a{rest}")
    assert not doi.endswith((".", ",", ";", ":"))
    if doi.endswith((")", "]", "}")):
        assert sum(map(doi.count, ")]}")) <= sum(map(doi.count, "([{"))
    assert normalise_doi(doi) == doi
