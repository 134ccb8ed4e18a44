"""OpenAlex: works of all fields, with who cites whom.

Parameters are those of the OpenAlex API documentation ("Filter works", "Search works", "Paging", "Authentication &
Pricing", "Error handling"). A query is a Boolean search of titles and abstracts, in the parameter
`search.title_and_abstract` (the filter `title_and_abstract.search` is deprecated); limits are filters as OpenAlex
writes them ("type:article,language:en"). Since 2026 paging by cursor without a key is answered 401, and a free key (in
ALONGSIDE_OPENALEX_KEY) has a daily budget, of which each answer says what is left; `from_created_date` asks for a paid
plan, so what is new is told by `from_publication_date`.

Chasing citations: the query is the id of a work. `citing` finds the works that cite it (forwards, filter `cites`),
`cited by` those in its list of references (backwards, filter `cited_by`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from alongside.errors import SearchError, UsageError
from alongside.records.identifiers import normalise_doi
from alongside.services.asking import WHOLE_JSON, Answer, Asker, RefusedError
from alongside.services.service import Read, Service, number, paged, part
from alongside.services.strategy import Page, Position, Strategy

__all__ = ["SERVICE", "budget_left", "chasing", "chosen_by", "works_of_dois"]

WORK = re.compile(r"^(?:https?://(?:api\.)?openalex\.org/(?:works/)?)?(W\d+)$", re.IGNORECASE)
"""The id of a work, or its address."""

CHASE = re.compile(r"(?:citing|cited by) W\d+(?:\|W\d+)*")

MOST_WORKS = 100
"""Works in one filter, joined by a bar; not tried live."""

LONGEST_ADDRESS = 4094
"""Bytes of an address that OpenAlex answers (its documentation, 2026)."""

BESIDE_FILTER = 400
"""Bytes kept free for cursor, page size, key and mail."""

NO_KEY = re.compile(r"\(40[12]\)")
"""How a request without a key, or with one that is none, is answered."""

WAY_TO_A_KEY = (
    "OpenAlex wants a key, which is free: make one in the settings of an account there, and give it as "
    "ALONGSIDE_OPENALEX_KEY or with --key"
)

MOST_DOIS = 50
"""DOIs in one filter (OurResearch blog, "Fetch multiple DOIs in one OpenAlex API request")."""


def chasing(works: list[str], direction: str, *, since: str = "", name: str = "") -> Strategy:
    """The strategy that chases citations of some works.

    Parameters
    ----------
    works : their ids in OpenAlex ("W2741809807", or the address), at most 100.
    direction : "forwards" for works that cite them, "backwards" for works that they cite.

    Raises
    ------
    UsageError : for an id that is none, too many, or another direction.

    >>> chasing(["https://openalex.org/W7", "W8"], "forwards").query
    'citing W7|W8'
    """
    ids = [match.group() if (match := re.search(r"W\d+", work.upper())) else "" for work in works]
    if not ids or not all(ids) or len(ids) > MOST_WORKS:
        raise UsageError(f"expected 1 to {MOST_WORKS} ids of works in OpenAlex such as W2741809807, found {works}")
    if direction not in ("forwards", "backwards"):
        raise UsageError(f"expected forwards or backwards, found {direction!r}")
    words = "citing" if direction == "forwards" else "cited by"
    return Strategy("openalex", f"{words} {'|'.join(ids)}", name or f"Citations, {direction}", since=since)


def works_of_dois(asker: Asker, address: str, dois: Sequence[str]) -> dict[str, str]:
    """The ids of the works with these DOIs, by DOI; one that OpenAlex does not have is left out.

    Parameters
    ----------
    dois : in the form of `records.identifiers`: "10.1234/abc".

    Raises
    ------
    SearchError : where the service refuses, or cannot be reached to the last try.
    """
    ids_by_doi: dict[str, str] = {}
    # A comma or a bar in a DOI would end the filter there; such a work is named by its id.
    plain = [doi for doi in dict.fromkeys(dois) if not {",", "|"} & set(doi)]
    for start in range(0, len(plain), MOST_DOIS):
        batch = plain[start : start + MOST_DOIS]
        sent = {"filter": f"doi:{'|'.join(batch)}", "per_page": str(MOST_WORKS), "select": "id,doi"}
        answer = _works(asker, address, sent)
        works = part(answer.json(SERVICE.label), "results")
        for work in works if isinstance(works, list) else []:
            doi, id_ = normalise_doi(str(part(work, "doi") or "")), re.search(r"W\d+", str(part(work, "id") or ""))
            if doi in batch and id_:
                ids_by_doi.setdefault(doi, id_.group())
    return ids_by_doi


def chosen_by(strategy: Strategy) -> dict[str, str]:
    """The parameters that choose the works, as they are sent.

    Raises `UsageError` for a comma in the query: OpenAlex makes a filter of the query, which a comma ends.

    >>> chosen_by(Strategy("openalex", '"peer support" AND diabetes', since="2026-01-31"))
    {'search.title_and_abstract': '"peer support" AND diabetes', 'filter': 'from_publication_date:2026-01-31'}
    >>> chosen_by(chasing(["W7"], "backwards"))
    {'filter': 'cited_by:W7'}
    """
    query, chased, searched = strategy.line, "", {}
    if CHASE.fullmatch(query):
        words, _, works = query.rpartition(" ")
        chased = f"{'cites' if words == 'citing' else 'cited_by'}:{works}"
    elif "," in query:
        raise UsageError("a query for OpenAlex cannot hold a comma, which ends a filter there; leave it out")
    else:
        searched = {"search.title_and_abstract": query}
    since = f"from_publication_date:{strategy.since}" if strategy.since else ""
    filters = ",".join(text for text in (chased, "".join(strategy.limits.split()), since) if text)
    return searched | ({"filter": filters} if filters else {})


def pages(asker: Asker, address: str, strategy: Strategy, position: Position, _today: date) -> Iterator[Page]:
    """Page after page; see `service.Service`."""
    chosen = chosen_by(strategy)
    length = len(f"{address}/works?{urlencode(chosen)}".encode())
    if length > LONGEST_ADDRESS - BESIDE_FILTER:
        raise UsageError(
            f"this query makes an address of {length:,} bytes for OpenAlex, which takes {LONGEST_ADDRESS:,}; "
            "shorten it, or search in parts"
        )

    left = ""

    def ask(cursor: str, size: int) -> Answer:
        nonlocal left
        sent = {**chosen, "per_page": str(size), "cursor": cursor or "*"}
        answer = _works(asker, address, sent)
        left = budget_left(answer.headers)
        return answer

    for page in paged(SERVICE.label, strategy, position, ask, _read):
        yield replace(page, notes=(*page.notes, left)) if page.position.done and left else page


def _works(asker: Asker, address: str, sent: Mapping[str, str]) -> Answer:
    try:
        return asker.get(f"{address}/works", sent, whole=lambda data: data.rstrip().endswith(WHOLE_JSON))
    except RefusedError as refusal:
        if not NO_KEY.search(str(refusal)):
            raise
        # Not a refusal of the query or the cursor: with a key the same run goes on.
        raise SearchError(f"{refusal}; {WAY_TO_A_KEY}") from None


def budget_left(headers: Mapping[str, str]) -> str:
    """What is left of the day's budget, in a sentence; "" where an answer does not say.

    >>> budget_left({"x-ratelimit-limit-usd": "1", "x-ratelimit-remaining-usd": "0.953"})
    "OpenAlex: $0.95 of today's budget of $1.00 is left"
    """
    try:
        limit, remaining = (float(headers.get(f"x-ratelimit-{name}-usd", "")) for name in ("limit", "remaining"))
    except ValueError:
        return ""
    return f"OpenAlex: ${remaining:.2f} of today's budget of ${limit:.2f} is left"


def _read(value: Mapping[str, object]) -> Read:
    items, following = part(value, "results"), part(value, "meta", "next_cursor")
    return Read(
        count=number(part(value, "meta", "count")),
        received=len(items) if isinstance(items, list) else 0,
        following=following if isinstance(following, str) else "",
    )


SERVICE = Service(
    name="openalex",
    label="OpenAlex",
    platform="OpenAlex API",
    address="https://api.openalex.org",
    format="openalex",
    suffix=".json",
    # Ten a second; it bears a hundred from everybody together who has a key.
    interval=0.1,
    known_interval=0.1,
    mail="mailto",
    key="api_key",
    since="from_publication_date, the day of publication; works that OpenAlex took up late are not among them",
    documentation="OpenAlex API documentation: Filter works, Paging, Authentication & Pricing",
    pages=pages,
)
