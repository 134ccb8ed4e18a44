"""Text that was damaged on its way: read in the wrong encoding and saved again, or holding what no text holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ftfy import TextFixerConfig, fix_text
from ftfy.badness import is_bad

__all__ = ["plain", "repaired"]

# Only what is broken is changed: curly quotes, ligatures, widths and markup stay as the source has them.
REPAIRS = TextFixerConfig(
    uncurl_quotes=False, fix_latin_ligatures=False, fix_character_width=False, unescape_html=False
)

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff]")
"""Signs that no text of a record holds; a tab and the ends of lines do."""

SURROGATE = re.compile("[\ud800-\udfff]")
"""Halves of characters, which no file can hold as text."""


def plain(text: str) -> str:
    """The text without control signs and without halves of characters, blanks at its ends taken off.

    >>> plain(" Peer\\x00 support\\x0c ")
    'Peer support'
    """
    if not text.isascii():
        text = SURROGATE.sub("\ufffd", text)
    return CONTROL.sub("", text).strip() if CONTROL.search(text) else text.strip()


def repaired(fields: Mapping[str, Iterable[str]]) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Text whose encoding was mistaken somewhere on its way, put right; and the names of the fields that it touched.

    >>> repaired({"title": ["na\\u00c3\\u00afve"]})
    ({'title': ('naïve',)}, ('title',))
    """
    fixed: dict[str, tuple[str, ...]] = {}
    touched = []
    for name, values in fields.items():
        before = tuple(values)
        after = tuple(_mended(value) for value in before)
        fixed[name] = after
        if after != before:
            touched.append(name)
    return fixed, tuple(touched)


def _mended(text: str) -> str:
    # ftfy's own measure of damage, asked first: repairing every text would take most of the reading time.
    if text.isascii() or not is_bad(text):
        return text
    return fix_text(text, REPAIRS)
