"""A person's own words in a text, each list in its colour."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Piece", "marked"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; `colour` is the number of the list whose word it is, 0 for none."""

    text: str
    colour: int = 0


def marked(text: str, lists: Mapping[int, Sequence[str]]) -> list[Piece]:
    """The text in pieces, in its order; where two lists have a word, the longer word counts, then the first list.

    Words are met whole and without regard to case; `volunteer*` meets whatever begins so.

    >>> [(piece.text, piece.colour) for piece in marked("Peer support by peers", {2: ["peer*"]})]
    [('Peer', 2), (' support by ', 0), ('peers', 2)]
    """
    colours: dict[str, int] = {}
    for colour in sorted(lists):
        for word in lists[colour]:
            colours.setdefault(_pattern(word), colour)
    if not text or not colours:
        return [Piece(text)] if text else []
    longest_first = sorted(colours, key=len, reverse=True)
    whole = re.compile("|".join(f"({pattern})" for pattern in longest_first), re.IGNORECASE)
    pieces, end = [], 0
    for match in whole.finditer(text):
        if match.start() > end:
            pieces.append(Piece(text[end : match.start()]))
        assert match.lastindex is not None
        pieces.append(Piece(match.group(), colours[longest_first[match.lastindex - 1]]))
        end = match.end()
    return [*pieces, Piece(text[end:])] if end < len(text) else pieces


def _pattern(word: str) -> str:
    """Spaces meet any blanks; a word's own signs mean themselves."""
    prefix = word.endswith("*")
    parts = r"\s+".join(re.escape(part) for part in word.rstrip("*").split())
    return rf"(?<!\w){parts}" + (r"\w*" if prefix else r"(?!\w)")
