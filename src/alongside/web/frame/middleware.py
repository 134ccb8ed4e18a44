"""What every answer of the server carries, and the pages of errors that we can explain."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from alongside.errors import AlongsideError, storage_error
from alongside.web.frame.failed import explained, not_allowed

__all__ = ["explain_errors", "policy"]

Handler = Callable[[HttpRequest], HttpResponse]


def policy(get_response: Handler) -> Handler:
    """Nothing from elsewhere may load, nothing may be sent elsewhere, and nobody may frame the workbench."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", settings.CONTENT_POLICY)
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response

    return middleware


class explain_errors:  # noqa: N801 - named as the function that Django sees
    """Errors that we can explain become a page that says what was expected and what was kept."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        return not_allowed(request) if response.status_code == 405 and not response.streaming else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        error = storage_error(exception) if isinstance(exception, OSError) else exception
        return explained(request, error) if isinstance(error, AlongsideError) else None
