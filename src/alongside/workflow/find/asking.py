"""Before a service is asked: who asks, what of the project leaves the machine, and which works citations are chased of.

The pages and the command line take what they need of the search services from here, so that only `workflow` meets them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from alongside import services
from alongside.project import Project
from alongside.services import SERVICES, Access, Strategy, chasing, connection, service_named

__all__ = [
    "SERVICES",
    "Access",
    "Strategy",
    "Timing",
    "access_from",
    "address_from",
    "announcement",
    "chasing",
    "included_works",
    "service_named",
    "works_named",
]


@dataclass(frozen=True, slots=True)
class Timing:
    """Time as a search needs it: seconds that only go up, waiting some of them, and a seed for the length of waits."""

    clock: Callable[[], float]
    sleep: Callable[[float], None]
    seed: int


def access_from(environment: Mapping[str, str], database: str, mail: str = "", key: str = "") -> Access:
    """Who is asking: as given, else as the environment says (ALONGSIDE_MAIL, ALONGSIDE_PUBMED_KEY and so on).

    >>> access_from({"ALONGSIDE_MAIL": "ada@example.org"}, "pubmed")
    Access(mail='ada@example.org')
    """
    key_known = environment.get(f"ALONGSIDE_{database.upper()}_KEY", "")
    return Access(mail.strip() or environment.get("ALONGSIDE_MAIL", ""), key.strip() or key_known)


def address_from(environment: Mapping[str, str], database: str) -> str:
    """Where a service is asked, where that is not its own address: ALONGSIDE_PUBMED_ADDRESS and so on; else ""."""
    return environment.get(f"ALONGSIDE_{database.upper()}_ADDRESS", "")


def announcement(strategy: Strategy, access: Access, address: str = "") -> str:
    """What will leave this machine, in one sentence, for a person to read before it does."""
    service = service_named(strategy.database)
    host = urlsplit(address or service.address).netloc
    credentials = [
        name
        for name, value in (
            ("your mail address", access.mail and service.mail),
            ("your key", access.key and service.key),
        )
        if value
    ]
    with_whom = f" and {' and '.join(credentials)}" if credentials else ""
    return f"{service.label} ({host}) is sent the query{with_whom}; nothing of the project"


def works_named(
    names: Sequence[str], access: Access, timing: Timing, *, address: str = ""
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ids of works in OpenAlex, by id or DOI, and the names that it does not know; see `services.works_named`."""
    service = service_named("openalex")
    with connection(service, access) as client:
        return services.works_named(
            names,
            client,
            interval=access.interval(service),
            clock=timing.clock,
            sleep=timing.sleep,
            seed=timing.seed,
            address=address,
        )


def included_works(project: Project) -> tuple[list[str], int]:
    """What OpenAlex may know the included records by, its own id or the DOI; and how many have neither."""
    names = []
    nameless = 0
    for indexed in project.overview.records(project.overview.view("is:included")):
        record = indexed.record
        name = record.accession if record.database == "OpenAlex" and record.accession else record.doi
        names += [name] if name else []
        nameless += 0 if name else 1
    return names, nameless
