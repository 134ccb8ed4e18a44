"""What there is to know about a service that is searched, and the paging that most of them share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from alongside.services.asking import Answer, Asker, RefusedError
from alongside.services.strategy import LapsedError, Page, Position, Strategy

__all__ = ["PAGE", "Read", "Service", "number", "paged", "part"]

PAGE = 100
"""Records of a page: the most that Europe PMC and OpenAlex advise, and an answer that comes in a second."""

Pages = Callable[[Asker, str, Strategy, Position, date], Iterator[Page]]


@dataclass(frozen=True, slots=True)
class Service:
    """A service.

    Parameters
    ----------
    name, label, platform : the short name, what people call the database, and through which interface it is searched.
    address : where its interface is.
    format, suffix : of its answers, as `alongside.records` reads them.
    interval, known_interval : seconds between two requests, for anybody and for who says who is asking.
    mail, key : the parameters that say who is asking; "" where it has none.
    since : which date of the database "new since" goes by, in its own words.
    documentation : the title of the text in which all this stands.
    pages : page after page of a search from a position on: asker, address, strategy, position, and today's date.
    """

    name: str
    label: str
    platform: str
    address: str
    format: str
    suffix: str
    interval: float
    known_interval: float
    mail: str
    key: str
    since: str
    documentation: str
    pages: Pages


@dataclass(frozen=True, slots=True)
class Read:
    """What a page says of itself: how many records there are in all and here, and the cursor of the next page."""

    count: int
    received: int
    following: str
    notes: tuple[str, ...] = ()


def paged(
    label: str,
    strategy: Strategy,
    position: Position,
    ask: Callable[[str, int], Answer],
    read: Callable[[Mapping[str, object]], Read],
) -> Iterator[Page]:
    """Page after page of a service that gives each page the cursor of the next.

    Parameters
    ----------
    ask : the answer at a cursor ("" for the first page), with that many records at most.
    read : what the object of an answer says of itself.

    Raises
    ------
    LapsedError : where a run is taken up again and the service refuses the cursor that was kept.
    SearchError : as `Asker.ask`.
    """
    resumed = position.cursor != ""
    while not position.done:
        size = min(PAGE, strategy.most - position.retrieved) if strategy.most else PAGE
        try:
            answer = ask(position.cursor, size)
        except RefusedError as refusal:
            if resumed:
                raise LapsedError(f"{label} no longer knows where the search was cut off ({refusal})") from None
            raise
        page, resumed = read(answer.json(label)), False
        retrieved = position.retrieved + page.received
        # Some give a cursor with the last page too, and would answer it with an empty one.
        ended = not page.following or not page.received or retrieved >= page.count
        position = Position(
            cursor=page.following,
            pages=position.pages + 1,
            retrieved=retrieved,
            count=page.count,
            done=ended or (0 < strategy.most <= retrieved),
        )
        yield Page(answer.data, answer.sent, position, page.notes)


def part(value: object, *names: str) -> object:
    """What is at a path of names in an answer; None where nothing is.

    >>> part({"meta": {"count": 3}}, "meta", "count"), part({"meta": []}, "meta", "count")
    (3, None)
    """
    for name in names:
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value


def number(value: object) -> int:
    """A count that services write as a number or as text; 0 where it is none.

    >>> number("12"), number(12), number(None)
    (12, 12, 0)
    """
    if isinstance(value, str) and value.isdecimal() and value.isascii():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
