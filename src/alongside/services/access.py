"""The connection to a service: who is asking, and answers that the service itself lets be used again.

Key and address of mail are added under the cache, at the last moment: they are in no kept answer, no log and no
message.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import httpx

from alongside.services.service import Service

__all__ = ["Access", "connection"]

TIMEOUT = httpx.Timeout(60.0, connect=15.0)
"""Seconds: a large PubMed result takes half a minute to start."""


@dataclass(frozen=True, slots=True)
class Access:
    """Who is asking: an address of mail, so that a service can write before it shuts out, and a key if there is one."""

    mail: str = ""
    key: str = field(default="", repr=False)

    def interval(self, service: Service) -> float:
        """Seconds between two requests."""
        identified = bool(self.key) if service.name == "pubmed" else bool(self.key or self.mail)
        return service.known_interval if identified else service.interval

    def parameters(self, service: Service) -> dict[str, str]:
        """What is added to each request."""
        added = {service.mail: self.mail, service.key: self.key}
        if service.name == "pubmed":
            added["tool"] = "alongside"
        return {name: value for name, value in added.items() if name and value}


class _Saying(httpx.BaseTransport):
    """Adds who is asking to each request."""

    def __init__(self, below: httpx.BaseTransport, added: dict[str, str]) -> None:
        self._below, self._added = below, added

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if not self._added:
            return self._below.handle_request(request)
        url, content = request.url, request.read()
        if request.method == "POST":
            content += b"&" + urlencode(self._added).encode()
        else:
            url = url.copy_merge_params(self._added)
        headers = [(name, value) for name, value in request.headers.items() if name != "content-length"]
        identified_request = httpx.Request(
            request.method, url, headers=headers, content=content, extensions=request.extensions
        )
        return self._below.handle_request(identified_request)

    def close(self) -> None:
        self._below.close()


def connection(service: Service, access: Access, cache: Path | None = None) -> httpx.Client:
    """A client for one service; nothing is sent until somebody asks with it.

    Parameters
    ----------
    cache : a file in which answers are kept as RFC 9111 allows; None for no cache. An answer is used again only where
        the service said for how long, or says again that it has not changed.
    """
    transport: httpx.BaseTransport = _Saying(httpx.HTTPTransport(), access.parameters(service))
    if cache is not None:
        from hishel import CacheOptions, SqliteStorage
        from hishel.httpx import CacheTransport

        cache.parent.mkdir(parents=True, exist_ok=True)
        transport = CacheTransport(
            transport, SqliteStorage(database_path=cache), CacheOptions(shared=False, allow_stale=False)
        )
    return httpx.Client(
        transport=transport, timeout=TIMEOUT, headers={"User-Agent": "alongside"}, follow_redirects=False
    )
