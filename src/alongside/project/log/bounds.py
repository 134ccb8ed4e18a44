"""What a row's texts may be, written here or merged from elsewhere: nobody writes what nobody else would take."""

from __future__ import annotations

import re

__all__ = ["DEEPEST", "LONGEST_NAME", "LONGEST_TEXT", "LONGEST_VALUE", "depth", "name_fault", "text_fault"]

LONGEST_TEXT, LONGEST_NAME, LONGEST_VALUE = 100_000, 300, 5_000_000
"""Characters of a reason, of a name, and of the JSON of a value: the longest that anybody wrote is a tenth of it."""

DEEPEST = 60
"""Levels of a value's JSON."""


def name_fault(name: str) -> str:
    """Why this can be nobody's name; "" where it can.

    Signs that cannot be seen turn the text around them, or make two names look like one.
    """
    if not name.strip():
        return "is empty"
    if len(name) > LONGEST_NAME:
        return f"has more than {LONGEST_NAME} characters"
    if not name.isprintable():
        sign = next(sign for sign in name if not sign.isprintable())
        return f"holds a sign that cannot be seen (U+{ord(sign):04X})"
    return ""


def text_fault(text: str) -> str:
    """Why this can be no reason; "" where it can."""
    if "\x00" in text:
        return "holds a NUL character"
    return f"has more than {LONGEST_TEXT} characters" if len(text) > LONGEST_TEXT else ""


def depth(text: str) -> int:
    """Levels of brackets, counted without taking the text apart; brackets in texts count too, which is few."""
    level = deepest = 0
    for match in re.finditer(r"[\[{\]}]", text):
        level += 1 if match[0] in "[{" else -1
        deepest = max(deepest, level)
    return deepest
