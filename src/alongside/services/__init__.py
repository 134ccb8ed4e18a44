"""Searching bibliographic services, each by its own interface.

A `Strategy` names the database and holds the query as a person wrote it. `search` asks the service for it, page by
page, at the pace that the service asks for (`asking`), and hands on each `Page` byte for byte with the `Position` after
it, so that a run that was cut off goes on from there. The answers are read by `alongside.records` like any file.

Nothing is asked at import. Clock, sleep, chance and connection are handed in by who calls; only a person starts a
search.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType

import httpx

from alongside.errors import UsageError
from alongside.records.identifiers import normalise_doi
from alongside.services import clinicaltrials, crossref, europepmc, openalex, pubmed
from alongside.services.access import Access, connection
from alongside.services.asking import Asker
from alongside.services.openalex import chasing
from alongside.services.service import Service
from alongside.services.strategy import LapsedError, Page, Position, Sent, Strategy

__all__ = [
    "SERVICES",
    "Access",
    "LapsedError",
    "Page",
    "Position",
    "Sent",
    "Service",
    "Strategy",
    "chasing",
    "connection",
    "search",
    "service_named",
    "works_named",
]

SERVICES: Mapping[str, Service] = MappingProxyType(
    {module.SERVICE.name: module.SERVICE for module in (pubmed, europepmc, openalex, crossref, clinicaltrials)}
)
"""The services by name."""


def service_named(name: str) -> Service:
    """The service of that name.

    Raises `UsageError` for a name that is none.
    """
    if name not in SERVICES:
        raise UsageError(f"no service {name!r}; expected one of {', '.join(SERVICES)}")
    return SERVICES[name]


def search(
    strategy: Strategy,
    client: httpx.Client,
    *,
    interval: float,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
    seed: int,
    today: date,
    position: Position | None = None,
    address: str = "",
    warned: Callable[[str], None] = lambda _: None,
) -> Iterator[Page]:
    """Page after page of a search, from a position on.

    Parameters
    ----------
    client : the connection; see `connection`.
    interval : seconds between two requests at least; see `Access.interval`.
    clock, sleep, seed, today : time, waiting, chance for the lengths of waits, and the date.
    position : where to go on; None for the start.
    address : of the service, where it is another than its own (a mirror, a test).
    warned : called with one line when a request has to be sent again.

    Raises
    ------
    UsageError : for a database or a query that the service cannot be asked.
    LapsedError : where a run has to start again.
    SearchError : where the service refuses, or cannot be reached to the last try.
    """
    service = service_named(strategy.database)
    asker = _asker(service, client, interval, clock, sleep, seed, warned)
    return service.pages(asker, address or service.address, strategy, position or Position(), today)


def works_named(
    names: Sequence[str],
    client: httpx.Client,
    *,
    interval: float,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
    seed: int,
    address: str = "",
    warned: Callable[[str], None] = lambda _: None,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ids of works in OpenAlex, which is asked for those that are named by their DOI; and the names that it does not
    know.

    Parameters
    ----------
    names : ids in OpenAlex ("W2741809807", or the address) or DOIs ("10.1234/abc", or the address).
    client, interval, clock, sleep, seed, address, warned : as for `search`.

    Raises
    ------
    SearchError : where the service refuses, or cannot be reached to the last try.
    """
    ids = {name: work.group(1).upper() for name in names if (work := openalex.WORK.search(name.strip()))}
    dois = {name: doi for name in names if name not in ids and (doi := normalise_doi(name))}
    asker = _asker(openalex.SERVICE, client, interval, clock, sleep, seed, warned)
    ids_by_doi = openalex.works_of_dois(asker, address or openalex.SERVICE.address, list(dois.values())) if dois else {}
    ids |= {name: ids_by_doi[doi] for name, doi in dois.items() if doi in ids_by_doi}
    unique_ids = dict.fromkeys(ids[name] for name in names if name in ids)
    return tuple(unique_ids), tuple(name for name in names if name not in ids)


def _asker(
    service: Service,
    client: httpx.Client,
    interval: float,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
    seed: int,
    warned: Callable[[str], None],
) -> Asker:
    chance = random.Random(seed)  # noqa: S311  (chance for the length of waits, no secret)
    return Asker(service.label, client, interval, clock, sleep, chance, warned)
