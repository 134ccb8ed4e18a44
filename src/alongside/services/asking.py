"""Asking a service politely: not too fast, again when it stumbles, and with its own words when it refuses.

The clock, the sleeping, the connection and the seed of chance are handed in: nothing here looks at the time or at the
network by itself.
"""

from __future__ import annotations

import json
import logging
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

import httpx

from alongside.errors import SearchError
from alongside.services.strategy import Sent

__all__ = ["Answer", "Asker", "RefusedError"]

LOGGER = logging.getLogger("alongside.services")

TRIES = 6
FIRST_WAIT = 1.0
LONGEST_WAIT = 60.0
"""Seconds before the second try; each further wait is twice as long up to the longest, and half to all of that is
waited, by chance, so that many who were cut off together do not come back together."""

LONGEST_ASKED = 600.0
"""Seconds that a service may ask us to wait; a run that has to wait longer stops and can be taken up again."""

STUMBLES = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses after which the same question may be answered (RFC 9110, section 15; RFC 6585, section 4)."""

SLOWER = re.compile(r"slow(?:er)? down|rate limit|too many requests", re.IGNORECASE)
"""What a service says with 403 where it means 429 (OpenAlex API documentation, "Error handling"); any other 403 is a
refusal."""

MOST_BYTES = 256 * 1024 * 1024
"""Of one answer. A page of registered trials with all their results has a tenth of it."""

WHOLE_JSON = b"}"
"""What the objects of all services end with."""

TAG = re.compile(r"<[^>]{0,500}>")


class RefusedError(SearchError):
    """The service understood that something was asked and will not answer it, however often."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back to one request."""

    data: bytes
    headers: Mapping[str, str]
    sent: Sent

    def json(self, label: str) -> dict[str, object]:
        """The object that the answer holds. Raises `SearchError` where it holds none."""
        try:
            value = json.loads(self.data)
        except ValueError:
            raise SearchError(f"{label} answered with something that is no JSON: {_words(self.data)}") from None
        if not isinstance(value, dict):
            raise SearchError(f"{label} answered with something that is no object: {_words(self.data)}")
        return value


@dataclass(slots=True)
class Asker:
    """One service's line: it keeps the time of the last request.

    Parameters
    ----------
    label : the service's name, for messages.
    client : the connection.
    interval : seconds between two requests at least.
    clock, sleep : seconds that only go up, and waiting some of them.
    chance : for the length of waits.
    warned : called with one line when a request has to be sent again.
    """

    label: str
    client: httpx.Client
    interval: float
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    chance: random.Random
    warned: Callable[[str], None] = lambda _: None
    _last: float | None = field(default=None, init=False)

    def get(self, address: str, parameters: Mapping[str, str], *, whole: Callable[[bytes], bool] = bool) -> Answer:
        """The answer to a GET; see `ask`."""
        return self.ask("GET", address, parameters, whole=whole)

    def ask(
        self, method: str, address: str, parameters: Mapping[str, str], *, whole: Callable[[bytes], bool] = bool
    ) -> Answer:
        """The answer, after as many tries as it takes and is fair.

        Parameters
        ----------
        method : "GET" with parameters in the address, or "POST" with a form: for queries that no address can hold.
        whole : whether an answer that came is whole; one that is not is asked for again.

        Raises
        ------
        SearchError : where the service refuses, stays silent or breaks off to the last try.
        """
        trouble = ""
        for attempt in range(TRIES):
            self._keep_pace()
            wait = min(LONGEST_WAIT, FIRST_WAIT * 2**attempt) * (0.5 + 0.5 * self.chance.random())
            try:
                response, data = self._send(method, address, parameters)
            except httpx.TransportError as error:
                trouble = f"{self.label} could not be reached ({str(error) or type(error).__name__})"
            else:
                if response.is_success and whole(data):
                    self._learn_pace(response.headers)
                    return Answer(data, response.headers, Sent(method, address, dict(parameters)))
                if response.is_success:
                    trouble = f"{self.label} broke off in the middle of an answer"
                elif response.status_code in STUMBLES or (response.status_code == 403 and SLOWER.search(_words(data))):
                    trouble = f"{self.label} says ({response.status_code}): {_words(data)}"
                    wait = self._asked_wait(response.headers, trouble) or wait
                else:
                    raise RefusedError(f"{self.label} says ({response.status_code}): {_words(data)}")
            if attempt < TRIES - 1:
                self.warned(f"{trouble}; asking again in {wait:.0f} s")
                LOGGER.info("%s stumbled; asking again in %.1f s", self.label, wait)
                self.sleep(wait)
        raise SearchError(f"{trouble}; asked {TRIES} times; what came until then is kept, and the search can go on")

    def _send(self, method: str, address: str, parameters: Mapping[str, str]) -> tuple[httpx.Response, bytes]:
        sent = dict(parameters)
        query = sent if method == "GET" else None
        with self.client.stream(method, address, params=query, data=None if query else sent) as response:
            data = bytearray()
            for chunk in response.iter_bytes():
                data += chunk
                if len(data) > MOST_BYTES:
                    raise SearchError(f"{self.label} sent more than {MOST_BYTES // 2**20} MB in one answer")
            return response, bytes(data)

    def _keep_pace(self) -> None:
        if self._last is not None and (early := self._last + self.interval - self.clock()) > 0:
            self.sleep(early)
        self._last = self.clock()

    def _learn_pace(self, headers: httpx.Headers) -> None:
        """Crossref says with each answer how many requests it takes in how many seconds ("50", "1s")."""
        number = re.fullmatch(r"\d+", headers.get("x-rate-limit-limit", ""))
        seconds = re.fullmatch(r"(\d+)s", headers.get("x-rate-limit-interval", ""))
        if number and seconds and int(number.group()):
            self.interval = max(self.interval, int(seconds.group(1)) / int(number.group()))

    def _asked_wait(self, headers: httpx.Headers, trouble: str) -> float:
        """Seconds that the service asks for (RFC 9110, 10.2.3), a date being held against the service's own clock."""
        retry_after = headers.get("retry-after", "").strip()
        if not retry_after:
            return 0.0
        if retry_after.isdecimal():
            seconds = float(retry_after)
        else:
            try:
                retry_date, date = (parsedate_to_datetime(text) for text in (retry_after, headers.get("date", "")))
                seconds = (retry_date - date).total_seconds()
            except (TypeError, ValueError):
                return 0.0
        if seconds > LONGEST_ASKED:
            raise SearchError(
                f"{trouble}; it asks to come back in {seconds / 60:.0f} minutes; the search can go on then"
            )
        return max(seconds, 0.0)


def _words(data: bytes) -> str:
    """What a refusal says, in one line: the message of its JSON, or its text without marks."""
    text = data[:100_000].decode("utf-8", errors="replace")
    try:
        message = _message(json.loads(text))
    except ValueError:
        message = ""
    line = " ".join((message or TAG.sub(" ", text)).split())
    return line[:300] or "nothing"


MESSAGES = ("message", "errMsg", "error", "ERROR", "errors", "detail", "description", "esearchresult")
"""Names under which the services put what is wrong, the more telling first."""


def _message(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "; ".join(message for part in value if (message := _message(part)))
    if isinstance(value, dict):
        return next((message for name in MESSAGES if (message := _message(value.get(name)))), "")
    return ""
