"""ClinicalTrials.gov: registered studies, through its API of version 2.

Parameters are those of "ClinicalTrials.gov API" (openapi description, version 2) and of "Search expressions and
syntax". "New since" goes by LastUpdatePostDate, so that a known trial whose results were posted comes again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from alongside.services.asking import WHOLE_JSON, Answer, Asker
from alongside.services.service import Read, Service, number, paged, part
from alongside.services.strategy import Page, Position, Strategy

__all__ = ["SERVICE", "parameters_of"]


def parameters_of(strategy: Strategy) -> dict[str, str]:
    """What is asked, without the page.

    >>> parameters_of(Strategy("clinicaltrials", '"peer support" AND diabetes', since="2026-01-31"))
    {'query.term': '"peer support" AND diabetes', 'filter.advanced': 'AREA[LastUpdatePostDate]RANGE[2026-01-31,MAX]'}
    """
    since = f"AREA[LastUpdatePostDate]RANGE[{strategy.since},MAX]" if strategy.since else ""
    limits = " ".join(strategy.limits.split())
    advanced = f"({limits}) AND {since}" if limits and since else limits or since
    return {"query.term": strategy.line} | ({"filter.advanced": advanced} if advanced else {})


def pages(asker: Asker, address: str, strategy: Strategy, position: Position, _today: date) -> Iterator[Page]:
    """Page after page; see `service.Service`."""
    count = position.count

    def ask(cursor: str, size: int) -> Answer:
        sent = {**parameters_of(strategy), "pageSize": str(size), "countTotal": "true", "format": "json"}
        sent |= {"pageToken": cursor} if cursor else {}
        return asker.get(f"{address}/studies", sent, whole=lambda data: data.rstrip().endswith(WHOLE_JSON))

    def read(value: Mapping[str, object]) -> Read:
        nonlocal count
        # The count comes with the first page; later pages need not repeat it.
        count = number(part(value, "totalCount")) or count
        items, following = part(value, "studies"), part(value, "nextPageToken")
        received = len(items) if isinstance(items, list) else 0
        return Read(count, received, following if isinstance(following, str) else "")

    return paged(SERVICE.label, strategy, position, ask, read)


SERVICE = Service(
    name="clinicaltrials",
    label="ClinicalTrials.gov",
    platform="ClinicalTrials.gov API, version 2",
    address="https://clinicaltrials.gov/api/v2",
    format="clinicaltrials",
    suffix=".json",
    interval=1.25,  # about fifty requests a minute are borne
    known_interval=1.25,
    mail="",
    key="",
    since="LastUpdatePostDate, the day on which the newest version of the entry was posted",
    documentation="ClinicalTrials.gov API, version 2; Search expressions and syntax",
    pages=pages,
)
