"""What the review says of itself, as pages and the report show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from alongside.evidence.about import ABOUT
from alongside.publishing.review import Review

__all__ = ["Part", "about_parts", "citation", "search_sentence"]


@dataclass(frozen=True, slots=True)
class Part:
    """One part; `text` is "" where nobody has stated it."""

    name: str
    label: str
    text: str


def about_parts(review: Review) -> list[Part]:
    """All parts in order; the citation is made where none was written."""
    texts = review.about.parts() | {"citation": citation(review), "searched_on": _day(review.about.searched_on)}
    return [Part(name, label, texts[name]) for name, label in ABOUT.items()]


def search_sentence(review: Review) -> str:
    """One sentence on the search, which stands beside every claim on home and in the report.

    An answer is only as good as its search, so that a search of which nobody said anything is said to be that.
    """
    about = review.about
    when = f", last run on {_day(about.searched_on)}" if about.searched_on else ""
    if about.search == "systematic":
        return f"From a systematic search{when}."
    if about.search == "not systematic":
        return "Not from a systematic search: trials may be missing."
    return f"What kind of search these trials come from is not stated{when and f'; it was{when[1:]}'}."


def citation(review: Review) -> str:
    """As the review says; else made of who made it, its title, the last decision and their number."""
    about = review.about
    if about.citation:
        return about.citation
    authors = about.authors or about.organisation
    year = f" ({review.updated.year})" if review.updated else ""
    byline = f"{authors.rstrip('.')}{year}. " if authors else ""
    when = f", the last on {_day(review.updated.date().isoformat())}" if review.updated else ""
    return f"{byline}{review.as_sentence} After {review.decisions_in_all} decisions{when}. Made with Alongside."


def _day(iso: str) -> str:
    if not iso:
        return ""
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"
