"""What the next page says about the last act, with a way to take it back: kept in this process, known by a cookie."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

__all__ = ["Flash", "flash", "taken"]

MOST = 500
"""Flashes that wait for their page; a browser that never asks again leaves one behind."""

SECONDS = 120


@dataclass(frozen=True, slots=True)
class Flash:
    """`undo` names the rows that would be taken back, joined by commas; "" where nothing can be."""

    text: str
    undo: str = ""


_waiting: OrderedDict[str, Flash] = OrderedDict()
_lock = threading.Lock()


def flash(response: HttpResponse, text: str, undo: str = "") -> HttpResponse:
    """Let the next page say what was done."""
    name = secrets.token_urlsafe(9)
    with _lock:
        _waiting[name] = Flash(text, undo)
        while len(_waiting) > MOST:
            _waiting.popitem(last=False)
    response.set_cookie(settings.SAID_COOKIE, name, max_age=SECONDS, httponly=True, samesite="Strict")
    return response


def taken(request: HttpRequest) -> Flash | None:
    """What is to be said on this page; it is said once."""
    name = request.COOKIES.get(settings.SAID_COOKIE, "")
    with _lock:
        return _waiting.pop(name, None)
