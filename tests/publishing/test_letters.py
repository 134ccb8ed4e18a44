"""What a document shows of letters that its fonts do not have."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest

from alongside.publishing.letters import Shown
from alongside.publishing.report import report_pdf
from alongside.publishing.review import Review


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A\u4f60", "A[U+4F60]"),
        ("A\u0ee9", "A[U+0EE9]"),  # a letter that Unicode did not have when this Python was made
        ("A\ue000", "A[U+E000]"),  # somebody's own
        ("A\u200b\u202e\u2028", "A"),  # nobody sees them
        ("A\u2009A", "A\u00a0A"),
    ],
)
def test_a_letter_is_never_lost_without_a_word(text: str, expected: str) -> None:
    assert Shown(frozenset({65})).text(text) == expected


@pytest.mark.parametrize("name", ["\u0ee9", "\u200b", " ", ""])
def test_a_report_is_made_whatever_an_outcome_is_called(five: Review, name: str) -> None:
    outcomes = {key: replace(outcome, label=name) for key, outcome in five.outcomes.items()}
    document = pypdfium2.PdfDocument(report_pdf(replace(five, outcomes=outcomes)))
    text = "".join(page.get_textpage().get_text_range() for page in document)
    assert ("[U+0EE9]" if name == "\u0ee9" else "An outcome without a name") in text
