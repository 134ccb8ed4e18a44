"""What a person sees when something is not as expected: each failure has its page, with a way home that needs nothing
of what failed.

A page in the workbench's frame where the project can still be read, else one that needs nothing (`plain`). A mistake of
ours leaves a file that a person can send: where it went wrong in the program, and which versions.
"""

from __future__ import annotations

import logging
import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse

from alongside.errors import AlongsideError, BusyError, NotHereError, StorageError, storage_error
from alongside.failure_file import write_failure
from alongside.web.frame.plain import plain_page
from alongside.web.settings import project_address

__all__ = ["bad_request", "explained", "failed", "forbidden", "missing", "not_allowed", "not_from_a_form"]

LOGGER = logging.getLogger("alongside.web")

WAYS = (("/workbench/", "Where the review stands"), ("/", "The answer"))

OURS = "Something went wrong that should not have. What was saved before is kept."


def _page(request: HttpRequest, title: str, text: str, status: int, kept: str = "") -> HttpResponse:
    from alongside.web.frame.pages import page

    try:
        values = {"title": title, "message": text, "kept": kept}
        return page(request, "frame/error.html", values, status=status)
    except Exception:  # the page of a fault may not fail itself
        LOGGER.info("the project's frame cannot be drawn", exc_info=True)
        return plain_page(title, f"{text} {kept}".strip(), status, links=WAYS)


def explained(request: HttpRequest, error: AlongsideError) -> HttpResponse:
    """The page of an error that we can explain."""
    status = {NotHereError: 404, BusyError: 503, StorageError: 507}.get(type(error), 400)
    title = {404: "Not here", 503: "In a moment", 507: "No room to write"}.get(status, "That did not work")
    response = _page(request, title, str(error), status, "Nothing was changed.")
    if status == 503:
        response.headers["Retry-After"] = "2"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, and 413 where more was sent than is read."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        text = "More was sent at once than this page reads. Send it in parts, or import it as a file."
        return _page(request, "Too much at once", text, 413, "Nothing was kept of it.")
    return _page(request, "Not understood", "This request could not be understood.", 400, "Nothing was changed.")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    del exception
    return _page(request, "Not allowed", "This may not be done from here.", 403, "Nothing was changed.")


def not_from_a_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 where a form's token is missing: a page that stood open while the server was started again, most often."""
    del reason
    text = "This page had stood open for too long. Go back, load it again, and do it once more."
    return _page(request, "Load the page again", text, 403, "Nothing was changed.")


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    del exception
    return _page(request, "Not here", "There is no page at this address, or what it showed is no longer here.", 404)


def not_allowed(request: HttpRequest) -> HttpResponse:
    """405."""
    return _page(request, "Not this way", "This address does not answer to what was sent.", 405, "Nothing was changed.")


def failed(request: HttpRequest) -> HttpResponse:
    """500: Django calls this while it handles the exception. An upload for which the disk has no room arrives here."""
    error = sys.exc_info()[1]
    refusal = storage_error(error) if isinstance(error, OSError) else None
    if isinstance(error, AlongsideError):
        return explained(request, error)
    if refusal is not None:
        return explained(request, refusal)
    LOGGER.error("%s %s failed", request.method, request.path, exc_info=error)
    written = write_failure(error, beside=project_address(), doing=f"{request.method} {request.path}")
    where_kept = (
        f"A file that you can send us stands at {written}: it names the place in the program." if written else ""
    )
    return _page(request, "A mistake of ours", OURS, 500, where_kept)
