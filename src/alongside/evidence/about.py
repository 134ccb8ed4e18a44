"""What a review says of itself: its search, its limits, who made it and by what means, and how to cite it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["ABOUT", "SEARCHES", "About"]

SEARCHES = ("", "systematic", "not systematic")
"""What kind of search the evidence comes from; "" where nobody has said it."""

ABOUT: Mapping[str, str] = MappingProxyType(
    {
        "search": "Kind of search",
        "searched_on": "Date of the last search",
        "search_words": "How was searched",
        "limits": "Limits",
        "authors": "Who made it",
        "organisation": "Organisation",
        "contact": "Contact",
        "funding": "Funding",
        "interests": "Interests",
        "licence": "Licence",
        "citation": "How to cite",
    }
)
"""Every part with its label, in the order in which pages show them."""


@dataclass(frozen=True, slots=True)
class About:
    """Each part is "" where nobody has stated it: *not stated* is shown as that, and never as *none*.

    `searched_on` is a day as in 2026-11-28: of the search, not of a building of the pages.
    """

    search: str = ""
    searched_on: str = ""
    search_words: str = ""
    limits: str = ""
    authors: str = ""
    organisation: str = ""
    contact: str = ""
    funding: str = ""
    interests: str = ""
    licence: str = ""
    citation: str = ""

    def parts(self) -> dict[str, str]:
        """All parts by name.

        >>> About(authors="Ada")["authors"], len(About().parts())
        ('Ada', 11)
        """
        return {name: self[name] for name in ABOUT}

    def __getitem__(self, name: str) -> str:
        value: str = getattr(self, name)
        return value
