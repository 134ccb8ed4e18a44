"""Text in small letters and digits alone, as titles, names and journals are compared."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["TAG", "letters"]

TAG = re.compile(r"</?[a-z][^<>]{0,60}>", re.IGNORECASE)
"""A tag of markup."""

_GREEK = str.maketrans({
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "κ": "kappa", "λ": "lambda", "μ": "mu",
    "µ": "mu", "π": "pi", "σ": "sigma", "τ": "tau", "φ": "phi", "χ": "chi", "ω": "omega", "ß": "ss", "æ": "ae",
    "œ": "oe", "ø": "o", "ð": "d", "þ": "th", "ł": "l", "đ": "d", "ı": "i", "Ø": "o", "Æ": "ae", "Œ": "oe", "Ł": "l",
    "Đ": "d", "Α": "alpha", "Β": "beta", "Γ": "gamma", "Δ": "delta", "Κ": "kappa", "Λ": "lambda", "Ω": "omega",
})  # fmt: skip  # a table, read across
"""Letters that decomposition leaves whole, as bibliographic databases write them out."""


class _Unmarked(dict[int, int | str | None]):
    """A table for `str.translate` that learns of each letter once: marks go, Greek letters are written out."""

    def __missing__(self, code: int) -> int | str | None:
        letter = None if unicodedata.combining(chr(code)) else _GREEK.get(code, code)
        self[code] = letter
        return letter


_WITHOUT_MARKS = _Unmarked()
_ASCII = bytes(sign if chr(sign).isalnum() else 32 for sign in bytes(range(128)).lower()) + bytes([32]) * 128
"""Each byte of ASCII text to its small letter or digit, all else to a blank."""

_NOT_WORD_ANY = re.compile(r"[\W_]+")


def letters(text: str) -> str:
    """Small letters and digits with single blanks, accents and signs taken off.

    >>> letters("Müller's β-Blocker — 2nd")
    'muller s beta blocker 2nd'
    """
    if text.isascii():
        return " ".join(text.encode().translate(_ASCII).decode().split())
    text = unicodedata.normalize("NFKD", text.lower().translate(_GREEK))
    return _NOT_WORD_ANY.sub(" ", text.translate(_WITHOUT_MARKS)).strip()
