"""What a person sees when something went wrong outside of any view, or by a mistake of ours."""

from __future__ import annotations

import logging
import sys

from django.http import HttpRequest, HttpResponse

from alongside.errors import storage_error
from alongside.web.frame.pages import page

__all__ = ["failed"]

LOGGER = logging.getLogger("alongside.web")

OURS = (
    "Something went wrong that should not have. What was saved before is kept; the window in which Alongside runs "
    "says more."
)


def failed(request: HttpRequest) -> HttpResponse:
    """Django calls this while it handles the exception; an upload for which the disk has no room arrives here."""
    error = sys.exc_info()[1]
    refusal = storage_error(error) if isinstance(error, OSError) else None
    if refusal is None:
        LOGGER.error("%s %s failed", request.method, request.path, exc_info=error)
    values = {"message": str(refusal) if refusal else OURS, "kept": "" if refusal else "Try again, or go back."}
    return page(request, "frame/error.html", values, status=507 if refusal else 500)
