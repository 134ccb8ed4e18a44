"""The list of studies, page by page, and found by a word: a review of hundreds stays a page that can be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

__all__ = ["AT_ONCE", "studies_shown"]

A_PAGE = 40
"""Studies on one page: about three screens, as in the list of records."""

AT_ONCE = 8
"""Things that wait which stand open; the others stand folded below them, with their number."""


def studies_shown(rows: Sequence[dict[str, Any]], parameters: Mapping[str, str]) -> dict[str, Any]:
    """The rows of the page that was asked for, of those whose study has every word; a page that is not there is the
    nearest that is.

    >>> from alongside.evidence import Study
    >>> rows = [{"study": Study(f"s{n}", f"Kew {n}", condition="asthma")} for n in range(50)]
    >>> shown = studies_shown(rows, {"q": "ASTHMA kew", "page": "9"})
    >>> len(shown["rows"]), shown["number"], shown["last"], shown["total"], shown["earlier"]
    (10, 2, 2, 50, '?q=ASTHMA+kew&page=1#all')
    """
    query = parameters.get("q", "").strip()[:200]
    words = query.casefold().split()
    fitting = [row for row in rows if all(word in _text(row) for word in words)]
    last = max(1, -(-len(fitting) // A_PAGE))
    page = parameters.get("page", "")
    number = min(max(int(page), 1), last) if page.isdecimal() and len(page) < 7 else 1
    return {
        "rows": fitting[(number - 1) * A_PAGE : number * A_PAGE],
        "query": query,
        "number": number,
        "last": last,
        "total": len(fitting),
        "earlier": _address(query, number - 1) if number > 1 else "",
        "later": _address(query, number + 1) if number < last else "",
    }


def _text(row: dict[str, Any]) -> str:
    study = row["study"]
    return f"{study.label} {study.condition} {study.country} {study.supporter} {study.registration}".casefold()


def _address(query: str, number: int) -> str:
    return f"?{urlencode({'q': query} if query else {})}{'&' if query else ''}page={number}#all"
