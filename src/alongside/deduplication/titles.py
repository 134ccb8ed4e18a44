"""A title in the form that is compared, and what its words tell of the kind of report."""

from __future__ import annotations

import html
import re

from alongside.deduplication.letters import TAG, letters

__all__ = ["KINDS", "KIND_OF_TYPE", "title_traits"]

KINDS = ("", "erratum", "retraction", "reply", "comment", "protocol", "registration", "preprint")
"""What a report may be beside the article itself. Reports of two kinds are never one report."""

_ORIGINAL = re.compile(r"<\s*original\s*>.*", re.IGNORECASE | re.DOTALL)
_TAIL = re.compile(r"(?<=\S)\s*\[[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\]?[\s.]*$")
_PART = re.compile(r"\bpart\s+(?:[ivx]+|\d+)[\s.]*$", re.IGNORECASE)
_LANGUAGE = re.compile(r"\bla:\s?[a-z]{2,12}\.?\s*$", re.IGNORECASE)
_CODES = re.compile(r"\s\d\d [A-Z][\w ,&]+?\d{4} [A-Z][\w ,&]+$")
"""Fields of research with their numbers, which one publisher's records carry after the title."""

_ROMAN = {"ii": 2, "iii": 3, "iv": 4, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "xi": 11, "xii": 12}
"""Without those of one letter, which are words as well ("I", "v" for versus, "X-ray")."""

_NUMBER_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5,
}  # fmt: skip  # a table, read across
_NUMERALS = _ROMAN | _NUMBER_WORDS

_TITLE_KINDS = (
    (2, re.compile(r"^(?:retract(?:ion|ed)\b|withdrawn\b|notice of retraction)")),
    (1, re.compile(r"^(?:errat(?:um|a)|corrigend(?:um|a)|corrections?(?: to| for|$)|(?:author|publisher) correction)")),
    (3, re.compile(r"^(?:(?:the )?authors? (?:repl|response)|repl(?:y|ies) (?:to|by)|in reply|response to|reply$)")),
    (4, re.compile(r"^(?:comments? (?:on|to)|commentary on|letter to|re |letter )")),
    (5, re.compile(
        r"^protocol\b|\bprotocol$|\b(?:study|trial|review) protocol\b|\bprotocol for (?:a|an|the)\b"
        r"|\b(?:rationale and (?:study )?design|design and rationale)\b")),
)  # fmt: skip  # a table, read across
_KIND_STARTS = (
    "retract", "withdrawn", "notice", "errat", "corr", "author", "publisher", "the auth", "repl", "in reply",
    "response", "comment", "letter", "re ",
)  # fmt: skip  # a table, read across
"""Beginnings without which none of the patterns above can hold, but for the last; asked first because they are
cheap."""

KIND_OF_TYPE = {"erratum": 1, "retraction": 2, "protocol": 5, "registration": 6, "preprint": 7}


def _kept_of_tail(tail: re.Match[str]) -> str:
    """Of what a bracket opens and nothing closes, the part of a series at its end; all else goes."""
    part = None if tail.group().rstrip(" .").endswith("]") else _PART.search(tail.group())
    return f" {part.group()}" if part else ""


def title_traits(title: str) -> tuple[str, str, int]:
    """The title in plain letters, its numbers, and the place in `KINDS` that its words tell.

    >>> title_traits("[Peer support for COPD: Part II.] [Erratum appears in Chest 1993;103(5):2]")
    ('peer support for copd part ii', '2', 0)
    >>> title_traits("Calcium after stroke [update of Cochrane Database. Part II")
    ('calcium after stroke part ii', '2', 0)
    >>> title_traits("Correction to: Peer&nbsp;support and <i>TNF</i>-α")
    ('correction to peer support and tnf alpha', '', 1)
    """
    text = html.unescape(title) if "&" in title else title
    if "<" in text:
        text = TAG.sub(" ", _ORIGINAL.sub("", text))
    text = text.strip()
    if text[-1:] in "0123456789abcdefghijklmnopqrstuvwxyz" and _CODES.search(text):
        text = _CODES.sub("", text)
    if "[" in text:
        text = _TAIL.sub(_kept_of_tail, text)
    if "la:" in text or "LA:" in text or "La:" in text:
        text = _LANGUAGE.sub("", text)
    plain = letters(text)
    numerals = [word for word in plain.split() if word in _NUMERALS or word.isdecimal()]
    numbers = " ".join(str(_NUMERALS.get(word) or int(word)) for word in numerals if len(word) < 9)
    kind = 0
    if plain.startswith(_KIND_STARTS) or "protocol" in plain or "rationale" in plain:
        kind = next((kind for kind, pattern in _TITLE_KINDS if pattern.search(plain)), 0)
    return plain, numbers, kind
