"""What is searched for, what was sent, and what came back.

Vocabulary. A *strategy* is a query in the language of one database, as a person wrote it. A *page* is one answer of the
service, byte for byte. A *position* is how far a run has come: whoever keeps it can go on from there another day.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from alongside.errors import SearchError, UsageError

__all__ = ["LapsedError", "Page", "Position", "Sent", "Strategy"]

DATE = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Strategy:
    """A query for one database.

    Parameters
    ----------
    database : one of `alongside.services.SERVICES`.
    query : in the database's own language, as the person wrote it.
    name : what the person calls it.
    limits : further conditions in the database's own language; "" for none.
    since : only what the database took in on that day or later ("2026-11-23"); "" for all.
    most : records to take at most, the best matches first; 0 for all.
    note : why it is as it is.

    Raises
    ------
    UsageError : for an empty query, and for a date that is none.

    >>> Strategy("pubmed", "peer support[tiab]", since="last week")
    Traceback (most recent call last):
    alongside.errors.UsageError: expected a date such as 2026-11-23, found 'last week'
    """

    database: str
    query: str
    name: str = ""
    limits: str = ""
    since: str = ""
    most: int = 0
    note: str = ""

    def __post_init__(self) -> None:
        if not self.query.strip():
            raise UsageError("the query is empty; write what to search for")
        if self.since and not DATE.fullmatch(self.since):
            raise UsageError(f"expected a date such as 2026-11-23, found {self.since!r}")
        if self.most < 0:
            raise UsageError(f"expected a number of records to take at most, found {self.most}")

    @property
    def line(self) -> str:
        """The query in one line: line ends in it are for the eye."""
        return " ".join(self.query.split())


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as it left this machine, without a key."""

    method: str
    address: str
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Position:
    """How far a run is: pages and records so far, what the service counts, and where it goes on.

    `cursor` is the service's own word for that place, or what we need to ask for it again; "" at the start. It means
    something to the module of that service only.
    """

    cursor: str = ""
    pages: int = 0
    retrieved: int = 0
    count: int = 0
    done: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One answer.

    Parameters
    ----------
    data : its bytes, as the service sent them.
    sent : what was asked.
    position : where the run stands after this page.
    notes : what the service remarked on the query, such as words that it does not know.
    """

    data: bytes
    sent: Sent
    position: Position
    notes: tuple[str, ...] = ()


class LapsedError(SearchError):
    """The service no longer knows the place where a run was cut off: it has to start again."""
