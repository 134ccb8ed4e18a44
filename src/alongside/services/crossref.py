"""Crossref: what publishers register with their DOIs.

Parameters are those of the Crossref REST API documentation ("REST API filters", "Access and authentication"). Crossref
ranks by words and knows no AND and OR: a query finds very many works, the best first, so a strategy says how many to
take (`Strategy.most`). Limits are filters as Crossref writes them ("type:journal-article,has-abstract:true").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from alongside.services.asking import WHOLE_JSON, Answer, Asker
from alongside.services.service import Read, Service, number, paged, part
from alongside.services.strategy import Page, Position, Strategy

__all__ = ["SERVICE", "filter_of"]


def filter_of(strategy: Strategy) -> str:
    """The filter as it is sent; "" for none.

    >>> filter_of(Strategy("crossref", "peer support", limits="type:journal-article", since="2026-01-31"))
    'type:journal-article,from-created-date:2026-01-31'
    """
    since = f"from-created-date:{strategy.since}" if strategy.since else ""
    return ",".join(text for text in ("".join(strategy.limits.split()), since) if text)


def pages(asker: Asker, address: str, strategy: Strategy, position: Position, _today: date) -> Iterator[Page]:
    """Page after page; see `service.Service`. A cursor of Crossref's lapses after five minutes."""
    chosen = filter_of(strategy)

    def ask(cursor: str, size: int) -> Answer:
        sent = {"query.bibliographic": strategy.line, "rows": str(size), "cursor": cursor or "*"}
        sent |= {"filter": chosen} if chosen else {}
        return asker.get(f"{address}/works", sent, whole=lambda data: data.rstrip().endswith(WHOLE_JSON))

    def read(value: Mapping[str, object]) -> Read:
        items, following = part(value, "message", "items"), part(value, "message", "next-cursor")
        return Read(
            count=number(part(value, "message", "total-results")),
            received=len(items) if isinstance(items, list) else 0,
            following=following if isinstance(following, str) else "",
        )

    return paged(SERVICE.label, strategy, position, ask, read)


SERVICE = Service(
    name="crossref",
    label="Crossref",
    platform="Crossref REST API",
    address="https://api.crossref.org",
    format="crossref",
    suffix=".json",
    # Slower than any limit known; Crossref lowered its limits in December 2025. Its headers may ask for less still.
    interval=1.0,
    known_interval=0.4,
    mail="mailto",
    key="",
    since="from-created-date, the day on which the DOI was first deposited",
    documentation="Crossref REST API documentation: REST API filters; Access and authentication",
    pages=pages,
)
