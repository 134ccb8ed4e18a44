"""Who is answered at all: requests to this workbench's own address, from a browser that opened it by its link.

This stands before everything else, files included. A web site that a person visits can make a browser send requests to
this machine, also under a name of its own that it points here (DNS rebinding), so the host is compared first, for every
method. Other users of the machine can reach the port too: the first address carries a key, which is traded for a cookie
that no script can read and no other site's request carries. Cookies are shared by all ports of a machine, so this one
is named after the project.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from alongside.web.frame.plain import plain_page

__all__ = ["COOKIE_DAYS", "gate"]

COOKIE_DAYS = 30
"""The cookie is of no use after the server ended, which draws another key; a laptop may sleep for long meanwhile."""

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

CLOSED = (
    "This workbench answers to the browser in which it was opened. Use the whole address that stands in the terminal "
    "where `alongside open` runs: it ends with a key."
)


def gate(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse foreign hosts and origins, trade the key for the cookie, and refuse who has neither."""

    def middleware(request: HttpRequest) -> HttpResponse:
        host = request.META.get("HTTP_HOST", "")
        if host not in settings.SERVED_HOSTS:
            return plain_page("Not this address", "This address is not one of this workbench.", 403)
        if request.method not in SAFE and not _is_own(request, host):
            return plain_page("Not from here", "This was sent from a page that is not of this workbench.", 403)
        key = request.GET.get("key", "")
        if key and secrets.compare_digest(key.encode(), settings.SERVED_KEY.encode()):
            return _let_in(request)
        cookie = request.COOKIES.get(settings.SERVED_COOKIE, "")
        if not secrets.compare_digest(cookie.encode(), settings.SERVED_KEY.encode()):
            return plain_page("Not opened here", CLOSED, 403)
        return get_response(request)

    return middleware


def _is_own(request: HttpRequest, host: str) -> bool:
    """Whether what a browser says of the page that sends is this very address, port included."""
    for name in ("HTTP_ORIGIN", "HTTP_REFERER"):
        sender = request.META.get(name, "")
        if sender:
            return bool(urlsplit(sender).netloc == host)
    return True  # neither: no browser sent it; the cookie and the token of the form decide


def _let_in(request: HttpRequest) -> HttpResponse:
    """Set the cookie and go on to the clean address.

    By a page of our own and not by a redirect: where the link was followed from elsewhere, a browser keeps a strict
    cookie back until a page of this address leads on.
    """
    rest = [(name, value) for name, values in request.GET.lists() if name != "key" for value in values]
    address = request.path + (f"?{urlencode(rest)}" if rest else "")
    response = plain_page("Opening", "Going on to the workbench.", 200, go_to=address)
    response.set_cookie(
        settings.SERVED_COOKIE,
        settings.SERVED_KEY,
        max_age=COOKIE_DAYS * 24 * 3600,
        httponly=True,
        samesite="Strict",
    )
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
