"""Titles and abstracts that come with the marks of HTML or JATS, as plain text."""

from __future__ import annotations

import html
import re

__all__ = ["unmarked"]

BREAKS = re.compile(r"</?(?:jats:)?(?:p|h[1-6]|br|div|sec|title|list|list-item|ul|ol|li)(?:\s[^<>]{0,300})?/?>", re.I)
"""Marks between which words do not touch."""

MARKS = re.compile(r"</?(?:jats:|mml:)?[a-z][a-z-]{0,20}[1-6]?(?:\s+[a-z:-]+=\"[^\"<>]{0,300}\")*\s*/?>", re.I)
"""Any other mark: a name, and perhaps its attributes. A "<" before a number or a blank is a smaller-than."""


def unmarked(text: str) -> str:
    """The text without marks, entities read, blanks put in order; headings of an abstract end with a colon.

    >>> unmarked("<h4>Background</h4>Peer <i>support</i> &amp; care, P<0.05.")
    'Background: Peer support & care, P<0.05.'
    >>> unmarked("<jats:title>Aim</jats:title><jats:p>H<sub>2</sub>O</jats:p>")
    'Aim: H2O'
    """
    if "<" in text:
        text = re.sub(r"([^\s<>:.?!])\s*</(?:jats:title|title|h[1-6])>", r"\1: ", text, flags=re.I)
        text = MARKS.sub("", BREAKS.sub(" ", text))
    return " ".join(html.unescape(text).split())
