"""Text that was damaged on its way: read in the wrong encoding and saved again, or holding what no text holds."""

from __future__ import annotations

import re
from itertools import islice

from ftfy import TextFixerConfig, fix_text
from ftfy.badness import is_bad

__all__ = ["looks_damaged", "mended", "plain"]

# Only what is broken is changed: curly quotes, ligatures, widths and markup stay as the source has them.
REPAIRS = TextFixerConfig(
    uncurl_quotes=False, fix_latin_ligatures=False, fix_character_width=False, unescape_html=False
)

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff]")
"""Signs that no text of a record holds; a tab and the ends of lines do."""

SURROGATE = re.compile("[\ud800-\udfff]")
"""Halves of characters, which no file can hold as text."""

LEADS = "ÃÂâÄÅÎÏÐÑïð¬√‚"
"""What the first byte of a sign in UTF-8 looks like where it was read as Windows-1252 or as Mac: for Western letters
and punctuation, Greek, Cyrillic, ligatures and pictures."""

PLACES, AROUND = 10, 60
"""Places of a text that are looked at, and how many characters on either side of each."""

LONGEST = 100_000
"""Characters of a text that is repaired; longer ones, which are no text of a record, would take seconds."""

SUSPECT = re.compile("[^\x00-\x7f](?:(?<=[ÃÂâ])|[^\x00-\x7f])")
"""Mistaken text has two signs beyond ASCII side by side; of the commonest the second may be a blank that was lost."""


def plain(text: str) -> str:
    """The text without control signs and without halves of characters, blanks at its ends taken off.

    >>> plain(" Peer\\x00 support\\x0c ")
    'Peer support'
    """
    if not text.isascii():
        text = SURROGATE.sub("\ufffd", text)
    return CONTROL.sub("", text).strip() if CONTROL.search(text) else text.strip()


def looks_damaged(text: str) -> bool:
    """Whether a text may be damaged: a quick look, that says so too often rather than too seldom.

    >>> looks_damaged("na\\u00c3\\u00afve"), looks_damaged("naïve – Ångström")
    (True, False)
    """
    return not text.isascii() and any(sign in text for sign in LEADS) and SUSPECT.search(text) is not None


def mended(text: str) -> str:
    """Text whose encoding was mistaken somewhere on its way, put right.

    >>> mended("na\\u00c3\\u00afve")
    'naïve'
    """
    if len(text) > LONGEST or not looks_damaged(text):
        return text
    # ftfy's own measure of damage is slow, so it is asked about the first places that look like it.
    places = islice(SUSPECT.finditer(text), PLACES)
    around = (text[max(0, match.start() - AROUND) : match.end() + AROUND] for match in places)
    return fix_text(text, REPAIRS) if any(map(is_bad, around)) else text
