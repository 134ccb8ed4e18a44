"""Letters that the report's fonts have, and what stands in a PDF for those that they do not have.

A PDF carries its fonts, and one that is to be read aloud may hold no letter that its fonts lack. The packaged ones have
Latin, Greek and Cyrillic; a title in another script stands in the page and in the data as it is, and here as the
numbers of its letters, counted, so that nobody takes it for the title itself.
"""

from __future__ import annotations

import functools
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

__all__ = ["Shown", "letters_of", "seen", "shown"]


SPELT = {"τ": "tau", "χ": "chi", "ρ": "rho", "σ": "sigma", "β": "beta", "α": "alpha", "κ": "kappa", "λ": "lambda"}
"""Signs of statistics, which have names: a font that lacks one loses nothing when it is spelt."""

NO_BREAK = "\u00a0"
"""The space that every font has and that, as the thin one, does not end a line."""


@functools.cache
def letters_of(*fonts: Path) -> frozenset[int]:
    """Code points that every one of these font files has."""
    from fontTools.ttLib import TTFont

    return frozenset.intersection(*(frozenset(TTFont(font).getBestCmap()) for font in fonts))


UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp"})
"""Categories of signs that nobody sees. What this Python's Unicode does not know yet is no such sign: somebody wrote a
letter of a newer one."""


class Shown:
    """Texts as the fonts can show them, and how often what was missing."""

    def __init__(self, letters: frozenset[int]) -> None:
        self._letters = letters | {ord("\n"), ord("\t")}
        self.missing: Counter[str] = Counter()

    def text(self, text: str) -> str:
        """The text, each letter that is missing as its number; signs that cannot be seen are left out, but a space
        stays a space: without the thin ones 36 257 people would be 36257, and GBP 300 one word.

        >>> Shown(frozenset({65})).text("A你"), Shown(frozenset({65})).text("A\u202fA")
        ('A[U+4F60]', 'A\xa0A')
        """
        text = unicodedata.normalize("NFC", text)
        if all(ord(letter) in self._letters for letter in text):
            return text
        return "".join(letter if ord(letter) in self._letters else self._instead(letter) for letter in text)

    @property
    def sentence(self) -> str:
        """What is said of what is missing; "" where nothing is."""
        if not self.missing:
            return ""
        return (
            f"{self.missing.total()} letters that the fonts of this document do not have "
            f"({len(self.missing)} different ones) stand as their Unicode numbers, as [U+4F60]; "
            "the pages and the data show them as they are."
        )

    def _instead(self, letter: str) -> str:
        if unicodedata.category(letter) == "Zs":
            return NO_BREAK
        if unicodedata.category(letter) in UNSEEN:
            return ""
        if letter in SPELT:
            return SPELT[letter]
        self.missing[letter] += 1
        return f"[U+{ord(letter):04X}]"


def seen(text: str) -> str:
    """The text, or "" where nothing of it can be seen: a document that is to be read aloud has no empty heading.

    >>> seen("Asthma control"), seen(" \u200b")
    ('Asthma control', '')
    """
    return text if any(unicodedata.category(sign) not in {*UNSEEN, "Zs"} for sign in text) else ""


def shown(values: Any, texts: Shown) -> Any:
    """Values of a JSON document with every text as `texts` shows it; keys stay."""
    if isinstance(values, str):
        return texts.text(values)
    if isinstance(values, dict):
        return {key: shown(value, texts) for key, value in values.items()}
    if isinstance(values, list | tuple):
        return [shown(value, texts) for value in values]
    return values
