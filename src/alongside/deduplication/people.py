"""Names of authors in the forms that are compared, whatever order, dots and suffixes the source uses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from alongside.deduplication.letters import letters

__all__ = ["MOST_SURNAMES", "given_of", "surname_of", "surnames_of"]

MOST_SURNAMES = 12
"""Surnames compared: as many as most databases write before "et al"."""

_INITIALS = re.compile(r"^(?:[A-Z]\.?[- ]?){1,4}$")
_NOBODY = frozenset(
    {"anonymous", "anon", "nct", "isrctn", "actrn", "not available", "unknown", "et al", "no authors listed"}
)
_SUFFIXES = tuple(
    f"{suffix}{dot}" for suffix in ("jr", "sr", "ii", "iv", "2nd", "3rd", "md", "phd") for dot in ("", ".")
)
_SUFFIX = re.compile(r",?\s+(?:jr|sr|ii|iii|iv|2nd|3rd|md|phd)\.?$", re.IGNORECASE)


@lru_cache(maxsize=1 << 17)
def surname_of(author: str) -> str:
    """The surname of one author in plain letters, whatever order and dots the source uses; "" for nobody.

    >>> [surname_of(name) for name in ("Kew, K. M.", "Kew KM", "Kayleigh M. Kew", "van der Berg, J", "Anonymous")]
    ['kew', 'kew', 'kew', 'van der berg', '']
    """
    author = _without_suffix(author)
    name, comma, _ = author.partition(",")
    if comma and name.isalpha() and name.isascii():  # as most databases write most names
        plain = name.lower()
        return "" if plain in _NOBODY else plain
    if author.casefold().rstrip(".,") in _NOBODY:
        return ""
    if not comma:
        words = author.split()
        if len(words) > 1 and _INITIALS.match(words[-1]) and words[-1].isupper():
            while len(words) > 1 and _INITIALS.match(words[-1]) and words[-1].isupper():
                words.pop()
            name = " ".join(words)
        elif len(words) > 1:
            name = words[-1]
        else:
            name = author
    plain = letters(name)
    return "" if plain in _NOBODY else plain


@lru_cache(maxsize=1 << 17)
def given_of(author: str) -> str:
    """The given names of an author in plain letters without blanks, or the first initial; "" where there are none.

    >>> [given_of(name) for name in ("Kew, K. M.", "Kew KM", "Kayleigh M. Kew", "Wang, Xiao-Ming", "Kew")]
    ['k', 'k', 'kayleigh', 'xiaoming', '']
    """
    author = _without_suffix(author)
    _, comma, given_names = author.partition(",")
    words = (given_names if comma else author).split()
    if not words or (not comma and len(words) < 2):
        return ""
    if not comma and words[-1].isupper() and _INITIALS.match(words[-1]):
        return words[-1][0].lower()
    name = words[0]
    if (name.isupper() or "." in name) and _INITIALS.match(name):
        return name[0].lower()
    return letters(" ".join(words) if comma else name).replace(" ", "")


def _without_suffix(author: str) -> str:
    """The name without blanks around it and without "Jr" or a degree, which few have."""
    author = author.strip()
    return _SUFFIX.sub("", author) if author.lower().endswith(_SUFFIXES) else author


def surnames_of(authors: Sequence[str]) -> tuple[str, ...]:
    """Words of the authors' surnames, each once, in order. The first word is of the first author.

    >>> surnames_of(["Hernandez Pedro, N.", "Rios, E", "et al"])
    ('hernandez', 'pedro', 'rios')
    """
    surnames: dict[str, None] = {}
    for author in authors[:MOST_SURNAMES]:
        for word in surname_of(author).split():
            if len(word) > 1 or not word.isascii():  # a Chinese or Korean surname is one sign
                surnames[word] = None
    return tuple(surnames)[:MOST_SURNAMES]
