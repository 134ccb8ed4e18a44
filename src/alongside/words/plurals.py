"""Several things in words: one of a thing and several of it are said differently, and so are two and three names."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["all_of", "are", "many"]


def many(number: int, what: str) -> str:
    """A number of things in words; of several words the first takes the ending where `of` or `in` follows it.

    >>> many(1, "study"), many(2, "study"), many(2000, "day"), many(0, "item of SPIRIT")
    ('1 study', '2 studies', '2,000 days', '0 items of SPIRIT')
    """
    if number == 1:
        return f"1 {what}"
    noun, link, rest = what.partition(" of ")
    plural = f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else f"{noun}s"
    return f"{number:,} {plural}{link}{rest}"


def are(number: int) -> str:
    """The verb for a number of things: "1 row is", "2 rows are"."""
    return "is" if number == 1 else "are"


def all_of(names: Iterable[str]) -> str:
    """Names in a row as a sentence has them; empty where there are none.

    >>> all_of(["calls"]), all_of(["calls", "groups"]), all_of(["calls", "groups", "a forum"])
    ('calls', 'calls and groups', 'calls, groups and a forum')
    """
    *before, last = [*names] or [""]
    return f"{', '.join(before)} and {last}" if before else last
