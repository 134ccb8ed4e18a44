"""Europe PMC: articles of PubMed and PubMed Central, preprints, theses, through its RESTful web service.

Parameters and fields are those of "Europe PMC RESTful Web Service" and of its "Search syntax reference" (EMBL-EBI). New
records go by FIRST_IDATE, the day on which a record was first put into the index: an old article that came late is new.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from alongside.services.asking import WHOLE_JSON, Answer, Asker
from alongside.services.service import Read, Service, number, paged, part
from alongside.services.strategy import Page, Position, Strategy

__all__ = ["SERVICE", "query_of"]

LONGEST_ADDRESS = 1500
"""Characters of a query that goes into an address; a longer one is posted as a form to `searchPOST`."""

FIRST = "*"


def query_of(strategy: Strategy) -> str:
    """The query as it is sent, with limits and date.

    >>> query_of(Strategy("europepmc", 'TITLE:"peer support" OR "lay led"', limits="SRC:MED", since="2026-01-31"))
    '(TITLE:"peer support" OR "lay led") AND (SRC:MED) AND (FIRST_IDATE:[2026-01-31 TO 3000-12-31])'
    """
    since = f"FIRST_IDATE:[{strategy.since} TO 3000-12-31]" if strategy.since else ""
    further = [text for text in (" ".join(strategy.limits.split()), since) if text]
    return " AND ".join(f"({text})" for text in (strategy.line, *further)) if further else strategy.line


def pages(asker: Asker, address: str, strategy: Strategy, position: Position, _today: date) -> Iterator[Page]:
    """Page after page; see `service.Service`."""
    query = query_of(strategy)

    def ask(cursor: str, size: int) -> Answer:
        # Synonyms would search for more than the person wrote, and for other words from year to year.
        sent = {
            "query": query,
            "format": "json",
            "resultType": "core",
            "synonym": "FALSE",
            "pageSize": str(size),
            "cursorMark": cursor or FIRST,
        }
        if len(query) > LONGEST_ADDRESS:
            return asker.ask("POST", f"{address}/searchPOST", sent, whole=_whole)
        return asker.get(f"{address}/search", sent, whole=_whole)

    return paged(SERVICE.label, strategy, position, ask, _read)


def _whole(data: bytes) -> bool:
    return data.rstrip().endswith(WHOLE_JSON)


def _read(value: Mapping[str, object]) -> Read:
    items = part(value, "resultList", "result")
    following = part(value, "nextCursorMark")
    return Read(
        count=number(part(value, "hitCount")),
        received=len(items) if isinstance(items, list) else 0,
        following=following if isinstance(following, str) else "",
    )


SERVICE = Service(
    name="europepmc",
    label="Europe PMC",
    platform="Europe PMC RESTful Web Service",
    address="https://www.ebi.ac.uk/europepmc/webservices/rest",
    format="europepmc",
    suffix=".json",
    # Guides of others name ten a second; half of that is asked here.
    interval=0.2,
    known_interval=0.2,
    mail="email",
    key="",
    since="FIRST_IDATE, the day on which a record was first indexed",
    documentation="Europe PMC RESTful Web Service; Europe PMC Search syntax reference",
    pages=pages,
)
